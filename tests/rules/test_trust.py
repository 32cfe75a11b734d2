"""Trust in one partner, by hand and by property."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.rules.trust import trust_after_meeting, trust_after_months

UNIT = st.floats(0.0, 1.0)


@pytest.mark.parametrize(
    ("trust", "observed", "expected"),
    [(0.5, 1.0, 0.55), (0.5, 0.0, 0.35), (0.5, 0.5, 0.5), (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)],
)
def test_trust_is_won_slowly_and_lost_three_times_faster(trust, observed, expected):
    assert trust_after_meeting(trust, observed, 0.1, 3.0) == pytest.approx(expected)


def test_trust_without_learning_or_decay_stays():
    assert trust_after_meeting(0.37, 1.0, 0.0, 3.0) == 0.37
    assert trust_after_months(0.37, 240, 0.6, 0.0) == 0.37
    assert trust_after_months(0.37, 0, 0.6, 0.1) == 0.37


@given(UNIT, UNIT, UNIT, st.floats(1.0, 5.0))
def test_trust_moves_towards_what_was_seen_and_stays_between(trust, observed, gain_rate, loss_ratio):
    after = trust_after_meeting(trust, observed, gain_rate, loss_ratio)
    assert min(trust, observed) - 1e-15 <= after <= max(trust, observed) + 1e-15


@given(UNIT, st.integers(0, 240), UNIT, UNIT)
def test_the_closed_form_is_the_monthly_decay_repeated(trust, months, initial, decay):
    repeated = trust
    for _ in range(months):
        repeated -= decay * (repeated - initial)
    assert trust_after_months(trust, months, initial, decay) == pytest.approx(repeated, abs=1e-12)
