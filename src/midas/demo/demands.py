"""Wishes become demands: what their notices say is read the way any notice is read.

Only public ones keep their notices; what a customer or the cluster itself asks for is written down directly.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from midas.actions.demand.follow_notices import facts_of
from midas.core.demand.notice import NoticeFacts
from midas.core.values.writing import json_value
from midas.demo import notices
from midas.demo.calendar import day, moment, months_later
from midas.demo.cluster import Demand, Release
from midas.demo.wishes import Wish

LOOKED_AT = timedelta(minutes=25)
"""How long after its publication a notice comes in."""


def demand(wish: Wish, number: int, today: date, brokers: Sequence[str]) -> Demand:
    """The demand of a wish, in its state; the events that led there are `midas.demo.history`'s."""
    published = notices.releases(wish, number, today)
    facts, public = facts_of(list(published)), wish.door == "ocds"
    begins = notices.starts_on(wish, today)
    came = moment(day(today, -wish.came), 9, 40)
    return Demand(
        key=wish.key,
        door=wish.door,
        ocid=facts.ocid if public else "",
        title=facts.title,
        description=facts.description,
        buyer_name=facts.buyer.name,
        buyer_identifier=facts.buyer.identifier,
        value=wish.value * 100,
        cpv=facts.cpv,
        cpv_additional=facts.cpv_additional,
        region=facts.region,
        place=facts.place,
        procedure=facts.procedure,
        category=facts.category,
        source_status=facts.status if public else "",
        published_at=facts.released_at if public else None,
        deadline_at=moment(day(today, wish.due), 12),
        starts_on=begins,
        ends_on=months_later(begins, wish.months),
        sme_suitable=True if public else None,
        lots=tuple(json_value(facts.lots)),
        items=tuple(json_value(facts.items)),
        awards=tuple(json_value(facts.awards)) if public else (),
        state=wish.state,
        owner=brokers[wish.broker - 1] if wish.broker else None,
        created_at=came,
        updated_at=came,
        releases=tuple(map(_arrival, published)) if public else (),
    )


def _arrival(release: notices.Release) -> Release:
    facts: NoticeFacts = facts_of([release])
    assert facts.released_at is not None
    return Release(release, facts.released_at + LOOKED_AT)
