"""Who decides on a motion, who is concerned by it, and how the votes stand: rows made into a count.

A voter is `person:7` where the executive committee decides, `firm:12` where all members do. A committee member is
concerned where their own firm is the one decided on or in an enterprise with it that is not over; among members, the
firm itself is. While a motion is open the count is worked out afresh; closed, its outcome tells.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db.models import Q
from django.utils.translation import gettext as _

from midas.actions.access.duties import partners_by_firm
from midas.actions.access.permissions import may
from midas.core.members.voting import SIZE_VOTES, Ballot, Choice, Count, Terms, count
from midas.store.models import Membership, Motion, Proxy, Role, Vote

COMMITTEE = Motion.Electorate.COMMITTEE


@dataclass(frozen=True, slots=True)
class Poll:
    """The count of a motion, what each voter is called, and why those who stand aside do."""

    count: Count
    names: Mapping[str, str]
    why: Mapping[str, str]

    def recused(self) -> list[tuple[str, str]]:
        """Who stands aside, and why."""
        return [(self.names[voter], self.why.get(voter, _("stands aside"))) for voter in self.count.recused]

    def still_open(self) -> list[str]:
        """Who may still vote, by name."""
        return sorted(self.names[voter] for voter in self.count.open)


def poll(motion: Motion, *, at: datetime) -> Poll:
    """How the votes on the motion stand at that moment."""
    return polls([motion], at=at)[motion.pk]


def polls(motions: Sequence[Motion], *, at: datetime) -> dict[int, Poll]:
    """How the votes on each of the motions of one cluster stand: as many queries for very many as for two."""
    voters = {kind: _electorate(kind, motions) for kind in {one.electorate for one in motions}}
    interested = _interested(
        {one.membership_id for one in motions if one.electorate == COMMITTEE and one.membership_id}
    )
    ballots: dict[int, list[Ballot]] = defaultdict(list)
    cast = Vote.objects.filter(motion__in=[one.pk for one in motions]).order_by("pk")
    for key, firm, person, choice in cast.values_list("motion_id", "firm_id", "person_id", "choice"):
        ballots[key].append(Ballot(_voter(firm, person), Choice(choice)))
    proxies = proxies_at(at)
    found = {}
    for one in motions:
        votes, names = voters[one.electorate]
        why = _concerned(one, votes, interested)
        counted = count(votes, ballots[one.pk], terms(one), proxies=proxies, concerned=set(why))
        found[one.pk] = Poll(counted, names, why)
    return found


def awaiting(role: Role | None, *, at: datetime) -> list[Motion]:
    """The open motions that wait for the vote of the role, the one that closes first first."""
    if role is None or not may(role, "motions.vote"):
        return []
    own, decided_by = _own(role)
    rows = Motion.objects.filter(state=Motion.State.OPEN, closes_at__gt=at, electorate__in=decided_by)
    rows = rows.exclude(pk__in=Vote.objects.filter(own).values("motion")).order_by("closes_at", "pk")
    motions = list(rows)
    stand = polls(motions, at=at) if motions else {}
    return [one for one in motions if voter_of(role, one) in stand[one.pk].count.open]


def _own(role: Role) -> tuple[Q, tuple[str, ...]]:
    """What makes a vote the role's own, and who decides where it has one."""
    if role.kind == Role.Kind.COMMITTEE:
        return Q(person=role.person_id, firm=None), (COMMITTEE,)
    return Q(firm=role.membership_id), (Motion.Electorate.MEMBERS, Motion.Electorate.WEIGHTED)


def terms(motion: Motion) -> Terms:
    """The motion's quorum and majority."""
    return Terms(Fraction(motion.quorum), Fraction(motion.majority))


def voter_of(role: Role, motion: Motion) -> str | None:
    """Whose vote on the motion the role can cast: the person's own, its firm's, or nobody's."""
    if motion.electorate == COMMITTEE:
        return f"person:{role.person_id}" if role.kind == Role.Kind.COMMITTEE else None
    return f"firm:{role.membership_id}" if role.kind == Role.Kind.MEMBER else None


def electors() -> list[Membership]:
    """The firms that have a vote: admitted members; a sub-supplier has none."""
    rows = Membership.objects.filter(state=Membership.State.ADMITTED, sponsor=None)
    return list(rows.select_related("organisation").order_by("organisation__name", "pk"))


def committee(cluster_id: int) -> dict[int, str]:
    """The persons of the executive committee, by name."""
    rows = Role.objects.filter(
        cluster_id=cluster_id, kind=Role.Kind.COMMITTEE, person__is_active=True
    ).order_by("person__name", "person")
    return dict(rows.values_list("person_id", "person__name"))


def proxies_at(at: datetime) -> dict[str, str]:
    """The holder of each giver's vote at that moment."""
    rows = Proxy.objects.filter(starts_at__lte=at, ends_at__gt=at).filter(
        Q(revoked_at=None) | Q(revoked_at__gt=at)
    )
    return {
        _voter(one.giver_firm_id, one.giver_person_id): _voter(one.holder_firm_id, one.holder_person_id)
        for one in rows.order_by("pk")
    }


def _voter(firm: int | None, person: int | None) -> str:
    return f"person:{person}" if firm is None else f"firm:{firm}"


def _electorate(kind: str, motions: Sequence[Motion]) -> tuple[dict[str, int], dict[str, str]]:
    """The votes of each voter, and what they are called."""
    return _committee(motions[0].cluster_id) if kind == COMMITTEE else _members(kind)


def _committee(cluster_id: int) -> tuple[dict[str, int], dict[str, str]]:
    names = {f"person:{key}": name for key, name in committee(cluster_id).items()}
    return dict.fromkeys(names, 1), names


def _members(kind: str) -> tuple[dict[str, int], dict[str, str]]:
    firms = {f"firm:{one.pk}": one.organisation for one in electors()}
    weighted = kind == Motion.Electorate.WEIGHTED
    votes = {voter: SIZE_VOTES[firm.size] if weighted else 1 for voter, firm in firms.items()}
    return votes, {voter: firm.name for voter, firm in firms.items()}


def _concerned(
    motion: Motion, votes: Mapping[str, int], interested: Mapping[int, Mapping[str, str]]
) -> dict[str, str]:
    if motion.membership_id is None:
        return {}
    if motion.electorate != COMMITTEE:
        return {f"firm:{motion.membership_id}": _("the decision is about this firm")}
    return {voter: why for voter, why in interested[motion.membership_id].items() if voter in votes}


def _interested(firms: Collection[int]) -> dict[int, dict[str, str]]:
    """By firm: who speaks for it, or for one that is in an enterprise with it, and which of the two."""
    if not firms:
        return {}
    near = partners_by_firm(firms)
    everybody = {*firms, *(one for listed in near.values() for one in listed)}
    speaks: dict[int, list[int]] = defaultdict(list)
    rows = Role.objects.filter(kind=Role.Kind.MEMBER, membership__in=everybody).order_by("pk")
    for person, firm in rows.values_list("person_id", "membership_id"):
        speaks[firm or 0].append(person)
    own, beside = _("their own firm is concerned"), _("their firm is in an enterprise with the one concerned")
    return {
        firm: {
            **{f"person:{person}": beside for one in near[firm] for person in speaks[one]},
            **{f"person:{person}": own for person in speaks[firm]},
        }
        for firm in firms
    }
