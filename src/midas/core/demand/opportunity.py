"""The life of an opportunity, from the door to won, lost or dropped."""

from __future__ import annotations

from midas.core.values.states import LifeCycle

OPPORTUNITY = LifeCycle(
    "This opportunity",
    {
        "new": ("qualified", "dropped"),
        "qualified": ("forming", "dropped"),
        "forming": ("bidding", "qualified", "dropped"),
        "bidding": ("won", "lost", "dropped"),
        "won": (),
        "lost": (),
        "dropped": ("new",),
    },
)
