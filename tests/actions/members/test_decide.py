from datetime import timedelta
from decimal import Decimal

import pytest
from tests import builders
from tests.actions.members.deciding_scene import AT, Cluster

from midas.actions.access.permissions import NotAllowed
from midas.actions.members.close_motion import close_due
from midas.actions.members.decide import remark, vote, withdraw
from midas.actions.members.motion_sight import visible_motions
from midas.actions.members.move_membership import move_membership
from midas.actions.members.poll import poll
from midas.core.values.problems import BadInput
from midas.core.values.states import UnableToMove
from midas.store import tenancy
from midas.store.models import Event, Membership, Motion, Vote

LATER = AT + timedelta(hours=1)
OVER = AT + timedelta(days=8)


@pytest.fixture
def here(db):
    made = Cluster()
    with tenancy.tenant(made.cluster.pk):
        yield made


def fresh(motion):
    return Motion.objects.get(pk=motion.pk)


def test_a_carried_admission_admits_the_firm_with_its_conditions_and_leaves_an_event_with_the_count(here):
    motion = here.motion(conditions="ISO 9001 within a year", probation_until=AT.date() + timedelta(days=180))
    for role, choice in zip(here.committee, ("yes", "yes", "no"), strict=True):
        vote(role, motion.pk, choice, at=LATER)

    closed, firm = fresh(motion), Membership.objects.get(pk=here.firms["Loxley"].pk)
    assert (closed.state, closed.closed_at) == ("carried", LATER)
    assert closed.outcome["did"] == "Loxley was admitted."
    assert (firm.state, firm.joined_on) == ("admitted", AT.date())
    assert (firm.conditions, firm.probation_until) == (motion.conditions, motion.probation_until)
    event = Event.objects.get(verb="motion.carried")
    assert "2 for, 1 against, 0 abstained, of 3" in event.reason
    assert Event.objects.filter(verb="membership.admitted", subject_id=firm.pk).exists()


@pytest.mark.parametrize(
    ("kind", "firm", "after"), [("decline", "Loxley", "declined"), ("suspend", "Don", "suspended")]
)
def test_what_is_carried_is_done(here, kind, firm, after):
    motion = here.motion(kind, firm)
    for role in here.committee:
        vote(role, motion.pk, "yes", at=LATER)
    assert here.state(firm) == after


def test_a_suspended_firm_is_reinstated(here):
    move_membership(None, here.firms["Don"], "suspended", at=AT, reason="late", by=None)
    motion = here.motion("reinstate", "Don")
    for role in here.committee:
        vote(role, motion.pk, "yes", at=LATER)
    assert here.state("Don") == "admitted"


def test_a_tie_changes_nothing(here):
    motion = here.motion("suspend", "Don")
    vote(here.ada, motion.pk, "yes", at=LATER)
    vote(here.ben, motion.pk, "no", at=LATER)
    vote(here.cleo, motion.pk, "abstain", at=LATER)
    assert (fresh(motion).state, here.state("Don")) == ("rejected", "admitted")


def test_rules_come_into_force_by_vote_of_the_members_one_firm_one_vote(here):
    rules = here.rules()
    motion = here.motion("rules", None, rules=rules.pk)
    for name in ("Don", "Tees"):
        vote(here.members[name], motion.pk, "yes", at=LATER)
    assert fresh(motion).state == "open"
    vote(here.members["Rother"], motion.pk, "no", at=LATER)
    rules.refresh_from_db()
    assert (fresh(motion).state, rules.in_force_from) == ("carried", AT.date())


def test_weights_go_by_size(here):
    motion = here.motion("other", None, electorate="weighted")
    vote(here.members["Don"], motion.pk, "yes", at=LATER)
    vote(here.members["Tees"], motion.pk, "yes", at=LATER)
    vote(here.members["Rother"], motion.pk, "no", at=LATER)
    outcome = fresh(motion).outcome  # micro 1 and small 2 against medium 3: a tie
    assert (outcome["yes"], outcome["no"], outcome["base"], fresh(motion).state) == (3, 3, 6, "rejected")


