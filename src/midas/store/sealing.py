"""Secrets in the database are sealed with a key made from the installation's own secret, which lies outside of it.

Whoever reads the database or a copy of it can make no codes from them. A text that is not sealed is passed as it is, so
that what was written before sealing can still be read. With `SECRET_KEY_FALLBACKS`, what older secrets sealed opens.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

MARK = "sealed1:"
"""Before every sealed text."""


class CannotOpen(ValueError):
    """The text was sealed with another secret, or somebody changed it."""


def seal(text: str) -> str:
    """The text, readable only with the installation's secret."""
    return MARK + _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The text that was sealed. Raises `CannotOpen`."""
    if not sealed.startswith(MARK):
        return sealed
    try:
        return _box().decrypt(sealed.removeprefix(MARK)).decode()
    except InvalidToken as error:
        raise CannotOpen("sealed with another secret than this installation's") from error


def _box() -> MultiFernet:
    return MultiFernet(list(_boxes()))


def _boxes() -> Iterator[Fernet]:
    """The first one seals. The keys are derived as RFC 5869 says."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        derived = HKDF(SHA256(), length=32, salt=None, info=b"midas secrets in the database").derive(
            str(secret).encode()
        )
        yield Fernet(base64.urlsafe_b64encode(derived))
