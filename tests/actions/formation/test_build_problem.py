"""A requirement as it stands becomes a formation problem."""

from datetime import date, timedelta

import pytest
from tests.actions.formation.scene import AT, a_package
from tests.builders import an_assessment, an_enterprise

from midas.actions.formation.build_problem import build_problem
from midas.core.formation.policy import Familiar
from midas.core.formation.problem import read_problem, write_problem
from midas.core.values.problems import BadInput
from midas.rules import regions
from midas.store.queries.formation import BARRED


def policy_of(scene, **policy):
    scene.requirement.policy = policy
    return build_problem(scene.requirement, at=AT).problem.policy


def refused(scene, **policy):
    scene.requirement.policy = policy
    with pytest.raises(BadInput) as caught:
        build_problem(scene.requirement, at=AT)
    return [(problem.where, problem.message) for problem in caught.value.problems]


def test_only_admitted_members_are_in_it(scene):
    built = build_problem(scene.requirement, at=AT)
    assert [firm.name for firm in built.problem.firms] == ["Rother", "Don", "Tees"]
    assert {name for name in built.names if name.isdigit()} == {
        scene.id(n) for n in ("Rother", "Don", "Tees")
    }


def test_it_is_asked_as_of_today_in_the_clusters_time_zone(scene):
    assert policy_of(scene).as_of == date(2026, 11, 24)
    assert policy_of(scene, as_of="2026-12-24").as_of == date(2026, 12, 24)
    assert policy_of(scene, as_of="2026-01-01").as_of == date(2026, 11, 24)


def test_a_package_lies_at_the_point_of_its_place(scene):
    welding, _ = build_problem(scene.requirement, at=AT).problem.work_packages
    assert welding.position == regions.point("UKE32")
    scene.requirement.work_packages.update(place="")
    assert build_problem(scene.requirement, at=AT).problem.work_packages[0].position is None


def test_capacity_is_that_of_the_months_the_work_runs(scene):
    rother = build_problem(scene.requirement, at=AT).problem.firm[scene.id("Rother")]
    assert rother.offerings[0].capacity == 3000


def test_firms_that_finished_an_enterprise_together_are_familiar(scene):
    an_enterprise(
        scene.cluster, [scene.firms["Rother"], scene.firms["Tees"], scene.firms["Aire"]], "dissolved"
    )
    an_enterprise(scene.cluster, [scene.firms["Don"], scene.firms["Tees"]], "abandoned")
    assert policy_of(scene).familiar == (Familiar(scene.id("Rother"), scene.id("Tees"), 5_000),)


def test_what_the_policy_says_of_a_pair_stands_before_their_past(scene):
    an_enterprise(scene.cluster, [scene.firms["Rother"], scene.firms["Tees"]], "dissolved")
    said = [scene.id("Tees"), scene.id("Rother"), 12]
    assert policy_of(scene, familiar=[said]).familiar == (Familiar(*said),)


def test_locality_is_told_by_the_demands_region_where_the_policy_names_none(scene):
    scene.opportunity.region = "UKC11"
    local = policy_of(scene).local
    assert (local.regions, local.min_share) == (("UKC",), 0)
    assert policy_of(scene, local={"regions": ["UKE"], "min_share": 0.4}).local.regions == ("UKE",)


def test_rules_about_firms_that_are_not_admitted_are_dropped(scene):
    gone, there = scene.id("Aire"), scene.id("Don")
    policy = policy_of(scene, exclude=[gone, there], conflicts=[[gone, there]], familiar=[[gone, there, 5]])
    assert (policy.exclude, policy.conflicts, policy.familiar) == ((there,), (), ())


def test_a_required_firm_that_is_not_admitted_is_refused_by_name(scene):
    assert refused(scene, require=[scene.id("Aire"), "nobody"]) == [
        ("$.policy.require", "Aire is suspended, not admitted; take it out of the firms that must be in."),
        (
            "$.policy.require",
            "'nobody' is not a member of this cluster; take it out of the firms that must be in.",
        ),
    ]


def test_every_fault_of_a_policy_is_told_at_once(scene):
    assert [where for where, _ in refused(scene, share_cap=3, max_partners="six")] == [
        "$.policy.max_partners",
        "$.policy.share_cap",
    ]


def test_packages_that_wait_for_each_other_are_refused(scene):
    scene.requirement.work_packages.filter(code="wp1").update(after=["wp2"])
    scene.requirement.work_packages.filter(code="wp2").update(after=["wp1"])
    assert refused(scene)[0][0] == "$.work_packages[0].after"


def test_a_requirement_without_packages_is_refused(scene):
    scene.requirement.work_packages.all().delete()
    assert refused(scene)[0][0] == "work_packages"


def test_it_can_be_written_and_read_back_the_same(scene):
    a_package(scene.requirement, "welding", 10, "HUR", min_split="0.25", min_quality="0.5")
    problem = build_problem(scene.requirement, at=AT + timedelta(days=1)).problem
    assert read_problem(write_problem(problem)) == problem


def test_a_firm_whose_assessment_lapsed_is_left_out_and_told_why(scene):
    an_assessment(scene.firms["Tees"], valid_until=AT.date() - timedelta(days=1))
    built = build_problem(scene.requirement, at=AT)
    assert [firm.name for firm in built.problem.firms] == ["Rother", "Don"]
    told = built.names[BARRED][scene.id("Tees")]
    assert (told["name"], told["offers"]) == ("Tees", True)
    assert "finance assessment lapsed on 23 November 2026" in told["why"][0]


def test_a_firm_that_was_judged_anew_is_in_it_again(scene):
    an_assessment(scene.firms["Tees"], valid_until=AT.date() - timedelta(days=1))
    an_assessment(scene.firms["Tees"])
    built = build_problem(scene.requirement, at=AT)
    assert len(built.problem.firms) == 3
    assert built.names[BARRED] == {}


def test_a_firm_that_must_be_in_but_is_barred_is_named_with_the_reason(scene):
    an_assessment(scene.firms["Tees"], "ethics", failed=["modern slavery"])
    ((where, message),) = refused(scene, require=[scene.id("Tees")])
    assert where == "$.policy.require"
    assert "not eligible" in message
    assert "modern slavery" in message
