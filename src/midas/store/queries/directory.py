"""Finding firms among very many: every question is put so that an index answers it.

Behind row-level security PostgreSQL uses an index only for comparisons it knows to leak nothing. Equality and order
are such, patterns and text search are not; so beginnings of words and codes are asked for as ranges, and words and
facets stand in a table of their own (`midas.store.directory` and `midas.store.facets` keep it). A question is a list of
wishes, all of which a firm must meet; a wish has one way or several, each a range of words. Firms are counted on words
alone; which of them a page lists is chosen on `Membership` alone; the rest is fetched when it is known which they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import connection
from django.db.models import BooleanField, Count, Func, Q, QuerySet

from midas.core.values.taxonomy import CPV_PREFIX, covers, stem
from midas.rules import regions
from midas.store.models import Membership, MemberWord
from midas.store.queries.taxonomy import competencies_named, names_above

Rows = QuerySet[Membership]
Way = Q
Wish = Sequence[Way]

LONGEST_WORD = 40
MANY = 2_000
"""From so many firms on, a page walks along the order of the list; below, the firms found are sorted."""

DOES, HOLDS, IN, SECTOR, SIZE = "=does:", "=holds:", "=in:", "=sector:", "=size:"
_WORDS = re.compile(r"[^\W_]+")
_NUMBERED = re.compile(r"[A-Za-z]{2,3}-[A-Za-z0-9_]+-(?=.)")
"""The scheme before a number written as org-id does, `GB-COH-01234567`."""

# The different values of indexed columns in as many steps as there are values, however many rows there are.
_EVERY = """
    with recursive facet as (
        (select word from store_memberword where cluster_id = %s and word > '=' and word < '>' order by word limit 1)
        union all
        select next.* from facet, lateral (
            select word from store_memberword where cluster_id = %s and word > facet.word and word < '>'
            order by word limit 1) as next
    ), place as (
        (select state, listed_region from store_membership where cluster_id = %s
            order by state, listed_region limit 1)
        union all
        select next.* from place, lateral (
            select state, listed_region from store_membership
            where cluster_id = %s and (state, listed_region) > (place.state, place.listed_region)
            order by state, listed_region limit 1) as next
    ) select '', word from facet union all select state, listed_region from place
"""

_BY_REGION = "select region, count(*) from ({found}) as found group by region"


class _True(Func):
    """A condition that is looked up row by row, along the order asked for, and never made the leading table."""

    template = "(%(expressions)s) is true"
    output_field = BooleanField()


@dataclass(frozen=True, slots=True)
class Offered:
    """What can be asked for in a cluster: codes of what firms offer with their labels, their CPV codes where mapped,
    certificates, and regions by the state of the firms that sit there."""

    codes: tuple[str, ...]
    certificates: tuple[str, ...]
    regions: frozenset[tuple[str, str]]
    own: Mapping[str, str]
    labels: Mapping[str, str]

    def names(self) -> dict[str, str]:
        """The words each code is found by: its own, its label, its group and division, in lower case."""
        return {code: self._name(code) for code in self.codes}

    def listed(self, states: Iterable[str]) -> set[str]:
        """The regions of firms in those states."""
        wanted = set(states)
        return {region for state, region in self.regions if state in wanted}

    def _name(self, code: str) -> str:
        above = names_above(self.own.get(code, code))
        return " ".join((code, self.own.get(code, ""), self.labels[code], *above)).casefold()


def offered(cluster: int) -> Offered:
    """What is or was offered and held, each once, in two statements or three."""
    with connection.cursor() as cursor:
        cursor.execute(_EVERY, [cluster] * 4)
        rows = cursor.fetchall()
    facets = [word for state, word in rows if not state]
    codes = _values(facets, DOES)
    own, labels = competencies_named(codes)
    places = frozenset((state, region) for state, region in rows if state)
    return Offered(codes, _values(facets, HOLDS), places, own, labels)


def _values(facets: Iterable[str], kind: str) -> tuple[str, ...]:
    return tuple(facet.removeprefix(kind) for facet in facets if facet.startswith(kind))


def regions_counted(rows: Rows) -> dict[str, int]:
    """How many of those firms sit in each region, by its own code."""
    return dict(rows.order_by().values_list("listed_region").annotate(n=Count("pk")))


def in_region(code: str) -> Wish:
    """To sit in the region or a part of it."""
    return (_beginning(IN + code),)


def in_sector(key: int) -> Wish:
    """To be in the sector group."""
    return (Q(word=f"{SECTOR}{key}"),)


def of_size(size: str) -> Wish:
    """To have that size."""
    return (Q(word=SIZE + size),)


def certified(name: str) -> Wish:
    """To hold the certificate."""
    return (Q(word=HOLDS + name),)


def holding(competency: str, own: Mapping[str, str]) -> Wish:
    """To have a claim to the competency or a part of it; the cluster's `own` codes count by their CPV code."""
    below = DOES + stem(competency)
    mapped = [DOES + code for code, code_cpv in own.items() if covers(competency, code_cpv)]
    ways = [_beginning(below)]
    if not competency.startswith(CPV_PREFIX):
        ways = [Q(word=below), _beginning(below + "/")]
    return (*ways, *([Q(word__in=mapped)] if mapped else []))


