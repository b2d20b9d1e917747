"""Counting votes: who may vote with what weight, whose vote stands for whom, and what came of it.

The latest vote of a voter counts. Who has not voted is voted for by the holder of their proxy, and by the holder's if
the holder has not voted either. Who is concerned takes no part: their votes are in no count, nobody votes for them,
and they vote for nobody. Weights are whole numbers, so counts are exact; a tie fails.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from midas.core.values.words import percent


class Choice(StrEnum):
    """What a voter can say."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"
    RECUSED = "recused"
    """Stands aside, as somebody who is concerned."""


class Result(StrEnum):
    """What came of it."""

    CARRIED = "carried"
    REJECTED = "rejected"
    NO_QUORUM = "no_quorum"


SIZE_VOTES = {"micro": 1, "small": 2, "medium": 3, "large": 3}
"""The votes of a firm where votes are weighted, by its size: our proposal, so that no firm outweighs many."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """One vote as it was cast; ballots come in the order they were cast in."""

    voter: str
    choice: Choice


@dataclass(frozen=True, slots=True)
class Terms:
    """The part of all votes that has to be cast, and the part of yes and no that yes has to exceed (both 0 to 1)."""

    quorum: Fraction
    majority: Fraction = Fraction(1, 2)

    def __post_init__(self) -> None:
        if not (0 <= self.quorum <= 1 and 0 <= self.majority < 1):
            raise ValueError("a quorum is a part of all votes, and a majority less than all of them")


@dataclass(frozen=True, slots=True)
class Cast:
    """A vote that counts: what was chosen, and who chose it, the voter or the holder of the proxy."""

    choice: Choice
    by: str


@dataclass(frozen=True, slots=True)
class Count:
    """The votes, by weight; `base` is all that could be cast, `cast` who voted, `open` who may still vote."""

    yes: int
    no: int
    abstain: int
    base: int
    result: Result
    cast: Mapping[str, Cast]
    open: tuple[str, ...]
    recused: tuple[str, ...]

    @property
    def words(self) -> str:
        """The count in a sentence."""
        told = f"{self.yes} for, {self.no} against, {self.abstain} abstained, of {self.base}"
        return f"{told} ({percent(Fraction(self.yes + self.no + self.abstain, self.base or 1))} voted)"


def count(
    votes: Mapping[str, int],
    ballots: Iterable[Ballot],
    terms: Terms,
    *,
    proxies: Mapping[str, str] | None = None,
    concerned: Collection[str] = (),
) -> Count:
    """The count among voters with so many `votes` each; ballots and proxies of others are passed over.

    `proxies` names the holder of each giver's vote, `concerned` those who take no part.
    """
    latest = {ballot.voter: ballot.choice for ballot in ballots if ballot.voter in votes}
    aside = {voter for voter in votes if voter in concerned or latest.get(voter) is Choice.RECUSED}
    may = [voter for voter in votes if voter not in aside]
    said = {voter: choice for voter, choice in latest.items() if voter not in aside}
    cast = {voter: found for voter in may if (found := _cast(voter, said, proxies or {}, aside)) is not None}
    weight = {
        choice: sum(votes[voter] for voter, one in cast.items() if one.choice is choice) for choice in Choice
    }
    base = sum(votes[voter] for voter in may)
    yes, no, abstain = weight[Choice.YES], weight[Choice.NO], weight[Choice.ABSTAIN]
    open_ = tuple(voter for voter in may if voter not in cast)
    return Count(
        yes, no, abstain, base, _result(yes, no, abstain, base, terms), cast, open_, tuple(sorted(aside))
    )


def _cast(
    voter: str, said: Mapping[str, Choice], proxies: Mapping[str, str], aside: Collection[str]
) -> Cast | None:
    """What counts for a voter: their own vote, or that of the nearest holder of their proxy who has voted."""
    seen: set[str] = set()
    holder: str | None = voter
    while holder is not None and holder not in seen and holder not in aside:
        if holder in said:
            return Cast(said[holder], holder)
        seen.add(holder)
        holder = proxies.get(holder)
    return None


def _result(yes: int, no: int, abstain: int, base: int, terms: Terms) -> Result:
    if not base or yes + no + abstain < terms.quorum * base:
        return Result.NO_QUORUM
    return Result.CARRIED if yes > terms.majority * (yes + no) else Result.REJECTED
