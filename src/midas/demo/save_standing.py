"""Saving how the demo's firms stand: accounts of three years, and a judgement on each of the four dimensions.

Finance and capability are judged by the program's own rules from what the demo holds, so that a judgement made anew
agrees with it. Some lapse soon, a few cannot be judged, and one firm outside the story is barred by a lapsed one; the
story's near-miss let its capability lapse together with its certificate.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from midas.actions.members.assess import details, fields_of, verb
from midas.actions.members.judge import rules_date
from midas.core.members.assessment import Dimension, Judgement, Measure, judged
from midas.core.members.capability import judge_capability
from midas.core.members.finance import Accounts, judge_finance
from midas.core.values.writing import json_value
from midas.demo.accounts import draw_accounts, filleted, last_year_end
from midas.demo.cast import CAST, NEAR_MISS
from midas.demo.cluster import DemoCluster, Firm
from midas.rules import capability as capability_rules
from midas.rules import finance as finance_rules
from midas.store import models as store
from midas.store.queries.standing import capabilities

JUDGED = ("admitted", "suspended")
FILLETED, LAPSING = 0.04, 0.05
"""The share of firms whose accounts say too little, and of judgements that lapse within 60 days."""

ETHICS = ("exclusion_grounds", "modern_slavery", "bribery_and_tax", "environment")
COLLABORATION = ("preparedness", "willingness")


@dataclass(frozen=True, slots=True)
class Made:
    """A judgement with how it was made, on which day, and until when it holds."""

    judgement: Judgement
    method: str
    inputs: dict[str, Any]
    assessed_on: date
    valid_until: date


def save_standing(
    cluster: store.Cluster,
    demo: DemoCluster,
    members: Mapping[str, store.Membership],
    people: Mapping[str, store.Person],
) -> int:
    """Save accounts and judgements of every firm that is or was admitted; how many judgements."""
    random = Random(f"{demo.slug} standing")
    firms = [firm for firm in demo.firms if firm.state in JUDGED]
    years = {firm.key: _years(firm, demo.today, random) for firm in firms}
    assessor = _assessor(demo, people)
    store.FinancialYear.objects.bulk_create(_financial_years(cluster, years, members, demo.today))
    store.Confirmation.objects.bulk_create(_confirmations(cluster, firms, members, demo.today, assessor))
    able = capabilities([members[firm.key] for firm in firms], demo.today)
    barred = _barred(demo)
    rows = []
    for firm in firms:
        key = members[firm.key].pk
        capability = judge_capability(able[key], capability_rules.LIMITS, demo.today)
        made = _made(firm, years[firm.key], capability, json_value(able[key]), demo.today, random)
        rows += [
            _row(cluster, members[firm.key], one, assessor) for one in _bent(firm, made, barred, demo.today)
        ]
    store.Assessment.objects.bulk_create(rows)
    store.Event.objects.bulk_create(_event(cluster, row, assessor) for row in rows)
    return len(rows)


def _confirmations(
    cluster: store.Cluster,
    firms: Sequence[Firm],
    members: Mapping[str, store.Membership],
    today: date,
    assessor: store.Person | None,
) -> Iterator[store.Confirmation]:
    """What assessors saw: core claims mostly, others now and then. By their place, so that every load agrees."""
    keys = {members[firm.key].pk for firm in firms}
    for place, row in enumerate(store.Offering.objects.filter(membership__in=keys).order_by("pk")):
        if place % 4 and (row.is_core or place % 3 == 0):
            on = today - timedelta(days=40 + place % 300)
            words = "Seen at work on a visit." if row.is_core else "Samples and records looked through."
            yield store.Confirmation(
                cluster=cluster, offering=row, confirmed_by=assessor, confirmed_on=on, words=words
            )


def _years(firm: Firm, today: date, random: Random) -> tuple[Accounts, ...]:
    cast = any(part.name == firm.name for part in CAST)
    health = random.uniform(0.62, 0.85) if cast else random.triangular(0.0, 0.95, 0.45)
    years = draw_accounts(firm.turnover, health, today, random)
    return filleted(years) if not cast and random.random() < FILLETED else years


def _made(
    firm: Firm,
    years: Sequence[Accounts],
    capability: Judgement,
    claims: dict[str, Any],
    today: date,
    random: Random,
) -> Iterator[Made]:
    end = last_year_end(today)
    on = {which: today - timedelta(days=random.randint(10, (today - end).days - 90)) for which in Dimension}
    day = on[Dimension.FINANCE]
    finance = judge_finance(years, finance_rules.LIMITS, day)
    method = f"Altman and ratios, limits of {rules_date(finance_rules.LIMITS, day).isoformat()}"
    yield _dated(finance, method, {"years": [json_value(year) for year in years]}, day, 365, today, random)
    method = f"Proof of claims, limits of {rules_date(capability_rules.LIMITS, today).isoformat()}"
    yield _dated(capability, method, claims, on[Dimension.CAPABILITY], 730, today, random)
    for which, names in ((Dimension.ETHICS, ETHICS), (Dimension.COLLABORATION, COLLABORATION)):
        yield _dated(
            _drawn(which, names, random),
            "Questionnaire, seen by the coach",
            {},
            on[which],
            365,
            today,
            random,
        )


def _drawn(which: Dimension, names: Sequence[str], random: Random) -> Judgement:
    measures = []
    for name in names:
        points = Fraction(random.choice((60, 70, 80, 80, 90, 100)), 100)
        why = f"{name.replace('_', ' ').capitalize()}: answered with evidence, worth {int(points * 100)} of 100."
        measures.append(Measure(name, points, points, 100 // len(names), why))
    return judged(which, measures)


def _dated(
    judgement: Judgement,
    method: str,
    inputs: dict[str, Any],
    on: date,
    days: int,
    today: date,
    random: Random,
) -> Made:
    soon = random.random() < LAPSING
    until = today + timedelta(days=random.randint(5, 58)) if soon else on + timedelta(days=days)
    return Made(judgement, method, inputs, on, until)


def _bent(firm: Firm, made: Iterator[Made], barred: str, today: date) -> Iterator[Made]:
    """The judgements as the story wants them."""
    for one in made:
        which = one.judgement.dimension
        if firm.name == NEAR_MISS and which is Dimension.CAPABILITY:
            yield _lapsed(one, today - timedelta(days=19))
        elif firm.key == barred and which is Dimension.FINANCE:
            yield _lapsed(one, today - timedelta(days=12))
        elif any(part.name == firm.name for part in CAST) and one.valid_until < today + timedelta(days=60):
            yield replace(one, valid_until=one.assessed_on + timedelta(days=365))
        else:
            yield one


def _lapsed(one: Made, on: date) -> Made:
    return replace(one, assessed_on=min(one.assessed_on, on - timedelta(days=200)), valid_until=on)


def _barred(demo: DemoCluster) -> str:
    """The firm that is barred: admitted, outside the story and every team, in the trade with most firms."""
    taken = {partner.firm for enterprise in demo.enterprises for partner in enterprise.partners}
    cast = {part.name for part in CAST}
    spare = [
        firm
        for firm in demo.firms
        if firm.state == "admitted" and firm.key not in taken and firm.name not in cast
    ]
    by_trade: dict[str, list[Firm]] = {}
    for firm in spare:
        by_trade.setdefault(firm.trade, []).append(firm)
    crowd = max(by_trade.values(), key=len, default=[])
    return min(crowd, key=lambda firm: (len(firm.offerings), firm.key)).key if len(crowd) > 3 else ""


def _assessor(demo: DemoCluster, people: Mapping[str, store.Person]) -> store.Person | None:
    able = [person for person in demo.people if {"coach", "committee"} & set(person.roles)]
    return people[min(able, key=lambda person: "coach" not in person.roles).email] if able else None


def _financial_years(
    cluster: store.Cluster,
    years: Mapping[str, Sequence[Accounts]],
    members: Mapping[str, store.Membership],
    today: date,
) -> Iterator[store.FinancialYear]:
    for key, accounts in years.items():
        for year in accounts:
            entered = min(year.year_end + timedelta(days=140), today)
            yield store.FinancialYear(
                cluster=cluster,
                membership=members[key],
                source="typed in from the printed accounts",
                entered_at=datetime.combine(entered, time(10), UTC),
                **{name: getattr(year, name) for name in Accounts.__dataclass_fields__},
            )


def _row(
    cluster: store.Cluster, member: store.Membership, made: Made, assessor: store.Person | None
) -> store.Assessment:
    return store.Assessment(
        cluster=cluster,
        membership=member,
        **fields_of(made.judgement),
        method=made.method,
        inputs=made.inputs,
        assessor=assessor,
        assessed_on=made.assessed_on,
        valid_until=made.valid_until,
    )


def _event(cluster: store.Cluster, row: store.Assessment, assessor: store.Person | None) -> store.Event:
    return store.Event(
        cluster=cluster,
        at=datetime.combine(row.assessed_on, time(14), UTC),
        by=assessor,
        actor=assessor.name if assessor else "Midas",
        verb=verb(row.dimension),
        subject_kind="membership",
        subject_id=row.membership_id,
        details=details(row),
    )
