"""The command ``ptce``.

Bad input is answered by one sentence on standard error and exit code 2, Ctrl-C by 130, anything else that
goes wrong by one sentence and 1; a traceback is shown with ``--debug`` only. Commands import what is heavy
when they are called, so that ``ptce scenarios`` answers at once.
"""

import pkgutil
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Annotated, Any

import typer

BAD_INPUT, FAILED, INTERRUPTED = 2, 1, 130
DEBUG = "--debug"
ORDER = ("scenarios", "run", "compare", "study", "claims", "figures", "reproduce", "describe", "seminar")

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

    write_what_can_be_shown()
    arguments = [word for word in sys.argv[1:] if word != DEBUG]
    debug = DEBUG in sys.argv[1:]
    try:
        app(args=arguments, prog_name="ptce")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        if debug:
            raise
        return told(error)
    return 0


def told(error: Exception) -> int:
    """Say in one sentence what went wrong; return the exit code."""
    sentence = " ".join(str(error).split()) or type(error).__name__
    if is_bad_input(error):
        print(f"ptce: {sentence}", file=sys.stderr)
        return BAD_INPUT
    print(
        f"ptce: {type(error).__name__}: {sentence} (where it comes from is shown with {DEBUG})",
        file=sys.stderr,
    )
    return FAILED


def is_bad_input(error: Exception) -> bool:
    """Say whether an error is a refusal; the modules that refuse are only looked for if they were loaded."""
    refusals = (("simulation.refusals", "PlanError"), ("experiments.refusal", "Refusal"))
    return any(
        isinstance(error, getattr(sys.modules[module], name))
        for module, name in refusals
        if module in sys.modules and hasattr(sys.modules[module], name)
    )
