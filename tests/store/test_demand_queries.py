"""What the pages of the demand stage read: in how many queries, and of nobody else's."""

from datetime import date
from decimal import Decimal

import pytest
from tests.actions.demand.scene import a_scene
from tests.builders import a_certificate, a_member, a_resource, an_offering

from midas.core.demand.matching import OPEN_TERMS
from midas.core.demand.requirement import WorkPackage
from midas.core.members.profile import HeldCertificate
from midas.core.values.periods import Period
from midas.store import tenancy
from midas.store.models import Competency, Offering, OfferingUse
from midas.store.queries.coverage import candidates, cover
from midas.store.queries.demand import (
    certificates,
    choices,
    labels,
    members,
    offered,
    unknown_competencies,
)
from midas.store.queries.profiles import firms, suppliers

QUARTER = Period(date(2027, 1, 1), date(2027, 3, 31))
CABINS = WorkPackage("wp1", "cpv:34200000", Decimal(10), "EA", window=QUARTER)


@pytest.fixture
def scene(db):
    made = a_scene()
    with tenancy.tenant(made.cluster.pk):
        yield made


def test_however_many_firms_there_are_they_load_in_seven_queries(scene, django_assert_num_queries):
    for _ in range(5):
        member = a_member(scene.cluster)
        offering, resource = an_offering(member), a_resource(member)
        a_certificate(member)
        OfferingUse.objects.create(cluster=scene.cluster, offering=offering, resource=resource, amount=1)
    with django_assert_num_queries(7):
        assert len(firms(scene.cluster)) == 8


def test_a_firm_is_loaded_as_it_is_kept(scene):
    member = a_member(
        scene.cluster, "Weir", "UKC1", tags=["green"], reliability=Decimal("0.95"), engagement_cost=500
    )
    offering = an_offering(member, regions_served=["UK"], quality=Decimal("0.8"), unit_price=Decimal("43.5"))
    resource = a_resource(member, "people", 800)
    OfferingUse.objects.create(
        cluster=scene.cluster, offering=offering, resource=resource, amount=Decimal("1.5")
    )
    a_certificate(member, "ISO 9001", date(2027, 5, 1))
    firm = firms(scene.cluster)[-1]
    assert (firm.id, firm.name, firm.region, firm.position) == (str(member.pk), "Weir", "UKC1", (54.6, -1.4))
    assert firm.tags == {"green", "sme", "small", "manufacturing"}
    assert (firm.reliability, firm.engagement_cost, firm.turnover) == (Decimal("0.95"), 500, 200_000_000)
    assert firm.certificates == (HeldCertificate("ISO 9001", date(2027, 5, 1)),)
    assert firm.resources == {"people": 800}
    (made,) = firm.offerings
    assert (made.id, made.unit_price, made.capacity, made.quality) == (
        str(offering.pk),
        Decimal("43.5"),
        1000,
        Decimal("0.8"),
    )
    assert (made.regions_served, made.uses) == (("UK",), {"people": Decimal("1.5")})


def test_with_packages_capacities_are_those_of_their_windows(scene):
    by_name = {firm.name: firm for firm in firms(scene.cluster, [CABINS])}
    assert by_name["Rother"].offerings[0].capacity == 9
    assert by_name["Bristol"].offerings == ()


def test_whoever_may_not_see_prices_gets_none(scene):
    a_member(scene.cluster, engagement_cost=500)
    loaded = firms(scene.cluster, unit_prices=False)
    assert {offering.unit_price for firm in loaded for offering in firm.offerings} == {0}
    assert {firm.engagement_cost for firm in loaded} == {0}


@pytest.mark.parametrize("state", ["applied", "suspended", "left", "declined"])
def test_only_admitted_members_are_loaded(scene, state):
    member = a_member(scene.cluster, state=state)
    an_offering(member, "cpv:99000000")
    assert str(member.pk) not in {firm.id for firm in firms(scene.cluster)}
    assert "cpv:99" not in offered(scene.cluster)
    assert str(member.pk) not in dict(members(scene.cluster))


