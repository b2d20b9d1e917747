"""Home, members and account in a real browser: accessible and fitting at both widths, light and dark."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from tests.browser.checks import VIEWS, assert_accessible, assert_fits, drawn

PAGES = [
    "/",
    "/members/",
    "/members/?view=table",
    "/members/?view=overlap",
    "/assessments/",
    "/account/",
    "/account/password/",
    "/help/",
    "/search/?q=coat",
]


@VIEWS
@pytest.mark.parametrize("path", PAGES)
def test_pages_are_accessible_and_fit(open_page, path, phone, dark):
    page = open_page(path, as_="broker", phone=phone, dark=dark)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert_accessible(page)
    assert_fits(page)


@VIEWS
def test_the_page_of_a_firm_is_accessible_and_fits(open_page, phone, dark):
    page = open_page("/members/?q=keldonholt", as_="broker", phone=phone, dark=dark)
    page.get_by_role("heading", level=3).get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="What it offers")).to_be_visible()
    drawn(page)
    assert_accessible(page)
    assert_fits(page)


@pytest.mark.parametrize(
    "who", ["committee", "coach", "leeds", "purchaser", "agency", "administrator", "manager"]
)
def test_every_role_has_a_home(open_page, who):
    page = open_page("/", as_=who)
    expect(page.get_by_role("heading", level=1)).to_have_text("What needs you today")
    assert_accessible(page)


def test_on_a_phone_the_rail_is_a_bar_at_the_bottom(open_page):
    page = open_page("/", as_="broker", phone=True)
    bar = page.get_by_role("navigation", name="Main")
    expect(bar).to_be_in_viewport()
    box = bar.bounding_box()
    assert box["y"] + box["height"] == pytest.approx(844, abs=1)
    assert box["height"] < 90
    bar.get_by_role("link", name="Members").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Members")


def test_every_link_of_the_rail_leads_somewhere(open_page):
    page = open_page("/", as_="broker")
    addresses = [
        link.get_attribute("href")
        for link in page.get_by_role("navigation", name="Main").get_by_role("link").all()
    ]
    assert len(addresses) >= 5
    assert [page.request.get(address).status for address in addresses] == [200] * len(addresses)


def test_the_first_task_is_one_press_away(open_page):
    page = open_page("/", as_="broker")
    first = page.locator(".tasks a").first
    button = page.locator(".head-actions .btn-primary")
    assert button.get_attribute("href") == first.get_attribute("href")
    button.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.locator("main").inner_text()


def test_a_region_on_the_map_narrows_the_list_and_lets_go_again(open_page):
    page = open_page("/members/?competency=cpv:45000000", as_="broker")
    heading = page.get_by_role("heading", name=re.compile(r"^\d+ firms?$"))
    everywhere = int(heading.inner_text().split()[0])
    tile = page.get_by_role("list", name="Regions of the United Kingdom").get_by_role(
        "link", name=re.compile("Yorkshire")
    )
    there = int(re.search(r"\d+", tile.inner_text()).group())
    tile.click()
    expect(heading).to_have_text(f"{there} firm" + ("" if there == 1 else "s"))
    page.get_by_role("link", name="Show all regions").click()
    expect(heading).to_have_text(f"{everywhere} firms")


def test_filters_work_with_the_keyboard(open_page):
    page = open_page("/members/", as_="broker")
    page.get_by_label("Size").focus()
    page.keyboard.type("micro")
    page.get_by_label("Search", exact=True).fill("software")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("size=micro"))
    expect(page.get_by_role("link", name="Clear")).to_be_visible()


def test_the_list_downloads_as_a_spreadsheet(open_page):
    page = open_page("/members/?view=table&size=micro", as_="broker")
    with page.expect_download() as taken:
        page.get_by_role("link", name="CSV", exact=True).click()
    rows = taken.value.path().read_text(encoding="utf-8-sig").splitlines()
    count = int(page.get_by_role("heading", name=re.compile(r"^\d+ firms?$")).inner_text().split()[0])
    assert len(rows) == count + 1


def test_cells_of_the_heat_map_lead_to_the_firms_they_count(open_page):
    page = open_page("/members/?view=overlap", as_="broker")
    cell = page.get_by_role("row", name=re.compile("^Construction work")).get_by_role("link").nth(1)
    count = int(cell.inner_text())
    cell.click()
    expect(page.get_by_role("heading", name=re.compile(r"^\d+ firms?$"))).to_have_text(
        f"{count} firm" + ("" if count == 1 else "s")
    )


def test_a_member_sees_no_prices_of_others(open_page):
    page = open_page("/members/?q=eskelmere", as_="leeds")
    page.get_by_role("heading", level=3).get_by_role("link").first.click()
    expect(page.get_by_text("Prices are seen by the firm itself")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Price")).to_have_count(0)


def test_a_key_is_made_shown_once_and_revoked(open_page):
    page = open_page("/account/", as_="coach")
    page.get_by_label("What it is for").fill("Browser test")
    page.get_by_role("button", name="Make a key").click()
    expect(page.get_by_test_id("secret")).to_have_text(re.compile("^midas_"))
    assert_accessible(page)
    page.get_by_role("link", name="I have copied it").click()
    expect(page.get_by_test_id("secret")).to_have_count(0)
    page.get_by_role("button", name="Revoke Browser test").click()
    expect(page.get_by_role("status")).to_contain_text("The key is revoked")
