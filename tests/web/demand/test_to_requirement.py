"""The bid sheet, the board with its gaps, what the text asks for, joining and splitting, as pages."""

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.actions.demand.scene import AT, PACKAGES, POLICY, a_notice, a_scene
from tests.builders import a_role, signed_in
from tests.web.demand.reading import form, row, text_of

from midas.actions.demand.propose_requirement import propose_requirement
from midas.actions.demand.publish_coverage import set_publishing
from midas.actions.demand.save_requirement import save_requirement
from midas.store import tenancy
from midas.store.models import BidDecision, DemandLink, PartnerSought

COATING = {"id": "wp3", "title": "Coating", "competency": "cpv:44800000", "quantity": "10", "unit": "MTK"}
"""What no member of the scene does."""


@pytest.fixture
def saved(scene):
    made = propose_requirement(scene.broker, scene.opportunity.pk, at=timezone.now())
    packages = [*PACKAGES, COATING]
    return save_requirement(scene.broker, made.pk, packages, POLICY, version=0, at=timezone.now())


def at(scene, name, *more):
    return reverse(f"demand:{name}", args=[scene.opportunity.pk, *more])


def test_the_sheet_answers_six_questions_and_keeps_the_decision(scene, broker, saved):
    words = text_of(broker.get(at(scene, "bid")))
    for name in ("Fit", "Coverage", "Deadline", "Competition", "Margin", "Strategic value"):
        assert name in words
    broker.post(at(scene, "bid"), {"choice": "bid", "reason": "Our kind of work.", "strategic": "4"})
    assert BidDecision.objects.get().strategic == 4
    assert "Our kind of work." in text_of(broker.get(at(scene, "opportunity")))


def test_a_decision_without_a_reason_is_refused_at_its_field(scene, broker):
    answer = broker.post(at(scene, "bid"), {"choice": "bid", "reason": ""})
    assert answer.status_code == 422
    assert "Say why in a sentence or two" in text_of(answer)


def test_the_desk_reads_the_sheet_without_prices_it_may_not_see_and_decides_nothing(scene, as_role, saved):
    manager = as_role("project_manager")
    assert "Prices are for brokers" in text_of(manager.get(at(scene, "bid")))
    assert manager.post(at(scene, "bid"), {"choice": "bid", "reason": "x"}).status_code == 403
    assert as_role("member").get(at(scene, "bid")).status_code == 403


def test_the_board_shows_who_can_who_falls_short_and_what_nobody_covers(scene, broker, saved):
    answer = broker.get(at(scene, "board"))
    words = text_of(answer)
    assert [row.gap for row in answer.context["rows"]] == [False, False, True]
    assert "1 gap to close" in words
    assert "certificate : does not hold ISO 9001" in words
    for button in ("Recruit", "Sub-contract", "Search other clusters"):
        assert button in words


def test_the_board_is_a_spreadsheet_with_every_member(scene, broker, as_role, saved):
    text = broker.get(at(scene, "board"), {"_export": "csv"}).content.decode()
    assert "Rother" in text
    assert "does not hold ISO 9001" in text


def test_recruit_leads_to_the_list_with_the_kind_of_work_filled_in(scene, broker, saved):
    (gap,) = [row for row in broker.get(at(scene, "board")).context["rows"] if row.gap]
    answer = broker.get(gap.recruit_url)
    assert answer.context["wanted"]["competency"] == "cpv:44800000"
    assert "No member offers it today." in text_of(answer)
    assert "Invite a firm that does" in text_of(answer)


def test_a_partner_is_looked_for_and_the_search_ended_on_the_board(scene, broker, saved):
    broker.post(at(scene, "partner", "wp3"), {"what": "Coat the cabins."})
    sought = PartnerSought.objects.get()
    assert "A partner outside is looked for" in text_of(broker.get(at(scene, "board")))
    broker.post(at(scene, "partner-close", sought.pk), {"state": "found", "outcome": "Hull Coaters"})
    assert "Hull Coaters" in text_of(broker.get(at(scene, "board")))


def test_other_clusters_are_found_only_if_they_publish(scene, broker, saved):
    there = a_scene("elsewhere").cluster
    assert "No other cluster" in text_of(broker.get(at(scene, "elsewhere", "wp2")))
    with tenancy.tenant(there.pk):
        set_publishing(a_role(there, "committee"), True, at=AT)
    words = text_of(broker.get(at(scene, "elsewhere", "wp2")))
    assert there.name in words
    assert "Bristol" not in words


def test_publishing_is_off_until_the_committee_says_so(scene, as_role):
    committee, page = as_role("committee"), reverse("demand:publishing")
    assert "Nothing is published." in text_of(committee.get(page))
    assert "Other clusters see 3 counts now." in text_of(committee.post(page, {"publish": "on"}, follow=True))
    assert "nothing of ours" in text_of(committee.post(page, {"publish": "off"}, follow=True))
    assert as_role("broker").get(page).status_code == 403


