"""Where firms answer for themselves, and are judged, coached, screened, compared and vouched for."""

from django.urls import path

from midas.web.members.readiness import (
    coaching,
    comparing,
    credentials,
    guides,
    judging,
    questionnaires,
    reputation,
    screening,
)

app_name = "readiness"

urlpatterns = [
    path("members/<int:pk>/ethics/", questionnaires.ethics, name="ethics"),
    path("members/<int:pk>/readiness/", questionnaires.readiness, name="readiness"),
    path("members/<int:pk>/ethics/judge/", judging.ethics, name="judge-ethics"),
    path("members/<int:pk>/readiness/judge/", judging.readiness, name="judge-readiness"),
    path("members/<int:pk>/coaching/", coaching.plan, name="coaching"),
    path("members/<int:pk>/reputation/", reputation.one, name="reputation"),
    path("members/<int:pk>/credentials/", credentials.given, name="credentials"),
    path("members/compare/", comparing.comparison, name="compare"),
    path("members/<int:pk>/credentials/<uuid:serial>.pdf", credentials.download, {"form": "pdf"}, name="pdf"),
    path("members/<int:pk>/credentials/<uuid:serial>.jwt", credentials.download, {"form": "jwt"}, name="jwt"),
    path("members/reputation/", reputation.ranking, name="ranking"),
    path("members/screening/", screening.screening, name="screening"),
    path("guides/", guides.shelf, name="guides"),
    path("guides/<slug:stage>/", guides.guide, name="guide"),
    path("coaching/", coaching.worklist, name="worklist"),
    path("credentials/verify/", credentials.verify, name="verify"),
    path(".well-known/jwks.json", credentials.keys, name="jwks"),
    path(".well-known/did.json", credentials.did, name="did"),
]
