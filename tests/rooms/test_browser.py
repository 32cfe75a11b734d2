"""A game in real browsers: phones that join, reload, lose the network and return, a teacher who leads and ends it."""

import os
import re
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from experiments.seminar.rooms.archive import open_session
from tests.rooms.serve import TOO_SMALL

pytest.importorskip("nicegui")
pytest.importorskip("segno")
sync_api = pytest.importorskip("playwright.sync_api")

CHROMIUM = next((path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(path).exists()), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
PATIENCE = 20_000
"""Milliseconds a page is given."""
PATIENCE_FOR_MODEL = 300_000
"""Room for compiling the model on a machine that never ran it."""
SECONDS_TO_START = 120
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    log = tmp_path_factory.mktemp("server") / "log.txt"
    # NiceGUI behaves otherwise in a process that says it is a test of its own.
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    command = [sys.executable, "-m", "tests.rooms.serve"]
    with log.open("w") as written:
        server = subprocess.Popen(command, stdout=written, stderr=subprocess.STDOUT, env=surroundings)
    try:
        yield answering(server, log)
    finally:
        server.terminate()
        server.wait(60)
    assert "Traceback" not in log.read_text(), log.read_text()


def answering(server, log):
    """Address that the server has written to its log, once it answers there."""
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end and server.poll() is None:
        try:
            address = re.search(r"^http://\S+$", log.read_text(), re.MULTILINE).group()
            urllib.request.urlopen(f"{address}/room", timeout=10).close()
            return address
        except (AttributeError, OSError):
            time.sleep(0.2)
    raise AssertionError(log.read_text())


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def new_page(browser, address):
    """Pages of browsers that know nothing of one another; what they ask of another machine is collected."""
    contexts, elsewhere = [], []

    def make(**settings):
        context = browser.new_context(accept_downloads=True, **settings)
        context.set_default_timeout(PATIENCE)
        context.on("request", lambda asked: elsewhere.append(asked.url) if not at_home(asked.url, address) else None)
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()
    assert elsewhere == []


def at_home(url, address):
    return url.startswith((address, address.replace("http", "ws"), "data:", "blob:"))


def open_room(page, address, rounds="4"):
    page.goto(f"{address}/room/new?lang=en")
    page.get_by_label("Quarters to play").click()
    page.get_by_role("option", name=rounds, exact=True).click()
    page.get_by_role("button", name="Open the room").click()
    page.wait_for_url("**/teach/**", timeout=PATIENCE_FOR_MODEL)
    return page.locator(".room-code").inner_text().strip()


def take_seat(page, address, code, kind):
    page.goto(f"{address}/room/{code}?lang=en")
    page.get_by_role("radio", name=kind).click()
    page.get_by_role("button", name="Take a seat").click()
    page.get_by_text("Money in the bank").first.wait_for()
    return actor(page)


def actor(page):
    page.get_by_text("Money in the bank").first.wait_for()
    return page.locator(".text-xl").first.inner_text()


def says(page, words):
    page.get_by_text(re.compile(words)).first.wait_for()


def draws(page, told):
    """A curve is drawn, and says what it shows to a reader who hears the page."""
    chart = page.get_by_role("img", name=re.compile(told)).first
    chart.wait_for()
    assert chart.locator("canvas").count() > 0


def confirm(page):
    page.get_by_role("button", name="Confirm").click()
    says(page, "Your decisions are in. You may change")


def test_a_room_that_cannot_be_opened_says_why_and_can_be_tried_again(new_page, address):
    teacher = new_page()
    teacher.goto(f"{address}/room/new?lang=en")
    teacher.get_by_label("World (seed)").fill(str(TOO_SMALL))
    button = teacher.get_by_role("button", name="Open the room")
    button.click()
    teacher.get_by_text(re.compile("declared|members")).first.wait_for(timeout=PATIENCE_FOR_MODEL)
    assert button.is_enabled()
    assert teacher.locator(".q-spinner").count() == 0
    teacher.get_by_label("World (seed)").fill("1")
    button.click()
    teacher.wait_for_url("**/teach/**", timeout=PATIENCE_FOR_MODEL)


def test_a_game_of_three_phones_with_a_reload_and_a_lost_network(new_page, address, tmp_path):
    teacher = new_page(viewport={"width": 1280, "height": 900})
    code = open_room(teacher, address)
    phones = [new_page(**PHONE) for _ in range(3)]
    kinds = ("an organisation", "a household that saves", "the authority")
    actors = [take_seat(phone, address, code, kind) for phone, kind in zip(phones, kinds, strict=True)]
    assert len(set(actors)) == 3 and actors[2] == "The authority"
    says(teacher, "3 seats taken of 40")

    # A page that is loaded again, and one that comes back in another language, sit on their own seats.
    phones[0].reload()
    assert actor(phones[0]) == actors[0]
    phones[2].get_by_role("link", name="Français").click()
    says(phones[2], "Argent en banque")
    phones[2].goto(f"{address}/room/{code}?lang=en")
    assert actor(phones[2]) == actors[2]
    says(teacher, "3 seats taken of 40")

    teacher.get_by_role("button", name="Open the first quarter").click()
    says(teacher, "0 of 3 have answered")
    phones[0].get_by_role("radio", name="cooperate on projects").click()
    confirm(phones[0])
    says(teacher, "1 of 3 have answered")

    # The network of one phone is gone while the quarter is played without it.
    phones[1].context.set_offline(True)
    confirm(phones[2])
    says(teacher, "2 of 3 have answered")
    teacher.get_by_role("button", name="Play the quarter now").click()
    says(teacher, "Quarter 2 of 4")
    says(phones[0], "Quarter 2 of 4")
    phones[1].context.set_offline(False)
    says(phones[1], "Quarter 2 of 4")
    assert actor(phones[1]) == actors[1]
    says(phones[0], "in a quarter")
    says(phones[2], "Quarter 2 of 4")
    draws(phones[0], r"Money in the bank.* in month 0, .* in month 3\.")
    draws(teacher, r"^Jobs.*The class: .* in month 0, .* in month 3\.")
    teacher.get_by_label("Outcome").fill("Gini index of inc")
    teacher.get_by_role("option", name="Gini index of income").click()
    draws(teacher, r"^Gini index of income.*The class: 0\.")

    # All have answered: the quarter is played at once, so that who answers last may see only what came of it.
    for phone in phones[:2]:
        confirm(phone)
    phones[2].get_by_role("button", name="Confirm").click()
    says(phones[2], "Quarter 3 of 4")
    says(teacher, "Quarter 3 of 4")

    # A shock, then the end.
    teacher.get_by_label("New value").last.fill("0.5")
    teacher.get_by_role("button", name="Bring it").click()
    says(teacher, "It holds from the next quarter on")
    teacher.get_by_role("button", name="Play the quarter now").click()
    says(teacher, "Quarter 4 of 4")
    teacher.get_by_role("button", name="End the game").click()
    says(teacher, "After the game")
    says(phones[0], "The game has ended")

    teacher.get_by_role("button", name="Replay with this decision changed").click()
    says(teacher, "Nothing differs|The first difference is seen in month")
    with teacher.expect_download() as caught:
        teacher.get_by_role("button", name="Download the session").click()
    kept = tmp_path / caught.value.suggested_filename
    caught.value.save_as(kept)
    session = open_session(kept)
    assert session.months == 9 and session.replayed().state_hash == session.state_hash
    assert {"player", "model", "teacher"} == set(session.decisions["by"])

    # The band grows world by world, and stops when it is told to.
    teacher.get_by_role("button", name="Compare with the model's own actors").click()
    teacher.get_by_text(re.compile(r"[1-9]\d* of 100 worlds")).wait_for(timeout=PATIENCE_FOR_MODEL)
    draws(teacher, "The model's own actors, in half of the worlds: from .* to .* in month 9")
    teacher.get_by_role("button", name="Cancel").click()
    sync_api.expect(teacher.get_by_role("button", name="Compare with the model's own actors")).to_be_enabled(
        timeout=PATIENCE
    )
    assert int(teacher.get_by_text("of 100 worlds").inner_text().split()[0]) < 100

    # At home: the same file, opened in another browser.
    home = new_page()
    home.goto(f"{address}/session?lang=fr")
    home.set_input_files("input[type=file]", kept)
    says(home, "Après la partie")
    draws(home, r"^Emplois.*La classe\s: .* au mois 9")
    damaged = tmp_path / "damaged.zip"
    damaged.write_bytes(kept.read_bytes()[:1000])
    home.set_input_files("input[type=file]", damaged)
    says(home, "n'est pas une séance")


def test_a_participant_finds_no_way_to_the_teachers_controls_or_anothers_seat(new_page, address):
    teacher = new_page()
    code = open_room(teacher, address)
    phones = [new_page(**PHONE) for _ in range(2)]
    actors = [take_seat(phone, address, code, "an organisation") for phone in phones]
    key = f"ptce-seat-{code}"
    tokens = [phone.evaluate(f"localStorage.getItem('{key}')") for phone in phones]
    secret = teacher.url.split("/teach/")[1].split("?")[0]
    assert len(set(tokens)) == 2
    for phone in phones:
        assert secret not in phone.content() and "End the game" not in phone.content()
    for wrong in (tokens[0], code, "x"):
        phones[0].goto(f"{address}/teach/{wrong}?lang=en")
        says(phones[0], "Only the teacher's link opens")
        assert phones[0].get_by_role("button", name="End the game").count() == 0
    phones[0].goto(f"{address}/room/ZZZZZZ?lang=en")
    says(phones[0], "There is no room with this code")

    # A token made up is no seat: the page offers to join.
    phones[0].goto(f"{address}/room/{code}?lang=en")
    phones[0].evaluate(f"localStorage.setItem('{key}', '{tokens[1][:-1]}?')")
    phones[0].reload()
    says(phones[0], "You need no account")
    phones[0].evaluate(f"localStorage.setItem('{key}', '{tokens[0]}')")
    phones[0].reload()
    assert actor(phones[0]) == actors[0]
    assert actor(phones[1]) == actors[1]


def test_a_seat_is_taken_and_an_answer_given_with_the_keyboard_alone(new_page, address):
    teacher = new_page()
    code = open_room(teacher, address)
    player = new_page()
    player.goto(f"{address}/room?lang=fr")
    player.get_by_label("Code de la salle").wait_for()
    player.keyboard.type(code.lower())
    player.keyboard.press("Enter")
    says(player, "Aucun compte")
    to_the_button(player, "Prendre place")
    says(player, "Argent en banque")
    teacher.get_by_role("button", name="Open the first quarter").click()
    says(player, "Décidez pour le trimestre")
    player.get_by_role("button", name="Confirmer").wait_for()
    to_the_button(player, "Confirmer")
    # The only seat has answered: the quarter is played.
    says(player, "Trimestre 2 sur 4")


def to_the_button(page, name):
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText").strip() == name:
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"the key Tab does not reach {name}")
