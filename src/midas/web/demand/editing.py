"""What the requirement editor shows: rows with their faults and coverage, gaps, lists to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from midas.actions.access.permissions import may
from midas.actions.demand.save_requirement import check
from midas.core.demand.clauses import Kind
from midas.core.demand.coverage import Light
from midas.core.demand.requirement import WorkPackage
from midas.core.demand.sheet import Reading, policy_row, read_sheet
from midas.core.demand.supply import Supplier, units_offered
from midas.core.demand.written import Titled, read_packages
from midas.core.formation.policy import Policy, read_policy
from midas.core.values.fields import Fields
from midas.core.values.moments import day_of
from midas.core.values.problems import Problem
from midas.core.values.units import UNITS, unit_words
from midas.store.models import Cluster, Requirement, Role
from midas.store.queries.bidding import template_for
from midas.store.queries.coverage import candidates, terms
from midas.store.queries.demand import (
    certificates,
    competency_labels,
    contract_period,
    members,
    packages,
)
from midas.web.demand import conditions
from midas.web.demand.covering import Line, covering, lines
from midas.web.demand.forms import region_choices
from midas.web.demand.policy_form import GROUPS
from midas.web.demand.rows import BETWEEN, Row, Sheet, by_package, by_policy, faults

REGION_CODES = frozenset(code for _title, entries in region_choices() for code, _name in entries)
UNIT_CHOICES = sorted(((code, names[1]) for code, names in UNITS.items()), key=lambda one: one[1])


def live(
    role: Role, found: Requirement, sheet: Sheet, at: datetime, problems: Sequence[Problem] = ()
) -> dict[str, Any]:
    """The part of the editor that moves while somebody types: rows with their coverage, gaps, the sum."""
    reading = read_sheet(sheet, role.cluster.currency)
    covered, unread = _covered(role, found, reading, at)
    rows = _rows(role.cluster, sheet, by_package(sheet, problems), covered, unread)
    return {
        "opportunity": found.opportunity,
        "requirement": found,
        "version": sheet.get("version", 0),
        "rows": rows,
        "total": sum(entry.get("value") or 0 for entry in reading.packages),
        "gaps": [row for row in rows if row.line and row.line.light == Light.RED],
        "read": len(covered),
    }


def editor(
    role: Role, found: Requirement, sheet: Sheet, problems: Sequence[Problem], at: datetime
) -> dict[str, Any]:
    """Everything the editor shows of a sheet, with what was refused when somebody tried to save it."""
    cluster, held = role.cluster, certificates(role.cluster)
    shown = live(role, found, sheet, at, problems)
    return {
        **shown,
        "title": _("Requirement"),
        "codes": [(row.key, row.number, row.typed.get("title", "")) for row in shown["rows"]],
        "faults": list(faults(sheet, problems)),
        "policy": sheet["policy"],
        "policy_faults": by_policy(problems),
        "groups": GROUPS,
        "units": UNIT_CHOICES,
        "regions": region_choices(),
        "region_codes": REGION_CODES,
        "certificates": held,
        "certificate_names": {name for name, _firms in held},
        "members": members(cluster),
        "template": template_for(found.opportunity),
        "conditions": conditions.shown(role, found.opportunity, at),
        "turnover_kind": str(conditions.KINDS[Kind.TURNOVER]),
    }


def all_problems(cluster: Cluster, reading: Reading) -> tuple[Problem, ...]:
    """What could not be understood, and what is wrong with the rest: one problem for each place."""
    _titled, _policy, others = check(cluster, reading.packages, reading.policy)
    unclear = {problem.where for problem in reading.problems}
    return (*reading.problems, *(problem for problem in others if problem.where not in unclear))


def _covered(
    role: Role, found: Requirement, reading: Reading, at: datetime
) -> tuple[dict[str, Line], dict[str, str]]:
    """The coverage of every package that can be read, and why the others cannot."""
    titled: list[Titled] = []
    unread: dict[str, str] = {problem.where: problem.message for problem in reading.problems}
    why: dict[str, str] = {}
    for index, entry in enumerate(reading.packages):
        read, problems = read_packages([{**entry, "title": entry.get("title") or _("untitled")}])
        noted = [text for where, text in unread.items() if where.startswith(f"$.work_packages[{index}].")]
        if problems or noted:
            why[entry["id"]] = _first(problems, noted)
        else:
            titled += read
    policy = read_policy(Fields(reading.policy, "$.policy", []))
    return {line.code: line for line in lines(role, found, titled, policy, at)}, why


def _first(problems: Sequence[Problem], noted: Sequence[str]) -> str:
    if noted:
        return noted[0]
    field = problems[0].where.rsplit(".", 1)[-1].replace("_", " ")
    return f"{field} {problems[0].message}"


def _rows(
    cluster: Cluster,
    sheet: Sheet,
    wrong: dict[str, dict[str, str]],
    covered: dict[str, Line],
    unread: dict[str, str],
) -> list[Row]:
    names = competency_labels(cluster, {row.get("competency", "") for row in sheet["packages"]} - {""})
    return [
        Row(
            key=row["id"],
            number=number,
            typed={**row, "competency": _shown(row.get("competency", ""), names)},
            faults=wrong.get(row["id"], {}),
            line=covered.get(row["id"]),
            unread=unread.get(row["id"], ""),
        )
        for number, row in enumerate(sheet["packages"], 1)
    ]


def _shown(code: str, names: dict[str, str]) -> str:
    label = names.get(code, code)
    return code if label == code else f"{code}{BETWEEN}{label}"


def read_only(role: Role, found: Requirement, at: datetime) -> dict[str, Any]:
    """The requirement as it is saved, for whoever may not change it or when it may not be changed."""
    titled, covered = packages(found), covering(role, found, at)
    return {
        "title": _("Requirement"),
        "opportunity": found.opportunity,
        "requirement": found,
        "packages": list(zip(titled, covered, strict=True)),
        "names": competency_labels(role.cluster, {one.package.competency for one in titled}),
        "rules": _rules(role.cluster, found),
        "may_change": may(role, "requirements.change"),
    }


def _rules(cluster: Cluster, found: Requirement) -> list[tuple[Any, Any]]:
    """The rules of the saved policy that are set, as typed."""
    typed, names = policy_row(found.policy, cluster.currency), dict(members(cluster))
    rules = [(rule, typed.get(rule.name)) for group in GROUPS for rule in group.rules]
    return [(rule, _said(rule.kind, value, names)) for rule, value in rules if value]


def _said(kind: str, value: Any, names: dict[str, str]) -> str:
    if kind == "flag":
        return _("yes")
    if kind == "members":
        return ", ".join(names.get(key, key) for key in value)
    if kind == "pairs":
        return "; ".join(" – ".join(names.get(key, key) for key in pair) for pair in value)
    if isinstance(value, list):
        return ", ".join(value)
    return f"{value} %" if kind == "percent" else str(value)


def candidates_of(role: Role, found: Requirement, sheet: Sheet, code: str, at: datetime) -> dict[str, Any]:
    """Who offers the work of one package of a sheet, and why some of them may not do it."""
    reading = read_sheet(sheet, role.cluster.currency)
    titled: list[Titled] = []
    for entry in reading.packages:
        read, problems = read_packages([{**entry, "title": entry.get("title") or _("untitled")}])
        titled += () if problems else read
    index = next((place for place, one in enumerate(titled) if one.package.id == code), None)
    if index is None:
        raise Http404(_("There is no such package, or it cannot be read yet."))
    policy: Policy = read_policy(Fields(reading.policy, "$.policy", []))
    prices = may(role, "members.view_prices")
    offering, others = candidates(
        role.cluster,
        [one.package for one in titled],
        index,
        terms(role.cluster, policy, at),
        on=day_of(at, role.cluster.time_zone),
        otherwise=contract_period(found.opportunity),
        unit_prices=prices,
    )
    return {
        "title": _("Who can do %(package)s?") % {"package": titled[index].title},
        "opportunity": found.opportunity,
        "package": titled[index].package,
        "able": [one for one in offering if not one.reasons],
        "unable": [one for one in offering if one.reasons],
        "others": [(one.firm, _units(one, titled[index].package)) for one in others],
        "prices": prices,
        "name": competency_labels(role.cluster, [titled[index].package.competency])[
            titled[index].package.competency
        ],
    }


def _units(supplier: Supplier, package: WorkPackage) -> str:
    """The units in which a firm prices the kind of work of a package."""
    return ", ".join(sorted(unit_words(unit) for unit in units_offered([supplier], [package])[package.id]))
