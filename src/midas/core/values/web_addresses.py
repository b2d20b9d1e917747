"""Web addresses as people write them: `www.example.org`, or with the scheme of the web before it; no other scheme."""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"(https?://)?[\w-]+(\.[\w-]+)+(:[0-9]{1,5})?([/?#]\S*)?\Z", re.IGNORECASE)


def is_web_address(text: str) -> bool:
    """True for a host with a dot in it, with or without http(s), a port and a path."""
    return _ADDRESS.match(text) is not None
