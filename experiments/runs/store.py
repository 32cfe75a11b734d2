"""The store of runs: a ledger of what was asked for and became of it, and results in parts.

A run is addressed by what determines it (`experiments.runs.address.address_of`), so comparisons, studies and claims
share a store and use each other's runs. The ledger is SQLite; a part is a Parquet file of one batch, one row a
run, a list of months an outcome, the bytes of a table beside them. A part is written beside its place, synced, moved,
and only then entered in the ledger with its checksum, in the transaction that marks its runs as done: whatever
happens, a run is either done and readable or will be run again.

Processes that use one store at a time take runs by transaction and never the same ones. Each holds the lock of
a small database of its own while it lives; the operating system lets go of it when the process ends, however it
ends, so that what a killed process had taken is free at once, without waiting for any time-out. This asks of a
file system no more than SQLite does. When a run was taken also stands there, for people to read.
"""

import io
import json
import os
import sqlite3
import uuid
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.files.tables import write_whole
from experiments.refusal import Refusal
from experiments.runs.living import Lived

WANTED, RUNNING, DONE, FAILED, LOST = "wanted", "running", "done", "failed", "lost"
"""States of a run. The model itself refused one that failed: it is final. One that was lost (its worker died, a file
was missing, memory ran out) is tried again by the next command that asks for it."""
LEDGER, PARTS, OWNERS = "ledger.sqlite", "parts", "owners"
FORM = 2
KIND = "pandas"
"""Where the type of a column in pandas is noted."""
PATIENCE = 120.0
"""Seconds that a transaction waits for another one."""
MOST_VARIABLES = 500
"""Addresses asked for in one query."""

TABLES = f"""
CREATE TABLE IF NOT EXISTS runs (
    address TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('{WANTED}', '{RUNNING}', '{DONE}', '{FAILED}', '{LOST}')),
    kept TEXT NOT NULL,       -- JSON list: outcomes whose months are kept, and tables
    about TEXT NOT NULL,      -- JSON: scenario, regime, size, months, seed, replicate, changes
    owner TEXT,               -- who runs it
    since TEXT,               -- when it was taken
    part TEXT,                -- where its row is
    error TEXT                -- why it failed
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS parts (name TEXT PRIMARY KEY, sha256 TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS runs_of_a_part ON runs (part);
PRAGMA user_version = {FORM};
"""


@dataclass(frozen=True)
class Entry:
    """What the ledger says of a run."""

    state: str
    kept: frozenset[str]
    owner: str | None
    part: str | None
    error: str | None

    def has(self, keep: Iterable[str]) -> bool:
        """Whether the run is done and these outcomes and tables of it are kept."""
        return self.state == DONE and self.kept.issuperset(keep)


@dataclass(frozen=True)
class Wanted:
    """A run that is to be taken.

    Attributes
    ----------
    about : dict
        What it is, for people who read the ledger.
    keep : tuple of str
        Outcomes and tables that are to be kept.
    """

    about: Mapping[str, Any]
    keep: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """A run read back."""

    record: Mapping[str, Any]
    series: Mapping[str, np.ndarray]
    packed: Mapping[str, bytes]
    """Bytes of the tables, by name."""

    def table(self, name: str) -> pd.DataFrame:
        """Read a table that was kept."""
        return unpacked(self.packed[name])


class Damaged(Exception):
    """Parts that are missing or not what was written."""

    def __init__(self, parts: Sequence[str]):
        self.parts = tuple(parts)
        super().__init__(f"damaged: {', '.join(parts)}")


