"""From a purchaser's words to a requirement in a real browser: described, sent, decided, made precise, covered."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from tests.browser.checks import VIEWS, assert_accessible, assert_fits

TITLE = "Mobile test vans for the valley"
WORDS = (
    "Supply of 6 test vans with a laboratory. Bidders must hold ISO 9001. "
    "Public liability insurance of £5,000,000 is required. Turnover must be at least twice the contract value."
)


def described(page: Page) -> None:
    """As a purchaser: describe a need in three steps and send it."""
    page.get_by_role("button", name="Describe a need").click()
    page.get_by_label("In one line").fill(TITLE)
    page.get_by_label("Describe it").fill(WORDS)
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_label("What and how many").fill("6; each; test vans")
    page.get_by_label("Budget or worth in all").fill("600,000")
    page.get_by_role("button", name="Save for later").click()
    page.get_by_role("button", name="Send it to the cluster").click()
    expect(page.get_by_text("Sent. The cluster's broker looks at it")).to_be_visible()


def test_a_need_becomes_a_requirement_with_what_its_words_ask_for(open_page):
    page = open_page("/needs/", as_="purchaser")
    described(page)
    page = open_page("/demand/?view=table&q=test+vans", as_="broker")
    page.get_by_role("cell").get_by_role("link", name=TITLE).first.click()
    asks = page.get_by_role("region", name="What the text asks for")
    expect(asks.get_by_text("Public liability, £5,000,000", exact=True)).to_be_visible()
    asks.get_by_role("button", name=re.compile(r"It holds\s*: Turnover")).click()
    expect(page.get_by_text(re.compile("holds.*Ines Calderbrook")).first).to_be_visible()
    page.get_by_role("link", name="Bid or no bid").click()
    page.get_by_label("Bid: it is worth a team").check()
    page.get_by_role("textbox", name="Why?").fill("It is what the vans' builders among us do.")
    page.get_by_role("button", name="Record the decision").click()
    expect(page.get_by_text("Decided: bid.")).to_be_visible()
    page.get_by_role("button", name="Make it a requirement").click()
    package = page.locator(".package").first
    expect(package.get_by_text("Confidence 60 of 100")).to_be_visible()
    expect(package.get_by_label("Quantity")).to_have_value("6")
    package.get_by_label("Competency").fill("34223330")
    page.get_by_role("button", name="Save the requirement").first.click()
    expect(page.get_by_text("Saved as version 1.")).to_be_visible()
    page.get_by_role("link", name="Coverage board").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Coverage board")
    expect(page.get_by_role("rowheader").first).to_contain_text("test vans")


@VIEWS
@pytest.mark.parametrize(
    "path", ["/needs/", "/ideas/", "/demand/1/bid/", "/demand/1/board/", "/demand/1/join/"]
)
def test_pages_are_accessible_and_fit(open_page, path, phone, dark):
    page = open_page(path, as_="purchaser" if path == "/needs/" else "broker", phone=phone, dark=dark)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert_accessible(page)
    assert_fits(page)


@VIEWS
def test_the_steps_of_a_description_are_accessible_and_fit(open_page, phone, dark):
    page = open_page("/ideas/", as_="broker", phone=phone, dark=dark)
    page.get_by_role("button", name="Propose an idea").click()
    for _step in range(4):
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert_accessible(page)
        assert_fits(page)
        page.get_by_role("button", name="Save and go on").click()
    assert_accessible(page)
