"""The register of claims: all files, the runs each one needs, the verdict on it and where it holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.numbers.hazard_ratios import matched_ratio
from experiments.questions.claims.answers import CANNOT_TELL, answer, together
from experiments.questions.claims.declared import (
    BREAK,
    CLAIM,
    DIFFERENCE,
    HAZARD,
    OPPOSED,
    TRANSFER,
    Claim,
    Part,
    read_claim,
    typed,
)
from experiments.questions.claims.estimates import LEVEL, Sample, break_of_slope, column_of, difference, transfer
from experiments.refusal import Refusal
from simulation.parameters import Value
from simulation.refusals import unknown

FOLDER = Path(__file__).parent
MAIN = -1
"""Place of the runs that are not of a region."""
PLUS, MINUS = "plus", "minus"
ALL_SCENARIOS = "all"
ROW = (
    "part",
    "side",
    "scenario",
    "estimate",
    "low95",
    "high95",
    "n",
    "lost",
    "minimum_detectable",
    "sesoi",
    "unit",
    "chosen",
    "answer",
    "strict_answer",
)


@cache
def claims(folder: Path = FOLDER) -> dict[str, Claim]:
    """All claims of a folder by name, each checked.

    Raises
    ------
    Refusal, PlanError
    """
    return {path.stem: read_claim(path) for path in sorted(folder.glob("*.toml"))}


def claim_named(name: str) -> Claim:
    """Return the claim of this name.

    Raises
    ------
    PlanError
        With the nearest right name.
    """
    known = claims()
    if name not in known:
        raise unknown("claim", name, tuple(known))
    return known[name]


def study_points(claim: Claim) -> pd.DataFrame:
    """Runs that a claim needs.

    Parameters
    ----------
    claim : Claim

    Returns
    -------
    pandas.DataFrame
        One row a cell: claim, arm, place (-1 for the main runs, else the number of the place in the region),
        swept (value of the sweep; missing otherwise), x, y (of the place), scenario, regime, point (number of
        its overrides in `design`), overrides (dict), replicates, months, size. Two rows may ask for the same
        runs. Replicates are numbered from 0.
    """
    rows = [*main_cells(claim), *region_cells(claim), *sweep_cells(claim)]
    numbers: dict[tuple, int] = {}
    for row in rows:
        row["point"] = numbers.setdefault(tuple(row["overrides"].items()), len(numbers))
        row |= {"claim": claim.id, "months": claim.months, "size": claim.size}
    columns = ["claim", "arm", "place", "swept", "x", "y", "scenario", "regime", "point", "overrides", "replicates"]
    return pd.DataFrame(rows)[[*columns, "months", "size"]]


def design(claim: Claim) -> list[dict[str, Value]]:
    """Overrides of each point of `study_points`, in order: what an engine is asked to run."""
    points = study_points(claim).drop_duplicates("point").sort_values("point")
    return list(points["overrides"])


def main_cells(claim: Claim) -> list[dict[str, Any]]:
    """Arms on the scenarios, outside any region."""
    return [
        cell(claim, name, scenario, {}, claim.replicates)
        for name, arm in claim.arms.items()
        for scenario in scenarios_of(claim, arm.scenario)
    ]


def region_cells(claim: Claim) -> list[dict[str, Any]]:
    """Arms of the part that the region looks at, at each of its places."""
    region = claim.region
    if region is None:
        return []
    moved = set(region.arms or claim.arms)
    rows = []
    for number, place in enumerate(places(claim).to_dict("records")):
        changes = {region.x.path: place["x"]}
        if region.y is not None:
            changes[region.y.path] = place["y"]
        for name in claim.part(region.part).contrast:
            for scenario in scenarios_of(claim, claim.arms[name].scenario):
                told = cell(claim, name, scenario, changes if name in moved else {}, region.replicates)
                rows.append({**told, "place": number, "x": place["x"], "y": place["y"]})
    return rows


def sweep_cells(claim: Claim) -> list[dict[str, Any]]:
    """The two regimes at each value of the sweep, on the scenarios."""
    sweep = claim.sweep
    if sweep is None:
        return []
    rows = []
    for value in sweep.values:
        for name, regime in ((PLUS, sweep.plus), (MINUS, sweep.minus)):
            for scenario in claim.scenarios:
                overrides = typed({sweep.path: value}, claim.id)
                rows.append(bare(name, scenario, regime, overrides, claim.replicates) | {"swept": float(value)})
    return rows


def cell(claim: Claim, name: str, scenario: str, changes: Mapping[str, Any], replicates: int) -> dict[str, Any]:
    """Runs of an arm on a scenario."""
    arm = claim.arms[name]
    overrides = typed({**arm.overrides, **changes}, f"{claim.id}: arm {name!r}")
    return bare(name, scenario, arm.regime, overrides, replicates)


def bare(name: str, scenario: str, regime: str, overrides: dict[str, Value], replicates: int) -> dict[str, Any]:
    """Return a cell outside region and sweep."""
    return {
        "arm": name,
        "scenario": scenario,
        "regime": regime,
        "overrides": overrides,
        "replicates": replicates,
        "place": MAIN,
        "swept": np.nan,
        "x": np.nan,
        "y": np.nan,
    }


def scenarios_of(claim: Claim, own: str | None) -> list[str]:
    """Scenarios of an arm: its own, or the claim's."""
    return [own] if own else list(claim.scenarios)


