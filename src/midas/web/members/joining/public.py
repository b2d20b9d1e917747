"""The door for firms that want to join: what the cluster is, and a link by e-mail. Nobody signs in here."""

from __future__ import annotations

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from midas.actions.members.applying import UnableToFollow, UnknownLink, ask_for_link, cluster_named, follow
from midas.core.values.problems import BadInput
from midas.store.models import Application, Cluster
from midas.web.members.joining.door import address_of, person_of, remember, trouble, with_cluster
from midas.web.members.joining.forms import AskForm


@with_cluster
def front(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """What the cluster is and what joining takes; an address given here gets a link."""
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        limited = ratelimit.consume_or_429(
            request, action="join", key=f"{cluster.pk}:{email.strip().lower()}"
        )
        if limited is not None:
            return limited
        try:
            ask_for_link(
                cluster,
                email,
                person=person_of(request),
                address=address_of(request, cluster),
                at=timezone.now(),
            )
        except BadInput as bad:
            form.add_error("email", bad.problems[0].message)
        else:
            context = {"title": _("Look into your mail"), "cluster": cluster, "email": email}
            return render(request, "members/joining/sent.html", context)
    context = {
        "title": _("Join %(cluster)s") % {"cluster": cluster.name},
        "cluster": cluster,
        "form": form,
        "own": _own(request),
    }
    return render(request, "members/joining/front.html", context, status=422 if form.errors else 200)


@never_cache
def open_link(request: HttpRequest, slug: str, secret: str) -> HttpResponse:
    """Follow a link: this browser may then continue the application, and the secret leaves the address."""
    try:
        application = follow(secret, at=timezone.now())
    except UnableToFollow as error:
        status = 404 if isinstance(error, UnknownLink) else 410
        return trouble(request, cluster_named(slug), error, status)
    remember(request, application)
    return redirect("joining:tasks", application.cluster.slug, application.pk)


def _own(request: HttpRequest) -> list[Application]:
    """What the person who is signed in has begun here."""
    person = person_of(request)
    if person is None:
        return []
    rows = Application.objects.filter(person=person).exclude(state=Application.State.WITHDRAWN)
    return list(rows.select_related("membership")[:10])
