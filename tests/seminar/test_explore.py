"""The page to explore, in a real browser."""

import io
import re
import tomllib
import zlib

import pandas as pd
import pytest

from simulation import load_plan
from tests.seminar.conftest import SECONDS_TO_RUN, SMALL

RUN = 1000 * SECONDS_TO_RUN


def element(page, name):
    return page.get_by_test_id(name).first


def wait_done(page, worlds=4, words="all there"):
    page.get_by_text(f"{worlds} worlds, {words}").wait_for(timeout=RUN)


def opened(page, server, query=SMALL):
    page.goto(f"{server}/?{query}")
    wait_done(page, int(re.search(r"replicates=(\d+)", query).group(1)))
    return page


def downloaded(page, name):
    with page.expect_download() as caught:
        element(page, name).click()
    return caught.value.suggested_filename, caught.value.path().read_bytes()


def test_curves_and_sentences_arrive(page, server):
    opened(page, server)
    told = element(page, "told")
    assert re.search(r"Jobs after 2 years: ", told.inner_text())
    assert "B less A" in told.inner_text()
    page.wait_for_function("document.querySelectorAll('canvas').length >= 6")
    for tab, pictures in (("Flow of euros", 3), ("Triangle of integration", 1)):
        page.get_by_role("tab", name=tab).click()
        page.wait_for_function(
            "n => [...document.querySelectorAll('.q-tab-panel canvas')].filter(c => c.offsetParent).length == n",
            arg=pictures,
        )


def test_a_slider_moved_by_keyboard_runs_again_and_changes_the_address(page, server):
    opened(page, server)
    before = element(page, "told").inner_text()
    slider = page.get_by_role("slider", name=re.compile("Main industry: outside demand"))
    slider.locator("[tabindex='0']").focus()
    for _ in range(10):
        page.keyboard.press("ArrowLeft", delay=30)
    # On a busy machine the page may have taken fewer strokes; each of them moves both sides.
    page.wait_for_function("/b\\.sector\\.main_industry\\.export_demand=0\\.\\d/.test(location.search)")
    values = re.findall(r"([ab])\.sector\.main_industry\.export_demand=([\d.]+)", page.url)
    assert dict(values)["a"] == dict(values)["b"] and float(dict(values)["a"]) < 1
    wait_done(page)
    page.wait_for_function("before => document.querySelector('[data-testid=told]').innerText != before", arg=before)


def test_two_settings_that_are_the_same_differ_by_exactly_zero(page, server):
    opened(page, server, SMALL.replace("b=plural", "b=market"))
    page.get_by_text("Jobs after 2 years: exactly the same in each of 4 worlds.").wait_for()


def test_a_control_moved_on_one_side_only_is_compared_in_the_same_worlds(page, server):
    opened(page, server, SMALL.replace("a=market", "a=plural") + "&b.sector.main_industry.export_demand=0.2")
    assert "Jobs after 2 years: " in element(page, "told").inner_text()
    assert "exactly the same" not in element(page, "told").inner_text()


def test_cancel_stops_and_keeps_what_has_come(page, server):
    page.goto(f"{server}/?" + SMALL.replace("replicates=4", "replicates=100").replace("months=24", "months=240"))
    page.get_by_text(re.compile(r"^[1-9]\d? of 100 worlds\.$")).wait_for(timeout=RUN)
    element(page, "cancel").click()
    told = page.get_by_text(re.compile(r"^Cancelled after \d+ of 100 worlds\.$"))
    told.wait_for()
    first = told.inner_text()
    page.wait_for_timeout(2500)
    assert told.inner_text() == first
    assert page.get_by_test_id("told").inner_text() != ""


def test_a_link_reproduces_the_view(page, server, browser):
    query = (
        SMALL + "&outcome=unemployment_rate&seed=7&b.policy.one_roof=1@6&without=sector.main_industry.export_demand@12"
    )
    opened(page, server, query)
    other = browser.new_context().new_page()
    opened(other, server, page.url.split("?", 1)[1])
    assert element(other, "told").inner_text() == element(page, "told").inner_text()
    assert other.url == page.url
    other.context.close()


