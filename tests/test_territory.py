"""The whole model: accounts that close, equal states, an off switch that is exactly zero, clients that run."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import mesa
import numpy as np
import pandas as pd
import pytest

from simulation import Territory, load_plan
from simulation.outcomes import OUTCOMES
from simulation.plan import REGIMES, all_mechanisms_off
from simulation.purposes import (
    DEPOSITS,
    FINANCIAL_COUNT,
    HEAD_OFFICE,
    INSTRUMENT_NAMES,
    MODES,
    PURPOSE_NAMES,
    PURPOSES,
)

SMALL = {
    "population.labour_force": 600,
    "population.burn_in_months": 12,
    "sector.main_industry.mean_size": 5.0,
    "policy.start_month": 13,
}
"""A territory small enough for tests; its structure is that of size ``class``."""

SCENARIOS = ("mono_industry", "land_pressure", "cultural_concentration")
MONTHS = 60


def small_plan(scenario, regime="market", **overrides):
    own = small(scenario) | {path.replace("__", "."): value for path, value in overrides.items()}
    return load_plan(scenario, regime=regime, overrides=own)


def small(scenario):
    """Overrides that make a scenario as small as the pole that it declares allows."""
    return SMALL | {"population.labour_force": 2400} if scenario == "cultural_concentration" else SMALL


def lived(plan, months=MONTHS, **arguments):
    territory = Territory(plan, rng=1, **arguments)
    territory.run_for(months)
    return territory


@pytest.fixture(scope="module")
def arms():
    """The five arms of the first scenario from one burnt-in state."""
    state = Territory.burnt_in(small_plan("mono_industry"), seed=1)
    return {regime: lived(small_plan("mono_industry", regime), burnt_in=state) for regime in REGIMES}


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("regime", ["market", "plural"])
def test_accounts_close_to_the_cent_in_every_month(scenario, regime):
    territory = lived(small_plan(scenario, regime))
    assert set(territory.closure.values()) == {0}, territory.closure


def test_matrices_close_in_rows_and_columns(arms):
    ledger = arms["plural"].ledger
    for month in (1, 17, MONTHS):
        flows = ledger.flows(month)
        assert (flows.sum(axis=0) == 0).all() and (flows.sum(axis=1) == 0).all()
        sheet = ledger.balance_sheet(month)
        assert (sheet.sum(axis=0) == 0).all()
        assert (sheet.loc["financial"].sum(axis=1) == 0).all()
        assert sheet.index[-1] == ("net worth", "net worth")
        assert (sheet.to_numpy().dtype == np.int64) and (flows.to_numpy().dtype == np.int64)
        before = ledger.balance_sheet(month - 1)
        for name in INSTRUMENT_NAMES[:FINANCIAL_COUNT]:
            change = sheet.loc[("financial", name)] - before.loc[("financial", name)]
            other = ledger.revaluations(month).loc[(slice(None), name), :].sum()
            assert (change - other == -flows.loc[f"change in {name}"]).all(), name


def test_flows_of_several_months_are_the_sum_of_theirs(arms):
    ledger = arms["plural"].ledger
    for counterparties in (False, True):
        summed = sum(ledger.flows(month, counterparties=counterparties) for month in range(3, 13))
        pd.testing.assert_frame_equal(ledger.flows(12, months=10, counterparties=counterparties), summed)
    for months in (0, 13):
        with pytest.raises(ValueError, match="must lie between 1 and 12"):
            ledger.flows(12, months=months)


def test_every_actor_is_explained_by_the_journal_to_the_cent():
    plan = small_plan("mono_industry", "plural")
    territory = Territory(plan, rng=1, journal=400_000)
    books = territory.world.books
    for _ in range(18):
        before = books.balance.copy()
        territory.run_for(1)
        count = int(books.journal_length[0])
        assert 0 < count < len(books.journal)
        assert (replayed(books, before, count) == books.balance).all()


def replayed(books, balance, count):
    """Balances that follow from the journal alone."""
    result = balance.copy()
    outside, bank = int(books.first[5]), int(books.first[4])
    for _entry, purpose, instrument, account, counter, amount in books.journal[:count]:
        if purpose >= 0:
            for end, sign in ((account, 1), (counter, -1)):
                if end >= outside:
                    result[HEAD_OFFICE, end] += sign * amount
                    result[HEAD_OFFICE, bank] -= sign * amount
                    result[DEPOSITS, bank] += sign * amount
                else:
                    result[DEPOSITS, end] += sign * amount
        else:
            result[instrument, account] += amount
            # A claim has a debtor; an asset that is passed on leaves its giver; a real asset alone has no other end.
            if counter >= 0:
                result[instrument, counter] -= amount
    return result


def test_money_arms_receive_the_same_envelope_and_leave_nothing(arms):
    expected = arms["redistribution"].envelope
    assert expected.sum() > 0
    for regime in ("plural", "plural_untargeted"):
        assert (arms[regime].envelope == expected).all()
    for regime in ("market", "reciprocity"):
        assert (arms[regime].envelope == 0).all()
    for month in (13, 40):
        rows = [arms[regime].ledger.turnover(month)["grant: envelope"] for regime in ("redistribution", "plural")]
        assert rows[0] == rows[1] == expected[month - 1]


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_with_all_mechanisms_off_every_regime_is_exactly_the_same(scenario):
    off = {**all_mechanisms_off(), "policy.envelope_per_active": 0.0}
    plans = {regime: load_plan(scenario, regime=regime, overrides=small(scenario) | off) for regime in REGIMES}
    state = Territory.burnt_in(plans["market"], seed=3)
    reference = None
    for regime in REGIMES:
        territory = Territory(plans[regime], rng=3, burnt_in=state)
        territory.run_for(36)
        columns = [name for name in OUTCOMES if OUTCOMES[name].group != "cooperation"]
        seen = territory.outcomes[columns].to_numpy()
        reference = seen if reference is None else reference
        assert np.array_equal(reference, seen, equal_nan=True), regime


def test_month_0_is_byte_equal_in_all_arms(arms):
    first = arms["market"].outcomes.loc[0].to_numpy()
    for regime in REGIMES:
        assert np.array_equal(first, arms[regime].outcomes.loc[0].to_numpy(), equal_nan=True)
        assert arms[regime].burn_in_hash == arms["market"].burn_in_hash


def test_burn_in_does_not_depend_on_the_regime():
    hashes = {Territory.burnt_in(small_plan("mono_industry", regime), seed=2).hash for regime in REGIMES}
    assert len(hashes) == 1


def test_same_seed_same_bytes_in_threads_and_alone():
    def bytes_of(replicate):
        return lived(small_plan("mono_industry", "plural"), 24, replicate=replicate).outcomes.to_numpy().tobytes()

    alone = [bytes_of(replicate) for replicate in range(3)]
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(bytes_of, range(3))) == alone
    assert len(set(alone)) == 3


UNCOMPILED = """
import hashlib
from simulation import Territory, load_plan
plan = load_plan("mono_industry", regime="plural",
                 overrides={"population.labour_force": 600, "population.burn_in_months": 3,
                            "sector.main_industry.mean_size": 5.0})
