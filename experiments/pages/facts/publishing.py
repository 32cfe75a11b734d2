"""A validation as it is published: runs, table, figures and page, all with the hash of their manifest."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments.files.directory import ResultsDirectory
from experiments.files.names import safe_name
from experiments.files.times import Stopwatch
from experiments.origin import KEY, csv_with_description, origin_hash
from experiments.pages.facts.page import write_figures, write_page
from experiments.questions.facts.asked import FactRuns, Validation, asked_again
from experiments.questions.facts.declared import FACTS, facts_of
from experiments.questions.facts.measured import Measured, live_facts, table_of, worlds_of
from experiments.questions.studies.manifest import code_files
from experiments.refusal import Refusal
from experiments.runs.address import identity
from experiments.runs.coordinator import Means, Watcher
from experiments.words.language import Language

PROGRAM = "ptce validate"
TABLE, WORLDS, CSV = "facts.parquet", "worlds.parquet", "facts.csv"


@dataclass(frozen=True)
class Asked:
    """What is to be validated, and how.

    Attributes
    ----------
    validation : Validation
    text, file : str
        The table of facts as it is written, and what its file is called.
    directory : Path
        Where tables and pages go.
    means : Means
        On what runs are lived and where they are kept.
    language : Language
    command : tuple of str
        The command line, kept with the times.
    fresh : bool
        Replace what a validation with other settings wrote to the directory.
    """

    validation: Validation
    text: str
    file: str
    directory: Path
    means: Means = Means()
    language: Language = Language("en")
    command: tuple[str, ...] = ()
    fresh: bool = False


def directory_of(validation: Validation, file: Path) -> Path:
    """Where results go if nothing is said: a directory for each table of facts, choice of scenarios and size."""
    words = ["validate", *([] if file == FACTS else [safe_name(file)]), *map(safe_name, validation.scenarios)]
    return Path("results") / "-".join([*words, *([] if validation.size == "class" else [validation.size])])


def publish(asked: Asked, watcher: Watcher | None = None) -> list[Measured]:
    """Run what is missing, measure all facts, write table, figures, page and manifest; return the rows.

    Raises
    ------
    PlanError, Refusal
        Where something cannot be met or the directory holds something else, before anything is run.
    """
    watcher = watcher or Watcher()
    watch = Stopwatch(asked.command, asked.means.workers, asked.means.scheduler)
    results = ResultsDirectory(asked.directory, PROGRAM)
    manifest = manifest_of(asked)
    with results.alone():
        refuse_other_settings(results, manifest, asked)
        results.refuse_in_the_way([TABLE, WORLDS, CSV])
        results.begin(manifest)
    found = live_facts(asked.validation, asked.means, watcher)
    mark, carried = str(manifest[KEY]), carried_by(manifest)
    table = table_of(found)
    results.write_table(TABLE, table, carried)
    results.write_table(WORLDS, worlds_of(found), carried)
    for name, text in csv_with_description(CSV, table, mark).items():
        results.write_text(name, text)
    figures = write_figures(found, results, asked.language, mark, watcher.notify)
    write_page(asked.validation, found, figures, results, asked.language)
    results.finish(manifest)
    watch.write(results)
    return found


def refuse_other_settings(results: ResultsDirectory, manifest: Mapping[str, Any], asked: Asked) -> None:
    """Refuse a directory that holds a validation by another file or with other settings.

    Raises
    ------
    Refusal
    """
    former = results.former
    if former is None or asked.fresh:
        return
    for name in ("file", "settings"):
        if former.get(name) != manifest[name]:
            raise Refusal(
                "{directory} holds a validation with other settings ({name}); name another directory with --out, or"
                " replace it with --fresh",
                directory=asked.directory,
                name=name,
            )


def manifest_of(asked: Asked) -> dict[str, Any]:
    """Everything that the table follows from, with its hash."""
    runs = FactRuns(asked.validation)
    origin = {
        "program": PROGRAM,
        "file": asked.file,
        "facts": asked.text,
        "settings": asked.validation.settings,
        "lived": {f"{order.arm} of {one.scenario}": order.plan.hash for one in runs.firsts for order in one.runs},
        "made_with": identity(),
    }
    return {**origin, KEY: origin_hash(origin), "code_files": code_files()}


def asked_in(manifest: Mapping[str, Any], directory: Path, means: Means, language: Language) -> Asked:
    """Return the validation of a manifest, to be made again in another directory."""
    facts = facts_of(manifest["facts"], manifest["file"])
    validation = asked_again(manifest["settings"], facts)
    return Asked(validation, manifest["facts"], manifest["file"], directory, means, language)


def carried_by(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """What every table carries."""
    return {KEY: manifest[KEY], "program": PROGRAM, "versions": manifest["made_with"]}
