"""Firms and their officers are compared with lists the operator loads; a person clears or upholds what is found.

A verdict is an event of the firm, kept under the names it is about, so that it outlives a list that is loaded anew; the
newest counts. Nothing is looked up on any network: lists come from files.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db import transaction
from django.db.models import Count, Max

from midas.actions.access.duties import require_impartial
from midas.actions.access.events import record
from midas.actions.access.permissions import require
from midas.core.members.ethics import SharedOfficer, shared_officers
from midas.core.members.screening import Hit, Listed, NameIndex, Subject, screen
from midas.core.values.names import name_key
from midas.core.values.problems import BadInput, Problem
from midas.store import tenancy
from midas.store.models import Cluster, Event, ListedName, Membership, Officer, Role

CLEARED, UPHELD = "membership.screening_cleared", "membership.screening_upheld"
LIVE = ("applied", "in_assessment", "admitted", "suspended")
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Finding:
    """A hit with what a person said of it: `verdict` is empty, `cleared` or `upheld`."""

    member: Membership
    hit: Hit
    verdict: str = ""
    reason: str = ""
    by: str = ""
    at: datetime | None = None


@transaction.atomic
def load_list(role: Role, list_name: str, names: Sequence[Listed], *, at: datetime) -> int:
    """Replace the list of that name by these names; how many there are. Raises NotAllowed or BadInput."""
    require(role, "screening.load")
    return _replace(role.cluster, list_name, names, at=at, by=role)


def load_list_for(slug: str, list_name: str, names: Sequence[Listed], *, at: datetime) -> int:
    """The same by the operator at the command line, for the cluster of that slug. Raises BadInput."""
    cluster = Cluster.objects.filter(slug=slug).first()
    if cluster is None:
        raise BadInput([Problem("--cluster", f"There is no cluster {slug!r}.")])
    with tenancy.tenant(cluster.pk):
        return _replace(cluster, list_name, names, at=at, by=None)


def findings(member: Membership | None = None) -> list[Finding]:
    """What screening finds, of one firm or of all that are or may become members; the most alike first."""
    version = ListedName.objects.aggregate(newest=Max("pk"), names=Count("pk"))
    if not version["names"]:
        return []
    members = [member] if member else Membership.objects.filter(state__in=LIVE).select_related("organisation")
    by_key = {str(one.pk): one for one in members}
    said = _verdicts([one.pk for one in by_key.values()])
    found = []
    for hit in screen(_subjects(by_key.values()), _index(**version)):
        event = said.get((int(hit.subject.firm), hit.key))
        told = (event.verb.rpartition("_")[2], event.reason, event.actor, event.at) if event else ()
        found.append(Finding(by_key[hit.subject.firm], hit, *told))
    return sorted(found, key=lambda one: one.verdict != "")


def conflicts(member: Membership | None = None) -> list[SharedOfficer]:
    """People who are officers of two firms of the cluster, by the firms' names."""
    rows = Officer.objects.filter(membership__state__in=LIVE).values_list(
        "membership__organisation__name", "name", "born"
    )
    found = shared_officers(rows)
    name = member.organisation.name if member else None
    return [one for one in found if name is None or name in one.firms]


@transaction.atomic
def judge_hit(role: Role, membership_id: int, key: str, *, upheld: bool, reason: str, at: datetime) -> Event:
    """Say of something found that it is another (cleared) or indeed the firm (upheld), and why.

    Raises NotAllowed, or BadInput: without a reason, or for what screening does not find (any more).
    """
    require(role, "screening.load")
    member = Membership.objects.select_related("organisation").get(pk=membership_id)
    require_impartial(role, memberships=[member.pk])
    finding = next((one for one in findings(member) if one.hit.key == key), None)
    if finding is None:
        raise BadInput([Problem("key", "Screening does not find this any more; reload the page.")])
    if not reason.strip():
        raise BadInput([Problem("reason", "Say how you know, so that nobody has to ask again.")])
    details = {
        "key": key,
        "list": finding.hit.listed.list_name,
        "listed": finding.hit.listed.name,
        "ours": finding.hit.subject.name,
    }
    verb = UPHELD if upheld else CLEARED
    return record(member, verb, by=role.person, at=at, reason=reason.strip(), details=details)


def upheld_for(member: Membership) -> tuple[str, ...]:
    """What was upheld against a firm, as sentences."""
    said = _verdicts([member.pk]).values()
    return tuple(
        f"{event.details.get('ours', '')} is on the list {event.details.get('list', '')}: {event.reason}"
        for event in said
        if event.verb == UPHELD
    )


def notes_of(member: Membership) -> list[str]:
    """What the judgement of ethics should mention: open findings, and officers shared with other firms."""
    still_open = [one for one in findings(member) if not one.verdict]
    notes = [f"Screening: {len(still_open)} likeness not yet looked at."] if still_open else []
    return notes + [f"{one.name} is an officer of {' and of '.join(one.firms)}." for one in conflicts(member)]


def _replace(
    cluster: Cluster, list_name: str, names: Sequence[Listed], *, at: datetime, by: Role | None
) -> int:
    title = list_name.strip()
    if not title or len(title) > LONGEST_NAME:
        raise BadInput([Problem("list", f"Give the list a name of at most {LONGEST_NAME} letters.")])
    with transaction.atomic():
        ListedName.objects.filter(list_name=title).delete()
        rows = (
            ListedName(
                cluster=cluster,
                list_name=title,
                name=one.name,
                name_key=name_key(one.name)[:200],
                reference=one.reference,
                loaded_at=at,
            )
            for one in names
        )
        made = ListedName.objects.bulk_create(rows, batch_size=2_000)
        first = Event.objects.create(
            cluster=cluster,
            at=at,
            by=by.person if by else None,
            actor=by.person.name if by else "Midas",
            verb="screening.loaded",
            subject_kind="cluster",
            subject_id=cluster.pk,
            details={"list": title, "names": len(made)},
        )
    return int(first.details["names"])


@lru_cache(maxsize=4)
def _index(newest: int, names: int) -> NameIndex:
    """The lists of the cluster one works for, made once until one is loaded anew or taken away.

    Rows have keys of their own in the whole installation and are never changed, so the newest key and the number of
    rows name a cluster and what its lists say.
    """
    return NameIndex(Listed(*row) for row in ListedName.objects.values_list("list_name", "name", "reference"))


def _subjects(members: Iterable[Membership]) -> Iterable[Subject]:
    listed = list(members)
    for one in listed:
        yield Subject(str(one.pk), one.organisation.name)
    rows = Officer.objects.filter(membership__in=[one.pk for one in listed])
    for pk, name in rows.values_list("membership_id", "name"):
        yield Subject(str(pk), name, is_person=True)


def _verdicts(members: Iterable[int]) -> dict[tuple[int, str], Event]:
    """The newest verdict on each finding, by the firm and the finding's key."""
    rows = Event.objects.filter(
        subject_kind="membership", subject_id__in=list(members), verb__in=(CLEARED, UPHELD)
    ).order_by("at", "pk")
    return {(row.subject_id, str(row.details.get("key", ""))): row for row in rows}
