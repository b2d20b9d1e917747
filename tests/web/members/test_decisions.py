"""The pages of decisions: who sees what, votes, opens, withdraws."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests import builders
from tests.actions.members import deciding_scene
from tests.api.conftest import caller
from tests.builders import signed_in
from tests.web.demand.reading import text_of

from midas.actions.members.decide import vote
from midas.actions.members.poll import awaiting
from midas.store import tenancy
from midas.store.models import Motion, Proxy, Remark, Vote

LIST = "/members/decisions/"


@pytest.fixture
def here(db, monkeypatch):
    monkeypatch.setattr(deciding_scene, "AT", timezone.now())
    return deciding_scene.Cluster()


def at(motion, tail=""):
    return f"{LIST}{motion.pk}/{tail}"


def voted(here, motion, *choices):
    with tenancy.tenant(here.cluster.pk):
        for role, choice in zip(here.committee, choices, strict=False):
            vote(role, motion.pk, choice, at=timezone.now())


def test_the_list_shows_what_needs_my_vote_first_and_downloads(here):
    motion = here.motion(title="Admit Loxley")
    page = text_of(signed_in(here.ada).get(LIST))
    assert "Waiting for your vote Admit Loxley" in page
    assert "needs your vote" in page
    assert "Waiting for your vote" not in text_of(signed_in(here.broker).get(LIST))
    voted(here, motion, "yes")
    assert "Waiting for your vote" not in text_of(signed_in(here.ada).get(LIST))
    assert b"Admit Loxley" in signed_in(here.broker).get(LIST, {"_export": "csv"}).content
    assert signed_in(here.broker).get(LIST, {"_export": "xlsx"}).status_code == 200


def test_an_empty_list_says_what_to_do(here):
    assert "Open a motion" in text_of(signed_in(here.broker).get(LIST))


def test_the_list_is_filtered(here):
    here.motion(title="Admit Loxley")
    here.motion("suspend", "Don", title="Suspend Don")
    page = text_of(signed_in(here.broker).get(LIST, {"kind": "suspend"}))
    assert "1 motion" in page
    assert "Admit Loxley" not in page
    assert "Admit Loxley" in text_of(signed_in(here.broker).get(LIST, {"q": "loxley"}))


def test_one_votes_and_sees_who_has(here):
    motion, ada = here.motion(), signed_in(here.ada)
    answer = ada.post(at(motion, "vote/"), {"choice": "yes", "reason": "They deliver."}, follow=True)
    page = text_of(answer)
    assert "You voted: yes" in page
    assert "They deliver." in page
    assert "2 may still vote Ben, Cleo" in page
    assert "Ada yes" in text_of(signed_in(here.broker).get(at(motion)))


def test_a_bad_vote_and_one_without_the_right_are_refused(here):
    motion = here.motion("other", None)
    assert signed_in(here.ada).post(at(motion, "vote/"), {"choice": "perhaps"}).status_code == 400
    assert signed_in(here.broker).post(at(motion, "vote/"), {"choice": "yes"}).status_code == 403
    assert signed_in(here.members["Don"]).post(at(motion, "vote/"), {"choice": "yes"}).status_code == 403
    with tenancy.tenant(here.cluster.pk):
        assert not Vote.objects.exists()


def test_nobody_reads_a_secret_vote_anywhere_while_open_or_closed(here):
    motion = here.motion("other", None, title="Quiet", is_secret=True)
    voted(here, motion, "no", "no")
    readers = (here.ada, here.broker, builders.a_role(here.cluster, "administrator"))
    for role in readers:
        page = text_of(signed_in(role).get(at(motion)))
        assert "the count is shown when voting is over" in page
        assert "Ada no" not in page
        assert caller(role).get(f"/motions/{motion.pk}").json()["outcome"] == {}
    assert "what you chose is shown to nobody" in text_of(signed_in(here.ada).get(at(motion)))
    with tenancy.tenant(here.cluster.pk):
        vote(here.cleo, motion.pk, "yes", at=timezone.now())
    for role in readers:
        page = text_of(signed_in(role).get(at(motion)))
        assert "Yes 1 No 2" in page
        assert "Ada" not in page.split("The count")[1]
        answer = caller(role).get(f"/motions/{motion.pk}").json()["outcome"]
        assert set(answer) == {"yes", "no", "abstain", "base", "words", "aside"}
        for kind in ("csv",):
            listed = signed_in(role).get(LIST, {"_export": kind}).content.decode()
            assert "Ada" not in listed


def test_who_is_concerned_is_named_with_the_reason_and_has_no_buttons(here):
    builders.a_role(here.cluster, "member", membership=here.firms["Don"], person=here.ben.person)
    motion = here.motion("suspend", "Don")
    page = text_of(signed_in(here.ben).get(at(motion)))
    assert "Ben: their own firm is concerned" in page
    assert "You take no part" in page
    assert 'value="yes"' not in signed_in(here.ben).get(at(motion)).content.decode()


def test_a_motion_is_opened_from_the_page_of_a_firm(here):
    ben, firm = signed_in(here.ben), here.firms["Loxley"]
    link = f"{LIST}new/?kind=admit&membership={firm.pk}"
    assert link.replace("&", "&amp;") in ben.get(f"/members/{firm.pk}/").content.decode().replace(
        "&membership", "&amp;membership"
    )
    assert f'<option value="{firm.pk}" selected>' in ben.get(link).content.decode()
    sent = {
        "kind": "admit", "membership": firm.pk, "title": "Admit Loxley", "text": "Good.", "electorate": "committee",
        "quorum": "66.7", "majority": "50", "days": "5", "conditions": "ISO 9001", "is_secret": "on",
    }  # fmt: skip
    assert ben.post(f"{LIST}new/", sent).status_code == 302
    with tenancy.tenant(here.cluster.pk):
        made = Motion.objects.get()
    assert (str(made.quorum), made.is_secret, made.opened_by_id) == ("0.667", True, here.ben.person_id)
    assert made.closes_at - made.opened_at == timedelta(days=5)


def test_all_that_is_wrong_with_a_motion_is_told_and_what_was_typed_stays(here):
    sent = {
        "kind": "admit", "membership": here.firms["Don"].pk, "title": "Admit Don", "electorate": "committee",
        "quorum": "50", "majority": "50", "days": "7", "probation_until": "2020-01-01",
    }  # fmt: skip
    answer = signed_in(here.ben).post(f"{LIST}new/", sent)
    page = text_of(answer)
    assert answer.status_code == 422
    assert "only one that is in assessment can be admitted" in page
    assert "Probation ends on a day to come" in page
    assert 'value="Admit Don"' in answer.content.decode()
    assert signed_in(here.ben).post(f"{LIST}new/", {}).status_code == 422
    assert signed_in(here.members["Don"]).get(f"{LIST}new/").status_code == 403


def test_the_form_shows_what_the_rules_ask_and_starts_with_it(here):
    ben = signed_in(here.ben)
    page = text_of(ben.get(f"{LIST}new/?kind=rules"))
    assert "What the rules ask of each kind of motion" in page
    assert "Rules of engagement, 16" in page
    raw = ben.get(f"{LIST}new/?kind=rules").content.decode()
    assert 'name="days" value="14"' in raw
    assert '<option value="members" selected>' in raw


def test_a_quorum_of_nothing_is_refused_at_its_field(here):
    sent = {
        "kind": "admit", "membership": here.firms["Loxley"].pk, "title": "Admit Loxley", "electorate": "committee",
        "quorum": "0", "majority": "50", "days": "7",
    }  # fmt: skip
    answer = signed_in(here.ben).post(f"{LIST}new/", sent)
    assert answer.status_code == 422
    assert "at least 50 % of all votes have to be cast" in text_of(answer)


def test_one_talks_and_the_firm_does_not_read_along(here):
    motion = here.motion("suspend", "Don")
    assert signed_in(here.ben).post(at(motion, "remark/"), {"words": "Late again."}).status_code == 302
    assert signed_in(here.ben).post(at(motion, "remark/"), {"words": " "}).status_code == 422
    assert "Late again." in text_of(signed_in(here.broker).get(at(motion)))
    page = text_of(signed_in(here.members["Don"]).get(at(motion)))
    assert "suspend a member" in page
    assert "Late again." not in page
    with tenancy.tenant(here.cluster.pk):
        assert Remark.objects.count() == 1


def test_a_member_does_not_find_a_vote_on_an_applicant(here):
    motion = here.motion()
    assert signed_in(here.members["Don"]).get(at(motion)).status_code == 404
    assert signed_in(here.broker).get(at(motion)).status_code == 200


def test_a_motion_is_withdrawn_with_a_reason_by_who_opened_it(here):
    motion = here.motion()
    assert "Withdraw" not in text_of(signed_in(here.ben).get(at(motion)))
    assert signed_in(here.ben).post(at(motion, "withdraw/"), {"withdraw-reason": "x"}).status_code == 403
    assert signed_in(here.ada).post(at(motion, "withdraw/"), {}).status_code == 422
    page = signed_in(here.ada).post(
        at(motion, "withdraw/"), {"withdraw-reason": "Asked for time"}, follow=True
    )
    assert "Asked for time" in text_of(page)


def test_a_proxy_is_given_and_revoked_on_its_page(here):
    ben, today = signed_in(here.ben), timezone.localdate()
    sent = {"holder": here.ada.person_id, "starts_at": str(today), "ends_at": str(today + timedelta(days=3))}
    assert ben.post(f"{LIST}proxies/", sent).status_code == 302
    assert "Ben Ada" in text_of(ben.get(f"{LIST}proxies/"))
    assert "Revoke" not in text_of(signed_in(here.ada).get(f"{LIST}proxies/"))
    assert ben.post(f"{LIST}proxies/", sent).status_code == 422
    with tenancy.tenant(here.cluster.pk):
        proxy = Proxy.objects.get()
    assert signed_in(here.ada).post(f"{LIST}proxies/{proxy.pk}/revoke/").status_code == 403
    assert ben.post(f"{LIST}proxies/{proxy.pk}/revoke/").status_code == 302
    assert "revoked" in text_of(ben.get(f"{LIST}proxies/"))
    assert signed_in(here.broker).post(f"{LIST}proxies/", sent).status_code == 403


def test_a_vote_that_waits_is_on_the_home_page(here):
    here.motion(title="Admit Loxley")
    assert "Vote : Admit Loxley" in text_of(signed_in(here.ada).get("/")).replace("Vote:", "Vote :")
    assert "Admit Loxley" not in text_of(signed_in(here.broker).get("/"))


def test_a_stranger_finds_nothing(here, stranger):
    motion = here.motion(title="Admit Loxley")
    assert stranger.get(at(motion)).status_code == 404
    assert "Admit Loxley" not in text_of(stranger.get(LIST))


def test_over_the_api_motions_are_read_and_voted_on(here):
    motion = here.motion(title="Admit Loxley")
    ada = caller(here.ada)
    assert [one["title"] for one in ada.get("/motions", state="open").json()["items"]] == ["Admit Loxley"]
    answer = ada.post(f"/motions/{motion.pk}/votes", {"choice": "yes"})
    assert (answer.status_code, answer.json()["state"]) == (200, "open")
    assert ada.post(f"/motions/{motion.pk}/votes", {"choice": "maybe"}).status_code == 422
    assert caller(here.broker).post(f"/motions/{motion.pk}/votes", {"choice": "yes"}).status_code == 403
    for role in (here.ben, here.cleo):
        answer = caller(role).post(f"/motions/{motion.pk}/votes", {"choice": "yes"})
    assert answer.json()["state"] == "carried"
    assert ada.post(f"/motions/{motion.pk}/votes", {"choice": "no"}).status_code == 409


def test_the_list_takes_no_more_queries_for_more_motions(here, django_assert_max_num_queries):
    for name in ("Don", "Tees", "Rother"):
        voted(here, here.motion("suspend", name), "yes", "yes", "yes")
    browser = signed_in(here.broker)
    with django_assert_max_num_queries(25):
        browser.get(LIST)


def test_a_proxy_to_the_end_of_time_is_refused_with_a_reason(here):
    sent = {"holder": here.ada.person_id, "starts_at": "2026-11-24", "ends_at": "9999-12-31"}
    answer = signed_in(here.ben).post(f"{LIST}proxies/", sent)
    assert answer.status_code == 422
    assert "two years at most" in text_of(answer)


def test_votes_are_downloaded_and_those_of_a_secret_ballot_are_not(here):
    open_one, secret = here.motion(), here.motion("suspend", "Don", is_secret=True)
    for motion in (open_one, secret):
        voted(here, motion, "yes")
    browser = signed_in(here.broker)
    assert "Ada,Yes" in browser.get(at(open_one), {"_export": "csv"}).content.decode().replace("yes", "Yes")
    assert "Ada,yes" not in browser.get(at(secret), {"_export": "csv"}).content.decode().lower().replace(
        "ada", "Ada"
    )


def test_what_waits_for_a_vote_takes_no_more_queries_for_more_motions(here):
    def queries():
        with tenancy.tenant(here.cluster.pk), CaptureQueriesContext(connection) as found:
            waiting = awaiting(here.ada, at=timezone.now())
        return len(found), len(waiting)

    here.motion()
    first = queries()
    for number in range(4):
        here.motion("other", None, title=f"Shall we {number}?", text="Yes.")
    here.motion("suspend", "Don")
    assert first[1] == 1
    assert queries() == (first[0], 6)
