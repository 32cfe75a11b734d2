"""The register as it is published: runs, verdicts, regions, pages and figures, all with the hash of their manifest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.files import tables as store
from experiments.origin import KEY, origin_hash
from experiments.pages.claims.page import write_page, write_register
from experiments.questions.claims.declared import Claim
from experiments.questions.claims.register import FOLDER, Verdict, region, verdict
from experiments.questions.claims.running import live_claims, panels_of
from experiments.questions.studies.conduct import Watcher
from experiments.questions.studies.manifest import code_files
from experiments.refusal import Refusal
from experiments.runs.living import Live, identity, live
from experiments.words.language import Language

PROGRAM = "ptce claims"
RUNS, VERDICTS, REGIONS, STRATA = "runs.parquet", "verdicts.parquet", "regions.parquet", "strata.parquet"


@dataclass(frozen=True)
class Asked:
    """Which claims are to be judged, and how.

    Attributes
    ----------
    claims : sequence of Claim
    directory : Path
        Where tables and pages go.
    store : Path
        Where runs are kept, of claims and of studies.
    workers : int
    scheduler : str, optional
        Address of a Dask scheduler.
    language : Language
    live_one : callable
        Lives one world; another one in tests.
    """

    claims: Sequence[Claim]
    directory: Path
    store: Path
    workers: int = 1
    scheduler: str | None = None
    language: Language = Language("en")
    live_one: Live = live


def publish(asked: Asked, watcher: Watcher | None = None) -> list[Verdict]:
    """Run what is missing, judge the claims, write tables, pages and manifest; return the verdicts.

    Raises
    ------
    Refusal
        Where the directory holds something else, before anything is run.
    """
    watcher = watcher or Watcher()
    refuse_other_results(asked.directory)
    manifest = manifest_of(asked)
    mark = str(manifest[KEY])
    runs = live_claims(
        asked.claims,
        asked.store,
        workers=asked.workers,
        scheduler=asked.scheduler,
        watcher=watcher,
        live_one=asked.live_one,
    )
    verdicts: list[Verdict] = []
    rows: dict[str, list[pd.DataFrame]] = {RUNS: [], VERDICTS: [], REGIONS: [], STRATA: []}
    for done, claim in enumerate(asked.claims, start=1):
        strata = panels_of(claim, asked.store, asked.workers, watcher)
        lived = runs[claim.id]
        found, where = verdict(claim, lived, strata), region(claim, lived)
        verdicts.append(found)
        for name, table in (
            (RUNS, lived),
            (VERDICTS, found.rows.assign(verdict=found.answer)),
            (REGIONS, where),
            *((STRATA, one.assign(arm=arm, ratio=ratio)) for (arm, ratio), one in strata.items()),
        ):
            if len(table):
                rows[name].append(table.assign(claim=claim.id))
        write_page(found, where, asked.directory, asked.language.code, mark)
        watcher.notify("pages written", done, len(asked.claims))
    write_register(verdicts, asked.directory, asked.language.code)
    for name, tables in rows.items():
        if tables:
            store.write_table(asked.directory / name, pd.concat(tables, ignore_index=True), carried_by(manifest))
    store.write_manifest(asked.directory, manifest)
    return verdicts


def manifest_of(asked: Asked) -> dict[str, Any]:
    """Everything that the verdicts follow from, with its hash."""
    origin = {
        "program": PROGRAM,
        "claims": {claim.id: text_of(claim) for claim in asked.claims},
        "made_with": identity(),
    }
    return {**origin, KEY: origin_hash(origin), "code_files": code_files()}


def text_of(claim: Claim) -> str:
    """Text of the claim's file, as it was declared; of a claim made up elsewhere, its content."""
    path = FOLDER / f"{claim.id}.toml"
    return path.read_text(encoding="utf-8") if path.is_file() else claim.model_dump_json()


def carried_by(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """What every table carries."""
    return {KEY: manifest[KEY], "program": PROGRAM, "versions": manifest["made_with"]}


def refuse_other_results(directory: Path) -> None:
    """Refuse a directory that holds the results of another program.

    Raises
    ------
    Refusal
    """
    try:
        former = store.read_manifest(directory)
    except (OSError, ValueError):
        return
    if former.get("program") != PROGRAM:
        raise Refusal(
            "{directory} holds results of {program!r}; name another directory with --out",
            directory=directory,
            program=former.get("program"),
        )
