"""Which roles need a second factor, as the administrator sets it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from midas.actions.access.second_factor import require_for
from midas.web.access.forms import SecondFactorKinds
from midas.web.shell.guards import needs


@require_http_methods(["GET", "POST"])
@needs("people.manage")
def kinds(request: HttpRequest) -> HttpResponse:
    """Who has to prove more than a password?"""
    given = request.POST if request.method == "POST" else None
    form = SecondFactorKinds(given, initial={"kinds": request.role.cluster.two_factor_kinds})
    if given is not None and form.is_valid():
        require_for(request.role, form.cleaned_data["kinds"], at=timezone.now())
        messages.success(request, _("Saved. Whoever lacks one is asked to set it up with their next click."))
        return redirect("access:second_factor")
    context = {"title": _("Second factor"), "form": form}
    return render(request, "access/second_factor.html", context, status=422 if form.is_bound else 200)
