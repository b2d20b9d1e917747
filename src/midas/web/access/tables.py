"""People, invitations and the trail as tables: what is shown, sorted and downloaded."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from midas.store.models import Event, Invitation, Role
from midas.web.templatetags.midas import NOTHING, state_badge, state_words, verb_words


def place_of(row: Role | Invitation) -> str:
    """The firm or the enterprise a role is for; the whole cluster otherwise."""
    if row.membership:
        return str(row.membership.organisation.name)
    return str(row.enterprise.name) if row.enterprise else _now("whole cluster")


def kind_of(row: Role | Invitation) -> str:
    """The role in words; a member's says whether they own the firm."""
    return f"{row.get_kind_display()}, {_now('owner')}" if row.is_owner else str(row.get_kind_display())


class RoleTable(tables.Table):
    """One row per role; `factors` are the persons with a second factor."""

    name = tables.Column(_("Person"), accessor="person__name")
    email = tables.Column(_("E-mail"), accessor="person__email")
    kind = tables.Column(_("Role"))
    place = tables.Column(_("For"), accessor="pk", orderable=False)
    since = tables.DateTimeColumn(verbose_name=_("Since"), format="j M Y, H:i")
    last_login = tables.DateTimeColumn(
        verbose_name=_("Last sign-in"), accessor="person__last_login", format="j M Y, H:i"
    )
    factor = tables.Column(_("Second factor"), accessor="person_id", orderable=False)
    actions = tables.Column(_("Change"), accessor="pk", orderable=False, exclude_from_export=True)

    class Meta:
        order_by = "name"
        empty_text = _("Nobody has such a role. Invite somebody.")

    def __init__(self, *args: Any, factors: Collection[int], **more: Any) -> None:
        super().__init__(*args, **more)
        self.factors = factors

    def render_kind(self, record: Role) -> str:
        return kind_of(record)

    def render_place(self, record: Role) -> str:
        return place_of(record)

    def render_factor(self, record: Role) -> str:
        if record.person_id in self.factors:
            return _now("yes")
        if record.kind in record.cluster.two_factor_kinds:
            return format_html("<strong>{}</strong>", _now("no, but needed"))
        return _now("no")

    def value_factor(self, record: Role) -> str:
        return _now("yes") if record.person_id in self.factors else _now("no")

    def render_actions(self, record: Role) -> str:
        about = f"{record.person.name}, {kind_of(record)}"
        past, end = (
            reverse("access:history", args=["role", record.pk]),
            reverse("access:end_role", args=[record.pk]),
        )
        return format_html("{} · {}", _link(past, _now("history"), about), _link(end, _now("end"), about))


def _link(url: str, words: str, about: str) -> str:
    """Opens in the drawer; without scripts, as a page."""
    told = format_html('{}<span class="visually-hidden">: {}</span>', words, about)
    return format_html('<a href="{0}" hx-get="{0}" hx-target="#drawer-body" data-drawer>{1}</a>', url, told)


class InvitationTable(tables.Table):
    """One row per invitation; the rows come with their `state`."""

    email = tables.Column(_("E-mail"))
    kind = tables.Column(_("Role"))
    place = tables.Column(_("For"), accessor="pk", orderable=False)
    state = tables.Column(_("State"))
    invited_by = tables.Column(_("Invited by"), accessor="invited_by__name", default=NOTHING)
    created_at = tables.DateTimeColumn(verbose_name=_("Invited"), format="j M Y, H:i")
    expires_at = tables.DateTimeColumn(verbose_name=_("Good until"), format="j M Y, H:i")
    actions = tables.TemplateColumn(
        template_name="access/_invitation_actions.html",
        verbose_name=_("Change"),
        orderable=False,
        exclude_from_export=True,
    )

    class Meta:
        empty_text = _("No invitation matches these filters.")

    def render_kind(self, record: Invitation) -> str:
        return kind_of(record)

    def render_place(self, record: Invitation) -> str:
        return place_of(record)

    def render_state(self, value: str) -> str:
        return state_badge(value, STATE_WORDS[value])

    def value_state(self, value: str) -> str:
        return str(STATE_WORDS[value])


STATE_WORDS: dict[str, Any] = {
    "waiting": _("waiting"),
    "accepted": _("accepted"),
    "expired": _("run out"),
    "revoked": _("taken back"),
}


class EventTable(tables.Table):
    """One row per event of the trail."""

    at = tables.DateTimeColumn(verbose_name=_("When"), format="j M Y, H:i")
    actor = tables.Column(_("Who"))
    verb = tables.Column(_("What"))
    subject_kind = tables.Column(_("Thing"))
    subject_id = tables.Column(_("Number"), visible=False)
    move = tables.Column(_("From → to"), accessor="pk", orderable=False)
    reason = tables.Column(_("Why"), orderable=False)
    changed = tables.Column(_("Changed"), accessor="pk", orderable=False, empty_values=())

    class Meta:
        empty_text = _("Nothing of this kind has happened.")

    def __init__(self, *args: Any, changed: dict[int, str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.changed = changed

    def render_verb(self, value: str) -> str:
        return verb_words(value)

    def value_verb(self, value: str) -> str:
        return value

    def value_at(self, value: datetime) -> str:
        return value.isoformat()

    def render_subject_kind(self, record: Event) -> str:
        return f"{state_words(record.subject_kind)} {record.subject_id}"

    def value_subject_kind(self, record: Event) -> str:
        return record.subject_kind

    def render_move(self, record: Event) -> str:
        if not (record.before or record.after):
            return NOTHING
        return f"{state_words(record.before) or NOTHING} → {state_words(record.after)}"

    def render_changed(self, value: int) -> str:
        return self.changed.get(value) or NOTHING
