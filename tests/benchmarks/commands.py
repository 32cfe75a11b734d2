"""Seconds that whole commands take, as a user types them, kernels compiled: ``ptce compare`` and ``ptce study``."""

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.row import LOWER, Row, Settings
from tests.benchmarks.territories import compile_kernels, seconds_of

WHOLE_STUDY = 2_000
FLOOR_OF_A_STUDY, AIM_OF_A_STUDY = 300.0, 180.0
REGIMES = ("market", "plural")
STUDY = """
scenarios = ["mono_industry"]
regimes = {regimes}
size = "class"
months = {months}
outcomes = ["jobs", "gini_wealth"]
replicates = {replicates}

[title]
en = "Time of a study"
fr = "Durée d'une étude"

[question]
en = "How long does a study take?"
fr = "Combien de temps prend une étude ?"
"""

COMPARE = Row(
    "compare",
    {"en": "ptce compare, three scenarios", "fr": "ptce compare, trois scénarios"},
    "s",
    LOWER,
    floor=90.0,
    aim=60.0,
    note="kernels compiled, an empty store, as many workers as cores; tables, figures and report written",
)


def ptce(*arguments: str, within: Path) -> None:
    """Run the command in an interpreter of its own; results and store lie in a directory that is thrown away."""
    asked = [*arguments, "--out", str(within / "results"), "--store", str(within / "store")]
    answer = subprocess.run(
        [sys.executable, "-c", "import sys; from experiments.cli import main; sys.exit(main())", *asked],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode != 0:
        raise RuntimeError(f"ptce {arguments[0]} ended with {answer.returncode}: {answer.stderr[-500:]}")


def seconds_of_command(*arguments: str) -> float:
    """Seconds that a command takes from an empty store."""
    with tempfile.TemporaryDirectory() as directory:
        return seconds_of(lambda: ptce(*arguments, within=Path(directory)))


def measure_compare(settings: Settings) -> list[Row]:
    """Run the whole comparison, where it is asked for."""
    if not settings.with_compare:
        return [COMPARE.refused("not measured: asked for by --with-compare")]
    compile_kernels()
    small = ("mono_industry", "--replicates", "2", "--months", "12") if settings.quick else ()
    return [COMPARE.measured([seconds_of_command("compare", *small) for _ in range(settings.repeats)])]


def study_row(runs: int) -> Row:
    """Row of a study of so many runs: floor and aim are the same part of those of a whole one."""
    part = runs / WHOLE_STUDY
    french_part = f"{part:g}".replace(".", ",")
    return Row(
        "study",
        {
            "en": f"A study of {runs:,} runs (floor and aim of 2,000 runs times {part:g})",
            "fr": f"Une étude de {runs} passages (plancher et cible de 2 000 passages, fois {french_part})",
        },
        "s",
        LOWER,
        floor=FLOOR_OF_A_STUDY * part,
        aim=AIM_OF_A_STUDY * part,
        note="ptce study with two workers: mono_industry, size class, market and plural, 240 months, an empty store;"
        " starting the workers and writing the tables included, once, however few the runs",
    )


def measure_study(settings: Settings) -> list[Row]:
    """Run a study from its file to its tables."""
    runs = 2 * len(REGIMES) if settings.quick else settings.study_runs
    row = study_row(runs)
    compile_kernels()
    text = STUDY.format(regimes=list(REGIMES), months=settings.months(240), replicates=runs // len(REGIMES))
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / "timed.toml"
        file.write_text(text, encoding="utf-8")
        seconds = [seconds_of_command("study", str(file), "--workers", "2") for _ in range(settings.repeats)]
    return [row.measured(seconds)]


MEASURES = {COMPARE.name: measure_compare, "study": measure_study}
