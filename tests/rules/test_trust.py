"""Trust in one partner, by hand and by property."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.rules.trust import chance_of_consent, trust_after_meeting, trust_after_months

UNIT = st.floats(0.0, 1.0)


@pytest.mark.parametrize(
    ("trust", "observed", "expected"),
    [(0.5, 1.0, 0.55), (0.5, 0.0, 0.35), (0.5, 0.5, 0.55), (0.5, 0.25, 0.45), (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)],
)
def test_trust_is_won_slowly_and_lost_three_times_faster(trust, observed, expected):
    assert trust_after_meeting(trust, observed, 0.1, 3.0) == pytest.approx(expected)


def test_trust_without_learning_or_decay_stays():
    assert trust_after_meeting(0.37, 1.0, 0.0, 3.0) == 0.37
    assert trust_after_months(0.37, 240, 0.6, 0.0) == 0.37
    assert trust_after_months(0.37, 0, 0.6, 0.1) == 0.37


@given(UNIT, UNIT, UNIT, st.floats(1.0, 5.0))
def test_who_gives_what_it_is_trusted_to_give_raises_trust_and_who_gives_nothing_lowers_it(
    trust, observed, gain_rate, loss_ratio
):
    after = trust_after_meeting(trust, observed, gain_rate, loss_ratio)
    assert -1e-15 <= after <= 1.0 + 1e-15
    if observed >= trust and observed > 0.0:
        assert after >= trust
    if observed == 0.0:
        assert after <= trust
    more = trust_after_meeting(trust, min(observed + 0.1, 1.0), gain_rate, loss_ratio)
    assert more >= after - 1e-15


@given(UNIT, st.floats(0.0, 5.0))
def test_consent_is_smooth_in_trust_and_certain_where_caution_is_off(trust, caution):
    assert chance_of_consent(trust, 0.0) == 1.0
    here, beside = chance_of_consent(trust, caution), chance_of_consent(min(trust + 1e-6, 1.0), caution)
    assert 0.0 <= here <= beside <= 1.0
    if caution >= 1.0:
        assert beside - here <= caution * 1e-6 + 1e-12


@given(UNIT, st.integers(0, 240), UNIT, UNIT)
def test_the_closed_form_is_the_monthly_decay_repeated(trust, months, initial, decay):
    repeated = trust
    for _ in range(months):
        repeated -= decay * (repeated - initial)
    assert trust_after_months(trust, months, initial, decay) == pytest.approx(repeated, abs=1e-12)
