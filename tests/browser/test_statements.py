"""A statement of standing in a real browser: its owner downloads the PDF, and anybody checks it without signing in."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.browser.checks import assert_accessible, assert_fits


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_the_pdf_is_downloaded_by_its_owner_and_checked_by_anybody(open_page, tmp_path, phone):
    own = open_page("/members/?q=eskelmere", as_="teesside", phone=phone)
    own.get_by_role("heading", level=3).get_by_role("link").first.click()
    own.wait_for_url("**/members/*/")
    own.goto(own.url + "credentials/")
    assert_accessible(own)
    assert_fits(own)
    with own.expect_download() as taken:
        own.get_by_role("link", name="Signed PDF").first.click()
    file = tmp_path / "statement.pdf"
    taken.value.save_as(file)

    anybody = open_page("/credentials/verify/", phone=phone)
    anybody.get_by_label("The PDF").set_input_files(file)
    anybody.get_by_role("button", name="Check it").click()
    expect(anybody.get_by_role("status")).to_contain_text("Valid")
    expect(anybody.get_by_role("heading", name="Eskelmere Coatings Ltd")).to_be_visible()
    assert_accessible(anybody)
    assert_fits(anybody)

    file.write_bytes(file.read_bytes().replace(b"/Size", b"/size", 1))
    anybody.get_by_label("The PDF").set_input_files(file)
    anybody.get_by_role("button", name="Check it").click()
    expect(anybody.get_by_role("status")).to_contain_text("was changed after it was signed")


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
@pytest.mark.parametrize("path", ["/guides/", "/guides/internal-assessment/"])
def test_guides_are_accessible_and_fit(open_page, path, phone):
    page = open_page(path, as_="teesside", phone=phone)
    assert_accessible(page)
    assert_fits(page)
