"""Libraries that only some commands need: they are installed apart, as an extra of the project."""

from importlib.util import find_spec

from experiments.refusal import Refusal
from simulation.refusals import Phrase

STUDIES = "studies"


def missing(libraries: tuple[str, ...]) -> list[str]:
    """Those libraries that cannot be imported, none of which is imported to find out."""
    found = []
    for name in libraries:
        try:
            here = find_spec(name) is not None
        except ImportError:
            here = False
        if not here:
            found.append(name)
    return found


def refuse_without(what: Phrase, libraries: tuple[str, ...], extra: str = STUDIES) -> None:
    """Refuse what needs libraries that are not installed, with the command that installs them.

    Parameters
    ----------
    what : Phrase
        What is asked for, as the subject of the sentence.
    libraries : tuple of str
        Names under which they are imported.
    extra : str
        Extra of the project that they belong to.

    Raises
    ------
    Refusal
    """
    names = missing(libraries)
    if names:
        raise Refusal(
            "{what} needs {names}; install with: pip install 'ptce[{extra}]'",
            what=what,
            names=", ".join(names),
            extra=extra,
        )
