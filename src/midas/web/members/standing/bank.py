"""Where a firm is paid and how it is insured: who sees it, and the owner's form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from midas.actions.access.own_firm import may_act_as_owner
from midas.actions.members import bank_and_insurance as actions
from midas.actions.members.visible import visible_members
from midas.core.members.given import StaleAnswers
from midas.core.values.amounts import major
from midas.core.values.problems import BadInput, Problem
from midas.store.models import Bank, Membership
from midas.web.members.joining.groups import fault_links, group, theirs, typed_in
from midas.web.shell.exports import TYPES, spreadsheet
from midas.web.shell.guards import needs


@needs("members.view")
def shown(request: HttpRequest, pk: int) -> HttpResponse:
    """How is it insured, and where is it paid?"""
    role = request.role
    member: Membership = visible_members(role).get(pk=pk)
    actions.require_sight(role, member.pk)
    kind = request.GET.get("_export", "")
    if kind in TYPES:
        return _download(member, kind)
    sees_bank = actions.sees_bank(role, member.pk)
    context = {
        "title": _("Bank and insurance"),
        "member": member,
        "bank": Bank.objects.select_related("saved_by").filter(membership=member).first()
        if sees_bank
        else None,
        "sees_bank": sees_bank,
        "insurances": list(member.insurances.all()),
        "today": timezone.localdate(),
        "may_change": may_act_as_owner(role, member.pk),
        "bank_readers": actions.readers("bank.view"),
        "insurance_readers": actions.readers("insurance.view"),
    }
    return render(request, "members/standing/bank.html", context)


def _download(member: Membership, kind: str) -> HttpResponse:
    currency = member.cluster.currency
    head = [_("Covers"), _("Insurer"), _("Pays up to"), _("Currency"), _("Runs until")]
    rows = [
        [one.get_kind_display(), one.insurer, major(one.cover, currency), currency, one.expires_on]
        for one in member.insurances.all()
    ]
    return spreadsheet(f"insurances {member.organisation.name}", head, rows, kind)


@needs("members.change_own")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The owner brings it up to date."""
    role = request.role
    member: Membership = visible_members(role).get(pk=pk)
    actions.require_saving(role, member.pk)
    if request.method != "POST":
        return _form(request, member, actions.typed_of(member), version=_version(member))
    raw = typed_in(actions.STEP, request.POST)
    if request.POST.get("go") == "more":
        return _form(request, member, raw, version=_number(request.POST.get("version")), more=1)
    try:
        actions.save_bank_and_insurance(
            role, member.pk, raw, version=_number(request.POST.get("version")), at=timezone.now()
        )
    except BadInput as bad:
        seen = _number(request.POST.get("version"))
        return _form(request, member, raw, version=seen, problems=bad.problems, status=422)
    except StaleAnswers as stale:
        return _form(request, member, raw, version=stale.version, stale=stale, status=409)
    messages.success(request, _("Bank and insurances are saved."))
    return redirect("standing:bank", member.pk)


def _form(
    request: HttpRequest,
    member: Membership,
    raw: Any,
    *,
    version: int,
    problems: tuple[Problem, ...] = (),
    stale: StaleAnswers | None = None,
    more: int = 0,
    status: int = 200,
) -> HttpResponse:
    found = group(actions.STEP, actions.STEP.clean(raw), problems, {}, more)
    context = {
        "title": _("Change bank and insurance"),
        "member": member,
        "group": found,
        "faults": fault_links(found),
        "version": version,
        "stale": stale,
        "theirs": theirs(actions.STEP, stale.theirs, {}) if stale else None,
        "currency": member.cluster.currency,
    }
    return render(request, "members/standing/bank_form.html", context, status=status)


def _version(member: Membership) -> int:
    kept = Bank.objects.filter(membership=member).first()
    return kept.version if kept else 0


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 8 else 0
