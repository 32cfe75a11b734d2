"""One file to leave a session with: a zip of plain text and tables that opens the session again anywhere."""

import hashlib
import io
import json
import platform
import tempfile
import zipfile
from pathlib import Path
from typing import Annotated, Literal

import numba
import numpy
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError

import simulation
from experiments.seminar.rooms.messages import RoomRefusal
from experiments.seminar.rooms.session import DECISION_COLUMNS, Session
from simulation import load_plan
from simulation.choices import checked_choice, choices_of
from simulation.plan import PlanError
from simulation.scenario_files import LONGEST

SUFFIX = ".ptce-session.zip"
MANIFEST, PLAN, CHOICES, DECISIONS, OUTCOMES = (
    "manifest.json",
    "plan.toml",
    "choices.csv",
    "decisions.csv",
    "outcomes.parquet",
)
TABLES = (PLAN, CHOICES, DECISIONS, OUTCOMES)
FIGURES = "figures/"
LARGEST = 50_000_000
"""Bytes of all members together once unpacked; a session takes some hundred thousand."""
MOST_MEMBERS = 64
DATE = (1980, 1, 1, 0, 0, 0)
"""Date of every member: the same session makes the same file."""

Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class SessionRefusal(RoomRefusal):
    """A file that is no session, or a damaged one."""


class Manifest(BaseModel):
    """What the file says of itself."""

    model_config = ConfigDict(extra="forbid", strict=True)

    format: Literal["ptce-session"]
    version: Literal[1]
    seed: Annotated[int, Field(ge=0, le=2**62)]
    months: Annotated[int, Field(ge=0, le=LONGEST)]
    state_hash: Digest
    plan_hash: Digest
    versions: dict[str, str]
    members: dict[str, Digest]


def session_bytes(session: Session, figures: dict[str, bytes] | None = None) -> bytes:
    """Write a session into a zip file, in memory: a page hands it to the browser and writes to no disk.

    Parameters
    ----------
    session : Session
    figures : dict, optional
        Name (``jobs.svg``) to content; kept beside the session, not read back.
    """
    outcomes = io.BytesIO()
    session.outcomes.to_parquet(outcomes)
    members = {
        PLAN: session.plan.text.encode(),
        CHOICES: session.choices.table.to_csv(index=False, lineterminator="\n").encode(),
        DECISIONS: session.decisions.to_csv(index=False, lineterminator="\n").encode(),
        OUTCOMES: outcomes.getvalue(),
        **{f"{FIGURES}{name}": content for name, content in sorted((figures or {}).items())},
    }
    manifest = Manifest(
        format="ptce-session",
        version=1,
        seed=session.seed,
        months=session.months,
        state_hash=session.state_hash,
        plan_hash=session.plan.hash,
        versions={
            "ptce": simulation.__version__,
            "python": platform.python_version(),
            "numpy": numpy.__version__,
            "numba": numba.__version__,
            "platform": platform.platform(),
        },
        members={name: hashlib.sha256(content).hexdigest() for name, content in members.items()},
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {MANIFEST: manifest.model_dump_json(indent=1).encode(), **members}.items():
            archive.writestr(zipfile.ZipInfo(name, DATE), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def open_session(source: Path | bytes) -> Session:
    """Open a session again.

    Nothing is unpacked to disk under a name that the file chooses, and nothing is unpickled.

    Parameters
    ----------
    source : Path or bytes

    Raises
    ------
    SessionRefusal
        One sentence: what is wrong with the file.
    """
    try:
        size = len(source) if isinstance(source, bytes) else Path(source).stat().st_size
        if size > LARGEST:
            raise SessionRefusal("The file is far larger than a session and was not opened.")
        content = source if isinstance(source, bytes) else Path(source).read_bytes()
    except OSError as error:
        raise SessionRefusal("The file cannot be read: {reason}.", reason=error.strerror or error) from error
    manifest, members = _read_members(content)
    try:
        plan = _read_plan(members[PLAN])
        choices = choices_of(pd.read_csv(io.BytesIO(members[CHOICES]), dtype={"value": str}))
        choices = choices_of([checked_choice(one, plan) for one in choices])
        decisions = pd.read_csv(io.BytesIO(members[DECISIONS]), dtype={"value": str, "decision": str})
        outcomes = pd.read_parquet(io.BytesIO(members[OUTCOMES]))
    except PlanError as error:
        raise SessionRefusal(
            "The file is no session that this version can live again: {reason}", reason=error
        ) from error
    except (ValueError, OSError, KeyError) as error:
        raise SessionRefusal("The file is damaged: one of its tables cannot be read.") from error
    if plan.hash != manifest.plan_hash or list(decisions.columns) != list(DECISION_COLUMNS):
        raise SessionRefusal("The file comes from another version of the model, whose plan reads differently here.")
    decisions["decision"] = decisions["decision"].fillna("")
    return Session(plan, manifest.seed, manifest.months, choices, decisions, outcomes, manifest.state_hash)


def _read_members(content: bytes) -> tuple[Manifest, dict[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
            if len(infos) > MOST_MEMBERS or sum(info.file_size for info in infos) > LARGEST:
                raise SessionRefusal("The file is far larger than a session and was not opened.")
            names = [info.filename for info in infos]
            for name in names:
                if name not in (MANIFEST, *TABLES) and not _is_figure(name):
                    raise SessionRefusal("The file is no session: a session holds no {name}.", name=repr(name))
            if len(set(names)) < len(names):
                raise SessionRefusal("The file is damaged: it holds the same name twice.")
            missing = [name for name in (MANIFEST, *TABLES) if name not in names]
            if missing:
                raise SessionRefusal("The file is no session: {name} is missing.", name=missing[0])
            members = {info.filename: archive.read(info) for info in infos}
    except SessionRefusal:
        raise
    except Exception as error:
        # zipfile, zlib and struct each have errors of their own for a file that is none.
        raise SessionRefusal("The file is no session, or was damaged on its way.") from error
    try:
        manifest = Manifest.model_validate(json.loads(members.pop(MANIFEST)))
    except (ValidationError, ValueError, RecursionError) as error:
        raise SessionRefusal("The file is no session of this version: its manifest cannot be read.") from error
    digests = {name: hashlib.sha256(member).hexdigest() for name, member in members.items()}
    if digests != manifest.members:
        raise SessionRefusal("The file is damaged: its content is not what its manifest says.")
    return manifest, members


def _is_figure(name: str) -> bool:
    stem = name.removeprefix(FIGURES)
    return name.startswith(FIGURES) and stem.endswith((".svg", ".png")) and "/" not in stem and "\\" not in stem


def _read_plan(text: bytes) -> simulation.Plan:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / PLAN
        path.write_bytes(text)
        return load_plan(path)
