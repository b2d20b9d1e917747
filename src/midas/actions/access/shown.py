"""To whom a firm's prices, accounts and assessments are shown: the one predicate that pages, API and trail ask.

By the rules, and beyond them as the firm's owner opens them. An owner only ever adds readers: what the rules show to
brokers, committee or assessors stays shown. Prices are never opened to other members, who are rivals (Competition Act
1998, chapter I).
"""

from __future__ import annotations

from enum import StrEnum

from midas.actions.access.own_firm import speaks_for
from midas.actions.access.permissions import INSIDE, MAY, may
from midas.store.models import Membership, Role

K = Role.Kind


class Shown(StrEnum):
    """What may be opened."""

    PRICES = "prices"
    ACCOUNTS = "accounts"
    ASSESSMENTS = "assessments"


BY_RULE = {
    Shown.PRICES: "members.view_prices",
    Shown.ACCOUNTS: "accounts.view",
    Shown.ASSESSMENTS: "assessments.view",
}
"""The permission that shows it whatever the owner chose."""

MORE: dict[Shown, dict[str, tuple[str, ...]]] = {
    Shown.PRICES: {"desk": (K.PROJECT_MANAGER, K.COACH)},
    Shown.ACCOUNTS: {"desk": (K.BROKER, K.PROJECT_MANAGER), "members": INSIDE},
    Shown.ASSESSMENTS: {"members": (*INSIDE, K.AGENCY), "purchasers": (*INSIDE, K.AGENCY, K.PURCHASER)},
}
"""By what is opened: the choices an owner has, and the roles each of them adds."""


def sees(role: Role, member: Membership, what: Shown) -> bool:
    """Whether the role is shown that of the firm: by the rules, as its own, or because its owner opened it."""
    return may(role, BY_RULE[what]) or speaks_for(role, member.pk) or _opened(role, member, what)


def sees_why(role: Role, member: Membership) -> bool:
    """Whether the role is shown what a grade rests on; an owner opens grades, never the reasons behind them."""
    return may(role, BY_RULE[Shown.ASSESSMENTS]) or speaks_for(role, member.pk)


def readers(member: Membership, what: Shown) -> list[str]:
    """The roles that see it now, in words; the firm itself always does."""
    added = MORE[what].get(str(member.shown_to.get(what.value, "")), ())
    kinds = [kind for kind in K.values if kind in (*MAY[BY_RULE[what]], *added)]
    return [str(K(kind).label) for kind in kinds]


def _opened(role: Role, member: Membership, what: Shown) -> bool:
    return role.kind in MORE[what].get(str(member.shown_to.get(what.value, "")), ())
