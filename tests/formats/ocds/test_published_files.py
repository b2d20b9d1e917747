"""Every published file at hand gets the verdict that its name, or a reading of it, leads one to expect."""

from __future__ import annotations

from functools import cache

import pytest
from tests.shared_data import shared_data, shared_folder

from midas.formats.ocds.check import FileReport, check_file

pytestmark = pytest.mark.shared_data

EXAMPLES = "standard_examples"
QUALITY = "quality_cases/common_checks__"
REAL = "realdata"

# Files that are not simply valid: releases, valid ones, whether the file is faulty, and a problem it must name.
EXPECTED: dict[str, tuple[int, int, bool, str]] = {
    "scotland_pcs_2019_releases.jsonl.gz": (45, 0, True, "$[44].id: is required and missing."),
    f"{EXAMPLES}/language.json": (0, 0, True, "This file is not OCDS: it has the fields language, tender"),
    f"{EXAMPLES}/serialization-flat.json": (1, 0, True, "$.releases[0].tag: must be a list, not 'tender'."),
    f"{EXAMPLES}/serialization-flat-two-items.json": (1, 0, True, "$.publisher: is required and missing."),
    f"{EXAMPLES}/merging/example03-awardAmendment.json": (1, 0, True, "not 'awardAmendment'."),
    f"{EXAMPLES}/merging/example03-record.json": (1, 0, True, "$.records[0].releases[0].tag[0]: must be"),
    f"{QUALITY}1-0__records_invalid_releases.json": (
        4,
        0,
        True,
        "$.records[1].releases[0].ocid: is required",
    ),
    f"{QUALITY}dupe_ids_1.json": (4, 2, True, "$.releases[1].id: is the same as in release 1"),
    f"{QUALITY}records_no_validation_errors.json": (0, 0, False, "Midas never fetches links"),
    f"{QUALITY}records_non_unique_no_ocid.json": (0, 0, True, "$.records[1].ocid: is required and missing"),
    f"{QUALITY}releases_non_unique_no_id.json": (2, 0, True, "$.releases[1].id: is required and missing."),
    "quality_cases/lib__record_check_ocids.json": (
        0,
        0,
        True,
        "$.records[0].compiledRelease: must be an object.",
    ),
    "quality_cases/additional_checks__empty_fields_releases.json": (1, 1, False, "nothing but white space"),
    f"{REAL}/record-package-1.json": (1, 0, True, "submissionMethod[0]: must be text, not null."),
    f"{REAL}/record-package_1.0.json": (1, 1, True, "$.publisher: is required and missing."),
    f"{REAL}/versioned-release-2.json": (0, 0, True, "is a versioned release"),
}

# How many releases the valid files hold, where that is not one.
RELEASES = {
    "uk_contracts_finder_2020_companyids.jsonl.gz": 37,
    "uk_contracts_finder_2020_packages.jsonl.gz": 50,
    "uk_contracts_finder_2025_releases.jsonl.gz": 101,
    "wales_sell2wales_releases.jsonl.gz": 45,
    "portugal_base_release_package.json.gz": 50,
    "fictional/1.1/ocds-213czf-000-00001.json": 6,
    "quality_cases/lib__tenders_releases_7_releases_check_ocids.json": 7,
    f"{QUALITY}releases_unique_ocids_but_not_ids.json": 2,
    f"{REAL}/record-package_linked-releases.json": 2,
    f"{REAL}/record-package_package_1.1.json": 2,
    f"{REAL}/record-package_split.json": 2,
    f"{REAL}/release-package-1-2.json": 4,
    f"{REAL}/release-package-2.json": 2,
    f"{REAL}/release-package_split.json": 4,
}
OF_1_0 = {
    "paraguay_record_155220.json.gz",
    "quality_cases/lib__tenders_releases_7_releases_check_ocids.json",
    f"{REAL}/release-package-1-2.json",
    f"{REAL}/release-package-2.json",
    f"{REAL}/release-package_1.0-2.json",
    f"{REAL}/release-package_split.json",
}
# Valid by the standard, and yet something in them is of no use: an amount without a currency, an ocid without prefix.
REMARKS = {
    "quality_cases/lib__tenders_releases_7_releases_check_ocids.json",
    f"{QUALITY}releases_no_validation_errors.json",
    f"{QUALITY}releases_unique_ocids_but_not_ids.json",
    *(
        f"{EXAMPLES}/merging/example02-{name}.json"
        for name in (
            "field-record",
            "field-tender",
            "object-record",
            "object-tender",
            "object-tenderAmendment",
        )
    ),
}


@cache
def names() -> tuple[str, ...]:
    """Every file with releases or records in it; the merge cases have tests of their own."""
    folder = shared_folder()
    found = () if folder is None else (folder / "ocds").rglob("*.json*")
    paths = [path.relative_to(folder / "ocds") for path in found] if folder else []
    return tuple(sorted(path.as_posix() for path in paths if path.parts[0] not in {"schema", "merge_cases"}))


def verdict(name: str) -> FileReport:
    return check_file(shared_data("ocds", *name.split("/")), name)


def test_all_the_files_are_there() -> None:
    shared_data("ocds")

    assert set(names()) >= {*EXPECTED, *RELEASES, *OF_1_0, *REMARKS}
    assert len(names()) > 80


@pytest.mark.parametrize("name", [name for name in names() if name not in EXPECTED])
def test_a_good_file_is_valid(name: str) -> None:
    report = verdict(name)
    number = RELEASES.get(name, 1)

    assert (report.releases, report.valid, report.faulty) == (number, number, False), report.problems
    assert bool(report.problems) == (name in REMARKS), report.problems
    assert report.version == ("1.0" if name in OF_1_0 else "1.1")


@pytest.mark.parametrize(
    ("name", "places"),
    [
        (
            "tenders_releases_7_releases_check_ocids",
            [f"$.releases[{number}].ocid" for number in (0, 1, 2, 4, 5, 6)],
        ),
        ("record_check_ocids", ["$.records[0].ocid"]),
    ],
)
def test_an_ocid_without_a_publisher_s_prefix_is_pointed_at(name: str, places: list[str]) -> None:
    problems = verdict(f"quality_cases/lib__{name}.json").problems

    assert [problem.where for problem in problems if "prefix" in problem.message] == places


@pytest.mark.parametrize("name", EXPECTED)
def test_a_file_that_is_not_simply_valid_says_why(name: str) -> None:
    releases, valid, faulty, words = EXPECTED[name]
    report = verdict(name)

    assert (report.releases, report.valid, report.faulty) == (releases, valid, faulty)
    assert any(words in str(problem) for problem in report.problems), report.problems
