"""The origin of a file: everything it follows from, and the hash of that, which the file carries.

The hash stands in the manifest of the directory under ``manifest`` and in every figure and table written
there: in the text chunk ``Manifest`` of a PNG, as ``dc:identifier`` of an SVG, in the metadata of a Parquet
file under ``ptce``, and for a CSV, which has no room for it, in a description beside it
(``<name>-metadata.json``, W3C *CSV on the Web*). `experiments.pages.reproduction` reads it back.
"""

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.files import tables as store

KEY = "manifest"
PNG_KEYWORD = "Manifest"
SCHEME = "ptce-manifest:"


def origin_hash(origin: Mapping[str, Any]) -> str:
    """SHA-256 of what a result follows from, written in one way only."""
    return sha256(json.dumps(origin, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def csv_with_description(name: str, table: pd.DataFrame, manifest: str) -> dict[str, str]:
    """Return a table as CSV and its description beside it: the text of both files by name."""
    described = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": name,
        "dc:identifier": SCHEME + manifest,
        "tableSchema": {"columns": [{"name": str(column)} for column in table.columns]},
    }
    return {
        name: table.to_csv(index=False, lineterminator="\n"),
        description_of(Path(name)).name: json.dumps(described, indent=1, ensure_ascii=False) + "\n",
    }


def description_of(path: Path) -> Path:
    """Where the description of a CSV lies."""
    return path.with_name(f"{path.name}-metadata.json")


def carried(path: Path) -> str | None:
    """Return the hash that a file carries; None for a file that this project did not write."""
    readers = {".parquet": in_parquet, ".png": in_png, ".svg": in_svg, ".csv": in_csv}
    reader = readers.get(path.suffix)
    try:
        return reader(path) if reader else None
    except (OSError, ValueError):
        return None


def in_parquet(path: Path) -> str | None:
    """Hash in the metadata of a Parquet file."""
    found = store.read_metadata(path).get(KEY)
    return str(found) if found else None


def in_png(path: Path) -> str | None:
    """Hash in the text chunks of a PNG."""
    from PIL import Image

    with Image.open(path) as image:
        found = image.info.get(PNG_KEYWORD)
    return str(found).removeprefix(SCHEME) if found else None


def in_svg(path: Path) -> str | None:
    """Hash in the metadata of an SVG."""
    found = re.search(rf"{SCHEME}([0-9a-f]{{64}})", path.read_text(encoding="utf-8")[:20_000])
    return found.group(1) if found else None


def in_csv(path: Path) -> str | None:
    """Hash in the description beside a CSV."""
    found = json.loads(description_of(path).read_text(encoding="utf-8")).get("dc:identifier")
    return str(found).removeprefix(SCHEME) if found else None
