"""The register as it is published: runs, verdicts, regions, pages and figures, all with the hash of their manifest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.files.directory import ResultsDirectory
from experiments.files.times import Stopwatch
from experiments.origin import KEY, origin_hash
from experiments.pages.claims.page import write_page, write_register
from experiments.questions.claims.declared import Claim
from experiments.questions.claims.register import FOLDER, Verdict, region, verdict
from experiments.questions.claims.running import live_claims
from experiments.questions.studies.manifest import code_files
from experiments.refusal import Refusal
from experiments.runs.address import identity
from experiments.runs.coordinator import Means, Watcher
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
    means : Means
        On what runs are lived and where they are kept.
    language : Language
    command : tuple of str
        The command line, kept with the times.
    """

    claims: Sequence[Claim]
    directory: Path
    means: Means = Means()
    language: Language = Language("en")
    command: tuple[str, ...] = ()


def publish(asked: Asked, watcher: Watcher | None = None) -> list[Verdict]:
    """Run what is missing, judge the claims, write tables, pages and manifest; return the verdicts.

    Raises
    ------
    Refusal
        Where the directory holds something else, before anything is run.
    """
    watcher = watcher or Watcher()
    watch = Stopwatch(asked.command, asked.means.workers, asked.means.scheduler)
    results = ResultsDirectory(asked.directory, PROGRAM)
    manifest = manifest_of(asked)
    mark = str(manifest[KEY])
    with results.alone():
        others = sorted(set((results.former or {}).get("claims", {})) - set(manifest["claims"]))
        if others:
            raise Refusal(
                "{directory} holds a register of other claims, {claim} among them; name another directory with --out",
                directory=asked.directory,
                claim=others[0],
            )
        results.refuse_in_the_way([RUNS, VERDICTS, REGIONS, STRATA])
        results.begin(manifest)
    judged = live_claims(asked.claims, asked.means, watcher)
    verdicts: list[Verdict] = []
    rows: dict[str, list[pd.DataFrame]] = {RUNS: [], VERDICTS: [], REGIONS: [], STRATA: []}
    for done, claim in enumerate(asked.claims, start=1):
        lived, strata = judged[claim.id]
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
        write_page(found, where, results, asked.language.code, mark)
        watcher.notify("pages written", done, len(asked.claims))
    write_register(verdicts, results, asked.language.code)
    for name, tables in rows.items():
        if tables:
            results.write_table(name, pd.concat(tables, ignore_index=True), carried_by(manifest))
    results.finish(manifest)
    watch.write(results)
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
