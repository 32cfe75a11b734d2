"""Seminars ready to give: an hour each, links that reproduce what they say, a notebook that runs."""

import re
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from experiments.words.language import NARROW_SPACE
from simulation.outcomes import OUTCOMES

FOLDER = Path(__file__).resolve().parents[2] / "experiments" / "seminar" / "leaflets"
SCENARIOS = ("mono_industry", "land_pressure", "cultural_concentration")
LANGUAGES = ("en", "fr")
LEAFLETS = [(scenario, language) for scenario in SCENARIOS for language in LANGUAGES]


def text_of(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def links_in(text: str) -> list[str]:
    return re.findall(r"\]\((\?[^)]+)\)", text)


@pytest.mark.parametrize(("scenario", "language"), LEAFLETS)
def test_a_seminar_lasts_an_hour(scenario, language):
    minutes = [
        int(number) for number in re.findall(r"^\| (\d+) \|", text_of(f"{scenario}_{language}.md"), re.MULTILINE)
    ]
    assert len(minutes) >= 5
    assert sum(minutes) == 60


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_both_languages_have_the_same_parts_and_links(scenario):
    english, french = (text_of(f"{scenario}_{language}.md") for language in LANGUAGES)
    for mark in (r"^## ", r"^\d\. ", r"^- ", r"^\| \d+ "):
        assert len(re.findall(mark, english, re.MULTILINE)) == len(re.findall(mark, french, re.MULTILINE))
    assert [link.replace("lang=en", "") for link in links_in(english)] == [
        link.replace("lang=fr", "") for link in links_in(french)
    ]


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.glob("*_fr.md")))
def test_french_signs_stand_after_a_narrow_space(name):
    text = re.sub(r"\([^)]*\)|`[^`]*`|:-|-:", "", text_of(name))
    assert not re.findall(r"[^\s|:-][;!?]|[^\s|:-] [;!?:]", text)
    assert NARROW_SPACE in text


@pytest.mark.parametrize(("scenario", "language"), LEAFLETS)
def test_outcomes_of_links_exist(scenario, language):
    links = links_in(text_of(f"{scenario}_{language}.md"))
    assert len(links) == 2
    for link in links:
        assert f"scenario={scenario}&" in link and link.endswith(f"lang={language}")
        for outcome in re.findall(r"outcome=(\w+)", link):
            assert outcome in OUTCOMES


@pytest.mark.parametrize(("scenario", "language"), LEAFLETS)
def test_a_notebook_runs(scenario, language):
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    notebook = nbformat.read(FOLDER / f"notebook_{language}.ipynb", as_version=4)
    nbformat.validate(notebook)
    settings = notebook.cells[1]
    assert 'SCENARIO = "mono_industry"' in settings.source
    settings.source = f'SCENARIO = "{scenario}"\nMONTHS = 24\nREPLICATES = 3'
    nbclient.NotebookClient(notebook, timeout=600, kernel_name="python3").execute()
    printed = [one.text for cell in notebook.cells for one in cell.get("outputs", []) if one.output_type == "stream"]
    assert sum("n = 3" in one for one in printed) == 2


@pytest.mark.parametrize(("scenario", "language"), LEAFLETS)
def test_links_of_a_leaflet_open_the_view_they_speak_of(scenario, language):
    view = pytest.importorskip("experiments.seminar.view")
    for link in links_in(text_of(f"{scenario}_{language}.md")):
        found = view.read_view(parse_qsl(link.removeprefix("?"), keep_blank_values=True))
        assert (found.scenario, found.language_code, found.months) == (scenario, language, 240)
        assert all(plan.months == 240 for plan in found.plans)


@pytest.mark.parametrize("language", LANGUAGES)
def test_leaflets_lead_to_pages_of_this_server(language):
    pages = pytest.importorskip("experiments.seminar.leaflet_pages")
    for name in pages.NAMES:
        targets = re.findall(r"\]\(([^)]+)\)", pages.leaflet(name, language))
        assert all(target.startswith(("/?", "/leaflets/")) for target in targets)
