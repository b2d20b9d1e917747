"""A firm answers page by page; others read along or are refused; assessors judge what was answered."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from tests import builders
from tests.web.members.readiness.judging import judged, opened

from midas.rules.gates import GATES
from midas.rules.readiness import ITEMS
from midas.store import tenancy
from midas.store.models import Answers, Assessment


@pytest.fixture
def rother(cluster):
    return builders.a_member(cluster, "Rother Welding")


@pytest.fixture
def own(cluster, rother):
    return builders.signed_in(builders.a_role(cluster, "member", rother))


@pytest.fixture
def coach(cluster):
    return builders.signed_in(builders.a_role(cluster, "coach"))


def kept(cluster, dimension="collaboration"):
    with tenancy.tenant(cluster.pk):
        return Answers.objects.filter(dimension=dimension).first()


def all_answers(level="3"):
    return {item.name: {"level": level, "evidence": "seen"} for item in ITEMS}


def answered(member, given, dimension="collaboration", handed_in=True):
    with tenancy.tenant(member.cluster_id):
        return Answers.objects.create(
            cluster_id=member.cluster_id,
            membership=member,
            dimension=dimension,
            given=given,
            saved_at=builders.AT,
            handed_in_at=builders.AT if handed_in else None,
        )


def test_a_page_is_saved_as_a_draft_and_the_next_one_is_shown(own, cluster, rother):
    first = ITEMS[0].name
    typed = {
        "version": "0",
        "page": "1",
        "do": "next",
        f"{first}.level": "3",
        f"{first}.evidence": "two jobs",
    }

    response = own.post(f"/members/{rother.pk}/readiness/", typed)

    assert response.status_code == 302
    assert response.url.endswith("?page=2")
    assert kept(cluster).given[first] == {"level": "3", "evidence": "two jobs"}
    page = own.get(f"/members/{rother.pk}/readiness/?page=1").content.decode()
    assert 'value="3" checked' in page
    assert "two jobs" in page


def test_two_at_once_are_noticed_and_nothing_is_lost(own, cluster, rother):
    first = ITEMS[0].name
    own.post(f"/members/{rother.pk}/readiness/", {"version": "0", "page": "1", f"{first}.level": "3"})

    response = own.post(
        f"/members/{rother.pk}/readiness/",
        {"version": "0", "page": "1", f"{first}.level": "1", f"{first}.evidence": "mine"},
    )

    assert response.status_code == 409
    page = response.content.decode()
    assert "while you were writing" in page
    assert "mine" in page
    assert 'name="version" value="1"' in page
    assert kept(cluster).given[first]["level"] == "3"


def test_handing_in_names_everything_that_is_missing(own, rother):
    response = own.post(f"/members/{rother.pk}/readiness/", {"do": "hand-in", "page": "1"})

    assert response.status_code == 422
    assert ITEMS[-1].question in response.content.decode()


def test_complete_answers_are_handed_in_and_a_change_opens_them_again(own, cluster, rother):
    answered(rother, all_answers(), handed_in=False)

    own.post(f"/members/{rother.pk}/readiness/", {"do": "hand-in"})
    assert kept(cluster).handed_in_at is not None

    own.post(f"/members/{rother.pk}/readiness/", {"version": "1", "page": "1", f"{ITEMS[0].name}.level": "4"})
    assert kept(cluster).handed_in_at is None


@pytest.mark.parametrize("level", ["5", "-1", "x"])
def test_a_level_that_is_none_is_refused_where_it_stands(own, cluster, rother, level):
    response = own.post(
        f"/members/{rother.pk}/readiness/", {"version": "0", "page": "1", f"{ITEMS[0].name}.level": level}
    )

    assert response.status_code == 422
    assert "level from 0 to 4" in response.content.decode()
    assert kept(cluster) is None


def test_the_gates_ask_for_what_proves_them_and_until_when(own, cluster, rother):
    page = own.get(f"/members/{rother.pk}/ethics/").content.decode()
    assert "Procurement Act 2023" in page
    assert "to be checked against its source" in page

    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    own.post(
        f"/members/{rother.pk}/ethics/",
        {
            "version": "0",
            "page": "1",
            "bribery.verdict": "passed",
            "bribery.evidence": "policy of 2025",
            "bribery.expires_on": tomorrow,
        },
    )
    assert kept(cluster, "ethics").given["bribery"]["expires_on"] == tomorrow


def test_what_would_raise_the_result_is_said(own, rother):
    answered(rother, {**all_answers(), ITEMS[5].name: {"level": "0"}})

    assert ITEMS[5].advice in own.get(f"/members/{rother.pk}/readiness/").content.decode()


def test_the_coach_reads_along_and_changes_nothing(coach, cluster, rother):
    answered(rother, all_answers())
    page = coach.get(f"/members/{rother.pk}/readiness/").content.decode()

    assert "Judge it" in page
    assert "disabled" in page
    refused = coach.post(f"/members/{rother.pk}/readiness/", {"version": "1", "page": "1"})
    assert refused.status_code == 403


def test_another_firm_of_the_cluster_is_refused(cluster, rother):
    other = builders.signed_in(builders.a_role(cluster, "member"))

    for place in ("ethics", "readiness", "coaching", "credentials"):
        assert other.get(f"/members/{rother.pk}/{place}/").status_code == 403


def test_an_agency_is_refused_and_a_stranger_finds_nothing(cluster, rother, stranger):
    agency = builders.signed_in(builders.a_role(cluster, "agency"))

    assert agency.get(f"/members/{rother.pk}/ethics/").status_code == 403
    assert stranger.get(f"/members/{rother.pk}/ethics/").status_code == 404


def test_answers_are_downloaded(own, rother):
    answered(rother, all_answers())
    response = own.get(f"/members/{rother.pk}/readiness/?_export=csv")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))

    assert len(rows) == len(ITEMS) + 1
    assert rows[1][3] == "3"
    assert own.get(f"/members/{rother.pk}/ethics/?_export=xlsx").status_code == 200


def judgements(cluster, dimension="collaboration"):
    with tenancy.tenant(cluster.pk):
        return list(Assessment.objects.filter(dimension=dimension))


def test_an_assessor_changes_what_is_not_so_and_records_it_with_the_reason(coach, cluster, rother):
    answered(rother, all_answers("4"))
    first = ITEMS[0].name
    changed = {f"{first}.level": "0", f"{first}.reason": "No joint work was shown."}

    assert judged(coach, rother, **changed).status_code == 302

    (made,) = judgements(cluster)
    assert made.grade == "A"
    assert made.score < 100
    assert made.inputs["changed_by_assessor"] == [first]
    assert made.inputs["reasons"] == {first: "No joint work was shown."}
    assert made.statement == "Seen on site."
    assert any("No joint work was shown." in one["why"] for one in made.measures if one["name"] == first)


def test_what_an_assessor_changes_needs_a_reason(coach, cluster, rother):
    """Nobody turns a gate that the firm did not answer into one that is passed without saying why."""
    answered(rother, {"tax": {"verdict": "passed", "evidence": "a letter"}}, "ethics")

    refused = judged(coach, rother, "ethics", **{"bribery.verdict": "passed"})

    page = refused.content.decode()
    assert refused.status_code == 422
    assert "Say why this counts otherwise" in page
    assert '<option value="passed" selected>' in page.split('name="bribery.verdict"')[1].split("</select>")[0]
    assert judgements(cluster, "ethics") == []
    reason = {"bribery.verdict": "passed", "bribery.reason": "I read the policy of 2025."}
    assert judged(coach, rother, "ethics", **reason).status_code == 302


def test_a_judgement_without_a_statement_is_refused_with_all_else_that_is_wrong(coach, cluster, rother):
    answered(rother, all_answers("4"))
    gone = (timezone.localdate() - timedelta(days=1)).isoformat()

    refused = judged(coach, rother, statement=" ", valid_until=gone, **{f"{ITEMS[0].name}.level": "1"})

    assert refused.status_code == 422
    assert judgements(cluster) == []
    assert "This field is required" in refused.content.decode()


def test_what_the_firm_saved_meanwhile_is_told_and_nothing_typed_is_lost(coach, cluster, rother):
    answered(rother, all_answers("4"))
    first, second = ITEMS[0].name, ITEMS[1].name
    before = opened(coach, rother)
    with tenancy.tenant(cluster.pk):
        kept = Answers.objects.get()
        kept.given, kept.version = {**kept.given, second: {"level": "1"}}, kept.version + 1
        kept.save()

    typed = {f"{first}.level": "2", f"{first}.reason": "Half of it."}
    response = judged(coach, rother, **{**before, **typed})

    page = response.content.decode()
    assert response.status_code == 409
    assert judgements(cluster) == []
    assert "saved these answers while you were writing" in page
    assert "Half of it." in page
    assert '<option value="2" selected>' in page.split(f'name="{first}.level"')[1].split("</select>")[0]
    assert "changed meanwhile" in page.split(f'name="{second}.level"')[1].split("</tr>")[0]
    again = dict(re.findall(r'<input type="hidden" name="([\w.]+)" value="([^"]*)"', page))
    assert judged(coach, rother, **{**again, **typed}).status_code == 302
    assert judgements(cluster)[0].inputs["given"][second] == {"level": "1"}


def test_a_page_that_is_sent_twice_records_once(coach, cluster, rother):
    answered(rother, all_answers("4"))
    page = opened(coach, rother)

    assert judged(coach, rother, **page).status_code == 302
    again = judged(coach, rother, **page)

    assert again.status_code == 409
    assert "recorded since you opened the page" in again.content.decode()
    assert len(judgements(cluster)) == 1


def test_a_proof_that_ran_out_meanwhile_is_noticed(coach, cluster, rother):
    answered(rother, {"tax": {"verdict": "passed", "evidence": "a letter"}}, "ethics")
    page = opened(coach, rother, "ethics")
    gone = (timezone.localdate() - timedelta(days=1)).isoformat()
    with tenancy.tenant(cluster.pk):
        Answers.objects.update(given={"tax": {"verdict": "passed", "evidence": "x", "expires_on": gone}})

    refused = judged(coach, rother, "ethics", **page)

    assert refused.status_code == 409
    assert "rests on changed" in refused.content.decode()


def test_nobody_judges_the_answers_of_their_own_firm(cluster, rother):
    answered(rother, all_answers("4"))
    committee = builders.a_role(cluster, "committee")
    builders.a_role(cluster, "member", rother, person=committee.person)
    inside = builders.signed_in(committee)

    page = inside.get(f"/members/{rother.pk}/readiness/judge/").content.decode()

    assert "nobody assesses their own firm" in page
    assert "Record the judgement" not in page
    other = opened(builders.signed_in(builders.a_role(cluster, "coach")), rother)
    assert judged(inside, rother, **other).status_code == 403
    assert judgements(cluster) == []


def test_the_carbon_plan_counts_once_the_firm_is_in_a_contract_that_large(own, coach, cluster, rother):
    given = {
        gate.name: {"verdict": "passed", "evidence": "x"} for gate in GATES if gate.name != "carbon_plan"
    }
    answered(rother, given, "ethics")
    judged(coach, rother, "ethics")
    page = own.get(f"/members/{rother.pk}/ethics/?page=3").content.decode()
    assert "your firm is in none, so it does not count yet" in page
    builders.an_enterprise(cluster, [rother], each=600_000_000)
    assert (
        "your firm is in one, so it counts"
        in own.get(f"/members/{rother.pk}/ethics/?page=3").content.decode()
    )

    judged(coach, rother, "ethics")
    reason = {"carbon_plan.verdict": "explained", "carbon_plan.reason": "The board signs it in May."}
    judged(coach, rother, "ethics", **reason)

    explained, without, before = judgements(cluster, "ethics")
    assert (before.grade, without.grade) == ("A", "")
    assert 90 < explained.score < 100
    assert any("GBP 6,000,000 a year" in note for note in explained.notes)
    handed = own.post(f"/members/{rother.pk}/ethics/", {"do": "hand-in", "page": "1"})
    assert handed.status_code == 422


def test_a_failed_gate_gives_the_lowest_grade_whatever_the_others_are(coach, cluster, rother):
    given = {gate.name: {"verdict": "passed", "evidence": "x"} for gate in GATES}
    answered(rother, {**given, "tax": {"verdict": "failed", "explanation": "late"}}, "ethics")

    judged(coach, rother, "ethics")

    (made,) = judgements(cluster, "ethics")
    assert (made.grade, made.score) == ("E", 0)
    assert len(made.failed) == 1


def test_a_judgement_that_would_have_lapsed_is_refused(coach, rother):
    gone = (timezone.localdate() - timedelta(days=1)).isoformat()
    response = judged(coach, rother, "ethics", valid_until=gone)

    assert response.status_code == 422
    assert "lapsed already" in response.content.decode()


def test_a_broker_judges_nothing(cluster, rother):
    broker = builders.signed_in(builders.a_role(cluster, "broker"))

    assert broker.get(f"/members/{rother.pk}/ethics/judge/").status_code == 403
