"""Where the cluster sees itself."""

from django.urls import path

from midas.web.members.seeing import coverage, fairness, groups, network, own, sponsoring

app_name = "seeing"

urlpatterns = [
    path("members/coverage/", coverage.coverage, name="coverage"),
    path("members/recruit/", coverage.recruiting, name="recruit"),
    path("members/network/", network.network, name="network"),
    path("members/groups/", groups.group_list, name="groups"),
    path("members/groups/<slug:slug>/", groups.group_page, name="group"),
    path("members/groups/<slug:slug>/lead/", groups.set_lead, name="lead"),
    path("members/exposure/", fairness.exposure, name="exposure"),
    path("members/own/", own.own, name="own"),
    path("members/own/sub-suppliers/", sponsoring.sponsor, name="sponsor"),
]
