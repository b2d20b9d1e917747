"""Demands are matched with members: those most like it in words and by codes are looked at closely, ranked and kept.

A demand's matches are replaced whole. What was put before a member once stays on record (`shown_at`), for fairness is
counted over time; of equals, whoever was shown least of late goes first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from midas.core.demand.relevance.blend import Blend, Part, strength
from midas.core.demand.relevance.calibration import Calibration, Decision, calibrate
from midas.core.demand.worth import Asked, Judged, Speaker, figure, parts_of, ranked
from midas.core.demand.worth_words import Shared, Told, reasons
from midas.rules import regions
from midas.solvers.relevance import Index
from midas.store.models import Match, MatchAnswer, Opportunity
from midas.store.queries import matches as queries
from midas.store.queries.demand import labels

CANDIDATES = 300
"""Members looked at closely for one demand: so many most like it in words, and as many by their codes."""

KEPT = 200
LEAST = 25
"""A match of fewer points than this is none."""

SHOWN = 10
"""So many members of a demand count as having it put before them."""

LATELY = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Demand:
    """One demand, what it asks, and the members it shares words with: the score, and the shared terms."""

    row: Opportunity
    asked: Asked
    text: str
    hits: Mapping[int, float]
    shared: Mapping[int, Shared]

    def candidates(self, near: Mapping[str, Sequence[int]]) -> list[int]:
        """Whom to look at closely."""
        by_codes = [key for code in self.asked.codes for key in near.get(code, ())]
        return list(dict.fromkeys([*self.hits, *by_codes[:CANDIDATES]]))


@dataclass(frozen=True, slots=True)
class Desk:
    """What all demands of one go are judged with."""

    speakers: Mapping[int, Speaker]
    labels: Mapping[str, str]
    learned: Calibration
    ceiling: float
    shown: Counter[int]
    at: datetime


def match_demands(keys: Iterable[int], index: Index, *, on: date, at: datetime) -> int:
    """Replace the matches of those demands, inside the cluster's tenancy; how many matches they have now."""
    rows = Opportunity.objects.filter(pk__in=list(keys)).order_by("pk")
    demands = [_read(row, index) for row in rows.prefetch_related("requirement__work_packages")]
    near = queries.claimants([code for one in demands for code in one.asked.codes], CANDIDATES)
    wanted = {one.row.pk: one.candidates(near) for one in demands}
    found = queries.speakers({key for each in wanted.values() for key in each}, on)
    speakers = {one.key: one for one in found}
    held = [code for one in speakers.values() for code in one.codes]
    names = labels([*held, *(code for one in demands for code in one.asked.codes)])
    shown = queries.times_shown(at - LATELY)
    desk = Desk(speakers, names, learned(), index.ceiling, shown, at)
    return sum(_match(one, wanted[one.row.pk], desk) for one in demands)


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


def _read(row: Opportunity, index: Index) -> Demand:
    text = queries.demand_text(row)
    hits = index.search(text, CANDIDATES)
    return Demand(
        row,
        queries.asked(row),
        text,
        {hit.id: hit.score for hit in hits},
        {hit.id: hit.terms for hit in hits},
    )


def _match(demand: Demand, candidates: Sequence[int], desk: Desk) -> int:
    judged = []
    for speaker in (desk.speakers[key] for key in candidates if key in desk.speakers):
        # Whoever is not among the first by words may still share some; so few that nothing is known of it.
        score = demand.hits.get(speaker.key)
        words = None if score is None else strength(score, desk.ceiling)
        parts = parts_of(demand.asked, speaker, words)
        judged.append(Judged(speaker.key, figure(parts, desk.learned.blend, desk.learned), parts))
    best = ranked(judged, desk.shown, LEAST)[:KEPT]
    desk.shown.update(one.key for one in best[:SHOWN])
    _save(demand, best, desk)
    return len(best)


def _save(demand: Demand, best: Sequence[Judged], desk: Desk) -> None:
    rows = Match.objects.filter(opportunity=demand.row)
    before = dict(rows.values_list("membership_id", "shown_at"))
    gone = rows.exclude(membership__in=[one.key for one in best])
    gone.filter(shown_at=None).delete()
    gone.update(place=None)
    Match.objects.bulk_create(
        [_row(demand, one, place, desk, before.get(one.key)) for place, one in enumerate(best, 1)],
        update_conflicts=True,
        unique_fields=["opportunity", "membership"],
        update_fields=["score", "place", "parts", "reasons", "matched_at", "shown_at"],
    )


def _row(demand: Demand, one: Judged, place: int, desk: Desk, shown_at: datetime | None) -> Match:
    shared = demand.shared.get(one.key, ())
    told = Told(
        demand.asked, desk.speakers[one.key], one.parts, shared, demand.text, desk.labels, regions.name
    )
    return Match(
        cluster_id=demand.row.cluster_id,
        opportunity=demand.row,
        membership_id=one.key,
        score=one.score,
        place=place,
        parts={part: value for part, value in one.parts.items() if value is not None},
        reasons=[reason.written() for reason in reasons(told, desk.learned.blend)],
        matched_at=desk.at,
        shown_at=shown_at or (desk.at if place <= SHOWN else None),
    )
