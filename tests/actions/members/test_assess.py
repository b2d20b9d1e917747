from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from tests.builders import AT, TODAY, a_cluster, a_member, a_role, an_evidence_file

from midas.actions.access.own_firm import OwnFirm
from midas.actions.access.permissions import NotAllowed
from midas.actions.members.assess import newest_of, record_assessment
from midas.core.members.assessment import Dimension, Measure, judged, read
from midas.core.values.problems import BadInput
from midas.store import tenancy
from midas.store.models import Assessment, Event
from midas.store.queries import standing

pytestmark = pytest.mark.django_db

MEASURES = (
    Measure("z2", Fraction(1831, 500), Fraction(1), 60, "Well above the limit."),
    Measure("acid", None, None, 40, "Not known without stock.", ("stock",)),
)
YEAR = TODAY + timedelta(days=365)


@pytest.fixture
def coach():
    coach = a_role(a_cluster(), "coach")
    with tenancy.tenant(coach.cluster_id):
        yield coach


def recorded(role, member, **more):
    judgement = judged(Dimension.FINANCE, MEASURES, needed=("z2",))
    last = newest_of(member, "finance")
    given = {"method": "Altman", "inputs": {"years": 3}, "at": AT, "valid_until": YEAR}
    given["after"] = last.pk if last else 0
    return record_assessment(role, member, judgement, **{**given, **more})


def test_a_judgement_is_kept_with_all_it_rests_on(coach):
    member = a_member(coach.cluster)
    file = an_evidence_file(member, "accounts")
    made = recorded(coach, member, statement="  Sound.  ", evidence=[file])
    made.refresh_from_db()
    assert (made.score, made.grade, made.assessed_on, made.assessor) == (
        Decimal(100),
        "A",
        TODAY,
        coach.person,
    )
    assert (made.statement, made.inputs, made.missing) == ("Sound.", {"years": 3}, ["stock"])
    assert tuple(read(kept) for kept in made.measures) == MEASURES
    assert list(made.evidence.all()) == [file]


def test_it_is_an_event_of_the_firm_with_its_reason(coach):
    member = a_member(coach.cluster)
    recorded(coach, member, statement="Sound.")
    event = Event.objects.get(verb="membership.finance_assessed")
    assert (event.subject_kind, event.subject_id) == ("membership", member.pk)
    assert (event.details["grade_before"], event.details["grade"], event.reason) == ("", "A", "Sound.")
    assert (event.before, event.after) == ("", "")
    assert event.details["dimension"] == "finance"


def test_the_newest_counts_and_the_older_one_stays(coach):
    member = a_member(coach.cluster)
    first, second = recorded(coach, member), recorded(coach, member)
    assert standing.newest([member.pk]) == {member.pk: {"finance": second}}
    assert set(Assessment.objects.all()) == {first, second}


def test_the_newest_of_many_firms_takes_one_query(coach, django_assert_num_queries):
    members = [a_member(coach.cluster) for _ in range(3)]
    for member in members[:2]:
        recorded(coach, member)
    with django_assert_num_queries(1):
        assert set(standing.newest([member.pk for member in members])) == {one.pk for one in members[:2]}


@pytest.mark.parametrize("kind", ["broker", "member", "agency", "purchaser", "project_manager"])
def test_who_is_no_assessor_records_nothing(coach, kind):
    with pytest.raises(NotAllowed):
        recorded(a_role(coach.cluster, kind), a_member(coach.cluster))
    assert not Assessment.objects.exists()


def test_nobody_assesses_a_firm_they_belong_to_in_whichever_role_they_act(coach):
    member = a_member(coach.cluster, "Own Firm")
    a_role(coach.cluster, "member", member, coach.person)
    with pytest.raises(OwnFirm, match="Own Firm"):
        recorded(coach, member)
    assert recorded(coach, a_member(coach.cluster))


def test_everything_wrong_is_told_at_once(coach):
    other = an_evidence_file(a_member(coach.cluster), title="Not theirs")
    with pytest.raises(BadInput) as refused:
        recorded(
            coach,
            a_member(coach.cluster),
            valid_until=TODAY - timedelta(days=1),
            statement="x" * 10_001,
            evidence=[other],
        )
    assert [problem.where for problem in refused.value.problems] == ["valid_until", "statement", "evidence"]


def test_a_judgement_does_not_hold_for_ever(coach):
    with pytest.raises(BadInput, match="three years"):
        recorded(coach, a_member(coach.cluster), valid_until=TODAY + timedelta(days=4 * 365))
