"""Which offering may do which package, and if not, why not, in words and numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from midas.core.demand.matching import Terms, eligible_pairs, rejections
from midas.core.demand.requirement import WorkPackage
from midas.core.members.profile import Firm, HeldCertificate, Offering
from midas.core.values.periods import Period

PACKAGE = WorkPackage(
    "mill",
    "cpv:42600000",
    Decimal(1200),
    window=Period(date(2027, 1, 4), date(2027, 3, 26)),
    certificates=("ISO 9001",),
    min_quality=Decimal("0.7"),
    place="UKE32",
)
OFFERING = Offering(
    Decimal(4300),
    competency="cpv:42611000",
    quality=Decimal("0.7"),
    lead_time_days=42,
    regions_served=("UKM", "UKE"),
)
FIRM = Firm("ash", certificates=(HeldCertificate("ISO 9001", date(2027, 3, 26)),), offerings=(OFFERING,))
TERMS = Terms(as_of=date(2026, 11, 23))


def reasons(
    package: dict[str, Any] | None = None,
    firm: dict[str, Any] | None = None,
    offering: dict[str, Any] | None = None,
    terms: Terms = TERMS,
) -> list[tuple[str, str]]:
    found = rejections(
        replace(PACKAGE, **(package or {})),
        replace(FIRM, **(firm or {})),
        replace(OFFERING, **(offering or {})),
        terms,
    )
    return [(reason.rule.value, reason.message) for reason in found]


def test_a_pair_that_just_passes_every_filter_is_eligible() -> None:
    assert reasons() == []
    assert [
        (pair.package.id, pair.firm.id, pair.index) for pair in eligible_pairs([PACKAGE], [FIRM], TERMS)
    ] == [("mill", "ash", 0)]


@pytest.mark.parametrize(
    ("changes", "rule", "words"),
    [
        (
            {"offering": {"competency": "cpv:42000000"}},
            "competency",
            "the offering is for cpv:42000000, which is not cpv:42600000 or part of it",
        ),
        (
            {"offering": {"competency": None, "work_package": "turn"}},
            "competency",
            "the offering is for package turn only",
        ),
        ({"terms": Terms(excluded=frozenset({"ash"}))}, "exclude", "the policy excludes this firm"),
        (
            {"firm": {"blocked": ("suspended since May",)}},
            "blocked",
            "the firm is barred: suspended since May",
        ),
        (
            {"package": {"certificates": ("AS 9100",)}},
            "certificates",
            "does not hold AS 9100, which the package asks for",
        ),
        (
            {"firm": {"certificates": (HeldCertificate("ISO 9001", date(2027, 3, 25)),)}},
            "certificates",
            "its ISO 9001 runs out on 2027-03-25, before 2027-03-26, which the package asks for",
        ),
        (
            {"terms": Terms(certificates_all=("Cyber Essentials",))},
            "certificates_all",
            "does not hold Cyber Essentials, which the policy, of every partner, asks for",
        ),
        ({"offering": {"quality": Decimal("0.69")}}, "quality", "quality 0.69 is below the floor of 0.7"),
        (
            {"offering": {"lead_time_days": 43}},
            "lead_time",
            "needs 43 days, so is ready on 2027-01-05, not when work starts on 2027-01-04 (1 day late)",
        ),
        (
            {"offering": {"regions_served": ("UKM", "UKE31")}},
            "region",
            "serves UKM, UKE31, and the work is in UKE32",
        ),
    ],
)
def test_each_filter_refuses_in_words(changes: dict[str, Any], rule: str, words: str) -> None:
    assert reasons(**changes) == [(rule, words)]


@pytest.mark.parametrize(
    "changes",
    [
        {"firm": {"certificates": (HeldCertificate("ISO 9001"),)}},  # no expiry known
        {
            "package": {"window": None},
            "firm": {"certificates": (HeldCertificate("ISO 9001", date(2000, 1, 1)),)},
        },
        {"package": {"window": None}, "offering": {"lead_time_days": 9999}},
        {"offering": {"lead_time_days": None}},
        {"offering": {"lead_time_days": 9999}, "terms": Terms()},  # nobody said when work could be ordered
        {"offering": {"regions_served": ()}},
        {"package": {"place": None}, "offering": {"regions_served": ("UKM",)}},
        {"offering": {"regions_served": ("UK",)}},
        {"offering": {"competency": None, "work_package": "mill"}},
        {"package": {"min_quality": Decimal(0)}, "offering": {"quality": Decimal(0)}},
    ],
)
def test_a_filter_that_lacks_a_figure_restricts_nothing(changes: dict[str, Any]) -> None:
    assert reasons(**changes) == []


def test_every_reason_is_given_at_once() -> None:
    told = reasons(
        package={"certificates": ("AS 9100", "ISO 14001")},
        offering={"quality": Decimal(0), "regions_served": ("FR",)},
    )

    assert [rule for rule, _ in told] == ["certificates", "certificates", "quality", "region"]


def test_an_expired_certificate_beside_a_valid_one_does_no_harm() -> None:
    held = (HeldCertificate("ISO 9001", date(2020, 1, 1)), HeldCertificate("ISO 9001", date(2030, 1, 1)))

    assert reasons(firm={"certificates": held}) == []


def test_pairs_come_by_package_firm_and_offering_in_the_order_given() -> None:
    other = replace(PACKAGE, id="turn", competency="turning")
    turning = replace(OFFERING, competency="turning/cnc")
    firms = [
        replace(FIRM, id="zeta", offerings=(turning, OFFERING, OFFERING)),
        replace(FIRM, id="alpha", offerings=(OFFERING, turning)),
        replace(FIRM, id="none", offerings=()),
    ]
    found = [(pair.package.id, pair.firm.id, pair.index) for pair in eligible_pairs([other, PACKAGE], firms)]

    assert found == [
        ("turn", "zeta", 0),
        ("turn", "alpha", 1),
        ("mill", "zeta", 1),
        ("mill", "zeta", 2),
        ("mill", "alpha", 0),
    ]
