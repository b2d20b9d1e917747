"""Where everything is."""

from django.urls import include, path

urlpatterns = [
    path("", include("midas.web.urls")),
]
