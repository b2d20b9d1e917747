"""The coach's worklist and a firm's plan."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone
from tests import builders
from tests.web.members.readiness.test_questionnaires import all_answers, answered

from midas.rules.readiness import ITEMS
from midas.store import tenancy
from midas.store.models import CoachingStep


@pytest.fixture
def coach(cluster):
    return builders.signed_in(builders.a_role(cluster, "coach"))


def a_step(member, what="Practise", days=10, **more):
    with tenancy.tenant(member.cluster_id):
        due = timezone.localdate() + timedelta(days=days)
        fields = {"what": what, "due_on": due, "written_at": builders.AT, **more}
        return CoachingStep.objects.create(cluster_id=member.cluster_id, membership=member, **fields)


def test_who_is_overdue_comes_first_then_who_struggles_without_a_plan(coach, cluster):
    fine, weak, late, new = (
        builders.a_member(cluster, name) for name in ("Aire Fine", "Bain Weak", "Cam Late", "Don New")
    )
    answered(fine, all_answers())
    answered(weak, {**all_answers(), ITEMS[0].name: {"level": "0"}})
    answered(late, all_answers())
    a_step(late, days=-1)

    response = coach.get("/coaching/?_export=csv")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))

    assert [row[0] for row in rows[1:]] == ["Cam Late", "Bain Weak", "Don New", "Aire Fine"]
    assert rows[2][5] == ITEMS[0].question
    assert "Don New" in coach.get("/coaching/").content.decode()
    assert new.pk


def test_a_weak_answer_is_taken_into_the_plan_and_ticked_off(coach, cluster):
    firm = builders.a_member(cluster)
    answered(firm, {**all_answers(), ITEMS[0].name: {"level": "0"}})
    at = f"/members/{firm.pk}/coaching/"

    assert coach.post(at, {"do": "add", "what": ITEMS[0].advice, "item": ITEMS[0].name}).status_code == 302
    with tenancy.tenant(cluster.pk):
        step = CoachingStep.objects.get()
    assert (step.item, step.done_at) == (ITEMS[0].name, None)
    assert "in the plan" in coach.get(at).content.decode()

    assert coach.post(at, {"do": "done", "step": step.pk}).status_code == 302
    assert coach.post(at, {"do": "done", "step": step.pk}).status_code == 409
    with tenancy.tenant(cluster.pk):
        assert CoachingStep.objects.get().done_at is not None


@pytest.mark.parametrize(
    "typed", [{"what": ""}, {"what": "x", "due_on": "2020-01-01"}, {"what": "x", "item": "nothing"}]
)
def test_a_step_that_makes_no_sense_is_refused(coach, cluster, typed):
    firm = builders.a_member(cluster)

    assert coach.post(f"/members/{firm.pk}/coaching/", {"do": "add", **typed}).status_code == 422


def test_the_firm_sees_its_plan_and_changes_nothing(cluster):
    firm = builders.a_member(cluster)
    step = a_step(firm, "Write one page")
    own = builders.signed_in(builders.a_role(cluster, "member", firm))

    assert "Write one page" in own.get(f"/members/{firm.pk}/coaching/").content.decode()
    assert own.post(f"/members/{firm.pk}/coaching/", {"do": "done", "step": step.pk}).status_code == 403
    assert own.get("/coaching/").status_code == 403


def test_a_step_of_another_firm_is_not_ticked_off_through_this_one(coach, cluster):
    one, other = builders.a_member(cluster), builders.a_member(cluster)
    step = a_step(other)

    assert coach.post(f"/members/{one.pk}/coaching/", {"do": "done", "step": step.pk}).status_code == 404


def test_the_worklist_takes_few_queries(coach, cluster, django_assert_max_num_queries):
    for _ in range(12):
        answered(builders.a_member(cluster), all_answers())
    with django_assert_max_num_queries(30):
        coach.get("/coaching/")


def test_a_plan_is_downloaded(coach, cluster):
    firm = builders.a_member(cluster)
    a_step(firm, "Practise hand-overs", item=ITEMS[0].name)
    text = coach.get(f"/members/{firm.pk}/coaching/", {"_export": "csv"}).content.decode("utf-8-sig")
    assert "Practise hand-overs" in text
    assert coach.get(f"/members/{firm.pk}/coaching/", {"_export": "xlsx"}).status_code == 200


def test_the_worklist_takes_no_more_queries_for_more_firms(coach, cluster, django_assert_max_num_queries):
    for _ in range(8):
        a_step(builders.a_member(cluster))
    with django_assert_max_num_queries(16):
        coach.get("/coaching/")


def test_a_weak_answer_and_its_step_lead_to_a_short_guide(coach, cluster):
    firm, item = builders.a_member(cluster), ITEMS[0]
    answered(firm, {**all_answers(), item.name: {"level": "0"}})
    owner = builders.signed_in(builders.a_role(cluster, "member", firm))
    a_step(firm, item=item.name)
    address = f"/guides/operational-awareness/#{item.topic}"

    assert owner.get(f"/members/{firm.pk}/coaching/").content.decode().count(address) == 2
    page = owner.get(address.partition("#")[0])
    assert f'id="{item.topic}"' in page.content.decode()
    assert "Done when:" in page.content.decode()
    assert "/guides/exit-strategy/" in owner.get("/guides/").content.decode()


def test_there_is_no_guide_to_what_is_no_stage(coach):
    assert coach.get("/guides/nowhere/").status_code == 404


def test_guides_are_for_firms_and_for_who_helps_them(cluster):
    assert builders.signed_in(builders.a_role(cluster, "agency")).get("/guides/").status_code == 403
