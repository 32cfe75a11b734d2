"""Pictures of a game for the published set: the page that opens it, the desk, a seat on a phone, after the game.

Run as ``python -m tests.rooms.screenshots ADDRESS FOLDER`` beside a running ``ptce seminar``.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

LANGUAGES = ("en", "fr")
DESKTOP = {"viewport": {"width": 1440, "height": 900}}
PROJECTOR = {"viewport": {"width": 1280, "height": 720}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
KINDS = ("an organisation", "a household that saves", "the authority")
ROUNDS = 2
MINUTES = 5 * 60_000


def in_both(page: Page, folder: Path, name: str, whole: bool = True) -> None:
    """Take a page in English and in French, and leave it in English."""
    for language in (*reversed(LANGUAGES), LANGUAGES[0]):
        page.goto(page.url.split("?")[0] + f"?lang={language}")
        page.wait_for_timeout(2000)
        page.screenshot(path=folder / f"{name}_{language}.png", full_page=whole)


def game(browser: Browser, address: str, folder: Path) -> None:
    """Play two quarters on three phones and look at every page on the way."""
    teacher = browser.new_context(**DESKTOP).new_page()
    teacher.goto(f"{address}/room/new?lang=en")
    in_both(teacher, folder, "room_new_desktop")
    teacher.get_by_role("button", name="Open the room").click()
    teacher.wait_for_url("**/teach/**", timeout=MINUTES)
    code = teacher.locator(".room-code").inner_text().strip()
    phones = [browser.new_context(**PHONE).new_page() for _ in KINDS]
    for phone, kind in zip(phones, KINDS, strict=True):
        phone.goto(f"{address}/room/{code}?lang=en")
        if kind == KINDS[0]:
            in_both(phone, folder, "room_join_phone")
        phone.get_by_role("radio", name=kind).click()
        phone.get_by_role("button", name="Take a seat").click()
        phone.get_by_text("Money in the bank").first.wait_for()
    teacher.get_by_role("button", name="Open the first quarter").click()
    for number in range(ROUNDS):
        phones[0].get_by_role("radio", name="cooperate on projects").click()
        for phone in phones:
            phone.get_by_role("button", name="Confirm").click()
        teacher.get_by_text(f"Quarter {number + 2} of").wait_for(timeout=MINUTES)
    for phone, kind in zip(phones, ("organisation", "household", "authority"), strict=True):
        in_both(phone, folder, f"room_{kind}_phone")
    teacher.set_viewport_size(PROJECTOR["viewport"])
    in_both(teacher, folder, "room_desk_projector", whole=False)
    teacher.set_viewport_size(DESKTOP["viewport"])
    teacher.get_by_role("button", name="End the game").click()
    teacher.get_by_role("button", name="Replay with this decision changed").wait_for()
    teacher.get_by_role("button", name="Compare with the model's own actors").click()
    teacher.get_by_text("100 of 100 worlds").wait_for(timeout=MINUTES)
    teacher.get_by_role("button", name="Replay with this decision changed").click()
    teacher.wait_for_timeout(6000)
    teacher.screenshot(path=folder / "room_after_desktop_en.png", full_page=True)


def leaflets(browser: Browser, address: str, folder: Path) -> None:
    """Look at a leaflet."""
    page = browser.new_context(**DESKTOP).new_page()
    page.goto(f"{address}/leaflets/mono_industry?lang=en")
    in_both(page, folder, "leaflet_desktop")


def main(address: str, folder: Path) -> None:
    """Take all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        leaflets(browser, address, folder)
        game(browser, address, folder)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), Path(sys.argv[2]))
