"""A requirement as somebody types it: texts in a sheet, from which the JSON of a requirement is read.

The sheet keeps whatever was typed, right or wrong, so that nobody's work is lost. People type money in whole
units of the currency ("372,032.50"), shares in per cent ("40"), and leave blank what they do not care about.
Reading notes what cannot be understood at the JSON path it would have had, and goes on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from midas.core.members.profile import LARGEST_VALUE
from midas.core.values.amounts import major, minor_digits
from midas.core.values.fields import exact
from midas.core.values.problems import Problem
from midas.core.values.words import plain

PACKAGE = {
    "id": "text",
    "title": "text",
    "competency": "text",
    "quantity": "number",
    "unit": "text",
    "value": "money",
    "certificates": "list",
    "min_quality": "percent",
    "place": "text",
    "min_suppliers": "count",
    "max_suppliers": "count",
    "min_split": "percent",
    "criticality": "number",
    "after": "list",
}
"""The fields of a package that are typed as they are named, and how; `window` is typed as two days."""

POLICY = {
    "as_of": "text",
    "min_partners": "count",
    "max_partners": "count",
    "min_value_share": "percent",
    "share_cap": "percent",
    "standing_multiple": "number",
    "turnover_multiple": "number",
    "contract_value": "money",
    "risk_price": "number",
    "loss_given_failure": "percent",
    "haulage_per_km": "price",
    "require": "list",
    "exclude": "list",
    "certificates_any": "list",
    "certificates_all": "list",
    "need_lead": "flag",
    "ceiling": "money",
}
"""The same for a policy; `local`, the share of small firms and conflicts are typed in parts."""

TYPED_IN_PARTS = ("local", "tag_min_share", "conflicts")
SME = "sme"

_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?\Z")
_SIGNS = re.compile(r"[£$€%\s\u00a0\u202f_]")

Sheet = Mapping[str, Any]
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """The JSON of a requirement, and what could not be understood (and is left out of it)."""

    packages: list[dict[str, Any]]
    policy: dict[str, Any]
    problems: tuple[Problem, ...]


def read_sheet(sheet: Sheet, currency: str) -> Reading:
    """The packages and the policy typed in a sheet. What its policy holds under `kept` is passed on."""
    problems: list[Problem] = []
    reader = _Reader(currency, problems)
    packages = [
        reader.package(row, f"$.work_packages[{index}]")
        for index, row in enumerate(sheet.get("packages", ()))
    ]
    policy = reader.policy(sheet.get("policy", {}), "$.policy")
    return Reading(packages, policy, tuple(problems))


def package_row(entry: Row, currency: str) -> dict[str, Any]:
    """The row in which a package, written as JSON, is typed again."""
    row = {field: _typed(entry.get(field), kind, currency) for field, kind in PACKAGE.items()}
    start, end = entry.get("window") or ("", "")
    return {**row, "starts_on": start, "ends_on": end}


def policy_row(policy: Row, currency: str) -> dict[str, Any]:
    """The row in which a policy, written as JSON, is typed again; what has no field is under `kept`."""
    row = {field: _typed(policy.get(field), kind, currency) for field, kind in POLICY.items()}
    local, tags = policy.get("local") or {}, dict(policy.get("tag_min_share") or {})
    row["local_regions"] = list(local.get("regions", ()))
    row["local_min_share"] = _typed(local.get("min_share"), "percent", currency)
    row["sme_min_share"] = _typed(tags.pop(SME, None), "percent", currency)
    row["conflicts"] = [list(pair) for pair in policy.get("conflicts", ())]
    kept = {key: item for key, item in policy.items() if key not in POLICY and key not in TYPED_IN_PARTS}
    return {**row, "kept": {**kept, **({"tag_min_share": tags} if tags else {})}}


def read_number(text: str) -> Decimal | None:
    """The number somebody typed, thousands separated or not, with or without a sign of money or per cent."""
    bare = _SIGNS.sub("", text)
    return exact(bare.replace(",", "") if _GROUPED.match(bare.lstrip("-")) else bare)


def _typed(value: Any, kind: str, currency: str) -> Any:
    if kind == "list":
        return list(value or ())
    if kind == "flag":
        return bool(value)
    if value is None:
        return ""
    if kind == "text":
        return str(value)
    number = exact(value)
    return str(value) if number is None else _WRITE[kind](number, currency)


_WRITE: dict[str, Callable[[Decimal, str], str]] = {
    "number": lambda number, currency: plain(number),
    "count": lambda number, currency: plain(number),
    "percent": lambda number, currency: plain(number * 100),
    "money": lambda number, currency: f"{major(int(number), currency):,}",
    "price": lambda number, currency: plain(number.scaleb(-minor_digits(currency))),
}


class _Reader:
    """Reads rows; what it cannot understand it notes and leaves out."""

    def __init__(self, currency: str, problems: list[Problem]) -> None:
        self.currency = currency
        self.problems = problems

    def package(self, row: Row, where: str) -> dict[str, Any]:
        entry = self._fields(row, PACKAGE, where)
        window = [str(row.get(day) or "").strip() for day in ("starts_on", "ends_on")]
        if any(window) and not all(window):
            self._note(f"{where}.window", "needs both days: when the work starts and when it ends")
        elif all(window):
            entry["window"] = window
        return entry

    def policy(self, row: Row, where: str) -> dict[str, Any]:
        entry = {**row.get("kept", {}), **self._fields(row, POLICY, where)}
        regions = _texts(row.get("local_regions"))
        share = self._one(row.get("local_min_share"), "percent", f"{where}.local.min_share")
        if regions or share is not None:
            entry["local"] = {"regions": regions, **({} if share is None else {"min_share": share})}
        small = self._one(row.get("sme_min_share"), "percent", f"{where}.tag_min_share.{SME}")
        if small is not None:
            entry["tag_min_share"] = {**entry.get("tag_min_share", {}), SME: small}
        conflicts = [_texts(pair) for pair in row.get("conflicts", ())]
        if any(conflicts):
            entry["conflicts"] = [pair for pair in conflicts if pair]
        return entry

    def _fields(self, row: Row, kinds: Mapping[str, str], where: str) -> dict[str, Any]:
        read = {field: self._one(row.get(field), kind, f"{where}.{field}") for field, kind in kinds.items()}
        return {field: value for field, value in read.items() if not _absent(value)}

    def _one(self, typed: Any, kind: str, where: str) -> Any:
        if kind == "list":
            return _texts(typed)
        if kind == "flag":
            return bool(typed)
        text = str(typed or "").strip()
        if not text or kind == "text":
            return text or None
        number = read_number(text)
        if number is None:
            self._note(where, f"is not a number: {text!r}. Write it like 1200 or 1,200.50")
            return None
        if abs(number) > LARGEST_VALUE:
            self._note(where, f"is larger than anything that is bought: {text!r}")
            return None
        return self._number(number, kind, where)

    def _number(self, number: Decimal, kind: str, where: str) -> Any:
        if kind == "number":
            return str(number)
        if kind == "percent":
            if not 0 <= number <= 100:
                self._note(where, f"must be from 0 to 100 per cent, and is {number}")
                return None
            return str(number / 100)
        if kind == "price":
            return str(number.scaleb(minor_digits(self.currency)))
        scaled = number.scaleb(minor_digits(self.currency)) if kind == "money" else number
        if scaled != scaled.to_integral_value():
            self._note(where, self._too_fine(kind, number))
            return None
        return int(scaled)

    def _too_fine(self, kind: str, number: Decimal) -> str:
        if kind == "count":
            return f"must be a whole number, and is {number}"
        return f"must have at most {minor_digits(self.currency)} decimal places, and is {number}"

    def _note(self, where: str, message: str) -> None:
        self.problems.append(Problem(where, message))


def _absent(value: object) -> bool:
    return value is None or value is False or value == []


def _texts(typed: Any) -> list[str]:
    found: Sequence[Any] = typed if isinstance(typed, list | tuple) else ()
    return [str(text).strip() for text in found if str(text).strip()]
