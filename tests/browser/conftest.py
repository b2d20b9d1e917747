"""A real browser on a real Midas: `midas run` with the demo, in a data folder of its own, once for all tests.

The tests share that one installation, so none may count on what another did, and each makes what it changes.
Sign-ins are kept for the session: people sign in once and every test gets a fresh window with their cookies.
Without Chromium the tests are skipped, and say how to get it.
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from tests.browser.checks import drawn
from tests.running import READY, Running, free_port

from midas.demo import PASSWORD
from midas.site.embedded import Layout
from midas.site.embedded.server import stop

HERE = Path(__file__).parent
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
# Headless as root in a container, and silent: no call to anybody but the page under test.
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
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
PATIENCE = 15_000
"""Milliseconds a page may take before a test gives up; nothing waits that long unless something is wrong."""

Open = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All browser tests run in one process, so that there is one installation and one browser."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser; the tests are skipped where there is none."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("there is no Chromium; on Debian: sudo apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def installation(chromium: Browser) -> Iterator[tuple[str, Path]]:
    """A running Midas with the demo in it: its address, and its data folder."""
    with tempfile.TemporaryDirectory(prefix="midas-browser-") as folder, _database() as more:
        home, port = Path(folder) / "home", free_port()
        midas = Running(home, port, MIDAS_DEMO="1", **more)
        try:
            midas.until(READY)
            yield f"http://127.0.0.1:{port}", home
        finally:
            if midas.process.poll() is None:
                midas.end(signal.SIGTERM)
            stop(Layout(home))


@pytest.fixture(scope="session")
def site(installation: tuple[str, Path]) -> str:
    """The address of a running Midas with the demo in it."""
    return installation[0]


@pytest.fixture(scope="session")
def outbox(installation: tuple[str, Path]) -> Path:
    """The folder its mail lies in, since no mail server is named."""
    return installation[1] / "outbox"


@contextmanager
def _database() -> Iterator[dict[str, str]]:
    """Where `DATABASE_URL` names a server, a database of our own on it; else Midas brings its own server."""
    url = os.environ.get("DATABASE_URL")
    if not url:
        yield {}
        return
    name = f"midas_browser_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'create database "{name}"')
        try:
            parts = {**conninfo_to_dict(url), "dbname": name}
            host, user = parts.pop("host", ""), parts.pop("user", "")
            rest = make_conninfo(
                "", **{k: v for k, v in parts.items() if k not in ("dbname", "port", "password")}
            )
            assert not rest, f"the browser tests do not know what to do with {rest!r} in DATABASE_URL"
            yield {"DATABASE_URL": _url(user, parts.get("password"), host, parts.get("port"), name)}
        finally:
            connection.execute(f'drop database if exists "{name}" with (force)')


def _url(user: object, password: object, host: object, port: object, name: str) -> str:
    from urllib.parse import quote, urlencode

    given = {"host": host, "port": port, "password": password}
    query = urlencode({key: value for key, value in given.items() if value})
    return f"postgresql://{quote(str(user))}@/{name}" + (f"?{query}" if query else "")


@pytest.fixture(scope="session")
def cookies(chromium: Browser, site: str) -> Callable[[str], object]:
    """What a browser remembers of somebody who is signed in, by their e-mail; each signs in once."""
    kept: dict[str, object] = {}

    def of(email: str) -> object:
        if email not in kept:
            context = chromium.new_context()
            page = context.new_page()
            page.goto(f"{site}/accounts/login/")
            page.get_by_label("E-mail").fill(email)
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Sign in", exact=True).click()
            page.wait_for_url(f"{site}/")
            kept[email] = context.storage_state()
            context.close()
        return kept[email]

    return of


@pytest.fixture
def open_page(chromium: Browser, site: str, cookies: Callable[[str], object]) -> Iterator[Open]:
    """Opens a window: `open_page("/members/", as_="broker", phone=True, dark=True)`; `as_` is who of the demo.

    Afterwards every window must have been free of script errors and of things the content policy refused, but
    for those opened with `errors=True`.
    """
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def opened(
        path: str, *, as_: str = "", phone: bool = False, dark: bool = False, errors: bool = False
    ) -> Page:
        email = as_ if "@" in as_ else f"{as_}@fiverivers.example"
        context = chromium.new_context(
            base_url=site,
            viewport=PHONE if phone else DESKTOP,
            has_touch=phone,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            storage_state=cookies(email) if as_ else None,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        if not errors:
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.on("console", lambda message: wrong.extend(_faults(message)))
        page.goto(path)
        drawn(page)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


def _faults(message: ConsoleMessage) -> list[str]:
    """An answer with a status above 400 is told by the console too; tests of refusals look at the page itself."""
    refused = "Failed to load resource: the server responded with a status of"
    return [message.text] if message.type == "error" and not message.text.startswith(refused) else []
