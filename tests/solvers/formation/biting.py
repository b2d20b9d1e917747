"""A tiny problem that any rule can be laid on so that it bites, alone or beside any other.

The firm that is cheap has every flaw a rule can mind; each virtue is held by some of the others. A rule is laid on
by its own draw, so the same problem can be had with and without it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import combinations
from random import Random
from typing import Any

from midas.core.demand.matching import Filter
from midas.core.demand.requirement import WorkPackage
from midas.core.formation.limits import Rule
from midas.core.formation.policy import AtMost, Familiar, Local, Policy
from midas.core.formation.problem import FormationProblem
from midas.core.members.profile import Firm, HeldCertificate, Offering
from midas.core.values.periods import Period

CHEAP, OTHERS = "f1", ("f2", "f3", "f4")
VIRTUES = (
    "local", "sme", "lead", "iso", "cyber", "rich", "skilled", "good", "prompt", "near", "reliable",
)  # fmt: skip
QUANTITIES = {"wp1": 8, "wp2": 4}


def laid(seed: int | str, rules: Collection[str]) -> FormationProblem:
    """The problem of this seed under these rules of `RULES`."""
    problem = _bare(Random(f"{seed}"))
    for rule in sorted(rules):
        problem = RULES[rule](Random(f"{seed} {rule}"), problem)
    return problem


def _bare(draw: Random) -> FormationProblem:
    """Two packages, three firms with work to offer and one to stand beside them; the policy minds little."""
    virtues = {name: set[str]() for name in (CHEAP, *OTHERS)}
    for virtue in VIRTUES:
        chosen = draw.choice(OTHERS)
        for name in virtues:
            if name == chosen or draw.random() < (0.1 if name == CHEAP else 0.3):
                virtues[name].add(virtue)
    firms = tuple(_firm(draw, name, held) for name, held in virtues.items())
    packages = (
        WorkPackage("wp1", "a", Decimal(QUANTITIES["wp1"]), value=4000, position=(53.0, -1.0)),
        WorkPackage("wp2", "a", Decimal(QUANTITIES["wp2"]), value=3000, position=(53.0, -1.0)),
    )
    familiar = (Familiar("f2", "f3", 60),) if draw.random() < 0.3 else ()
    policy = Policy(
        risk_price=Decimal(draw.choice(("0", "0.5", "1"))),
        haulage_per_km=Decimal(draw.choice(("0", "0.3"))),
        familiar=familiar,
    )
    return FormationProblem("GBP", packages, firms, policy)


def _firm(draw: Random, name: str, virtues: set[str]) -> Firm:
    until = draw.choice((None, None, date(2027, 3, 15)))
    held = tuple(HeldCertificate(one, until) for one in ("iso", "cyber") if one in virtues)
    return Firm(
        name,
        region="UKE32" if "local" in virtues else draw.choice((None, "UKM5")),
        position=(53.0, -1.0) if "near" in virtues else (55.9, -3.2),
        tags=frozenset({"sme"} if "sme" in virtues else ()),
        engagement_cost=draw.choice((10, 40, 150)),
        turnover=20_000 if "rich" in virtues else draw.choice((1500, 3000)),
        reliability=Decimal("1" if "reliable" in virtues else "0.8"),
        can_lead="lead" in virtues,
        certificates=held,
        offerings=_offerings(draw, name, virtues),
    )


def _offerings(draw: Random, name: str, virtues: set[str]) -> tuple[Offering, ...]:
    """One for each package the firm works on."""
    wanted = {CHEAP: ("wp1", "wp2"), "f2": ("wp1", "wp2"), "f3": draw.choice((("wp1",), ("wp2",)))}
    return tuple(
        Offering(
            unit_price=Decimal(draw.randint(20, 40) if name == CHEAP else draw.randint(30, 90)),
            # Offerings by competency may do both packages; a name keeps them to one, and the problem tiny.
            work_package=package,
            set_up=draw.choice((0, 0, 25)),
            capacity=_room(draw, name) if package == "wp1" else None,
            quality=Decimal("0.9" if "good" in virtues else "0.5"),
            lead_time_days=10 if "prompt" in virtues else 60,
            regions_served=("UKM", "UKE") if "near" in virtues else ("UKE",),
            uses={"hours": Decimal(1)},
        )
        for package in wanted.get(name, ())
    )


def _room(draw: Random, name: str) -> Decimal | None:
    """How much of the first package a firm can do: less than all of it, so that it may have to be shared."""
    tight = name == CHEAP or draw.random() < 0.4
    return Decimal(draw.choice(("5", "6"))) if tight else None


Change = Callable[[Random, FormationProblem], FormationProblem]


def _policy(**choices: Callable[[Random], Any]) -> Change:
    """A rule that is a field of the policy."""

    def lay(draw: Random, problem: FormationProblem) -> FormationProblem:
        changes = {name: choose(draw) for name, choose in choices.items()}
        return replace(problem, policy=replace(problem.policy, **changes))

    return lay


def _package(**choices: Callable[[Random], Any]) -> Change:
    """A rule of one package, or of both."""

    def lay(draw: Random, problem: FormationProblem) -> FormationProblem:
        changes = {name: choose(draw) for name, choose in choices.items()}
        minded = draw.choice((("wp1",), ("wp2",), ("wp1", "wp2")))
        packages = tuple(
            replace(one, **changes) if one.id in minded else one for one in problem.work_packages
        )
        return replace(problem, work_packages=packages)

    return lay


def _firms(change: Callable[[Random, Firm], Firm]) -> Change:
    """A rule that lies with a firm: mostly the cheap one."""

    def lay(draw: Random, problem: FormationProblem) -> FormationProblem:
        minded = CHEAP if draw.random() < 0.6 else draw.choice(OTHERS)
        firms = tuple(change(draw, firm) if firm.id == minded else firm for firm in problem.firms)
        return replace(problem, firms=firms)

    return lay


def _offers(name: str, *parts: str) -> Change:
    """A rule of a firm's offerings, set to a part of what their package asks."""

    def change(draw: Random, firm: Firm) -> Firm:
        part = Decimal(draw.choice(parts))
        offerings = tuple(
            replace(one, **{name: part * QUANTITIES[one.work_package or "wp1"]}) for one in firm.offerings
        )
        return replace(firm, offerings=offerings)

    return _firms(change)


