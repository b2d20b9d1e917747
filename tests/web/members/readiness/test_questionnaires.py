"""A firm answers page by page; others read along or are refused; assessors judge what was answered."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone
from tests import builders

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


def test_an_assessor_changes_what_is_not_so_and_records_it(coach, cluster, rother):
    answered(rother, all_answers("4"))
    until = (timezone.localdate() + timedelta(days=365)).isoformat()
    typed = {f"{item.name}.level": "4" for item in ITEMS}

    response = coach.post(
        f"/members/{rother.pk}/readiness/judge/",
        {
            **typed,
            f"{ITEMS[0].name}.level": "0",
            "statement": "No joint work was shown.",
            "valid_until": until,
        },
    )

    assert response.status_code == 302
    with tenancy.tenant(cluster.pk):
        made = Assessment.objects.get(dimension="collaboration")
    assert made.grade == "A"
    assert made.score < 100
    assert made.inputs["changed_by_assessor"] == [ITEMS[0].name]
    assert made.statement == "No joint work was shown."


def test_a_failed_gate_gives_the_lowest_grade_whatever_the_others_are(coach, cluster, rother):
    given = {gate.name: {"verdict": "passed", "evidence": "x"} for gate in GATES}
    answered(rother, {**given, "tax": {"verdict": "failed", "explanation": "late"}}, "ethics")
    until = (timezone.localdate() + timedelta(days=30)).isoformat()

    coach.post(f"/members/{rother.pk}/ethics/judge/", {"statement": "", "valid_until": until})

    with tenancy.tenant(cluster.pk):
        made = Assessment.objects.get(dimension="ethics")
    assert (made.grade, made.score) == ("E", 0)
    assert len(made.failed) == 1


def test_a_judgement_that_would_have_lapsed_is_refused(coach, rother):
    gone = (timezone.localdate() - timedelta(days=1)).isoformat()
    response = coach.post(f"/members/{rother.pk}/ethics/judge/", {"valid_until": gone})

    assert response.status_code == 422
    assert "lapsed already" in response.content.decode()


def test_a_broker_judges_nothing(cluster, rother):
    broker = builders.signed_in(builders.a_role(cluster, "broker"))

    assert broker.get(f"/members/{rother.pk}/ethics/judge/").status_code == 403
