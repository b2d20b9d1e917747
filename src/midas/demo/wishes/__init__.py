"""The forty demands of the demo, written for it: what was won and lost, what is in hand, what came in lately."""

from __future__ import annotations

from midas.demo.wishes import current, incoming, past
from midas.demo.wishes.buyers import BUYERS
from midas.demo.wishes.model import Buyer, Item, Need, Team, Wish

__all__ = ["BUYERS", "WISHES", "Buyer", "Item", "Need", "Team", "Wish"]

WISHES: tuple[Wish, ...] = (*past.WISHES, *current.WISHES, *incoming.WISHES)
"""All but the story's own, which is in `midas.demo.story`."""
