"""The whole story of a firm in a real browser: from the link in its mail to its place in the directory.

It goes through the pages alone, with whoever does each part signed in: the firm, the desk, the coach, an assessor and
the three of the committee.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect
from tests.browser.checks import assert_accessible, assert_fits
from tests.web.members.complete_answers import COMPLETE

from midas.core.members.application import STEPS
from midas.demo.people import CHAIR, COMMITTEE, TREASURER

NAME = "Loxley Forge Limited"
EMAIL = "ada@loxley-forge.example"
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"
FIGURES = {
    "turnover": "2400000",
    "ebit": "190000",
    "interest": "12000",
    "total_assets": "1500000",
    "current_assets": "700000",
    "stock": "150000",
    "debtors": "250000",
    "cash": "300000",
    "current_liabilities": "350000",
    "total_liabilities": "600000",
    "retained_earnings": "500000",
    "equity": "900000",
}
PROBATION = date.today() + timedelta(days=180)
HELD = (date.today() + timedelta(days=300)).isoformat()


def test_a_firm_comes_in_through_the_pages_alone(open_page, outbox, site):
    firm = _asks_and_follows_the_link(open_page, outbox, site)
    _answers_every_group(firm)
    _sends(firm)
    _desk_begins_the_assessment(open_page)
    key = _coach_visits(open_page)
    _assessor_records_four_dimensions(open_page, key)
    _committee_votes(open_page, key)
    _is_in_the_directory(open_page, firm, key)


def _asks_and_follows_the_link(open_page: Any, outbox: Path, site: str) -> Page:
    page = open_page("/join/five-rivers/")
    assert_accessible(page)
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_text(EMAIL)).to_be_visible()
    page.goto(_link(outbox))
    expect(page.get_by_text("0 of 11 groups of questions are complete.")).to_be_visible()
    assert_accessible(page)
    return page


def _link(outbox: Path) -> str:
    """The link in the mail to the firm."""
    for file in outbox.iterdir():
        letter = message_from_bytes(file.read_bytes(), policy=policy.default)
        if letter["To"] == EMAIL:
            return str(re.search(r"http://\S+/join/\S+", letter.get_content())[0])
    raise AssertionError(f"there is no mail to {EMAIL}")


def _answers_every_group(page: Page) -> None:
    home = page.url
    for place, step in enumerate(STEPS):
        page.locator(".task-list a").nth(place).click()
        page.wait_for_url(f"**/{step.slug}/")
        _fill(page, step.slug)
        if step.slug == "offerings":
            assert_accessible(page)
            assert_fits(page)
        page.get_by_role("button", name="Save and continue").click()
        page.wait_for_url(home)
        expect(page.get_by_text(f"{place + 1} of 11 groups of questions are complete.")).to_be_visible()
    _hand_in(page)


def _fill(page: Page, step: str) -> None:
    if step == "competencies":
        page.get_by_label("Describe the work in your own words").fill("metal tanks")
        page.get_by_role("button", name="Search", exact=True).click()
        page.locator("input[name=add]").first.check()
        page.get_by_role("button", name="Save the choice").click()
        return
    for name, value in COMPLETE[step].items():
        if isinstance(value, str):
            _type(page, name, value)
        else:
            for number, row in enumerate(value):
                for column, text in row.items():
                    _type(page, f"{name}-{number}-{column}", text)


def _type(page: Page, name: str, text: str) -> None:
    field = page.locator(f"[name='{name}']")
    kind = field.evaluate("one => one.type")
    if kind == "hidden":
        return
    if kind == "checkbox":
        field.check()
    elif kind == "select-one" and name.endswith("-competency"):
        field.select_option(index=1)  # the one kind of work that was chosen
    elif kind == "select-one":
        field.select_option(text)
    else:
        field.fill(text)


def _hand_in(page: Page) -> None:
    """Add a file that proves something."""
    page.get_by_role("link", name="What proves it").click()
    page.get_by_label("What it is").fill("ISO 9001 of the forge")
    file = {"name": "certificate.pdf", "mimeType": "application/pdf", "buffer": PDF}
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Add the file").click()
    expect(page.get_by_role("link", name="ISO 9001 of the forge")).to_be_visible()
    page.get_by_role("link", name="All groups").click()


def _sends(page: Page) -> None:
    page.get_by_role("link", name="Check your answers and send").click()
    expect(page.get_by_text("ISO 9001 of the forge")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Send the application").click()
    expect(page.get_by_role("heading", name="What happens next")).to_be_visible()


def _desk_begins_the_assessment(open_page: Any) -> None:
    desk = open_page("/applications/", as_="broker")
    desk.get_by_role("link", name=NAME).click()
    for words in ("Forged flanges", "Example Mutual", "ISO 9001 of the forge"):
        expect(desk.get_by_text(words).first).to_be_visible()
    assert_accessible(desk)
    assert desk.get_by_role("button", name="Begin").count() == 0
    judge = open_page("/applications/", as_="coach")
    judge.get_by_role("link", name=NAME).click()
    judge.get_by_label("Why now").fill("Everything is there.")
    judge.get_by_role("button", name="Begin").click()
    expect(judge.get_by_text(f"{NAME} is in assessment now.")).to_be_visible()


def _coach_visits(open_page: Any) -> str:
    """The coach confirms what was seen on the visit, and plans a step; the key of the membership."""
    page = open_page("/applications/", as_="coach")
    page.get_by_role("link", name=NAME).click()
    page.get_by_role("link", name="The firm's page").click()
    page.wait_for_url(re.compile(r"/members/\d+/$"))
    key = re.search(r"/members/(\d+)/", page.url)[1]
    page.goto(f"/members/{key}/claims/")
    page.get_by_label("In a few words, for Forged flanges").fill("Seen at the hammer")
    page.get_by_role("button", name="Confirm Forged flanges").click()
    expect(page.get_by_text("“Seen at the hammer”")).to_be_visible()
    page.goto(f"/members/{key}/coaching/")
    page.get_by_label("What is to be done").fill("Name one person who answers partners")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("The step is in the plan; the firm sees it.")).to_be_visible()
    assert_accessible(page)
    return key


def _assessor_records_four_dimensions(open_page: Any, key: str) -> None:
    page = open_page(f"/members/{key}/accounts/", as_=COMMITTEE)
    last = date(date.today().year - 1, 12, 31)
    for name, figure in {"year_end": last.isoformat(), "months": "12", **FIGURES}.items():
        page.locator(f"#y0-{name}").fill(figure)
    page.get_by_role("button", name="Save the accounts").click()
    page.wait_for_url(f"**/members/{key}/finance/")
    for dimension in ("finance", "capability"):
        page.goto(f"/members/{key}/assessments/{dimension}/")
        assert_accessible(page)
        page.get_by_label("Your statement").fill("Seen on a visit.")
        page.get_by_label("Valid until").fill(HELD)
        page.get_by_role("button", name="Record this judgement").click()
        expect(page.get_by_role("heading", name="Judgements so far")).to_be_visible()
    _judge_answers(page, f"/members/{key}/ethics/judge/", "passed")
    _judge_answers(page, f"/members/{key}/readiness/judge/", "3")


def _judge_answers(page: Page, path: str, said: str) -> None:
    """Everything is answered alike."""
    page.goto(path)
    for answer in page.locator("td select").all():
        answer.select_option(said)
    for why in page.locator('td input[name$=".reason"]').all():
        why.fill("Seen on a visit.")
    page.get_by_label("Your statement").fill("Seen on a visit.")
    page.get_by_label("Valid until").fill(HELD)
    page.get_by_role("button", name="Record the judgement").click()
    page.wait_for_url(lambda url: not url.endswith(path))


def _committee_votes(open_page: Any, key: str) -> None:
    page = open_page(f"/members/decisions/new/?kind=admit&membership={key}", as_=COMMITTEE)
    page.get_by_label("The motion in one line").fill("Admit Loxley Forge")
    page.get_by_label("Conditions of an admission").fill("ISO 14001 within a year")
    page.get_by_label("Probation until").fill(PROBATION.isoformat())
    page.get_by_role("button", name="Open the motion").click()
    page.wait_for_url(re.compile(r"/members/decisions/\d+/$"))
    assert_accessible(page)
    address = page.url
    for email, choice in ((COMMITTEE, "Yes"), (CHAIR, "Yes"), (TREASURER, "No")):
        page = open_page(address, as_=email)
        page.get_by_role("button", name=choice, exact=True).click()
        expect(page.get_by_text("Your vote is cast.")).to_be_visible()
    expect(page.get_by_text("carried").first).to_be_visible()
    assert_accessible(page)


def _is_in_the_directory(open_page: Any, firm: Page, key: str) -> None:
    page = open_page("/members/?q=loxley", as_="leeds")
    page.get_by_role("link", name=NAME).first.click()
    until = f"{PROBATION.day} {PROBATION:%B %Y}"
    expect(page.get_by_text("On probation until")).to_be_visible()
    expect(page.get_by_text(until)).to_be_visible()
    assert page.url.endswith(f"/members/{key}/")
    assert_accessible(page)
    firm.reload()
    expect(firm.get_by_text("Welcome. Your firm is a member and can be part of teams.")).to_be_visible()
    expect(firm.get_by_text(f"on probation until {until}")).to_be_visible()
