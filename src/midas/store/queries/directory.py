"""Finding firms among very many: every question is put so that an index answers it.

Behind row-level security PostgreSQL uses an index only for comparisons it knows to leak nothing. Equality and order
are such, patterns and text search are not; so beginnings of words and codes are asked for as ranges, and words stand in
a table of their own (`midas.store.directory` keeps it). What is listed is chosen, sorted and counted on `Membership`
alone; the rest of a page's rows is fetched when it is known which they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from django.db import connection
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Collate

from midas.core.values.taxonomy import CPV_PREFIX, covers, stem
from midas.rules import regions
from midas.store.models import Certificate, Membership, MemberWord, Offering
from midas.store.queries.taxonomy import competency_labels, mapped_to_cpv, names_above

Rows = QuerySet[Membership]
LONGEST_WORD = 40
_WORDS = re.compile(r"[^\W_]+")
_NUMBERED = re.compile(r"[A-Za-z]{2,3}-[A-Za-z0-9_]+-(?=.)")
"""The scheme before a number written as org-id does, `GB-COH-01234567`."""

_DISTINCT = """
    with recursive found as (
        (select {columns} from {table} where cluster_id = %s order by {columns} limit 1)
        union all
        select next.* from found, lateral (
            select {columns} from {table} where cluster_id = %s and ({columns}) > ({found})
            order by {columns} limit 1) as next
    ) select {columns} from found
"""
"""The different values of an indexed column in as many steps as there are values, however many rows there are."""


def claimed_codes(cluster: int) -> list[str]:
    """The codes of all that is offered, each once."""
    return [code for (code,) in _distinct("store_offering", ("competency",), cluster)]


def certificate_names(cluster: int) -> list[str]:
    """The certificates firms hold or held, by name, each once."""
    return [name for (name,) in _distinct("store_certificate", ("name",), cluster)]


def regions_listed(cluster: int, states: Iterable[str]) -> set[str]:
    """The regions of firms in those states."""
    wanted = set(states)
    pairs = _distinct("store_membership", ("state", "listed_region"), cluster)
    return {region for state, region in pairs if state in wanted}


def _distinct(table: str, columns: tuple[str, ...], cluster: int) -> list[tuple[str, ...]]:
    """Names come from this module only; nothing anybody typed becomes part of the statement."""
    named = ", ".join(columns)
    known = ", ".join(f"found.{name}" for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(_DISTINCT.format(table=table, columns=named, found=known), [cluster, cluster])
        return list(cursor.fetchall())


def regions_counted(rows: Rows) -> dict[str, int]:
    """How many of those firms sit in each region, by its own code."""
    return dict(rows.order_by().values_list("listed_region").annotate(n=Count("pk")))


def in_region(rows: Rows, code: str) -> Rows:
    """Those in the region or a part of it."""
    return rows.filter(**_beginning("listed_region", code))


def holding(rows: Rows, competency: str, on: date) -> Rows:
    """Those with a live claim to the competency or a part of it; the cluster's own codes count by their CPV code."""
    own = [code for code, code_cpv in mapped_to_cpv().items() if covers(competency, code_cpv)]
    below = stem(competency)
    if competency.startswith(CPV_PREFIX):
        claimed = Q(**_beginning("code", below))
    else:
        claimed = Q(code=below) | Q(**_beginning("code", below + "/"))
    return rows.filter(pk__in=_claims(on).filter(claimed | Q(code__in=own)).values("membership"))


def certified(rows: Rows, name: str, on: date) -> Rows:
    """Those who hold the certificate on that day."""
    held = Certificate.objects.filter(Q(expires_on=None) | Q(expires_on__gte=on), name=name)
    return rows.filter(pk__in=held.values("membership"))


def found(rows: Rows, words: str, on: date, cluster: int) -> Rows:
    """Those that every word is about: a word of theirs begins with it, or it names their region or their work.

    Their words are those of name, number, place, summary, tags and offerings. Work is found by the label of a
    competency and by those of the group and division it lies in.
    """
    names: dict[str, str] = {}
    for word in words.split():
        names = names or _offered_names(claimed_codes(cluster))
        rows = rows.filter(pk__in=_about(word, names, on))
    return rows


def named(rows: Rows, words: str) -> Rows:
    """Those with every word among their own words: of name, number, place, summary and tags."""
    for word in words.split():
        rows = rows.filter(pk__in=_worded(word, Q(until=None)))
    return rows


def _about(word: str, names: Mapping[str, str], on: date) -> QuerySet[Membership]:
    folded = word.casefold()
    parts = []
    codes = [code for code, text in names.items() if folded in text]
    if codes:
        parts.append(_claims(on).filter(code__in=codes).values("membership"))
    uk = (*regions.uk_level1(), *regions.uk_level2())
    for code in {one.code for one in uk if folded in one.name.casefold()}:
        parts.append(Membership.objects.filter(**_beginning("listed_region", code)).order_by().values("pk"))
    words = _worded(word, Q(until=None) | Q(until__gte=on))
    return words.union(*parts, all=True) if parts else words


def _worded(word: str, counts: Q) -> QuerySet[MemberWord]:
    """The keys of members with every token of the word; none for a word without letters and digits."""
    tokens = [token[:LONGEST_WORD] for token in _WORDS.findall(_NUMBERED.sub("", word).lower())]
    rows = MemberWord.objects.filter(counts).order_by()
    for token in tokens[1:]:
        more = MemberWord.objects.filter(counts, **_beginning("word", token)).order_by()
        rows = rows.filter(membership__in=more.values("membership"))
    first = _beginning("word", tokens[0]) if tokens else {"pk": None}
    return rows.filter(**first).values("membership")


def _claims(on: date) -> QuerySet[Offering]:
    live = Q(valid_until=None) | Q(valid_until__gte=on)
    return Offering.objects.annotate(code=Collate(F("competency"), "C")).filter(live).order_by()


def _beginning(field: str, start: str) -> dict[str, str]:
    """What begins with `start`, as a range: from it up to its last letter's successor."""
    if not start:
        return {}
    return {f"{field}__gte": start, f"{field}__lt": start[:-1] + chr(ord(start[-1]) + 1)}


def _offered_names(codes: Iterable[str]) -> dict[str, str]:
    listed = list(codes)
    own, labels = mapped_to_cpv(), competency_labels(listed)
    return {
        code: " ".join((code, own.get(code, ""), labels[code], *names_above(own.get(code, code)))).casefold()
        for code in listed
    }
