"""The server of the page: on this computer only, unless it is opened to the local network."""

import logging
import secrets
import socket
from pathlib import Path

from nicegui import app, ui
from starlette.requests import Request

from experiments.refusal import Refusal
from experiments.seminar import leaflet_pages, predict_pages
from experiments.seminar.explore import Explore
from experiments.seminar.rooms import pages as room_pages
from experiments.seminar.runs import Runner
from experiments.seminar.start import LOOPBACK
from experiments.seminar.view import View, read_view
from experiments.words.language import Language

STYLE = Path(__file__).with_name("style.css").read_text(encoding="utf-8")


class Seminar:
    """What the pages of one server share.

    Parameters
    ----------
    runner : Runner
        Worker processes.
    language : str
        Of an address that names none.
    host, port : str, int
        Where the server listens.
    """

    def __init__(self, runner: Runner, language: str, host: str, port: int):
        self.runner, self.language, self.host, self.port = runner, language, host, port

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


def dress(language: str) -> None:
    """Give a page its style, and the language a screen reader speaks."""
    ui.add_css(STYLE)
    ui.colors(primary="#005a8c")
    ui.run_javascript(f"document.documentElement.lang = '{language}'")


def create_app(seminar: Seminar) -> None:
    """Register the pages and have the workers start and end with the server."""

    @ui.page("/", title="ptce", response_timeout=20)
    def explore(request: Request) -> None:
        words = Language(seminar.language)
        refusal = ""
        try:
            view = read_view(request.query_params.multi_items(), words)
        except Refusal as error:
            asked = request.query_params.get("lang", seminar.language)
            view = View(language=asked if asked in ("en", "fr") else seminar.language)
            refusal = str(error)
        dress(view.language)
        Explore(seminar.runner, view, refusal, lambda view: predict_pages.opened(seminar, view))

    predict_pages.register(seminar)
    leaflet_pages.register(seminar.language, dress)
    room_pages.register(address=None if seminar.host in LOOPBACK else seminar.address)

    async def begin() -> None:
        await seminar.runner.start(View(language=seminar.language))

    app.on_startup(begin)
    app.on_shutdown(seminar.runner.stop)


def serve(*, host: str, port: int, language: str, show: bool, workers: int) -> None:
    """Serve the page until it is stopped."""
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    seminar = Seminar(Runner(workers), language, host, port)
    create_app(seminar)
    ui.run(
        host=host,
        port=port,
        title="ptce",
        language="fr" if language == "fr" else "en-US",
        reload=False,
        show=show,
        show_welcome_message=False,
        storage_secret=secrets.token_urlsafe(24),
        favicon="🤝",
        reconnect_timeout=30.0,
    )
