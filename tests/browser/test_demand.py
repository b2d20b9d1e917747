"""From a notice to a requirement in a real browser: import, fit, packages with live coverage, two brokers at once."""

from __future__ import annotations

import json
import re
from itertools import count

import pytest
from playwright.sync_api import Page, expect
from tests.browser.checks import VIEWS, assert_accessible, assert_fits, drawn

JOB = 30_000
"""Milliseconds a background job may take on a busy machine; it takes about one second."""

_numbers = count(1)


def a_demand(page: Page, title: str, cpv: str = "33124110 33141620") -> str:
    """Enter a customer's request with a title of its own; the address of its page."""
    name = f"{title} {next(_numbers)}"
    page.goto("/demand/new/")
    page.get_by_label("A customer asked for it").check()
    page.get_by_label("What is wanted").fill(name)
    page.get_by_label("Customer", exact=False).nth(1).fill("Exampleshire Hospitals")
    page.get_by_label("Value, GBP").fill("780,000")
    page.get_by_label("CPV codes").fill(cpv)
    page.get_by_label("Work starts").fill("2127-01-04")
    page.get_by_label("Work ends").fill("2127-12-31")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    return page.url


def a_requirement(page: Page, title: str) -> str:
    """Make such a request a requirement; the address of its editor."""
    a_demand(page, title)
    page.get_by_role("button", name="Make it a requirement").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Requirement")
    return page.url


def package(page: Page, number: int):
    """The part of the editor for one package."""
    return page.locator(".package").nth(number - 1)


@VIEWS
@pytest.mark.parametrize("path", ["/demand/", "/demand/?view=table", "/demand/new/", "/demand/imports/"])
def test_pages_are_accessible_and_fit(open_page, path, phone, dark):
    page = open_page(path, as_="broker", phone=phone, dark=dark)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert_accessible(page)
    assert_fits(page)


@VIEWS
def test_the_page_of_a_notice_is_accessible_and_fits(open_page, phone, dark):
    page = open_page("/demand/?view=table&q=mobile+diagnostic", as_="broker", phone=phone, dark=dark)
    page.get_by_role("cell").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="What they want")).to_be_visible()
    drawn(page)
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("link", name="Raw text").first.click()
    expect(page.get_by_text("SHA-256")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)


@VIEWS
def test_the_requirement_editor_is_accessible_and_fits(open_page, phone, dark):
    page = open_page("/demand/", as_="broker", phone=phone, dark=dark)
    a_requirement(page, "Tests in pharmacies")
    page.get_by_text("Certificates, place, split and order").first.click()
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("link", name=re.compile("^who?")).first.click()
    expect(page.get_by_role("dialog")).to_contain_text("qualify")
    assert_accessible(page)


def test_a_file_of_notices_becomes_a_demand_and_then_a_requirement(open_page, tmp_path):
    ocid = "ocds-213czf-browser-1"
    release = {
        "ocid": ocid,
        "id": "1",
        "date": "2026-11-01T00:00:00Z",
        "tag": ["tender"],
        "initiationType": "tender",
        "tender": {
            "id": "t",
            "title": "Diagnostic devices for the islands",
            "value": {"amount": 780000, "currency": "GBP"},
            "classification": {"scheme": "CPV", "id": "33124110"},
            "contractPeriod": {"startDate": "2127-01-04T00:00:00Z", "endDate": "2127-12-31T00:00:00Z"},
        },
    }
    file = tmp_path / "islands.json"
    file.write_text(json.dumps(release))
    page = open_page("/demand/imports/", as_="broker")
    page.get_by_label("Files").set_input_files(file)
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("islands.json")
    expect(page.get_by_text("Valid by the standard")).to_be_visible(timeout=JOB)
    page.goto(f"/demand/?view=table&q={ocid}")
    page.get_by_role("cell").get_by_role("link", name="Diagnostic devices").click()
    page.get_by_role("button", name="Make it a requirement").click()
    expect(page.get_by_text("Every package can be covered")).to_be_visible()
    page.get_by_role("button", name="Save the requirement").first.click()
    expect(page.get_by_role("status").first).to_contain_text("Saved as version 1.")
    expect(page.get_by_role("link", name="Form a team")).to_be_visible()


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(open_page, tmp_path):
    file = tmp_path / "huge.json"
    with file.open("wb") as sparse:
        sparse.truncate(200_000_000)
    page = open_page("/demand/imports/", as_="broker")
    page.get_by_label("Files").set_input_files(file)
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("huge.json is larger than 50 MB")
    expect(page.get_by_role("alert")).to_be_focused()


def test_a_file_that_is_not_ocds_says_why(open_page, tmp_path):
    file = tmp_path / "letter.json"
    file.write_text('{"dear": "sirs"}')
    page = open_page("/demand/imports/", as_="broker")
    page.get_by_label("Files").set_input_files(file)
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("nothing of it was saved", timeout=JOB)


def test_coverage_follows_what_is_typed_and_the_draft_is_there_tomorrow(open_page):
    page = open_page("/demand/", as_="broker")
    editor = a_requirement(page, "Devices by the hundred thousand")
    cover = package(page, 1).locator(".cover")
    expect(cover).to_contain_text("members qualify")
    package(page, 1).get_by_label("Quantity").fill("99,999")
    expect(cover).to_contain_text("Not covered")
    expect(cover).to_contain_text("are missing")
    expect(page.locator("#gaps")).to_contain_text("1 package nobody covers")
    expect(page.locator("#draft-state")).to_contain_text("Draft kept")
    page.goto("/demand/")
    page.goto(editor)
    expect(package(page, 1).get_by_label("Quantity")).to_have_value("99,999")


