"""The tutorial holds: a browser follows its very steps against a running Midas.

The steps stand in the tutorial as comments, `<!-- do: press Save -->`, one for what the text tells to do or see.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import DESKTOP

from midas.demo import PASSWORD, SIGN_INS

ROOT = Path(__file__).parents[2]
TUTORIAL = ROOT / "docs" / "tutorial" / "from-tender-to-team.md"
STEP = re.compile(r"<!-- do: (.+?) -->")
PATIENCE = 60_000
"""Milliseconds to wait for what a step expects; a limit, not a wait."""


def sign_in(page: Page, role: str) -> None:
    email = next(entry[0] for entry in SIGN_INS if entry[0].startswith(role))
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("navigation").first).to_be_visible()


def click(page: Page, words: str) -> None:
    page.get_by_role("link", name=words).first.click()


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words).first.click()


def see(page: Page, words: str) -> None:
    expect(page.get_by_text(words).first).to_be_visible(timeout=PATIENCE)


def attach(page: Page, words: str) -> None:
    path, label = words.split(" to ")
    page.get_by_label(label).set_input_files(ROOT / path)


def fill(page: Page, words: str) -> None:
    label, text = words.split(" with ")
    page.get_by_label(label).first.fill(text)


STEPS: dict[str, Callable[[Page, str], None]] = {
    "sign in as": sign_in,
    "click": click,
    "press": press,
    "see": see,
    "attach": attach,
    "fill": fill,
}


def perform(page: Page, step: str) -> None:
    word = next((word for word in STEPS if step.startswith(word + " ")), None)
    assert word, f"the tutorial has a step nobody can do: {step!r}"
    STEPS[word](page, step.removeprefix(word).strip())


def test_whoever_follows_the_tutorial_gets_where_it_says(site: str, chromium: Browser) -> None:
    steps = STEP.findall(TUTORIAL.read_text())
    assert len(steps) > 15
    page = chromium.new_page(viewport=DESKTOP, locale="en-GB")
    page.goto(site)
    for step in steps:
        perform(page, step)
    assert "/enterprises/" in page.url
    page.close()


def test_what_the_tutorial_tells_to_press_is_what_the_browser_presses() -> None:
    text = TUTORIAL.read_text()
    told = set(re.findall(r"\*\*(.+?)\*\*", text))
    done = {
        " ".join(step.split()[1:]) for step in STEP.findall(text) if step.split()[0] in ("press", "click")
    }
    assert told <= done, told - done
