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
from midas.core.values.taxonomy import CPV_PREFIX
from midas.store.models import Formation, Requirement
from midas.store.queries.demand import competency_labels
from midas.web.formation.plans import Snapshot
from midas.web.formation.words import Words, rule_words

PACKAGE_FIELDS = {
    Rule.MIN_SUPPLIERS.value: "min_suppliers",
    Rule.MAX_SUPPLIERS.value: "max_suppliers",
    Rule.MIN_SPLIT.value: "min_split",
    Rule.DEMAND.value: "quantity",
    Rule.CAPACITY.value: "quantity",
    Filter.CERTIFICATES.value: "certificates",
    Filter.QUALITY.value: "min_quality",
    Filter.LEAD_TIME.value: "starts_on",
    Filter.REGION.value: "place",
}
"""Rules that a field of a package loosens."""

POLICY_RULES = {Rule.REQUIRE.value, Rule.EXCLUDE.value, Rule.CONFLICT.value, Rule.AT_MOST.value}
"""Rules about a firm that stand in the policy."""

POLICY_FIELDS = {Rule.LOCAL.value: "local_min_share", Rule.TAG.value: "sme_min_share"}
"""Rules whose field in the policy's form has another name than the rule."""


WITHOUT: dict[str, str] = {
    Rule.MAX_PARTNERS.value: "max_partners=",
    Rule.SHARE_CAP.value: "share_cap=",
    Rule.TURNOVER.value: "turnover_multiple=",
    Rule.CEILING.value: "ceiling=",
    Rule.LOCAL.value: "local_share=0",
}
"""How the page of "what if" is asked to do without a rule."""


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
class Almost:
    """A rule without which there would be a team; `url` leads to that team where the rule can be tried without."""

    rule: Words
    message: str
    url: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What cannot be met, the least that would change it (or what else would), whom to look for, what nearly works."""

    reasons: tuple[str, ...]
    mends: tuple[Mend, ...]
    instead: tuple[tuple[Mend, ...], ...]
    recruit: tuple[Recruit, ...]
    almost: tuple[Almost, ...]


def diagnosis(formation: Formation) -> Diagnosis:
    """The diagnosis of a run without a plan; empty where the engine gave none."""
    return diagnosis_of(formation, formation.outcome.get("diagnosis") or {})


def diagnosis_of(formation: Formation, told: Mapping[str, Any]) -> Diagnosis:
    """A written diagnosis of a problem like that of the run, in words with links."""
    snapshot = Snapshot(formation)
    editor = _reverse("demand:requirement", formation.requirement.opportunity_id)
    snapshot.name_competencies(competency_labels(formation.requirement.cluster, told.get("recruit", ())))
    needed = told.get("needed", ())
    named = {one["competency"] for one in needed}
    rest = [competency for competency in told.get("recruit", ()) if competency not in named]
    return Diagnosis(
        reasons=tuple(snapshot.readable(reason) for reason in told.get("reasons", ())),
        mends=tuple(_mend(snapshot, editor, one) for one in told.get("relaxations", ())),
        instead=tuple(tuple(_mend(snapshot, editor, one) for one in way) for way in told.get("instead", ())),
        recruit=(
            *(_needed(snapshot, one) for one in needed),
            *(_recruit(snapshot, competency) for competency in rest),
        ),
        almost=tuple(_almost(snapshot, formation, one) for one in told.get("almost", ())),
    )


def in_words(problem: Problem, requirement: Requirement) -> str:
    """A problem at a path of the formation format, as a broker knows the place: `Chassis: …`, `Policy: …`."""
    found = re.match(r"\$\.(work_packages|policy)(?:\[(\d+)\])?", problem.where)
    if found is None:
        return problem.message
    if found[1] == "policy":
        return f"{_('Policy')}{_last_name(problem.where)}: {problem.message}"
    titles = list(requirement.work_packages.values_list("title", flat=True))
    place = int(found[2] or 0)
    title = titles[place] if place < len(titles) else found[0]
    return f"{title}{_last_name(problem.where)}: {problem.message}"


def _last_name(where: str) -> str:
    """The last name in a path, as words."""
    name = re.search(r"\.([a-z_]+)(?:\[\d+\])?$", where)
    return f", {name[1].replace('_', ' ')}" if name and name[1] not in ("policy", "work_packages") else ""


def _mend(snapshot: Snapshot, editor: str, one: Mapping[str, Any]) -> Mend:
    message, rule, subject = snapshot.readable(one["message"]), one["rule"], one.get("subject", "")
    membership = snapshot.membership(subject) if subject in snapshot.firms else None
    if membership is not None and rule not in POLICY_RULES:
        return Mend(rule_words(rule), message, _reverse("members:member", membership), _("Open the member"))
    field = _field_of(rule, subject if subject in snapshot.packages else "")
    return Mend(
        rule_words(rule), message, f"{editor}#{field}" if editor else "", _("Change it in the requirement")
    )


def _field_of(rule: str, package: str) -> str:
    """The anchor of the field in the requirement editor that loosens a rule."""
    if package:
        return f"p-{package}-{PACKAGE_FIELDS.get(rule, 'title')}"
    return f"policy-{POLICY_FIELDS.get(rule, rule)}"


def _almost(snapshot: Snapshot, formation: Formation, one: Mapping[str, Any]) -> Almost:
    without = WITHOUT.get(one["rule"])
    url = f"{_reverse('formation:what-if', formation.pk)}?{without}" if without and formation.pk else ""
    return Almost(rule_words(one["rule"]), snapshot.readable(one["message"]), url)


def _needed(snapshot: Snapshot, one: Mapping[str, Any]) -> Recruit:
    """Whom to look for, in the engine's words."""
    return Recruit(snapshot.readable(one["message"]), _recruit(snapshot, one["competency"]).url)


def _recruit(snapshot: Snapshot, competency: str) -> Recruit:
    """The kind of work by the titles of the packages that ask for it, and who does related work."""
    asking = [
        snapshot.titles[key]
        for key, package in snapshot.packages.items()
        if package["competency"] == competency
    ]
    members = _reverse("members:list")
    url = f"{members}?{urlencode({'competency': _field(competency)})}" if members else ""
    return Recruit(", ".join(asking) or competency, url)


def _field(competency: str) -> str:
    """The whole field a kind of work lies in: its CPV division, or the root of its path."""
    if competency.startswith(CPV_PREFIX):
        return competency[: len(CPV_PREFIX) + 2].ljust(len(CPV_PREFIX) + 8, "0")
    return competency.partition("/")[0]


def _reverse(name: str, *args: int) -> str:
    """The address of another stage's page; empty where this installation has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
