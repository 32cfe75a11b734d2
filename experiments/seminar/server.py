"""What the pages of one server share: its workers, its language, its address, its look."""

import socket
from pathlib import Path

from nicegui import ui

from experiments.seminar.runs import Runner
from experiments.seminar.start import LOOPBACK

STYLE = Path(__file__).with_name("style.css").read_text(encoding="utf-8")


class Seminar:
    """What the pages of one server share.

    Parameters
    ----------
    runner : Runner
        Worker processes.
    language_code : str
        Of an address that names none.
    host, port : str, int
        Where the server listens.
    """

    def __init__(self, runner: Runner, language_code: str, host: str, port: int):
        self.runner, self.language_code, self.host, self.port = runner, language_code, host, port

    @property
    def address(self) -> str:
        """Address that phones of the room can open; of this computer alone where the room is not open."""
        host = self.host if self.host in LOOPBACK else own_address() if self.host in ("0.0.0.0", "::") else self.host
        return f"http://{host}:{self.port}"


def own_address() -> str:
    """Address of this computer in the local network; no packet is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def dress(language_code: str) -> None:
    """Give a page its style, and the language a screen reader speaks."""
    ui.add_css(STYLE)
    ui.colors(primary="#005a8c")
    ui.run_javascript(f"document.documentElement.lang = '{language_code}'")
