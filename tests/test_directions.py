"""Which way new rules push, in the same small worlds lived for five years with one number changed."""

import numpy as np
import pytest

from simulation import Territory, load_plan

SMALL = {"population.labour_force": 500, "population.burn_in_months": 12}
MONTHS, SEEDS = 60, 3


def told(name, **changes):
    """Mean of an outcome over the last three years of three worlds, with parameters changed (two bars for a dot)."""
    overrides = SMALL | {path.replace("__", "."): value for path, value in changes.items()}
    plan = load_plan("base", overrides=overrides)
    runs = [Territory(plan, rng=5, replicate=replicate) for replicate in range(SEEDS)]
    for run in runs:
        run.run_for(MONTHS)
    return float(np.mean([run.outcomes[name].iloc[-36:].mean() for run in runs]))


@pytest.mark.parametrize(
    ("name", "path", "lower", "higher"),
    [
        # The more organisations differ, the more of them lose and the further apart they are.
        ("productivity_p90_p10", "productivity__spread", 0.05, 0.4),
        ("losing_share", "productivity__spread", 0.05, 0.4),
        # What newcomers have to learn and do not learn lowers what work makes on average.
        ("productivity_mean", "productivity__newcomer_gap", 0.5, 0.0),
        # The smaller the losses at which margins count as lost, the more strain.
        ("strain_mean", "life__strain_limit", 1.5, 0.05),
        # Inactive people who begin to look for a post make the labour force larger.
        ("labour_force", "activity__pull", 0.0, 4.0),
        # What is sold elsewhere sells here on account of owners there.
        ("outside_owner_share_all", "life__outside_buyers", 0.0, 3.0),
    ],
)
def test_an_outcome_is_higher_where_the_rule_pushes_it_up(name, path, lower, higher):
    assert told(name, **{path: lower}) < told(name, **{path: higher})


def test_owners_stop_more_often_where_the_rate_is_higher_and_patience_is_shorter():
    assert told("exit_rate_year", life__retirement_rate=0.0) < told("exit_rate_year", life__retirement_rate=0.2)
    assert told("exit_rate_year", life__loss_patience=240.0) < told("exit_rate_year", life__loss_patience=6.0)


def test_with_full_pass_through_prices_leave_the_price_outside_as_costs_do():
    """Spread of posted prices within sectors, log: all of a difference in cost reaches them, or none."""

    def spread(part):
        territory = Territory(load_plan("base", overrides=SMALL | {"price.pass_through": part}), rng=5)
        territory.run_for(24)
        table = territory.world.organisations
        living = table["alive"] == 1
        price, sector = np.log(np.asarray(table["price"][living])), np.asarray(table["sector"][living])
        return np.mean([price[sector == one].std() for one in np.unique(sector)])

    assert spread(0.0) == pytest.approx(0.0, abs=1e-9)
    assert spread(0.3) < spread(0.6) < spread(1.0)
