"""The schema made from the table is the standard's, and its verdicts are those of the reference."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator
from ocdsmerge.rules import get_merge_rules
from tests.formats.ocds.notices import SURROUNDINGS, a_release, a_tender
from tests.shared_data import shared_bytes, shared_data

from midas.formats.ocds.check import judge
from midas.formats.ocds.documents import Package
from midas.formats.ocds.quick import quick
from midas.formats.ocds.read import Found, read_releases
from midas.formats.ocds.schema import (
    flat_release_schema,
    linked_release_schema,
    package_schema,
    release_schema,
)
from midas.formats.ocds.schema_check import _key, link_faults, package_faults, release_faults

NAMING = {"properties", "patternProperties", "definitions"}
WORDS = {"title", "description", "id"}


def bare(schema: Any, named: bool = False) -> Any:
    """A schema without the words that explain it, its lists in one order; `named` for a map of names."""
    if isinstance(schema, dict):
        return {
            key: bare(value, key in NAMING and not named)
            for key, value in schema.items()
            if named or key not in WORDS
        }
    return sorted(map(bare, schema), key=json.dumps) if isinstance(schema, list) else schema


def official(name: str) -> Any:
    return json.loads(shared_bytes("ocds", "schema", f"{name}-schema.json.gz"))


@pytest.mark.shared_data
def test_the_schema_of_a_release_is_the_official_one() -> None:
    assert bare(release_schema()) == bare(official("release"))


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("name", "entries"), [("release-package", "releases"), ("record-package", "records")]
)
def test_the_schema_of_a_package_is_the_official_one_without_its_entries(name: str, entries: str) -> None:
    whole = bare(official(name))
    for field in (entries, "packages"):
        whole["properties"].pop(field, None)
    whole["required"].remove(entries)
    whole.pop("definitions", None)

    assert bare(package_schema()) == whole


@pytest.mark.shared_data
def test_the_schema_of_a_linked_release_is_the_official_one() -> None:
    record = official("record-package")["definitions"]["record"]

    assert bare(linked_release_schema()) == bare(
        {"$schema": release_schema()["$schema"], **record["properties"]["releases"]["oneOf"][0]["items"]}
    )


@pytest.mark.shared_data
def test_the_rules_of_merging_are_the_official_ones() -> None:
    assert get_merge_rules(release_schema()) == get_merge_rules(official("release"))


@cache
def reference() -> dict[str, list[tuple[str, str, int]]]:
    rows: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    with shared_data("ocds", "schema_validity_reference.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            rows[row["file"]].append((row["ocid"], row["release_id"], int(row["schema_errors"])))
    return rows


@pytest.mark.shared_data
@pytest.mark.parametrize(
    "name",
    [
        "scotland_pcs_2019_releases.jsonl.gz",
        "uk_contracts_finder_2020_packages.jsonl.gz",
        "uk_contracts_finder_2025_releases.jsonl.gz",
        "wales_sell2wales_releases.jsonl.gz",
    ],
)
def test_the_verdict_on_each_uk_release_is_the_reference_s(name: str) -> None:
    found = [part for part in read_releases(shared_data("ocds", name)) if isinstance(part, Found)]
    verdicts = [
        (one.release["ocid"], one.release.get("id", ""), len(release_faults(one.release, one.where)))
        for one in found
    ]

    assert verdicts == reference()[f"ocds/{name}"]
    assert [judge(one).valid for one in found] == [errors == 0 for _, _, errors in verdicts]


@pytest.mark.shared_data
def test_the_reference_covers_241_releases() -> None:
    assert sum(map(len, reference().values())) == 241


@pytest.mark.shared_data
def test_every_portuguese_release_is_valid() -> None:
    found = list(read_releases(shared_data("ocds", "portugal_base_release_package.json.gz")))

    assert [judge(one).faults for one in found if isinstance(one, Found)] == [()] * 50


@pytest.mark.parametrize(
    ("release", "where", "message"),
    [
        (a_release(id=""), "$.id", "must not be empty."),
        (a_release(ocid=7), "$.ocid", "must be text, not 7."),
        (a_release(tag=[]), "$.tag", "must have at least one entry."),
        (a_release(language=["en"]), "$.language", "must be text or null, not a list."),
        (a_release(initiationType="auction"), "$.initiationType", "must be tender, not 'auction'."),
        (a_release(tender={}), "$.tender.id", "is required and missing."),
        (
            a_release(tender=a_tender(procurementMethod="free")),
            "$.tender.procurementMethod",
            "must be open, selective, limited or direct, not 'free'.",
        ),
        (
            a_release(tender=a_tender(value={"amount": "5", "currency": "GBP"})),
            "$.tender.value.amount",
            "must be a number or null, not '5'.",
        ),
        (
            a_release(tender=a_tender(value={"amount": 5, "currency": "POUND"})),
            "$.tender.value.currency",
            "must be a currency code of ISO 4217, not 'POUND'.",
        ),
        (
            a_release(tender=a_tender(items=[{"id": 1}, {"id": 2}, {"id": 1.0}])),
            "$.tender.items",
            "has two entries that are the same.",
        ),
        (a_release(tender=a_tender(title_cy=5)), "$.tender.title_cy", "must be text or null, not 5."),
    ],
)
def test_a_fault_is_told_in_plain_words_at_its_place(release: Any, where: str, message: str) -> None:
    faults = release_faults(release, "$")

    assert (where, message) in [(fault.where, fault.message) for fault in faults]


def test_a_valid_release_has_no_faults_whatever_extensions_it_uses() -> None:
    assert release_faults(a_release(tender=a_tender(lots=[{"id": 5, "x": []}], unknown=None)), "$") == ()


def test_a_list_of_very_many_entries_is_judged_at_once() -> None:
    items = [{"id": str(number)} for number in range(20_000)]

    assert release_faults(a_release(tender=a_tender(items=items)), "$") == ()
    assert len(release_faults(a_release(tender=a_tender(items=[*items, items[0]])), "$")) == 1


def test_a_package_says_what_it_lacks() -> None:
    fields = {**SURROUNDINGS, "version": "one", "publisher": {}}
    del fields["uri"]
    faults = list(package_faults(Package("release package", fields), "$", entries=0))

    assert {fault.where for fault in faults} == {"$.uri", "$.version", "$.publisher.name", "$.releases"}


def test_a_package_of_ocds_1_0_needs_no_version_and_its_releases_may_have_any_currency() -> None:
    fields = {name: value for name, value in SURROUNDINGS.items() if name != "version"}
    package = Package("release package", fields)
    release = a_release(tender=a_tender(value={"amount": 1, "currency": "XYZ"}))

    assert package.version == "1.0"
    assert list(package_faults(package, "$", entries=1)) == []
    assert release_faults(release, "$", package.version) == ()
    assert len(release_faults(release, "$", "1.1")) == 1


def test_a_link_to_a_release_needs_its_address_and_date() -> None:
    assert [fault.where for fault in link_faults({"tag": ["tender"]}, "$")] == ["$.url", "$.date"]


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-2, 2)
    | st.floats(-1, 1)
    | st.sampled_from(["", "a", "GBP", "open"])
)
NAMES = st.sampled_from(
    [*a_release(), *a_tender(), "title_cy", "items", "amount", "currency", "parties", "lots"]
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4)
)


@given(st.dictionaries(NAMES, VALUES), st.dictionaries(NAMES, VALUES))
def test_the_quick_verdict_agrees_with_jsonschema(release: Any, tender: Any) -> None:
    value = a_release(**release)
    if isinstance(value["tender"], dict):
        value["tender"] = {**value["tender"], **tender}
    errors = list(Draft4Validator(flat_release_schema()).iter_errors(value))

    assert quick(flat_release_schema(), _key)(value) == (not errors)
    assert len(release_faults(value, "$")) == len(errors)
