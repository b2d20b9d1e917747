"""Where demand and members find each other."""

from django.urls import path

from midas.web.demand.matching import chances, feeds, members, runs, worthwhile

app_name = "matching"

urlpatterns = [
    path("demand/matching/", runs.runs, name="runs"),
    path("demand/matching/chances/", chances.chances, name="chances"),
    path("demand/matching/progress/<int:run_id>/", runs.progress, name="progress"),
    path("demand/<int:opportunity_id>/members/", members.members, name="members"),
    path(
        "demand/<int:opportunity_id>/members/<int:membership_id>/answer/",
        members.answer,
        name="answer",
    ),
    path("worthwhile/", worthwhile.worthwhile, name="worthwhile"),
    path("worthwhile/<int:opportunity_id>/answer/", worthwhile.answer, name="answer-own"),
    path("worthwhile/digest/", worthwhile.digest, name="digest"),
    path("worthwhile/address/", worthwhile.new_address, name="address"),
    path("feeds/<str:secret>/<str:kind>", feeds.feed, name="feed"),
]
