"""Why a search ended without a team, and where to mend it: the engine's diagnosis with links a broker can follow."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from midas.core.demand.matching import Filter
from midas.core.formation.limits import Rule
from midas.core.values.problems import Problem
from midas.store.models import Formation, Requirement
from midas.web.formation.plans import Snapshot
from midas.web.formation.words import Words, rule_words

MEMBERS_RULES = {
    Rule.CAPACITY.value,
    Rule.RESOURCE.value,
    Filter.COMPETENCY.value,
    Filter.BLOCKED.value,
    Filter.QUALITY.value,
    Filter.LEAD_TIME.value,
    Filter.REGION.value,
}
"""Rules that members, not the requirement, would have to loosen."""


@dataclass(frozen=True, slots=True)
class Mend:
    """One loosening: the rule, what to do, and where."""

    rule: Words
    message: str
    url: str
    place: str


@dataclass(frozen=True, slots=True)
class Recruit:
    """A kind of work to find a firm for."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What cannot be met, the least that would change it, and whom to look for."""

    reasons: tuple[str, ...]
    mends: tuple[Mend, ...]
    recruit: tuple[Recruit, ...]


def diagnosis(formation: Formation) -> Diagnosis:
    """The diagnosis of a run without a plan; empty where the engine gave none."""
    told: Mapping[str, Any] = formation.outcome.get("diagnosis") or {}
    snapshot = Snapshot(formation)
    editor = _reverse("demand:requirement", formation.requirement.opportunity_id)
    return Diagnosis(
        reasons=tuple(snapshot.readable(reason) for reason in told.get("reasons", ())),
        mends=tuple(_mend(snapshot, editor, one) for one in told.get("relaxations", ())),
        recruit=tuple(_recruit(snapshot, competency) for competency in told.get("recruit", ())),
    )


def in_words(problem: Problem, requirement: Requirement) -> str:
    """A problem at a path of the formation format, as a broker knows the place: `Chassis: …`, `Policy: …`."""
    found = re.match(r"\$\.(work_packages|policy)(?:\[(\d+)\])?", problem.where)
    if found is None:
        return problem.message
    if found[1] == "policy":
        return f"{_('Policy')}{_field(problem.where)}: {problem.message}"
    titles = list(requirement.work_packages.values_list("title", flat=True))
    place = int(found[2] or 0)
    title = titles[place] if place < len(titles) else found[0]
    return f"{title}{_field(problem.where)}: {problem.message}"


def _field(where: str) -> str:
    """The last name in a path, as words."""
    name = re.search(r"\.([a-z_]+)(?:\[\d+\])?$", where)
    return f", {name[1].replace('_', ' ')}" if name and name[1] not in ("policy", "work_packages") else ""


def _mend(snapshot: Snapshot, editor: str, one: Mapping[str, Any]) -> Mend:
    message = snapshot.readable(one["message"])
    membership = snapshot.membership(one.get("subject", ""))
    if one["rule"] in MEMBERS_RULES and membership is not None:
        url = _reverse("members:member", membership)
        return Mend(rule_words(one["rule"]), message, url, _("Open the member"))
    return Mend(rule_words(one["rule"]), message, editor, _("Change the requirement"))


def _recruit(snapshot: Snapshot, competency: str) -> Recruit:
    """The kind of work by the titles of the packages that ask for it."""
    asking = [
        snapshot.titles[key]
        for key, package in snapshot.packages.items()
        if package["competency"] == competency
    ]
    members = _reverse("members:list")
    url = f"{members}?{urlencode({'competency': competency})}" if members else ""
    return Recruit(", ".join(asking) or competency, url)


def _reverse(name: str, *args: int) -> str:
    """The address of another stage's page; empty where this installation has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
