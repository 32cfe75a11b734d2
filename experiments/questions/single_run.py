"""One run of one plan: lived month by month, shown in a small table, stored with what it can be traced to."""

import math
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.files import provenance
from experiments.files import tables as store
from experiments.numbers.measures import FLOW, Outcome, as_records, described_outcomes
from experiments.origin import KEY, description_of, origin_hash, write_csv
from experiments.words.language import Language, display_unit
from simulation.plan import Plan

YEARS = (0, 1, 5, 10, 20)
MAIN_OUTCOMES = (
    "jobs",
    "employment_resident",
    "unemployment_rate",
    "value_added",
    "disposable_income",
    "gini_income",
    "bottom40_income_share",
    "gini_wealth",
    "local_ownership_share",
    "jobs_members",
    "pole_count",
    "integration_reciprocity",
    "public_cost",
)
PATIENCE = 2.0
"""Seconds after which a run shows how much is left."""

BYTES_A_MONTH, BYTES_BESIDE = 3_000, 3_000_000
"""Space that the outcomes of a month, and everything else, take on disk at most."""

LABEL_WIDTH, NUMBER_WIDTH = 35, 9
"""Characters of a row's label and of each number: five columns of numbers fit in 80 characters."""


@dataclass(frozen=True)
class LivedRun:
    """A run, whole or stopped: the territory and the months it finished."""

    territory: Any
    plan: Plan
    seed: int
    months: int
    seconds: float
    interrupted: bool

    @property
    def outcomes(self) -> pd.DataFrame:
        """Outcomes of the months that were finished, with units and definitions in ``attrs``."""
        table = self.territory.outcomes
        kept = table.loc[: self.months]
        kept.attrs = dict(table.attrs)
        return kept

    def closing_line(self) -> str:
        """Say whether the accounts closed."""
        closure = self.territory.closure
        return (
            f"accounts: largest residual of rows {closure['max_row_residual']} cents, of columns"
            f" {closure['max_column_residual']} cents in {self.months} months"
        )


def live(plan: Plan, seed: int) -> LivedRun:
    """Set the territory up and live the months of the plan; Ctrl-C ends it after the last month finished."""
    from simulation import Territory

    start = time.perf_counter()
    with setting_up():
        territory = Territory(plan, rng=seed)
    finished = 0
    with months_left(plan.months) as tell, stop_asked() as stopped:
        while finished < plan.months and not stopped():
            territory.run_for(1)
            finished += 1
            tell(finished)
    seconds = time.perf_counter() - start
    return LivedRun(territory, plan, seed, finished, seconds, interrupted=finished < plan.months)


@contextmanager
def stop_asked() -> Iterator[Callable[[], bool]]:
    """Have Ctrl-C noted instead of raised, so that no month is left half lived; a second one is raised."""
    asked = False

    def note(_signal: int, _frame: object) -> None:
        nonlocal asked
        asked = True
        signal.signal(signal.SIGINT, signal.default_int_handler)

    former = signal.signal(signal.SIGINT, note)
    try:
        yield lambda: asked
    finally:
        signal.signal(signal.SIGINT, former)


@contextmanager
def setting_up() -> Iterator[None]:
    """Show on a terminal that the territory is being set up, and that the first run compiles the model."""
    from rich.console import Console

    from simulation import is_cold

    with Console(stderr=True).status("compiling the model, once (about a minute)" if is_cold() else "setting up"):
        yield


