"""Where a firm is paid and how it is insured: said when it applies, then kept up to date by its owner.

These are facts of the membership. Bank details are seen by few, insurances by whoever plans or judges, and both by the
firm itself; every change is on the trail. Two who save at once are told of each other (StaleAnswers).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from midas.actions.access.events import record
from midas.actions.access.own_firm import may_act_as_owner, speaks_for
from midas.actions.access.permissions import MAY, NotAllowed, may
from midas.core.members import stated
from midas.core.members.application import BY_SLUG
from midas.core.members.given import StaleAnswers
from midas.core.members.read_firm import read_money
from midas.core.values.amounts import major
from midas.core.values.moments import day_of
from midas.core.values.problems import BadInput
from midas.core.values.words import plain
from midas.store.models import Bank, Insurance, Membership, Person, Role

STEP = BY_SLUG["money"]


def sees_bank(role: Role, membership_id: int) -> bool:
    """Whether the role is shown where that firm is paid: by the rules, or as its own."""
    return may(role, "bank.view") or speaks_for(role, membership_id)


def sees_insurances(role: Role, membership_id: int) -> bool:
    """Whether the role is shown how that firm is insured: by the rules, or as its own."""
    return may(role, "insurance.view") or speaks_for(role, membership_id)


def require_sight(role: Role, membership_id: int) -> None:
    """Raise NotAllowed unless the role sees at least the insurances of that firm."""
    if not sees_insurances(role, membership_id):
        raise NotAllowed(
            "Insurances are seen by the firm itself and by: " + ", ".join(readers("insurance.view")) + "."
        )


def require_saving(role: Role, membership_id: int) -> None:
    """Raise NotAllowed unless the role may change that firm's bank and insurances: its owners."""
    if not may_act_as_owner(role, membership_id):
        raise NotAllowed("Only an owner of the firm changes its bank and insurances. Ask the owner to do it.")


def readers(permission: str) -> list[str]:
    """The roles that have a permission, in words."""
    return [str(Role.Kind(kind).label) for kind in Role.Kind.values if kind in MAY[permission]]


def policies(membership: Membership, insurances: Iterable[stated.Insurance]) -> Iterator[Insurance]:
    """Stated insurances as rows that are not saved yet."""
    for one in insurances:
        assert one.cover is not None  # what is read without a fault says both
        assert one.expires_on is not None
        yield Insurance(
            cluster_id=membership.cluster_id,
            membership=membership,
            kind=one.kind,
            insurer=one.insurer,
            cover=one.cover,
            expires_on=one.expires_on,
        )


def bank_of(membership: Membership, account: stated.Account, *, by: Person | None, at: datetime) -> Bank:
    """A stated account as a row that is not saved yet."""
    return Bank(
        cluster_id=membership.cluster_id,
        membership=membership,
        name=account.bank,
        iban=account.iban,
        sort_code=account.sort_code,
        saved_at=at,
        saved_by=by,
    )


def typed_of(membership: Membership) -> dict[str, Any]:
    """What is kept, as it would be typed."""
    bank, currency = Bank.objects.filter(membership=membership).first(), membership.cluster.currency
    rows = [
        {
            "kind": one.kind,
            "insurer": one.insurer,
            "cover": plain(major(one.cover, currency), 2),
            "expires_on": one.expires_on.isoformat(),
        }
        for one in membership.insurances.all()
    ]
    details = {"bank": bank.name, "iban": bank.iban, "sort_code": bank.sort_code} if bank else {}
    return {**details, "insurances": rows}


@transaction.atomic
def save_bank_and_insurance(
    role: Role, membership_id: int, raw: Mapping[str, Any], *, version: int, at: datetime
) -> Bank:
    """Keep what an owner typed instead of what is there; `version` is what they saw, 0 for nothing.

    Raises NotAllowed, StaleAnswers, or BadInput with everything that is wrong.
    """
    require_saving(role, membership_id)
    rows = Membership.objects.select_for_update(of=("self",)).select_related("cluster")
    member = rows.get(pk=membership_id)
    kept = Bank.objects.select_related("saved_by").filter(membership=member).first()
    if version != (kept.version if kept else 0):
        who = kept.saved_by.name if kept and kept.saved_by else "Somebody else"
        raise StaleAnswers(typed_of(member), kept.version if kept else 0, who)
    account, insurances, problems = read_money(
        STEP.clean(raw), on=day_of(at, member.cluster.time_zone), currency=member.cluster.currency
    )
    if problems:
        raise BadInput(problems)
    bank = bank_of(member, account, by=role.person, at=at)
    if kept is not None:
        bank.pk, bank.version = kept.pk, kept.version + 1
    bank.save()
    changed = _replace(member, insurances)
    record(
        member,
        "membership.bank_and_insurance_saved",
        by=role.person,
        at=at,
        details={"insurances": len(insurances), "changed": changed},
    )
    return bank


def _replace(member: Membership, insurances: Iterable[stated.Insurance]) -> int:
    """Make the firm's insurances those; rows that are the same stay. How many came or went."""
    there = {(one.kind, one.insurer, one.cover, one.expires_on): one for one in member.insurances.all()}
    wanted = {(one.kind, one.insurer, one.cover, one.expires_on): one for one in insurances}
    gone = [one.pk for key, one in there.items() if key not in wanted]
    member.insurances.filter(pk__in=gone).delete()
    fresh = list(policies(member, [one for key, one in wanted.items() if key not in there]))
    Insurance.objects.bulk_create(fresh)
    return len(gone) + len(fresh)
