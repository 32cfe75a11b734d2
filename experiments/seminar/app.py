"""The server of the page: on this computer only, unless it is opened to the local network."""

import logging
import secrets

from nicegui import app, ui
from starlette.requests import Request

from experiments.refusal import Refusal
from experiments.seminar import leaflet_pages, predict_pages
from experiments.seminar.explore import Explore
from experiments.seminar.rooms import pages as room_pages
from experiments.seminar.runs import Runner
from experiments.seminar.server import Seminar, dress
from experiments.seminar.start import LOOPBACK
from experiments.seminar.view import View, read_view
from experiments.words.language import LANGUAGES, Language


def create_app(seminar: Seminar) -> None:
    """Register the pages and have the workers start and end with the server."""

    @ui.page("/", title="ptce", response_timeout=20)
    def explore(request: Request) -> None:
        language = Language(seminar.language_code)
        refusal = ""
        try:
            view = read_view(request.query_params.multi_items(), language)
        except Refusal as error:
            asked = request.query_params.get("lang", seminar.language_code)
            view = View(language_code=asked if asked in LANGUAGES else seminar.language_code)
            refusal = str(error)
        dress(view.language_code)
        Explore(seminar.runner, view, refusal, predict_pages.opened)

    predict_pages.register(seminar)
    leaflet_pages.register(seminar.language_code)
    room_pages.register(address=None if seminar.host in LOOPBACK else seminar.address)

    async def begin() -> None:
        await seminar.runner.start(View(language_code=seminar.language_code))

    app.on_startup(begin)
    app.on_shutdown(seminar.runner.stop)


def serve(*, host: str, port: int, language_code: str, show: bool, workers: int) -> None:
    """Serve the page until it is stopped."""
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    seminar = Seminar(Runner(workers), language_code, host, port)
    create_app(seminar)
    ui.run(
        host=host,
        port=port,
        title="ptce",
        language="fr" if language_code == "fr" else "en-US",
        reload=False,
        show=show,
        show_welcome_message=False,
        storage_secret=secrets.token_urlsafe(24),
        favicon="🤝",
        reconnect_timeout=30.0,
    )
