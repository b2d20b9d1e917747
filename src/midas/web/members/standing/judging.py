"""One dimension of one firm: the evidence left, the judgement right, how similar firms stand, and a record of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from midas.actions.access.own_firm import belongs_to, speaks_for
from midas.actions.access.permissions import NotAllowed
from midas.actions.access.shown import Shown, sees, sees_why
from midas.actions.members.assess import LONGEST_STATEMENT, JudgedMeanwhile, newest_of
from midas.actions.members.judge import (
    COMPUTED,
    VALID_FOR,
    Changed,
    assess,
    compute,
    may_assess,
    require_assessor,
)
from midas.actions.members.visible import visible_members
from midas.core.members.assessment import Dimension, in_force, read
from midas.core.values.problems import BadInput
from midas.rules import capability as capability_rules
from midas.rules import finance as finance_rules
from midas.store.models import Assessment, Membership, Role
from midas.web.members.standing.confirming import proven_claims
from midas.web.members.standing.precedent import shown_precedent
from midas.web.members.standing.words import DIMENSIONS, Standing, limit_words, shown
from midas.web.shell.guards import needs
from midas.web.shell.pages import drawer_page

LIMITS = {Dimension.FINANCE: finance_rules.LIMITS, Dimension.CAPABILITY: capability_rules.LIMITS}
BEHIND = gettext_lazy(
    "What grades rest on is seen by the firm itself, brokers, the committee, project managers and coaches."
)


class JudgementForm(forms.Form):
    """What an assessor adds to the figures."""

    statement = forms.CharField(
        label=gettext_lazy("Your statement"),
        required=False,
        max_length=LONGEST_STATEMENT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("What the figures do not say, and why you would judge so. The firm reads it."),
    )
    valid_until = forms.DateField(
        label=gettext_lazy("Valid until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    evidence = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Evidence it rests on"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choice"}),
    )
    seen = forms.CharField(widget=forms.HiddenInput)
    after = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, member: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        files = [(file.pk, f"{file.title} ({file.get_kind_display()})") for file in member.evidence.all()]
        if files:
            self.fields["evidence"].choices = files
        else:
            del self.fields["evidence"]


@needs("members.view")
def judge(request: HttpRequest, pk: int, dimension: str) -> HttpResponse:
    """What must be judged, on which evidence?"""
    if dimension not in set(map(str, Dimension)):
        raise Http404
    role, which, on = request.role, Dimension(dimension), timezone.localdate()
    member: Membership = visible_members(role).get(pk=pk)
    if not sees_why(role, member):
        raise NotAllowed(str(BEHIND))
    context = _context(role, member, which, on)
    if not context["may_record"]:
        if request.method == "POST":
            require_assessor(role, member, which)
        return render(request, "members/standing/judge.html", context)
    opened = _opened(context)
    initial = {"valid_until": on + VALID_FOR[which], **opened}
    form = JudgementForm(request.POST or None, member=member, initial=initial)
    if request.method == "POST" and form.is_valid() and _recorded(request, member, which, form, opened):
        return redirect("standing:judge", member.pk, which.value)
    context["form"] = form
    return render(request, "members/standing/judge.html", context, status=422 if form.errors else 200)


def _opened(context: dict[str, Any]) -> dict[str, Any]:
    """The state that an assessor looks at now, which a record of it has to name."""
    newest = newest_of(context["member"], context["dimension"])
    return {"seen": context["digest"], "after": newest.pk if newest else 0}


def _recorded(
    request: HttpRequest, member: Membership, which: Dimension, form: JudgementForm, opened: dict[str, Any]
) -> bool:
    given = form.cleaned_data
    try:
        assess(
            request.role,
            member.pk,
            which,
            statement=given["statement"],
            evidence=given.get("evidence", ()),
            valid_until=given["valid_until"],
            seen=given["seen"],
            after=given["after"],
            at=timezone.now(),
        )
    except BadInput as bad:
        for problem in bad.problems:
            form.add_error(problem.where if problem.where in form.fields else None, problem.message)
    except (Changed, JudgedMeanwhile) as meanwhile:
        form.add_error(None, str(meanwhile))
        form.data = form.data.copy()
        form.data.update(opened)
    else:
        messages.success(request, _("The judgement is recorded. It counts from now on."))
        return True
    return False


def _context(role: Role, member: Membership, which: Dimension, on: date) -> dict[str, Any]:
    history = list(member.assessments.filter(dimension=which.value).select_related("assessor")[:10])
    figures = which is not Dimension.FINANCE or sees(role, member, Shown.ACCOUNTS)
    context: dict[str, Any] = {
        "title": DIMENSIONS[which],
        "member": member,
        "dimension": which.value,
        "standing": Standing(which, history[0] if history else None, on),
        "history": [Standing(which, row, on) for row in history],
        "figures": figures,
        "own": speaks_for(role, member.pk),
        "files": list(member.evidence.all()),
        "certificates": list(member.certificates.all()),
        "precedent": shown_precedent(role, member, which),
        "computed": which in COMPUTED,
        "others": [(one.value, DIMENSIONS[one]) for one in Dimension],
    }
    if which not in COMPUTED:
        row = history[0] if history else None
        measures = [read(kept) for kept in row.measures] if row else []
        return {
            **context,
            "may_record": False,
            "measures": [shown(one, figures=True) for one in measures],
            "newest": row,
        }
    found = compute(member, which, on)
    context |= {
        "judgement": found.judgement,
        "method": found.method,
        "digest": found.digest,
        "measures": [shown(one, figures=figures) for one in found.judgement.measures],
        "limits": [limit_words(limit) for limit in in_force(LIMITS[which], on).values()],
        "may_record": may_assess(role, member, which),
        "own_firm": belongs_to(role, member.pk),
    }
    if which is Dimension.CAPABILITY:
        context["claims"] = proven_claims(role, member)
    elif figures:
        context["years"] = list(member.financial_years.all()[:5])
    return context


@needs("members.view")
def why(request: HttpRequest, pk: int, assessment: int) -> HttpResponse:
    """Why this score: what was judged, how, by which rules, by whom."""
    role = request.role
    member: Membership = visible_members(role).get(pk=pk)
    if not sees_why(role, member):
        raise NotAllowed(str(BEHIND))
    row = get_object_or_404(Assessment.objects.select_related("assessor"), pk=assessment, membership=member)
    which = Dimension(row.dimension)
    figures = which is not Dimension.FINANCE or sees(role, member, Shown.ACCOUNTS)
    context = {
        "title": _("Why this grade for %(what)s?") % {"what": str(DIMENSIONS[which]).lower()},
        "member": member,
        "row": row,
        "standing": Standing(which, row, timezone.localdate()),
        "measures": [shown(read(kept), figures=figures) for kept in row.measures],
        "figures": figures,
        "files": list(row.evidence.all()),
        "inputs": _inputs(row) if figures else [],
    }
    return drawer_page(request, "members/standing/why.html", context)


def _inputs(row: Assessment) -> list[str]:
    """What was judged, in short: which years, or how many claims."""
    years = [str(year.get("year_end", "")) for year in row.inputs.get("years", ()) if isinstance(year, dict)]
    said = [_("Accounts of the years that ended on %(days)s.") % {"days": ", ".join(years)}] if years else []
    if row.inputs.get("claims"):
        said.append(_("%(n)d claims with what stood behind each.") % {"n": len(row.inputs["claims"])})
    return said
