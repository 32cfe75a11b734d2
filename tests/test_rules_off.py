"""How organisations differ, share rents and pass on, and how people move: each off where all else acts."""

import numpy as np
import pytest

from simulation import Territory, load_plan
from simulation.columns import TALLIES
from simulation.phases.economy.plans import is_association
from tests.lively_results import LIVELY

MONTHS = 24
OFF = {
    "alike": {
        "productivity.spread": 0.0,
        "productivity.newcomer_gap": 0.0,
        "productivity.equipment_elasticity": 0.0,
    },
    "unshared": {"labour.rent_sharing": 0.0},
    "settled": {"migration.rate": 0.0, "activity.leaving_rate": 0.0},
    "local": {"life.outside_buyers": 0.0},
    "patient": {"life.retirement_rate": 0.0, "life.dissolution_rate": 0.0},
}


class Lived:
    """A lively territory after two years, what was counted in them, and what organisations were at each month end."""

    def __init__(self, overrides):
        self.territory = Territory(load_plan("base", regime="plural", overrides=LIVELY | overrides), rng=3)
        self.counted, self.months = np.zeros(len(TALLIES)), []
        for _ in range(MONTHS):
            self.territory.step()
            self.counted += self.territory.world.tally
            self.months.append(self.territory.world.organisations.copy())
        self.counted = dict(zip(TALLIES, self.counted.tolist(), strict=True))

    def each_month(self, column):
        """Values of a column, living organisations only, month by month."""
        return [np.asarray(table[column])[table["alive"] == 1] for table in self.months]


@pytest.fixture(scope="module")
def lively():
    return Lived({})


def lived_without(rule):
    return Lived(OFF[rule])


def techniques_of(lived, table):
    """Productivity over that of the technique, of living organisations."""
    living = np.flatnonzero(table["alive"] == 1)
    rows = [2 * table["sector"][o] + is_association(table["form"][o]) for o in living]
    return np.asarray(table["productivity"])[living] / lived.territory.world.techniques["productivity"][rows]


def test_where_all_acts_organisations_differ_strain_share_rents_and_owners_go_without(lively):
    assert min(np.ptp(relative) for relative in (techniques_of(lively, table) for table in lively.months)) > 0.5
    last_year = slice(12, None)
    assert all((strain > 0.0).any() and (strain <= 1.0).all() for strain in lively.each_month("strain")[last_year])
    assert all((pay != 1.0).any() for pay in lively.each_month("pay_factor")[last_year])
    assert sum((forgone > 0).sum() for forgone in lively.each_month("pay_forgone")) > 0
    assert all((forgone >= 0).all() for forgone in lively.each_month("pay_forgone"))
    moves = ("emigrants", "immigrants", "became_active", "became_inactive", "sold_outside", "buy_outs")
    assert all(lively.counted[name] > 0 for name in moves)
    assert set(lively.territory.closure.values()) == {0}


def test_with_spread_learning_and_equipment_off_a_sector_and_kind_has_one_productivity_every_month():
    lived = lived_without("alike")
    for table in lived.months:
        assert (techniques_of(lived, table) == 1.0).all()
    assert not any(lead.any() for lead in lived.each_month("lead"))


def test_with_rent_sharing_off_pay_stays_at_the_reference():
    lived = lived_without("unshared")
    assert all((pay == 1.0).all() for pay in lived.each_month("pay_factor"))
    assert all((change == 1.0).all() for change in lived.each_month("pay_change"))


def test_with_moves_off_the_same_people_live_here_and_look_for_posts():
    lived = lived_without("settled")
    for name in ("emigrants", "immigrants", "became_active", "became_inactive"):
        assert lived.counted[name] == 0.0
    assert lived.territory.outcomes["labour_force"].nunique() == 1
    assert not lived.territory.outcomes[["migration_balance", "activity_balance"]].any(axis=None)


def test_with_outside_buyers_off_no_owner_who_stops_sells_elsewhere():
    assert lived_without("local").counted["sold_outside"] == 0.0


def test_with_retirement_and_dissolution_off_nobody_stops():
    counted = lived_without("patient").counted
    assert counted["exits_retirement"] == counted["buy_outs"] == counted["sold_outside"] == 0.0
    assert counted["exits_other"] > 0.0


@pytest.mark.parametrize("rule", OFF)
def test_accounts_close_to_the_cent_with_any_of_them_off(rule):
    assert set(lived_without(rule).territory.closure.values()) == {0}
