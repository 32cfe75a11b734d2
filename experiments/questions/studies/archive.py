"""Results of a study as an RO-Crate: one zip with a description that archives and programs read.

RO-Crate (https://w3id.org/ro/crate): ``ro-crate-metadata.json`` says of each file what it is, and that
the tables were made by running the study, with the code and libraries of its manifest.
"""

import tempfile
from pathlib import Path
from typing import Any

from experiments.extras import refuse_without
from experiments.files import made_with
from experiments.files.tables import MANIFEST, write_whole
from experiments.files.times import TIMES
from experiments.origin import KEY
from experiments.questions.studies.manifest import PROGRAM, read_unfinished, stored_study
from experiments.questions.studies.study_file import Study
from experiments.refusal import Refusal
from simulation.refusals import Phrase

LICENCE = "https://spdx.org/licenses/MIT"
KINDS = {
    ".parquet": "application/vnd.apache.parquet",
    ".toml": "application/toml",
    ".json": "application/json",
    ".csv": "text/csv",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".md": "text/markdown",
    ".html": "text/html",
}


def refuse_without_archive() -> None:
    """Refuse an archive where the library that writes it is not installed.

    Raises
    ------
    Refusal
    """
    refuse_without(Phrase("an archive"), ("rocrate",))


def write_archive(directory: Path, archive: Path) -> Path:
    """Write the results of a finished study as an RO-Crate.

    Parameters
    ----------
    directory : Path
        Where the study wrote its tables; figures and reports that lie there go with them.
    archive : Path
        The zip file; replaced when it is there.

    Raises
    ------
    Refusal
    """
    refuse_without_archive()
    from rocrate.rocrate import ROCrate

    manifest = read_unfinished(directory)
    if manifest is None or "runs" not in manifest:
        raise Refusal("{directory} holds no finished study to archive", directory=directory)
    study = stored_study(manifest, directory)
    crate = ROCrate()
    describe(crate, study, manifest)
    files = [
        crate.add_file(path, path.relative_to(directory).as_posix(), properties=properties_of(path, manifest))
        for path in sorted(directory.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    ]
    code = crate.add(software(crate, manifest))
    crate.add_action(
        code,
        identifier="#run",
        object=[one for one in files if one.id.endswith(".toml")],
        result=[one for one in files if one.id.endswith((".parquet", ".csv", ".png", ".svg"))],
        properties={"name": f"{PROGRAM} {study.name}"} | times_of(directory),
    )
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "crate.zip"
        crate.write_zip(written)
        write_whole(archive, lambda beside: beside.write_bytes(written.read_bytes()))
    return archive


def describe(crate: Any, study: Study, manifest: dict[str, Any]) -> None:
    """Say what the crate as a whole is."""
    crate.name = study.told.title.en
    crate.description = f"{study.told.question.en} ({study.told.title.fr} : {study.told.question.fr})"
    crate.license = LICENCE
    crate.keywords = ["agent-based model", "territorial poles of economic cooperation", study.name]
    crate.root_dataset["identifier"] = f"{KEY}:{manifest[KEY]}"
    crate.root_dataset["variableMeasured"] = list(study.told.outcomes)


def properties_of(path: Path, manifest: dict[str, Any]) -> dict[str, Any]:
    """Say what a file is."""
    told: dict[str, Any] = {"name": path.name, "contentSize": str(path.stat().st_size)}
    if path.suffix in KINDS:
        told["encodingFormat"] = KINDS[path.suffix]
    checksum = manifest["files"].get(path.name)
    if checksum:
        told["sha256"] = checksum
    if path.name == MANIFEST:
        told["description"] = "Everything the results follow from, and the checksum of each file"
    if path.name == TIMES:
        told["description"] = "When, where and by what command the study was run last"
    return told


def software(crate: Any, manifest: dict[str, Any]) -> Any:
    """Describe the program and the libraries that computed the numbers."""
    from rocrate.model import ContextEntity

    identity = manifest["made_with"]
    return ContextEntity(
        crate,
        "#ptce",
        properties={
            "@type": "SoftwareApplication",
            "name": "ptce",
            "softwareVersion": identity["ptce"],
            "identifier": f"code:{identity['code']} commit:{made_with.commit()}",
            "softwareRequirements": [f"{name} {version}" for name, version in identity.items() if name != "code"],
        },
    )


def times_of(directory: Path) -> dict[str, Any]:
    """When the study was begun last, where that is known."""
    import json

    try:
        told = json.loads((directory / TIMES).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {"startTime": told["began"], "description": " ".join(told["command"])}
