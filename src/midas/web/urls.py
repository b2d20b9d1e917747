"""Every page; each stage brings its own addresses, in a line here."""

from django.urls import include, path

from midas.web.access.urls import accounts

urlpatterns = [
    path("", include("midas.web.shell.urls")),
    *accounts,
    path("", include("midas.web.access.urls")),
    path("", include("midas.web.members.urls")),
    path("", include("midas.web.members.joining.urls")),
    path("", include("midas.web.members.standing.urls")),
    path("", include("midas.web.members.readiness.urls")),
    path("", include("midas.web.members.intake.urls")),
    path("", include("midas.web.members.deciding.urls")),
    path("", include("midas.web.members.seeing.urls")),
    path("", include("midas.web.demand.matching.urls")),
    path("", include("midas.web.demand.urls")),
    path("", include("midas.web.formation.urls")),
]
