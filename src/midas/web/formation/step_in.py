"""The page of "a partner fails": who failed and what is under way on one side, the least-change repair on the other.

Everything is in the address and nothing is saved. As on the page of "what if", the answer comes after the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from midas.actions.access.permissions import require
from midas.actions.formation.step_in import SteppedIn, running_plan, work_out_step_in
from midas.actions.formation.turns import SECONDS
from midas.core.formation.plan import Allocation, Plan
from midas.core.formation.result import write_diagnosis
from midas.core.formation.score import add_up
from midas.core.values.amounts import whole
from midas.core.values.problems import BadInput, Problem
from midas.store.queries import formation as stored
from midas.web.formation.diagnosis import diagnosis_of
from midas.web.formation.plans import Snapshot
from midas.web.formation.typed_rules import digits
from midas.web.shell.guards import needs


@dataclass(frozen=True, slots=True)
class Row:
    """What one firm does of one package, before and after; `mark` is new, more, less, out or nothing."""

    package: str
    firm: str
    unit: str
    before: Decimal
    after: Decimal
    mark: str


class StepInForm(forms.Form):
    """Who failed, and for each line of the plan how much is done or committed."""

    failed = forms.ChoiceField(label=gettext_lazy("Who fails?"), widget=forms.RadioSelect)

    def __init__(self, given: QueryDict, snapshot: Snapshot, plan: Plan) -> None:
        # A page just opened is not yet wrong.
        super().__init__(given or None)
        self.snapshot, self.lines = snapshot, plan.allocations
        self.fields["failed"].choices = [(firm, snapshot.name(firm)) for firm in add_up(plan).partners]
        self.fields["failed"].widget.attrs["class"] = "form-check-input"
        for number, line in enumerate(self.lines):
            field = forms.DecimalField(min_value=0, max_value=line.quantity, required=False)
            field.widget.attrs.update({"class": "form-control", "step": "any"})
            field.label = f"{snapshot.name(line.firm)}: {snapshot.titles[line.work_package]}"
            self.fields[f"done-{number}"] = field

    def under_way(self) -> Iterator[dict[str, Any]]:
        """The fields of the lines, each with what it is about."""
        for number, line in enumerate(self.lines):
            yield {
                "field": self[f"done-{number}"],
                "firm": self.snapshot.name(line.firm),
                "package": self.snapshot.titles[line.work_package],
                "unit": self.snapshot.packages[line.work_package].get("unit") or "",
                "quantity": line.quantity,
                "failed": self.data.get("failed") == line.firm,
            }

    def failure(self) -> dict[str, Any]:
        """What the action reads; fields in error are left out."""
        clean = getattr(self, "cleaned_data", {})
        held = ((line, clean.get(f"done-{number}")) for number, line in enumerate(self.lines))
        return {
            "failed": clean.get("failed"),
            "under_way": [_held(line, part) for line, part in held if part],
        }

    def query(self) -> str:
        """The shortest address of the same question."""
        kept = QueryDict(mutable=True)
        for name in self.fields:
            if self.data.get(name):
                kept[name] = self.data[name]
        return kept.urlencode()

    def refuse(self, problems: list[Problem]) -> None:
        """Show the action's problems on the fields they are about; those found here stand there already."""
        lines = {
            f"$.under_way[{line.firm}, {line.offering}, {line.work_package}]": f"done-{number}"
            for number, line in enumerate(self.lines)
        }
        for problem in problems:
            if problem.where not in self.fields:
                name = lines.get(problem.where, problem.where.removeprefix("$."))
                self.add_error(name if name in self.fields else None, problem.message)


@require_GET
@needs("formations.run")
def step_in_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; for HTMX only the answer; with `now` the page with the answer in it."""
    require(request.role, "members.view_prices")
    enterprise = stored.enterprise(pk)
    run, _problem, running = running_plan(pk)
    snapshot = Snapshot(run)
    form = StepInForm(request.GET, snapshot, running)
    htmx = request.htmx
    is_part = bool(htmx) and not htmx.history_restore_request
    is_asked = bool({"failed", "now"} & request.GET.keys())
    context: dict[str, Any] = {
        "title": _("A partner fails"),
        "enterprise": enterprise,
        "form": form,
        "currency": snapshot.currency,
        "seconds": SECONDS,
        "query": form.query(),
        "asks": is_asked and "now" not in request.GET and not is_part,
    }
    if is_asked and not context["asks"]:
        context.update(_answer(request, pk, snapshot, form))
    response = render(request, f"formation/{'_step_in_answer' if is_part else 'step_in'}.html", context)
    patch_vary_headers(response, ["HX-Request"])
    if is_part:
        response["HX-Replace-Url"] = "?".join(filter(None, (request.path, form.query())))
    elif "faults" in context:
        response.status_code = 422
    return response


def _answer(request: HttpRequest, pk: int, snapshot: Snapshot, form: StepInForm) -> dict[str, Any]:
    form.is_valid()
    known = [Problem(name, text) for name, texts in form.errors.items() for text in texts]
    try:
        answer = work_out_step_in(request.role, pk, form.failure(), known=known)
    except BadInput as bad:
        form.refuse(
            [one for one in bad.problems if not (one.where == "$.failed" and "failed" in form.errors)]
        )
        faults = [(_id_of(form, name), text) for name, texts in form.errors.items() for text in texts]
        return {"faults": faults}
    return _shown(answer, snapshot)


def _id_of(form: StepInForm, name: str) -> str:
    return f"id_{name}_0" if name == "failed" else form[name].id_for_label if name in form.fields else ""


def _shown(answer: SteppedIn, snapshot: Snapshot) -> dict[str, Any]:
    found = answer.found
    return {
        "answer": found,
        "failed": snapshot.name(answer.failed),
        "message": snapshot.readable(found.message),
        "price": None if found.price is None else whole(round(found.price)),
        "kept": [snapshot.name(firm) for firm in found.kept],
        "joined": [snapshot.name(firm) for firm in found.joined],
        "left": [snapshot.name(firm) for firm in found.left],
        "rows": list(_rows(answer, snapshot)) if found.plan else [],
        "diagnosis": diagnosis_of(answer.run, write_diagnosis(found.diagnosis)) if found.diagnosis else None,
    }


def _rows(answer: SteppedIn, snapshot: Snapshot) -> Iterator[Row]:
    """Every firm on every package before or after, by package in the problem's order, those from before first."""
    before = add_up(answer.running).by_firm_and_package()
    after = add_up(answer.found.plan).by_firm_and_package() if answer.found.plan else {}
    order = {package: place for place, package in enumerate(answer.problem.package)}
    for firm, package in sorted(
        {**before, **after}, key=lambda key: (order[key[1]], key not in before, key[0])
    ):
        old, new = before.get((firm, package), Fraction(0)), after.get((firm, package), Fraction(0))
        yield Row(
            snapshot.titles[package],
            snapshot.name(firm),
            snapshot.packages[package].get("unit") or "",
            _decimal(old),
            _decimal(new),
            _mark(old, new),
        )


def _mark(before: Fraction, after: Fraction) -> str:
    if before == after:
        return ""
    if not before or not after:
        return "out" if before else "new"
    return "more" if after > before else "less"


def _decimal(number: Fraction) -> Decimal:
    return round(Decimal(number.numerator) / Decimal(number.denominator), 6)


def _held(line: Allocation, quantity: Decimal) -> dict[str, Any]:
    return {
        "firm": line.firm,
        "offering": line.offering,
        "work_package": line.work_package,
        "quantity": digits(quantity),
    }
