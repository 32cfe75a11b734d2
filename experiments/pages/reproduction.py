"""A file made again from its manifest: the same bytes, or what explains that they are others."""

import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments.analyses import writing
from experiments.files import made_with
from experiments.files import tables as store
from experiments.files.directory import ResultsDirectory
from experiments.origin import KEY, carried
from experiments.pages import figures
from experiments.pages.claims import publishing
from experiments.pages.comparing import compare
from experiments.pages.facts import publishing as facts
from experiments.questions import comparison, single_run
from experiments.questions.claims.register import claim_named, claims
from experiments.questions.studies import manifest as manifests
from experiments.questions.studies import running as studies
from experiments.refusal import Refusal
from experiments.runs.coordinator import Means, Notify, Watcher
from experiments.words.language import LANGUAGES, Language

LEVELS_UP = 3
"""How far above a file its manifest is looked for."""


@dataclass(frozen=True)
class Verdict:
    """What came of making a file again.

    Attributes
    ----------
    same : bool
        Whether its bytes are the same.
    same_numbers : bool
        Whether a table holds the same numbers, whatever it says of its origin.
    explained_by : tuple of str
        What has changed since it was made; empty where nothing recorded has.
    """

    same: bool
    same_numbers: bool
    explained_by: tuple[str, ...]

    def sentence(self, file: Path) -> str:
        """Say it."""
        if self.same:
            return f"{file.name}: same bytes"
        kind = "same numbers, other bytes" if self.same_numbers else "other bytes"
        why = "; ".join(self.explained_by)
        return f"{file.name}: {kind}: {why or 'nothing that the manifest records explains it'}"


@dataclass(frozen=True)
class Made:
    """How a file is to be made again.

    Attributes
    ----------
    file, directory : Path
        The file, and where its manifest lies.
    manifest : dict
    means : Means
        On what runs that are missing are lived.
    watcher : Watcher
    """

    file: Path
    directory: Path
    manifest: Mapping[str, Any]
    means: Means
    watcher: Watcher

    @property
    def name(self) -> str:
        """Name of the file within its directory."""
        return self.file.relative_to(self.directory).as_posix()


def reproduce(file: Path, store_directory: Path, workers: int, notify: Notify) -> Verdict:
    """Make a file again and compare.

    Parameters
    ----------
    file : Path
        A figure or a table that this project wrote, where it was written.
    store_directory : Path
        Where the runs of studies are kept; those missing there are run again.
    workers : int
    notify : callable
        Told of progress.

    Raises
    ------
    Refusal
        Where the file carries no hash, or its manifest is not to be found.
    """
    file = file.resolve()
    directory, manifest = manifest_of(file)
    made = Made(file, directory, manifest, Means(store_directory, workers), Watcher(notify))
    maker = MAKERS.get(str(manifest.get("program")))
    if maker is None:
        raise Refusal(
            "{file} was made by {program!r}, which cannot be repeated from here",
            file=file.name,
            program=manifest.get("program"),
        )
    with tempfile.TemporaryDirectory() as folder:
        again = Path(folder)
        maker(made, again)
        other = again / made.name
        if not other.is_file():
            raise Refusal("{file} is nothing that {program} makes now", file=made.name, program=manifest["program"])
        if other.read_bytes() == file.read_bytes():
            return Verdict(True, True, ())
        return Verdict(False, same_numbers(file, other), tuple(changes(made)))


def manifest_of(file: Path) -> tuple[Path, dict[str, Any]]:
    """Find the manifest whose hash a file carries, in its directory or above."""
    if not file.is_file():
        raise Refusal("there is no file {file}", file=file)
    mark = carried(file)
    if mark is None:
        raise Refusal("{file} carries no hash of a manifest, so it cannot be traced", file=file.name)
    for directory in list(file.parents)[:LEVELS_UP]:
        try:
            manifest = store.read_manifest(directory)
        except (OSError, ValueError):
            continue
        if manifest.get(KEY) == mark:
            return directory, manifest
    raise Refusal(
        "{file} was made from manifest {mark}, which does not lie beside or above it", file=file.name, mark=mark[:12]
    )


def make_run(made: Made, again: Path) -> None:
    """Live a single run again from its stored plan."""
    from simulation.plan import load_plan

    if made.manifest["partial"]:
        raise Refusal(
            "{directory} holds a run that was stopped; such a one cannot be repeated", directory=made.directory
        )
    plan, seed = load_plan(made.directory / "plan.toml"), made.manifest["seed"]
    lived = single_run.live(single_run.set_up(plan, seed), plan, seed)
    single_run.store_run(lived, ResultsDirectory(again, single_run.PROGRAM), ())


def make_comparison(made: Made, again: Path) -> None:
    """Draw a figure of a comparison again from its tables, or make the comparison again for a table."""
    if made.file.suffix in (".png", ".svg"):
        redraw(made, again)
        return
    if made.manifest["partial"]:
        raise Refusal(
            "{directory} holds a comparison that was stopped; the same command goes on with it",
            directory=made.directory,
        )
    compare(comparison.asked_in(made.manifest), again, made.means, watcher=made.watcher, pages=False)


