"""The frame in a real browser: sign-in, keyboard, themes, search, drawer, pictures; on desktop and phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from tests.browser.checks import VIEWS, assert_accessible, assert_fits

from midas.demo import PASSWORD, SIGN_INS

BROKER, NAME, _DOES = SIGN_INS[0]


@VIEWS
def test_the_sign_in_page_is_for_everybody(open_page, phone, dark):
    page = open_page("/accounts/login/", phone=phone, dark=dark)
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert_accessible(page)
    assert_fits(page)


def test_a_wrong_password_moves_the_focus_to_what_is_wrong(open_page):
    page = open_page("/accounts/login/")
    page.get_by_label("E-mail").fill(BROKER)
    page.get_by_label("Password").fill("wrong")
    page.keyboard.press("Enter")
    problem = page.get_by_role("alert")
    expect(problem).to_contain_text("There is a problem")
    assert_accessible(page)


def test_signing_in_and_out_takes_the_keyboard_only(open_page):
    page = open_page("/members/")
    page.get_by_label("E-mail").focus()
    page.keyboard.type(BROKER)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Members")
    page.get_by_role("button", name=re.compile("account and sign-out")).focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Sign out").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_a_demo_person_signs_in_with_one_press(open_page):
    page = open_page("/accounts/login/")
    page.get_by_role("button", name=NAME).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What needs you today")


def test_the_first_tab_skips_to_the_content(open_page):
    page = open_page("/", as_="broker")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_a_slash_searches_and_arrows_walk_through_what_is_found(open_page):
    page = open_page("/", as_="broker")
    page.keyboard.press("/")
    search = page.get_by_role("searchbox", name="Search members, demand and enterprises")
    expect(search).to_be_focused()
    page.keyboard.type("thrinnbeck")
    found = page.locator("#found").get_by_role("link", name=re.compile("Thrinnbeck"))
    expect(found).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("ArrowDown")
    expect(found.first).to_be_focused()
    page.keyboard.press("Escape")
    expect(search).to_be_focused()
    expect(found).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Search for “thrinnbeck”")


def test_a_slash_typed_into_a_field_is_a_slash(open_page):
    page = open_page("/members/", as_="broker")
    field = page.get_by_label("Search", exact=True)
    field.fill("")
    field.press("/")
    expect(field).to_have_value("/")


def test_dark_and_light_switch_and_stay(open_page):
    page = open_page("/", as_="broker")
    root = page.locator("html")
    expect(root).to_have_attribute("data-bs-theme", "light")
    page.get_by_role("button", name="Switch between light and dark").click()
    expect(root).to_have_attribute("data-bs-theme", "dark")
    page.goto("/help/")
    expect(root).to_have_attribute("data-bs-theme", "dark")
    assert_accessible(page)


def test_without_a_choice_the_page_is_as_the_system_has_it(open_page):
    expect(open_page("/", as_="broker", dark=True).locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_why_opens_beside_the_page_and_gives_the_focus_back(open_page):
    page = open_page("/members/?q=thrinnbeck", as_="broker")
    page.get_by_role("heading", level=3).get_by_role("link", name=re.compile("Thrinnbeck")).click()
    why = page.get_by_role("link", name="why? is this the share of promises kept")
    why.click()
    drawer = page.get_by_role("dialog")
    expect(drawer).to_contain_text("nineteen times out of twenty")
    expect(drawer.get_by_role("heading", level=2).first).to_have_text("Why this share of promises kept?")
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(why).to_be_focused()


def test_what_htmx_cannot_fetch_is_said(open_page):
    page = open_page("/members/?q=thrinnbeck", as_="broker", errors=True)
    page.get_by_role("heading", level=3).get_by_role("link", name=re.compile("Thrinnbeck")).click()
    page.route("**/reliability/", lambda route: route.abort())
    page.get_by_role("link", name="why? is this the share of promises kept").click()
    expect(page.get_by_role("status")).to_contain_text("Midas cannot be reached")


def test_acting_in_another_cluster_shows_that_cluster(open_page):
    page = open_page("/", as_="agency")
    page.get_by_test_id("role-switcher").click()
    page.get_by_role("button", name=re.compile("Northern Lights")).click()
    expect(page.get_by_role("status")).to_contain_text("You now act as regional agency in Northern Lights")
    expect(page.get_by_test_id("role-switcher")).to_contain_text("Northern Lights")


def test_pictures_are_drawn_and_their_figures_can_be_taken_away(open_page):
    page = open_page("/", as_="broker")
    figure = page.locator("[data-chart=pipeline]")
    expect(figure).to_have_attribute("data-drawn", "")
    expect(figure.locator("canvas")).to_have_count(1)
    with page.expect_download() as taken:
        figure.get_by_role("button", name="Download as CSV").click()
    assert taken.value.suggested_filename.endswith(".csv")
    text = taken.value.path().read_text(encoding="utf-8-sig")
    assert text.splitlines()[0].startswith('"State","Demands","Value"')
    with page.expect_download() as taken:
        figure.get_by_role("button", name="Download as PNG").click()
    assert taken.value.path().read_bytes().startswith(b"\x89PNG")


def test_without_scripts_the_pages_still_work(chromium, site, cookies):
    context = chromium.new_context(java_script_enabled=False, base_url=site, storage_state=cookies(BROKER))
    page = context.new_page()
    page.goto("/members/?q=thrinnbeck")
    page.get_by_role("heading", level=3).get_by_role("link", name=re.compile("Thrinnbeck")).click()
    page.get_by_role("link", name="why? is this the share of promises kept").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Why this share of promises kept?")
    context.close()


@pytest.mark.parametrize("path", ["/nowhere/", "/members/999999/"])
def test_a_page_that_is_not_there_says_what_to_do(open_page, path):
    page = open_page(path, as_="broker")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such page")
    assert_accessible(page)
