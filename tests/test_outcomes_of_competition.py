"""Outcomes of competition and of moves of people, by hand: sizes, losses, productivity over the technique, balances."""

import numpy as np
import pytest

from simulation.columns import ASSOCIATION, COOPERATIVE, FIRM
from simulation.declared.sectors import SERVICES, TRADE
from simulation.outcomes import OUTCOMES, values_of
from simulation.outcomes.employment import over_a_year
from simulation.outcomes.walks import found_at
from tests.phases.economy_scene import employ, small_economy
from tests.phases.land_scene import add_organisation, set_technique


def told(world):
    """Every outcome at the month end of a world by name."""
    return dict(zip(OUTCOMES, values_of(found_at(world, 0), 0)[0], strict=True))


def three_sizes():
    """Organisations of 50, 40 and 10 people, of which the second loses money; a fourth has closed."""
    world = small_economy(households=100, organisations=5)
    for row, form in enumerate((FIRM, COOPERATIVE, ASSOCIATION)):
        add_organisation(world, row, sector=SERVICES, form=form)
    add_organisation(world, 3, sector=TRADE, alive=0, strain=1.0, vacancies=7)
    for row in range(100):
        employ(world, row, 0 if row < 50 else 1 if row < 90 else 2)
    world.organisations[1].strain = 0.6
    world.organisations.vacancies[:3] = 0, 2, 1
    set_technique(world, SERVICES, productivity=9_000.0)
    set_technique(world, SERVICES, association=True, productivity=6_000.0)
    return world


def test_sizes_losses_and_vacancies_are_those_of_the_living():
    values = told(three_sizes())
    assert values["mean_size"] == pytest.approx(100 / 3)
    # 50 is large, 49 would not be.
    assert values["jobs_50_plus_share"] == pytest.approx(0.5)
    assert values["losing_share"] == pytest.approx(1 / 3)
    assert values["strain_mean"] == pytest.approx(0.2)
    assert values["vacancies"] == 3.0


def test_one_less_than_fifty_is_no_large_organisation():
    world = three_sizes()
    world.organisations[0].staff = 49
    assert told(world)["jobs_50_plus_share"] == 0.0


def test_productivity_is_told_over_that_of_the_technique_of_the_kind():
    world = three_sizes()
    values = told(world)
    # The association makes 9,000 with a technique of 6,000: 1.5, with a tenth of the work.
    assert values["productivity_mean"] == pytest.approx(0.9 + 0.1 * 1.5)
    world.organisations.productivity[:3] = 18_000.0, 4_500.0, 6_000.0
    values = told(world)
    assert values["productivity_mean"] == pytest.approx(0.5 * 2.0 + 0.4 * 0.5 + 0.1)


def test_deciles_of_productivity_are_those_of_all_organisations_over_their_techniques():
    world = small_economy(organisations=11)
    for row in range(11):
        association = row % 2
        add_organisation(world, row, sector=SERVICES, form=ASSOCIATION if association else FIRM)
        world.organisations[row].productivity = (6_000.0 if association else 9_000.0) * (1.0 + row / 10.0)
    set_technique(world, SERVICES, productivity=9_000.0)
    set_technique(world, SERVICES, association=True, productivity=6_000.0)
    # 1.0, 1.1 ... 2.0: the second and the tenth of eleven.
    assert told(world)["productivity_p90_p10"] == pytest.approx(1.9 / 1.1, rel=1e-5)


def test_a_territory_without_organisations_has_no_sizes_to_tell():
    values = told(small_economy())
    assert values["mean_size"] == values["losing_share"] == values["strain_mean"] == values["jobs_50_plus_share"] == 0.0
    assert np.isnan(values["productivity_p90_p10"])


def test_balances_are_of_the_last_twelve_months_or_told_by_the_year():
    assert over_a_year(np.ones(30)).tolist() == [12.0] * 30
    assert over_a_year(np.array([3.0, -1.0])).tolist() == [36.0, 12.0]
    counts = np.arange(20.0)
    assert over_a_year(counts)[19] == counts[8:20].sum()
