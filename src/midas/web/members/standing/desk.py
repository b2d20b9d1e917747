"""The assessment desk: which firm must be judged on which dimension, the most urgent first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

import django_tables2 as tables
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tables2 import RequestConfig

from midas.actions.access.permissions import may
from midas.core.members.assessment import Dimension
from midas.core.members.eligibility import Due
from midas.store.models import Membership, SectorGroup
from midas.store.queries.desk import Waiting, waiting
from midas.web.members.standing.words import DIMENSIONS, Standing
from midas.web.shell.exports import exported
from midas.web.shell.guards import needs
from midas.web.templatetags.midas import state_badge

WORDS: dict[Due, Any] = {
    Due.APPLICANT: gettext_lazy("applicant, to be judged"),
    Due.LAPSED: gettext_lazy("lapsed"),
    Due.LAPSING: gettext_lazy("lapses within 60 days"),
    Due.NOT_ASSESSABLE: gettext_lazy("not assessable: evidence is missing"),
    Due.MISSING: gettext_lazy("never assessed"),
}
TONES = {
    Due.APPLICANT: "applied",
    Due.LAPSED: "expired",
    Due.LAPSING: "expiring",
    Due.NOT_ASSESSABLE: "unknown",
    Due.MISSING: "none",
}
BARRED = "barred"
ANY = ("", gettext_lazy("any"))


@dataclass(frozen=True, slots=True)
class Item:
    """One judgement that is due, as the desk shows it."""

    waits: Waiting
    standing: Standing

    @property
    def member(self) -> Membership:
        """The firm."""
        return self.waits.member

    @property
    def kind(self) -> Due:
        """Why it is due."""
        return self.waits.kind

    @property
    def bars(self) -> bool:
        """Whether it keeps the firm out of teams."""
        return self.waits.bars

    @property
    def name(self) -> str:
        """The firm's name."""
        return str(self.member.organisation.name)

    @property
    def sector(self) -> str:
        """The firm's sector group."""
        return str(self.member.sector_group.name)

    @property
    def state(self) -> str:
        """The state of its membership, in words."""
        return str(self.member.get_state_display())

    @property
    def dimension(self) -> str:
        """What has to be judged."""
        return self.standing.name

    @property
    def lapses(self) -> date | None:
        """When the judgement lapses or lapsed."""
        return self.waits.lapses

    @property
    def grade(self) -> str:
        """The newest grade."""
        return self.standing.grade

    @property
    def missing(self) -> str:
        """What to ask for."""
        return ", ".join(self.standing.row.missing) if self.standing.row else ""

    @property
    def url(self) -> str:
        """Where it is judged."""
        return reverse("standing:judge", args=[self.member.pk, self.standing.dimension.value])

    @property
    def order(self) -> tuple[Any, ...]:
        """The most urgent first."""
        return self.waits.order


class DeskTable(tables.Table):
    """One row for each judgement that is due."""

    name = tables.Column(_("Firm"), linkify=lambda record: reverse("members:member", args=[record.member.pk]))
    dimension = tables.Column(_("Dimension"), linkify=lambda record: record.url)
    kind = tables.Column(_("Why it is due"), order_by="order")
    grade = tables.Column(_("Newest grade"))
    lapses = tables.DateColumn(verbose_name=_("Lapses"), format="j M Y")
    sector = tables.Column(_("Sector"))
    state = tables.Column(_("Membership"))
    missing = tables.Column(_("Ask for"), orderable=False)

    class Meta:
        empty_text = _("Nothing matches these filters.")

    def render_kind(self, record: Item) -> str:
        bars = f" · {_('keeps the firm out of teams')}" if record.bars else ""
        return state_badge(TONES[record.kind], f"{WORDS[record.kind]}{bars}")

    def value_kind(self, record: Item) -> str:
        return str(WORDS[record.kind])


class DeskFilter(forms.Form):
    """By firm, dimension, sector and reason."""

    q = forms.CharField(
        label=gettext_lazy("Firm"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    dimension = forms.ChoiceField(label=gettext_lazy("Dimension"), required=False)
    due = forms.ChoiceField(label=gettext_lazy("Why it is due"), required=False)
    sector = forms.ChoiceField(label=gettext_lazy("Sector"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dimension"].choices = [ANY, *((one.value, DIMENSIONS[one]) for one in Dimension)]
        barred = (BARRED, gettext_lazy("keeps a firm out of teams"))
        self.fields["due"].choices = [ANY, *((one.value, words) for one, words in WORDS.items()), barred]
        self.fields["sector"].choices = [ANY, *SectorGroup.objects.values_list("slug", "name")]

    def holds(self, item: Item) -> bool:
        """Whether an item matches; a filter that is no choice matches nothing."""
        given = {name: self.data.get(name, "") for name in self.fields}
        kind = given["due"]
        return (
            given["q"].strip().casefold() in item.name.casefold()
            and given["dimension"] in ("", item.standing.dimension.value)
            and given["sector"] in ("", item.member.sector_group.slug)
            and (kind in ("", item.kind.value) or (kind == BARRED and item.bars))
        )


def _items(on: date) -> list[Item]:
    found = (Item(one, Standing(one.dimension, one.row, on)) for one in waiting(on))
    return sorted(found, key=lambda item: item.order)


@needs("assessments.view")
def desk(request: HttpRequest) -> HttpResponse:
    """What must be judged, and what first?"""
    everything = _items(timezone.localdate())
    form = DeskFilter(request.GET)
    form.is_valid()
    found = [item for item in everything if form.holds(item)]
    table = RequestConfig(request, paginate={"per_page": 25}).configure(DeskTable(found))
    download = exported(request, table, "assessments due")
    if download is not None:
        return download
    counted = Counter(item.kind for item in everything)
    context = {
        "title": _("Assessment desk"),
        "form": form,
        "table": table,
        "count": len(found),
        "any": bool(everything),
        "tiles": [(one.value, words, counted[one]) for one, words in WORDS.items()],
        "barred": sum(item.bars for item in everything),
        "may_record": may(request.role, "assessments.record"),
    }
    return render(request, "members/standing/desk.html", context)
