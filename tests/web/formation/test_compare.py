"""Searches side by side: what was asked differently and what came out differently, held against the first."""

import pytest
from django.urls import reverse
from tests.actions.formation.scene import a_firm
from tests.actions.formation.solved import best, outcome_of, ran, requested, solved, surer
from tests.web.formation.reading import text_of

from midas.store.models import Offering


@pytest.fixture
def runs(scene):
    """Two searches; between them the policy, a quantity, a price and the members changed."""
    first = solved(scene)
    scene.requirement.policy = {
        "risk_price": 3, "max_partners": 4, "share_cap": 0.9, "ceiling": 9_000_000, "need_lead": True,
        "local": {"regions": ["UKE"], "min_share": 0.1}, "tag_min_share": {"sme": 0.0},
        "conflicts": [[scene.id("Don"), scene.id("Tees")]][:0], "exclude": [],
    }  # fmt: skip
    scene.requirement.version += 1
    scene.requirement.save()
    package = scene.requirement.work_packages.get(code="wp2")
    package.max_suppliers = 3
    package.save()
    Offering.objects.filter(membership=scene.firms["Don"]).update(unit_price=4321)
    a_firm(scene, "Late", "welding", "9000", "HUR")
    return first, ran(requested(scene, seed=7), lambda problem, *_: outcome_of(problem, surer(scene)))


def page(browser, scene, *runs):
    address = reverse("formation:compare", args=[scene.opportunity.pk])
    return browser.get(address, {"run": [run.pk for run in runs]})


def test_different_rules_packages_and_settings_are_marked(scene, broker, runs):
    text = text_of(page(broker, scene, *runs))
    assert "Version of the requirement 1 differs 2" in text
    assert "Seed 0 differs 7" in text
    assert "Price of risk 1 differs 3" in text
    assert "Largest share of one firm – differs 90.0 %" in text
    assert "Budget – differs £90,000" in text
    assert "Yorkshire and The Humber: 10.0 %" in text
    assert "Coating of the cabins: Most firms on a package – differs 3" in text
    assert "Members considered 3 differs 4" in text
    assert "Members the first has not – differs Late" in text
    assert "Don (what it offers, or at which price)" in text


def test_what_came_out_differently_is_marked_per_firm(scene, broker, runs):
    text = text_of(page(broker, scene, *runs))
    assert "Don – in 50.0 %" in text
    assert "Rother 66.7 % −50.0 % 16.7 %" in text
    assert "Tees 33.3 % 33.3 %" in text
    assert "more than the first" in text


def test_no_price_of_any_firm_is_told_to_those_who_may_not_see_them(scene, as_role, runs):
    html = page(as_role("project_manager"), scene, *runs).content.decode()
    assert "Don (what it offers, or at which price)" in html
    assert "43.21" not in html
    assert "4321" not in html


def test_searches_asked_the_same_way_differ_in_nothing(scene, broker):
    first, second = solved(scene), ran(requested(scene), lambda p, *_: outcome_of(p, best(scene)))
    text = text_of(page(broker, scene, first, second))
    assert "What was asked" in text
    assert "differs" not in text.replace("What differs from the first is marked", "")


def test_a_stranger_compares_nothing(scene, stranger, runs):
    assert page(stranger, scene, *runs).status_code == 404
