"""Rules of engagement are written as drafts, by those who may, and never changed once in force."""

from datetime import date, timedelta

import pytest
from tests.builders import AT, a_cluster, a_role

from midas.actions.access.permissions import NotAllowed
from midas.actions.members.known import in_force
from midas.actions.members.write_rules import StaleRules, first_rules, version_being_written, write_rules
from midas.core.values.problems import BadInput
from midas.core.values.states import UnableToMove
from midas.store import tenancy
from midas.store.models import Motion, RulesVersion

NEXT = AT + timedelta(hours=1)


@pytest.fixture
def inside(db):
    cluster = a_cluster()
    with tenancy.tenant(cluster.pk):
        yield cluster


@pytest.fixture
def committee(inside):
    return a_role(inside, "committee")


def written(role, text="1. One\nBe kind.", opened=None, at=AT, title="Rules"):
    return write_rules(role, title=title, text=text, opened=opened, at=at)


def test_a_new_cluster_starts_with_the_standard_text_in_force(inside):
    rules = first_rules(inside, at=AT)
    assert (rules.number, rules.in_force_from) == (1, AT.date())
    assert in_force(inside, at=AT) == rules
    with pytest.raises(UnableToMove):
        first_rules(inside, at=AT)


def test_a_version_is_written_in_several_goes_and_is_one_version(inside, committee):
    first_rules(inside, at=AT)
    first = written(committee)
    second = written(committee, "1. One\nBe fair.", opened=first.written_at, at=NEXT)
    assert (first.pk, second.number, second.in_force_from) == (second.pk, 2, None)
    assert version_being_written() == second


def test_the_version_in_force_is_the_newest_decided_by_that_day(inside):
    for number, day in ((1, date(2026, 1, 1)), (2, date(2026, 11, 1)), (3, date(2027, 1, 1)), (4, None)):
        RulesVersion.objects.create(
            cluster=inside, number=number, title="R", text="T", written_at=AT, in_force_from=day
        )
    assert in_force(inside, at=AT).number == 2


def test_a_version_in_force_is_never_changed(inside, committee):
    rules = first_rules(inside, at=AT)
    assert written(committee, opened=rules.written_at).number == 2
    rules.refresh_from_db()
    assert rules.text.startswith("1. What we are")


def test_two_writers_are_told_of_each_other(committee):
    first = written(committee)
    written(committee, "Theirs", opened=first.written_at, at=NEXT)
    with pytest.raises(StaleRules) as caught:
        written(committee, "Mine", opened=first.written_at, at=NEXT)
    assert caught.value.theirs.text == "Theirs"


def test_two_who_begin_at_once_do_not_write_over_each_other(committee):
    written(committee, "Theirs")
    with pytest.raises(StaleRules):
        written(committee, "Mine")


def test_what_is_voted_on_stays_as_it_is(inside, committee):
    version = written(committee)
    Motion.objects.create(
        cluster=inside,
        kind="rules",
        title="New rules",
        rules=version,
        quorum=0,
        majority=0,
        opened_at=AT,
        closes_at=NEXT,
    )
    with pytest.raises(UnableToMove, match="voting"):
        written(committee, opened=version.written_at)


def test_everything_wrong_is_said_at_once(committee):
    with pytest.raises(BadInput) as caught:
        written(committee, text=" ", title="")
    assert [problem.where for problem in caught.value.problems] == ["title", "text"]


@pytest.mark.parametrize("kind", ["broker", "coach", "member", "project_manager", "agency"])
def test_others_may_not_write_rules(inside, kind):
    with pytest.raises(NotAllowed):
        written(a_role(inside, kind))
