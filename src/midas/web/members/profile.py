"""One firm, put together for its page: what it offers and has left, what proves it, what it did and with whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy

from midas.core.members.capacity import Left
from midas.core.members.reputation import wilson_interval
from midas.core.values.periods import Period, months, quarter
from midas.rules import regions
from midas.store.models import Certificate, Membership, Offering, Resource
from midas.store.queries import members as queries
from midas.store.queries.taxonomy import competency_labels
from midas.web.members import pictures

STANDINGS = {
    "valid": gettext_lazy("valid"),
    "expiring": gettext_lazy("runs out soon"),
    "expired": gettext_lazy("run out"),
}
IS_ADDRESS = URLValidator(schemes=("https", "http"))


@dataclass(frozen=True, slots=True)
class Offer:
    """An offering as the page shows it: what it is called, what is left of it, whether it still stands."""

    row: Offering
    label: str
    left: Left
    standing: str

    @property
    def words(self) -> str:
        """The standing in words."""
        return str(STANDINGS[self.standing])

    @property
    def percent_left(self) -> int | None:
        """The share that is left, in whole per cent, for the bar."""
        return None if self.left.share is None else round(100 * self.left.share)


@dataclass(frozen=True, slots=True)
class Proof:
    """A certificate and whether it stands: `valid`, `expiring` or `expired`."""

    row: Certificate
    standing: str

    @property
    def words(self) -> str:
        """The standing in words."""
        return str(STANDINGS[self.standing])


@dataclass(frozen=True, slots=True)
class Pool:
    """A resource: what it gives in the quarter, and what the work taken on draws from it."""

    row: Resource
    total: Decimal
    used: Decimal


def profile(member: Membership, *, today: date, prices: bool) -> dict[str, Any]:
    """Everything the page of a firm shows, but for what happened to it."""
    period = quarter(today)
    offers = offers_of(member, period, today)
    rows = queries.partnerships(member)
    met = queries.companions(member)
    here = queries.level1(member.organisation.region)
    return {
        "member": member,
        "quarter": period,
        "offers": offers,
        "prices": prices,
        "proofs": [Proof(row, standing(row.expires_on, today)) for row in member.certificates.all()],
        "pools": _pools(member, offers, period),
        "trust": trust(member),
        "enterprises": len(rows),
        "history": pictures.history(rows, today),
        "history_height": 64 + 34 * len(rows),
        "circle": pictures.circle(member, met) if met else None,
        "map": pictures.tile_map({here: 1}, lambda code: ""),
        "currency": member.cluster.currency,
        "website": _website(member.organisation.website),
        "place": regions.name(member.organisation.region),
    }


def offers_of(member: Membership, period: Period, today: date) -> list[Offer]:
    """The firm's offerings, core ones first, each with what is left of it in the period."""
    rows = list(member.offerings.prefetch_related("uses__resource").order_by("-is_core", "title", "pk"))
    labels = competency_labels(row.competency for row in rows)
    left = queries.left(rows, [work for _row, work in queries.works(member)], period)
    return [
        Offer(row, labels[row.competency], left[row.pk], standing(row.valid_until, today)) for row in rows
    ]


def standing(until: date | None, today: date) -> str:
    """Whether something good until that day has expired, expires soon, or is valid."""
    if until is not None and until < today:
        return "expired"
    return "expiring" if until is not None and until <= today + queries.SOON else "valid"


def trust(member: Membership) -> Mapping[str, Any]:
    """The share of promises kept, on how many deliveries, and between which shares the truth most likely lies."""
    low, high = wilson_interval(float(member.reliability), member.reliability_evidence)
    return {"share": member.reliability, "evidence": member.reliability_evidence, "low": low, "high": high}


def _website(written: str) -> str:
    """The address as a link may have it: one of the web's own schemes and a real host, or nothing."""
    address = written if "://" in written else f"https://{written}"
    try:
        IS_ADDRESS(address)
    except ValidationError:
        return ""
    return address


def _pools(member: Membership, offers: Sequence[Offer], period: Period) -> list[Pool]:
    used: dict[int, Decimal] = {}
    for offer in offers:
        for use in offer.row.uses.all():
            used[use.resource_id] = used.get(use.resource_id, Decimal(0)) + use.amount * offer.left.committed
    span = months([period])
    return [
        Pool(row, row.capacity * span.numerator / span.denominator, used.get(row.pk, Decimal(0)))
        for row in member.resources.order_by("name")
    ]
