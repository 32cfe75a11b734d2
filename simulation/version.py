"""Which code this is: a hash over the text of every module, taken once, when the package is first used.

Whatever is stored with `SOURCE_HASH` was made with the code that was imported, even where files were edited since.
"""

import hashlib
from pathlib import Path


def source_hash() -> str:
    """Short hash over the names and text of every module of the package, as they lie on the disk now."""
    digest = hashlib.sha256()
    package = Path(__file__).parent
    for path in sorted(package.rglob("*.py")):
        digest.update(path.relative_to(package).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


SOURCE_HASH = source_hash()
"""The hash of the code that runs."""
