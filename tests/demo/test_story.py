"""The story, solved: six firms from six places are the best team, and the reasons given for it are true."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from tests.demo.conftest import TODAY
from tests.demo.problems import problem_of

from midas.core.demand.coverage import coverage
from midas.core.demand.matching import Filter, rejections
from midas.core.formation.plan import Status
from midas.core.formation.score import score
from midas.demo.cast import HULL, LEEDS, NEAR_MISS, TEAM
from midas.demo.generate import SEED, generate
from midas.solvers.formation import form

STORY = "clinics"


@pytest.fixture(scope="module")
def solved(five_rivers):
    problem = problem_of(five_rivers, STORY)
    return problem, form(problem, time_limit=30)


def test_the_best_team_is_the_six_firms_of_the_story(solved):
    problem, outcome = solved
    assert outcome.status is Status.OPTIMAL
    assert _names(problem, outcome) == set(TEAM)


@pytest.mark.parametrize("seed", [1, 2])
def test_so_it_is_in_clusters_of_other_seeds(seed):
    problem = problem_of(generate(seed, TODAY), STORY)
    assert _names(problem, form(problem, time_limit=30)) == set(TEAM)


def test_they_come_from_six_places(five_rivers):
    towns = {five_rivers.firm_named(name).place.town for name in TEAM}
    assert towns == {"Rotherham", "Stockton-on-Tees", "Cambridge", "Bristol", "Leeds", "Derby"}


def test_the_fit_out_firm_can_lead_and_is_not_the_largest(five_rivers, solved):
    problem, outcome = solved
    leeds = five_rivers.firm_named(LEEDS)
    assert leeds.key in score(problem, outcome.plan).leads
    assert leeds.turnover < max(five_rivers.firm_named(name).turnover for name in TEAM)
    assert leeds.staff < max(five_rivers.firm_named(name).staff for name in TEAM)


def test_no_member_could_carry_a_third_of_it(five_rivers):
    problem = problem_of(five_rivers, STORY, share_cap="1")
    assert problem.total_value == 640_000_000
    could: dict[str, Fraction] = {}
    for firm, package in {(pair.firm.id, pair.package.id) for pair in problem.pairs}:
        could[firm] = could.get(firm, Fraction(0)) + problem.values[package]
    assert max(could.values()) < problem.total_value / 3


def test_every_package_has_a_choice_of_firms(solved):
    problem, _ = solved
    found = coverage(problem.work_packages, problem.firms, problem.terms)
    assert all(one.firms >= 2 for one in found)


def test_one_near_miss_is_out_for_a_certificate_that_ran_out(five_rivers, solved):
    problem, outcome = solved
    miss = problem.firm[five_rivers.firm_named(NEAR_MISS).key]
    imaging = problem.package["imaging"]
    rules = [
        rejection.rule
        for offering in miss.offerings
        if offering.competency == imaging.competency
        for rejection in rejections(imaging, miss, offering, problem.terms)
    ]
    assert rules == [Filter.CERTIFICATES]
    assert any(held.valid_until and held.valid_until < TODAY for held in miss.certificates)
    assert miss.id not in score(problem, outcome.plan).value_shares


def test_with_that_certificate_renewed_it_would_be_in(five_rivers, solved):
    problem, outcome = solved
    key = five_rivers.firm_named(NEAR_MISS).key
    renewed = replace(
        problem,
        firms=tuple(
            replace(
                firm,
                certificates=tuple(
                    replace(held, valid_until=TODAY + timedelta(days=1000)) for held in firm.certificates
                ),
            )
            if firm.id == key
            else firm
            for firm in problem.firms
        ),
    )
    better = form(renewed, time_limit=30)
    assert NEAR_MISS in _names(renewed, better)
    assert better.objective < outcome.objective


def test_forty_per_cent_from_yorkshire_costs_visibly_more_and_brings_hull_in(five_rivers, solved):
    problem, outcome = solved
    assert Fraction(1, 4) < score(problem, outcome.plan).local_share < Fraction(2, 5)
    local = problem_of(five_rivers, STORY, local={"regions": ["UKE"], "min_share": "0.4"})
    dearer = form(local, time_limit=30)
    assert dearer.status is Status.OPTIMAL
    assert HULL in _names(local, dearer)
    assert dearer.objective - outcome.objective > 3_000_000  # more than GBP 30,000


def _names(problem, outcome):
    return {problem.firm[key].name for key in score(problem, outcome.plan).value_shares}


def test_the_seed_of_the_demo_is_the_one_tested(five_rivers):
    assert generate(SEED, TODAY) == five_rivers
