"""Quantity discounts: by hand, in the limits, and in direction."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from simulation.rules.purchasing import group_rebate, volume_discount

VOLUMES = st.floats(0.0, 1e8)
LARGEST, HALF = 0.2, 200_000.0


def test_half_the_discount_at_the_half_volume():
    assert volume_discount(HALF, LARGEST, HALF) == pytest.approx(0.1)


def test_a_firm_of_five_posts_among_fifteen_saves_twelve_per_cent():
    # Overheads of 12.5 % of a turnover of 108,000 EUR a post and year (facts.md 4, economics.md 1.4).
    own = 5 * 0.125 * 108_000.0
    assert group_rebate(own, 14 * own, LARGEST, HALF) == pytest.approx(0.12, abs=0.005)


@given(VOLUMES, VOLUMES)
@example(own=21628393.0, others=5.960464477539063e-08)
def test_the_rebate_lies_between_nothing_and_the_largest_discount(own, others):
    assert 0.0 <= group_rebate(own, others, LARGEST, HALF) <= LARGEST


@given(VOLUMES, st.floats(0.0, 1e7), st.floats(1.0, 1e7))
def test_larger_groups_save_more_and_larger_buyers_less(own, others, more):
    rebate = group_rebate(own, others, LARGEST, HALF)
    assert group_rebate(own, others + more, LARGEST, HALF) >= rebate
    assert group_rebate(own + more, others, LARGEST, HALF) <= rebate + 1e-15


@given(VOLUMES, VOLUMES)
def test_off_is_exactly_nothing(own, others):
    assert group_rebate(own, others, 0.0, HALF) == 0.0
    assert group_rebate(own, 0.0, LARGEST, HALF) == 0.0