@pytest.fixture
def worded(scene):
    scene.opportunity.description = "Bidders must hold ISO 9001. Turnover must be twice the contract value."
    scene.opportunity.save()
    return propose_requirement(scene.broker, scene.opportunity.pk, at=timezone.now())


def test_conditions_stand_with_their_sentence_and_are_judged(scene, broker, worded):
    words = text_of(broker.get(at(scene, "opportunity")))
    assert "Turnover, 2 times the contract value" in words
    assert "Bidders must hold ISO 9001." in words
    key = broker.get(at(scene, "opportunity")).context["conditions"][0].key
    broker.post(at(scene, "judge-condition"), {"key": key, "holds": "no"})
    assert "does not hold" in text_of(broker.get(at(scene, "opportunity")))


def test_conditions_are_taken_over_in_the_editor_by_a_button(scene, broker, worded):
    page = at(scene, "requirement")
    broker.post(page, form(row("wp1"), row("wp2"), do="certify:ISO 27001"))
    broker.post(page, form(row("wp1"), row("wp2"), do="turnover:2"))
    worded.refresh_from_db()
    assert worded.draft["policy"]["turnover_multiple"] == "2"


def test_the_confidence_and_the_sentence_survive_typing(scene, broker, worded):
    typed = row("wp1", confidence="70", sentence="Bidders must hold ISO 9001.")
    broker.post(at(scene, "requirement"), form(typed, do="check"))
    words = text_of(broker.get(at(scene, "requirement")))
    assert "Confidence 70 of 100 “Bidders must hold ISO 9001.”" in words


def test_what_such_work_usually_needs_is_learned_and_added(scene, broker, saved, worded):
    for number in (2, 3):
        other = a_notice(scene.cluster, ocid=f"ocds-b5fd17-{number}", title=f"Clinics {number}")
        made = propose_requirement(scene.broker, other.pk, at=timezone.now())
        save_requirement(scene.broker, made.pk, PACKAGES, POLICY, version=0, at=timezone.now())
        other.state = "won"
        other.save()
    page = at(scene, "requirement")
    assert "What such work usually needs, from 2 requirements" in text_of(broker.get(page))
    broker.post(page, form(row("wp1"), do="usual:0", version=1))
    worded.refresh_from_db()
    added = worded.draft["packages"][-1]
    assert (added["title"], added["certificates"]) == ("Cabins", ["ISO 9001"])
    assert added["reasons"] == [
        "In 2 of 2 finished requirements of this kind of work, about 100 % of the value."
    ]


def test_demands_are_joined_shown_and_taken_back(scene, broker):
    other = a_notice(scene.cluster, ocid="ocds-b5fd17-2", title="Two clinics")
    broker.post(at(scene, "join"), {"with": [other.pk], "title": "All clinics"})
    whole = DemandLink.objects.first().whole
    assert "Two clinics" in text_of(broker.get(reverse("demand:opportunity", args=[whole.pk])))
    assert "It waits: the work is on All clinics" in text_of(broker.get(at(scene, "opportunity")))
    broker.post(reverse("demand:undo", args=[whole.pk]))
    assert not DemandLink.objects.filter(undone_at=None).exists()


def test_a_demand_is_split_or_told_what_does_not_add_up(scene, broker):
    posted = {"part": ["1", "2"], "title-1": "A", "title-2": "B", "percent-1": "50", "percent-2": "40"}
    answer = broker.post(at(scene, "split"), posted)
    assert answer.status_code == 422
    assert "The shares come to 90 per cent" in text_of(answer)
    broker.post(at(scene, "split"), {**posted, "percent-2": "50"})
    words = text_of(broker.get(at(scene, "opportunity")))
    assert "Split into" in words
    assert "£3,000,000" in words


def test_a_split_begins_with_the_lots_by_their_values(scene, broker):
    lots = [{"id": str(n), "title": f"L{n}", "value": {"minor": 100 * n, "currency": "GBP"}} for n in (1, 3)]
    scene.opportunity.lots = lots
    scene.opportunity.save()
    rows = broker.get(at(scene, "split")).context["rows"]
    assert [(one["percent"], one["part"].lots) for one in rows] == [("25", ("1",)), ("75", ("3",))]


def test_strangers_find_none_of_it(scene, stranger, saved):
    for name in ("bid", "board", "conditions", "join", "split"):
        assert stranger.get(at(scene, name)).status_code == 404


def test_who_may_not_change_demand_joins_and_splits_nothing(scene, as_role):
    committee = signed_in(a_role(scene.cluster, "committee"))
    for name in ("join", "split"):
        assert committee.get(at(scene, name)).status_code == 403
        assert committee.post(at(scene, name), {}).status_code == 403
