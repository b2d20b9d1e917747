"""Where firms apply, where the desk reads applications, and where the rules of engagement stand."""

from django.urls import path

from midas.web.members.joining import desk, evidence, public, rules, steps

app_name = "joining"

urlpatterns = [
    path("join/<slug:slug>/", public.front, name="front"),
    path("join/<slug:slug>/open/<str:secret>/", public.open_link, name="open"),
    path("join/<slug:slug>/<int:pk>/", steps.tasks, name="tasks"),
    path("join/<slug:slug>/<int:pk>/send/", steps.send, name="send"),
    path("join/<slug:slug>/<int:pk>/withdraw/", steps.withdraw_page, name="withdraw"),
    path("join/<slug:slug>/<int:pk>/evidence/", evidence.upload, name="upload"),
    path("join/<slug:slug>/<int:pk>/evidence/<int:file>/", evidence.own, name="own-evidence"),
    path("join/<slug:slug>/<int:pk>/evidence/<int:file>/remove/", evidence.remove, name="remove-evidence"),
    path("join/<slug:slug>/<int:pk>/<slug:step>/", steps.step_page, name="step"),
    path("applications/", desk.applications, name="applications"),
    path("applications/new/", desk.invite, name="invite"),
    path("applications/<int:pk>/", desk.application_page, name="application"),
    path("applications/<int:pk>/assess/", desk.assess, name="assess"),
    path("evidence/<int:pk>/", evidence.download, name="evidence"),
    path("rules/", rules.in_force_page, name="rules"),
    path("rules/write/", rules.write, name="write-rules"),
    path("rules/<int:number>/", rules.version_page, name="rules-version"),
    path("rules/<int:number>/accept/", rules.accept, name="accept-rules"),
]
