"""Signing in at the organisation's own identity provider (OpenID Connect), where the environment names one.

`MIDAS_OIDC_SERVER` (its issuer's address), `MIDAS_OIDC_CLIENT_ID` and `MIDAS_OIDC_SECRET` switch it on;
`MIDAS_OIDC_NAME` is what the button says. The address to register there ends in
`/accounts/oidc/sso/login/callback/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from midas.site.trouble import Trouble

APPS = ("allauth.socialaccount", "allauth.socialaccount.providers.openid_connect")
ID = "sso"
"""What the provider is called in addresses."""

NEEDED = ("MIDAS_OIDC_SERVER", "MIDAS_OIDC_CLIENT_ID", "MIDAS_OIDC_SECRET")


def provider(environment: Mapping[str, str]) -> dict[str, Any] | None:
    """allauth's description of the provider; None where none is named; raises Trouble for half of one."""
    given = {name: environment.get(name, "").strip() for name in NEEDED}
    if not any(given.values()):
        return None
    missing = [name for name, value in given.items() if not value]
    if missing:
        raise Trouble(
            f"Single sign-on is half set up: {' and '.join(missing)} missing.",
            f"set {', '.join(NEEDED)}, or none of them.",
        )
    server = given["MIDAS_OIDC_SERVER"]
    parts = urlsplit(server)
    local = parts.hostname in ("localhost", "127.0.0.1")
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and local)):
        raise Trouble(
            "MIDAS_OIDC_SERVER is no safe address.", "give the issuer's address, starting with https://"
        )
    return {
        "provider_id": ID,
        "name": environment.get("MIDAS_OIDC_NAME", "").strip() or "Single sign-on",
        "client_id": given["MIDAS_OIDC_CLIENT_ID"],
        "secret": given["MIDAS_OIDC_SECRET"],
        "settings": {"server_url": server.rstrip("/"), "oauth_pkce_enabled": True},
    }
