"""Where everything is."""

from django.urls import include, path

from midas.api.urls import urls as api_urls

urlpatterns = [
    path("api/v1/", api_urls),
    path("", include("midas.web.urls")),
]

handler400 = "midas.web.shell.refusals.bad_request"
handler403 = "midas.web.shell.refusals.permission_denied"
handler404 = "midas.web.shell.refusals.not_found"
handler500 = "midas.web.shell.refusals.fault"
