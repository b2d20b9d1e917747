"""Where accounts, assessments and what is shown of them are."""

from django.urls import path

from midas.web.members.standing import accounts, bank, confirming, desk, finance, judging, showing

app_name = "standing"

urlpatterns = [
    path("assessments/", desk.desk, name="desk"),
    path("members/<int:pk>/standing/", showing.standing, name="standing"),
    path("members/<int:pk>/shown-to/", showing.shown_to, name="shown-to"),
    path("members/<int:pk>/finance/", finance.finance, name="finance"),
    path("members/<int:pk>/accounts/", accounts.edit, name="accounts"),
    path("members/<int:pk>/accounts/upload/", accounts.upload, name="upload"),
    path("members/<int:pk>/accounts/discard/", accounts.discard, name="discard"),
    path("members/<int:pk>/accounts/template/", accounts.template, name="template"),
    path("members/<int:pk>/bank/", bank.shown, name="bank"),
    path("members/<int:pk>/bank/change/", bank.edit, name="bank-edit"),
    path("members/<int:pk>/claims/", confirming.claims, name="claims"),
    path("members/<int:pk>/claims/<int:offering>/confirm/", confirming.confirm, name="confirm"),
    path("members/<int:pk>/claims/<int:offering>/withdraw/", confirming.withdraw, name="withdraw"),
    path("members/<int:pk>/assessments/<slug:dimension>/", judging.judge, name="judge"),
    path("members/<int:pk>/assessments/<int:assessment>/why/", judging.why, name="why"),
]