def _competency(draw: Random, problem: FormationProblem) -> FormationProblem:
    """The first package takes a skill that only some of its firms have."""
    able = draw.choice((("f2",), ("f3",), ("f2", "f3")))
    asked, other = problem.work_packages
    firms = tuple(
        replace(firm, offerings=tuple(_by_skill(one, firm.id in able) for one in firm.offerings))
        for firm in problem.firms
    )
    return replace(problem, work_packages=(replace(asked, competency="b/x"), other), firms=firms)


def _by_skill(offering: Offering, able: bool) -> Offering:
    if offering.work_package != "wp1":
        return offering
    return replace(offering, work_package=None, competency="b/x/y" if able else "b")


def _lead_time(draw: Random, problem: FormationProblem) -> FormationProblem:
    """Work starts before the slow are ready; certificates may run out before it ends."""
    start, end = date(2027, 3, 1), draw.choice((date(2027, 3, 10), date(2027, 3, 31)))
    minded = draw.choice((("wp1",), ("wp2",), ("wp1", "wp2")))
    packages = tuple(
        replace(one, window=Period(start, end)) if one.id in minded else one for one in problem.work_packages
    )
    policy = replace(problem.policy, as_of=date(2027, 2, 1))
    return replace(problem, work_packages=packages, policy=policy)


def _some(*choices: Any) -> Callable[[Random], Any]:
    return lambda draw: draw.choice(choices)


def _decimal(*choices: str) -> Callable[[Random], Decimal]:
    return lambda draw: Decimal(draw.choice(choices))


def _resource(draw: Random, firm: Firm) -> Firm:
    return replace(firm, resources={"hours": Decimal(draw.choice(("2.5", "4", "7")))})


RULES: dict[str, Change] = {
    Rule.CAPACITY: _offers("capacity", "0.3", "0.55"),
    Rule.MIN_ORDER: _offers("min_order", "0.7", "1.2"),
    Rule.RESOURCE: _firms(_resource),
    Rule.MIN_SUPPLIERS: _package(min_suppliers=_some(2)),
    Rule.MAX_SUPPLIERS: _package(max_suppliers=_some(1)),
    Rule.MIN_SPLIT: _package(min_split=_decimal("0.3", "0.4", "0.5")),
    Rule.MIN_PARTNERS: _policy(min_partners=_some(3, 4)),
    Rule.MAX_PARTNERS: _policy(max_partners=_some(1, 2)),
    Rule.REQUIRE: _policy(require=lambda draw: (draw.choice(OTHERS),)),
    Rule.EXCLUDE: _policy(exclude=lambda draw: (draw.choice((CHEAP, *OTHERS)),)),
    Rule.BLOCKED: _firms(lambda draw, firm: replace(firm, blocked=("insolvent",))),
    Rule.CONFLICT: _policy(conflicts=_some((("f1", "f2"),), (("f1", "f3"),), (("f2", "f3"), ("f1", "f4")))),
    Rule.AT_MOST: _policy(at_most=_some((AtMost(("f1", "f2", "f3"), 1),), (AtMost(("f2", "f3", "f4"), 1),))),
    Rule.MIN_VALUE_SHARE: _policy(min_value_share=_decimal("0.25", "0.45")),
    Rule.SHARE_CAP: _policy(share_cap=_decimal("0.5", "0.7")),
    Rule.STANDING: _policy(standing_multiple=_decimal("0.8", "1")),
    Rule.TURNOVER: _policy(turnover_multiple=_decimal("1", "3"), contract_value=_some(None, 8000)),
    Rule.LEAD: _policy(need_lead=_some(True)),
    Rule.CERTIFICATES_ALL: _policy(certificates_all=_some(("iso",), ("cyber",))),
    Rule.CERTIFICATES_ANY: _policy(certificates_any=_some(("iso",), ("cyber",), ("iso", "cyber"))),
    Rule.LOCAL: _policy(local=lambda draw: Local(("UKE",), Decimal(draw.choice(("0.2", "0.5"))))),
    Rule.TAG: _policy(tag_min_share=lambda draw: {"sme": Decimal(draw.choice(("0.2", "0.5")))}),
    Rule.CEILING: _policy(ceiling=lambda draw: draw.randint(350, 850)),
    Filter.COMPETENCY: _competency,
    Filter.CERTIFICATES: _package(certificates=_some(("iso",), ("cyber",))),
    Filter.QUALITY: _package(min_quality=_decimal("0.7")),
    Filter.LEAD_TIME: _lead_time,
    Filter.REGION: _package(place=_some("UKM1")),
}
"""Every rule of a plan and filter of a pair (some are both), but that all the work is done, which is no choice."""

PAIRS = list(combinations(sorted(RULES), 2))
