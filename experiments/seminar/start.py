"""What is checked and said before the page is served."""

import importlib.util
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from experiments.refusal import Refusal
from experiments.words.language import Language

LOOPBACK = ("127.0.0.1", "::1", "localhost")
"""Hosts that this computer alone can reach."""


@contextmanager
def kept_port(host: str, port: int) -> Iterator[int]:
    """Find the port, any free one for 0, and keep it from others until the page listens there.

    A port that is taken is refused, and a host that is not this computer's.

    Raises
    ------
    Refusal
    """
    if importlib.util.find_spec("nicegui") is None:
        raise Refusal("the page needs the extra `seminar`: pip install 'ptce[seminar]'")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise Refusal(
                "cannot listen on {host}, port {port}: {reason}; choose another with --port or --host",
                host=host,
                port=port,
                reason=error,
            ) from error
        found = int(probe.getsockname()[1])
        if sys.platform != "linux":
            # Elsewhere the server itself could not listen on a port that is kept.
            probe.close()
        yield found


def address_told(host: str, port: int, language_code: str) -> str:
    """Say where the page is and who can open it, in one sentence."""
    language = Language(language_code)
    if host in LOOPBACK:
        return language.text(
            "The page is at {address}, for this computer alone; --host 0.0.0.0 would open it to the local network.",
            address=f"http://{host}:{port}",
        )
    return language.text(
        "The page is on port {port}, open to everybody on the local network, because --host {host} was given.",
        port=port,
        host=host,
    )
