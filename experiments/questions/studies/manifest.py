"""What a directory of results says of the study that it came from: the manifest, written and read back."""

import tomllib
from collections.abc import Mapping, Sequence
from difflib import unified_diff
from hashlib import sha256
from pathlib import Path
from typing import Any

from experiments.files import made_with
from experiments.files.directory import ResultsDirectory
from experiments.files.names import safe_name
from experiments.numbers.measures import as_records, declared_outcomes
from experiments.origin import KEY, origin_hash
from experiments.questions.studies.selection import StudyOrders
from experiments.questions.studies.study_file import Study, StudyFile
from experiments.questions.studies.study_reading import as_written, study_of
from experiments.refusal import Refusal
from experiments.runs.address import identity
from simulation.plan import Plan

PROGRAM = "ptce study"
MOST_DIFFERENCES = 5


def unfinished_manifest(study: Study, orders: StudyOrders) -> dict[str, Any]:
    """Everything the results will follow from, before there are any."""
    origin = {
        "program": PROGRAM,
        "study": study.name,
        "text": study.text,
        "beside": dict(study.beside),
        "plans": {
            scenario: {arm.name: orders.plans[(scenario, arm.name)].hash for arm in study.arms}
            for scenario in study.told.scenarios
        },
        "made_with": identity(),
    }
    beside = {"code_files": code_files(), "scenario_files": dict(study.scenario_files)}
    return {**origin, KEY: origin_hash(origin), **beside}


def code_files() -> dict[str, str]:
    """Hash of every module of the model, so that a change can be named."""
    return {
        path.relative_to(made_with.PROJECT).as_posix(): sha256(path.read_bytes()).hexdigest()[:16]
        for path in sorted((made_with.PROJECT / "simulation").rglob("*.py"))
    }


def changed_files(before: Mapping[str, str]) -> list[str]:
    """Name the modules of the model that are no longer what they were."""
    now = code_files()
    return [name for name in sorted(before.keys() | now.keys()) if before.get(name) != now.get(name)]


def metadata_of(study: Study, manifest: Mapping[str, Any]) -> dict[str, Any]:
    """What every table of a study carries."""
    declared = declared_outcomes()
    described = [declared[name] for name in study.told.outcomes]
    return {
        KEY: manifest[KEY],
        "program": PROGRAM,
        "study": study.name,
        "plans": manifest["plans"],
        "versions": manifest["made_with"],
        "size": study.told.size,
        "months": study.told.months,
        "seed": study.told.seed,
        "outcomes": as_records(described),
    }


def read_unfinished(directory: Path) -> dict[str, Any] | None:
    """Read the manifest of a study, finished or not; None where there is none."""
    return ResultsDirectory.looked_at(directory, PROGRAM)


def told_in(manifest: Mapping[str, Any]) -> StudyFile:
    """What the study of a manifest says, whether or not it could still be run."""
    return as_written(tomllib.loads(manifest["text"].replace("\r\n", "\n")), f"{manifest['study']}.toml")


def stored_study(manifest: Mapping[str, Any], directory: Path) -> Study:
    """Read the study of a manifest back, with the table of points beside it."""
    name, text, known = manifest["study"], manifest["text"], manifest.get("scenario_files")
    return study_of(name, text, directory, f"{name}.toml", known)


def plan_file(plan: Plan, arm: str) -> str:
    """Name, within the directory, of the file that holds the full text of a plan."""
    return f"plans/{safe_name(plan.scenario)}_{arm}.toml"


def refuse_changed(former: Mapping[str, Any], now: Mapping[str, Any], directory: Path, orders: StudyOrders) -> None:
    """Refuse to mix runs of two versions; say what differs."""
    told = [
        f"{name} {former['made_with'].get(name)} -> {now['made_with'].get(name)}"
        for name in sorted(former["made_with"].keys() | now["made_with"].keys())
        if former["made_with"].get(name) != now["made_with"].get(name)
    ]
    if former["made_with"].get("code") != now["made_with"]["code"]:
        told.append(f"changed: {listed(changed_files(former.get('code_files', {})))}")
    for (scenario, arm), plan in orders.plans.items():
        before = former["plans"].get(scenario, {}).get(arm)
        path = directory / plan_file(plan, arm)
        if before not in (None, plan.hash) and path.exists():
            moved = moved_lines(path.read_text(encoding="utf-8"), plan.text)
            if any(line[1:].startswith("months") for line in moved):
                continue
            told.append(f"plan of {scenario} under {arm}: {listed(moved)}")
            break
    if told:
        raise Refusal(
            "{directory} was begun with something else ({told}): go on with what it was begun with, name another"
            " directory with --out, or start anew with --fresh",
            directory=directory,
            told="; ".join(told),
        )


def moved_lines(before: str, now: str) -> list[str]:
    """Lines that two texts do not share, each with its sign."""
    lines = unified_diff(before.splitlines(), now.splitlines(), lineterm="", n=0)
    return [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def listed(names: Sequence[str]) -> str:
    """Write some names, and how many more there are."""
    more = len(names) - MOST_DIFFERENCES
    return ", ".join(names[:MOST_DIFFERENCES]) + (f" and {more} more" if more > 0 else "")
