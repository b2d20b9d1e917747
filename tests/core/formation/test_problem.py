"""A formation problem is read whole or refused with every fault at its JSON path, and written back the same."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.formation.examples import bridge, golden

from midas.core.formation.policy import AtMost, Familiar, Local
from midas.core.formation.problem import FormationProblem, read_problem, write_problem
from midas.core.members.profile import HeldCertificate
from midas.core.values.periods import Period
from midas.core.values.problems import BadInput

EXAMPLE: dict[str, Any] = {
    "schema": "midas/formation-problem/1",
    "currency": "GBP",
    "work_packages": [
        {
            "id": "wp1",
            "competency": "cpv:42600000",
            "quantity": "1200",
            "unit": "HUR",
            "value": 5400000,
            "window": ["2027-01-04", "2027-03-26"],
            "certificates": ["ISO 9001"],
            "min_quality": 0.7,
            "place": "UKE32",
            "position": [53.38, -1.47],
            "min_suppliers": 1,
            "max_suppliers": 3,
            "min_split": 0.2,
            "criticality": 1.0,
            "after": [],
        },
        {"id": "wp2", "competency": "machining", "quantity": 0.5, "after": ["wp1"]},
    ],
    "firms": [
        {
            "id": "f1",
            "name": "…",
            "kind": "member",
            "region": "UKE32",
            "position": [53.38, -1.47],
            "tags": ["sme"],
            "engagement_cost": 150000,
            "turnover": 210000000,
            "reliability": 0.96,
            "can_lead": True,
            "certificates": ["ISO 9001", {"name": "AS 9100", "valid_until": "2027-06-30"}],
            "resources": {"machining-hours": "4000"},
            "offerings": [
                {
                    "id": "mill",
                    "competency": "cpv:42600000",
                    "unit_price": "4300.125",
                    "set_up": 20000,
                    "capacity": "900",
                    "min_order": "0",
                    "quality": 0.85,
                    "lead_time_days": 14,
                    "regions_served": ["UK"],
                    "uses": {"machining-hours": "1"},
                },
                {"work_package": "wp2", "unit_price": 1},
            ],
        },
        {"id": "f2", "blocked": ["suspended"]},
        {"id": "f9"},
    ],
    "policy": {
        "as_of": "2026-11-23",
        "min_partners": 1,
        "max_partners": 8,
        "min_value_share": 0.02,
        "share_cap": 0.6,
        "standing_multiple": 1.0,
        "turnover_multiple": 2.0,
        "contract_value": 120000000,
        "local": {"regions": ["UKE"], "min_share": 0.3},
        "tag_min_share": {"sme": 0.5},
        "risk_price": 1.0,
        "loss_given_failure": 0.5,
        "haulage_per_km": 0,
        "require": [],
        "exclude": ["f2"],
        "conflicts": [["f1", "f9"]],
        "at_most": [{"firms": ["f1", "f2", "f9"], "count": 2}],
        "familiar": [["f1", "f2", 40000]],
        "certificates_any": [],
        "certificates_all": [],
        "need_lead": False,
        "ceiling": None,
    },
}


def faults(raw: object) -> list[str]:
    with pytest.raises(BadInput) as refused:
        read_problem(raw)
    return [str(problem) for problem in refused.value.problems]


def changed(path: str, value: object) -> dict[str, Any]:
    """The example with one field set: `firms.0.id`; the value `...` removes it."""
    raw = deepcopy(EXAMPLE)
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    place: Any = raw
    for step in steps:
        place = place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return raw


def test_the_example_of_the_reference_page_is_read() -> None:
    problem = read_problem(EXAMPLE)
    package, firm, policy = problem.work_packages[0], problem.firms[0], problem.policy

    assert (problem.currency, len(problem.work_packages), len(problem.firms)) == ("GBP", 2, 3)
    assert (package.quantity, package.window) == (1200, Period(date(2027, 1, 4), date(2027, 3, 26)))
    assert (package.min_split, package.max_suppliers) == (Decimal("0.2"), 3)
    assert firm.reliability == Decimal("0.96")
    assert firm.certificates == (HeldCertificate("ISO 9001"), HeldCertificate("AS 9100", date(2027, 6, 30)))
    assert firm.offerings[0].unit_price == Decimal("4300.125")
    assert firm.offerings[0].uses == {"machining-hours": 1}
    assert policy.local == Local(("UKE",), Decimal("0.3"))
    assert policy.familiar == (Familiar("f1", "f2", 40000),)
    assert policy.at_most == (AtMost(("f1", "f2", "f9"), 2),)
    assert policy.ceiling is None


def test_what_is_absent_restricts_nothing_and_costs_nothing() -> None:
    problem = read_problem(
        {
            "work_packages": [{"id": "w", "competency": "c", "quantity": 1}],
            "firms": [{"id": "f", "offerings": [{"competency": "c", "unit_price": 1}]}],
        }
    )
    package, firm, policy = problem.work_packages[0], problem.firms[0], problem.policy
    offering = firm.offerings[0]

    assert (problem.currency, policy.risk_price, policy.loss_given_failure) == ("GBP", 0, Decimal("0.5"))
    assert (firm.reliability, offering.quality, package.criticality) == (1, 1, 1)
    assert (firm.turnover, offering.capacity, package.max_suppliers, policy.share_cap) == (None,) * 4
    assert (firm.engagement_cost, offering.set_up, offering.min_order, policy.min_partners) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    "problem", [read_problem(EXAMPLE), golden(5), bridge(share_cap="0.123456789012345678")]
)
def test_writing_and_reading_gives_the_same_problem(problem: FormationProblem) -> None:
    text = json.dumps(write_problem(problem))

    assert read_problem(json.loads(text)) == problem
    assert read_problem(json.loads(text, parse_float=Decimal)) == problem


numbers = st.decimals(0, 10**12, allow_nan=False, places=9) | st.integers(0, 10**12)


@given(
    st.lists(st.tuples(numbers, st.none() | numbers, st.integers(0, 10**9), st.booleans()), min_size=1),
    st.decimals(0, 1, allow_nan=False, places=12),
)
def test_any_figures_survive_writing_and_reading(
    rows: list[tuple[Decimal | int, Decimal | int | None, int, bool]], share: Decimal
) -> None:
    offerings = [
        {"competency": "c", "unit_price": price, "capacity": capacity, "set_up": set_up, "quality": share}
        for price, capacity, set_up, _ in rows
    ]
    firm = {"id": "f", "offerings": offerings, "can_lead": rows[0][3], "resources": {"r": rows[0][0]}}
    problem = read_problem(
        {"work_packages": [{"id": "w", "competency": "c", "quantity": 1}], "firms": [firm]}
    )

    assert read_problem(json.loads(json.dumps(write_problem(problem)))) == problem


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        ("schema", "midas/formation-problem/2", "$.schema: must be 'midas/formation-problem/1'"),
        ("currency", "pounds", "$.currency: must be an ISO 4217 code"),
        ("work_packages", ..., "$.work_packages: must hold at least one"),
        ("work_packages", [], "$.work_packages: must hold at least one"),
        ("work_packages.0", 7, "$.work_packages[0]: must be an object, not 7"),
        ("work_packages.1", {}, "$.work_packages[1].id: is missing"),
        ("work_packages.0.quantity", ..., "$.work_packages[0].quantity: is missing"),
        ("work_packages.0.quantity", "lots", "$.work_packages[0].quantity: must be a number, not 'lots'"),
        ("work_packages.0.quantity", 0, "$.work_packages[0].quantity: must be more than 0"),
        ("work_packages.0.quantity", -5, "$.work_packages[0].quantity: must not be negative, and is -5"),
        ("work_packages.0.quantity", float("nan"), "$.work_packages[0].quantity: must be a finite number"),
        ("work_packages.0.quantity", 1e300, "$.work_packages[0].quantity: must be at most 1,000,000,000,000"),
        ("work_packages.0.competency", "cpv:4260", "$.work_packages[0].competency: 'cpv:4260' is not a CPV code"),
        ("work_packages.0.competency", "cpv:99600000", "$.work_packages[0].competency: 'cpv:99600000' is not a CPV"),
        ("work_packages.0.window", ["2027-03-26", "2027-01-04"], "$.work_packages[0].window: ends on 2027-01-04"),
        ("work_packages.0.min_suppliers", 4, "$.work_packages[0].max_suppliers: 3 is below min_suppliers, 4"),
        ("work_packages.0.min_quality", 1.1, "$.work_packages[0].min_quality: must be at most 1, and is 1.1"),
        ("work_packages.0.value", "5400000", "$.work_packages[0].value: must be a whole number of minor units"),
        ("work_packages.1.id", "wp1", "$.work_packages[1].id: 'wp1' is already the id of $.work_packages[0]"),
        ("work_packages.1.after", ["wp3"], "$.work_packages[1].after[0]: there is no work package 'wp3'"),
        ("work_packages.0.after", ["wp2"], "$.work_packages[0].after: these packages wait for each other: wp1 after"),
        ("work_packages.0.after", ["wp1"], "$.work_packages[0].after: these packages wait for each other: wp1 after"),
        ("firms", {"f1": {}}, "$.firms: must be a list, not an object"),
        ("firms.1.id", "f1", "$.firms[1].id: 'f1' is already the id of $.firms[0]; ids must differ"),
        ("firms.0.id", ..., "$.firms[0].id: is missing"),
        ("firms.0.name", "a\0b", "$.firms[0].name: holds the character NUL"),
        ("firms.0.reliability", 1.2, "$.firms[0].reliability: must be at most 1, and is 1.2"),
        ("firms.0.engagement_cost", -1, "$.firms[0].engagement_cost: must not be negative, and is -1"),
        ("firms.0.engagement_cost", 0.5, "$.firms[0].engagement_cost: must be a whole number of minor units"),
        ("firms.0.certificates", [5], "$.firms[0].certificates[0]: must be a name, or an object"),
        ("firms.0.certificates.1.valid_until", "soon", "$.firms[0].certificates[1].valid_until: must be a date"),
        ("firms.0.resources", {"machining-hours": "x"}, '$.firms[0].resources["machining-hours"]: must be a number'),
        ("firms.0.offerings.0.unit_price", ..., "$.firms[0].offerings[0].unit_price: is missing"),
        ("firms.0.offerings.0.competency", ..., "$.firms[0].offerings[0].competency: is missing"),
        ("firms.0.offerings.0.work_package", "wp1", "$.firms[0].offerings[0].work_package: an offering names a"),
        ("firms.0.offerings.1.work_package", "wp7", "$.firms[0].offerings[1].work_package: there is no work package"),
        ("firms.0.offerings.1.id", "mill", "$.firms[0].offerings[1].id: 'mill' names another offering of this firm"),
        ("firms.0.offerings.0.capcity", 9, "$.firms[0].offerings[0].capcity: is not a field of this format; did you"),
        ("policy", [], "$.policy: must be an object, not a list"),
        ("policy.as_of", "23/11/2026", "$.policy.as_of: must be a date such as 2027-01-31"),
        ("policy.min_partners", 9, "$.policy.max_partners: 8 is below min_partners, 9"),
        ("policy.share_cap", 60, "$.policy.share_cap: must be at most 1, and is 60"),
        ("policy.risk_price", -0.1, "$.policy.risk_price: must not be negative, and is -0.1"),
        ("policy.local", {"min_share": 0.5}, "$.policy.local.regions: is missing"),
        ("policy.tag_min_share", {"sme": 2}, "$.policy.tag_min_share.sme: must be at most 1, and is 2"),
        ("policy.require", ["f3"], "$.policy.require[0]: there is no firm 'f3' in this problem"),
        ("policy.exclude", ["f1", "f3"], "$.policy.exclude[1]: there is no firm 'f3' in this problem"),
        ("policy.conflicts", [["f1"]], "$.policy.conflicts[0]: must be two firms"),
        ("policy.conflicts", [["f1", "f3"]], "$.policy.conflicts[0][1]: there is no firm 'f3'"),
        ("policy.conflicts", [["f1", "f1"]], "$.policy.conflicts[0]: names 'f1' twice"),
        ("policy.familiar", [["f1", "f2"]], "$.policy.familiar[0]: must be two firms and an amount"),
        ("policy.familiar", [["f1", "f2", -1]], "$.policy.familiar[0][2]: must not be negative, and is -1"),
        ("policy.familiar", [["f1", "f3", 1]], "$.policy.familiar[0][1]: there is no firm 'f3'"),
        ("policy.at_most", [{"firms": ["f1"]}], "$.policy.at_most[0].count: is missing"),
        ("policy.at_most", [{"firms": ["f3"], "count": 0}], "$.policy.at_most[0].firms[0]: there is no firm 'f3'"),
        ("policy.need_lead", "yes", "$.policy.need_lead: must be true or false, not 'yes'"),
        ("polcy", {}, "$.polcy: is not a field of this format; did you mean 'policy'?"),
    ],
)  # fmt: skip
def test_each_fault_is_told_at_its_path(path: str, value: object, fault: str) -> None:
    told = faults(changed(path, value))

    assert told[0].startswith(fault), told
    assert len(told) == 1 or path == "work_packages.1" or path.startswith(("work_packages", "firms")), told


@pytest.mark.parametrize("raw", [None, 5, "problem", [], [[]], True])
def test_what_is_no_object_at_all_is_refused(raw: object) -> None:
    assert faults(raw)[0].startswith("$: must be an object, not")


def test_all_faults_are_told_at_once_in_the_order_of_the_file() -> None:
    raw = changed("work_packages.0.quantity", -1)
    raw["work_packages"][1]["competency"] = "cpv:1"
    raw["firms"][0]["reliability"] = "high"
    raw["policy"]["conflicts"] = [["f1", "f7"], 5, ["f8", "f9"]]

    assert [fault.split(":")[0] for fault in faults(raw)] == [
        "$.work_packages[0].quantity",
        "$.work_packages[1].competency",
        "$.firms[0].reliability",
        "$.policy.conflicts[1]",
        "$.policy.conflicts[0][1]",
        "$.policy.conflicts[2][0]",
    ]


def test_a_long_chain_of_packages_is_no_circle() -> None:
    chain = [
        {"id": f"w{n}", "competency": "c", "quantity": 1, "after": [f"w{n - 1}"] if n else []}
        for n in range(3000)
    ]

    assert len(read_problem({"work_packages": chain}).work_packages) == 3000


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
PATHS = [
    "work_packages.0.id", "work_packages.0.window", "work_packages.0.position", "work_packages.0.after", "firms",
    "firms.0.tags", "firms.0.certificates", "firms.0.resources", "firms.0.offerings", "firms.0.offerings.0.uses",
    "policy", "policy.local", "policy.tag_min_share", "policy.conflicts", "policy.familiar", "policy.at_most",
]  # fmt: skip


@given(st.sampled_from(PATHS), json_values)
def test_anything_at_all_is_read_or_refused_but_never_crashes(path: str, value: object) -> None:
    raw = changed(path, value)
    try:
        problem = read_problem(raw)
    except BadInput:
        assert faults(raw)
    else:
        assert read_problem(write_problem(problem)) == problem
