"""The page of "what if": changes on one side, the team they would lead to on the other. Nothing is saved.

The changes are in the address. The page comes at once and asks for the answer afterwards, so that nobody waits for
a page; what is typed or moved asks anew.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from midas.actions.access.permissions import require
from midas.actions.formation.refusals import UnableToForm
from midas.actions.formation.turns import SECONDS
from midas.actions.formation.what_if import WhatIf, what_if
from midas.core.formation.plan import Status
from midas.core.values.problems import BadInput, Problem
from midas.core.values.words import listing
from midas.store.models import Formation
from midas.store.queries import formation as stored
from midas.web.formation.diagnosis import diagnosis
from midas.web.formation.plans import PlanView, Snapshot, plan_views, side_by_side
from midas.web.formation.what_if_form import WhatIfForm
from midas.web.shell.guards import needs

S = Status


@require_GET
@needs("formations.run")
def what_if_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; for HTMX only the answer; with `now` the page with the answer in it, for browsers without scripts."""
    require(request.role, "members.view_prices")
    formation = stored.run(pk)
    if formation.state != Formation.State.DONE:
        raise UnableToForm("This search has no result to start from; try it with one that has finished.")
    snapshot = Snapshot(formation)
    best = plan_views(snapshot, list(formation.proposals.filter(rank=1)))
    form = WhatIfForm(request.GET, snapshot, best[0].partners if best else ())
    htmx = request.htmx
    is_part = bool(htmx) and not htmx.history_restore_request
    context = _frame(formation, snapshot, form)
    if is_part or "now" in request.GET:
        context.update(_answer(request, formation, snapshot, form))
    else:
        form.is_valid()
        context["asks"] = bool(form.changes() or form.errors)
        context["plans"] = best
    response = render(request, f"formation/{'_what_if_answer' if is_part else 'what_if'}.html", context)
    patch_vary_headers(response, ["HX-Request"])
    if is_part:
        response["HX-Replace-Url"] = "?".join(filter(None, (request.path, form.query())))
    elif form.errors and "now" in request.GET:
        response.status_code = 422
    return response


def _frame(formation: Formation, snapshot: Snapshot, form: WhatIfForm) -> dict[str, Any]:
    return {
        "title": _("What if …?"),
        "formation": formation,
        "opportunity": formation.requirement.opportunity,
        "currency": snapshot.currency,
        "form": form,
        "seconds": SECONDS,
        "query": form.query(),
    }


def _answer(
    request: HttpRequest, formation: Formation, snapshot: Snapshot, form: WhatIfForm
) -> dict[str, Any]:
    """The answer, or what is wrong with the question, all of it."""
    form.is_valid()
    found = [Problem(name, text) for name, texts in form.errors.items() for text in texts]
    changes = form.changes()
    if not changes and not found:
        return {"plans": plan_views(snapshot, list(formation.proposals.filter(rank=1)))}
    try:
        answer = what_if(request.role, formation.pk, changes, found=found)
    except BadInput as bad:
        form.refuse(bad.problems)
        faults = [
            (_id_of(form, name), _named(form, name, text))
            for name, texts in form.errors.items()
            for text in texts
        ]
        return {"faults": faults}
    return {**_shown(answer, snapshot, request), "answer": answer}


def _named(form: WhatIfForm, name: str, text: str) -> str:
    """A fault as it reads away from its field."""
    return f"{form.fields[name].label}: {text}" if name in form.fields else text


def _id_of(form: WhatIfForm, name: str) -> str:
    return form[name].id_for_label or f"id_{name}" if name in form.fields else ""


def _shown(answer: WhatIf, snapshot: Snapshot, request: HttpRequest) -> dict[str, Any]:
    after = Snapshot(answer.run)
    if answer.proposal is None:
        impossible = answer.outcome.status is S.INFEASIBLE
        return {"diagnosis": diagnosis(answer.run) if impossible else None, "plans": []}
    saved = (snapshot, answer.best) if answer.best else None
    mine = (after, answer.proposal)
    plans = side_by_side([saved, mine] if saved else [mine], saved or mine)
    return {
        "plans": plans,
        "words": in_words(answer, plans),
        "leave_out": [
            (partner.name, _dropping(request, partner.id))
            for partner in plans[-1].partners
            if partner.is_new and partner.membership is not None
        ],
    }


def in_words(answer: WhatIf, plans: list[PlanView]) -> str:
    """Who comes in and who goes, in a sentence."""
    if answer.difference is None:
        return ""
    if answer.difference.is_none:
        return _("The team stays as it is.")
    after = plans[-1]
    new = [partner.name for partner in after.partners if partner.is_new]
    parts = []
    if new:
        parts.append(ngettext("%s comes in", "%s come in", len(new)) % listing(new))
    if after.gone:
        parts.append(ngettext("%s is out", "%s are out", len(after.gone)) % listing(after.gone))
    if not parts:
        return _("The same firms, in other shares or at other prices.")
    return f"{'; '.join(parts)}."


def _dropping(request: HttpRequest, firm: str) -> str:
    """The address of the same question with one more firm left out."""
    query = request.GET.copy()
    query.appendlist("drop", firm)
    return f"{reverse('formation:what-if', args=[request.resolver_match.kwargs['pk']])}?{query.urlencode()}"
