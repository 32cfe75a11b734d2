"""How a command is asked to end, and what it does then: Ctrl-C, the end of a job's time, a terminal that is gone.

All of them are one exception, `KeyboardInterrupt`: whoever keeps what was finished on Ctrl-C keeps it on SIGTERM, too.
"""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker

ENDINGS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Signals that ask a command to end: Ctrl-C; the end of a job's time, of a container, of a machine; of a terminal."""
AS_SHELLS_SAY = 128
"""Added to the number of a signal for the exit code."""


class AskedToEnd(KeyboardInterrupt):
    """A signal other than Ctrl-C asked the command to end."""

    def __init__(self, number: int):
        self.number = number
        super().__init__(signal.Signals(number).name)


def exit_code(end: BaseException | None) -> int:
    """Exit code of a command that was asked to end, by Ctrl-C if nothing says otherwise."""
    cause = end
    while cause is not None:
        if isinstance(cause, AskedToEnd):
            return AS_SHELLS_SAY + cause.number
        cause = cause.__cause__ or cause.__context__
    return AS_SHELLS_SAY + signal.SIGINT


def heed_endings() -> None:
    """Have every signal that asks a command to end raise what Ctrl-C raises; signals that are ignored stay so."""

    def end(number: int, _frame: object) -> None:
        raise AskedToEnd(number)

    if threading.current_thread() is not threading.main_thread():
        return
    for number in ENDINGS:
        if number != signal.SIGINT and signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, end)


@contextmanager
def endings_noted() -> Iterator[Callable[[], bool]]:
    """Have an ending noted instead of raised, so that nothing is left half done; a second one is raised.

    Yields
    ------
    callable
        Says whether an end was asked for.
    """
    asked = False
    if threading.current_thread() is not threading.main_thread():
        yield lambda: asked
        return
    former = {number: signal.getsignal(number) for number in ENDINGS}

    def note(_number: int, _frame: object) -> None:
        nonlocal asked
        asked = True
        restore()

    def restore() -> None:
        for number, handler in former.items():
            signal.signal(number, handler)

    for number in ENDINGS:
        if former[number] != signal.SIG_IGN:
            signal.signal(number, note)
    try:
        yield lambda: asked
    finally:
        restore()


@contextmanager
def endings_postponed() -> Iterator[None]:
    """Raise an ending only afterwards, so that no worker is left half started behind this process's back."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    asked: list[int] = []
    former = {number: signal.getsignal(number) for number in ENDINGS}
    for number, handler in former.items():
        if handler != signal.SIG_IGN:
            signal.signal(number, lambda number, _frame: asked.append(number))
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
    if asked:
        signal.raise_signal(asked[0])


@contextmanager
def interrupt_kept_from_children() -> Iterator[None]:
    """Have processes that are started meanwhile know nothing of Ctrl-C; this one hears of it afterwards.

    A signal that is blocked stays so in what is started. Here it is noted besides: it may reach another thread.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # Started within, it would unblock the signal again.
    resource_tracker.ensure_running()
    asked: list[int] = []
    former = signal.signal(signal.SIGINT, lambda number, _frame: asked.append(number))
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGINT, former)
    if asked:
        signal.raise_signal(asked[0])