def test_time_closes_a_motion_and_without_a_quorum_nothing_is_done(here):
    motion = here.motion()
    vote(here.ada, motion.pk, "yes", at=LATER)
    assert close_due(at=AT + timedelta(days=6)) == 0
    assert close_due(at=OVER) == 1
    assert close_due(at=OVER) == 0
    assert (fresh(motion).state, here.state("Loxley")) == ("no_quorum", "in_assessment")
    assert fresh(motion).outcome["silent"] == ["Ben", "Cleo"]


def test_no_vote_after_the_time_is_up(here):
    motion = here.motion()
    with pytest.raises(UnableToMove, match="over"):
        vote(here.ada, motion.pk, "yes", at=OVER)


def test_the_latest_vote_of_a_voter_counts_and_the_earlier_stays_on_record(here):
    motion = here.motion()
    vote(here.ada, motion.pk, "no", at=LATER)
    vote(here.ada, motion.pk, "yes", at=LATER)
    count = poll(motion, at=LATER).count
    assert (count.yes, count.no, Vote.objects.count()) == (1, 0, 2)


def test_who_has_no_vote_is_refused(here):
    motion = here.motion()
    for role in (here.broker, here.members["Don"]):
        with pytest.raises((NotAllowed, Motion.DoesNotExist)):
            vote(role, motion.pk, "yes", at=LATER)


def test_a_committee_member_whose_firm_is_concerned_takes_no_part_and_is_no_part_of_the_quorum(here):
    builders.a_role(here.cluster, "member", membership=here.firms["Don"], person=here.ben.person)
    motion = here.motion("suspend", "Don")
    with pytest.raises(NotAllowed, match="own firm"):
        vote(here.ben, motion.pk, "no", at=LATER)
    with pytest.raises(NotAllowed, match="own firm"):
        here.motion("suspend", "Don", by=here.ben)
    vote(here.ada, motion.pk, "yes", at=LATER)
    vote(here.cleo, motion.pk, "yes", at=LATER)
    assert fresh(motion).outcome["base"] == 2
    assert fresh(motion).outcome["aside"] == [["Ben", "their own firm is concerned"]]


def test_so_is_one_whose_firm_is_in_an_enterprise_with_it_and_not_once_that_is_over(here):
    builders.a_role(here.cluster, "member", membership=here.firms["Tees"], person=here.ben.person)
    builders.an_enterprise(here.cluster, [here.firms["Tees"], here.firms["Rother"]], state="dissolved")
    builders.an_enterprise(here.cluster, [here.firms["Tees"], here.firms["Don"]])
    assert [name for name, _ in poll(here.motion("suspend", "Don"), at=AT).recused()] == ["Ben"]
    assert poll(here.motion("suspend", "Rother"), at=AT).recused() == []


def test_whoever_stands_aside_is_out_of_the_count(here):
    motion = here.motion()
    vote(here.ada, motion.pk, "recused", at=LATER)
    vote(here.ben, motion.pk, "yes", at=LATER)
    vote(here.cleo, motion.pk, "yes", at=LATER)
    assert (fresh(motion).outcome["base"], fresh(motion).state) == (2, "carried")


def test_the_firm_itself_does_not_vote_on_itself_and_a_sub_supplier_never_votes(here):
    sub = builders.a_member(here.cluster, "Sub", sponsor=here.firms["Don"])
    motion = here.motion("suspend", "Don", electorate="members")
    with pytest.raises(NotAllowed):
        vote(here.members["Don"], motion.pk, "no", at=LATER)
    with pytest.raises(NotAllowed):
        vote(builders.a_role(here.cluster, "member", membership=sub), motion.pk, "no", at=LATER)
    assert poll(motion, at=AT).count.base == 2


def test_of_a_secret_ballot_only_the_count_is_kept_with_the_motion_and_its_events(here):
    motion = here.motion("other", None, is_secret=True)
    vote(here.ada, motion.pk, "no", reason="I know them", at=LATER)
    vote(here.ben, motion.pk, "yes", at=LATER)
    vote(here.cleo, motion.pk, "yes", at=LATER)
    outcome = fresh(motion).outcome
    assert (outcome["yes"], outcome["no"]) == (2, 1)
    assert not {"cast", "silent"} & set(outcome)
    assert set(Vote.objects.values_list("reason", flat=True)) == {""}
    for event in Event.objects.filter(verb="motion.voted"):
        assert not {"yes", "no"} & {event.reason, *map(str, event.details.values())}


