"""The command ``ptce``.

Bad input is answered by one sentence on standard error and exit code 2, Ctrl-C by 130, anything else that
goes wrong by one sentence and 1; a traceback is shown with ``--debug`` only. Commands import what is heavy
when they are called, so that ``ptce scenarios`` answers at once.
"""

import pkgutil
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import Annotated, Any

import typer

BAD_INPUT, FAILED = 2, 1
DEBUG, LANGUAGE = "--debug", "--language"
ORDER = ("scenarios", "run", "compare", "study", "claims", "validate", "figures", "reproduce", "describe", "seminar")

app = typer.Typer(
    name="ptce",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="When does cooperating beat competing on a territory, and when does it not?",
)


@app.callback()
def everywhere(
    debug: Annotated[bool, typer.Option(DEBUG, help="Show where an error comes from.")] = False,
) -> None:
    """Say when cooperating beats competing on a territory, and when it does not."""


def commands() -> Iterator[Callable[..., Any]]:
    """Yield the commands in the order of the help: functions of these names, in any file of this folder."""
    files = [import_module(f"{__name__}.{file.name}") for file in pkgutil.iter_modules(__path__)]
    for name in ORDER:
        for file in files:
            command = vars(file).get(name)
            if callable(command) and command.__module__ == file.__name__:
                yield command


for command in commands():
    app.command()(command)


def main() -> int:
    """Run the command line; return its exit code."""
    from experiments.cli.console import write_what_can_be_shown
    from experiments.runs.ending import exit_code, heed_endings

    heed_endings()
    write_what_can_be_shown()
    arguments = [word for word in sys.argv[1:] if word != DEBUG]
    debug = DEBUG in sys.argv[1:]
    try:
        app(args=arguments, prog_name="ptce")
    except SystemExit as end:
        if end.code == exit_code(None):
            return exit_code(end)
        return end.code if isinstance(end.code, int) else FAILED
    except KeyboardInterrupt as end:
        return exit_code(end)
    except Exception as error:
        if debug:
            raise
        return told(error, language_asked(arguments))
    return 0


def language_asked(arguments: Sequence[str]) -> str:
    """Language of a command line: that of ``--language`` where it is one of ours, English otherwise."""
    from experiments.words.language import LANGUAGES

    asked = "en"
    for word, following in zip(arguments, [*arguments[1:], ""], strict=True):
        option, equals, code = word.partition("=")
        if option == LANGUAGE:
            asked = code if equals else following
    return asked if asked in LANGUAGES else "en"


def told(error: Exception, code: str = "en") -> int:
    """Say in one sentence of a language what went wrong; return the exit code."""
    from experiments.words.language import Language
    from simulation.refusals import Refused

    language = Language(code)
    if isinstance(error, Refused):
        print(f"ptce: {one_line(language.refusal(error))}", file=sys.stderr)
        return BAD_INPUT
    sentence = one_line(str(error)) or type(error).__name__
    where = language.text("(where it comes from is shown with {debug})", debug=DEBUG)
    print(f"ptce: {type(error).__name__}: {sentence} {where}", file=sys.stderr)
    return FAILED


def one_line(text: str) -> str:
    """Write a text in one line; the narrow spaces of French stay."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip()
