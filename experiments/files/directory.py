"""A directory of results: one writer at a time, and nothing replaced or removed that the same command did not write.

Every file is written beside its place and moved there whole; its digest is noted before, in a journal, and stands in
the manifest afterwards. A file is the command's own if its digest is one of these. What else lies in a directory
is somebody's: where it stands in the way, the command refuses before anything is run.
"""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.files import tables
from experiments.files.tables import MANIFEST
from experiments.origin import KEY, carried
from experiments.refusal import Refusal

WORKSHOP, LOCK, JOURNAL = ".ptce-writing", ".ptce-lock", "journal"
"""Folder of what is being written and of the journal, removed when all is written; file whose lock a writer holds."""
PATIENCE = 120.0
"""Seconds that a command waits while another one writes to the directory."""


def checksum(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        digest = sha256()
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


class ResultsDirectory:
    """A directory that a command writes its results to.

    Parameters
    ----------
    directory : Path
        Made when missing.
    program : str
        The command, as its manifest calls it.
    needed : int
        Bytes that must be free.

    Raises
    ------
    Refusal
        Where it cannot be written to, has too little room, or holds results of another kind.
    """

    def __init__(self, directory: Path, program: str, needed: int = 0):
        self.directory, self.program = directory, program
        tables.check_directory(directory, needed)
        self.refuse_another_kind()

    @staticmethod
    def looked_at(directory: Path, program: str) -> dict[str, Any] | None:
        """Manifest of what a command wrote to a directory, if it did; the directory is not touched."""
        try:
            found = tables.read_manifest(directory)
        except (OSError, ValueError):
            return None
        return found if isinstance(found, dict) and found.get("program") == program else None

    # -- what is there ----------------------------------------------------------------------------------------------

    @property
    def former(self) -> dict[str, Any] | None:
        """Manifest of what the same command wrote here before; None where there is none."""
        try:
            found = tables.read_manifest(self.directory)
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise Refusal(
                "{file} cannot be read ({error}); name another directory", file=self.directory / MANIFEST, error=error
            ) from error
        return found if isinstance(found, dict) and found.get("program") == self.program else None

    def refuse_another_kind(self) -> None:
        """Refuse a directory whose manifest is another command's or another program's."""
        if (self.directory / MANIFEST).exists() and self.former is None:
            try:
                kind = tables.read_manifest(self.directory).get("program", "another program")
            except AttributeError:
                kind = "another program"
            raise Refusal(
                "{directory} holds results of {kind}; name another directory with --out",
                directory=self.directory,
                kind=kind,
            )

    def written(self) -> dict[str, set[str]]:
        """Digests of what the same command has written here, by name: as the manifest and the journal say."""
        found: dict[str, set[str]] = {}
        for name, digest in digests_in(self.former or {}).items():
            found.setdefault(name, set()).add(digest)
        journal = self.directory / WORKSHOP / JOURNAL
        if journal.exists():
            for line in journal.read_text(encoding="utf-8").splitlines():
                # The last line may have been cut short.
                name, tab, digest = line.partition("\t")
                if tab:
                    found.setdefault(name, set()).add(digest)
        return found

    def is_ours(self, name: str, written: Mapping[str, set[str]]) -> bool:
        """Whether a file is as the same command left it."""
        path = self.directory / name
        inside = path.resolve().is_relative_to(self.directory.resolve())
        return inside and name in written and path.is_file() and checksum(path) in written[name]

    def refuse_in_the_way(self, names: Iterable[str]) -> None:
        """Refuse where a file that is to be written is somebody else's, or was changed since.

        Raises
        ------
        Refusal
        """
        written = self.written()
        for name in names:
            path = self.directory / name
            if path.exists() and name != MANIFEST and not self.is_ours(name, written):
                what = "was changed since it was written" if name in written else f"was not written by {self.program}"
                raise Refusal(
                    "{path} {what} and would be replaced; move it, or name another directory with --out",
                    path=path,
                    what=what,
                )

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Have the directory to oneself; others wait for their turn.

        Raises
        ------
        Refusal
            Where another command writes for longer than one waits.
        """
        lock = sqlite3.connect(self.directory / LOCK, timeout=PATIENCE, isolation_level=None)
        try:
            try:
                lock.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError as error:
                raise Refusal(
                    "{directory} is being written to by another command ({error})",
                    directory=self.directory,
                    error=error,
                ) from error
            yield
        finally:
            lock.close()

    # -- writing ------------------------------------------------------------------------------------------------------

    def write(self, name: str, write: Callable[[Path], object]) -> Path:
        """Have a file written beside its place, note its digest, and move it there when complete.

        Raises
        ------
        Refusal
            Where what lies there is not the command's own.
        """
        path, workshop = self.directory / name, self.directory / WORKSHOP
        workshop.mkdir(exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=workshop, suffix=path.suffix)
        os.close(handle)
        place = Path(beside)
        try:
            write(place)
            place.chmod(0o644)
            digest = checksum(place)
            self.refuse_in_the_way([name] if path.exists() and checksum(path) != digest else [])
            with (workshop / JOURNAL).open("a", encoding="utf-8", newline="\n") as journal:
                journal.write(f"{name}\t{digest}\n")
            path.parent.mkdir(parents=True, exist_ok=True)
            place.replace(path)
        finally:
            place.unlink(missing_ok=True)
        return path

    def write_text(self, name: str, text: str) -> Path:
        """Write a text in UTF-8."""
        return self.write(name, lambda beside: beside.write_text(text, encoding="utf-8", newline="\n"))

    def write_bytes(self, name: str, content: bytes) -> Path:
        """Write what was made elsewhere."""
        return self.write(name, lambda beside: beside.write_bytes(content))

    def write_table(self, name: str, table: pd.DataFrame, metadata: Mapping[str, Any]) -> Path:
        """Write a table as Parquet with what it can be traced to."""
        return self.write(name, lambda beside: tables.put_table(beside, table, metadata))

    def begin(self, manifest: Mapping[str, Any]) -> None:
        """Say what is begun here; what was written before stays known as the command's own."""
        tables.write_manifest(self.directory, {**manifest, "files": digests_in(self.former or {})})

    def finish(self, manifest: dict[str, Any], keep_others: bool = False) -> dict[str, Any]:
        """Write the manifest with the digest of every file, and remove what the same command left from before.

        Parameters
        ----------
        manifest : dict
            Its ``files``, if it has any, are those of before and are listed anew.
        keep_others : bool
            Leave all that was written before and not this time: part of the results was made again. Otherwise what
            carries the hash of this manifest stays, and the rest goes.

        Returns
        -------
        dict
            The manifest with ``files``: digest by name.
        """
        workshop, written = self.directory / WORKSHOP, self.written()
        now = set()
        if (workshop / JOURNAL).exists():
            now = {line.split("\t")[0] for line in (workshop / JOURNAL).read_text(encoding="utf-8").splitlines()}
        ours = [name for name in written if self.is_ours(name, written)]
        stale = [
            name
            for name in ours
            if not keep_others and name not in now and carried(self.directory / name) != manifest.get(KEY)
        ]
        files = {name: checksum(self.directory / name) for name in sorted(set(ours) - set(stale))}
        whole = {**manifest, "files": files}
        tables.write_manifest(self.directory, whole)
        for name in stale:
            (self.directory / name).unlink(missing_ok=True)
        shutil.rmtree(workshop, ignore_errors=True)
        return whole


def digests_in(manifest: Mapping[str, Any]) -> dict[str, str]:
    """Digest of each file of a manifest."""
    files = manifest.get("files", {})
    return dict(files) if isinstance(files, Mapping) else {}