@contextmanager
def months_left(months: int) -> Iterator[Any]:
    """Show a bar with the time left, once a run has taken two seconds and where somebody watches."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    bar = Progress(
        TextColumn("months"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    task = bar.add_task("months", total=months)
    start, shown = time.perf_counter(), False

    def tell(done: int) -> None:
        nonlocal shown
        bar.update(task, completed=done)
        if not shown and bar.console.is_terminal and time.perf_counter() - start > PATIENCE:
            bar.start()
            shown = True

    try:
        yield tell
    finally:
        if shown:
            bar.stop()


def main_outcomes(lived: LivedRun, code: str = "en") -> str:
    """Write the main outcomes at the start and after 1, 5, 10 and 20 years, in 80 columns.

    Flows are summed over the twelve months of a year; where a run ends within a year its last month is
    the last column, and a flow then stands for the last twelve months.
    """
    language, table = Language(code), lived.outcomes
    months = [12 * year for year in YEARS if 12 * year <= lived.months]
    if lived.months not in months:
        months = [*months[: len(YEARS) - 1], lived.months]
    heads = [_head(month, language) for month in months]
    plan = lived.plan
    title = language.text(
        "{title}: {regime}, {size}, seed {seed}",
        title=plan.title[code],
        regime=language.regime(plan.regime),
        size=plan.size,
        seed=lived.seed,
    )
    lines = [title[:80], "", " " * LABEL_WIDTH + "".join(f"{head:>{NUMBER_WIDTH}}" for head in heads)]
    described = {outcome.name: outcome for outcome in described_outcomes(table)}
    for name in MAIN_OUTCOMES:
        # A run shorter than a year has no yearly flow to show.
        if name in described and not (described[name].level == FLOW and lived.months < 12):
            lines.append(_row(described[name], table[name], months, language))
    return "\n".join(lines)


def _head(month: int, language: Language) -> str:
    if month and month % 12:
        return language.text("month {month}", month=month)
    return language.text("start") if month == 0 else language.text("year {year}", year=month // 12)


def _row(outcome: Outcome, values: pd.Series, months: list[int], language: Language) -> str:
    flow = outcome.level == FLOW
    shown = [_value(values, month, flow) for month in months]
    scale = max((abs(value) for value in shown if math.isfinite(value)), default=0.0)
    factor, unit = display_unit(outcome.yearly_unit, scale, difference=False)
    decimals = max(0, min(3, 3 - len(str(int(scale * factor))))) if scale * factor < 100 else 0
    if outcome.unit in ("heads", "count", "ha"):
        decimals = 0
    label, shown_unit = (
        language.outcome(outcome.name),
        f" ({short_unit(unit, language)})" if unit not in ("", "count") else "",
    )
    room = LABEL_WIDTH - 1 - len(shown_unit)
    # A name may be cut, a unit never.
    label = (label if len(label) <= room else label[: room - 1].rstrip() + "…") + shown_unit
    numbers = "".join(f"{language.number(value * factor, decimals):>{NUMBER_WIDTH}}" for value in shown)
    return f"{label:<{LABEL_WIDTH}}{numbers}"


SHORT_UNITS = {"million EUR": "M€", "thousand EUR": "k€", "EUR": "€"}


def short_unit(unit: str, language: Language) -> str:
    """Write a unit of money in a few characters: million EUR a year as M€/year; other units in words."""
    amount, per, period = unit.partition(" a ")
    if amount not in SHORT_UNITS:
        return language.text(unit)
    return SHORT_UNITS[amount] + (f"/{language.text(period)}" if per else "")


def _value(values: pd.Series, month: int, flow: bool) -> float:
    if not flow:
        return float(values.loc[month])
    return float(values.loc[month - 11 : month].sum()) if month >= 12 else float("nan")


def store_run(lived: LivedRun, directory: Path, command: tuple[str, ...]) -> list[str]:
    """Write outcomes, last flows, balance sheet, plan and manifest; return the names of the files.

    Parameters
    ----------
    lived : LivedRun
    directory : Path
        Made when missing; files of an earlier run in it are replaced.
    command : tuple of str
        Words of the command line, for the manifest.
    """
    outcomes, plan = lived.outcomes, lived.plan
    metadata = {
        "commit": provenance.commit(),
        "versions": provenance.versions(),
        "scenario": plan.scenario,
        "regime": plan.regime,
        "size": plan.size,
        "seed": lived.seed,
        "months": lived.months,
        "partial": lived.interrupted,
        "plan_hash": plan.hash,
        "plan": plan.text,
        "burn_in_hash": lived.territory.burn_in_hash,
        "outcomes": as_records(described_outcomes(outcomes)),
    }
    metadata[KEY] = origin_hash(metadata)
    table = outcomes.reset_index()
    table.attrs = {}
    store.write_table(directory / "outcomes.parquet", table, metadata)
    files = ["outcomes.parquet", "plan.toml", *write_csv(directory / "outcomes.csv", table, metadata[KEY])]
    ledger = lived.territory.ledger
    sheet = ledger.balance_sheet(lived.months).reset_index()
    files += write_csv(directory / "balance_sheet.csv", sheet, metadata[KEY])
    if lived.months:
        flows = ledger.flows(lived.months).rename_axis("purpose").reset_index()
        files += write_csv(directory / "flows.csv", flows, metadata[KEY])
    else:
        for path in (directory / "flows.csv", description_of(directory / "flows.csv")):
            path.unlink(missing_ok=True)
    store.write_text(directory / "plan.toml", plan.text)
    manifest = {key: value for key, value in metadata.items() if key not in ("plan", "outcomes")}
    closure = {name: int(cents) for name, cents in lived.territory.closure.items()}
    store.write_manifest(
        directory,
        {"program": "ptce run", "command": list(command)}
        | manifest
        | {
            "months_planned": plan.months,
            "closure_cents": closure,
            "machine": provenance.machine(),
            "seconds": round(lived.seconds, 3),
            "files": sorted(files),
        },
    )
    return [*sorted(files), store.MANIFEST]
