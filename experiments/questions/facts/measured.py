"""Facts measured: the runs of a table of facts lived through the store, and what each row comes to."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pandas as pd

from experiments.numbers.over_worlds import (
    CANNOT_TELL,
    FEWEST_WORLDS,
    IN,
    Estimate,
    mean_over_worlds,
    pooled,
    verdict,
)
from experiments.questions.facts import measures
from experiments.questions.facts.asked import FactRuns, Row, Validation
from experiments.questions.facts.measures.world import World
from experiments.runs.coordinator import Coordinator, Means, Watcher, at_work, whole
from experiments.runs.store import Row as StoredRow
from experiments.runs.store import Store

ABSENT, TOO_SHORT, TOO_FEW, TOO_MANY_MISSING, NOTHING = (
    "the model has no such outcome",
    "fewer months lived than it needs",
    "too few replicates for an interval",
    "missing in too many replicates",
    "nothing to measure",
)
"""Why a row has no interval."""
COLUMNS = (
    *("id", "row", "title", "scenario", "regime", "kind", "value", "low90", "high90", "from5", "to95", "sd"),
    *("n", "missing", "band_low", "band_high", "unit", "verdict", "used_for_setting", "confidence", "source", "why"),
)
OF_A_WORLD = ("id", "row", "scenario", "replicate", "value")


@dataclass(frozen=True)
class Measured:
    """A row of a table of facts as the model has it.

    Attributes
    ----------
    row : Row
    estimate : Estimate
    band : tuple of float
    unit : str
    verdict : str
        ``in``, ``out`` or ``cannot tell``.
    why : str
        Why nothing can be told where there is no interval; empty otherwise.
    worlds : tuple of float
        Value of each world in order; empty where worlds are taken together.
    drift : bool
        Whether it is a change that is to be none: then the band follows from the runs.
    """

    row: Row
    estimate: Estimate
    band: tuple[float, float]
    unit: str
    verdict: str
    why: str = ""
    worlds: tuple[float, ...] = field(default=(), repr=False)
    drift: bool = False


def live_facts(asked: Validation, means: Means, watcher: Watcher | None = None) -> list[Measured]:
    """Run what is missing for a table of facts, and measure it.

    Parameters
    ----------
    asked : Validation
    means : Means
        On what runs are lived and where they are kept; what is there is not run again.
    watcher : Watcher, optional

    Raises
    ------
    PlanError, Refusal
        Before the first run.
    KeyboardInterrupt, EngineLost
        What was finished is in the store.
    """
    watcher, runs = watcher or Watcher(), FactRuns(asked)
    watcher.tell(f"{len(asked.facts)} facts: {runs.total:,} runs")

    def work(coordinator: Coordinator) -> list[Measured]:
        coordinator.settled, coordinator.total = 0, runs.total
        coordinator.see_through(partial(iter, runs))
        coordinator.notify("running", runs.total, runs.total)
        return measure_all(asked, runs, coordinator.store, watcher)

    with at_work(means, watcher) as coordinator:
        return whole(coordinator, partial(work, coordinator))


def measure_all(asked: Validation, runs: FactRuns, store: Store, watcher: Watcher) -> list[Measured]:
    """Look at every world once, for all rows of its scenario.

    Raises
    ------
    Damaged
    """
    looks: dict[Row, list[Any]] = {row: [] for row in asked.rows}
    done, all_of_them = 0, asked.replicates * len(runs.scenarios)
    for number in range(asked.replicates):
        for scenario in runs.scenarios:
            kept = store.rows(store.entries(runs.replicate(scenario, number).addresses))
            lived = {life: kept.get(runs.order(life, number).address) for life in runs.lives_in(scenario)}
            for row in (row for row in asked.rows if row.scenario == scenario and asked.fits(row)):
                looks[row].append(look_at(row, number, lived, asked, runs))
            done += 1
            watcher.notify("measuring", done, all_of_them)
    return [measured(row, looks[row], asked.fits(row)) for row in asked.rows]


def look_at(row: Row, number: int, lived: dict[Any, StoredRow | None], asked: Validation, runs: FactRuns) -> Any:
    """What a world shows for a row; None where a run did not come to its end."""
    there = {life.run: lived[life] for life in row.arms}
    if any(run is None for run in there.values()):
        return None
    before, after = runs.values_of(row.arms[-1])
    found = {name: run for name, run in there.items() if run is not None}
    world = World(number, found, asked.lived[row.scenario], before, after)
    return measures.measure(row.fact.kind).look(row.fact.settings, row.name, world)


def measured(row: Row, looks: Sequence[Any], fits: bool = True) -> Measured:
    """Bring what worlds show down to a number, an interval and a verdict."""
    fact, module = row.fact, measures.measure(row.fact.kind)
    own_band = getattr(module, "OWN_BAND", False)
    unit = module.unit(fact.settings, row.name) if own_band and not fact.absent else fact.unit
    if not fits:
        nothing = pooled(float("nan"), float("nan"), float("nan"), 0, 0)
        why = ABSENT if fact.absent else TOO_SHORT
        return Measured(row, nothing, fact.band, unit, CANNOT_TELL, why, drift=own_band)
    there = [one for one in looks if one is not None]
    missing = len(looks) - len(there)
    band = fact.band
    worlds: tuple[float, ...] = ()
    if hasattr(module, "estimate"):
        found = module.estimate(fact.settings, row.name, there, missing)
    else:
        values = [float("nan") if one is None else float(one) for one in looks]
        found, worlds = mean_over_worlds(values), tuple(values)
    if own_band:
        band = module.band(fact.settings, row.name, there)
        worlds = tuple(float("nan") if one is None else float(one[0]) for one in looks)
    why = "" if found.told and not math.isnan(found.low) else reason(found)
    told = CANNOT_TELL
    if not why:
        own = getattr(module, "answer", None)
        told = verdict(found.low, found.high, band) if own is None else own(found, band)
    return Measured(row, found, band, unit, told, why, worlds, own_band)


def reason(found: Estimate) -> str:
    """Why an estimate has no interval, or none that may be told."""
    if found.worlds + found.missing < FEWEST_WORLDS:
        return TOO_FEW
    nothing = found.worlds == 0 or (found.worlds >= FEWEST_WORLDS and math.isnan(found.low))
    return NOTHING if nothing else TOO_MANY_MISSING


def table_of(found: Sequence[Measured]) -> pd.DataFrame:
    """Write rows as a table: columns `COLUMNS`, titles in English."""
    return pd.DataFrame([record_of(one) for one in found], columns=list(COLUMNS))


def record_of(one: Measured) -> dict[str, Any]:
    """Write one row."""
    fact, estimate = one.row.fact, one.estimate
    low, high = estimate.range
    return {
        "id": fact.id,
        "row": one.row.name,
        "title": fact.title["en"],
        "scenario": one.row.scenario,
        "regime": fact.regime,
        "kind": fact.kind,
        "value": estimate.mean,
        "low90": estimate.low,
        "high90": estimate.high,
        "from5": low,
        "to95": high,
        "sd": estimate.sd,
        "n": estimate.worlds,
        "missing": estimate.missing,
        "band_low": one.band[0],
        "band_high": one.band[1],
        "unit": one.unit,
        "verdict": one.verdict,
        "used_for_setting": fact.used_for_setting,
        "confidence": fact.confidence,
        "source": fact.source,
        "why": one.why,
    }


def worlds_of(found: Sequence[Measured]) -> pd.DataFrame:
    """Write the value of each world, one row each: columns `OF_A_WORLD`."""
    rows = [
        (one.row.fact.id, one.row.name, one.row.scenario, number, value)
        for one in found
        for number, value in enumerate(one.worlds)
    ]
    return pd.DataFrame(rows, columns=list(OF_A_WORLD)).astype({"replicate": "int64", "value": "float64"})


def counted(found: Sequence[Measured]) -> tuple[tuple[int, int], tuple[int, int]]:
    """How many rows lie in their band, out of how many: of those held out, and of those that the model was set by."""
    held_out, used = ([one for one in found if one.row.fact.used_for_setting == side] for side in (False, True))
    return (inside(held_out), len(held_out)), (inside(used), len(used))


def inside(found: Sequence[Measured]) -> int:
    """Number of rows in their band."""
    return sum(one.verdict == IN for one in found)