def places(claim: Claim) -> pd.DataFrame:
    """Places of the region: x and y (missing where there is no second parameter)."""
    assert claim.region is not None
    ys: Sequence[float] = [np.nan] if claim.region.y is None else claim.region.y.values
    return pd.DataFrame([{"x": x, "y": y} for y in ys for x in claim.region.x.values])


def cells_of(claim: Claim, runs: pd.DataFrame) -> pd.DataFrame:
    """Runs by the cell of the claim that asked for them.

    Parameters
    ----------
    claim : Claim
    runs : pandas.DataFrame
        One row a run: scenario, regime, point (as in `study_points`), replicate, status, and the columns of the
        metrics (the outcome at the end under its own name, ``_month_12`` and ``_mean`` beside it).

    Returns
    -------
    pandas.DataFrame
        A row for every run that was asked for; one that is not in the table counts as failed.
    """
    asked = study_points(claim)
    each = asked.loc[asked.index.repeat(asked["replicates"])].copy()
    each["replicate"] = np.concatenate([np.arange(count) for count in asked["replicates"]])
    keys = ["scenario", "regime", "point", "replicate"]
    columns = sorted({metric.column for metric in claim.metrics.values()})
    if missing := [name for name in (*keys, "status", *columns) if name not in runs.columns]:
        raise Refusal(f"claim {claim.id!r}: the table of runs has no column {missing[0]!r}.")
    found = runs[[*keys, "status", *columns]].astype({"scenario": str, "regime": str})
    if found.duplicated(keys).any():
        raise Refusal(f"claim {claim.id!r}: the table of runs holds a run twice.")
    joined = each.merge(found, on=keys, how="left", validate="many_to_one")
    joined["status"] = joined["status"].fillna("failed")
    return joined


@dataclass(frozen=True)
class Verdict:
    """What the runs say on a claim.

    Attributes
    ----------
    claim : Claim
    answer : str
        ``yes``, ``no`` or ``cannot tell``: on the claim in all its scenarios.
    opposed : str or None
        The same on what is said against it; None where that is no test of its own.
    rows : pandas.DataFrame
        One row a part and scenario: estimate, 95 % interval, replicates that count, lost, minimum detectable
        effect, smallest effect of interest, unit, what was chosen on the other half of the replicates, answer.
    by_scenario : dict
        Answer on the claim in each scenario.
    """

    claim: Claim
    answer: str
    opposed: str | None
    rows: pd.DataFrame = field(repr=False)
    by_scenario: Mapping[str, str]

    @property
    def assumed(self) -> bool:
        """Whether the answer was put in by an assumption (class W)."""
        return self.claim.kind == "W"


