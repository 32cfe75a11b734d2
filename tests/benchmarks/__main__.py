"""How fast the model is: every row beside its floor and its aim, as one table and one figure.

    python -m tests.benchmarks [--only ROW ...] [--repeats N] [--with-compare] [--out DIR] [--language en|fr]

Ratios are taken within the run, both sides in turns on the same machine, so that they hold on another one. Nothing
else should run meanwhile.
"""

import argparse
import os
import sys
from pathlib import Path

from experiments.words.language import Language
from simulation.scenario_files import LANGUAGES
from tests.benchmarks import (
    bam_engine,
    beside_mesa,
    c_loops,
    commands,
    looking,
    own_process,
    replicates,
    scaling,
)
from tests.benchmarks.figure import write_figures
from tests.benchmarks.machine import this_machine
from tests.benchmarks.row import LEAST_REPEATS, Measure, Row, Settings
from tests.benchmarks.table import as_text, write_csv

MEASURES: dict[str, Measure] = {
    **bam_engine.MEASURES,
    **scaling.MEASURES,
    **looking.MEASURES,
    **c_loops.MEASURES,
    **beside_mesa.MEASURES,
    **commands.MEASURES,
    **own_process.MEASURES,
    **replicates.MEASURES,
}
"""Every measure by the name under which it is asked for, in the order of the table."""


def asked_for(arguments: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    options = argparse.ArgumentParser("python -m tests.benchmarks", description=__doc__.splitlines()[0])
    options.add_argument(
        "--only", nargs="+", choices=MEASURES, default=list(MEASURES), metavar="ROW", help=", ".join(MEASURES)
    )
    options.add_argument("--repeats", type=int, help=f"of each row, {LEAST_REPEATS} at least and if not said")
    options.add_argument(
        "--quick", action="store_true", help="tiny sizes: shows that everything runs, measures nothing"
    )
    options.add_argument("--with-compare", action="store_true", help="also time ptce compare, several minutes")
    options.add_argument("--study-runs", type=int, default=Settings.study_runs, help="runs of the study that is timed")
    options.add_argument("--out", type=Path, default=Path("results/benchmark"), help="directory of table and figure")
    options.add_argument("--language", choices=LANGUAGES, default="en", help="of the figure")
    asked = options.parse_args(arguments)
    least = 2 if asked.quick else LEAST_REPEATS
    asked.repeats = least if asked.repeats is None else asked.repeats
    if asked.repeats < least:
        options.error(f"--repeats: at least {least}, for a median and a range")
    if asked.study_runs < 2:
        options.error("--study-runs: at least 2, one under each regime")
    return asked


def main() -> None:
    """Measure row after row, print the table and draw the figure; the table so far is written after each measure."""
    os.environ.setdefault("MPLBACKEND", "Agg")
    asked = asked_for()
    settings = Settings(asked.repeats, asked.quick, asked.with_compare, asked.study_runs)
    here = this_machine()
    asked.out.mkdir(parents=True, exist_ok=True)
    rows: list[Row] = []
    for name in asked.only:
        print(f"measuring {name}", file=sys.stderr, flush=True)
        rows += MEASURES[name](settings)
        write_csv(rows, here, settings.quick, asked.out / "benchmark.csv")
    print(as_text(rows, here, settings.quick))
    write_figures(rows, here, Language(asked.language), settings.quick, asked.out)


if __name__ == "__main__":
    main()
