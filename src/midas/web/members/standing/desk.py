"""The assessment desk: which firm must be judged on which dimension, the most urgent first."""

from __future__ import annotations

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
from midas.store.models import SectorGroup
from midas.store.queries.desk import BARRED, Desk, Wanted
from midas.web.members.standing.queue import Item, Rows
from midas.web.members.standing.words import DIMENSIONS
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
ANY = ("", gettext_lazy("any"))


class DeskTable(tables.Table):
    """One row for each judgement that is due."""

    name = tables.Column(_("Firm"), linkify=lambda record: reverse("members:member", args=[record.member.pk]))
    dimension = tables.Column(_("Dimension"), linkify=lambda record: record.url)
    kind = tables.Column(_("Why it is due"))
    grade = tables.Column(_("Newest grade"))
    lapses = tables.DateColumn(verbose_name=_("Lapses"), format="j M Y")
    sector = tables.Column(_("Sector"))
    state = tables.Column(_("Membership"))
    missing = tables.Column(_("Ask for"))

    class Meta:
        orderable = False
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

    def wanted(self) -> Wanted:
        """What is asked for; what is no choice is asked for all the same, and nothing has it."""
        given = {name: self.data.get(name, "") for name in self.fields}
        return Wanted(given["q"].strip(), given["dimension"], given["due"], given["sector"])


@needs("assessments.view")
def desk(request: HttpRequest) -> HttpResponse:
    """What must be judged, and what first?"""
    on = timezone.localdate()
    waiting = Desk(on)
    form = DeskFilter(request.GET)
    form.is_valid()
    found = waiting.narrowed(form.wanted())
    table = RequestConfig(request, paginate={"per_page": 25}).configure(DeskTable(Rows(found, on)))
    download = exported(request, table, "assessments due")
    if download is not None:
        return download
    counted = waiting.counted()
    context = {
        "title": _("Assessment desk"),
        "form": form,
        "table": table,
        "count": len(found),
        "any": any(counted.values()),
        "tiles": [(one.value, words, counted[one]) for one, words in WORDS.items()],
        "barred": waiting.barred,
        "may_record": may(request.role, "assessments.record"),
    }
    return render(request, "members/standing/desk.html", context)
