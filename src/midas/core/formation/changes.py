"""What if? A problem with some of it changed: other rules, firms out or in, other prices, a firm that is not there yet.

Changes are a JSON value, so that they can stand in an address or a request; nothing here is ever saved. What is
wrong with them is told all at once, by JSON path.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from statistics import median

from midas.core.formation.faults import faults
from midas.core.formation.policy import Policy, read_policy, write_policy
from midas.core.formation.problem import FormationProblem
from midas.core.members.profile import Firm, HeldCertificate, Offering, read_competency
from midas.core.values.fields import Fields
from midas.core.values.places import Position
from midas.core.values.problems import BadInput, Problem

SUPPOSED = "supposed"
"""The kind of a firm that is only supposed; its id is this, a hyphen and its number."""


@dataclass(frozen=True, slots=True)
class Repriced:
    """All unit prices of a firm multiplied by `times` (> 0), or that of one offering, by its id or place."""

    where: str
    firm: str
    times: Decimal
    offering: str | None = None


@dataclass(frozen=True, slots=True)
class Supposed:
    """A firm that might be recruited: what it would do, at which price (minor units), where, and how much of it.

    `None`: as the middle firm of the problem (reliability, engagement cost), without limit (capacity), or not
    known (region, position).
    """

    name: str
    competency: str
    unit_price: Decimal
    capacity: Decimal | None = None
    region: str | None = None
    position: Position | None = None
    reliability: Decimal | None = None
    engagement_cost: int | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """`policy` holds fields of the policy's JSON, each in place of the problem's; `None` there takes a rule away.

    In `local` and `tag_min_share` only what is named changes. `drop` keeps firms out, `add` lets in firms that
    the problem holds but excludes or bars, `require` puts firms into the team.
    """

    policy: Mapping[str, object] = field(default_factory=dict, hash=False)
    drop: tuple[str, ...] = ()
    add: tuple[str, ...] = ()
    require: tuple[str, ...] = ()
    prices: tuple[Repriced, ...] = ()
    suppose: tuple[Supposed, ...] = ()


def read_changes(raw: object, problems: list[Problem]) -> Changes:
    """The changes written in a JSON value; what is wrong with them is added to `problems`."""
    top = Fields(raw, "$", problems)
    policy = top.raw("policy")
    if policy is not None and not isinstance(policy, Mapping):
        top.note("$.policy", "must be an object with fields of the policy")
    changes = Changes(
        policy=policy if isinstance(policy, Mapping) else {},
        drop=top.texts("drop"),
        add=top.texts("add"),
        require=top.texts("require"),
        prices=tuple(_read_price(entry) for entry in top.children("prices")),
        suppose=tuple(_read_supposed(entry) for entry in top.children("suppose")),
    )
    top.close()
    return changes


def changed(problem: FormationProblem, changes: Changes, found: Iterable[Problem] = ()) -> FormationProblem:
    """The problem with the changes made.

    Raises BadInput with everything that is wrong with them; `found` are problems known already, told with them.
    """
    problems = list(found)
    problems.extend(_unknown(problem, changes))
    policy = _policy(problem, changes, problems)
    firms = [*_firms(problem, changes, problems), *_supposed(problem, changes)]
    made = replace(problem, firms=tuple(firms), policy=policy)
    told = {one.where for one in problems}
    problems.extend(one for one in faults(made) if one.where not in told)
    if problems:
        raise BadInput(problems)
    return made


def _read_price(entry: Fields) -> Repriced:
    return Repriced(
        entry.where,
        entry.text("firm", "", required=True),
        entry.number("times", Decimal(1), required=True, most=Decimal(1000), above_zero=True),
        entry.text("offering", None),
    )


def _read_supposed(entry: Fields) -> Supposed:
    return Supposed(
        name=entry.text("name", "", required=True),
        competency=read_competency(entry, required=True),
        unit_price=entry.number("unit_price", Decimal(0), required=True),
        capacity=entry.number("capacity", None, above_zero=True),
        region=entry.text("region", None),
        reliability=entry.share("reliability", None),
        engagement_cost=entry.integer("engagement_cost", None, unit="minor units"),
    )


def _unknown(problem: FormationProblem, changes: Changes) -> Iterator[Problem]:
    """Firms that are not in the problem, or that are asked for and kept out at once."""
    for key in ("drop", "add", "require"):
        for index, name in enumerate(getattr(changes, key)):
            if name and name not in problem.firm:
                yield Problem(f"$.{key}[{index}]", f"there is no firm {name!r} in this problem")
    for key in ("add", "require"):
        for index, name in enumerate(getattr(changes, key)):
            if name in changes.drop and name in problem.firm:
                label = problem.firm[name].label
                yield Problem(f"$.{key}[{index}]", f"{label} is to be in and to be left out; choose one")


def _policy(problem: FormationProblem, changes: Changes, problems: list[Problem]) -> Policy:
    """The policy as changed. Firms let in or put in are excluded no longer; dropped ones are required no longer."""
    written = {**write_policy(problem.policy), **changes.policy}
    for key in ("local", "tag_min_share"):
        before, after = write_policy(problem.policy).get(key), changes.policy.get(key)
        if isinstance(before, Mapping) and isinstance(after, Mapping):
            written[key] = {name: value for name, value in {**before, **after}.items() if value is not None}
    entry = Fields(written, "$.policy", problems)
    policy = read_policy(entry)
    entry.close()
    wanted = {*changes.add, *changes.require}
    dropped = dict.fromkeys(name for name in changes.drop if name)
    excluded = (name for name in policy.exclude if name not in wanted)
    required = (name for name in (*policy.require, *changes.require) if name and name not in dropped)
    return replace(
        policy,
        exclude=tuple(dict.fromkeys((*excluded, *(name for name in dropped if name in problem.firm)))),
        require=tuple(dict.fromkeys(name for name in required if name in problem.firm)),
    )


def _firms(problem: FormationProblem, changes: Changes, problems: list[Problem]) -> list[Firm]:
    """The problem's own firms, at their new prices, and none barred that is let in."""
    firms = dict(problem.firm)
    for price in changes.prices:
        if price.firm in firms:
            firms[price.firm] = _repriced(firms[price.firm], price, problems)
        elif price.firm:
            message = f"there is no firm {price.firm!r} in this problem"
            problems.append(Problem(f"{price.where}.firm", message))
    for name in (*changes.add, *changes.require):
        if name in firms and firms[name].blocked:
            firms[name] = replace(firms[name], blocked=())
    return list(firms.values())


