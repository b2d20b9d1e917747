"""A cluster with very many firms, written by COPY: the same ones for the same seed, whoever asks.

Rows are typed nowhere and checked by nothing but the database, which spells the words of every firm as it does on the
site, all at once at the end; that is most of the time it takes.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date

from benchmarks.words import FIRST, PAPERS, PLACES, SECOND, SECTORS, SIZES, THIRD, TRADES

OFFERS = 2
"""Offerings of each firm."""

CROWD = """
    create temporary table crowd (number integer primary key, name text, key text, region text, locality text,
        size text, sector text, reliability numeric, evidence integer, paper text) on commit drop
"""
OFFERED = "create temporary table offered (number integer, code text, title text) on commit drop"
ORGANISATIONS = """
    insert into store_organisation (cluster_id, scheme, identifier, name, name_key, region, locality, country,
        latitude, longitude, time_zone, size, sic_codes, website)
    select %s, 'GB-COH', lpad(number::text, 8, '0'), name, key, region, locality, 'GB', 53, -1, 'Europe/London', size,
        '{}', '' from crowd order by number
"""
MEMBERSHIPS = """
    insert into store_membership (cluster_id, organisation_id, sector_group_id, state, joined_on, summary, can_lead,
        engagement_cost, reliability, reliability_evidence, tags, conditions, shown_to, listed_name, listed_region,
        wants_digest)
    select %s, o.id, g.id, 'admitted', %s, '', false, 0, c.reliability, c.evidence, '{}', '', '{}', '', '', true
    from crowd c join store_organisation o on o.cluster_id = %s and o.identifier = lpad(c.number::text, 8, '0')
    join store_sectorgroup g on g.cluster_id = o.cluster_id and g.slug = c.sector order by c.number
"""
_MEMBER = """
    join store_organisation o on o.cluster_id = %s and o.identifier = lpad({table}.number::text, 8, '0')
    join store_membership m on m.organisation_id = o.id
"""
OFFERINGS = """
    insert into store_offering (cluster_id, membership_id, competency, title, unit, unit_price, set_up, min_order,
        quality, lead_time_days, regions_served, is_core, evidence)
    select m.cluster_id, m.id, offered.code, offered.title, 'HUR', 4300, 0, 0, 1, 0, '{}', false, '' from offered
""" + _MEMBER.format(table="offered")
CERTIFICATES = """
    insert into store_certificate (cluster_id, membership_id, name, issuer, scope)
    select m.cluster_id, m.id, crowd.paper, '', '' from crowd
""" + _MEMBER.format(table="crowd")


SPELLERS = {"membership": "member_spelt", "offering": "offering_spelt", "certificate": "certificate_spelt"}
"""The triggers that would spell each firm anew with every table; it is done once, at the end."""


def fill(cluster, count: int, seed: int = 5) -> None:
    """`count` admitted members of the cluster, which has the sectors of `SECTORS`; runs as the tables' owner."""
    from django.db import connection, transaction

    from midas.store import tenancy

    firms = list(invented(count, seed))
    with connection.cursor() as cursor:
        _switch(cursor, "disable")
        with transaction.atomic(), tenancy.tenant(cluster.pk):
            cursor.execute(CROWD)
            cursor.execute(OFFERED)
            _copy(cursor, "crowd", (row for row, _offers in firms))
            _copy(cursor, "offered", ((row[0], *offer) for row, offers in firms for offer in offers))
            cursor.execute("analyze crowd, offered")
            cursor.execute(ORGANISATIONS, [cluster.pk])
            cursor.execute("analyze store_organisation, store_sectorgroup")
            cursor.execute(MEMBERSHIPS, [cluster.pk, date(2021, 1, 4), cluster.pk])
            cursor.execute("analyze store_membership")
            cursor.execute(OFFERINGS, [cluster.pk])
            cursor.execute(CERTIFICATES, [cluster.pk])
            cursor.execute("analyze store_offering, store_certificate")
            cursor.execute("select midas_spell(array(select id from store_membership))")
        _switch(cursor, "enable")


def _switch(cursor, how: str) -> None:
    for table, trigger in SPELLERS.items():
        cursor.execute(f"alter table store_{table} {how} trigger {trigger}")


def invented(count: int, seed: int) -> Iterator[tuple[tuple[object, ...], list[tuple[str, str]]]]:
    """Firms as rows of `crowd`, each with what it offers as code and title."""
    from midas.core.values.names import name_key

    draw, codes = random.Random(seed), list(TRADES)
    for number in range(count):
        name = f"{draw.choice(FIRST)} {draw.choice(SECOND)} {draw.choice(THIRD)} {number} Ltd"
        town, region = draw.choice(PLACES)
        kept, evidence = draw.randrange(5000, 10_001) / 10_000, draw.randrange(30)
        row = (
            number,
            name,
            name_key(name),
            region,
            town,
            draw.choice(SIZES),
            draw.choice(SECTORS),
            kept,
            evidence,
        )
        yield (*row, draw.choice(PAPERS)), [(code, TRADES[code]) for code in draw.sample(codes, OFFERS)]


def _copy(cursor, table: str, rows: Iterator[tuple[object, ...]]) -> None:
    with cursor.copy(f"copy {table} from stdin") as sink:
        for row in rows:
            sink.write_row(row)