def verdict(claim: Claim, runs: pd.DataFrame, strata: Mapping[tuple[str, str], pd.DataFrame] | None = None) -> Verdict:
    """Verdict on a claim.

    Parameters
    ----------
    claim : Claim
    runs : pandas.DataFrame
        See `cells_of`.
    strata : dict, optional
        For hazards: strata (`experiments.numbers.hazard_ratios.tables_of`) by arm and ratio.
    """
    cells = cells_of(claim, runs)
    rows = []
    for part in claim.parts:
        same_side = [one for one in claim.parts if one.side == part.side]
        family = sum(len(scenarios_told(claim, one)) for one in same_side)
        for scenario in scenarios_told(claim, part):
            rows.append(row_of(claim, part, scenario, cells, strata or {}, 1 - (1 - LEVEL) / family))
    table = pd.DataFrame(rows, columns=list(ROW))
    of_claim, of_opposed = table[table["side"] == CLAIM], table[table["side"] == OPPOSED]
    return Verdict(
        claim=claim,
        answer=together(of_claim["answer"], of_claim["strict_answer"]),
        opposed=together(of_opposed["answer"], of_opposed["strict_answer"]) if len(of_opposed) else None,
        rows=table,
        by_scenario={str(name): together(of["answer"]) for name, of in of_claim.groupby("scenario", sort=False)},
    )


def scenarios_told(claim: Claim, part: Part) -> list[str]:
    """Scenarios for which a part has a row of its own."""
    if part.estimate == TRANSFER:
        return [ALL_SCENARIOS]
    if part.estimate == DIFFERENCE:
        own = {claim.arms[name].scenario for name in part.contrast}
        # Arms of several scenarios of their own make one comparison, told under the claim's first scenario.
        return list(claim.scenarios) if None in own else claim.scenarios[:1]
    return list(claim.scenarios)


def row_of(
    claim: Claim,
    part: Part,
    scenario: str,
    cells: pd.DataFrame,
    strata: Mapping[tuple[str, str], pd.DataFrame],
    strict: float,
) -> dict[str, Any]:
    """Estimate a part on a scenario and answer it, at 95 % and at a stricter level."""
    row = {
        "part": part.name,
        "side": part.side,
        "scenario": scenario,
        "sesoi": part.sesoi,
        "unit": unit_of(claim, part),
    }
    if part.estimate == HAZARD:
        return row | hazard_row(part, scenario, strata, strict)
    sample = sample_of(claim, part, scenario, cells[cells["place"] == MAIN])
    return row | told(part, sample, strict)


def told(part: Part, sample: Sample, strict: float = LEVEL) -> dict[str, Any]:
    """What a sample says of a part."""
    low, high = sample.interval()
    return {
        "estimate": sample.mean,
        "low95": low,
        "high95": high,
        "n": len(sample.values),
        "lost": sample.lost,
        "minimum_detectable": sample.minimum_detectable,
        "chosen": sample.chosen,
        "answer": answer(low, high, part.sesoi, part.test, part.direction),
        "strict_answer": answer(*sample.interval(strict), part.sesoi, part.test, part.direction),
    }


def sample_of(claim: Claim, part: Part, scenario: str, cells: pd.DataFrame) -> Sample:
    """One number a replicate, for a part on a scenario."""
    column = column_of(claim, part)
    plain = cells[cells["swept"].isna()]
    if part.estimate == TRANSFER:
        return transfer(part, column, plain, claim.scenarios)
    if part.estimate == BREAK:
        return break_of_slope(column, cells[cells["swept"].notna() & (cells["scenario"] == scenario)])
    return difference(part, column, of_scenario(claim, part, scenario, plain))


