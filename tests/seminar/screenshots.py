"""Pictures of the seminar's pages for the published set: desktop, projector and phone, in both languages.

Run as ``python -m tests.seminar.screenshots ADDRESS FOLDER`` beside a running ``ptce seminar``.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

SCREENS = {"desktop": (1440, 900), "projector": (1280, 720), "phone": (390, 844)}
DONE = {"en": "30 worlds, all there.", "fr": "30 mondes, tous arrivés."}
VIEW = "scenario=mono_industry&a=market&b=plural&months=120&replicates=30"
MINUTES = 10 * 60_000


def explore(page: Page, address: str, language: str, folder: Path, screen: str) -> None:
    page.goto(f"{address}/?{VIEW}&lang={language}")
    page.get_by_text(DONE[language]).wait_for(timeout=MINUTES)
    page.wait_for_timeout(1500)
    page.screenshot(path=folder / f"explore_{screen}_{language}.png", full_page=screen != "projector")
    if screen == "desktop":
        for tab in ("mix", "flows", "map"):
            page.locator(f".q-tab[data-tab={tab}]").click()
            page.wait_for_timeout(1500)
            page.locator(".q-tab-panels").screenshot(path=folder / f"explore_{tab}_{language}.png")


def predict(browser: Browser, page: Page, address: str, language: str, folder: Path, screen: str) -> None:
    page.goto(f"{address}/?{VIEW}&lang={language}")
    page.get_by_test_id("predict").click()
    code = page.get_by_test_id("code").inner_text()
    phone = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
    for person in range(3):
        phone.goto(f"{address}/predict/{code}?lang={language}")
        if person:
            phone.get_by_role("button").last.click()
        for question in range(4):
            phone.locator("[data-testid^='ask '] ").nth(question).get_by_role("radio").nth(
                (person + question) % 3
            ).click()
        for point in range(5):
            phone.get_by_test_id(f"draw {point}").locator("[tabindex='0']").focus()
            for _ in range((point + 1) * person):
                phone.keyboard.press("ArrowRight")
        if person == 1 and screen == "phone":
            phone.wait_for_timeout(800)
            phone.screenshot(path=folder / f"predict_answer_phone_{language}.png", full_page=True)
        phone.get_by_test_id("lock").click()
        phone.get_by_test_id("locked").wait_for()
    page.wait_for_timeout(2500)
    page.screenshot(path=folder / f"predict_before_{screen}_{language}.png", full_page=screen == "phone")
    page.get_by_test_id("reveal").click()
    page.get_by_text("of 3 expected it." if language == "en" else "sur 3 s'y attendaient.").first.wait_for(
        timeout=MINUTES
    )
    page.wait_for_timeout(1500)
    page.screenshot(path=folder / f"predict_after_{screen}_{language}.png", full_page=screen == "phone")
    phone.context.close()


def main(address: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for language in DONE:
            for screen, (width, height) in SCREENS.items():
                page = browser.new_context(viewport={"width": width, "height": height}).new_page()
                explore(page, address, language, folder, screen)
                predict(browser, page, address, language, folder, screen)
                page.context.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), Path(sys.argv[2]))
