"""A broker joins several demands into one, splits one into several, or takes either back.

What is joined, or split, stays as it is and keeps its state: it is only held, so that nobody works on the whole and on
its parts at once. Taken back, the parts are free again and the whole, or the split-off parts, are dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from midas.actions.access.events import record
from midas.actions.access.permissions import require
from midas.actions.demand.drafts import OPEN
from midas.actions.demand.move_opportunity import move_opportunity, refuse_while_held
from midas.core.demand.joining import FEWEST, MOST, Part, Small, join, shares, split_problems
from midas.core.values.problems import BadInput, Problem
from midas.core.values.states import UnableToMove
from midas.core.values.words import listing
from midas.core.values.writing import json_value
from midas.store.models import DemandLink, Opportunity, Role
from midas.store.queries.notices import notice_lots

K = DemandLink.Kind
DROPPED = Opportunity.State.DROPPED
COPIED = (
    *("door", "mode", "description", "buyer_name", "buyer_identifier", "currency", "cpv", "cpv_additional"),
    *("region", "place", "procedure", "category", "sme_suitable", "published_at", "deadline_at"),
    *("starts_on", "ends_on", "documents"),
)
"""What a split-off part has from the whole."""


@transaction.atomic
def join_demands(role: Role, keys: Sequence[int], title: str, *, at: datetime) -> Opportunity:
    """One demand of several open ones, each a lot of it. Raises NotAllowed, BadInput or UnableToMove."""
    require(role, "opportunities.change")
    parts = _locked(dict.fromkeys(keys))
    problems = []
    if not FEWEST <= len(parts) <= MOST:
        problems.append(Problem("parts", f"Choose {FEWEST} to {MOST} demands to join, not {len(parts)}."))
    if not title.strip() or len(title) > 500:
        problems.append(Problem("title", "Give the whole a title of at most 500 characters."))
    if problems:
        raise BadInput(problems)
    _refuse_unless_free(parts)
    currency = role.cluster.currency
    whole = join([_small(one) for one in parts], currency)
    main, *others = whole.cpv or ("",)
    buyers = list(dict.fromkeys(one.buyer_name for one in parts if one.buyer_name))
    doors = {one.door for one in parts}
    made = Opportunity.objects.create(
        cluster_id=role.cluster_id,
        door=Opportunity.Door.CLUSTER if doors == {Opportunity.Door.CLUSTER} else Opportunity.Door.CUSTOMER,
        title=title.strip(),
        description="\n\n".join(f"{one.title}\n{one.description}".strip() for one in parts)[:100_000],
        buyer_name=(buyers[0] if len(buyers) == 1 else listing(buyers))[:255],
        value=whole.value,
        currency=currency if whole.value is not None else "",
        cpv=main,
        cpv_additional=others,
        region=whole.region,
        deadline_at=whole.deadline_at,
        starts_on=whole.starts_on,
        ends_on=whole.ends_on,
        lots=json_value(whole.lots),
        items=[entry for number, one in enumerate(parts, 1) for entry in _items(one, number)],
        owner=role.person,
        created_at=at,
        updated_at=at,
    )
    for one in parts:
        _link(made, one, K.JOINED, one.value, role, at)
        record(one, "opportunity.joined", by=role.person, at=at, details={"into": made.title})
    record(
        made, "opportunity.made_of", by=role.person, at=at, after=made.state, details={"parts": len(parts)}
    )
    return made


@transaction.atomic
def split_demand(role: Role, key: int, parts: Sequence[Part], *, at: datetime) -> list[Opportunity]:
    """Several demands of an open one, whose amounts sum to its own. Raises NotAllowed, BadInput or UnableToMove."""
    require(role, "opportunities.change")
    (whole,) = _locked([key])
    lots = notice_lots(whole)
    problems = tuple(split_problems(parts, [lot.id for lot in lots]))
    if problems:
        raise BadInput(problems)
    _refuse_unless_free([whole])
    if hasattr(whole, "requirement"):
        raise UnableToMove("It has a requirement already; work packages divide it there.")
    made = []
    for part, value in zip(parts, shares(whole.value, parts), strict=True):
        one = Opportunity.objects.create(
            **_part(whole, part, value), owner=role.person, created_at=at, updated_at=at
        )
        _link(whole, one, K.SPLIT, value, role, at)
        record(
            one, "opportunity.split_off", by=role.person, at=at, after=one.state, details={"of": whole.title}
        )
        made.append(one)
    record(whole, "opportunity.split", by=role.person, at=at, details={"parts": len(made)})
    return made


@transaction.atomic
def undo_links(role: Role, key: int, *, at: datetime) -> int:
    """Take back the joining or splitting of the whole `key`; how many links there were.

    Raises NotAllowed, or UnableToMove where there is none, or a team stands for what would be dropped.
    """
    require(role, "opportunities.change")
    whole = Opportunity.objects.select_for_update().get(pk=key)
    links = list(
        DemandLink.objects.select_for_update(of=("self",))
        .filter(whole=whole, undone_at=None)
        .select_related("part")
    )
    if not links:
        raise UnableToMove("There is nothing to take back here: this demand is neither joined nor split.")
    gone = [whole] if links[0].kind == K.JOINED else [link.part for link in links]
    DemandLink.objects.filter(pk__in=[link.pk for link in links]).update(undone_at=at, undone_by=role.person)
    for one in gone:
        if one.state != DROPPED:
            move_opportunity(
                role, one.pk, DROPPED, reason="Taken back: it is one with its parts no more.", at=at
            )
    record(
        whole,
        "opportunity.undone",
        by=role.person,
        at=at,
        details={"parts": len(links), "kind": links[0].kind},
    )
    return len(links)


def _locked(keys: Any) -> list[Opportunity]:
    """The demands in the order given, locked in the order of their keys."""
    found = {
        one.pk: one
        for one in Opportunity.objects.select_for_update().filter(pk__in=list(keys)).order_by("pk")
    }
    return [found[key] for key in keys if key in found]


def _refuse_unless_free(parts: Sequence[Opportunity]) -> None:
    for one in parts:
        if one.state not in OPEN:
            raise UnableToMove(
                f"“{one.title}” is {one.get_state_display()}; only open demands are joined or split."
            )
        if one.enterprises.exclude(state="abandoned").exists():
            raise UnableToMove(f"A team stands for “{one.title}”; abandon it first.")
        refuse_while_held(one)


def _link(
    whole: Opportunity, part: Opportunity, kind: str, value: int | None, role: Role, at: datetime
) -> None:
    DemandLink.objects.create(
        cluster_id=whole.cluster_id,
        whole=whole,
        part=part,
        kind=kind,
        value=value,
        made_at=at,
        made_by=role.person,
    )


def _small(one: Opportunity) -> Small:
    codes = tuple(code for code in (one.cpv, *one.cpv_additional) if code)
    return Small(
        one.pk, one.title, one.value, one.currency, codes, one.region, one.deadline_at, one.starts_on, one.ends_on,
        one.description[:2_000],
    )  # fmt: skip


def _items(one: Opportunity, number: int) -> list[dict[str, Any]]:
    """A part's items within its lot; a code of its own stands for one that lists none, so that its work is known."""
    listed = [{**entry, "id": f"{number}.{entry.get('id')}", "lot": str(number)} for entry in one.items]
    codes = [code for code in (one.cpv, *one.cpv_additional) if code]
    if codes and not any(entry.get("cpv") for entry in listed):
        listed.insert(0, {"id": f"{number}.0", "description": one.title, "cpv": codes, "lot": str(number)})
    return listed


def _part(whole: Opportunity, part: Part, value: int | None) -> dict[str, Any]:
    kept = {name: getattr(whole, name) for name in COPIED}
    lots = [entry for entry in whole.lots if str(entry.get("id")) in part.lots]
    items = (
        [entry for entry in whole.items if str(entry.get("lot") or "") in part.lots]
        if part.lots
        else whole.items
    )
    return {
        **kept,
        "cluster_id": whole.cluster_id,
        "title": part.title.strip()[:500],
        "value": value,
        "lots": lots,
        "items": items,
    }
