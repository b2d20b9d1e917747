"""The page of one demand: what they want, can we, what changed, what to do next."""

from __future__ import annotations

import hashlib

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.builders import an_enterprise, signed_in
from tests.web.demand.reading import text_of

from midas.actions.demand.propose_requirement import propose_requirement
from midas.actions.demand.save_requirement import save_requirement
from midas.store.models import Event, Notice, Opportunity, Requirement

TEXT = '{"ocid": "ocds-b5fd17-1", "x": "<script>alert(1)</script>"}'


@pytest.fixture
def page(scene):
    return reverse("demand:opportunity", args=[scene.opportunity.pk])


@pytest.fixture
def notice(scene) -> Notice:
    """Two releases, the newer of which changed the value and a lot."""
    common = {
        "cluster": scene.cluster,
        "opportunity": scene.opportunity,
        "ocid": "ocds-b5fd17-1",
        "source": "notices.json",
        "imported_at": timezone.now(),
    }
    Notice.objects.create(**common, release_id="r1", sha256="0" * 64, text="{}")
    return Notice.objects.create(
        **common,
        release_id="r2",
        released_at=timezone.now(),
        sha256=hashlib.sha256(TEXT.encode()).hexdigest(),
        text=TEXT,
        imported_by=scene.broker.person,
        problems=[{"path": "$.tender.value", "message": "must be an object"}],
        changes=[
            {"field": "value", "before": "GBP 5,000,000.00", "after": "GBP 6,000,000.00"},
            {"field": "lots/2/span/ends_on", "before": "", "after": "2027-12-31"},
        ],
    )


def saved(scene) -> Requirement:
    requirement = propose_requirement(scene.broker, scene.opportunity.pk, at=timezone.now())
    packages = [
        {"id": "wp1", "title": "Cabins", "competency": "cpv:34200000", "quantity": 24, "unit": "EA"},
        {"id": "wp2", "title": "Scanners", "competency": "cpv:33100000", "quantity": 24, "unit": "EA"},
    ]
    return save_requirement(scene.broker, requirement.pk, packages, {}, version=0, at=timezone.now())


def test_it_says_what_is_wanted_by_whom_for_how_much(broker, page):
    words = text_of(broker.get(page))
    for fact in ("Mobile diagnostic units", "Combined Authority", "£6,000,000", "South Yorkshire"):
        assert fact in words


def test_each_code_shows_how_many_members_offer_it(broker, page):
    words = text_of(broker.get(page))
    assert "Vehicle bodies, trailers or semi-trailers 34200000 2 members offer this" in words
    assert "1 member offers this" in words


def test_the_fit_is_explained_in_the_drawer_and_on_a_page(broker, scene):
    address = reverse("demand:fit", args=[scene.opportunity.pk])
    assert "<html" in broker.get(address).content.decode()
    part = broker.get(address, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert "88 of 100" in text_of(part)


def test_lots_items_and_awards_are_shown(broker, page, scene):
    Opportunity.objects.update(
        lots=[{"id": "1", "title": "Cabins", "value": {"minor": 12345, "currency": "GBP"}}],
        items=[{"id": "i", "description": "Large cabin", "cpv": ["34210000"], "quantity": 8, "lot": "1"}],
        awards=[{"id": "a", "awarded_on": "2026-01-02", "suppliers": [{"name": "Other Firm Ltd"}]}],
    )
    words = text_of(broker.get(page))
    for fact in ("Lot 1", "£123.45", "Large cabin", "34210000", "Other Firm Ltd"):
        assert fact in words


def test_its_dates_are_drawn_and_listed(broker, page):
    timeline = broker.get(page).context["timeline"]
    assert [row[0] for row in timeline["table"]["rows"]] == ["Deadline", "Contract"]


def test_a_demand_with_hardly_any_facts_still_has_its_page(broker, page):
    Opportunity.objects.update(
        value=None, currency="", cpv="", cpv_additional=[], region="", starts_on=None, ends_on=None,
        deadline_at=None, buyer_name="",
    )  # fmt: skip
    answer = broker.get(page)
    assert (answer.status_code, answer.context["timeline"]) == (200, None)
    assert "cannot be assessed" in text_of(answer)


def test_every_release_says_what_it_changed_and_what_is_wrong_with_it(broker, page, notice):
    words = text_of(broker.get(page))
    assert "Source: 2 releases" in words
    assert "Value £5,000,000 £6,000,000" in words
    assert "Lot 2, contract period, end" in words
    assert "$.tender.value must be an object" in words
    assert notice.sha256 in words


def test_what_was_amended_is_marked_where_it_stands(broker, page, notice):
    answer = broker.get(page)
    assert set(answer.context["amended"]) == {"value", "lots"}
    assert "Amended: £5,000,000 amended" in text_of(answer)


def test_the_source_is_shown_as_text_that_nothing_runs(broker, scene, notice):
    answer = broker.get(reverse("demand:source", args=[scene.opportunity.pk, notice.pk]))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.content.decode()
    assert "<script>alert(1)" not in answer.content.decode()


def test_the_source_downloads_to_the_byte_and_no_browser_runs_it(broker, scene, notice):
    answer = broker.get(reverse("demand:download", args=[scene.opportunity.pk, notice.pk]))
    assert hashlib.sha256(answer.content).hexdigest() == notice.sha256
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment;")


def test_the_source_of_one_demand_is_not_found_under_another(broker, scene, notice):
    assert (
        broker.get(reverse("demand:source", args=[scene.opportunity.pk + 999, notice.pk])).status_code == 404
    )


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "ftp://example.org/a", " https"])
def test_only_web_addresses_of_documents_are_links(broker, page, url):
    Opportunity.objects.update(documents=[{"id": "1", "title": "Terms", "url": url}])
    assert (
        "<a href=" not in broker.get(page).content.decode().split('id="documents"')[1].split("</section>")[0]
    )