def redraw(made: Made, again: Path) -> None:
    """Draw one figure of a comparison again, from copies of its tables."""
    for table in made.directory.glob("*.parquet"):
        shutil.copy(table, again / table.name)
    figures.stored.cache_clear()
    kind = made.file.suffix[1:]
    for module in figures.modules():
        for scenario in made.manifest["scenarios"]:
            for code in LANGUAGES:
                if figures.file_name(scenario, module.NAME, Language(code), kind) == made.file.name:
                    for name, content in figures.drawn_content((again, module.NAME, scenario, code)).items():
                        (again / name).parent.mkdir(exist_ok=True)
                        (again / name).write_bytes(content)


def make_study(made: Made, again: Path) -> None:
    """Write the tables of a study again from its stored runs, running those that are missing."""
    study = manifests.stored_study(made.manifest, made.directory)
    request = studies.StudyRequest(study, again, made.means)
    studies.run_study(request, made.watcher)
    if made.file.parent.name == writing.FOLDER:
        writing.analyse(request, Language.of_file(made.file))


def make_claims(made: Made, again: Path) -> None:
    """Judge the claims of a register again from stored runs, running those that are missing."""
    judged = [claim_named(name) for name in made.manifest["claims"]]
    language = Language.of_file(made.file)
    publishing.publish(publishing.Asked(judged, again, made.means, language), made.watcher)


def make_validation(made: Made, again: Path) -> None:
    """Hold a table of facts against the model again, as it stands in the manifest."""
    language = Language.of_file(made.file)
    facts.publish(facts.asked_in(made.manifest, again, made.means, language), made.watcher)


MAKERS: dict[str, Callable[[Made, Path], None]] = {
    single_run.PROGRAM: make_run,
    comparison.PROGRAM: make_comparison,
    manifests.PROGRAM: make_study,
    publishing.PROGRAM: make_claims,
    facts.PROGRAM: make_validation,
}
"""By command: what asks for the same again, into another directory."""


def same_numbers(one: Path, other: Path) -> bool:
    """Whether two tables hold the same, their metadata aside."""
    if one.suffix != ".parquet":
        return False
    import pyarrow.parquet as pq

    tables = [pq.read_table(path).replace_schema_metadata(None) for path in (one, other)]
    return bool(tables[0].equals(tables[1]))


def changes(made: Made) -> list[str]:
    """Say what has changed since a file was made: code, libraries, plans, platform."""
    told = made.manifest
    explained = [*changes_of("library", told.get("versions", {}), made_with.versions())]
    if "commit" in told and told["commit"] != made_with.commit():
        explained.append(f"code: commit {told['commit'][:20]} -> {made_with.commit()[:20]}")
    if "made_with" in told:
        now = manifests.identity()
        explained += changes_of("library", without_code(told["made_with"]), without_code(now))
        if told["made_with"].get("code") != now["code"]:
            explained.append(f"code: {manifests.listed(manifests.changed_files(told.get('code_files', {})))}")
    platform = told.get("platform", told.get("machine"))
    if isinstance(platform, Mapping):
        explained += changes_of("platform", platform, made_with.machine())
    if "claims" in told:
        explained += [
            f"claim: {name}"
            for name, text in told["claims"].items()
            if name not in claims() or publishing.text_of(claim_named(name)) != text
        ]
    return explained + changed_plans(told)


def without_code(identity: Mapping[str, str]) -> dict[str, str]:
    """Libraries and machine of an identity."""
    return {name: value for name, value in identity.items() if name != "code"}


def changes_of(what: str, before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Name the entries that differ."""
    return [
        f"{what}: {name} {before[name]} -> {now[name]}" for name in before if name in now and before[name] != now[name]
    ]


def changed_plans(told: Mapping[str, Any]) -> list[str]:
    """Name the plans that a scenario no longer makes."""
    from simulation.plan import load_plan
    from simulation.refusals import PlanError

    if "told" in told:
        plans = {
            (scenario, regime): plan["hash"]
            for scenario, one in told["told"].items()
            for regime, plan in one["plans"].items()
        }
        settings = {"size": told["size"], "months": told["months"], "overrides": told["overrides"]}
    elif "text" in told:
        plans = {(scenario, regime): one for scenario, arms in told["plans"].items() for regime, one in arms.items()}
        written = manifests.told_in(told)
        settings = {"size": written.size, "months": written.months}
    else:
        return []
    found = []
    for (scenario, regime), before in plans.items():
        try:
            now = load_plan(scenario, regime=regime, **settings).hash
        except PlanError as error:
            found.append(f"plan: {scenario} under {regime}: {error}")
            continue
        if now != before:
            found.append(f"plan: {scenario} under {regime}")
    return found
