"""What happened to a demand, in a line each: who did what, when, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from midas.store.models import Event, Opportunity, Requirement
from midas.store.queries.demand import history

Words = str | Promise

WORDS: dict[str, Words] = {
    "opportunity.imported": gettext_lazy("%(who)s imported it from %(file)s"),
    "opportunity.updated": gettext_lazy("%(who)s imported a release that changes it, from %(file)s"),
    "opportunity.confirmed": gettext_lazy("%(who)s imported a release that changes nothing, from %(file)s"),
    "opportunity.added": gettext_lazy("%(who)s entered it"),
    "opportunity.changed": gettext_lazy("%(who)s corrected it"),
    "opportunity.described": gettext_lazy("%(who)s described it and sent it"),
    "opportunity.joined": gettext_lazy("%(who)s joined it into %(into)s"),
    "opportunity.made_of": gettext_lazy("%(who)s made it of %(parts)s demands"),
    "opportunity.split": gettext_lazy("%(who)s split it into %(parts)s demands"),
    "opportunity.split_off": gettext_lazy("%(who)s split it off from %(of)s"),
    "opportunity.undone": gettext_lazy("%(who)s took the joining or the split back"),
    "condition.confirmed": gettext_lazy("%(who)s said that a condition holds: %(what)s"),
    "condition.refused": gettext_lazy("%(who)s said that a condition does not hold: %(what)s"),
    "bid.bid": gettext_lazy("%(who)s decided to bid"),
    "bid.no_bid": gettext_lazy("%(who)s decided not to bid"),
    "bid.later": gettext_lazy("%(who)s put off the decision whether to bid"),
    "partner.sought": gettext_lazy("%(who)s looks for a partner outside for %(package)s"),
    "partner.found": gettext_lazy("%(who)s found a partner outside for %(package)s"),
    "partner.withdrawn": gettext_lazy("%(who)s gave up looking for a partner outside for %(package)s"),
    "opportunity.merged": gettext_lazy("%(who)s found it published twice and showed it as part of %(into)s"),
    "opportunity.took_in": gettext_lazy("%(who)s found it published twice and took in %(taken)s"),
    "opportunity.unmerged": gettext_lazy("%(who)s took it out of %(from)s again"),
    "opportunity.match_answered": gettext_lazy("%(who)s said of %(firm)s whether it is worth its time"),
    "opportunity.reread": gettext_lazy("%(who)s read its notices anew"),
    "opportunity.amendment_told": gettext_lazy("%(who)s told %(name)s of a change"),
    "opportunity.letter_refused": gettext_lazy("%(who)s could not tell %(name)s: the mail was refused"),
    "requirement.proposed": gettext_lazy(
        "%(who)s made it a requirement; Midas proposed %(packages)s work packages"
    ),
    "requirement.saved": gettext_lazy("%(who)s saved version %(version)s of the requirement"),
    "requirement.draft_discarded": gettext_lazy("%(who)s discarded the unsaved changes of %(draft_by)s"),
}

DIFFERENCES: dict[str, Words] = {
    "added": gettext_lazy("new: %(titles)s"),
    "removed": gettext_lazy("gone: %(titles)s"),
    "changed": gettext_lazy("changed: %(titles)s"),
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a history."""

    at: datetime
    words: str
    more: str
    reason: str


def happenings(opportunity: Opportunity, requirement: Requirement | None) -> list[Happening]:
    """What happened to a demand and its requirement, newest first."""
    events = [*history(opportunity), *(history(requirement) if requirement else [])]
    return [_told(event) for event in sorted(events, key=lambda one: (one.at, one.pk), reverse=True)]


def _told(event: Event) -> Happening:
    return Happening(event.at, _words(event), _differences(event), event.reason)


def _words(event: Event) -> str:
    if event.verb in WORDS:
        known = defaultdict(str, who=event.actor)
        return str(WORDS[event.verb]) % (known | event.details)
    states = dict(Opportunity.State.choices)
    words = {"who": event.actor, "state": states.get(event.after, event.after or event.verb)}
    return _("%(who)s: %(state)s") % words


def _differences(event: Event) -> str:
    if event.verb != "requirement.saved" or event.details.get("version") == 1:
        return ""
    return "; ".join(
        _listed(kind, event.details.get(kind) or ()) for kind in DIFFERENCES if event.details.get(kind)
    )


def _listed(kind: str, titles: Iterable[str]) -> str:
    return str(DIFFERENCES[kind]) % {"titles": ", ".join(titles)}
