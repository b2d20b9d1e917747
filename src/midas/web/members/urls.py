"""Where the members stage is."""

from django.urls import path

from midas.web.members import drawers, views

app_name = "members"

urlpatterns = [
    path("members/", views.member_list, name="list"),
    path("members/<int:pk>/", views.member_page, name="member"),
    path("members/<int:pk>/reliability/", drawers.reliability, name="reliability"),
    path("members/<int:pk>/offerings/<int:offering>/capacity/", drawers.capacity, name="capacity"),
]
