"""The best plans of several searches on one scale: what was asked differently, what came out differently."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from midas.store.models import Formation, Proposal
from midas.web.formation.inputs import input_rows
from midas.web.formation.plans import Snapshot, side_by_side


@dataclass(frozen=True, slots=True)
class Share:
    """A firm's share in one search's plan; `moved` is against the first, `mark` says in, out or nothing."""

    share: float | None
    moved: float | None
    mark: str


def comparison_of(best: Sequence[Proposal]) -> dict[str, Any]:
    """What the page of a comparison shows of each search's best plan, in the order of the searches.

    Everything is held against the first of them.
    """
    if not best:
        return {"compared": [], "members": [], "currency": "", "inputs": []}
    plans = [(Snapshot(proposal.formation), proposal) for proposal in best]
    views = side_by_side(plans, plans[0])
    words = [_when(proposal.formation) for proposal in best]
    names: dict[str, str] = {partner.id: partner.name for view in views for partner in view.partners}
    shares = [{partner.id: partner.share for partner in view.partners} for view in views]
    members = [
        (name, [_share(shares[0].get(key), mine.get(key)) for mine in shares]) for key, name in names.items()
    ]
    several = len(views) > 1
    return {
        "compared": [
            (proposal.formation, view, when) for proposal, view, when in zip(best, views, words, strict=True)
        ],
        "members": sorted(members, key=lambda one: one[0]) if several else [],
        "inputs": input_rows([proposal.formation for proposal in best]) if several else [],
        "currency": best[0].formation.problem["currency"],
    }


def _share(first: float | None, mine: float | None) -> Share:
    if first is None or mine is None:
        mark = "" if first is None and mine is None else "in" if first is None else "out"
        return Share(mine, None, mark)
    moved = mine - first
    return Share(mine, moved if round(moved, 3) else None, "")


def _when(formation: Formation) -> str:
    """What tells a search from others: its number, since two may be of one minute, and when it was asked for."""
    return f"#{formation.pk} · {date_format(timezone.localtime(formation.requested_at), 'j M Y, H:i')}"
