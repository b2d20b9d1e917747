"""What can be said of a problem without a plan before anything is searched for: who is missing, and where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from midas.core.demand.matching import Filter, candidates, rejections
from midas.core.demand.requirement import WorkPackage
from midas.core.formation.plan import Recruit
from midas.core.formation.policy import Policy
from midas.core.formation.problem import FormationProblem
from midas.core.values.units import unit_words
from midas.core.values.words import count, listing, plain
from midas.solvers.formation.lines import Scope


def shortfalls(scope: Scope) -> Iterator[str]:
    """The packages that cannot be done by all who may do them together."""
    able = {pair.package.id for pair in scope.problem.pairs}
    for package in scope.problem.work_packages:
        lines = scope.by_package[package.id]
        room = sum((scope.lines[line].most for line in lines), Fraction(0))
        if package.id not in able:
            yield _nobody(scope.problem, package)
        elif not lines:
            yield f"nobody who may do {package.id} can take on as much, or as little, of it as the rules ask"
        elif room < 1:
            done = plain(round(room * Fraction(package.quantity), 3))
            unit = unit_words(package.unit, many=package.quantity != 1)
            asked = f"{plain(package.quantity)} {unit}"
            yield f"all who may do {package.id} have room for {done} of its {asked} together"


def recruits(scope: Scope, short: Collection[str]) -> tuple[str, ...]:
    """The competencies of the packages in `short`, and of those that nobody may do."""
    able = {pair.package.id for pair in scope.problem.pairs}
    packages = scope.problem.work_packages
    return tuple(dict.fromkeys(one.competency for one in packages if one.id in short or one.id not in able))


def traits(policy: Policy) -> str:
    """What a new firm has to be to count for every share that is asked for."""
    regions = policy.local.regions if policy.local and policy.local.min_share else ()
    place = f" in {listing(regions, 'or')}" if regions else ""
    return place + (f" marked {listing(policy.tag_min_share)}" if policy.tag_min_share else "")


def needed(scope: Scope, amounts: Mapping[str, float], favoured: Collection[str] = ()) -> Iterator[Recruit]:
    """Whom to recruit: for each package that is short, by how much; all of it where nobody may do it.

    For the `favoured` packages it has to be somebody who counts for every share that is asked for.
    """
    able = {pair.package.id for pair in scope.problem.pairs}
    for package in scope.problem.work_packages:
        if package.id in amounts or package.id not in able:
            quantity = Decimal(repr(amounts[package.id])) if package.id in amounts else package.quantity
            yield _recruit(scope.problem, package, quantity, package.id in favoured)


def _recruit(problem: FormationProblem, package: WorkPackage, quantity: Decimal, favoured: bool) -> Recruit:
    policy = problem.policy
    regions = policy.local.regions if favoured and policy.local else ()
    tags = tuple(policy.tag_min_share) if favoured else ()
    by = package.window.start if package.window else None
    certificates = tuple(dict.fromkeys((*package.certificates, *problem.policy.certificates_all)))
    unit = unit_words(package.unit, many=quantity != 1)
    terms = [
        *([f"serves {package.place}"] if package.place else []),
        *([f"is ready by {by}"] if by else []),
        *([f"holds {listing(certificates)}"] if certificates else []),
    ]
    who = f" that {listing(terms)}" if terms else ""
    kind = f"a firm{traits(policy) if favoured else ''}"
    message = f"{kind} for {plain(quantity)} {unit} of {package.competency} for {package.id}{who}"
    return Recruit(
        package.competency,
        package.id,
        quantity,
        package.unit,
        package.place,
        by,
        certificates,
        message,
        regions,
        tags,
    )


def _nobody(problem: FormationProblem, package: WorkPackage) -> str:
    """Why nobody may do a package: nobody offers it, or what keeps those out who do."""
    [(_, offered)] = candidates([package], problem.firms)
    if not offered:
        return f"nobody offers {package.competency}, which {package.id} asks for"
    barriers: Counter[str] = Counter()
    for firm in {firm.id for firm, _ in offered}:
        rules = {
            reason.rule.value
            for one, index in offered
            if one.id == firm
            for reason in rejections(package, one, one.offerings[index], problem.terms)
        }
        barriers.update(rules)
    kept = listing(
        f"{count(number, 'firm')} {_KEPT_OUT.get(rule, rule)}" for rule, number in sorted(barriers.items())
    )
    number = len({firm.id for firm, _ in offered})
    offer = f"{count(number, 'firm')} {'offers' if number == 1 else 'offer'} {package.competency}"
    return f"{offer}, which {package.id} asks for, but may not do it: {kept}"


_KEPT_OUT = {
    Filter.EXCLUDE.value: "excluded by the policy",
    Filter.BLOCKED.value: "barred",
    Filter.CERTIFICATES.value: "without a certificate it takes",
    Filter.CERTIFICATES_ALL.value: "without a certificate that every partner needs",
    Filter.QUALITY.value: "below the quality floor",
    Filter.LEAD_TIME.value: "not ready in time",
    Filter.REGION.value: "not serving the place",
}
