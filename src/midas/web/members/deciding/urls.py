"""Where the cluster's decisions are."""

from django.urls import path

from midas.web.members.deciding import proxies, views

app_name = "deciding"

urlpatterns = [
    path("members/decisions/", views.motion_list, name="list"),
    path("members/decisions/new/", views.open_page, name="open"),
    path("members/decisions/proxies/", proxies.proxies, name="proxies"),
    path("members/decisions/proxies/<int:pk>/revoke/", proxies.revoke, name="revoke"),
    path("members/decisions/<int:pk>/", views.motion_page, name="motion"),
    path("members/decisions/<int:pk>/vote/", views.cast, name="vote"),
    path("members/decisions/<int:pk>/remark/", views.say, name="remark"),
    path("members/decisions/<int:pk>/withdraw/", views.take_back, name="withdraw"),
]
