"""The passwords of the embedded server: generated, in one file only the account that runs Midas may read.

The file is in libpq's own format, so every client reads it as it connects and no password enters the
settings, an environment or a command line.
"""

from __future__ import annotations

import secrets

from midas.site.embedded.layout import Layout
from midas.site.home import private_file, unwritable

SUPERUSER, OWNER = "postgres", "midas_owner"


def new_password() -> str:
    """A password nobody has to type."""
    return secrets.token_urlsafe(32)


def write_passwords(layout: Layout, superuser: str, owner: str) -> None:
    """Keep the passwords in libpq's format, for this account alone."""
    private_file(layout.passwords, f"*:*:*:{SUPERUSER}:{superuser}\n*:*:*:{OWNER}:{owner}\n")


def read_passwords(layout: Layout) -> dict[str, str]:
    """The password of each role in the file; what cannot be read as such is left out."""
    try:
        lines = layout.passwords.read_text(errors="replace").splitlines()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise unwritable(layout.passwords, error) from error
    parts = [line.split(":") for line in lines]
    return {part[3]: part[4] for part in parts if len(part) == 5 and part[4]}