def worded(words: str) -> list[Wish]:
    """To have each of the words among one's own: of name, number, place, summary, tags and what is offered."""
    return [(_word(word),) for word in words.split()]


def about(words: str, names: Mapping[str, str]) -> list[Wish]:
    """To be what each word is about: a word begins with it, or it names the region or work (`Offered.names`)."""
    return [_about(word, names) for word in words.split()]


def _about(word: str, names: Mapping[str, str]) -> Wish:
    folded = word.casefold()
    codes = [DOES + code for code, text in names.items() if folded in text]
    uk = (*regions.uk_level1(), *regions.uk_level2())
    places = {one.code for one in uk if folded in one.name.casefold()}
    widest = [code for code in places if not any(code != one and code.startswith(one) for one in places)]
    return (
        _word(word),
        *([Q(word__in=codes)] if codes else []),
        *(_beginning(IN + code) for code in sorted(widest)),
    )


def _word(word: str) -> Way:
    """Every token of the word; nothing meets a word without letters and digits."""
    tokens = [token[:LONGEST_WORD] for token in _WORDS.findall(_NUMBERED.sub("", word).lower())]
    if not tokens:
        return Q(word="")
    way = _beginning(tokens[0])
    for token in tokens[1:]:
        way &= Q(membership__in=MemberWord.objects.filter(_beginning(token)).order_by().values("membership"))
    return way


@dataclass(frozen=True, slots=True)
class Question:
    """Firms that meet every wish: `counts` says which words count, `seen` which firms may be found."""

    wishes: tuple[Wish, ...]
    counts: Q
    seen: Q = field(default_factory=Q)

    def among(self, rows: Rows, *, many: bool = False) -> Rows:
        """Those of the rows that are found; `many` says that they are more than `MANY`."""
        if not self.wishes:
            return rows
        found = Q(pk__in=self._found("membership"))
        return rows.filter(_True(found)) if many else rows.filter(found)

    def counted(self) -> dict[str, int]:
        """How many firms are found, by their region; there is one wish at least."""
        statement, values = self._found("membership", "region", once=True).query.sql_with_params()
        with connection.cursor() as cursor:
            cursor.execute(_BY_REGION.format(found=statement), values)
            return dict(cursor.fetchall())

    def _found(self, *columns: str, once: bool = False) -> QuerySet[MemberWord]:
        """An intersection and not a filter, which the planner would look up firm by firm."""
        wanted = self.counts & self.seen
        if len(self.wishes) == 1:
            return _any_way(self.wishes[0], wanted, columns, once=once)
        first, *others = (_any_way(wish, wanted, columns) for wish in self.wishes)
        return first.intersection(*others)


def _any_way(wish: Wish, wanted: Q, columns: Sequence[str], *, once: bool = False) -> QuerySet[MemberWord]:
    """A union of ranges and not one range or another, so that each is read from the index alone."""
    first, *others = (MemberWord.objects.filter(way, wanted).order_by().values(*columns) for way in wish)
    if others:
        return first.union(*others, all=not once)
    return first.distinct() if once and not _is_one_word(wish[0]) else first


def _is_one_word(way: Way) -> bool:
    """Whether it asks for a single word, which a firm has once."""
    return [child[0] for child in way.children if isinstance(child, tuple)] == ["word"]


def live(on: date) -> Q:
    """The words that count on that day."""
    return Q(until=None) | Q(until__gte=on)


OWN_WORDS = Q(until=None)
"""The words of a firm that are not those of its offerings alone."""


def _beginning(start: str) -> Q:
    """What begins with `start`, as a range: from it up to its last letter's successor."""
    return Q(word__gte=start, word__lt=start[:-1] + chr(ord(start[-1]) + 1))
