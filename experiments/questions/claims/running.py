"""The runs of the register: what claims ask for, lived through the store that all questions share."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Any

import pandas as pd

from experiments.numbers.contrasts import DEFAULT_SEED as SEED
from experiments.questions.claims.declared import HAZARD, Claim
from experiments.questions.claims.register import MAIN, claims, study_points
from experiments.questions.studies.run_values import summary
from experiments.runs.arm import Arm
from experiments.runs.coordinator import Coordinator, Means, Watcher, at_work, whole
from experiments.runs.living import Order, Replicate, order_of
from experiments.runs.store import DONE, FAILED, Store
from simulation.parameters import Value
from simulation.plan import Plan

KEYS = ("scenario", "regime", "point", "replicate", "status")
STRATA = "hazard_strata"
"""Table kept of the runs from which ratios of hazards are estimated (`experiments.runs.keeping`)."""

Judged = dict[str, tuple[pd.DataFrame, dict[tuple[str, str], pd.DataFrame]]]
"""By claim: its table of runs, and the strata of its hazards by arm and ratio."""


def outcomes_of(asked: Sequence[Claim]) -> tuple[str, ...]:
    """Outcomes whose months are kept: those that any claim of the register reads, so that claims share runs."""
    told = {metric.outcome for claim in (*claims().values(), *asked) for metric in claim.metrics.values()}
    return tuple(sorted(told))


@cache
def planned(scenario: str, arm: Arm, size: str, months: int) -> Plan:
    """Plan of a scenario under an arm, without the changes of a claim."""
    return arm.plan(scenario, size, months)


def order_in(
    claim: Claim, scenario: str, regime: str, changes: Mapping[str, Value], replicate: int, keep: tuple[str, ...]
) -> Order:
    """Ask for a run of a claim."""
    arm = Arm(regime, regime)
    return order_of(arm, planned(scenario, arm, claim.size, claim.months), changes, SEED, replicate, keep)


def replicates_of(claim: Claim, outcomes: tuple[str, ...]) -> list[Replicate]:
    """Replicates of a claim in a fixed order, each with the runs that are asked for in it.

    Of runs from which hazards are estimated the strata are kept; months of outcomes where another part reads them.
    """
    hazards = {part.arm for part in claim.parts if part.estimate == HAZARD}
    keep_months = () if all(part.estimate == HAZARD for part in claim.parts) else outcomes
    overrides: dict[int, dict[str, Value]] = {}
    counts: dict[tuple[str, int], dict[str, int]] = {}
    followed: dict[tuple[str, int, str], int] = {}
    for row in study_points(claim).to_dict("records"):
        overrides[row["point"]] = row["overrides"]
        key = (row["scenario"], row["point"], row["regime"])
        if row["arm"] in hazards and row["place"] == MAIN:
            followed[key] = max(followed.get(key, 0), row["replicates"])
        elif not keep_months:
            continue
        arms = counts.setdefault((row["scenario"], row["point"]), {})
        arms[row["regime"]] = max(arms.get(row["regime"], 0), row["replicates"])
    found = []
    for (scenario, point), most in counts.items():
        for number in range(max(most.values())):
            orders = []
            for regime in (regime for regime, count in most.items() if number < count):
                panel = (STRATA,) if number < followed.get((scenario, point, regime), 0) else ()
                orders.append(order_in(claim, scenario, regime, overrides[point], number, (*keep_months, *panel)))
            found.append(Replicate(scenario, SEED, number, tuple(orders), point))
    return found


def table_of(replicates: Sequence[Replicate], store: Store) -> pd.DataFrame:
    """Runs as `experiments.questions.claims.register.cells_of` reads them; a claim of hazards alone has none.

    Raises
    ------
    Damaged
    """
    rows = list(rows_of(replicates, store))
    return pd.DataFrame(rows) if rows else pd.DataFrame(columns=list(KEYS))


def rows_of(replicates: Sequence[Replicate], store: Store) -> Iterator[dict[str, Any]]:
    """Yield the row of each run of which months are kept."""
    for asked in replicates:
        entries = store.entries(asked.addresses)
        kept = store.rows(entries)
        for order in asked.runs:
            outcomes = [name for name in order.keep if name != STRATA]
            if not outcomes:
                continue
            key = {"scenario": asked.scenario, "regime": order.arm, "point": asked.point, "replicate": asked.number}
            row = kept.get(order.address)
            told: dict[str, Any] = {"status": FAILED if row is None else DONE}
            if row is not None:
                for outcome in outcomes:
                    told |= summary(outcome, row.series[outcome])
            yield {**key, **told, "run": order.address, "error": entries[order.address].error}


def strata_of(claim: Claim, replicates: Sequence[Replicate], store: Store) -> dict[tuple[str, str], pd.DataFrame]:
    """Strata that hazards of a claim are estimated from, by arm of the claim and ratio.

    Raises
    ------
    Damaged
    """
    hazards = {part.arm for part in claim.parts if part.estimate == HAZARD}
    points = study_points(claim)
    points = points[points["arm"].isin(hazards) & (points["place"] == MAIN)]
    orders = {(one.scenario, one.point, order.arm, one.number): order for one in replicates for order in one.runs}
    found: dict[tuple[str, str], list[pd.DataFrame]] = {}
    read: set[tuple[str, str]] = set()
    for cell in points.to_dict("records"):
        for number in range(cell["replicates"]):
            order = orders[(cell["scenario"], cell["point"], cell["regime"], number)]
            row = store.rows(store.entries([order.address])).get(order.address)
            if row is None or (cell["arm"], order.address) in read:
                continue
            read.add((cell["arm"], order.address))
            keys = {"scenario": cell["scenario"], "regime": cell["regime"], "replicate": number}
            for ratio, strata in row.table(STRATA).assign(**keys).groupby("ratio"):
                found.setdefault((cell["arm"], str(ratio)), []).append(strata)
    return {key: pd.concat(parts, ignore_index=True) for key, parts in found.items()}


def live_claims(asked: Sequence[Claim], means: Means, watcher: Watcher | None = None) -> Judged:
    """Run what is missing of some claims; return what each is judged from, by name.

    Parameters
    ----------
    asked : sequence of Claim
    means : Means
        On what runs are lived and where they are kept; what is there is not run again.
    watcher : Watcher, optional

    Raises
    ------
    KeyboardInterrupt, EngineLost
        What was finished is in the store.
    """
    watcher = watcher or Watcher()
    outcomes = outcomes_of(asked)
    replicates = {claim.id: replicates_of(claim, outcomes) for claim in asked}
    every = unique(replicates)
    runs = sum(len(one.runs) for one in every)
    watcher.tell(f"{len(asked)} claims: {runs:,} runs, those shared by several counted once")

    def work(coordinator: Coordinator) -> Judged:
        coordinator.settled, coordinator.total = 0, runs
        coordinator.see_through(partial(iter, every))
        store = coordinator.store
        return {
            claim.id: (table_of(replicates[claim.id], store), strata_of(claim, replicates[claim.id], store))
            for claim in asked
        }

    with at_work(means, watcher) as coordinator:
        return whole(coordinator, partial(work, coordinator))


def unique(replicates: Mapping[str, Sequence[Replicate]]) -> list[Replicate]:
    """Replicates of all claims, each run in one of them only, with all that any claim has kept of it."""
    keep: dict[str, set[str]] = {}
    for some in replicates.values():
        for asked in some:
            for order in asked.runs:
                keep.setdefault(order.address, set()).update(order.keep)
    found = []
    for some in replicates.values():
        for asked in some:
            wanted = {address: sorted(keep.pop(address)) for address in asked.addresses if address in keep}
            if wanted:
                found.append(asked.only(wanted))
    return found
