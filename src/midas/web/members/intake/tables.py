"""Imports, likely duplicates and merges as tables: what is shown, sorted and downloaded."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from midas.rules import regions
from midas.store.models import DuplicateVerdict, FirmImport, Likeness, Merge
from midas.web.templatetags.midas import state_badge

NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}


class FirmImportTable(tables.Table):
    """One row per list of firms."""

    file_name = tables.Column(_("File"), linkify=("intake:import", {"import_id": tables.A("pk")}))
    state = tables.Column(_("State"))
    started_at = tables.DateTimeColumn(verbose_name=_("Handed in"), format="j M Y, H:i")
    by = tables.Column(_("By"), accessor="by__name", default="Midas")
    rows = tables.Column(_("Rows"), attrs=NUMBER)
    added = tables.Column(_("New"), accessor="result__added", attrs=NUMBER, orderable=False, default="–")
    updated = tables.Column(
        _("Updated"), accessor="result__updated", attrs=NUMBER, orderable=False, default="–"
    )
    skipped = tables.Column(
        _("Left alone"), accessor="result__skipped", attrs=NUMBER, orderable=False, default="–"
    )

    class Meta:
        empty_text = _("No list was handed in yet.")

    def render_state(self, record: FirmImport) -> str:
        return state_badge(record.state, record.get_state_display())

    def value_state(self, record: FirmImport) -> str:
        return str(record.get_state_display())


class LikenessTable(tables.Table):
    """One row per pair nobody decided about."""

    score = tables.Column(_("Likeness, of 100"), attrs=NUMBER)
    first = tables.Column(_("Firm"), accessor="first__name")
    first_number = tables.Column(_("Number"), accessor="first__identifier")
    first_place = tables.Column(_("Place"), accessor="first__locality")
    second = tables.Column(_("Other firm"), accessor="second__name")
    second_number = tables.Column(_("Its number"), accessor="second__identifier")
    second_place = tables.Column(_("Its place"), accessor="second__locality")
    reasons = tables.Column(_("Why"), orderable=False)

    def value_reasons(self, record: Likeness) -> str:
        return "; ".join(record.reasons)


class VerdictTable(tables.Table):
    """One row per pair somebody decided about."""

    first = tables.Column(_("Firm"), accessor="first__name", linkify=lambda record: _member(record.first))
    second = tables.Column(
        _("Other firm"), accessor="second__name", linkify=lambda record: _member(record.second)
    )
    same = tables.Column(_("Decision"))
    decided_by = tables.Column(_("By"), accessor="decided_by__name", default="Midas")
    decided_at = tables.DateTimeColumn(verbose_name=_("When"), format="j M Y, H:i")
    reason = tables.Column(_("Reason"), orderable=False)

    class Meta:
        empty_text = _("Nobody decided about a pair yet.")
        order_by = "-decided_at"

    def render_same(self, record: DuplicateVerdict) -> Any:
        return _("the same firm") if record.same else _("different firms")


class MergeTable(tables.Table):
    """One row per merge."""

    gone = tables.Column(
        _("Taken in"), accessor="gone__name", linkify=("intake:merge", {"merge_id": tables.A("pk")})
    )
    kept = tables.Column(_("Into"), accessor="kept__name", linkify=lambda record: _member(record.kept))
    merged_by = tables.Column(_("By"), accessor="merged_by__name", default="Midas")
    merged_at = tables.DateTimeColumn(verbose_name=_("When"), format="j M Y, H:i")
    undone_at = tables.DateTimeColumn(verbose_name=_("Undone"), format="j M Y, H:i")

    class Meta:
        empty_text = _("No firm was taken into another yet.")
        order_by = "-merged_at"

    def value_gone(self, record: Merge) -> str:
        return record.gone.name


def _member(organisation: Any) -> str:
    from django.urls import reverse

    return reverse("members:member", args=[organisation.membership.pk])


def place_of(organisation: Any) -> str:
    """Where a firm is, in words."""
    return ", ".join(part for part in (organisation.locality, regions.name(organisation.region)) if part)
