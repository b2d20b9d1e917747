"""What two searches were asked: where their problems differ, and whether the same came out.

Works on the JSON values that runs keep, so that problems of any earlier version of the format can be compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Inputs:
    """Where one problem differs from another, by id; a field is named as in the format.

    `policy` and `packages` hold what stood before and after, `None` for nothing. Of a package that is new or gone
    the only field is `""`. `firms_changed` are in both, with the fields that differ.
    """

    policy: Mapping[str, tuple[Any, Any]]
    packages: Mapping[str, Mapping[str, tuple[Any, Any]]]
    firms_new: tuple[str, ...]
    firms_gone: tuple[str, ...]
    firms_changed: Mapping[str, tuple[str, ...]]

    @property
    def are_same(self) -> bool:
        return not (self.policy or self.packages or self.firms_new or self.firms_gone or self.firms_changed)


class Repeat(StrEnum):
    """What came of solving a stored problem once more."""

    SAME = "same"
    SAME_BEST = "same best"
    DIFFERENT = "different"


def differing(before: Json, after: Json) -> Inputs:
    """Where the problem `after` differs from `before`; order plays no part."""
    old, new = _by_id(before, "firms"), _by_id(after, "firms")
    shared = [name for name in new if name in old]
    changes = {name: tuple(_fields(old[name], new[name])) for name in shared}
    return Inputs(
        policy=_fields(before.get("policy") or {}, after.get("policy") or {}),
        packages=dict(_packages(_by_id(before, "work_packages"), _by_id(after, "work_packages"))),
        firms_new=tuple(name for name in new if name not in old),
        firms_gone=tuple(name for name in old if name not in new),
        firms_changed={name: fields for name, fields in changes.items() if fields},
    )


def repeated(before: Json, after: Json) -> Repeat:
    """Whether two results (`midas/formation-result/1`) are the same, or at least their best plans.

    Time and the engine's version play no part, nor does a bound: two searches may prove the same differently.
    """
    if before.get("status") != after.get("status") or _plan(before) != _plan(after):
        return Repeat.DIFFERENT
    others = ("alternatives", "frontier")
    same = all(
        [_plan(one) for one in before.get(key, ())] == [_plan(one) for one in after.get(key, ())]
        for key in others
    )
    return Repeat.SAME if same else Repeat.SAME_BEST


def _plan(result: Json) -> tuple[Any, ...]:
    """Who is in and who does how much of what, in an order of its own."""
    keys = ("firm", "work_package", "offering", "quantity")
    lines = sorted(tuple(str(entry.get(key)) for key in keys) for entry in result.get("allocations", ()))
    return sorted(one["id"] for one in result.get("partners", ())), lines


def _by_id(problem: Json, key: str) -> dict[str, Json]:
    return {entry["id"]: entry for entry in problem.get(key) or ()}


def _fields(before: Json, after: Json) -> dict[str, tuple[Any, Any]]:
    keys = dict.fromkeys((*before, *after))
    return {key: (before.get(key), after.get(key)) for key in keys if before.get(key) != after.get(key)}


def _packages(
    before: Mapping[str, Json], after: Mapping[str, Json]
) -> list[tuple[str, dict[str, tuple[Any, Any]]]]:
    found = []
    for key in dict.fromkeys((*before, *after)):
        if key in before and key in after:
            fields = _fields(before[key], after[key])
        else:
            fields = {"": (before.get(key) and key, after.get(key) and key)}
        if fields:
            found.append((key, fields))
    return found
