"""Pages of demands published twice, and of changes: what waits, deciding, undoing, following, and having looked."""

from __future__ import annotations

import pytest
from tests.actions.demand.scene import AT, a_notice
from tests.web.demand.reading import text_of

from midas.actions.demand.amendments import note_amendments
from midas.actions.demand.find_same_demand import search_cluster
from midas.store.models import AmendmentNote, DemandFollower, DemandMerge, DemandVerdict, Notice

SAME = "/demand/same/"


@pytest.fixture
def twin(scene):
    made = a_notice(
        scene.cluster, ocid="ocds-h6vhtk-9", title="MOBILE diagnostic units", buyer_name="Combined authority"
    )
    search_cluster(scene.cluster.pk, at=AT)
    return made


def decide(browser, scene, twin, what, **more):
    return browser.post(
        f"{SAME}judge/", {"first": scene.opportunity.pk, "second": twin.pk, "what": what, **more}
    )


def test_an_empty_page_says_what_happens_next(broker):
    assert "New demands are compared with the others every few minutes" in text_of(broker.get(SAME))


def test_a_pair_stands_side_by_side_with_the_reasons(broker, scene, twin):
    told = text_of(broker.get(SAME))
    assert "1 pair to decide" in told
    assert "of 100 alike" in told
    assert "the same value, GBP 6,000,000.00" in told
    assert "ocds-h6vhtk-9" in told
    assert "MOBILE diagnostic units" in broker.get(f"{SAME}?_export=csv").getvalue().decode()


def test_a_decision_is_kept_and_not_asked_again(broker, scene, twin):
    decide(broker, scene, twin, "different", reason="next year's")
    assert DemandVerdict.objects.get().reason == "next year's"
    assert "0 pairs to decide" in text_of(broker.get(SAME))
    assert "different demands" in text_of(broker.get(f"{SAME}?view=decided"))


def test_shown_as_one_each_page_says_so_and_the_inbox_shows_one(broker, scene, twin):
    answer = decide(broker, scene, twin, "into-first")
    merge = DemandMerge.objects.get()
    assert answer["Location"] == f"{SAME}{merge.pk}/"
    assert "MOBILE" not in text_of(broker.get("/demand/?view=table"))
    gone = text_of(broker.get(f"/demand/{twin.pk}/"))
    assert "This was published twice" in gone
    assert "What becomes of it" not in gone
    sheet = text_of(broker.get(f"/demand/{twin.pk}/bid/"))
    assert "is shown as part of" in sheet
    assert "Record the decision" not in sheet
    kept = text_of(broker.get(f"/demand/{scene.opportunity.pk}/"))
    assert "Also published as" in kept
    assert "ocds-h6vhtk-9" in kept
    assert "MOBILE" in text_of(broker.get(f"{SAME}?view=merged"))


def test_undoing_needs_a_reason_and_puts_it_back(broker, scene, twin):
    decide(broker, scene, twin, "into-second")
    merge = DemandMerge.objects.get()
    assert broker.post(f"{SAME}{merge.pk}/", {"reason": ""}).status_code == 422
    broker.post(f"{SAME}{merge.pk}/", {"reason": "two lots"})
    merge.refresh_from_db()
    assert merge.undone_at is not None
    assert "undone" in text_of(broker.get(f"{SAME}{merge.pk}/"))
    assert broker.post(f"{SAME}{merge.pk}/", {"reason": "again"}).status_code == 409


def test_what_cannot_be_merged_is_refused_and_what_is_not_there_not_found(broker, scene, twin):
    decide(broker, scene, twin, "into-first")
    assert decide(broker, scene, twin, "into-second").status_code == 409
    assert broker.post(f"{SAME}judge/", {"first": "x", "second": twin.pk, "what": "same"}).status_code == 404


def test_an_answer_nobody_offered_is_refused_and_nothing_is_noted(broker, scene, twin):
    for what in ("", "maybe", "into-third"):
        answer = decide(broker, scene, twin, what)
        assert answer.status_code == 400
        assert "nothing was noted" in text_of(answer)
    assert not DemandVerdict.objects.exists()
    assert "1 pair to decide" in text_of(broker.get(SAME))


def test_others_do_not_decide_and_strangers_find_nothing(as_role, stranger, scene, twin, broker):
    for kind in ("member", "committee", "coach"):
        assert as_role(kind).get(SAME).status_code == 403
        assert decide(as_role(kind), scene, twin, "same").status_code == 403
    assert decide(stranger, scene, twin, "same").status_code == 404
    decide(broker, scene, twin, "into-first")
    assert stranger.get(f"{SAME}{DemandMerge.objects.get().pk}/").status_code == 404


def test_a_merged_demand_shows_the_notices_of_both(broker, scene, twin):
    Notice.objects.create(
        cluster=scene.cluster, opportunity=twin, ocid=twin.ocid, release_id="other-1", sha256="9" * 64,
        text="<a/>", source="b.xml", imported_at=AT,
    )  # fmt: skip
    decide(broker, scene, twin, "into-first")
    page = broker.get(f"/demand/{scene.opportunity.pk}/")
    assert "other-1" in text_of(page)
    raw = f"/demand/{twin.pk}/source/{Notice.objects.get().pk}/"
    assert raw in page.content.decode()
    assert broker.get(f"{raw}download/")["Content-Disposition"].endswith('.xml"')


def test_following_and_leaving_a_demand(as_role, scene):
    coach, address = as_role("coach"), f"/demand/{scene.opportunity.pk}/"
    assert "Tell me of changes" in text_of(coach.get(address))
    coach.post(f"{address}follow/", {"wanted": "yes"})
    assert "Do not tell me" in text_of(coach.get(address))
    coach.post(f"{address}follow/", {"wanted": "no"})
    assert DemandFollower.objects.get().muted
    assert as_role("agency").post(f"{address}follow/", {"wanted": "yes"}).status_code == 403


def test_a_change_stands_on_the_home_page_and_the_demands_until_it_was_looked_at(broker, scene, rival):
    address = f"/demand/{scene.opportunity.pk}/"
    broker.post(f"{address}follow/", {"wanted": "yes"})
    changes = [
        {"field": "deadline_at", "before": "2026-12-15 12:00 UTC", "after": "2027-07-10 12:00 UTC"},
        {"field": "value", "before": "GBP 6,000,000.00", "after": "GBP 6,500,000.00"},
        {"field": "span/starts_on", "before": "2027-01-01", "after": "2027-02-01"},
    ]
    at = DemandFollower.objects.get().since
    Notice.objects.create(
        cluster=scene.cluster, opportunity=scene.opportunity, ocid="o", release_id="2", sha256="8" * 64,
        text="{}", source="a.json", imported_at=at, changes=changes,
    )  # fmt: skip
    note_amendments(scene.cluster, at=at)
    assert "1 change by a notice" in text_of(broker.get("/"))
    told = text_of(broker.get(address))
    assert "A notice changed this since you looked" in told
    for words in ("10 Jul 2027, 13:00", "£6,500,000", "1 Feb 2027"):
        assert words in told
    assert "since you looked" not in text_of(rival.get(address))
    broker.post(f"{address}seen/")
    assert AmendmentNote.objects.get().seen_at is not None
    assert "since you looked" not in text_of(broker.get(address))
    assert "1 change by a notice" not in text_of(broker.get("/"))


def test_strangers_neither_follow_nor_look(stranger, scene):
    for what in ("follow", "seen"):
        assert stranger.post(f"/demand/{scene.opportunity.pk}/{what}/").status_code == 404