def test_an_open_ballot_keeps_who_voted_what(here):
    motion = here.motion("other", None)
    vote(here.ada, motion.pk, "no", reason="too dear", at=LATER)
    vote(here.ben, motion.pk, "yes", at=LATER)
    vote(here.cleo, motion.pk, "yes", at=LATER)
    assert ["Ada", "no", ""] in fresh(motion).outcome["cast"]


def test_a_motion_that_has_become_impossible_is_closed_as_carried_with_the_fault_told(here):
    motion = here.motion()
    vote(here.ada, motion.pk, "yes", at=LATER)
    vote(here.ben, motion.pk, "yes", at=LATER)
    Membership.objects.filter(pk=here.firms["Loxley"].pk).update(state="declined")
    vote(here.cleo, motion.pk, "yes", at=LATER)
    closed = fresh(motion)
    assert (closed.state, here.state("Loxley")) == ("carried", "declined")
    assert "declined by now" in closed.outcome["fault"]


def test_a_motion_nobody_could_act_on_is_not_opened(here):
    with pytest.raises(BadInput, match="only one that is in assessment can be admitted"):
        here.motion("admit", "Don")
    here.motion()
    with pytest.raises(BadInput, match="voting on this firm already"):
        here.motion("decline")
    with pytest.raises(BadInput, match="not in force yet"):
        here.motion("rules", None, rules=here.rules(in_force_from=AT.date()).pk)
    with pytest.raises(NotAllowed):
        here.motion("other", None, by=here.members["Don"])


def test_who_opened_it_withdraws_it_with_a_reason_and_nobody_else(here):
    motion = here.motion()
    with pytest.raises(NotAllowed):
        withdraw(here.ben, motion.pk, "no", at=LATER)
    with pytest.raises(BadInput):
        withdraw(here.ada, motion.pk, " ", at=LATER)
    withdraw(here.ada, motion.pk, "The firm asked for time", at=LATER)
    assert fresh(motion).state == "withdrawn"
    with pytest.raises(UnableToMove):
        vote(here.ben, motion.pk, "yes", at=LATER)


def test_the_committees_talk_is_not_for_the_firm_and_not_for_other_members(here):
    motion = here.motion("suspend", "Don")
    remark(here.ben, motion.pk, "Third late delivery.", at=LATER)
    remark(here.broker, motion.pk, "The customer called.", at=LATER)
    for name in ("Don", "Tees"):
        with pytest.raises(NotAllowed):
            remark(here.members[name], motion.pk, "But …", at=LATER)
    with pytest.raises(BadInput):
        remark(here.ben, motion.pk, " ", at=LATER)


def test_members_do_not_learn_of_applicants_through_motions(here):
    here.motion()
    here.motion("suspend", "Tees")
    assert visible_motions(here.ben).count() == 2
    assert visible_motions(here.members["Don"]).count() == 1
    with pytest.raises(NotAllowed):
        visible_motions(builders.a_role(here.cluster, "purchaser"))


def test_another_clusters_motion_is_not_there(here):
    motion = here.motion()
    other = Cluster()
    with tenancy.tenant(other.cluster.pk), pytest.raises(Motion.DoesNotExist):
        vote(other.ada, motion.pk, "yes", at=LATER)


@pytest.mark.parametrize(
    ("kind", "less", "field"),
    [
        ("admit", {"quorum": Decimal(0)}, "quorum"),
        ("suspend", {"majority": Decimal("0.5")}, "majority"),
        ("rules", {"days": 7}, "days"),
        ("rules", {"electorate": "committee"}, "electorate"),
    ],
)
def test_who_opens_a_motion_cannot_ask_for_less_than_the_rules(here, kind, less, field):
    firm = {"admit": "Loxley", "suspend": "Don"}.get(kind)
    more = {"rules": here.rules().pk} if kind == "rules" else {}
    with pytest.raises(BadInput) as refused:
        here.motion(kind, firm, **more, **less)
    assert [problem.where for problem in refused.value.problems] == [field]
    assert not Motion.objects.exists()
    assert here.motion(kind, firm, **more).state == "open"
