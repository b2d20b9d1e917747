"""The cast become firms like any other, with the hours, uses and dates their trade gives them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from midas.demo import making, places
from midas.demo.cast import CAST, Part
from midas.demo.cluster import Firm, Offering, Record, Resource
from midas.demo.names import web_address
from midas.demo.records import reliability
from midas.demo.trades import TRADES, Trade, Work
from midas.rules.sizes import size


def cast_firms(random: Random, today: date) -> Iterator[Firm]:
    """The firms of the cast, without numbers yet."""
    by_key = {trade.key: trade for trade in TRADES}
    for part in CAST:
        yield _played(part, by_key[part.trade], random, today)


def _played(part: Part, trade: Trade, random: Random, today: date) -> Firm:
    joined_on = today - timedelta(days=part.joined_days)
    turnover = part.turnover * 100_000
    pools = making.resources(trade, part.staff)
    record = Record(*part.references)
    return Firm(
        key="",
        trade=trade.key,
        group=trade.group,
        scheme="GB-COH",
        identifier="",
        name=part.name,
        place=places.town(part.town),
        staff=part.staff,
        turnover=turnover,
        size=size(part.staff, turnover) or "micro",
        sic=trade.sic,
        founded_on=joined_on - timedelta(days=random.randint(2_500, 9_000)),
        website=web_address(part.name),
        state="admitted",
        applied_on=joined_on - timedelta(days=random.randint(30, 60)),
        joined_on=joined_on,
        summary=part.summary,
        can_lead=part.can_lead,
        engagement_cost=part.engagement * 100,
        references=record,
        record=record,
        reliability=reliability(record),
        tags=part.tags,
        resources=pools,
        offerings=tuple(_cast_offerings(part, pools, random)),
        certificates=tuple(
            making.certificate(name, trade.does, today + timedelta(days=days), random.choice(making.ISSUERS))
            for name, days in part.certificates
        ),
    )


def _cast_offerings(part: Part, pools: tuple[Resource, ...], random: Random) -> Iterator[Offering]:
    for claim in part.claims:
        work = _work(claim.cpv)
        yield Offering(
            competency=f"cpv:{claim.cpv}",
            title=work.title,
            unit=work.unit,
            unit_price=Decimal(str(claim.price)) * 100,
            set_up=work.set_up * 100,
            capacity=Decimal(claim.capacity),
            min_order=Decimal(0),
            quality=Decimal(str(claim.quality)),
            lead_time_days=claim.lead,
            regions_served=part.serves,
            uses=making.uses(work, pools),
            is_core=claim is part.claims[0],
            evidence=random.choice(making.EVIDENCE),
        )


def _work(cpv: str) -> Work:
    return next(work for trade in TRADES for work in trade.works if work.cpv == cpv)
