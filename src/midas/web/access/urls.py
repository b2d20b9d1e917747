"""Signing in and out, one's account, and the role one acts in."""

from django.urls import path

from midas.web.access import views

accounts = [
    path("accounts/login/", views.SignIn.as_view(), name="account_login"),
    path("accounts/logout/", views.SignOut.as_view(), name="account_logout"),
]
app_name = "access"
urlpatterns = [
    path("account/", views.account, name="account"),
    path("account/password/", views.password, name="password"),
    path("account/keys/", views.keys, name="keys"),
    path("account/keys/<int:key>/revoke/", views.revoke, name="revoke"),
    path("role/", views.switch, name="switch"),
]
