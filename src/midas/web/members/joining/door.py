"""Who may open an application's pages: a browser that followed its link, or its person signed in. Nobody else.

Others get the page for what is not there. The link's SHA-256 stays in the session, so the secret is in no address.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from midas.actions.members.applying import ExpiredLink, cluster_named, may_continue
from midas.store import tenancy
from midas.store.models import Application, Cluster, Person

KEYS = "applications"
"""The entry of the session: for each application its link's SHA-256."""

View = Callable[..., HttpResponse]


def with_cluster(view: View) -> View:
    """Run a page for everybody as the cluster its address names; `view(request, cluster, …)`."""

    @wraps(view)
    def inside(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
        cluster = cluster_named(slug)
        if cluster is None:
            raise Http404(slug)
        with tenancy.tenant(cluster.pk):
            return view(request, cluster, *args, **kwargs)

    return inside


def applying(view: View) -> View:
    """Let only those in who may continue the application; `view(request, application, …)`."""

    @wraps(view)
    @never_cache
    @with_cluster
    def guarded(request: HttpRequest, cluster: Cluster, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
        application = _found(request, cluster, pk)
        if _has_run_out(request, application):
            return trouble(request, cluster, ExpiredLink(cluster), 410)
        return view(request, application, *args, **kwargs)

    return guarded


def person_of(request: HttpRequest) -> Person | None:
    """Who is signed in."""
    return request.user if request.user.is_authenticated else None


def remember(request: HttpRequest, application: Application) -> None:
    """Let this browser continue the application."""
    request.session[KEYS] = {**request.session.get(KEYS, {}), str(application.pk): application.digest}


def trouble(request: HttpRequest, cluster: Cluster | None, error: Exception, status: int) -> HttpResponse:
    """The page for a link that leads nowhere: why, and how to get another."""
    context = {"title": _("This link does not work"), "cluster": cluster, "message": str(error)}
    return render(request, "members/joining/trouble.html", context, status=status)


def address_of(request: HttpRequest, cluster: Cluster) -> Callable[[str], str]:
    """Gives the whole address of the page that a secret opens."""
    return lambda secret: request.build_absolute_uri(reverse("joining:open", args=[cluster.slug, secret]))


def _found(request: HttpRequest, cluster: Cluster, pk: int) -> Application:
    rows = Application.objects.select_related("cluster", "membership__organisation", "person")
    application = rows.filter(pk=pk, cluster=cluster).first()
    key = request.session.get(KEYS, {}).get(str(pk), "")
    if application is None or not may_continue(application, key=key, person=person_of(request)):
        raise Http404(str(pk))
    return application


def _has_run_out(request: HttpRequest, application: Application) -> bool:
    own = application.person_id is not None and application.person_id == request.user.pk
    return not own and application.link_expires_at < timezone.now()
