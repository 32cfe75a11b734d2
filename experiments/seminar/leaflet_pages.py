"""The seminars ready to give, as pages: leaflets, the round on paper, the notebooks to take along."""

import re
from pathlib import Path

from nicegui import ui
from starlette.requests import Request

from experiments.numbers.contrasts import MISSION
from experiments.seminar.server import dress
from experiments.seminar.view import scenario_of
from experiments.words.language import LANGUAGES, Language

FOLDER = Path(__file__).with_name("leaflets")
ROUND = "round"
NAMES = (*MISSION, ROUND)


def leaflet(name: str, language_code: str) -> str:
    """Text of a leaflet, its links leading to pages of this server.

    Parameters
    ----------
    name : str
        One of `NAMES`.
    language_code : str
        ``en`` or ``fr``.
    """
    text = (FOLDER / f"{name}_{language_code}.md").read_text(encoding="utf-8")
    text = re.sub(r"\]\((\w+)_(\w\w)\.md\)", r"](/leaflets/\1?lang=\2)", text)
    return text.replace("](?", "](/?")


def language_of(request: Request, usual: str) -> Language:
    """Language that an address asks for, or the server's own."""
    asked = request.query_params.get("lang", usual)
    return Language(asked if asked in LANGUAGES else usual)


def title_of(name: str, language: Language) -> str:
    """Title of a leaflet."""
    return (
        language.text("The round on paper") if name == ROUND else language.typed(scenario_of(name).title[language.code])
    )


def register(language_code: str) -> None:
    """Add ``/leaflets`` and ``/leaflets/<name>``.

    Parameters
    ----------
    language_code : str
        Of an address that names none.
    """

    @ui.page("/leaflets", title="ptce")
    def index(request: Request) -> None:
        language = language_of(request, language_code)
        dress(language.code)
        with ui.element("main").classes("page"):
            ui.html(language.text("Seminars of one hour"), tag="h1")
            for name in NAMES:
                ui.link(title_of(name, language), f"/leaflets/{name}?lang={language.code}").classes("leaflet-link")
            notebook = FOLDER / f"notebook_{language.code}.ipynb"
            told = language.text("Notebook for those who program")
            ui.button(told, icon="download", on_click=lambda: ui.download.file(notebook)).props("outline no-caps")
            ui.link(language.text("Back to the territory"), f"/?lang={language.code}").classes("leaflet-link")

    @ui.page("/leaflets/{name}", title="ptce")
    def page(name: str, request: Request) -> None:
        language = language_of(request, language_code)
        dress(language.code)
        with ui.element("main").classes("page leaflet"):
            if name not in NAMES:
                told = language.text(
                    "There is no leaflet “{name}”; allowed: {listed}.", name=name, listed=", ".join(NAMES)
                )
                ui.label(told).classes("refused")
            else:
                ui.markdown(leaflet(name, language.code), extras=["tables"])
            ui.link(language.text("All seminars"), f"/leaflets?lang={language.code}").classes("no-print")
