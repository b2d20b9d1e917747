"""Coverage as pages show it: a light per package, in one line who can and who cannot, and what it may cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from midas.actions.access.permissions import may
from midas.core.demand.coverage import SHORTFALL, Coverage, Light
from midas.core.demand.requirement import WorkPackage
from midas.core.demand.written import Titled
from midas.core.formation.policy import Policy
from midas.core.values.moments import day_of
from midas.core.values.units import COUNTED, unit_words
from midas.core.values.words import plain
from midas.store.models import Requirement, Role
from midas.store.queries.coverage import Covered, cover, saved_policy, terms
from midas.store.queries.demand import PART, competency_labels, contract_period, packages
from midas.web.templatetags.midas import quantity, unit_price

LIGHTS: dict[Light, str | Promise] = {
    Light.RED: gettext_lazy("not covered"),
    Light.AMBER: gettext_lazy("just covered"),
    Light.GREEN: gettext_lazy("covered"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """The coverage of one package in words. `price` is empty for whoever may not see prices."""

    code: str
    title: str
    light: str
    state: str
    message: str
    firms: int
    offering: int
    capacity: str
    price: str
    short: tuple[str, ...]
    units: tuple[tuple[str, str], ...]


def covering(role: Role, requirement: Requirement, at: datetime) -> list[Line]:
    """The coverage of a requirement as it is saved."""
    return lines(role, requirement, packages(requirement), saved_policy(requirement), at)


def lines(
    role: Role, requirement: Requirement, titled: Sequence[Titled], policy: Policy, at: datetime
) -> list[Line]:
    """The coverage of packages under a policy, saved or just typed, in order."""
    if not titled:
        return []
    cluster, found = role.cluster, tuple(one.package for one in titled)
    prices = may(role, "members.view_prices")
    covered = cover(
        cluster,
        found,
        terms(cluster, policy, at),
        on=day_of(at, cluster.time_zone),
        otherwise=contract_period(requirement.opportunity),
        unit_prices=prices,
    )
    names = competency_labels(cluster, {package.competency for package in found})
    return [
        _line(one, cover, names.get(one.package.competency, ""), cluster.currency if prices else "")
        for one, cover in zip(titled, covered, strict=True)
    ]


def _line(titled: Titled, covered: Covered, name: str, currency: str) -> Line:
    found, package = covered.coverage, titled.package
    others = covered.other_units
    return Line(
        code=package.id,
        title=titled.title,
        light=found.status.value,
        state=str(LIGHTS[found.status]),
        message=_message(covered, package, name),
        firms=found.firms,
        offering=found.offering,
        capacity=_capacity(found, package),
        price=_price(found, package, currency) if currency else "",
        short=tuple(f"{number} {SHORTFALL[rule]}" for rule, number in found.shortfalls),
        units=tuple((unit, unit_words(unit)) for unit, _firms in others[:3]),
    )


def _message(covered: Covered, package: WorkPackage, name: str) -> str:
    others = covered.other_units
    if others:
        unit, firms = others[0]
        text = ngettext(
            "%(firms)d member does this, priced %(theirs)s, not %(ours)s: ask in that unit.",
            "%(firms)d members do this, priced %(theirs)s, not %(ours)s: ask in that unit.",
            firms,
        )
        return text % {"firms": firms, "theirs": _per(unit), "ours": _per(package.unit)}
    called = f"{package.competency} ({name})" if name.startswith(PART) else name or package.competency
    message = covered.coverage.message.replace(package.competency, called)
    return f"{message[:1].upper()}{message[1:]}."


def _capacity(found: Coverage, package: WorkPackage) -> str:
    if not found.firms:
        return ""
    if found.capacity is None:
        return _("capacity without a limit")
    unit = None if package.unit in COUNTED else package.unit
    words = {"capacity": quantity(round(found.capacity), unit), "quantity": quantity(package.quantity)}
    return _("capacity for %(capacity)s, %(quantity)s asked") % words


def _per(unit: str | None) -> str:
    return _("each") if unit in COUNTED else _("per %(unit)s") % {"unit": unit_words(unit, many=False)}


def _price(found: Coverage, package: WorkPackage, currency: str) -> str:
    if found.low is None or found.middle is None or found.high is None:
        return ""
    low, middle, high = (unit_price(_plain(one), currency) for one in (found.low, found.middle, found.high))
    words = {"low": low, "middle": middle, "high": high, "per": _per(package.unit)}
    if found.low == found.high:
        return _("%(low)s %(per)s") % words
    return _("%(low)s to %(high)s %(per)s, middle %(middle)s") % words


def _plain(price: Fraction) -> str:
    return plain(price, 2).replace(",", "")
