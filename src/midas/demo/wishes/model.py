"""What somebody wants, as the demo's authors write it: days count from the day of loading, money is in pounds.

A wish is turned into a notice and a demand by `midas.demo.demand`, and into a past by `midas.demo.history`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Buyer:
    """A customer nobody has heard of: its number, name, town, and the region it buys for."""

    number: int
    name: str
    town: str
    region: str
    public: bool = True


@dataclass(frozen=True, slots=True)
class Need:
    """A part of the work: CPV code, unit, its weight in the value, what its partner is called in the team.

    `by` names the firm that did it, where the story says so. With `lead` its firm leads the team.
    """

    title: str
    cpv: str
    unit: str
    weight: int
    role: str
    by: str = ""
    lead: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """Something the notice lists, with a quantity in a Rec 20 unit."""

    cpv: str
    description: str
    quantity: int
    unit: str


@dataclass(frozen=True, slots=True)
class Team:
    """The enterprise a wish led to. Where `ended` is set, that many days ago it was over."""

    name: str
    mode: str
    state: str
    ended: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """A demand. `came` days ago; due in `due` days (below zero: ago); work starts in `starts` days.

    `reason` is why it is in its state; `broker` (1, 2, or 0 for nobody yet) whose it is.
    """

    key: str
    state: str
    door: str
    buyer: str
    title: str
    text: str
    value: int
    cpv: tuple[str, ...]
    came: int
    due: int
    starts: int
    months: int
    broker: int = 1
    region: str = ""
    category: str = "services"
    procedure: str = "Open procedure"
    reason: str = ""
    items: tuple[Item, ...] = ()
    lots: tuple[tuple[str, int], ...] = ()
    needs: tuple[Need, ...] = ()
    team: Team | None = None
    amended: int | None = None
