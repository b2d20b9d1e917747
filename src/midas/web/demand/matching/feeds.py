"""Demand in a feed reader or a calendar: Atom, JSON Feed 1.1 and iCalendar at an address that is its own key.

A member is given what is worth its firm's time, everybody else the open demand they may see. The key in the address
opens nothing else, and stops working when it is revoked, the role ends, or the role lacks the second factor that its
cluster asks for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from midas.actions.access.permissions import may
from midas.actions.access.second_factor import lacks_second_factor
from midas.actions.access.tokens import Scope, bearer
from midas.formats.deadlines import Deadline, write_deadlines
from midas.store import tenancy
from midas.store.models import Opportunity, Role
from midas.store.queries import matches as queries

MOST = 100
JSON_FEED = "https://jsonfeed.org/version/1.1"


@dataclass(frozen=True, slots=True)
class Entry:
    """One demand of a feed."""

    row: Opportunity
    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Feed:
    """What a role is given, newest change first as far as readers care."""

    name: str
    home: str
    entries: tuple[Entry, ...]


@require_safe
@never_cache
def feed(request: HttpRequest, secret: str, kind: str) -> HttpResponse:
    """What the bearer of the key is given; nothing at all for a key that is none."""
    at = timezone.now()
    role = bearer(secret, at=at, scope=Scope.FEED)
    if role is None or kind not in KINDS:
        raise Http404
    with tenancy.person(role.person_id), tenancy.tenant(role.cluster_id):
        if not may(role, "opportunities.view") or lacks_second_factor(role):
            raise Http404
        return KINDS[kind](_feed(request, role, at), at)


def _feed(request: HttpRequest, role: Role, at: datetime) -> Feed:
    name = _("Demand for %(who)s") % {"who": role.membership or role.cluster.name}
    page = "matching:worthwhile" if may(role, "matches.own") else "demand:list"
    found = _own(role, at) if may(role, "matches.own") else _open(at)
    entries = tuple(
        Entry(row, request.build_absolute_uri(reverse("demand:opportunity", args=[row.pk])), text)
        for row, text in found
    )
    return Feed(name, request.build_absolute_uri(reverse(page)), entries)


def _own(role: Role, at: datetime) -> list[tuple[Opportunity, str]]:
    rows = queries.matches_of_member(role.membership_id or 0, at)[:MOST]
    return [(row.opportunity, "\n".join(str(one["words"]) for one in row.reasons)) for row in rows]


def _open(at: datetime) -> list[tuple[Opportunity, str]]:
    rows = queries.open_demand(at).order_by("-updated_at", "pk")[:MOST]
    return [(row, row.description[:500]) for row in rows]


def _atom(found: Feed, at: datetime) -> HttpResponse:
    made = Atom1Feed(title=found.name, link=found.home, description=found.name, language="en-gb")
    for one in found.entries:
        made.add_item(
            title=one.row.title,
            link=one.url,
            description=one.text,
            unique_id=one.url,
            pubdate=one.row.published_at or one.row.created_at,
            updateddate=one.row.updated_at,
            author_name=one.row.buyer_name or None,
        )
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _json(found: Feed, at: datetime) -> HttpResponse:
    items = [
        {
            "id": one.url,
            "url": one.url,
            "title": one.row.title,
            "content_text": one.text or one.row.title,
            "date_published": (one.row.published_at or one.row.created_at).isoformat(),
            "date_modified": one.row.updated_at.isoformat(),
        }
        for one in found.entries
    ]
    body = {"version": JSON_FEED, "title": found.name, "home_page_url": found.home, "items": items}
    return JsonResponse(body, content_type="application/feed+json")


def _calendar(found: Feed, at: datetime) -> HttpResponse:
    due = [
        Deadline(
            key=f"demand-{one.row.pk}@midas",
            at=one.row.deadline_at,
            title=_("Deadline: %(what)s") % {"what": one.row.title},
            text=one.text,
            url=one.url,
        )
        for one in found.entries
        if one.row.deadline_at is not None
    ]
    text = write_deadlines(found.name, due, at=at)
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")


KINDS: dict[str, Callable[[Feed, datetime], HttpResponse]] = {
    "notices.atom": _atom,
    "notices.json": _json,
    "deadlines.ics": _calendar,
}
"""By the last part of an address."""
