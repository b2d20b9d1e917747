"""The requirement editor: typed, covered, kept as a draft, saved whole, and never lost between two brokers."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.builders import a_member, an_offering
from tests.web.demand.reading import form, row, text_of

from midas.actions.demand.move_opportunity import move_opportunity
from midas.actions.demand.propose_requirement import propose_requirement
from midas.store.models import Competency, Requirement

HTMX = {"HX-Request": "true"}


@pytest.fixture
def requirement(scene) -> Requirement:
    return propose_requirement(scene.broker, scene.opportunity.pk, at=timezone.now())


@pytest.fixture
def page(requirement):
    return reverse("demand:requirement", args=[requirement.opportunity_id])


@pytest.fixture
def draft(requirement):
    return reverse("demand:draft", args=[requirement.opportunity_id])


def test_a_proposal_is_shown_with_reasons_coverage_and_what_it_comes_to(broker, page):
    words = text_of(broker.get(page))
    assert "Midas proposed these packages from the notice" in words
    assert "is the main CPV code of the notice" in words
    assert "Covered 2 of 2 members qualify" in words
    assert "£6,000,000 in all" in words


def test_every_rule_of_the_policy_is_explained_with_an_example(broker, page):
    answer = broker.get(page)
    rules = [rule for group in answer.context["groups"] for rule in group.rules]
    assert len(rules) > 20
    words = text_of(answer)
    for rule in rules:
        assert str(rule.help) in words
        assert str(rule.example) in words


def test_what_is_typed_is_saved_whole_and_is_a_version(broker, page, requirement):
    typed = form(
        row("wp1", certificates=["ISO 9001"], certificates_other="Cyber Essentials, ", min_quality="70"),
        row("wp5", title="Software", competency="48000000", unit="HUR", quantity="1,200.5", after=["wp1"]),
        max_partners="4",
        share_cap="60",
        ceiling="6,500,000",
        need_lead="on",
        local_regions=["UKE"],
        local_min_share="30",
        sme_min_share="50",
    )
    answer = broker.post(page, typed)
    assert answer["Location"] == reverse("demand:opportunity", args=[requirement.opportunity_id])
    requirement.refresh_from_db()
    cabins, software = requirement.work_packages.all()
    assert (cabins.title, cabins.competency, cabins.value) == ("Cabins", "cpv:34200000", 400_000_000)
    assert (cabins.certificates, float(cabins.min_quality)) == (["ISO 9001", "Cyber Essentials"], 0.7)
    assert (software.code, software.competency, float(software.quantity)) == ("wp5", "cpv:48000000", 1200.5)
    assert software.after == ["wp1"]
    assert requirement.policy == {
        "max_partners": 4,
        "share_cap": 0.6,
        "ceiling": 650_000_000,
        "need_lead": True,
        "local": {"regions": ["UKE"], "min_share": 0.3},
        "tag_min_share": {"sme": 0.5},
    }
    assert (requirement.version, requirement.draft) == (1, None)


def test_what_is_saved_is_typed_again_as_it_was(broker, page, requirement):
    broker.post(page, form(row(), share_cap="60"))
    html = broker.get(page).content.decode()
    for typed in ('value="Cabins"', 'value="4,000,000.00"', 'value="2127-01-01"', 'value="60"'):
        assert typed in html
    assert 'value="cpv:34200000 · Vehicle bodies, trailers or semi-trailers"' in html


def test_everything_wrong_is_listed_at_once_each_with_its_field_and_nothing_is_lost(
    broker, page, requirement
):
    typed = form(
        row("wp1", title="", quantity="-3", value="a lot", after=["wp2"]),
        row("wp2", competency="cpv:00000000", ends_on="", after=["wp1"]),
        share_cap="120",
        max_partners="1",
        min_partners="2",
        require=["999999"],
    )
    answer = broker.post(page, typed)
    assert answer.status_code == 422
    faults = {fault.anchor: fault.text for fault in answer.context["faults"]}
    assert set(faults) == {
        "p-wp1-title",
        "p-wp1-quantity",
        "p-wp1-value",
        "p-wp1-after",
        "p-wp2-competency",
        "p-wp2-starts_on",
        "policy-share_cap",
        "policy-max_partners",
        "policy-require",
    }
    html = answer.content.decode()
    assert all(f'id="{anchor}"' in html for anchor in faults), "every link leads to a field"
    assert faults["p-wp1-quantity"] == "Package 1, untitled: Quantity must not be negative, and is '-3'"
    assert 'value="a lot"' in html
    requirement.refresh_from_db()
    assert (requirement.version, requirement.work_packages.count()) == (0, 0)
    assert requirement.draft["packages"][0]["value"] == "a lot", "what was typed is kept"


def test_nothing_asked_for_is_refused(broker, page, requirement):
    answer = broker.post(page, form())
    assert answer.status_code == 422
    assert "must hold at least one work package" in text_of(answer)


@pytest.mark.parametrize("quantity", ["1e13", "NaN", "0", "0.0000001", "ten", "1e400"])
def test_absurd_quantities_are_refused(broker, page, requirement, quantity):
    answer = broker.post(page, form(row(quantity=quantity)))
    assert [fault.anchor for fault in answer.context["faults"]] == ["p-wp1-quantity"]


def test_keys_that_no_page_of_ours_sends_are_left_out(broker, page, requirement):
    typed = form(row()) | {"row": ["wp1", "wp1", "<b>", "x" * 41]}
    broker.post(page, typed)
    requirement.refresh_from_db()
    assert [one.code for one in requirement.work_packages.all()] == ["wp1"]


def test_text_that_no_database_holds_is_refused_and_nothing_is_saved(broker, page, draft, requirement):
    before = requirement.draft
    for address in (page, draft):
        answer = broker.post(address, form(row(title="Cab\x00ins")))
        assert answer.status_code == 400
        assert "the character NUL" in answer.content.decode()
    requirement.refresh_from_db()
    assert not requirement.work_packages.exists()
    assert requirement.draft == before


def test_typing_keeps_the_draft_and_answers_with_coverage(broker, draft, requirement):
    answer = broker.post(draft, form(row(quantity="10000")), headers=HTMX)
    words = text_of(answer)
    assert "Draft kept" in words
    assert "Not covered 2 of 2 members qualify" in words
    assert "are missing" in words
    assert 'id="cover-wp1"' in answer.content.decode()
    requirement.refresh_from_db()
    assert requirement.draft["packages"][0]["quantity"] == "10000"


def test_a_row_that_cannot_be_read_yet_says_what_is_missing(broker, draft, requirement):
    words = text_of(broker.post(draft, form(row(quantity="ten")), headers=HTMX))
    assert "Coverage is shown once this can be read: is not a number: 'ten'" in words


def test_coverage_offers_the_unit_members_price_in(broker, draft, requirement):
    answer = broker.post(draft, form(row(unit="DAY")), headers=HTMX)
    assert "2 members do this, priced each, not per day: ask in that unit." in text_of(answer)
    assert 'data-set="p-wp1-unit" data-value="EA"' in answer.content.decode()


def test_coverage_says_why_others_do_not_qualify(broker, draft, requirement):
    words = text_of(broker.post(draft, form(row(certificates=["ISO 9001"], quantity="1")), headers=HTMX))
    assert "Just covered 1 of 2 members qualify Only 1 firm can do this." in words
    assert "Not: 1 without a certificate the package asks for" in words


def test_who_can_do_it_is_told_one_by_one_in_the_drawer(broker, draft, requirement):
    broker.post(draft, form(row(certificates=["ISO 9001"])), headers=HTMX)
    address = reverse("demand:package-why", args=[requirement.opportunity_id, "wp1"])
    words = text_of(broker.get(address, headers=HTMX))
    assert "1 offer qualifies" in words
    assert "£100,000" in words
    assert "Don : does not hold ISO 9001, which the package asks for" in words
    assert (
        broker.get(reverse("demand:package-why", args=[requirement.opportunity_id, "wp9"])).status_code == 404
    )


def test_coverage_loads_the_firms_once_however_many_rows_there_are(
    broker, draft, scene, requirement, django_assert_max_num_queries
):
    for _ in range(5):
        an_offering(a_member(scene.cluster), "cpv:34210000", unit="EA")
    rows = [row(f"wp{number}") for number in range(1, 13)]
    with django_assert_max_num_queries(34):
        broker.post(draft, form(*rows), headers=HTMX)


@pytest.mark.parametrize(
    ("do", "keys"),
    [
        ("add", ["wp1", "wp2", "wp4", "wp5"]),
        ("remove:wp2", ["wp1", "wp4"]),
        ("up:wp2", ["wp2", "wp1", "wp4"]),
        ("down:wp2", ["wp1", "wp4", "wp2"]),
        ("up:wp1", ["wp1", "wp2", "wp4"]),
        ("down:wp4", ["wp1", "wp2", "wp4"]),
        ("remove:wp9", ["wp1", "wp2", "wp4"]),
        ("check", ["wp1", "wp2", "wp4"]),
    ],
)
def test_rows_are_added_removed_and_moved_without_a_script(broker, page, requirement, do, keys):
    typed = form(row("wp1"), row("wp2"), row("wp4", after=["wp2"]), do=do)
    answer = broker.post(page, typed)
    assert answer.status_code == 302
    requirement.refresh_from_db()
    assert [one["id"] for one in requirement.draft["packages"]] == keys
    if do == "remove:wp2":
        assert requirement.draft["packages"][1]["after"] == []


def test_with_a_script_only_the_form_is_sent_back(broker, page, requirement):
    answer = broker.post(page, form(row(), do="add"), headers=HTMX)
    html = answer.content.decode()
    assert html.lstrip().startswith('<div id="editor">')
    assert 'id="package-wp2"' in html


def test_starting_over_brings_back_what_midas_proposes(broker, page, requirement):
    broker.post(page, form(row(title="Mine"), do="propose"))
    requirement.refresh_from_db()
    titles = [one["title"] for one in requirement.draft["packages"]]
    assert titles == ["Vehicle bodies, trailers or semi-trailers", "Software package and information systems"]


def test_a_draft_comes_back_and_can_be_thrown_away(broker, page, draft, requirement):
    broker.post(page, form(row()))
    broker.post(draft, form(row(title="Half a thou"), version=1), headers=HTMX)
    answer = broker.get(page)
    assert "Your unsaved changes of" in text_of(answer)
    assert 'value="Half a thou"' in answer.content.decode()
    answer = broker.post(page, form(row(), do="discard", version=1), follow=True)
    assert "this is what is saved" in text_of(answer)
    assert 'value="Cabins"' in answer.content.decode()


def test_two_brokers_never_overwrite_each_other(broker, rival, page, requirement):
    broker.post(page, form(row()))
    broker.post(page, form(row(title="Hers"), version=1))
    answer = rival.post(page, form(row(title="His"), version=1))
    assert answer.status_code == 409
    assert "A broker saved version 2 at" in text_of(answer)
    assert 'value="His"' in answer.content.decode(), "what he typed is still there"
    requirement.refresh_from_db()
    assert (requirement.version, requirement.work_packages.get().title) == (2, "Hers")
    rival.post(page, form(row(title="His"), version=1, do="overwrite"))
    requirement.refresh_from_db()
    assert (requirement.version, requirement.work_packages.get().title) == (3, "His")


def test_a_second_broker_sees_who_is_at_work_and_takes_over_knowingly(
    broker, rival, page, draft, requirement
):
    broker.post(draft, form(row(title="Hers")), headers=HTMX)
    assert "A broker has unsaved changes here since" in text_of(rival.get(page))
    answer = rival.post(draft, form(row(title="His")), headers=HTMX)
    assert "Not kept as a draft" in text_of(answer)
    requirement.refresh_from_db()
    assert requirement.draft["packages"][0]["title"] == "Hers"
    rival.post(page, form(row(title="His"), do="take_over"))
    requirement.refresh_from_db()
    assert requirement.draft["packages"][0]["title"] == "His"


def test_what_the_form_has_no_field_for_survives_a_save(broker, page, requirement, scene):
    firms = [str(one.pk) for one in scene.firms.values()]
    requirement.policy = {"at_most": [{"firms": firms[:2], "count": 1}], "tag_min_share": {"green": 0.1}}
    requirement.save()
    broker.post(page, form(row(), sme_min_share="50"))
    requirement.refresh_from_db()
    assert requirement.policy == {
        "at_most": [{"firms": firms[:2], "count": 1}],
        "tag_min_share": {"green": 0.1, "sme": 0.5},
    }


def test_firms_that_may_not_be_together_are_pairs(broker, page, requirement, scene):
    rother, don = (str(scene.firms[name].pk) for name in ("Rother", "Don"))
    typed = form(row()) | {"policy.conflict_a": [rother, ""], "policy.conflict_b": [don, ""]}
    broker.post(page, typed)
    requirement.refresh_from_db()
    assert requirement.policy == {"conflicts": [[rother, don]]}


def test_competencies_are_searched_by_word_with_how_many_members_offer_them(broker, scene):
    Competency.objects.create(code="cpv:34210000", label="Vehicle bodies")
    answer = broker.get("/demand/competencies/", {"p.wp1.competency": "bodies"})
    assert "Vehicle bodies cpv:34210000 1 member" in text_of(answer)
    assert 'role="option"' in answer.content.decode()
    assert "Nothing found for “zzz”" in text_of(broker.get("/demand/competencies/", {"q": "zzz"}))


def test_those_at_the_desk_read_it_and_those_outside_do_not(broker, as_role, page, requirement):
    broker.post(page, form(row(), share_cap="60", need_lead="on"))
    words = text_of(as_role("committee").get(page))
    assert "Cabins" in words
    assert "Largest share of one firm 60 %" in words
    assert "<form" not in as_role("committee").get(page).content.decode().split("<main")[1]
    assert as_role("member").get(page).status_code == 403
    assert as_role("committee").post(page, form(row())).status_code == 403
    requirement.refresh_from_db()
    assert requirement.version == 1


@pytest.mark.parametrize("name", ["draft", "competencies"])
def test_only_brokers_type(as_role, requirement, name):
    address = reverse(f"demand:{name}", args=[requirement.opportunity_id] if name == "draft" else [])
    client = as_role("committee")
    assert (client.post(address) if name == "draft" else client.get(address)).status_code == 403


def test_once_the_team_bids_the_requirement_stays_as_it_is(broker, page, requirement, scene):
    broker.post(page, form(row()))
    for state in ("forming", "bidding"):
        move_opportunity(scene.broker, scene.opportunity.pk, state, at=timezone.now())
    assert "This demand is bidding, so its requirement stays as it is." in text_of(broker.get(page))
    broker.post(page, form(row(title="Other"), version=1))
    assert requirement.work_packages.get().title == "Cabins"


def test_a_demand_without_a_requirement_has_no_editor(broker, scene):
    assert broker.get(reverse("demand:requirement", args=[scene.opportunity.pk])).status_code == 404
