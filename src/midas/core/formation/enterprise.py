"""The life of a virtual enterprise. It may be abandoned at any time before it operates, never after."""

from __future__ import annotations

from midas.core.values.states import LifeCycle

ENTERPRISE = LifeCycle(
    "This enterprise",
    {
        "forming": ("inviting", "abandoned"),
        "inviting": ("chartered", "forming", "abandoned"),
        "chartered": ("bidding", "abandoned"),
        "bidding": ("operating", "abandoned"),
        "operating": ("decommissioning",),
        "decommissioning": ("dissolved",),
        "dissolved": (),
        "abandoned": (),
    },
)
