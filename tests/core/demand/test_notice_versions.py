from datetime import UTC, datetime

from midas.core.demand.notice import Award, Lot, NoticeFacts
from midas.core.demand.notice_versions import standing

DUE = datetime(2026, 12, 15, tzinfo=UTC)


def told(day, *tags, **facts):
    return NoticeFacts(ocid="o", released_at=datetime(2026, 11, day, tzinfo=UTC), tags=tags, **facts)


def test_of_one_stage_the_newest_notice_counts_whole_in_whatever_order_they_came():
    first = told(1, "tender", title="Cabins", description="Old", lots=(Lot("1"), Lot("2")))
    second = told(2, "tender", title="Cabins, amended", lots=(Lot("1"),))
    for order in ([first, second], [second, first]):
        facts = standing(order)
        assert (facts.title, facts.description, facts.lots) == ("Cabins, amended", "", (Lot("1"),))


def test_a_later_stage_leaves_what_it_is_silent_about():
    call = told(1, "tender", title="Cabins", deadline_at=DUE, status="active")
    outcome = told(5, "award", title="Cabins", status="complete", awards=(Award("1"),))
    facts = standing([outcome, call])
    assert (facts.deadline_at, facts.status, facts.awards) == (DUE, "complete", (Award("1"),))


def test_a_call_amended_after_the_outcome_does_not_take_the_outcome_back():
    outcome = told(5, "award", status="complete")
    late = told(6, "tender", title="Amended", status="active")
    assert (standing([late, outcome]).status, standing([late, outcome]).title) == ("complete", "Amended")


def test_no_notice_says_nothing():
    assert standing([]) == NoticeFacts()