def test_figures_tables_and_plans_can_be_taken_home(page, server, tmp_path):
    opened(page, server, SMALL + "&b.trust.gain=0.1")
    name, png = downloaded(page, "download png")
    assert name.endswith(".png") and png.startswith(b"\x89PNG")
    assert b"<svg" in downloaded(page, "download svg")[1]
    csv = pd.read_csv(io.BytesIO(downloaded(page, "download csv")[1]))
    parquet = pd.read_parquet(io.BytesIO(downloaded(page, "download parquet")[1]))
    assert len(csv) == len(parquet) == 2 * 4 * 25
    assert csv["jobs"].tolist() == parquet["jobs"].tolist()
    differences = pd.read_csv(io.BytesIO(downloaded(page, "download differences")[1]))
    assert set(differences["n"]) <= {0, 1, 2, 3, 4}
    text = downloaded(page, "download plan b")[1]
    assert tomllib.loads(text.decode("utf-8"))["regime"] == "plural"
    (tmp_path / "plan.toml").write_bytes(text)
    plan = load_plan(tmp_path / "plan.toml")
    assert [(event.path, event.month, event.value) for event in plan.events if event.path == "trust.gain"] == [
        ("trust.gain", 1, 0.1)
    ]
    assert zlib.crc32(plan.text.encode()) == zlib.crc32(text)


def test_the_language_is_switched_and_the_view_stays(page, server):
    opened(page, server, SMALL + "&b.trust.gain=0.1")
    element(page, "language").click()
    page.get_by_text("4 mondes, tous arrivés.").wait_for(timeout=RUN)
    assert "lang=fr" in page.url and "b.trust.gain=0.1" in page.url
    assert page.evaluate("document.documentElement.lang") == "fr"
    told = element(page, "told").inner_text()
    assert "Emplois après 2 ans" in told and "\u202f:" in told
    assert not re.search(r"\d\.\d", told)


def test_the_map_steps_and_plays(page, server):
    opened(page, server)
    page.get_by_role("tab", name="Map over time").click()
    element(page, "step").click()
    page.get_by_text("month 3", exact=True).wait_for()
    element(page, "play").click()
    page.get_by_text("month 24", exact=True).wait_for()


def test_an_event_is_added_and_taken_away(page, server):
    opened(page, server)
    page.get_by_text("Add an event").click()
    page.get_by_label("Parameter", exact=True).fill("trust won at a meeting")
    page.get_by_role("option").first.click()
    page.get_by_label("Value", exact=True).fill("0,1")
    page.get_by_label("Month", exact=True).first.fill("6")
    element(page, "event add").click()
    page.wait_for_function("location.search.includes('a.trust.gain=0.1@6')")
    page.get_by_role("button", name="Take this event away").first.click()
    page.wait_for_function("!location.search.includes('a.trust.gain')")
    assert "b.trust.gain=0.1@6" in page.url


def test_every_other_parameter_is_found_by_its_name(page, server):
    opened(page, server)
    page.get_by_label("Another parameter").first.fill("demand of studs")
    page.get_by_role("option").first.click()
    slider = page.get_by_role("slider", name=re.compile("studs", re.IGNORECASE))
    slider.locator("[tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("location.search.includes('b.land.stud_demand=1.05')")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("scenario=mono_industri", "“mono_industri” is not known as scenario; did you mean “mono_industry”?"),
        ("months=13", "months is “13” and must be a multiple of 12 between 12 and 240."),
        ("a.trust.gain=9", "trust.gain is “9” and must lie between 0 and 1 (share a meeting)."),
        ("replicates=<b>1</b>", "replicates is “<b>1</b>” and must be a whole number between 1 and 100."),
        ("b.trust.gains=1", "“trust.gains” is not known as parameter; did you mean “trust.gain”?"),
    ],
)
def test_an_address_that_cannot_be_followed_is_answered_by_one_sentence(page, server, query, sentence):
    page.goto(f"{server}/?lang=en&{query}")
    element(page, "refused").wait_for()
    assert element(page, "refused").inner_text() == sentence


def test_words_on_filled_buttons_can_be_read(page, server):
    opened(page, server)
    chosen = page.get_by_role("button", name="A and B")
    colours = chosen.evaluate(
        "button => [getComputedStyle(button.querySelector('.q-btn__content *')).color,"
        " getComputedStyle(button).backgroundColor]"
    )
    assert colours[0] == "rgb(255, 255, 255)" != colours[1]


def test_a_page_that_loses_its_server_for_a_moment_goes_on(page, server):
    page.goto(f"{server}/?" + SMALL.replace("replicates=4", "replicates=12").replace("months=24", "months=240"))
    # The sentences about what differs name the worlds as well: only the line of progress is looked at.
    begun = re.compile("of 12 worlds|12 worlds, all there")
    page.get_by_test_id("progress").filter(has_text=begun).wait_for(timeout=RUN)
    page.evaluate("window.socket.disconnect()")
    page.wait_for_timeout(1000)
    page.evaluate("window.socket.connect()")
    wait_done(page, 12)
