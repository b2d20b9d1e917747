"""Demands are matched with members, and the matches kept with their reasons.

A demand's matches are replaced whole. What was put before a member once stays on record (`shown_at`), for fairness is
counted over time; of equals, whoever was shown least of late goes first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import structlog
from django.db import transaction

from midas.core.demand.relevance.blend import Blend, Part, Parts
from midas.core.demand.relevance.calibration import Calibration, Decision, calibrate
from midas.core.demand.relevance.reasons import Evidence, reasons
from midas.core.demand.relevance.words import as_written
from midas.core.demand.worth import Asked, Judged, Speaker, facts_of, judged, ranked
from midas.rules import regions
from midas.solvers.relevance import Match as Found
from midas.solvers.relevance import Matcher, Question
from midas.store.models import Match, MatchAnswer, Opportunity
from midas.store.queries import matches as queries
from midas.store.queries.demand import labels

BREADTH = 300
"""Members looked at closely for one demand, at each level of nearness of codes."""

KEPT = 200
LEAST = 25
"""A match of fewer points than this is none."""

SHOWN = 10
"""So many members of a demand count as having it put before them."""

LATELY = timedelta(days=90)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Desk:
    """What all demands of one go are judged with; `speakers` are read as they are needed."""

    matcher: Matcher
    learned: Calibration
    shown: Counter[int]
    on: date
    at: datetime
    speakers: dict[int, Speaker] = field(default_factory=dict)

    def known(self, keys: Iterable[int]) -> list[Speaker]:
        """Those of the members that are admitted."""
        missing = set(keys) - self.speakers.keys()
        self.speakers.update((one.key, one) for one in queries.speakers(missing, self.on))
        return [self.speakers[key] for key in keys if key in self.speakers]


@dataclass(frozen=True, slots=True)
class Done:
    """How many matches there are now, and the demands that could not be matched because of a fault in Midas."""

    matches: int
    failed: tuple[int, ...] = ()


def match_demands(keys: Iterable[int], matcher: Matcher, *, on: date, at: datetime) -> Done:
    """Replace the matches of those demands, inside the cluster's tenancy. One that fails leaves the others alone."""
    rows = Opportunity.objects.filter(pk__in=list(keys)).order_by("pk")
    desk = Desk(matcher, learned(), queries.times_shown(at - LATELY), on, at)
    total, failed = 0, []
    for row in rows.prefetch_related("requirement__work_packages"):
        try:
            with transaction.atomic():
                total += _match(row, desk)
        except Exception:
            log.exception("a demand could not be matched", opportunity=row.pk)
            failed.append(row.pk)
    return Done(total, tuple(failed))


def learned() -> Calibration:
    """What the newest answer of each side to each match teaches."""
    rows = MatchAnswer.objects.exclude(parts={}).order_by("opportunity", "membership", "side", "-at", "-pk")
    newest = rows.distinct("opportunity", "membership", "side").values_list("parts", "wanted")
    known = set(Part)
    decisions = [
        Decision({Part(name): value for name, value in parts.items() if name in known}, wanted)
        for parts, wanted in newest
    ]
    return calibrate(decisions, Blend())


def _match(row: Opportunity, desk: Desk) -> int:
    asked = queries.asked(row)

    def facts(keys: Sequence[int]) -> Mapping[int, Parts]:
        return {one.key: facts_of(asked, one) for one in desk.known(keys)}

    question = Question(row.title, queries.demand_text(row), asked.codes)
    found = {one.id: one for one in desk.matcher.match(question, KEPT, facts=facts, breadth=BREADTH)}
    blend, known = desk.learned.blend, desk.known(found)
    each = [judged(one.key, found[one.key].parts, blend, desk.learned) for one in known]
    best = ranked(each, desk.shown, LEAST)
    desk.shown.update(one.key for one in best[:SHOWN])
    _save(
        row,
        [_kept(row, one, place, desk) for place, one in enumerate(best, 1)],
        _said(row, asked, found, desk),
    )
    return len(best)


def _kept(row: Opportunity, one: Judged, place: int, desk: Desk) -> Match:
    return Match(
        cluster_id=row.cluster_id,
        opportunity=row,
        membership_id=one.key,
        score=one.score,
        place=place,
        parts={part: value for part, value in one.parts.items() if value is not None},
        matched_at=desk.at,
        shown_at=desk.at if place <= SHOWN else None,
    )


def _said(
    row: Opportunity, asked: Asked, found: Mapping[int, Found], desk: Desk
) -> dict[int, list[dict[str, object]]]:
    """The reasons of every match, as they are kept."""
    written = as_written(f"{row.title}\n{queries.demand_text(row)}")
    names = labels({code for one in found.values() if one.near for code in (one.near.wanted, one.near.held)})
    return {
        one.key: [
            {"kind": reason.part, "favours": reason.favours, "words": reason.text}
            for reason in reasons(_evidence(asked, one, found[one.key], written), names, regions.name)
        ]
        for one in desk.known(found)
    }


def _evidence(asked: Asked, speaker: Speaker, found: Found, written: Mapping[str, str]) -> Evidence:
    return Evidence(
        codes_asked=bool(asked.codes and speaker.codes),
        near=found.near,
        terms=found.terms,
        win_terms=found.win_terms,
        written=written,
        place=asked.region or None,
        regions_served=speaker.works_in or None,
        region_fit=found.parts.get(Part.REGION),
        size=speaker.size or None,
        suits_small=asked.suits_small,
        wanted_certificates=asked.certificates,
        held_certificates=tuple(sorted(speaker.certificates)) if asked.certificates else None,
    )


def _save(row: Opportunity, best: Sequence[Match], said: Mapping[int, list[dict[str, object]]]) -> None:
    rows = Match.objects.filter(opportunity=row)
    before = dict(rows.values_list("membership_id", "shown_at"))
    gone = rows.exclude(membership__in=[one.membership_id for one in best])
    gone.filter(shown_at=None).delete()
    gone.update(place=None)
    for one in best:
        one.reasons = said[one.membership_id]
        one.shown_at = before.get(one.membership_id) or one.shown_at
    Match.objects.bulk_create(
        best,
        update_conflicts=True,
        unique_fields=["opportunity", "membership"],
        update_fields=["score", "place", "parts", "reasons", "matched_at", "shown_at"],
    )