def _repriced(firm: Firm, price: Repriced, problems: list[Problem]) -> Firm:
    chosen = [
        place
        for place, offering in enumerate(firm.offerings)
        if price.offering in (None, offering.id, str(place))
    ]
    if not chosen:
        message = (
            f"{firm.label} has no offering {price.offering!r}" if price.offering else "it offers nothing"
        )
        problems.append(Problem(f"{price.where}.offering", message))
    return replace(
        firm,
        offerings=tuple(
            replace(offering, unit_price=offering.unit_price * price.times) if place in chosen else offering
            for place, offering in enumerate(firm.offerings)
        ),
    )


def _supposed(problem: FormationProblem, changes: Changes) -> Iterator[Firm]:
    """Supposed firms hold every certificate that is asked for; else the middle firm's figures stand for theirs."""
    asked = {name for package in problem.work_packages for name in package.certificates}
    asked |= {*problem.policy.certificates_all, *problem.policy.certificates_any}
    reliability = median([firm.reliability for firm in problem.firms] or [Decimal(1)])
    engagement = round(median([firm.engagement_cost for firm in problem.firms] or [0]))
    for number, one in enumerate(changes.suppose, 1):
        offering = Offering(one.unit_price, competency=one.competency, capacity=one.capacity)
        yield Firm(
            id=f"{SUPPOSED}-{number}",
            name=one.name,
            kind=SUPPOSED,
            region=one.region,
            position=one.position,
            reliability=reliability if one.reliability is None else one.reliability,
            engagement_cost=engagement if one.engagement_cost is None else one.engagement_cost,
            certificates=tuple(HeldCertificate(name) for name in sorted(asked)),
            offerings=(offering,),
        )
