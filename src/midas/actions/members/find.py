"""Firms a role may see, found as the directory of members finds them: by words and facets, however many there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from midas.actions.members.visible import visible_members, visible_words
from midas.store.models import Membership, Role, SectorGroup
from midas.store.queries import directory
from midas.store.queries.directory import Offered
from midas.store.queries.members import in_need, running_out


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for; nothing and an empty text ask for nothing. `sector` is a slug, `region` begins a code."""

    words: str | None = None
    state: str | None = None
    sector: str | None = None
    region: str | None = None
    competency: str | None = None
    certificate: str | None = None
    size: str | None = None
    attention: str | None = None


def question(asked: Asked, offered: Offered, *, seen: Q, on: date) -> directory.Question:
    """What is asked for, among the firms whose words are `seen`."""
    if asked.state:
        seen &= Q(state=asked.state)
    if asked.attention:
        seen &= Q(membership__in=in_need(asked.attention, on).values("membership"))
    return directory.Question(tuple(_wishes(asked, offered)), directory.live(on), seen)


def among(rows: QuerySet[Membership], asked: Asked, on: date) -> QuerySet[Membership]:
    """Those of the rows in the state, and in need of attention, that are asked for."""
    rows = rows.filter(state=asked.state) if asked.state else rows
    return running_out(rows, asked.attention, on) if asked.attention else rows


def find_members(role: Role, asked: Asked, *, on: date) -> QuerySet[Membership]:
    """Those a role may see that meet all that is asked for on that day, by name."""
    found = question(asked, directory.offered(role.cluster_id), seen=visible_words(role), on=on)
    many = bool(found.wishes) and sum(found.counted().values()) > directory.MANY
    rows = among(visible_members(role), asked, on)
    return found.among(rows, many=many).order_by("listed_name", "pk")


def _wishes(asked: Asked, offered: Offered) -> Iterator[directory.Wish]:
    if asked.words:
        yield from directory.about(asked.words, offered.names())
    if asked.competency:
        yield directory.holding(asked.competency, offered.own)
    if asked.certificate:
        yield directory.certified(asked.certificate)
    if asked.sector:
        found = SectorGroup.objects.filter(slug=asked.sector).values_list("pk", flat=True).first()
        yield directory.in_sector(found or 0)
    if asked.size:
        yield directory.of_size(asked.size)
    if asked.region:
        yield directory.in_region(asked.region)
