"""The requirement form, there and back: what was posted becomes a sheet, a sheet becomes rows to show.

Each package has a key, which is its id in a formation problem and stays with it when rows are moved; fields are
named `p.<key>.<field>` and `policy.<field>`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from midas.core.values.problems import Problem
from midas.core.values.taxonomy import CPV_PREFIX
from midas.core.values.units import UNITS
from midas.web.demand.policy_form import LABELS as POLICY_LABELS

Words = str | Promise
Sheet = dict[str, Any]

BETWEEN = " · "
"""Between the code and the label of a competency in its field."""

TEXTS = (
    "title",
    "competency",
    "quantity",
    "unit",
    "value",
    "starts_on",
    "ends_on",
    "min_quality",
    "place",
    "min_suppliers",
    "max_suppliers",
    "min_split",
    "criticality",
)
POLICY_TEXTS = (
    "as_of",
    "min_partners",
    "max_partners",
    "min_value_share",
    "share_cap",
    "standing_multiple",
    "turnover_multiple",
    "contract_value",
    "local_min_share",
    "sme_min_share",
    "risk_price",
    "loss_given_failure",
    "haulage_per_km",
    "ceiling",
)
POLICY_LISTS = ("require", "exclude", "local_regions", "certificates_any", "certificates_all")

LABELS: dict[str, Words] = {
    "title": gettext_lazy("Title"),
    "competency": gettext_lazy("Competency"),
    "quantity": gettext_lazy("Quantity"),
    "unit": gettext_lazy("Unit"),
    "value": gettext_lazy("Value"),
    "window": gettext_lazy("Window"),
    "certificates": gettext_lazy("Certificates"),
    "min_quality": gettext_lazy("Least quality"),
    "place": gettext_lazy("Place"),
    "min_suppliers": gettext_lazy("Least firms"),
    "max_suppliers": gettext_lazy("Most firms"),
    "min_split": gettext_lazy("Least part of a firm"),
    "criticality": gettext_lazy("Criticality"),
    "after": gettext_lazy("After"),
    "id": gettext_lazy("Number"),
}
"""What the fields of a package are called."""

FOLDED = (
    "certificates",
    "place",
    "min_quality",
    "min_suppliers",
    "max_suppliers",
    "min_split",
    "criticality",
    "after",
)
USUAL = {"criticality": "1"}

INPUTS = {"window": "starts_on", "id": "title"}
"""The input that stands for a field which has none of its own."""

POLICY_INPUTS = {"local": "local_min_share", "tag_min_share": "sme_min_share"}

_PACKAGE = re.compile(r"\$\.work_packages\[(\d+)\](?:\.(\w+))?")
_POLICY = re.compile(r"\$\.policy\.(\w+)(?:\.(\w+))?")
_CPV = re.compile(r"(?:cpv:)?(\d{8})(?:-\d)?\Z", re.IGNORECASE)
_KEY = re.compile(r"[-A-Za-z0-9_]{1,40}\Z")


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem where a person meets it: the id of the input, and the words with the place before them."""

    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One package as the form shows it: what is typed, what is wrong with it, and how it is covered."""

    key: str
    number: int
    typed: Mapping[str, Any]
    faults: Mapping[str, str] = field(default_factory=dict)
    line: Any = None
    unread: str = ""

    @property
    def known_unit(self) -> bool:
        """True if the unit is in the list to choose from."""
        return self.typed.get("unit", "") in UNITS

    @property
    def set(self) -> int:
        """How many of the fields that are folded away are filled in."""
        return sum(bool(self.typed.get(name)) for name in FOLDED if self.typed.get(name) != USUAL.get(name))


def sheet_of(posted: QueryDict, kept: Mapping[str, Any]) -> Sheet:
    """What was typed into the form, right or wrong. `kept` is the part of the policy that has no field."""
    keys = [key for key in dict.fromkeys(posted.getlist("row")) if _KEY.match(key)]
    version = posted.get("version", "")
    return {
        "version": int(version) if version.isdigit() and len(version) < 10 else 0,
        "packages": [_package(posted, key) for key in keys],
        "policy": {**_policy(posted), "kept": dict(kept)},
    }


def _package(posted: QueryDict, key: str) -> dict[str, Any]:
    prefix = f"p.{key}."
    typed: dict[str, Any] = {name: _text(posted, prefix + name) for name in TEXTS}
    typed["competency"] = code_of(typed["competency"])
    typed["certificates"] = _certificates(posted, prefix + "certificates")
    typed["after"] = _list(posted, prefix + "after")
    typed["reasons"] = _list(posted, prefix + "reason")
    return {"id": key, **typed}


def _policy(posted: QueryDict) -> dict[str, Any]:
    typed: dict[str, Any] = {name: _text(posted, f"policy.{name}") for name in POLICY_TEXTS}
    for name in POLICY_LISTS:
        found = _certificates if name.startswith("certificates") else _list
        typed[name] = found(posted, f"policy.{name}")
    pairs = zip(posted.getlist("policy.conflict_a"), posted.getlist("policy.conflict_b"), strict=False)
    typed["conflicts"] = [[a, b] for a, b in pairs if a or b]
    typed["need_lead"] = "policy.need_lead" in posted
    return typed


def _text(posted: QueryDict, name: str) -> str:
    return posted.get(name, "").strip()


def _list(posted: QueryDict, name: str) -> list[str]:
    found = (text.strip() for text in posted.getlist(name))
    return list(dict.fromkeys(text for text in found if text))


def _certificates(posted: QueryDict, name: str) -> list[str]:
    """Those chosen from the list, and those typed with commas between."""
    others = [text.strip() for text in _text(posted, f"{name}_other").split(",")]
    return list(dict.fromkeys([*_list(posted, name), *(text for text in others if text)]))


def code_of(typed: str) -> str:
    """The competency meant by what stands in its field: a code, a code with its label, or bare CPV digits."""
    code = typed.split(BETWEEN)[0].strip()
    digits = _CPV.match(code)
    return CPV_PREFIX + digits.group(1) if digits else code


def changed(sheet: Sheet, do: str) -> Sheet:
    """The sheet after a button of a row: `add`, `remove:wp1`, `up:wp1`, `down:wp1`. Unknown buttons do nothing."""
    verb, _colon, key = do.partition(":")
    rows = list(sheet["packages"])
    keys = [row["id"] for row in rows]
    if verb == "add":
        rows.append({"id": _fresh(keys), "criticality": ""})
    elif verb == "remove" and key in keys:
        rows = [_without(row, key) for row in rows if row["id"] != key]
    elif verb in ("up", "down") and key in keys:
        place = keys.index(key)
        other = min(max(place + (1 if verb == "down" else -1), 0), len(rows) - 1)
        rows.insert(other, rows.pop(place))
    return {**sheet, "packages": rows}


def _fresh(keys: Iterable[str]) -> str:
    """The first number of the series wp1, wp2 … above all that are taken."""
    taken = [int(key[2:]) for key in keys if re.fullmatch(r"wp\d{1,9}", key)]
    return f"wp{max(taken, default=0) + 1}"


def _without(row: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {**row, "after": [name for name in row.get("after", ()) if name != key]}


def faults(sheet: Sheet, problems: Iterable[Problem]) -> Iterator[Fault]:
    """The problems as a list at the top of the form shows them, each with the input it is about."""
    for problem in problems:
        yield Fault(*_placed(sheet["packages"], problem))


def _placed(rows: Sequence[Mapping[str, Any]], problem: Problem) -> tuple[str, str]:
    package = _PACKAGE.match(problem.where)
    if package and int(package.group(1)) < len(rows):
        index, name = int(package.group(1)), package.group(2) or "title"
        title = rows[index].get("title") or _("untitled")
        label = str(LABELS.get(name, name))
        place = _("Package %(number)d, %(title)s") % {"number": index + 1, "title": title}
        return package_input(rows[index]["id"], name), f"{place}: {label} {problem.message}"
    policy = _POLICY.match(problem.where)
    if policy:
        name = policy_field(*policy.groups())
        return f"policy-{name}", f"{_('Policy')}: {POLICY_LABELS.get(name, name)} {problem.message}"
    if problem.where == "$.work_packages":
        return "add-package", f"{_('Work packages')} {problem.message}"
    return "requirement-form", problem.message


def package_input(key: str, name: str) -> str:
    """The id of the input of a package's field."""
    return f"p-{key}-{INPUTS.get(name, name)}"


def policy_field(name: str, part: str | None) -> str:
    """The field of the form that a field of the policy is typed in."""
    if name == "local" and part == "regions":
        return "local_regions"
    return POLICY_INPUTS.get(name, name)


def by_package(sheet: Sheet, problems: Iterable[Problem]) -> dict[str, dict[str, str]]:
    """What is wrong, by package key and field."""
    found: dict[str, dict[str, str]] = {}
    for problem in problems:
        package = _PACKAGE.match(problem.where)
        if package and int(package.group(1)) < len(sheet["packages"]):
            key = sheet["packages"][int(package.group(1))]["id"]
            found.setdefault(key, {}).setdefault(package.group(2) or "title", problem.message)
    return found


def by_policy(problems: Iterable[Problem]) -> dict[str, str]:
    """What is wrong with the policy, by field of the form."""
    found: dict[str, str] = {}
    for problem in problems:
        policy = _POLICY.match(problem.where)
        if policy:
            found.setdefault(policy_field(*policy.groups()), problem.message)
    return found
