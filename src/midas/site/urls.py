"""Where everything is."""

from django.urls import include, path

from midas.api.urls import urls as api_urls

urlpatterns = [
    path("api/v1/", api_urls),
    path("", include("midas.web.urls")),
]
