"""Which way new rules push, in the same small worlds lived for five years with one number changed."""

import numpy as np
import pytest

from simulation import Territory, load_plan
from simulation.declared.sectors import MAIN_INDUSTRY

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
        # The more newcomers have to learn, the more of them close.
        ("exit_rate_year", "productivity__newcomer_gap", 0.0, 0.5),
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


def placed(worlds, months, **changes):
    """Territories of size class, lived so many months in the market with parameters changed."""
    overrides = {path.replace("__", "."): value for path, value in changes.items()}
    plan = load_plan("base", regime="market", size="class", months=months, overrides=overrides)
    runs = [Territory(plan, rng=3, replicate=replicate) for replicate in range(worlds)]
    for run in runs:
        run.run_for(months)
    return runs


def test_those_that_close_were_less_productive_than_those_that_stay():
    plan = load_plan("base", regime="market", size="class", months=60)
    stayed, closed = [], []
    for replicate in range(8):
        territory = Territory(plan, rng=3, replicate=replicate)
        table = territory.world.organisations
        before = {int(table["uid"][o]): table["lead"][o] for o in np.flatnonzero(table["alive"] == 1)}
        territory.run_for(60)
        table = territory.world.organisations
        still = {int(uid) for uid in table["uid"][table["alive"] == 1]}
        for uid, lead in before.items():
            (stayed if uid in still else closed).append(lead)
    difference = np.mean(stayed) - np.mean(closed)
    error = np.sqrt(np.var(stayed) / len(stayed) + np.var(closed) / len(closed))
    assert difference > 3 * error


def test_where_organisations_differ_more_the_better_ones_do_more_of_the_work():
    alike, apart = (
        np.mean(
            [run.outcomes["productivity_mean"].iloc[-12:].mean() for run in placed(4, 60, productivity__spread=spread)]
        )
        for spread in (0.0, 0.4)
    )
    assert alike < apart


def test_without_credit_more_of_the_organisations_close():
    rates = [
        np.mean([run.outcomes["exit_rate_year"].iloc[12:].mean() for run in placed(4, 60, **changes)])
        for changes in ({}, {"finance__credit_limit": 0.0, "finance__collateral_share": 0.0})
    ]
    assert rates[0] < rates[1]


def test_where_producers_outside_are_cheaper_there_are_fewer_jobs_in_what_is_exported():
    def jobs_of_industry(**changes):
        return sum(run.world.organisations["staff"][industry(run)].sum() for run in placed(4, 60, **changes))

    def industry(run):
        table = run.world.organisations
        return (table["alive"] == 1) & (table["sector"] == MAIN_INDUSTRY)

    assert jobs_of_industry(sector__main_industry__outside_price=0.9) < 0.95 * jobs_of_industry()


def test_newcomers_live_as_long_as_observed_and_no_month_is_a_cliff():
    # INSEE, cohort of 2014 (facts.md 3): 91.3, 82.4, 73.6, 66.6, 61.3 % live on after one to five years.
    ages, ended = [], []
    for run in placed(10, 120):
        lives = run.events_log
        founded = lives[lives["kind"] == "entries"].set_index("uid")["month"]
        closed = lives[lives["kind"] == "exits"].set_index("uid")["month"]
        last = closed.reindex(founded.index)
        ages.append((last.fillna(run.month) - founded).to_numpy())
        ended.append(last.notna().to_numpy())
    age, end = np.concatenate(ages), np.concatenate(ended)
    hazard = np.array([(end & (age == month)).sum() / max((age >= month).sum(), 1) for month in range(72)])
    survival = np.cumprod(1.0 - hazard)
    observed = {1: 0.913, 2: 0.824, 3: 0.736, 4: 0.666, 5: 0.613}
    assert {year: survival[12 * year] for year in observed} == pytest.approx(observed, abs=0.05)
    # By quarters of age from the second on: none stands out from the year around it.
    quarters = hazard[3:69].reshape(-1, 3).mean(axis=1)
    around = np.convolve(quarters, np.ones(5) / 5, mode="valid")
    assert (quarters[2:-2] < 1.7 * around).all()
