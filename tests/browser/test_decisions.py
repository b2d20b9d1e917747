"""Decisions and what the cluster sees of itself in a real browser: accessible and fitting at both widths."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.browser.checks import assert_accessible, assert_fits, drawn

PAGES = [
    ("/members/decisions/", "committee"),
    ("/members/decisions/new/", "committee"),
    ("/members/decisions/proxies/", "committee"),
    ("/members/coverage/", "broker"),
    ("/members/recruit/", "broker"),
    ("/members/network/", "broker"),
    ("/members/groups/", "committee"),
    ("/members/groups/manufacturing/", "committee"),
    ("/members/exposure/", "committee"),
    ("/members/own/", "leeds"),
    ("/members/own/sub-suppliers/", "leeds"),
]


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
@pytest.mark.parametrize(("path", "who"), PAGES)
def test_pages_are_accessible_and_fit(open_page, path, who, phone):
    page = open_page(path, as_=who, phone=phone)
    drawn(page)
    assert_accessible(page)
    assert_fits(page)


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_a_motion_is_accessible_and_fits_and_says_who_may_still_vote(open_page, phone):
    page = open_page("/members/decisions/?state=open&kind=admit", as_="committee", phone=phone)
    page.get_by_role("link", name="Admit").last.click()
    expect(page.get_by_role("button", name="Yes")).to_be_visible()
    expect(page.get_by_text("1 may still vote")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
