"""Signing in and out, one's account, invitations, and who may do what."""

from allauth.account import views as allauth_views
from django.apps import apps
from django.urls import include, path, re_path

from midas.web.access import accepting, audit, history, invitations, people, permissions, second_factor, views

# allauth's pages, but for those by which one could open an account, and with ours where the look differs.
accounts = [
    path("accounts/login/", views.SignIn.as_view(), name="account_login"),
    path("accounts/logout/", views.SignOut.as_view(), name="account_logout"),
    path("accounts/reauthenticate/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("accounts/email/", views.change_email, name="account_email"),
    re_path(
        r"^accounts/confirm-email/(?P<key>[-:\w]+)/$",
        allauth_views.confirm_email,
        name="account_confirm_email",
    ),
    path("accounts/password/reset/", allauth_views.password_reset, name="account_reset_password"),
    path(
        "accounts/password/reset/done/", allauth_views.password_reset_done, name="account_reset_password_done"
    ),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth_views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "accounts/password/reset/key/done/",
        allauth_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("accounts/2fa/", views.SecondFactor.as_view(), name="mfa_index"),
    path("accounts/2fa/", include("allauth.mfa.urls")),
]
if apps.is_installed("allauth.socialaccount"):
    accounts += [
        path("accounts/", include("allauth.socialaccount.providers.openid_connect.urls")),
        path("accounts/sso/cancelled/", views.sso_cancelled, name="socialaccount_login_cancelled"),
        path("accounts/sso/error/", views.sso_cancelled, name="socialaccount_login_error"),
    ]

app_name = "access"
urlpatterns = [
    path("account/", views.account, name="account"),
    path("account/password/", views.password, name="password"),
    path("account/keys/", views.keys, name="keys"),
    path("account/keys/<int:key>/revoke/", views.revoke, name="revoke"),
    path("role/", views.switch, name="switch"),
    path("invitations/<str:secret>/", accepting.accept, name="accept"),
    path("administration/", people.administration, name="administration"),
    path("administration/people/", people.people, name="people"),
    path("administration/people/<int:role>/end/", people.end, name="end_role"),
    path("administration/invitations/", invitations.listed, name="invitations"),
    path("administration/invitations/new/", invitations.invite, name="invite"),
    path("administration/invitations/<int:pk>/resend/", invitations.resend, name="resend"),
    path("administration/invitations/<int:pk>/revoke/", invitations.revoke, name="revoke_invitation"),
    path("administration/roles/", permissions.matrix, name="roles"),
    path("administration/second-factor/", second_factor.kinds, name="second_factor"),
    path("administration/audit/", audit.audit, name="audit"),
    path("administration/audit/chain/", audit.chain, name="chain"),
    path("history/<slug:kind>/<int:pk>/", history.history, name="history"),
]
