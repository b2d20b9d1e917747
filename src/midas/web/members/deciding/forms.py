"""The forms of decisions: texts in, the values an action takes out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from midas.core.members.motions import DAYS, LONGEST_DAYS, MAJORITY, QUORUM, Wording
from midas.core.values.problems import BadInput
from midas.rules.motions import least
from midas.store.models import Membership, Motion, RulesVersion

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
LONGEST_PROXY = timedelta(days=731)
ACTING = ("admit", "decline", "suspend", "reinstate")


class Taking(forms.Form):
    """A form that shows what an action found wrong at the fields it is about."""

    def take(self, bad: BadInput) -> None:
        for problem in bad.problems:
            self.add_error(problem.where if problem.where in self.fields else None, problem.message)


class MotionForm(Taking):
    """A motion to be voted on."""

    kind = forms.ChoiceField(label=_("What is to be decided?"), choices=Motion.Kind.choices)
    membership = forms.TypedChoiceField(
        label=_("About which firm"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("For admitting, declining, suspending and reinstating."),
    )
    rules = forms.TypedChoiceField(
        label=_("Which version of the rules"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("For bringing rules into force; versions that are not in force yet are listed."),
    )
    title = forms.CharField(label=_("The motion in one line"), max_length=160)
    text = forms.CharField(
        label=_("Reasons"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "The firm is told them with the decision; a firm is declined or suspended with reasons only."
        ),
    )
    conditions = forms.CharField(
        label=_("Conditions of an admission"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    probation_until = forms.DateField(label=_("Probation until"), required=False, widget=DATE)
    electorate = forms.ChoiceField(
        label=_("Who decides"),
        choices=Motion.Electorate.choices,
        help_text=_("Weighted: 1 vote for a micro firm, 2 for a small one, 3 for larger ones."),
    )
    quorum = forms.DecimalField(
        label=_("Quorum, per cent"),
        min_value=0,
        max_value=100,
        decimal_places=1,
        help_text=_("Part of all votes that has to be cast."),
    )
    majority = forms.DecimalField(
        label=_("Majority, per cent"),
        min_value=0,
        max_value=99,
        decimal_places=1,
        help_text=_("More than this part of yes and no has to be yes; a tie fails."),
    )
    days = forms.IntegerField(label=_("Open for how many days"), min_value=1, max_value=LONGEST_DAYS)
    is_secret = forms.BooleanField(
        label=_("Secret ballot"),
        required=False,
        help_text=_("Only the count is ever shown, and not before voting is over."),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        firms: Iterable[Membership],
        versions: Iterable[RulesVersion],
        today: date,
        initial: dict[str, Any] | None = None,
    ) -> None:
        asked = {"kind": "admit", **(initial or {})}
        super().__init__(data, initial={**standard(asked["kind"], today), **asked})
        named = [(one.pk, f"{one.organisation.name} ({one.get_state_display()})") for one in firms]
        self.fields["membership"].choices = [("", _("none")), *named]
        self.fields["rules"].choices = [("", _("none")), *((one.pk, str(one)) for one in versions)]

    def wording(self) -> Wording:
        """What was typed, as the action takes it; what the kind has no use for is left out."""
        data = {**self.cleaned_data}
        parts = {name: data.pop(name) / 100 for name in ("quorum", "majority")}
        if data["kind"] == "rules":
            data["membership"] = None
        else:
            data["rules"] = None
        return Wording(**data, **parts)


def standard(kind: str, today: date) -> dict[str, Any]:
    """The terms that the form starts with: the usual ones, or what the kind has to ask for where that is more."""
    asks = least(kind, today)
    if asks is None:
        return {"quorum": percent(QUORUM), "majority": percent(MAJORITY), "days": DAYS}
    return {
        "quorum": percent(max(QUORUM, asks.quorum)),
        "majority": percent(max(MAJORITY, asks.majority)),
        "days": max(DAYS, asks.days),
        "electorate": asks.electorates[0],
    }


def percent(part: Decimal) -> Decimal:
    """A part of 1 as it is typed."""
    return Decimal(int(part * 100))


class WordsForm(Taking):
    """A remark."""

    words = forms.CharField(
        label=_("Say something"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReasonForm(Taking):
    """Why a motion is withdrawn."""

    reason = forms.CharField(label=_("Why"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 2}))


class ProxyForm(Taking):
    """To whom one's vote is given, and for which days."""

    holder = forms.TypedChoiceField(label=_("Who votes for you"), coerce=int)
    starts_at = forms.DateField(label=_("From"), widget=DATE)
    ends_at = forms.DateField(label=_("To the end of"), widget=DATE)

    def __init__(self, data: Any = None, *, holders: Iterable[tuple[int, str]], at: datetime) -> None:
        today = timezone.localdate(at)
        super().__init__(data, initial={"starts_at": today, "ends_at": today + timedelta(days=14)})
        self.fields["holder"].choices = [("", _("choose …")), *holders]
        self.at = at

    def clean_ends_at(self) -> date:
        day: date = self.cleaned_data["ends_at"]
        if day > timezone.localdate(self.at) + LONGEST_PROXY:
            raise ValidationError(_("A proxy lasts two years at most; choose an earlier day."))
        return day

    def days(self) -> tuple[datetime, datetime]:
        """From when until when, in the reader's time; today begins now."""
        start, end = (
            timezone.make_aware(datetime.combine(day, datetime.min.time()))
            for day in (self.cleaned_data["starts_at"], self.cleaned_data["ends_at"] + timedelta(days=1))
        )
        return max(start, self.at) if start.date() == timezone.localdate(self.at) else start, end
