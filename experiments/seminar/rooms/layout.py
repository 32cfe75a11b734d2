"""What all pages of rooms share: language, heading, the address of the page, how a refusal is said."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from fastapi import Request
from nicegui import ui

from experiments.drawing.style import BLUE, VERMILION
from experiments.seminar.rooms.messages import RoomRefusal
from experiments.seminar.start import LOOPBACK
from experiments.words.language import LANGUAGES, Language

NAMES = {"en": "English", "fr": "Français"}
STYLE = f"""
.nicegui-content {{ max-width: 72rem; margin: 0 auto; }}
.room-number {{ font-variant-numeric: tabular-nums; }}
.room-chart {{ width: 100%; height: 22rem; }}
.room-qr svg {{ width: 12rem; height: auto; }}
.room-code {{ font: 700 clamp(2.5rem, 8vw, 5rem) monospace; letter-spacing: .15em; }}
:focus-visible {{ outline: 3px solid {VERMILION} !important; outline-offset: 2px; }}
"""


def language_of(request: Request) -> Language:
    """Language of the address (``?lang=en``), else of the browser where it is English, else French."""
    asked = request.query_params.get("lang", "")
    if asked in LANGUAGES:
        return Language(asked)
    return Language("en" if request.headers.get("accept-language", "").lower().startswith("en") else "fr")


def address(path: str, language: Language) -> str:
    """Address of a page in a language."""
    return f"{path}?{urlencode({'lang': language.code})}"


def two_columns() -> Any:
    """Two columns side by side, one below the other on a phone."""
    return ui.element("div").classes("grid w-full grid-cols-1 md:grid-cols-2 gap-6")


def begin(title: str, language: Language, path: str) -> None:
    """Put style, language, title and the switch of language on a page."""
    ui.add_css(STYLE)
    ui.colors(primary=BLUE)
    ui.page_title(title)
    ui.run_javascript(f"document.documentElement.lang = '{language.code}'")
    with ui.row().classes("w-full items-center justify-between"):
        ui.label(title).classes("text-2xl font-bold").props("role=heading aria-level=1")
        other = next(code for code in LANGUAGES if code != language.code)
        ui.link(NAMES[other], address(path, Language(other))).props(f"lang={other} hreflang={other}")


def attempted(language: Language, act: Callable[[], Any]) -> Any | None:
    """Do something that may be refused; say the refusal on the page and return None then."""
    try:
        return act()
    except RoomRefusal as refused:
        ui.notify(language.refusal(refused), type="negative", multi_line=True)
        return None


def base_of(request: Request, given: str | None) -> tuple[str, bool]:
    """Address under which phones find this machine, and whether only this machine can open it."""
    base = (given or str(request.base_url)).rstrip("/")
    return base, urlsplit(base).hostname in LOOPBACK
