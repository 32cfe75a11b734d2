"""Monitoring and the ladder of sanctions, by hand and by property."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.rules.sanctions import (
    CLEAN,
    EXPULSION,
    LADDER,
    SUSPENSION,
    contributes,
    fine,
    gain_of_shirking,
    is_detected,
    monitoring_cost,
    sanction_after_month,
)
from tests.limits.closed_forms import deterrence_threshold

SUSPENSION_MONTHS, RESET_MONTHS = 6, 24


def history(detections: list[bool]) -> list[tuple[int, int, int]]:
    states = [(CLEAN, 0, 0)]
    for detected in detections:
        states.append(sanction_after_month(*states[-1], detected, SUSPENSION_MONTHS, RESET_MONTHS))
    return states


def test_deviations_month_after_month_climb_the_ladder_and_wait_out_the_suspension():
    rungs = [LADDER[rung] for rung, _, _ in history([True] * 11)]
    suspended = ["suspension"] * (1 + SUSPENSION_MONTHS)
    assert rungs == ["clean", "warning", "first_fine", "second_fine", *suspended, "expulsion"]


def test_twenty_four_clean_months_start_the_ladder_again_and_twenty_three_do_not():
    assert history([True, True] + [False] * 23)[-1] == (2, 23, 0)
    assert history([True, True] + [False] * 24)[-1] == (CLEAN, 0, 0)
    assert history([True, True] + [False] * 24 + [True])[-1][0] == 1


def test_a_deviation_starts_the_count_of_clean_months_again():
    assert history([True] + [False] * 20 + [True] + [False] * 5)[-1] == (2, 5, 0)


def test_months_of_suspension_are_not_clean_months():
    waited = history([True] * 4 + [False] * SUSPENSION_MONTHS)
    assert waited[-1] == (SUSPENSION, 0, 0)


def test_expulsion_is_final():
    assert sanction_after_month(EXPULSION, 0, 0, False, SUSPENSION_MONTHS, RESET_MONTHS) == (EXPULSION, 0, 0)


@given(st.lists(st.booleans(), max_size=150))
def test_the_ladder_is_climbed_one_rung_at_a_time_and_left_only_by_a_reset(detections):
    states = history(detections)
    for (rung, clean, _), (after, clean_after, suspended) in zip(states, states[1:], strict=False):
        assert after in (rung, rung + 1) or (after == CLEAN and clean == RESET_MONTHS - 1)
        assert 0 <= clean_after < RESET_MONTHS
        assert 0 <= suspended <= SUSPENSION_MONTHS


@given(st.lists(st.booleans(), max_size=60), st.integers(0, 59))
def test_one_more_deviation_detected_never_ends_lower_on_the_ladder(detections, place):
    worse = [detected or month == place for month, detected in enumerate(detections)]
    # Waiting out a suspension hides deviations, so the comparison holds while nobody is suspended.
    states, worse_states = history(detections), history(worse)
    if all(suspended == 0 for _, _, suspended in states + worse_states):
        assert worse_states[-1][0] >= states[-1][0]


def test_fines_are_multiples_of_the_contribution_and_grow():
    fines = [fine(rung, 100.0, 0.5, 2.0) for rung in range(len(LADDER))]
    assert fines == [0.0, 0.0, 50.0, 200.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("effort", "probability", "draw", "detected"),
    [(0.4, 0.3, 0.29, True), (0.4, 0.3, 0.3, False), (0.5, 0.3, 0.0, False), (0.0, 0.0, 0.0, False)],
)
def test_only_who_is_looked_at_and_gives_too_little_is_detected(effort, probability, draw, detected):
    assert is_detected(effort, 0.5, probability, draw) == detected


def test_monitoring_costs_by_member_and_by_chance():
    assert monitoring_cost(20.0, 15, 0.1) == pytest.approx(30.0)
    assert monitoring_cost(20.0, 15, 0.0) == 0.0


def test_shirking_gains_what_giving_would_not_return():
    assert gain_of_shirking(100.0, 0.2, 3.0, 1.0, 1.0) == pytest.approx(40.0)
    assert gain_of_shirking(100.0, 0.5, 3.0, 1.0, 1.0) == pytest.approx(-50.0)


def test_nothing_deters_without_a_fine_and_nothing_need_deter_when_giving_pays():
    assert deterrence_threshold(0.2, 3.0, 1.0, 1.0, 0.0) == math.inf
    assert not contributes(1.0, 0.0, 100.0, gain_of_shirking(100.0, 0.2, 3.0, 1.0, 1.0))
    assert deterrence_threshold(0.5, 3.0, 1.0, 1.0, 0.0) == 0.0
    assert contributes(0.0, 0.0, 100.0, gain_of_shirking(100.0, 0.5, 3.0, 1.0, 1.0))
