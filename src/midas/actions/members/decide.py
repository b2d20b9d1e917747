"""The cluster decides: a motion is opened, talked about and voted on, or withdrawn."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from midas.actions.access.duties import require_impartial
from midas.actions.access.events import record
from midas.actions.access.permissions import NotAllowed, may, require
from midas.actions.members.close_motion import close
from midas.actions.members.motion_sight import sees_discussion, visible_motions
from midas.actions.members.poll import poll, voter_of
from midas.core.members.motions import ACTS, RULES, Wording, faults
from midas.core.values.moments import day_of
from midas.core.values.problems import BadInput, Problem
from midas.core.values.states import UnableToMove
from midas.rules.motions import least
from midas.store.models import Cluster, Membership, Motion, Remark, Role, RulesVersion, Vote

LONGEST = 5_000
"""Letters of a remark or a reason."""


@transaction.atomic
def open_motion(role: Role | None, wording: Wording, *, at: datetime) -> Motion:
    """Open a motion for the days it names. Raises NotAllowed (also where one's own firm is concerned) or BadInput."""
    role = require(role, "motions.open")
    cluster = Cluster.objects.select_for_update(no_key=True).get(pk=role.cluster_id)
    firm = _firm(wording)
    if firm is not None:
        require_impartial(role, memberships=[firm.pk])
    today, state = day_of(at, cluster.time_zone), firm.state if firm else None
    found = (*faults(wording, state, today, least(wording.kind, today)), *_clashes(wording, firm))
    if found:
        raise BadInput(found)
    motion = Motion.objects.create(
        cluster=cluster,
        kind=wording.kind,
        title=wording.title.strip(),
        text=wording.text.strip(),
        membership=firm,
        rules_id=wording.rules if wording.kind == RULES else None,
        conditions=wording.conditions.strip(),
        probation_until=wording.probation_until,
        electorate=wording.electorate,
        quorum=wording.quorum,
        majority=wording.majority,
        is_secret=wording.is_secret,
        opened_at=at,
        opened_by=role.person,
        closes_at=at + timedelta(days=wording.days),
    )
    record(motion, "motion.opened", by=role.person, at=at, after=Motion.State.OPEN)
    return motion


def _firm(wording: Wording) -> Membership | None:
    if wording.membership is None or wording.kind == RULES:
        return None
    return Membership.objects.filter(pk=wording.membership).first()


def _clashes(wording: Wording, firm: Membership | None) -> list[Problem]:
    """What is in the way in the cluster: the same is voted on already, or the rules are in force."""
    found = []
    if wording.membership is not None and firm is None and wording.kind != RULES:
        found.append(Problem("membership", "There is no such firm in this cluster; choose one of the list."))
    if wording.electorate not in Motion.Electorate.values:
        found.append(Problem("electorate", "Choose who decides: the committee or the members."))
    being = Motion.objects.filter(state=Motion.State.OPEN)
    if firm is not None and wording.kind in ACTS and being.filter(membership=firm, kind__in=ACTS).exists():
        words = "The cluster is voting on this firm already; wait until that is over, or withdraw it."
        found.append(Problem("membership", words))
    if wording.kind == RULES and wording.rules is not None:
        version = RulesVersion.objects.filter(pk=wording.rules).first()
        if version is None or version.in_force_from is not None:
            found.append(Problem("rules", "Choose a version that is not in force yet; write one first."))
        elif being.filter(rules=version).exists():
            found.append(Problem("rules", "The cluster is voting on this version already."))
    return found


@transaction.atomic
def remark(role: Role | None, motion_id: int, words: str, *, at: datetime) -> Remark:
    """Say something about an open motion. Raises NotAllowed, UnableToMove or BadInput."""
    role = require(role, "motions.view")
    motion = _open(role, motion_id)
    if not sees_discussion(role, motion):
        raise NotAllowed("Only those who decide on this motion, and those who advise them, discuss it here.")
    words = words.strip()
    if not words or len(words) > LONGEST:
        raise BadInput([Problem("words", f"Say something, in at most {LONGEST:,} characters.")])
    return Remark.objects.create(
        cluster_id=motion.cluster_id, motion=motion, words=words, written_at=at, written_by=role.person
    )


@transaction.atomic
def vote(role: Role | None, motion_id: int, choice: str, *, reason: str = "", at: datetime) -> Motion:
    """Cast the vote of the person, or of their firm; a later one counts instead. The last one closes the motion.

    The event says who voted, never what. A reason is kept on open ballots only. Raises NotAllowed for those without a
    vote and those concerned, UnableToMove when it is over, BadInput.
    """
    role = require(role, "motions.vote")
    motion = _open(role, motion_id)
    if at >= motion.closes_at:
        raise UnableToMove("Voting on this motion is over; the votes are being counted.")
    voter, standing = voter_of(role, motion), poll(motion, at=at)
    if voter is None or voter not in standing.names:
        raise NotAllowed(
            "You have no vote on this motion: it is decided by " + motion.get_electorate_display() + "."
        )
    if voter in standing.why:
        raise NotAllowed(f"You take no part in this decision: {standing.why[voter]}.")
    if choice not in Vote.Choice.values or len(reason) > LONGEST:
        raise BadInput([Problem("choice", "Vote yes, no or abstain, or stand aside.")])
    Vote.objects.create(
        cluster_id=motion.cluster_id,
        motion=motion,
        firm_id=role.membership_id if voter.startswith("firm:") else None,
        person=role.person,
        choice=choice,
        reason="" if motion.is_secret else reason.strip(),
        cast_at=at,
    )
    record(motion, "motion.voted", by=role.person, at=at)
    count = poll(motion, at=at).count
    # Who has a proxy may still vote in person, so a holder's vote alone ends nothing.
    if not count.open and all(cast.by == voter for voter, cast in count.cast.items()):
        close(motion, at=at)
    return motion


@transaction.atomic
def withdraw(role: Role | None, motion_id: int, reason: str, *, at: datetime) -> Motion:
    """Take an open motion back, with a reason: who opened it, or the administrator. Raises NotAllowed and the like."""
    role = require(role, "motions.open")
    motion = _open(role, motion_id)
    if motion.opened_by_id != role.person_id and not may(role, "people.manage"):
        raise NotAllowed("Only who opened the motion, or the administrator, can withdraw it.")
    if not reason.strip():
        raise BadInput([Problem("reason", "Say why in a few words; those who voted will ask.")])
    motion.state, motion.closed_at = Motion.State.WITHDRAWN, at
    motion.outcome = {"words": reason.strip()[:LONGEST]}
    motion.save(update_fields=["state", "closed_at", "outcome"])
    record(motion, "motion.withdrawn", by=role.person, at=at, before="open", after="withdrawn", reason=reason)
    return motion


def _open(role: Role, motion_id: int) -> Motion:
    """The motion, locked, if the role sees it. Raises DoesNotExist, or UnableToMove if it is not open."""
    key = visible_motions(role).values("pk").get(pk=motion_id)["pk"]
    motion = Motion.objects.select_for_update().get(pk=key)
    if motion.state != Motion.State.OPEN:
        raise UnableToMove(f"This motion is {motion.get_state_display()}; nothing can be changed about it.")
    return motion