def of_scenario(claim: Claim, part: Part, scenario: str, cells: pd.DataFrame) -> pd.DataFrame:
    """Cells of the arms of a contrast: on the scenario, or on the arm's own."""
    own = {name: claim.arms[name].scenario or scenario for name in part.contrast}
    return cells[cells["arm"].map(own) == cells["scenario"]]


def hazard_row(
    part: Part, scenario: str, strata: Mapping[tuple[str, str], pd.DataFrame], strict: float
) -> dict[str, Any]:
    """Logarithm of a ratio of hazards on a scenario; nothing is told without strata."""
    assert part.ratio is not None and part.arm is not None
    of_arm = strata.get((part.arm, part.ratio))
    if of_arm is None:
        return told(part, Sample(np.empty(0), 0), strict)
    found = matched_ratio(of_arm[of_arm["scenario"].astype(str) == scenario], part.ratio)
    wider = widened(found.log_ratio, found.low95, found.high95, found.replicates, strict)
    error = (found.high95 - found.low95) / 2 / quantile(found.replicates, LEVEL)
    return {
        "estimate": found.log_ratio,
        "low95": found.low95,
        "high95": found.high95,
        "n": found.beginnings,
        "lost": 0,
        "minimum_detectable": 2.8 * error,
        "chosen": "",
        "answer": answer(found.low95, found.high95, part.sesoi, part.test, part.direction),
        "strict_answer": answer(*wider, part.sesoi, part.test, part.direction),
    }


def quantile(replicates: int, level: float) -> float:
    """Quantile with which an interval of hazards is built (`experiments.numbers.hazard_ratios`)."""
    from scipy.special import ndtri, stdtrit

    share = (1 + level) / 2
    return float(stdtrit(replicates - 1, share) if replicates >= 5 else ndtri(share))


def widened(middle: float, low: float, high: float, replicates: int, level: float) -> tuple[float, float]:
    """The same interval at another level."""
    half = (high - low) / 2 * quantile(replicates, level) / quantile(replicates, LEVEL)
    return middle - half, middle + half


def region(claim: Claim, runs: pd.DataFrame) -> pd.DataFrame:
    """Where a claim holds and where it fails, over the parameters of its region.

    Returns
    -------
    pandas.DataFrame
        One row a place and scenario: scenario, x, y, estimate, low95, high95, n, lost, minimum_detectable,
        answer. Empty where the claim has no region. Answers hold place by place: among many some are by chance.
    """
    columns = ["scenario", "x", "y", "estimate", "low95", "high95", "n", "lost", "minimum_detectable", "answer"]
    if claim.region is None:
        return pd.DataFrame(columns=columns)
    part = claim.part(claim.region.part)
    column, rows = column_of(claim, part), []
    cells = cells_of(claim, runs)
    cells = cells[cells["place"] != MAIN]
    for scenario in scenarios_told(claim, part):
        for _, at_place in of_scenario(claim, part, scenario, cells).groupby("place", sort=True):
            first = at_place.iloc[0]
            row = {"scenario": scenario, "x": first["x"], "y": first["y"]}
            rows.append(row | told(part, difference(part, column, at_place)))
    return pd.DataFrame(rows)[columns]


def unit_of(claim: Claim, part: Part) -> str:
    """Unit of a part's estimate, as the model declares that of its metric."""
    from experiments.numbers.measures import OutcomeColumn
    from simulation.outcomes import OUTCOMES

    if part.metric is None:
        return "log ratio"
    metric = claim.metrics[part.metric]
    declared = OUTCOMES[metric.outcome]
    known = OutcomeColumn(metric.outcome, declared.unit, declared.group, declared.level)
    unit = declared.unit if metric.window == "mean" else known.yearly_unit
    return f"{unit} per unit swept" if part.estimate == BREAK else unit


def answered(answers: Mapping[str, str]) -> dict[str, list[str]]:
    """Scenarios by answer."""
    found: dict[str, list[str]] = {}
    for name, one in answers.items():
        found.setdefault(one or CANNOT_TELL, []).append(name)
    return found
