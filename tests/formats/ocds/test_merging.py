"""Releases merge as the standard's published cases say, by the rules of our own schema."""

from __future__ import annotations

import json
import warnings
from typing import Any

import pytest
from ocdsmerge import VersionedRelease
from tests.formats.ocds.notices import a_release, a_tender
from tests.shared_data import shared_bytes, shared_data

from midas.formats.ocds.merging import UnableToMerge, in_order, merge, merge_rules
from midas.formats.ocds.read import Found, read_releases

CASES = (
    *("empty-identifiermerge-array", "empty-wholelistmerge-array", "fill-object", "initial-null", "mergeid"),
    *("simple", "single-empty-object", "string-list"),
)


def case(*parts: str) -> Any:
    return json.loads(shared_bytes("ocds", "merge_cases", *parts))


@pytest.mark.shared_data
def test_every_case_of_ocds_1_1_is_tried() -> None:
    names = {path.stem for path in shared_data("ocds", "merge_cases", "1.1").iterdir()}

    assert {name for name in names if not name.endswith(("-compiled", "-versioned"))} == set(CASES)


@pytest.mark.shared_data
@pytest.mark.parametrize(("version", "name"), [("1.0", "suppliers"), *(("1.1", name) for name in CASES)])
def test_a_published_case_compiles_as_published(version: str, name: str) -> None:
    releases = in_order(case(version, f"{name}.json"))

    assert merge(releases) == case(version, f"{name}-compiled.json")


@pytest.mark.shared_data
@pytest.mark.parametrize("name", CASES)
def test_the_rules_make_the_published_versions_too(name: str) -> None:
    versioned = VersionedRelease(merge_rules=merge_rules())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        versioned.extend(case("1.1", f"{name}.json"))

    assert versioned.asdict() == case("1.1", f"{name}-versioned.json")


def the_release(*parts: str) -> dict[str, Any]:
    parts_found = list(read_releases(shared_data("ocds", "standard_examples", "merging", *parts)))
    assert isinstance(parts_found[0], Found)
    return parts_found[0].release


@pytest.mark.shared_data
def test_the_standard_s_own_example_merges_as_printed() -> None:
    names = [
        *(f"merge-tender-{number}.json" for number in (1, 2, 3)),
        "merge-award-1.json",
        "merge-award-2.json",
    ]
    merged = merge([the_release(name) for name in names])
    printed = the_release("merged-tender.json")

    assert merged == {**printed, "id": merged["id"]}


def test_what_a_newer_release_leaves_out_stays_and_what_it_nulls_goes() -> None:
    older = a_release(1, tender=a_tender(description="d", items=[{"id": "1", "quantity": 1}]))
    newer = a_release(2, day=2, tender={"id": "t1", "title": None, "items": [{"id": "2"}]})
    merged = merge([older, newer])

    assert merged["tender"]["description"] == "d"
    assert "title" not in merged["tender"]
    assert [item["id"] for item in merged["tender"]["items"]] == ["1", "2"]


def test_places_of_delivery_are_replaced_not_added_up() -> None:
    def delivering(*regions: str) -> dict[str, Any]:
        item = {"id": "1", "deliveryAddresses": [{"region": region} for region in regions]}
        return a_release(tender=a_tender(items=[item]))

    merged = merge([delivering("UKC", "UKD"), delivering("UKE")])
    assert merged["tender"]["items"][0]["deliveryAddresses"] == [{"region": "UKE"}]


def test_releases_are_ordered_by_moment_not_by_letters() -> None:
    first = a_release(1) | {"date": "2026-03-01T00:30:00+02:00"}
    second = a_release(2) | {"date": "2026-02-28T23:00:00Z"}
    dateless = {"ocid": "x", "id": "no date"}

    assert in_order([second, first, dateless]) == [dateless, first, second]


@pytest.mark.parametrize(
    "newer",
    [
        a_release(2, tender=[{"id": "1"}]),
        a_release(2, tender=a_tender(value=[{"id": 5}])),
        a_release(2, tender=a_tender(lots=[{"id": {"a": 1}}])),
        a_release(2, tender=a_tender(items=[{"id": [1]}])),
    ],
)
def test_shapes_that_contradict_each_other_are_refused(newer: dict[str, Any]) -> None:
    with pytest.raises(UnableToMerge):
        merge([a_release(1), newer])


def test_suppliers_without_parties_are_replaced_as_in_ocds_1_0() -> None:
    first = a_release(1, awards=[{"id": "a", "suppliers": [{"name": "Wheels"}, {"name": "Spokes"}]}])
    second = a_release(2, awards=[{"id": "a", "suppliers": [{"name": "Wheels Ltd"}]}])

    assert merge([first, second])["awards"][0]["suppliers"] == [{"name": "Wheels Ltd"}]