territory = Territory(plan, rng=1)
territory.run_for(4)
print(hashlib.sha256(territory.outcomes.to_numpy().tobytes()).hexdigest())
"""


@pytest.mark.long
def test_uncompiled_gives_the_same_bytes_as_compiled():
    answers = []
    for disabled in ("0", "1"):
        environment = {**os.environ, "NUMBA_DISABLE_JIT": disabled}
        run = subprocess.run([sys.executable, "-c", UNCOMPILED], env=environment, capture_output=True, text=True)
        assert run.returncode == 0, run.stderr[-2000:]
        answers.append(run.stdout.strip())
    assert answers[0] == answers[1]


def test_changing_the_mode_of_a_purpose_changes_no_behaviour(monkeypatch):
    from simulation.outcomes import integration

    plan = small_plan("mono_industry", "plural")
    before = lived(plan, 18).outcomes
    monkeypatch.setattr(integration, "MODE_OF", (integration.MODE_OF + 1) % len(MODES))
    after = lived(plan, 18).outcomes
    same = [name for name in before.columns if not name.startswith("integration")]
    assert np.array_equal(before[same].to_numpy(), after[same].to_numpy(), equal_nan=True)
    assert not np.array_equal(before["integration_market"], after["integration_market"])


def test_a_purpose_has_one_mode():
    assert {purpose.mode for purpose in PURPOSES.values()} <= set(MODES)
    assert len(set(PURPOSE_NAMES)) == len(PURPOSE_NAMES)


def test_mesa_agents_are_views_on_the_columns(arms):
    territory = arms["plural"]
    kinds = {kind.__name__: agents for kind, agents in territory.agents_by_type.items()}
    assert len(kinds["Household"]) == territory.household_count
    assert len(kinds["Organisation"]) == territory.organisation_count
    assert len(kinds["Authority"]) == 1
    assert sum(agent.staff for agent in kinds["Organisation"]) == (
        territory.outcomes["jobs_private"].iloc[-1] + territory.outcomes["jobs_social_economy"].iloc[-1]
    )


class Collected(Territory):
    """A territory with Mesa's own data collector, as a user would write it."""

    def __init__(self, **arguments):
        super().__init__(**arguments)
        self.datacollector = mesa.DataCollector(model_reporters={"jobs": lambda model: model.outcomes["jobs"].iloc[-1]})

    def step(self):
        super().step()
        self.datacollector.collect(self)


def test_mesa_batch_run_works_unchanged():
    results = mesa.batch_run(
        Collected,
        parameters={"plan": "mono_industry", "regime": ["market", "plural"], "overrides": [SMALL]},
        rng=[1],
        max_steps=3,
        number_processes=1,
        data_collection_period=1,
        display_progress=False,
    )
    frame = pd.DataFrame(results)
    assert set(frame["regime"]) == {"market", "plural"} and (frame["jobs"] > 0).all()


def test_outcomes_carry_units_and_groups(arms):
    frame = arms["market"].outcomes
    assert frame.index[0] == 0 and len(frame) == MONTHS + 1
    assert set(frame.attrs["units"]) == set(frame.columns)
    assert frame["jobs"].iloc[0] == frame[["jobs_social_economy", "jobs_private", "jobs_public"]].iloc[0].sum()
    assert (frame["unemployment_rate"].between(0, 100)).all()
