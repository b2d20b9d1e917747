"""An application being written: the list of groups, a page for each, a last look at everything, and sending it.

Everything is saved as it is typed in, faults and all. Two people at once are told of each other: nothing of either
is lost.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from midas.actions.members.answer import save_step
from midas.actions.members.applying import withdraw
from midas.actions.members.decision import decision_on
from midas.actions.members.known import in_force, members_like
from midas.actions.members.send_application import send_application
from midas.core.members.application import Step, how_far
from midas.core.members.given import StaleAnswers
from midas.core.members.proofs import LARGEST, endings
from midas.core.values.problems import BadInput
from midas.core.values.states import UnableToMove
from midas.rules import regions, sic_to_cpv
from midas.store.models import Application, Event, Membership
from midas.store.queries.people import open_invitation
from midas.store.queries.taxonomy import competency_labels, matching_competencies
from midas.web.members import pictures
from midas.web.members.admission import admission
from midas.web.members.joining.door import applying, person_of
from midas.web.members.joining.forms import FileForm
from midas.web.members.joining.groups import (
    TITLES,
    choices_of,
    fault_links,
    group,
    judged,
    more_rows,
    said,
    step_named,
    tasks_of,
    theirs,
    typed_in,
)

State = Application.State
HEADINGS = {
    Membership.State.APPLIED: gettext_lazy("Your application is sent"),
    Membership.State.IN_ASSESSMENT: gettext_lazy("Your firm is being assessed"),
    Membership.State.ADMITTED: gettext_lazy("Your firm is a member"),
    Membership.State.DECLINED: gettext_lazy("Your firm was not admitted"),
    Membership.State.SUSPENDED: gettext_lazy("Your firm's membership is suspended"),
    Membership.State.LEFT: gettext_lazy("Your firm has left the cluster"),
}
"""What the page of an application that is sent is called, by what became of it."""


@applying
def tasks(request: HttpRequest, application: Application) -> HttpResponse:
    """How far am I, what is still missing? Once it is sent: what happens next."""
    if application.state == State.SENT:
        return _status(request, application)
    if application.state == State.WITHDRAWN:
        context = {**_common(application), "title": _("This application was withdrawn")}
        return render(request, "members/joining/withdrawn.html", context)
    _firm, faults = judged(application, timezone.now())
    done, of = how_far(application.answers, faults)
    context = {
        **_common(application),
        "title": _("Your application"),
        "tasks": tasks_of(application, faults),
        "done": done,
        "of": of,
        "percent": round(100 * done / of),
    }
    return render(request, "members/joining/tasks.html", context)


def _status(request: HttpRequest, application: Application) -> HttpResponse:
    moves = Event.objects.filter(subject_kind="membership", subject_id=application.membership_id)
    membership = application.membership
    assert membership is not None  # one that is sent has one
    context = {
        **_common(application),
        "title": HEADINGS[membership.state],
        "membership": membership,
        "decision": decision_on(membership),
        "admission": admission(membership, timezone.localdate()),
        "has_owner": membership.roles.filter(is_owner=True).exists(),
        "invitation": open_invitation(membership.pk, application.email, at=timezone.now()),
        "moves": moves.filter(verb__startswith="membership.").exclude(after="").order_by("at")[:20],
    }
    return render(request, "members/joining/status.html", context)


@applying
def step_page(request: HttpRequest, application: Application, step: str) -> HttpResponse:
    """One group of questions, with what was typed and what is wrong with it."""
    asked = step_named(step)
    if asked is None:
        raise Http404(step)
    if request.method == "POST":
        return _save(request, application, asked)
    if application.state != State.DRAFT:
        return redirect("joining:tasks", application.cluster.slug, application.pk)
    return _step(request, application, asked, application.answers.get(step, {}))


def _save(request: HttpRequest, application: Application, step: Step) -> HttpResponse:
    raw, opened = _typed(request, step), request.POST.get("opened", "")
    try:
        saved = save_step(
            application.pk, step.slug, raw, opened=int(opened) if opened.isdecimal() else 0, at=timezone.now()
        )
    except StaleAnswers as stale:
        return _step(request, application, step, step.clean(raw), stale=stale)
    except UnableToMove as error:
        return _too_late(request, application, step, step.clean(raw), error)
    saved.cluster = application.cluster
    return _next(request, saved, step)


def _typed(request: HttpRequest, step: Step) -> dict[str, Any]:
    raw = typed_in(step, request.POST)
    if step.slug == "competencies":
        raw[step.table] += [{"code": code} for code in request.POST.getlist("add")]
    return raw


def _too_late(
    request: HttpRequest, application: Application, step: Step, typed: Any, error: UnableToMove
) -> HttpResponse:
    """What was typed in another window after the application was closed: not saved, and shown so that it is kept."""
    answers = {**application.answers, step.slug: typed}
    context = {
        **_common(application),
        "title": _("This was not saved"),
        "why": str(error),
        "said": [one for one in said(answers) if one["slug"] == step.slug],
    }
    return render(request, "members/joining/too_late.html", context, status=409)


def _next(request: HttpRequest, application: Application, step: Step) -> HttpResponse:
    """Back to the same page where there is more to do on it, else to the list."""
    slug, pk = application.cluster.slug, application.pk
    go = request.POST.get("go", "")
    if go == "more":
        answer = redirect("joining:step", slug, pk, step.slug)
        answer["Location"] += "?more=1#more"
        return answer
    _firm, faults = judged(application, timezone.now())
    if go == "list" or (go != "stay" and not faults[step.slug]):
        messages.success(request, _("“%(title)s” is saved.") % {"title": TITLES[step.slug][0]})
        return redirect("joining:tasks", slug, pk)
    return redirect("joining:step", slug, pk, step.slug)


def _step(
    request: HttpRequest,
    application: Application,
    step: Step,
    values: Any,
    *,
    stale: StaleAnswers | None = None,
) -> HttpResponse:
    answers = {**application.answers, **({step.slug: values} if values else {})}
    judged_as = Application(cluster=application.cluster, answers=answers)
    firm, faults = judged(judged_as, timezone.now())
    shown = faults[step.slug] if values else ()
    found = group(step, values, shown, choices_of(answers), more_rows(request))
    title, hint, row = TITLES[step.slug]
    context = {
        **_common(application),
        "title": title,
        "hint": hint,
        "row_name": row,
        "step": step.slug,
        "group": found,
        "faults": fault_links(found),
        "opened": stale.version if stale else application.version,
        "stale": theirs(step, stale.theirs, answers) if stale else None,
        **_besides(request, application, step, firm),
    }
    return render(request, "members/joining/step.html", context, status=409 if stale else 200)


def _besides(request: HttpRequest, application: Application, step: Step, firm: Any) -> dict[str, Any]:
    """What a page shows besides its questions."""
    if step.slug == "identity":
        return {"alike": members_like(application.cluster, application.answers)}
    if step.slug == "size":
        return {"size": firm.extent.size}
    if step.slug == "sites":
        here = regions.level1(firm.site.region) if firm.site.region else None
        return {"map": pictures.tile_map({here.code: 1} if here else {}, lambda code: "")}
    if step.slug == "competencies":
        return _kinds_of_work(request, firm)
    if step.slug == "certificates":
        return {
            "files": application.evidence.all(),
            "file_form": FileForm(),
            "endings": ", ".join(endings()),
            "most": LARGEST // 1_000_000,
        }
    return {"rules": in_force(application.cluster, at=timezone.now())} if step.slug == "rules" else {}


def _kinds_of_work(request: HttpRequest, firm: Any) -> dict[str, Any]:
    chosen = set(firm.competencies)
    words = request.GET.get("q", "")[:100]
    suggested = [code for code in sic_to_cpv.suggested(firm.trade.sic_codes) if code not in chosen]
    labels = competency_labels(suggested)
    return {
        "q": words,
        "found": [one for one in matching_competencies(words) if one[0] not in chosen] if words else [],
        "suggested": [(code, labels[code]) for code in suggested],
        "sic": ", ".join(firm.trade.sic_codes),
    }


@applying
def send(request: HttpRequest, application: Application) -> HttpResponse:
    """Everything said, once more; then it is sent."""
    if application.state != State.DRAFT:
        return redirect("joining:tasks", application.cluster.slug, application.pk)
    if request.method == "POST":
        try:
            send_application(application.pk, by=person_of(request), at=timezone.now())
        except BadInput:
            messages.error(request, _("Some groups still need attention; nothing was sent."))
        return redirect("joining:tasks", application.cluster.slug, application.pk)
    _firm, faults = judged(application, timezone.now())
    open_tasks = [task for task in tasks_of(application, faults) if task.progress != "complete"]
    context = {
        **_common(application),
        "title": _("Check your answers"),
        "said": said(application.answers),
        "files": application.evidence.all(),
        "open_tasks": open_tasks,
    }
    return render(request, "members/joining/send.html", context)


@applying
def withdraw_page(request: HttpRequest, application: Application) -> HttpResponse:
    """Ask once, then give the application up."""
    if application.state != State.DRAFT:
        raise UnableToMove("This application is no longer being written, so it cannot be withdrawn here.")
    if request.method == "POST":
        withdraw(application.pk, by=person_of(request), at=timezone.now())
        return redirect("joining:tasks", application.cluster.slug, application.pk)
    context = {**_common(application), "title": _("Withdraw the application?")}
    return render(request, "members/joining/withdraw.html", context)


def _common(application: Application) -> dict[str, Any]:
    return {"application": application, "cluster": application.cluster}