class Store:
    """A directory of runs, open for one process.

    Parameters
    ----------
    directory : Path
        Made when missing.
    """

    def __init__(self, directory: Path):
        self.directory = directory
        self.owner = f"{os.uname().nodename if hasattr(os, 'uname') else 'host'}-{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self.written = 0
        try:
            for folder in (directory / PARTS, directory / OWNERS):
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Refusal(
                "cannot keep runs in {directory}: {error}", directory=directory, error=error.strerror or str(error)
            ) from error
        try:
            self.ledger = sqlite3.connect(directory / LEDGER, timeout=PATIENCE, isolation_level=None)
            self.ledger.execute("PRAGMA synchronous = FULL")
            form = self.ledger.execute("PRAGMA user_version").fetchone()[0]
            if form not in (0, FORM):
                self.ledger.close()
                raise Refusal(
                    "{directory} holds runs in form {form} and this version reads form {ours}",
                    directory=directory,
                    form=form,
                    ours=FORM,
                )
            self.ledger.executescript(TABLES)
        except sqlite3.DatabaseError as error:
            raise Refusal("{file}: is no ledger of runs: {error}", file=directory / LEDGER, error=str(error)) from error
        self.alive = sqlite3.connect(self.lock_of(self.owner), timeout=0.0, isolation_level=None)
        # Within a transaction, so that nobody finds the file before it is locked and takes it for a dead one's.
        with self.transaction():
            self.alive.execute("BEGIN EXCLUSIVE")
        self.part_rows = lru_cache(maxsize=4)(self.rows_of_part)
        self.bury_the_dead()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.release()
        self.ledger.close()
        self.alive.close()
        self.lock_of(self.owner).unlink(missing_ok=True)

    # -- who else is at work ----------------------------------------------------------------------------------

    def lock_of(self, owner: str) -> Path:
        """File whose lock a process holds while it lives."""
        return self.directory / OWNERS / f"{owner}.sqlite"

    def lives(self, owner: str | None) -> bool:
        """Whether the process that took a run is still there."""
        if owner is None:
            return False
        if owner == self.owner:
            return True
        path = self.lock_of(owner)
        if not path.exists():
            return False
        try:
            other = sqlite3.connect(path, timeout=0.0, isolation_level=None)
            try:
                other.execute("BEGIN EXCLUSIVE")
            finally:
                other.close()
        except sqlite3.OperationalError:
            return True
        return False

    def others_at_work(self) -> list[str]:
        """Other processes that run something at the moment, by machine and number."""
        query = "SELECT DISTINCT owner FROM runs WHERE state = 'running' AND owner != ?"
        return [owner for (owner,) in self.ledger.execute(query, (self.owner,)) if self.lives(owner)]

    def bury_the_dead(self) -> None:
        """Free what processes had taken that are gone, and remove parts that they wrote but never entered."""
        with self.transaction() as ledger:
            owners = {path.stem for path in (self.directory / OWNERS).glob("*.sqlite")}
            owners |= {owner for (owner,) in ledger.execute("SELECT DISTINCT owner FROM runs WHERE state = 'running'")}
            dead = [owner for owner in sorted(owners) if not self.lives(owner)]
            entered = {name for (name,) in ledger.execute("SELECT name FROM parts")} if dead else set()
            for owner in dead:
                ledger.execute(
                    "UPDATE runs SET state = ?, owner = NULL, since = NULL WHERE state = ? AND owner = ?",
                    (WANTED, RUNNING, owner),
                )
                for path in (self.directory / PARTS).glob(f"*{owner}*"):
                    if path.name not in entered:
                        path.unlink(missing_ok=True)
                self.lock_of(owner).unlink(missing_ok=True)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Do all of it or nothing, and alone."""
        self.ledger.execute("BEGIN IMMEDIATE")
        try:
            yield self.ledger
        except BaseException:
            self.ledger.execute("ROLLBACK")
            raise
        self.ledger.execute("COMMIT")

    # -- what is there ----------------------------------------------------------------------------------------

    def entries(self, addresses: Sequence[str]) -> dict[str, Entry]:
        """What the ledger says of these runs; those it does not know are left out."""
        found: dict[str, Entry] = {}
        for start in range(0, len(addresses), MOST_VARIABLES):
            some = addresses[start : start + MOST_VARIABLES]
            marks = ",".join("?" * len(some))
            query = f"SELECT address, state, kept, owner, part, error FROM runs WHERE address IN ({marks})"
            for address, state, kept, owner, part, error in self.ledger.execute(query, some):
                found[address] = Entry(state, frozenset(json.loads(kept)), owner, part, error)
        return found

    # -- taking, finishing, giving back -------------------------------------------------------------------------

    def take(self, wanted: Mapping[str, Wanted], given_up: Container[str]) -> tuple[dict[str, tuple[str, ...]], int]:
        """Take those of these runs that are missing and that no living process runs.

        Parameters
        ----------
        wanted : dict
            By address. A run that is done without all that is to be kept is lived again, and then all is kept.
        given_up : container of str
            Runs that were lost in this session; those of earlier sessions are tried again.

        Returns
        -------
        dict
            What is to be kept of each run taken, by address.
        int
            How many are being run, by another process or by this one for another point.
        """
        now = datetime.now(UTC).isoformat(timespec="seconds")
        taken: dict[str, tuple[str, ...]] = {}
        elsewhere = 0
        with self.transaction() as ledger:
            known = self.entries(list(wanted))
            for address, asked in wanted.items():
                entry = known.get(address)
                keep = set(asked.keep)
                if entry is not None:
                    if entry.has(asked.keep) or entry.state == FAILED or (entry.state == LOST and address in given_up):
                        continue
                    if entry.state == RUNNING and self.lives(entry.owner):
                        elsewhere += 1
                        continue
                    keep |= entry.kept
                ledger.execute(
                    "INSERT INTO runs (address, state, kept, about, owner, since) VALUES (?, ?, ?, ?, ?, ?)"
                    " ON CONFLICT (address) DO UPDATE SET state = excluded.state, kept = excluded.kept,"
                    " owner = excluded.owner, since = excluded.since, part = NULL, error = NULL",
                    (address, RUNNING, json.dumps(sorted(keep)), json.dumps(asked.about), self.owner, now),
                )
                taken[address] = tuple(sorted(keep))
        return taken, elsewhere

    def finish(self, runs: Sequence[Lived]) -> None:
        """Write the part of a batch and mark its runs, those that did not come to their end with their error."""
        done = [run for run in runs if run.error is None]
        entered: tuple[str, str] | None = None
        if done:
            content = part_of(done)
            name = f"{self.owner}-{self.written:06d}.parquet"
            self.written += 1
            write_lasting(self.directory / PARTS / name, content)
            entered = (name, sha256(content).hexdigest())
        with self.transaction() as ledger:
            if entered:
                ledger.execute("INSERT INTO parts (name, sha256) VALUES (?, ?)", entered)
                ledger.executemany(
                    "UPDATE runs SET state = ?, part = ?, owner = NULL, since = NULL WHERE address = ?",
                    [(DONE, entered[0], run.address) for run in done],
                )
            self.mark(FAILED, [(run.address, run.error) for run in runs if run.error is not None and run.refused])
            self.mark(LOST, [(run.address, run.error) for run in runs if run.error is not None and not run.refused])

    def lose(self, addresses: Sequence[str], error: str) -> None:
        """Count runs as lost whose workers died again and again; the next session tries them once more."""
        with self.transaction():
            self.mark(LOST, [(address, error) for address in addresses])

    def mark(self, state: str, errors: Sequence[tuple[str, str | None]]) -> None:
        """Set state and error within a transaction."""
        self.ledger.executemany(
            "UPDATE runs SET state = ?, error = ?, part = NULL, owner = NULL, since = NULL WHERE address = ?",
            [(state, error, address) for address, error in errors],
        )

    def release(self) -> None:
        """Give back what this process has taken and not finished."""
        with self.transaction() as ledger:
            ledger.execute(
                "UPDATE runs SET state = ?, owner = NULL, since = NULL WHERE state = ? AND owner = ?",
                (WANTED, RUNNING, self.owner),
            )

    def forget(self, addresses: Sequence[str]) -> None:
        """Have runs that no living process is at run again, whatever became of them."""
        known = self.entries(addresses)
        free = [one for one, entry in known.items() if not (entry.state == RUNNING and self.lives(entry.owner))]
        with self.transaction() as ledger:
            ledger.executemany(
                "UPDATE runs SET state = ?, owner = NULL, part = NULL, error = NULL WHERE address = ?",
                [(WANTED, address) for address in free],
            )

    def forget_parts(self, parts: Sequence[str]) -> int:
        """Strike damaged parts from the ledger, so that their runs run again; return how many runs."""
        struck = 0
        with self.transaction() as ledger:
            for name in parts:
                struck += ledger.execute(
                    "UPDATE runs SET state = ?, part = NULL WHERE part = ?", (WANTED, name)
                ).rowcount
                ledger.execute("DELETE FROM parts WHERE name = ?", (name,))
                (self.directory / PARTS / name).unlink(missing_ok=True)
        self.part_rows.cache_clear()
        return struck

    # -- reading ------------------------------------------------------------------------------------------------

    def content_of_part(self, name: str) -> bytes:
        """Bytes of a part, checked.

        Raises
        ------
        Damaged
        """
        known = self.ledger.execute("SELECT sha256 FROM parts WHERE name = ?", (name,)).fetchone()
        try:
            content = (self.directory / PARTS / name).read_bytes()
        except OSError:
            raise Damaged([name]) from None
        if known is None or sha256(content).hexdigest() != known[0]:
            raise Damaged([name])
        return content

    def rows_of_part(self, name: str) -> dict[str, Row]:
        """Runs of a part by address."""
        table = pq.read_table(io.BytesIO(self.content_of_part(name)))
        columns = {column: table[column] for column in table.column_names if column not in ("run", "record")}
        rows: dict[str, Row] = {}
        for place, (address, record) in enumerate(
            zip(table["run"].to_pylist(), table["record"].to_pylist(), strict=True)
        ):
            series: dict[str, np.ndarray] = {}
            packed: dict[str, bytes] = {}
            for kept, column in columns.items():
                if not column[place].is_valid:
                    continue
                if pa.types.is_binary(column.type):
                    packed[kept] = column[place].as_py()
                else:
                    series[kept] = column[place].values.to_numpy()
            rows[address] = Row(json.loads(record), series, packed)
        return rows

    def rows(self, entries: Mapping[str, Entry]) -> dict[str, Row]:
        """Read the runs that are done; parts are opened one after the other.

        Raises
        ------
        Damaged
            Naming every part among them that is not what was written.
        """
        by_part: dict[str, list[str]] = {}
        for address, entry in entries.items():
            if entry.state == DONE and entry.part is not None:
                by_part.setdefault(entry.part, []).append(address)
        found: dict[str, Row] = {}
        damaged: list[str] = []
        for part, addresses in by_part.items():
            try:
                rows = self.part_rows(part)
                found |= {address: rows[address] for address in addresses}
            except Damaged as error:
                damaged += error.parts
        if damaged:
            raise Damaged(damaged)
        return found


def part_of(runs: Sequence[Lived]) -> bytes:
    """Return the bytes of a part."""
    outcomes = sorted({name for run in runs for name in run.series})
    columns: dict[str, Any] = {
        "run": pa.array([run.address for run in runs], pa.string()),
        "record": pa.array([json.dumps(run.record, sort_keys=True) for run in runs], pa.string()),
    }
    for name in outcomes:
        columns[name] = pa.array([run.series.get(name) for run in runs], pa.list_(pa.float64()))
    for name in sorted({name for run in runs for name in run.tables}):
        columns[name] = pa.array([packed(run.tables.get(name)) for run in runs], pa.binary())
    sink = io.BytesIO()
    pq.write_table(pa.table(columns), sink, compression="zstd")
    return sink.getvalue()


def packed(table: pd.DataFrame | None) -> bytes | None:
    """Return the bytes of a table: columns of Arrow, each with its type in pandas, and nothing else of the frame.

    What pandas notes of a whole frame, and a compression of each column by itself, cost ten times as much as the
    columns of tables as small as these; the part they go into is compressed as a whole.
    """
    if table is None:
        return None
    columns, fields = [], []
    for name, kind in zip(table.columns, table.dtypes, strict=True):
        column = table[name]
        cells = pa.array(column.to_numpy()) if is_plain(kind) else pa.array(column, from_pandas=True)
        columns.append(cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells)
        fields.append(pa.field(str(name), columns[-1].type, metadata={KIND: str(kind)}))
    batch = pa.record_batch(columns, schema=pa.schema(fields))
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    return sink.getvalue()


def unpacked(content: bytes) -> pd.DataFrame:
    """Inverse of `packed`."""
    table = pa.ipc.open_stream(content).read_next_batch()
    columns = {}
    for field, column in zip(table.schema, table.columns, strict=True):
        kind = kind_named(field.metadata[KIND.encode()])
        if is_plain(kind):
            columns[field.name] = column.to_numpy(zero_copy_only=False).astype(kind, copy=False)
        elif pd.api.types.is_object_dtype(kind):
            columns[field.name] = pd.Series(column.to_pylist(), dtype=object)
        else:
            columns[field.name] = pd.array(column.to_pylist(), dtype=kind)
    return pd.DataFrame(columns)


@cache
def kind_named(name: bytes) -> Any:
    """Type of a column in pandas by its name; reading it takes longer than the column."""
    return pd.api.types.pandas_dtype(name.decode())


def is_plain(kind: Any) -> bool:
    """Say whether a type of pandas is one of numpy's numbers or truths."""
    return isinstance(kind, np.dtype) and kind.kind in "iufb"


def write_lasting(path: Path, content: bytes) -> Path:
    """Write a file whole or not at all, and have it on the disk before returning."""

    def write(beside: Path) -> None:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())

    write_whole(path, write)
    sync_folder(path.parent)
    return path


def sync_folder(folder: Path) -> None:
    """Have the names of a folder on the disk, where the platform can be asked for it."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
