"""Where mail goes: into files of the data folder until a server is named.

`MIDAS_SMTP_URL` names one: `smtp://user:password@mail.example.org:587` (the connection is upgraded by STARTTLS),
`smtps://…:465` (encrypted from the start), `smtp+plain://localhost:25` (never encrypted; for a relay on this machine).
`MIDAS_MAIL_FROM` is the sender.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from midas.site.trouble import Trouble

FROM = "Midas <midas@localhost>"
PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}
SECONDS = 20
"""How long a mail server may take to answer before the person who waits is told."""


def mail_settings(environment: Mapping[str, str], home: Path) -> dict[str, Any]:
    """Django's settings for mail; raises Trouble for an address that names no server."""
    sender = environment.get("MIDAS_MAIL_FROM") or FROM
    common = {"DEFAULT_FROM_EMAIL": sender, "SERVER_EMAIL": sender}
    url = environment.get("MIDAS_SMTP_URL", "").strip()
    if not url:
        backend = "django.core.mail.backends.filebased.EmailBackend"
        return {**common, "EMAIL_BACKEND": backend, "EMAIL_FILE_PATH": str(home / "outbox")}
    return {**common, **_server(url)}


def _server(url: str) -> dict[str, Any]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in PORTS or not parts.hostname:
        raise Trouble(
            "MIDAS_SMTP_URL names no mail server.",
            "write it like smtp://user:password@mail.example.org:587, or smtps://… for one encrypted from the start; "
            "a character such as @ or / in the password is written %40 or %2F.",
        )
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": SECONDS,
    }
