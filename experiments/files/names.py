"""Names of files made of what a user calls things."""

import re
from pathlib import Path

NOT_IN_A_NAME = re.compile(r"[^\w-]+")
"""What a name of a file does not hold on every system: spaces, separators, dots, signs."""


def is_path(text: str) -> bool:
    """Say whether a scenario is named by the path of a file, as `simulation.scenario_files` tells them apart."""
    return text.endswith(".toml") or "/" in text or "\\" in text


def safe_name(text: str | Path) -> str:
    """Make a name for files: of a path what its file is called, letters, digits, ``_`` and ``-`` of it.

    Parameters
    ----------
    text : str or Path
        A name, or the path of a TOML file.
    """
    word = str(text)
    if isinstance(text, Path) or is_path(word):
        word = Path(word.replace("\\", "/")).stem
    return NOT_IN_A_NAME.sub("_", word).strip("_") or "unnamed"
