"""Forming a team, choosing it and looking at teams, in a real browser with a real worker and the real engine."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from tests.browser.checks import VIEWS, assert_accessible, assert_fits, drawn

SEARCH = 180_000
"""Milliseconds a search may take on a machine busy with other tests; a limit, not a wait: it takes two seconds."""


def demand(page: Page, words: str) -> None:
    """Open the demand with those words in its title."""
    page.goto(f"/demand/?view=table&q={words}")
    page.get_by_role("cell").get_by_role("link", name=re.compile(words)).first.click()


def studio(page: Page, words: str) -> None:
    """Form a team for a demand, or open what was found before."""
    demand(page, words)
    page.goto(page.url.split("?")[0].rstrip("/") + "/team/")
    ask = page.get_by_role("button", name="Form a team")
    if ask.count():
        ask.click()
    expect(page.get_by_text("Side by side")).to_be_visible(timeout=SEARCH)
    drawn(page)


def test_a_broker_forms_compares_and_chooses_a_team(open_page):
    page = open_page("/demand/", as_="broker")
    studio(page, "Solar roofs")
    first = page.locator("article.plan").first
    expect(first).to_contain_text("Proven best")
    expect(first).to_contain_text("Best by your policy")
    assert page.locator("article.plan").count() == 3
    page.get_by_role("link", name="Choose plan 1").click()
    page.get_by_label("Name of the team").fill("Sun Over Schools")
    page.get_by_role("button", name="Found the team").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sun Over Schools")
    expect(page.get_by_role("status")).to_contain_text("Sun Over Schools is formed")
    expect(page.locator("[aria-current=step]")).to_contain_text(re.compile("forming", re.IGNORECASE))
    values = page.locator("td[data-label=Value]").all_inner_texts()
    pence = [int(re.sub(r"[^\d]", "", value)) for value in values]
    worth = page.locator(".tile", has_text="Worth to the customer").inner_text()
    assert sum(pence) == int(re.sub(r"[^\d]", "", worth)) * 100


@VIEWS
def test_the_studio_is_accessible_and_fits(open_page, phone, dark):
    page = open_page("/demand/", as_="broker", phone=phone, dark=dark)
    studio(page, "Mobile diagnostic units")
    assert_accessible(page)
    assert_fits(page)


@VIEWS
@pytest.mark.parametrize("path", ["/enterprises/", "/enterprises/?view=table"])
def test_the_lists_of_teams_are_accessible_and_fit(open_page, path, phone, dark):
    page = open_page(path, as_="broker", phone=phone, dark=dark)
    expect(page.get_by_role("heading", level=1)).to_have_text("Enterprises")
    assert_accessible(page)
    assert_fits(page)


@VIEWS
def test_the_page_of_a_team_is_accessible_and_fits(open_page, phone, dark):
    page = open_page("/enterprises/", as_="broker", phone=phone, dark=dark)
    page.get_by_role("link", name="Taste of the Rivers").click()
    expect(page.get_by_role("heading", name="Where they are")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)


def test_a_point_of_the_trade_off_is_put_beside_the_others(open_page):
    page = open_page("/demand/", as_="broker")
    studio(page, "Mobile diagnostic units")
    page.locator("summary", has_text="Figures").first.click()
    shown = set(page.locator("article.plan h3").all_inner_texts())
    page.locator("[data-chart=frontier] table").get_by_role("link", name="3", exact=True).click()
    page.get_by_role("link", name="Put plan 3 beside the others").click()
    expect(page.get_by_role("heading", name="Plan 3 closer")).to_be_visible()
    assert set(page.locator("article.plan h3").all_inner_texts()) != shown


def test_why_opens_beside_the_page_by_keyboard_and_gives_the_focus_back(open_page):
    page = open_page("/demand/", as_="broker")
    studio(page, "Mobile diagnostic units")
    why = page.get_by_role("link", name=re.compile("Why this team")).first
    why.focus()
    page.keyboard.press("Enter")
    drawer = page.locator("#drawer")
    expect(drawer).to_contain_text("Why each is in")
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(drawer).not_to_be_visible()
    expect(why).to_be_focused()


def test_any_firm_can_be_asked_about(open_page):
    page = open_page("/demand/", as_="broker")
    studio(page, "Mobile diagnostic units")
    page.get_by_label("Name of a member").fill("Nessellode")
    page.get_by_role("button", name="Why not?").click()
    page.locator("#drawer").get_by_role("link", name=re.compile("Nessellode Trailers")).click()
    expect(page.locator("#drawer")).to_contain_text("Why not Nessellode Trailers Ltd?")
    expect(page.locator("#drawer")).to_contain_text("ISO 9001 runs out on")


def test_the_problem_downloads_for_midas_form(open_page):
    page = open_page("/demand/", as_="broker")
    studio(page, "Mobile diagnostic units")
    with page.expect_download() as taken:
        page.get_by_role("link", name="the problem").click()
    assert '"schema": "midas/formation-problem/1"' in taken.value.path().read_text(encoding="utf-8")


def test_a_member_sees_teams_without_other_firms_money(open_page):
    page = open_page("/enterprises/", as_="leeds")
    page.get_by_role("link", name="Taste of the Rivers").click()
    expect(page.get_by_role("heading", name="Partners")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Value")).to_have_count(0)
    expect(page.get_by_text("Where the customer's money")).to_have_count(0)


def point_of(page: Page, rank: int) -> tuple[float, float]:
    """Where on the screen the chart has the point of a plan."""
    x, y = page.evaluate(
        """rank => {
          const picture = document.querySelector("[data-chart=frontier] .chart-picture");
          const data = JSON.parse(document.getElementById("frontier").textContent).series[0].data;
          const value = data.find((one) => one.name === String(rank)).value.slice(0, 2);
          const [x, y] = window.echarts.getInstanceByDom(picture).convertToPixel({ seriesIndex: 0 }, value);
          const box = picture.getBoundingClientRect();
          return [box.x + x, box.y + y];
        }""",
        rank,
    )
    return x, y


def test_a_point_picked_in_the_chart_shows_its_team_without_leaving_the_page(open_page):
    page = open_page("/demand/", as_="broker")
    studio(page, "Mobile diagnostic units")
    address = page.url
    page.mouse.click(*point_of(page, 5))
    expect(page.locator("#picked")).to_contain_text("Plan 5")
    assert page.url == address


def test_a_number_in_the_table_picks_its_plan_by_keyboard(open_page):
    page = open_page("/demand/", as_="broker")
    studio(page, "Mobile diagnostic units")
    page.locator("[data-chart=frontier] summary").press("Enter")
    page.locator("[data-chart=frontier] table").get_by_role("link", name="4", exact=True).press("Enter")
    expect(page.locator("#picked")).to_contain_text("Plan 4")
    selected = page.evaluate(
        """() => {
          const picture = document.querySelector("[data-chart=frontier] .chart-picture");
          return window.echarts.getInstanceByDom(picture).getOption().series[0].selectedMap;
        }"""
    )
    assert [name for name, is_selected in selected.items() if is_selected] == ["4"]


def what_if(page: Page, query: str = "") -> None:
    studio(page, "Mobile diagnostic units")
    page.goto(page.url.split("?")[0] + "what-if/" + query)


def test_moving_a_slider_works_the_team_out_anew_and_the_address_holds_it(open_page):
    page = open_page("/demand/", as_="broker")
    what_if(page)
    expect(page.locator("#answer")).to_contain_text("Nothing is changed yet")
    page.get_by_label("Slider for: Least local share").fill("60")
    expect(page.get_by_label("Least local share", exact=False).first).to_have_value("60")
    expect(page.get_by_role("heading", name="With these changes")).to_be_visible()
    expect(page.locator("#answer .sign-in").first).to_be_visible()
    assert page.url.endswith("?local_share=60")
    page.reload()
    expect(page.get_by_role("heading", name="With these changes")).to_be_visible()


def test_everything_wrong_is_told_at_once_beside_the_form(open_page):
    page = open_page("/demand/", as_="broker")
    what_if(page, "?share_cap=140&supposed_name=Newcomer")
    faults = page.get_by_role("alert").get_by_role("listitem")
    expect(faults).to_have_count(3)


@VIEWS
def test_what_if_is_accessible_and_fits(open_page, phone, dark):
    page = open_page("/demand/", as_="broker", phone=phone, dark=dark)
    what_if(page, "?local_share=60")
    expect(page.get_by_role("heading", name="With these changes")).to_be_visible()
    page.locator("summary", has_text="The firms").click()
    page.locator("summary", has_text="Suppose one more firm").click()
    assert_accessible(page)
    assert_fits(page)


def test_a_search_run_again_from_its_stored_input_says_that_the_same_came_out(open_page):
    page = open_page("/demand/", as_="broker")
    studio(page, "Mobile diagnostic units")
    page.get_by_role("button", name="Run again from the stored input").click()
    expect(page.get_by_text("Side by side")).to_be_visible(timeout=SEARCH)
    expect(page.locator(".repeat")).to_contain_text("The same came out")


@VIEWS
def test_the_comparison_of_searches_is_accessible_and_fits(open_page, phone, dark):
    page = open_page("/demand/", as_="broker", phone=phone, dark=dark)
    studio(page, "Mobile diagnostic units")
    boxes = page.locator("input[name=run]")
    if boxes.count() < 2:
        page.get_by_role("button", name="Run again from the stored input").click()
        expect(page.locator(".repeat")).to_be_visible(timeout=SEARCH)
    for box in page.locator("input[name=run]").all()[:2]:
        box.check()
    page.get_by_role("button", name="Compare the best plans").click()
    expect(page.get_by_role("heading", name="What was asked")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)


@VIEWS
def test_who_could_step_in_is_shown_accessibly(open_page, phone, dark):
    page = open_page("/enterprises/", as_="broker", phone=phone, dark=dark)
    chosen_team(page)
    page.get_by_role("link", name="A partner fails").click()
    page.get_by_role("radio").first.check()
    expect(page.locator("#answer h2").first).to_contain_text(re.compile("fail|step in|Nothing was found"))
    assert "failed=" in page.url
    assert_accessible(page)
    assert_fits(page)


def chosen_team(page: Page) -> None:
    """Open a team that was chosen from a search; the first to ask chooses it."""
    page.goto("/enterprises/?view=table&q=Stepping Stones")
    there = page.get_by_role("link", name="Stepping Stones")
    if there.count():
        there.first.click()
        return
    studio(page, "Two youth buses")
    page.get_by_role("link", name="Choose plan 1").click()
    page.get_by_label("Name of the team").fill("Stepping Stones")
    page.get_by_role("button", name="Found the team").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Stepping Stones")
