"""Home, search, help and health."""

from django.urls import path

from midas.web.shell import views

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("help/", views.help_page, name="help"),
    path("healthz", views.healthz, name="healthz"),
]
