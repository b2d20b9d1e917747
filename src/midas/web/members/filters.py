"""How the list of members is narrowed down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from midas.rules import cpv, regions
from midas.store.models import Membership, Organisation, SectorGroup
from midas.store.queries import directory
from midas.store.queries import members as queries
from midas.store.queries.taxonomy import competency_labels, division_of, group_of, mapped_to_cpv

Rows = QuerySet[Membership]

ATTENTION = [
    ("expired", gettext_lazy("a certificate has run out")),
    ("certificate", gettext_lazy("a certificate runs out soon")),
    ("offering", gettext_lazy("an offering runs out soon")),
]
ANY = gettext_lazy("any")


class MemberFilter(django_filters.FilterSet):
    """Search, kind of work, place, sector, size, certificate, state, and what needs attention.

    Without a choice of state the admitted members are shown; an empty choice shows all.
    """

    q = django_filters.CharFilter(
        label=gettext_lazy("Search"),
        method="search",
        max_length=100,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": gettext_lazy("name, place, work, number")}
        ),
    )
    competency = django_filters.ChoiceFilter(
        label=gettext_lazy("Kind of work"), method="by_competency", empty_label=ANY
    )
    region = django_filters.ChoiceFilter(label=gettext_lazy("Region"), method="by_region", empty_label=ANY)
    sector = django_filters.ChoiceFilter(
        label=gettext_lazy("Sector"), field_name="sector_group__slug", empty_label=ANY
    )
    size = django_filters.ChoiceFilter(
        label=gettext_lazy("Size"),
        field_name="organisation__size",
        choices=Organisation.Size.choices,
        empty_label=ANY,
    )
    certificate = django_filters.ChoiceFilter(
        label=gettext_lazy("Certificate"), method="by_certificate", empty_label=ANY
    )
    attention = django_filters.ChoiceFilter(
        label=gettext_lazy("Attention"), choices=ATTENTION, method="by_attention", empty_label=ANY
    )
    state = django_filters.ChoiceFilter(label=gettext_lazy("State"), empty_label=ANY)

    class Meta:
        model = Membership
        fields: list[str] = []

    def __init__(
        self, data: Mapping[str, Any], *args: Any, on: date, cluster: int, applicants: bool, **kwargs: Any
    ) -> None:
        given = {name: data[name] for name in data}
        given.setdefault("state", Membership.State.ADMITTED)
        super().__init__(given, *args, **kwargs)
        self.on, self.cluster = on, cluster
        shown = Membership.State.choices if applicants else _public_states()
        self.filters["state"].extra["choices"] = shown
        self.filters["region"].extra["choices"] = _places(
            directory.regions_listed(cluster, [state for state, _ in shown]), given.get("region", "")
        )
        self.filters["sector"].extra["choices"] = list(SectorGroup.objects.values_list("slug", "name"))
        self.filters["certificate"].extra["choices"] = [
            (name, name) for name in directory.certificate_names(cluster)
        ]
        self.filters["competency"].extra["choices"] = _kinds(
            directory.claimed_codes(cluster), given.get("competency", "")
        )

    @cached_property
    def everywhere(self) -> Rows:
        """What the filters find but for the one by region."""
        rows: Rows = self.queryset.all()
        self.form.is_valid()  # what is no choice is left out
        for name, value in self.form.cleaned_data.items():
            if name != "region":
                rows = self.filters[name].filter(rows, value)
        return rows

    def search(self, rows: Rows, name: str, value: str) -> Rows:
        return directory.found(rows, value, self.on, self.cluster)

    def by_competency(self, rows: Rows, name: str, value: str) -> Rows:
        return directory.holding(rows, value, self.on)

    def by_region(self, rows: Rows, name: str, value: str) -> Rows:
        return directory.in_region(rows, value)

    def by_certificate(self, rows: Rows, name: str, value: str) -> Rows:
        return directory.certified(rows, value, self.on)

    def by_attention(self, rows: Rows, name: str, value: str) -> Rows:
        return queries.running_out(rows, value, self.on)


def _public_states() -> list[tuple[str, str]]:
    return [choice for choice in Membership.State.choices if choice[0] in queries.PUBLIC]


def _places(listed: Iterable[str], chosen: str) -> list[tuple[str, str]]:
    """The UK regions and countries members sit in, and the finer region that an address asks for."""
    codes = {queries.level1(code) for code in listed} | ({chosen} if regions.region(chosen) else set())
    return sorted(
        ((code, regions.name(code)) for code in codes if code), key=lambda one: (len(one[0]) != 3, one[1])
    )


def _kinds(claimed: Iterable[str], chosen: str) -> list[Any]:
    """The divisions of what is offered, each with its groups; then the cluster's own; and the one asked for."""
    own = mapped_to_cpv()
    offered = {own.get(code, code) for code in claimed} | ({chosen} if chosen else set())
    labels = competency_labels(offered)
    kinds: list[Any] = []
    for division in sorted({found for code in offered if (found := division_of(code))}):
        inside = [code for code in offered if division_of(code) == division]
        kinds.append((_label(division), [(division, _("all of it")), *_groups(inside, division)]))
    unmapped = sorted((code, labels[code]) for code in offered if division_of(code) is None)
    kinds += [(_("The cluster's own"), unmapped)] if unmapped else []
    finer = group_of(chosen) if chosen else None
    if chosen and finer not in (None, chosen):
        kinds.insert(0, (chosen, labels[chosen]))
    return kinds


def _groups(codes: Iterable[str], division: str) -> list[tuple[str, str]]:
    found = {group for code in codes if (group := group_of(code))}
    return [(group, _label(group)) for group in sorted(found) if group != division]


def _label(code: str) -> str:
    return cpv.label(code) or code
