"""How the list of members is narrowed down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Any

import django_filters
from django import forms
from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from midas.actions.members.find import Asked, among, question
from midas.rules import cpv, regions
from midas.store.models import Membership, Organisation, SectorGroup
from midas.store.queries import directory
from midas.store.queries import members as queries
from midas.store.queries.taxonomy import competency_labels, division_of, group_of
from midas.web.shell.choices import Choices

Rows = QuerySet[Membership]

ATTENTION = [
    ("expired", gettext_lazy("a certificate has run out")),
    ("certificate", gettext_lazy("a certificate runs out soon")),
    ("offering", gettext_lazy("an offering runs out soon")),
]
ANY = gettext_lazy("any")

ASKED = ("state", "sector", "region", "competency", "certificate", "size", "attention")

KEPT_FROM, KEPT_FOR = 10_000, 60
"""Counts of more firms than this are kept for so many seconds; whoever turns pages does not count them again."""


class MemberFilter(django_filters.FilterSet):
    """Search, kind of work, place, sector, size, certificate, state, and what needs attention.

    Without a choice of state the admitted members are shown; an empty choice shows all. What is no choice is left out.
    Firms are counted before they are listed (`counts`), since a page of many is asked for in another way than of few.
    """

    q = django_filters.CharFilter(
        label=gettext_lazy("Search"),
        max_length=100,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": gettext_lazy("name, place, work, number")}
        ),
    )
    competency = django_filters.ChoiceFilter(
        label=gettext_lazy("Kind of work"), empty_label=ANY, widget=Choices
    )
    region = django_filters.ChoiceFilter(label=gettext_lazy("Region"), empty_label=ANY, widget=Choices)
    sector = django_filters.ChoiceFilter(label=gettext_lazy("Sector"), empty_label=ANY, widget=Choices)
    size = django_filters.ChoiceFilter(
        label=gettext_lazy("Size"), choices=Organisation.Size.choices, empty_label=ANY, widget=Choices
    )
    certificate = django_filters.ChoiceFilter(
        label=gettext_lazy("Certificate"), empty_label=ANY, widget=Choices
    )
    attention = django_filters.ChoiceFilter(
        label=gettext_lazy("Attention"), choices=ATTENTION, empty_label=ANY, widget=Choices
    )
    state = django_filters.ChoiceFilter(label=gettext_lazy("State"), empty_label=ANY, widget=Choices)

    class Meta:
        model = Membership
        fields: list[str] = []

    def __init__(
        self,
        data: Mapping[str, Any],
        *args: Any,
        on: date,
        cluster: int,
        applicants: bool,
        words: Q,
        **kwargs: Any,
    ) -> None:
        given = {name: data[name] for name in data}
        given.setdefault("state", Membership.State.ADMITTED)
        super().__init__(given, *args, **kwargs)
        self.on, self.words, self.cluster, self.offered = on, words, cluster, directory.offered(cluster)
        shown = Membership.State.choices if applicants else _public_states()
        choices = {
            "state": shown,
            "region": _places(self.offered.listed(state for state, _ in shown), given.get("region", "")),
            "sector": list(SectorGroup.objects.values_list("slug", "name")),
            "certificate": [(name, name) for name in self.offered.certificates],
            "competency": _kinds(self.offered, given.get("competency", "")),
        }
        for name, offered in choices.items():
            self.filters[name].extra["choices"] = offered

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many firms the filters but for the one by region find, by region; very many of a minute ago at most."""
        asked = f"{self.cluster} {self.words} {self.on} {replace(self.asked, region='')}"
        key = "members-counted:" + sha256(asked.encode()).hexdigest()
        counts: dict[str, int] | None = cache.get(key)
        if counts is None:
            found = self._question(replace(self.asked, region=""))
            rows = among(self.queryset, self.asked, self.on)
            counts = found.counted() if found.wishes else directory.regions_counted(rows)
            if sum(counts.values()) > KEPT_FROM:
                cache.set(key, counts, KEPT_FOR)
        return counts

    @cached_property
    def count(self) -> int:
        """How many firms the filters find."""
        region = self.asked.region or ""
        return sum(number for code, number in self.counts.items() if code.startswith(region))

    @cached_property
    def asked(self) -> Asked:
        """What is asked for, but for what is no choice."""
        self.form.is_valid()
        given = self.form.cleaned_data
        return Asked(given.get("q"), **{name: given.get(name) for name in ASKED})

    def filter_queryset(self, rows: Rows) -> Rows:
        """What the filters find; unsorted."""
        rows = among(rows, self.asked, self.on)
        return self._question(self.asked).among(rows, many=self.count > directory.MANY)

    def _question(self, asked: Asked) -> directory.Question:
        return question(asked, self.offered, seen=self.words, on=self.on)


def _public_states() -> list[tuple[str, str]]:
    return [choice for choice in Membership.State.choices if choice[0] in queries.PUBLIC]


def _places(listed: Iterable[str], chosen: str) -> list[tuple[str, str]]:
    """The UK regions and countries members sit in, and the finer region that an address asks for."""
    codes = {queries.level1(code) for code in listed} | ({chosen} if regions.region(chosen) else set())
    return sorted(
        ((code, regions.name(code)) for code in codes if code), key=lambda one: (len(one[0]) != 3, one[1])
    )


def _kinds(known: directory.Offered, chosen: str) -> list[Any]:
    """The divisions of what is offered, each with its groups; then the cluster's own; and the one asked for."""
    offered = {known.own.get(code, code) for code in known.codes} | ({chosen} if chosen else set())
    labels = {
        **known.labels,
        **(competency_labels([chosen]) if chosen and chosen not in known.labels else {}),
    }
    inside: dict[str, set[str]] = {}
    unmapped = []
    for code in offered:
        division = division_of(code)
        if division is None:
            unmapped.append((code, labels[code]))
        else:
            inside.setdefault(division, set()).add(group_of(code) or division)
    kinds: list[Any] = [
        (_label(division), [(division, _("all of it")), *_groups(inside[division] - {division})])
        for division in sorted(inside)
    ]
    kinds += [(_("The cluster's own"), sorted(unmapped))] if unmapped else []
    finer = group_of(chosen) if chosen else None
    if chosen and finer not in (None, chosen):
        kinds.insert(0, (chosen, labels[chosen]))
    return kinds


def _groups(groups: Iterable[str]) -> list[tuple[str, str]]:
    return [(group, _label(group)) for group in sorted(groups)]


def _label(code: str) -> str:
    return cpv.label(code) or code
