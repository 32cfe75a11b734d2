"""Work that means need, what is owed of it, and what is missing when it is not done."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.rules.club import hours_owed, service, work_needed, work_of_pairs


@pytest.mark.parametrize(("members", "needed"), [(1, 25.0), (2, 30.5), (10, 92.5), (80, 2000.0)])
def test_work_needed_by_hand(members, needed):
    # 20 hours, 5 for each, half an hour for each of n (n - 1) / 2 pairs.
    assert work_needed(members, members, 20.0, 5.0, 0.5) == pytest.approx(needed)
    assert work_of_pairs(members, members, 0.5) == pytest.approx(0.25 * members * (members - 1))


def test_hours_of_a_member_have_their_lowest_where_the_base_is_spread_over_many_and_pairs_are_few():
    # h0 / n + h1 + h2 (n - 1) / 2 is lowest at n = sqrt(2 h0 / h2): the best size of a club without other benefits.
    hours = {n: hours_owed(work_needed(n, n, 50.0, 5.0, 1.0), 0.0, n) for n in range(1, 40)}
    assert min(hours, key=hours.get) == 10


@given(st.floats(0.0, 500.0), st.floats(0.0, 500.0), st.floats(0.1, 5.0))
def test_service_lies_between_nothing_and_all_and_rises_with_work(done, needed, elasticity):
    served = service(done, needed, elasticity)
    assert 0.0 <= served <= 1.0
    assert service(done + 1.0, needed, elasticity) >= served
    if needed == 0.0 or done >= needed:
        assert served == 1.0
    elif done == 0.0:
        assert served == 0.0
