"""The form for a source of notices: texts in, what an action wants out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from midas.actions.demand.sources import BOUNDS, Wanted
from midas.core.values.problems import BadInput
from midas.rules.portals import PORTALS
from midas.store.models import NoticeSource

MEGA = 1_000_000
OFTEN = [
    (60, _("every hour")),
    (180, _("every 3 hours")),
    (360, _("every 6 hours")),
    (720, _("twice a day")),
    (1440, _("once a day")),
    (10080, _("once a week")),
]
K = NoticeSource.Kind


def _whats() -> list[Any]:
    known = [(key, portal.name) for key, portal in PORTALS.items() if portal.address]
    other = [(key, portal.name) for key, portal in PORTALS.items() if not portal.address]
    single = [("address", _("One file at a web address")), ("folder", _("Folder on the server"))]
    return [(_("Portals"), known), (_("Other"), [*other, *single])]


class SourceForm(forms.Form):
    """What, where, how often, and how gently."""

    name = forms.CharField(label=_("Name"), max_length=120)
    what = forms.ChoiceField(label=_("What is it?"))
    address = forms.CharField(
        label=_("Address"),
        max_length=1000,
        required=False,
        help_text=_(
            "Of a portal listed by name it may be left blank. Of a folder, its path below the one that is open to "
            "sources. Only http and https, without a password."
        ),
    )
    since = forms.DateField(
        label=_("From which day on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("For portals. Left blank, the first run goes back 30 days."),
    )
    every_minutes = forms.TypedChoiceField(label=_("How often"), choices=OFTEN, coerce=int, initial=360)
    pause_seconds = forms.IntegerField(
        label=_("Seconds between two requests"),
        initial=2,
        min_value=BOUNDS["pause_seconds"][0],
        max_value=BOUNDS["pause_seconds"][1],
    )
    timeout_seconds = forms.IntegerField(
        label=_("Seconds to wait for an answer"),
        initial=30,
        min_value=BOUNDS["timeout_seconds"][0],
        max_value=BOUNDS["timeout_seconds"][1],
    )
    max_megabytes = forms.IntegerField(
        label=_("Largest page or file, MB"), initial=50, min_value=1, max_value=BOUNDS["max_bytes"][1] // MEGA
    )
    max_pages = forms.IntegerField(
        label=_("Most pages or files in one run"),
        initial=200,
        min_value=BOUNDS["max_pages"][0],
        max_value=BOUNDS["max_pages"][1],
        help_text=_("The next run goes on from there."),
    )
    user_agent = forms.CharField(
        label=_("User agent"),
        max_length=200,
        required=False,
        help_text=_("What the portal sees as our name. Some portals want an e-mail address in it."),
    )

    def __init__(self, data: Any = None, *, source: NoticeSource | None = None) -> None:
        super().__init__(data, initial=_initial(source) if source else None)
        self.fields["what"].choices = _whats()
        often = self.fields["every_minutes"]
        if source and source.every_minutes not in dict(OFTEN):
            own = _("every %(n)d minutes") % {"n": source.every_minutes}
            often.choices = [(source.every_minutes, own), *OFTEN]

    def wanted(self) -> Wanted:
        """The source as it is wanted; only for a valid form."""
        given, what = self.cleaned_data, self.cleaned_data["what"]
        portal = PORTALS.get(what)
        return Wanted(
            name=given["name"].strip(),
            kind=K.PORTAL if portal else what,
            address=given["address"].strip() or (portal.address if portal else ""),
            portal=what if portal else "",
            since=given["since"],
            every_minutes=given["every_minutes"],
            pause_seconds=given["pause_seconds"],
            timeout_seconds=given["timeout_seconds"],
            max_bytes=given["max_megabytes"] * MEGA,
            max_pages=given["max_pages"],
            user_agent=given["user_agent"].strip(),
        )

    def take(self, bad: BadInput) -> None:
        """Show what an action found wrong at the fields it is about."""
        names = {"kind": "what", "portal": "what", "max_bytes": "max_megabytes"}
        for problem in bad.problems:
            field = names.get(problem.where, problem.where)
            self.add_error(field if field in self.fields else None, problem.message)


def _initial(source: NoticeSource) -> dict[str, Any]:
    plain = ("name", "address", "since", "every_minutes", "pause_seconds", "timeout_seconds", "max_pages")
    return {
        **{name: getattr(source, name) for name in (*plain, "user_agent")},
        "what": source.portal or source.kind,
        "max_megabytes": max(1, source.max_bytes // MEGA),
    }
