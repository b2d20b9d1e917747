"""What every page has to pass, whatever it is about."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


VIEWS = pytest.mark.parametrize(
    ("phone", "dark"), [(False, False), (True, True)], ids=["desktop in light", "phone in dark"]
)
"""Width decides the layout and theme the contrast, each for itself: two of the four views show all faults."""


def drawn(page: Page) -> None:
    """Wait until every picture on the page is there."""
    expect(page.locator("[data-chart]:not([data-drawn])")).to_have_count(0)


def assert_accessible(page: Page) -> None:
    """No rule of WCAG 2.2 A and AA, and none of axe's best practice, is broken on the page as it stands."""
    page.evaluate(_axe())
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", list(RULES))
    assert not found["violations"], "\n".join(_told(one) for one in found["violations"])


def assert_fits(page: Page) -> None:
    """Nothing sticks out at the side: the page scrolls down, never across."""
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0, f"{page.url} is {over} pixels wider than its window"


@cache
def _axe() -> str:
    """The checker's text; it is run in the page's context, past its content policy, and returns nothing."""
    return AXE.read_text() + "\n;null"


def _told(violation: dict) -> str:
    nodes = "; ".join(node["html"][:200] for node in violation["nodes"][:5])
    return f"{violation['id']} ({violation['impact']}): {violation['help']}: {nodes}"
