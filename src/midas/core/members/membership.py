"""The life of a membership. A firm applies, is assessed and admitted; it may be suspended and come back, or leave.

Coming in is decided once: who was declined or has left applies again, as a new membership.
"""

from __future__ import annotations

from midas.core.values.states import LifeCycle

MEMBERSHIP = LifeCycle(
    "This membership",
    {
        "applied": ("in_assessment", "declined"),
        "in_assessment": ("admitted", "declined"),
        "admitted": ("suspended", "left"),
        "suspended": ("admitted", "left"),
        "left": (),
        "declined": (),
    },
)

NEEDS_REASON = frozenset({"declined", "suspended", "left"})
"""States nobody is put in without being told why."""

DECIDED = frozenset({"admitted", "declined", "suspended"})
"""States that only a decision of the cluster leads to, never one person alone."""
