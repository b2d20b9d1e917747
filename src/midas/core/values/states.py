"""Life cycles as plain tables of allowed moves. A move that is not in the table cannot be made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


class UnableToMove(ValueError):
    """A thing was asked to go to a state it cannot reach from where it is."""


@dataclass(frozen=True)
class LifeCycle:
    """The states of one kind of thing and the moves between them."""

    thing: str
    moves: Mapping[str, tuple[str, ...]]

    def next(self, state: str) -> tuple[str, ...]:
        """Where `state` can go, in the order of the table; empty for a final state."""
        return self.moves[state]

    def check(self, before: str, after: str) -> None:
        """Raise UnableToMove, naming what is possible instead, unless the move is allowed."""
        if after in self.moves[before]:
            return
        possible = ", ".join(self.moves[before]) or "nothing: that state is final"
        raise UnableToMove(
            f"{self.thing} is {before} and cannot become {after}; possible from here: {possible}."
        )
