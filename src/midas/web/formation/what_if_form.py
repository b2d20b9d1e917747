"""The form of "what if": rules, firms and prices as a broker knows them, read into the changes the action takes.

Amounts are typed in major units and shares in per cent. What the address does not name is as the run had it; a rule
named and left blank is no rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _

from midas.core.values.amounts import major, minor_digits
from midas.core.values.problems import Problem
from midas.rules import regions
from midas.web.formation.plans import PartnerView, Snapshot
from midas.web.formation.typed_rules import HUNDRED, TAG, digits, is_share, label_of, policy_changes, rules_of

SPAN = (Decimal("0.8"), Decimal("1.5"))
"""Between which parts of the saved plan's cost the budget's slider goes."""

MOST_CHOICES = 500
"""No list of firms is offered that is longer than this."""


@dataclass(frozen=True, slots=True)
class Slide:
    """A rule with its slider: where that begins and ends, and how far one step goes."""

    field: BoundField
    low: str
    high: str
    step: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm that can be left out, and is or not; `change` is of its prices, for partners of the saved plan."""

    id: str
    name: str
    is_dropped: bool
    change: BoundField | None


class WhatIfForm(forms.Form):
    """Bound to what an address says; everything in it may be left alone."""

    def __init__(self, given: QueryDict, snapshot: Snapshot, partners: Sequence[PartnerView]) -> None:
        self.snapshot, self.partners = snapshot, partners
        self.before = dict(rules_of(snapshot))
        super().__init__(_filled(given, self.before))
        self._add_rules()
        self._add_firms(given)
        self._add_supposed()
        for field in self.fields.values():
            kind = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
            field.widget.attrs.setdefault("class", kind)
        self.fields["add"].widget.attrs["class"] = "form-check-input"

    def _add_rules(self) -> None:
        for name in self.before:
            if name == "max_partners":
                self.fields[name] = forms.IntegerField(min_value=1, max_value=1000, required=False)
            else:
                most = HUNDRED if is_share(name) else Decimal(10) ** 12
                self.fields[name] = forms.DecimalField(min_value=0, max_value=most, required=False)
            self.fields[name].label = label_of(name)
            self.fields[name].widget.attrs["step"] = "any"

    def _add_firms(self, given: QueryDict) -> None:
        known, inside = self.snapshot.firms, {partner.id for partner in self.partners}
        asked = [name for name in given.getlist("drop") if name in known and name not in inside]
        self.droppable = [*(partner.id for partner in self.partners), *dict.fromkeys(asked)]
        self.fields["drop"] = _many(_("Leave out"), self._named(self.droppable))
        for firm in inside:
            label = _("Change of the prices of %s, per cent") % self.snapshot.name(firm)
            self.fields[f"change-{firm}"] = _change(label)
        out = [name for name in self.snapshot.policy.get("exclude", ()) if name in known]
        barred = [name for name, firm in known.items() if firm.get("blocked") and name not in out]
        self.fields["add"] = _many(_("Let in"), self._named([*out, *barred])[:MOST_CHOICES])
        others = sorted(self._named(name for name in known if name not in inside), key=lambda one: one[1])
        choices = [("", _("no other firm")), *others[:MOST_CHOICES]]
        self.fields["require"] = forms.ChoiceField(label=_("Must be in"), choices=choices, required=False)
        self.fields["other"] = forms.ChoiceField(label=_("Another firm"), choices=choices, required=False)
        self.fields["other_change"] = _change(_("Change of its prices, per cent"))

    def _add_supposed(self) -> None:
        work = {
            package["competency"]: self.snapshot.titles[key]
            for key, package in self.snapshot.packages.items()
        }
        home = [(one.code, one.name) for one in regions.uk_level1()]
        price = _("Its price per unit, %s") % self.snapshot.currency
        self.fields["supposed_name"] = forms.CharField(label=_("Its name"), max_length=120, required=False)
        self.fields["supposed_work"] = forms.ChoiceField(
            label=_("What it would do"), choices=[("", _("choose")), *work.items()], required=False
        )
        self.fields["supposed_price"] = forms.DecimalField(
            label=price, min_value=0, max_value=Decimal(10) ** 9, required=False
        )
        self.fields["supposed_capacity"] = forms.DecimalField(
            label=_("How much it could do"), min_value=0, max_value=Decimal(10) ** 9, required=False
        )
        self.fields["supposed_region"] = forms.ChoiceField(
            label=_("Where it is"), choices=[("", _("anywhere")), *home], required=False
        )
        for name in ("supposed_price", "supposed_capacity"):
            self.fields[name].widget.attrs["step"] = "any"

    def _named(self, firms: Iterable[str]) -> list[tuple[str, str]]:
        return [(firm, self.snapshot.name(firm)) for firm in firms]

    @property
    def slides(self) -> Iterator[Slide]:
        """The rules with their sliders, in order."""
        best = sum(partner.cost for partner in self.partners)
        for name in self.before:
            if name == "ceiling":
                ends = (_rounded(major(best, self.snapshot.currency) * part) for part in SPAN)
                yield Slide(self[name], *ends, step="1000", unit=self.snapshot.currency)
            elif is_share(name):
                yield Slide(self[name], "0", "100", "1", "%")
            else:
                ends = {"max_partners": ("1", "15", "1"), "risk_price": ("0", "5", "0.1")}
                yield Slide(self[name], *ends.get(name, ("0", "5", "0.1")))

    @property
    def firms(self) -> list[Firm]:
        """Who can be left out, with the change of their prices where they are partners of the saved plan."""
        dropped = self.data.getlist("drop")
        changes = {firm: f"change-{firm}" for firm in self.droppable}
        return [
            Firm(
                firm,
                self.snapshot.name(firm),
                firm in dropped,
                self[name] if name in self.fields else None,
            )
            for firm, name in changes.items()
        ]

    @property
    def more_firms(self) -> list[BoundField]:
        """The fields about firms that are not in the saved plan."""
        return [self[name] for name in ("require", "other", "other_change")]

    @property
    def changes_firms(self) -> bool:
        """True if anything is said of a firm that is there."""
        named = ("drop", "add", "require", "other", "other_change")
        return any(self.data.get(name) for name in self.fields if name in named or name.startswith("change-"))

    @property
    def supposed(self) -> list[BoundField]:
        """The fields about a firm that is not there yet."""
        return [self[name] for name in self.fields if name.startswith("supposed_")]

    @property
    def supposes(self) -> bool:
        """True if anything is said of one."""
        return any(field.value() for field in self.supposed)

    def changes(self) -> dict[str, Any]:
        """What of it differs from the run, as the action reads it; fields in error are left out."""
        clean: Mapping[str, Any] = getattr(self, "cleaned_data", {})
        made = {
            "policy": policy_changes(self.before, clean, self.snapshot.currency),
            "drop": clean.get("drop"),
            "add": clean.get("add"),
            "require": [clean["require"]] if clean.get("require") else [],
            "prices": [{"firm": firm, "times": times} for firm, times, _field in self._prices(clean)],
            "suppose": self._suppose(clean),
        }
        return {key: value for key, value in made.items() if value}

    def query(self) -> str:
        """The shortest address of the same changes."""
        kept = QueryDict(mutable=True)
        for name in self.fields:
            values = self.data.getlist(name)
            if values != [self.before.get(name, "")] and values != []:
                kept.setlist(name, values)
        return kept.urlencode()

    def refuse(self, problems: Iterable[Problem]) -> None:
        """Show the action's problems on the fields they are about; those found here stand there already."""
        for problem in problems:
            if problem.where not in self.fields:
                self.add_error(self._field_of(problem.where), problem.message)

    def _prices(self, clean: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
        """Firm, factor, and the field it was typed into."""
        for partner in self.partners:
            field = f"change-{partner.id}"
            if clean.get(field):
                yield partner.id, digits(1 + clean[field] / HUNDRED), field
        if clean.get("other") and clean.get("other_change"):
            yield clean["other"], digits(1 + clean["other_change"] / HUNDRED), "other_change"

    def _suppose(self, clean: Mapping[str, Any]) -> list[dict[str, Any]]:
        names = {
            "supposed_name": "name",
            "supposed_work": "competency",
            "supposed_price": "unit_price",
            "supposed_capacity": "capacity",
            "supposed_region": "region",
        }
        given = {to: clean[name] for name, to in names.items() if clean.get(name) not in (None, "")}
        if not given:
            return []
        if "unit_price" in given:
            given["unit_price"] = digits(given["unit_price"].scaleb(minor_digits(self.snapshot.currency)))
        if "capacity" in given:
            given["capacity"] = digits(given["capacity"])
        return [given]

    def _field_of(self, where: str) -> str | None:
        """The field behind a JSON path of the changes."""
        fixed = {
            "$.policy.local": "local_share",
            "$.suppose[0].name": "supposed_name",
            "$.suppose[0].competency": "supposed_work",
            "$.suppose[0].unit_price": "supposed_price",
            "$.suppose[0].capacity": "supposed_capacity",
            "$.suppose[0].region": "supposed_region",
        }
        tag = re.match(r'\$\.policy\.tag_min_share(?:\.|\[")([^"\]]+)', where)
        price = re.match(r"\$\.prices\[(\d+)\]", where)
        found = next((field for path, field in fixed.items() if where.startswith(path)), None)
        if tag:
            found = f"{TAG}{tag[1]}"
        elif price:
            found = [field for *_rest, field in self._prices(self.cleaned_data)][int(price[1])]
        elif found is None:
            found = (re.match(r"\$\.(?:policy\.)?(\w+)", where) or ["", ""])[1]
        return found if found in self.fields else None


def _filled(given: QueryDict, before: Mapping[str, str]) -> QueryDict:
    filled = given.copy()
    for name, value in before.items():
        filled.setdefault(name, value)
    return filled


def _many(label: str, choices: list[tuple[str, str]]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
    )


def _change(label: str) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=-99, max_value=900, required=False)


def _rounded(amount: Any) -> str:
    return str(int(amount) // 1000 * 1000)
