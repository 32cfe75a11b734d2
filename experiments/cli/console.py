"""Characters that a console cannot show are replaced by the nearest ones that it can."""

import codecs
import io
import sys
import unicodedata

NEAREST = {
    "\N{MINUS SIGN}": "-",
    "\N{EN DASH}": "-",
    "\N{EM DASH}": "-",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{EURO SIGN}": "EUR",
}
"""Where the Unicode decomposition knows no plainer character."""


def nearest_characters(error: UnicodeError) -> tuple[str | bytes, int]:
    """Replace what could not be encoded: a plain minus, a space for a narrow one, a letter without its accent."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    plain = ""
    for character in error.object[error.start : error.end]:
        nearest = NEAREST.get(character) or unicodedata.normalize("NFKD", character)
        plain += nearest.encode("ascii", "ignore").decode() or "?"
    return plain, error.end


def write_what_can_be_shown() -> None:
    """Have the standard streams replace characters that their encoding lacks, instead of failing."""
    codecs.register_error("nearest", nearest_characters)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="nearest")