def test_documents_open_elsewhere_without_telling_where_from(broker, page):
    Opportunity.objects.update(
        documents=[{"id": "1", "title": "Terms", "url": "https://example.org/terms.pdf"}]
    )
    html = broker.get(page).content.decode()
    assert 'href="https://example.org/terms.pdf" rel="noopener noreferrer nofollow external"' in html


def test_a_new_demand_is_made_a_requirement_with_one_button(broker, page, scene):
    assert "Make it a requirement" in text_of(broker.get(page))
    answer = broker.post(reverse("demand:propose", args=[scene.opportunity.pk]))
    assert answer["Location"] == reverse("demand:requirement", args=[scene.opportunity.pk])
    assert "Finish the requirement" in text_of(broker.get(page))


def test_a_saved_requirement_shows_its_coverage_and_leads_to_a_team(broker, page, scene):
    saved(scene)
    words = text_of(broker.get(page))
    assert "Form a team" in words
    assert "Cabins covered" in words
    assert "Scanners not covered No firm offers Medical equipments" in words


def test_whoever_may_not_see_prices_sees_none(as_role, page, scene):
    saved(scene)
    assert "£100,000" in text_of(as_role("committee").get(page))
    answer = as_role("project_manager").get(page)
    assert "Cabins covered" in text_of(answer)
    assert "£100,000" not in text_of(answer)


def test_a_demand_with_a_team_leads_to_it(broker, page, scene):
    team = an_enterprise(scene.cluster, [scene.firms["Rother"]], opportunity=scene.opportunity)
    assert broker.get(page).context["next"].url == reverse("formation:enterprise", args=[team.pk])


def test_a_demand_is_qualified_from_its_page(broker, scene):
    address = reverse("demand:move", args=[scene.opportunity.pk])
    answer = broker.post(address, {"after": "qualified"}, follow=True)
    assert "This demand is now qualified." in text_of(answer)
    assert Event.objects.first().verb == "opportunity.qualified"


def test_dropping_asks_for_the_reason_at_its_field(broker, scene):
    address = reverse("demand:move", args=[scene.opportunity.pk])
    answer = broker.post(address, {"after": "dropped"})
    assert answer.status_code == 422
    assert "Say why in a few words" in text_of(answer)
    assert 'aria-describedby="reason_error"' in answer.content.decode()
    answer = broker.post(address, {"after": "dropped", "reason": "Too far away"}, follow=True)
    assert "Too far away" in text_of(answer), "the reason is in the history"


@pytest.mark.parametrize("after", ["won", "imagined", ""])
def test_a_move_that_cannot_be_made_says_what_can(broker, scene, after):
    answer = broker.post(reverse("demand:move", args=[scene.opportunity.pk]), {"after": after})
    assert answer.status_code == 409
    assert "possible from here: qualified, dropped" in text_of(answer)


def test_the_history_tells_who_did_what(broker, page, scene):
    saved(scene)
    words = text_of(broker.get(page))
    assert "A broker saved version 1 of the requirement" in words
    assert "Made a requirement." in words


def test_members_look_but_see_no_buttons_history_or_requirement(as_role, page, scene):
    saved(scene)
    answer = as_role("member").get(page)
    assert answer.status_code == 200
    for hidden in ("What becomes of it", "History", "Form a team", "Coverage of the requirement"):
        assert hidden not in text_of(answer)


def test_members_move_nothing(as_role, scene):
    member = as_role("member")
    assert (
        member.post(reverse("demand:move", args=[scene.opportunity.pk]), {"after": "qualified"}).status_code
        == 403
    )
    assert member.post(reverse("demand:propose", args=[scene.opportunity.pk])).status_code == 403


@pytest.mark.parametrize("name", ["opportunity", "fit", "requirement"])
def test_a_stranger_finds_nothing_here(stranger, scene, name):
    saved(scene)
    assert stranger.get(reverse(f"demand:{name}", args=[scene.opportunity.pk])).status_code == 404


@pytest.mark.parametrize("name", ["move", "propose", "draft"])
def test_a_stranger_changes_nothing_here(stranger, scene, name):
    saved(scene)
    answer = stranger.post(reverse(f"demand:{name}", args=[scene.opportunity.pk]), {"after": "dropped"})
    assert answer.status_code == 404


def test_a_stranger_does_not_get_the_source(stranger, scene, notice):
    for name in ("source", "download"):
        address = reverse(f"demand:{name}", args=[scene.opportunity.pk, notice.pk])
        assert stranger.get(address).status_code == 404


def test_changes_are_only_ever_posted(scene):
    client = signed_in(scene.broker)
    for name in ("move", "propose", "draft"):
        assert client.get(reverse(f"demand:{name}", args=[scene.opportunity.pk])).status_code == 405
