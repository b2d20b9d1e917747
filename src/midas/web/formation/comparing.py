"""The best plans of several searches on one scale, and who is in which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from midas.store.models import Formation, Proposal
from midas.web.formation.plans import PlanView, Snapshot, plan_views


def comparison_of(best: Sequence[Proposal]) -> dict[str, Any]:
    """What the page of a comparison shows of each search's best plan, in the order of the searches."""
    views = _on_one_scale(best)
    words = [_when(proposal.formation) for proposal in best]
    names: dict[str, str] = {partner.id: partner.name for view in views for partner in view.partners}
    shares = [{partner.id: partner.share for partner in view.partners} for view in views]
    members = [(name, [mine.get(key) for mine in shares]) for key, name in names.items()]
    return {
        "compared": [
            (proposal.formation, view, when) for proposal, view, when in zip(best, views, words, strict=True)
        ],
        "members": sorted(members, key=lambda one: one[0]) if len(views) > 1 else [],
        "currency": best[0].formation.problem["currency"] if best else "",
    }


def _on_one_scale(best: Sequence[Proposal]) -> list[PlanView]:
    """Each plan as its own search has it, with bars as long as the dearest of all."""
    if not best:
        return []
    together = plan_views(Snapshot(best[0].formation), best)
    alone = [plan_views(Snapshot(proposal.formation), [proposal])[0] for proposal in best]
    return [replace(one, parts=scaled.parts) for one, scaled in zip(alone, together, strict=True)]


def _when(formation: Formation) -> str:
    return date_format(timezone.localtime(formation.requested_at), "j M Y, H:i")
