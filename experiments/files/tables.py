"""Tables on disk: Parquet written whole or not at all, each with what it can be traced to.

The metadata of every table hold the commit, the hashes of the plans, the versions and the seed; nothing in a
table depends on the clock or on the number of workers. Those stand in ``manifest.json``.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.refusal import Refusal

MANIFEST = "manifest.json"
METADATA_KEY = b"ptce"


def check_directory(directory: Path, needed: int) -> None:
    """Refuse a directory that cannot be written to or has not so many bytes free, before anything is run.

    Raises
    ------
    Refusal
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=directory):
            pass
    except FileExistsError as error:
        raise Refusal("cannot write to {directory}: it is a file and no directory", directory=directory) from error
    except OSError as error:
        raise Refusal(
            "cannot write to {directory}: {error}", directory=directory, error=error.strerror or error
        ) from error
    free = shutil.disk_usage(directory).free
    if free < needed:
        raise Refusal(
            "{directory} has {free:,.0f} MB free and about {needed:,.0f} MB are needed",
            directory=directory,
            free=free / 1000000.0,
            needed=needed / 1000000.0,
        )


def write_whole(path: Path, write: Callable[[Path], object]) -> Path:
    """Have a file written beside its place and move it there when complete."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=path.suffix)
    os.close(handle)
    beside = Path(name)
    try:
        write(beside)
        beside.chmod(0o644)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return path


def write_text(path: Path, text: str) -> Path:
    """Write a text in UTF-8, whole or not at all."""
    return write_whole(path, lambda beside: beside.write_text(text, encoding="utf-8", newline="\n"))


def put_table(path: Path, table: pd.DataFrame, metadata: Mapping[str, Any]) -> None:
    """Write a table as Parquet with JSON metadata under the key ``ptce``, where it stands."""
    arrow = pa.Table.from_pandas(table, preserve_index=False)
    told = json.dumps(metadata, sort_keys=True, ensure_ascii=False).encode()
    arrow = arrow.replace_schema_metadata({**(arrow.schema.metadata or {}), METADATA_KEY: told})
    pq.write_table(arrow, path, compression="zstd")


def write_table(path: Path, table: pd.DataFrame, metadata: Mapping[str, Any]) -> Path:
    """Write a table as `put_table` does, whole or not at all."""
    return write_whole(path, lambda beside: put_table(beside, table, metadata))


def read_metadata(path: Path) -> dict[str, Any]:
    """Return what a table can be traced to; empty for a table that something else wrote."""
    told = (pq.read_schema(path).metadata or {}).get(METADATA_KEY)
    return json.loads(told) if told else {}


def write_manifest(directory: Path, manifest: Mapping[str, Any]) -> Path:
    """Write ``manifest.json``."""
    return write_text(directory / MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False) + "\n")


def read_manifest(directory: Path) -> dict[str, Any]:
    """Read ``manifest.json``."""
    return json.loads((directory / MANIFEST).read_text(encoding="utf-8"))


class _List(list[Any]):
    """A list that is never copied: pandas copies whatever is said of a table, deeply, with every operation on it."""

    def __deepcopy__(self, _memo: dict[int, Any]) -> "_List":
        return self


class _Dict(dict[str, Any]):
    """A dictionary likewise."""

    def __deepcopy__(self, _memo: dict[int, Any]) -> "_Dict":
        return self


def _taken_along(value: Any) -> Any:
    if isinstance(value, dict):
        return _Dict(value)
    return _List(value) if isinstance(value, list) else value


class StoredTables(Mapping[str, pd.DataFrame]):
    """Tables of a directory by name, each read when it is first asked for.

    Parameters
    ----------
    directory : Path
        Where ``<name>.parquet`` lie.
    """

    def __init__(self, directory: Path):
        self.directory = directory
        self.read: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self.read:
            path = self.directory / f"{name}.parquet"
            if not path.exists():
                raise KeyError(name)
            table = pq.read_table(path).to_pandas()
            table.attrs = {key: _taken_along(value) for key, value in read_metadata(path).items()}
            self.read[name] = table
        return self.read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(path.stem for path in self.directory.glob("*.parquet")))

    def __len__(self) -> int:
        return len(list(iter(self)))
