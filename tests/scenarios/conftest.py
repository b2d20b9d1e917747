"""One running Midas with its demo cluster, as `make run` leaves it, and a browser in front of it."""

from __future__ import annotations

import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from tests.running import READY, Running, free_port

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of a Midas that runs for these tests alone, with its worker, in a folder of its own."""
    home, port = Path(tempfile.mkdtemp(prefix="midas-story-")), free_port()
    running = Running(home, port, MIDAS_DEMO="1", MIDAS_TESTING="1")
    try:
        running.until(READY)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.end(signal.SIGTERM)
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("there is no Chromium here; install Debian's `chromium`")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    yield context.new_page()
    context.close()