def test_a_competency_is_picked_by_keyboard_alone(open_page):
    page = open_page("/demand/", as_="broker")
    a_requirement(page, "Something else")
    picker = package(page, 1).get_by_role("combobox", name="Competency")
    picker.fill("coating")
    options = package(page, 1).get_by_role("option")
    expect(options.first).to_be_visible()
    expect(picker).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    active = picker.get_attribute("aria-activedescendant")
    wanted = page.locator(f"#{active}").get_attribute("data-value")
    page.keyboard.press("Enter")
    expect(picker).to_have_value(wanted)
    expect(picker).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_be_visible()
    page.keyboard.press("Escape")
    expect(options.first).to_be_hidden()


def test_the_unit_members_price_in_is_one_press_away(open_page):
    page = open_page("/demand/", as_="broker")
    a_requirement(page, "In another unit")
    package(page, 1).get_by_label("Unit").select_option("TNE")
    cover = package(page, 1).locator(".cover")
    expect(cover).to_contain_text("ask in that unit")
    cover.get_by_role("button").first.click()
    expect(cover).to_contain_text("qualify")


def test_packages_are_added_moved_and_removed_and_the_focus_stays(open_page):
    page = open_page("/demand/", as_="broker")
    a_requirement(page, "In another order")
    first = package(page, 1).get_by_label("What is to be done").input_value()
    page.get_by_role("button", name="Add a package").click()
    expect(page.locator(".package")).to_have_count(3)
    page.get_by_role("button", name="Move package 1 down").click()
    expect(package(page, 2).get_by_label("What is to be done")).to_have_value(first)
    expect(page.get_by_role("button", name="Move package 2 down")).to_be_focused()
    page.get_by_role("button", name=re.compile("^Remove package 3")).click()
    expect(page.locator(".package")).to_have_count(2)


def test_everything_to_mend_is_listed_with_links_to_the_fields(open_page):
    page = open_page("/demand/", as_="broker")
    a_requirement(page, "Not ready yet")
    package(page, 1).get_by_label("Quantity").fill("minus three")
    page.get_by_label("Largest share of one firm").fill("400")
    page.get_by_role("button", name="Save the requirement").first.click()
    faults = page.get_by_role("alert")
    expect(faults).to_contain_text("2 things to mend")
    expect(faults).to_be_focused()
    faults.get_by_role("link").first.click()
    expect(package(page, 1).get_by_label("Quantity")).to_be_focused()
    expect(package(page, 1).get_by_label("Quantity")).to_have_value("minus three")
    page.evaluate(
        "scrollTo(0, 0)"
    )  # else the bar that stays at the top covers a part of whatever is under it
    assert_accessible(page)


def test_firms_are_chosen_from_a_list_by_typing(open_page):
    page = open_page("/demand/", as_="broker")
    editor = a_requirement(page, "With a firm that must be in")
    chooser = page.get_by_role("combobox", name="Must be in")
    chooser.fill("diagnostics")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    chip = page.locator(".chip")
    expect(chip).to_have_count(1)
    expect(page.locator("#draft-state")).to_contain_text("Draft kept")
    page.goto(editor)
    expect(chip).to_have_count(1)
    page.get_by_role("button", name=re.compile("^− ")).click()
    expect(chip).to_have_count(0)


def test_of_two_windows_the_second_to_save_is_told_and_loses_nothing(open_page):
    first = open_page("/demand/", as_="broker")
    editor = a_requirement(first, "Wanted by two")
    second = open_page(editor, as_="broker")
    first.get_by_role("button", name="Save the requirement").first.click()
    expect(first.get_by_role("status").first).to_contain_text("Saved as version 1.")
    package(second, 1).get_by_label("What is to be done").fill("As the second sees it")
    second.get_by_role("button", name="Save the requirement").first.click()
    expect(second.get_by_role("alert")).to_contain_text("saved version 1 at")
    expect(package(second, 1).get_by_label("What is to be done")).to_have_value("As the second sees it")
    assert_accessible(second)
    second.get_by_role("button", name="Save mine over version 1").click()
    expect(second.get_by_role("status").first).to_contain_text("Saved as version 2.")


def test_a_demand_is_dropped_with_a_reason_and_the_reason_stays(open_page):
    page = open_page("/demand/", as_="broker")
    a_demand(page, "Too far away")
    page.get_by_role("button", name="Drop it").click()
    reason = page.get_by_role("textbox", name=re.compile("^Why"))
    expect(reason).to_have_attribute("aria-invalid", "true")
    reason.fill("Nobody serves the islands")
    page.get_by_role("button", name="Drop it").click()
    expect(page.get_by_text("Nobody serves the islands")).to_be_visible()


def test_the_fit_is_explained_in_the_drawer_and_the_focus_comes_back(open_page):
    page = open_page("/demand/", as_="broker")
    why = page.get_by_role("link", name=re.compile("^why?")).first
    why.click()
    drawer = page.get_by_role("dialog")
    expect(drawer).to_contain_text("of 100")
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(why).to_be_focused()


def test_a_member_looks_and_changes_nothing(open_page):
    page = open_page("/demand/?view=table&q=mobile+diagnostic", as_="leeds")
    page.get_by_role("cell").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="What they want")).to_be_visible()
    expect(page.get_by_role("heading", name="What becomes of it")).to_have_count(0)
    assert_accessible(page)
