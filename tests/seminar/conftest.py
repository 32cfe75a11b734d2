"""A seminar's page as a person would open it: `ptce seminar` in a process of its own, Chromium in front of it."""

import os
import queue
import re
import shutil
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import pytest

pytest.importorskip("nicegui")
playwright = pytest.importorskip("playwright.sync_api")

PROJECT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
START = "import sys; from experiments.cli import main\nif __name__ == '__main__': sys.exit(main())\n"
SECONDS_TO_START = 60
SECONDS_TO_RUN = 300
"""Room for compiling the model on a machine that never ran it."""
SMALL = "scenario=base&a=market&b=plural&months=24&replicates=4&lang=en"


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """Address of a running page."""
    folder = tmp_path_factory.mktemp("seminar")
    start = folder / "start_page.py"
    start.write_text(START, encoding="utf-8")
    # NiceGUI serves nothing where it believes itself part of a test.
    inherited = {name: value for name, value in os.environ.items() if "PYTEST" not in name}
    environment = inherited | {"PYTHONPATH": str(PROJECT), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [sys.executable, str(start), "--debug", "seminar", "--port", "0", "--no-open", "--language", "en"],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lines: queue.Queue[str] = queue.Queue()
    threading.Thread(target=lambda: [lines.put(line) for line in process.stdout], daemon=True).start()
    try:
        address = re.search(r"http://[\d.]+:\d+", lines.get(timeout=SECONDS_TO_START)).group(0)
        wait_for(address)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)
    # Everything is taken home through the browser: nobody's file can be replaced where the page was started.
    assert [path.name for path in folder.iterdir()] == [start.name]


def wait_for(address: str) -> None:
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(address + "/?months=12&replicates=1", timeout=10).close()
            return
        except OSError:
            time.sleep(0.3)
    raise TimeoutError(address)


@pytest.fixture(scope="module")
def browser():
    """Debian's Chromium; its driver holds an event loop, which the tests of other modules may need for themselves."""
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def page(browser, server):
    """A new page that fails the test on an error of its own and on any request to another machine."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    opened = context.new_page()
    opened.set_default_timeout(30_000)
    errors, elsewhere = [], []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on(
        "request",
        lambda request: None if request.url.startswith((server, "data:", "blob:")) else elsewhere.append(request.url),
    )
    yield opened
    context.close()
    assert errors == []
    assert elsewhere == []