def test_claims_that_have_run_out_do_not_count(scene):
    Offering.objects.update(valid_until=date(2026, 11, 23))
    assert all(firm.offerings for firm in firms(scene.cluster))
    assert not any(firm.offerings for firm in firms(scene.cluster, on=date(2026, 11, 24)))
    assert offered(scene.cluster, date(2026, 11, 23))
    assert not offered(scene.cluster, date(2026, 11, 24))


def test_a_competency_of_the_clusters_own_counts_as_the_cpv_code_it_stands_for(scene):
    Competency.objects.create(
        cluster=scene.cluster, code="machining/5-axis", label="5-axis machining", cpv="42611000"
    )
    an_offering(a_member(scene.cluster), "machining/5-axis")
    assert {"machining", "machining/5-axis", "cpv:426"} <= set(offered(scene.cluster))
    assert suppliers(scene.cluster)[-1].claims[0].cpv == "cpv:42611000"


def test_another_clusters_firms_are_never_among_them(scene):
    other = a_scene("other")
    with tenancy.tenant(other.cluster.pk):
        an_offering(a_member(other.cluster, "Stranger"), "cpv:92000000")
    assert "Stranger" not in {firm.name for firm in firms(scene.cluster)}
    assert firms(other.cluster) == ()
    assert "cpv:92" not in offered(scene.cluster)
    assert certificates(scene.cluster) == [("ISO 9001", 2)]


def test_coverage_says_in_which_units_members_price_the_work_instead(scene):
    hours = WorkPackage("wp1", "cpv:34200000", Decimal(10), "HUR", window=QUARTER)
    (covered,) = cover(scene.cluster, [hours], OPEN_TERMS, on=date(2026, 11, 24))
    assert (covered.coverage.offering, covered.other_units) == (0, [("EA", 2)])
    (covered,) = cover(scene.cluster, [CABINS], OPEN_TERMS, on=date(2026, 11, 24))
    assert (covered.coverage.firms, covered.other_units) == (2, [])


def test_candidates_are_told_cheapest_first_then_why_the_others_fall_short(scene):
    strict = WorkPackage("wp1", "cpv:34200000", Decimal(10), "EA", certificates=("ISO 9001",))
    found, others = candidates(scene.cluster, [strict], 0, OPEN_TERMS, on=date(2026, 11, 24))
    assert [(one.firm.name, bool(one.reasons)) for one in found] == [("Rother", False), ("Don", True)]
    assert "does not hold ISO 9001" in found[1].reasons[0].message
    assert others == []
    hours = WorkPackage("wp1", "cpv:34200000", Decimal(10), "HUR")
    found, others = candidates(scene.cluster, [hours], 0, OPEN_TERMS, on=date(2026, 11, 24))
    assert (found, [one.firm.name for one in others]) == ([], ["Rother", "Don"])


def test_competencies_are_found_by_word_and_by_code_those_offered_first(scene):
    for code, label in (("34210000", "Vehicle bodies"), ("34220000", "Trailers and body parts")):
        Competency.objects.create(code=f"cpv:{code}", label=label)
    assert [(one.label, one.firms) for one in choices(scene.cluster, "bod")] == [
        ("Vehicle bodies", 1),
        ("Trailers and body parts", 0),
    ]
    assert [one.code for one in choices(scene.cluster, "cpv:3422")] == ["cpv:34220000"]
    assert [one.code for one in choices(scene.cluster, "")] == ["cpv:34210000"]
    assert choices(scene.cluster, "no such work") == []


def test_labels_are_those_loaded_else_those_shipped_else_what_a_code_lies_in(scene):
    Competency.objects.create(code="cpv:34211000", label="Bus bodies")
    found = labels(["34211000", "34200000", "34223330", "99000000"])
    assert found["34211000"] == "Bus bodies"
    assert found["34200000"] == "Vehicle bodies, trailers or semi-trailers"
    assert found["34223330"] == "part of Vehicle bodies, trailers or semi-trailers"
    assert found["99000000"] == "99000000"


def test_what_a_member_offers_is_known_even_if_the_taxonomy_does_not_hold_it(scene):
    an_offering(a_member(scene.cluster), "welding/tig")
    assert unknown_competencies(scene.cluster, {"welding/tig", "welding/mig"}) == {"welding/mig"}
