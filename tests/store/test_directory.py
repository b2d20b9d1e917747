"""The database keeps the words, the name and the region a member is found by, whoever writes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import Q
from tests import builders

from midas.store import tenancy
from midas.store.models import Membership, MemberWord, Offering, Organisation
from midas.store.queries import directory

TODAY = builders.TODAY


@pytest.fixture
def cluster(db):
    made = builders.a_cluster()
    with tenancy.tenant(made.pk):
        yield made


@pytest.fixture
def member(cluster):
    return builders.a_member(cluster, "Müller & Söhne Ltd", identifier="01234567", summary="Coded work")


def words(member):
    return set(MemberWord.objects.filter(membership=member).values_list("word", flat=True))


def facets(member):
    return {word for word in words(member) if word.startswith("=")}


def asked(*wishes, seen=None):
    return directory.Question(wishes, directory.live(TODAY), seen or Q())


def found(cluster, text):
    names = directory.offered(cluster.pk).names()
    return list(asked(*directory.about(text, names)).among(Membership.objects.all()))


def test_a_firm_has_the_words_of_its_name_number_place_and_summary(member):
    assert {"müller", "muller", "sohne", "01234567", "rotherham", "coded"} <= words(member)


def test_words_follow_every_change_however_it_is_written(member):
    Organisation.objects.filter(pk=member.organisation_id).update(name="Aire Forge", region="UKE4")
    Membership.objects.filter(pk=member.pk).update(summary="", tags=["green"])
    row = Membership.objects.get(pk=member.pk)
    assert (row.listed_name, row.listed_region) == ("Aire Forge", "UKE4")
    assert {"aire", "forge", "green"} <= words(member)
    assert not {"müller", "coded"} & words(member)


def test_saving_a_stale_member_does_not_lose_its_listed_name(member):
    assert member.listed_name == ""
    member.save()
    assert Membership.objects.get(pk=member.pk).listed_name == "Müller & Söhne Ltd"


def test_words_of_offerings_come_and_go_with_them(cluster, member):
    offering = builders.an_offering(member, title="Spray coating")
    assert "spray" in words(member)
    Offering.objects.filter(pk=offering.pk).update(title="Powder coating")
    assert {"powder", "coating"} <= words(member)
    assert "spray" not in words(member)
    offering.delete()
    assert "powder" not in words(member)


def test_a_word_of_offerings_counts_until_the_last_of_them_runs_out(cluster, member):
    builders.an_offering(member, "cpv:45000000", title="Lathes", valid_until=TODAY - timedelta(days=1))
    assert found(cluster, "lathes") == []
    builders.an_offering(member, "cpv:45000000", title="Lathes", valid_until=TODAY)
    assert found(cluster, "lathes") == [member]


@pytest.mark.parametrize("text", ["müll", "MULLER", "söhne rother", "GB-COH-01234567", "0123", "yorkshire"])
def test_a_firm_is_found_by_beginnings_of_words(cluster, member, text):
    builders.an_offering(member)
    assert found(cluster, text) == [member]


@pytest.mark.parametrize("text", ["%", "_", "uller", "zzz", "rother zzz"])
def test_what_is_no_beginning_finds_nothing(cluster, member, text):
    assert found(cluster, text) == []


def test_different_values_are_found_once_each_and_only_ones_own(cluster, member):
    other = builders.a_cluster()
    builders.an_offering(builders.a_member(other), "cpv:99000000")
    for code in ("cpv:42600000", "cpv:42600000", "cpv:45000000"):
        builders.an_offering(member, code)
    builders.a_certificate(member)
    offered = directory.offered(cluster.pk)
    assert offered.codes == ("cpv:42600000", "cpv:45000000")
    assert offered.certificates == ("ISO 9001",)
    assert offered.listed(["admitted"]) == {"UKE3"}
    assert offered.listed(["left"]) == set()


def test_a_region_holds_its_parts(cluster, member):
    rows = Membership.objects.all()
    assert list(asked(directory.in_region("UKE")).among(rows)) == [member]
    assert list(asked(directory.in_region("UKF")).among(rows)) == []
    assert directory.regions_counted(rows) == {"UKE3": 1}


def test_facets_follow_sector_size_region_work_and_certificates(cluster, member):
    builders.an_offering(member, "cpv:42600000", valid_until=TODAY)
    held = builders.a_certificate(member)
    sector = f"=sector:{member.sector_group_id}"
    assert facets(member) == {sector, "=size:small", "=in:UKE3", "=does:cpv:42600000", "=holds:ISO 9001"}
    held.name = "AS 9100"
    held.save()
    Offering.objects.update(competency="cpv:45000000")
    Organisation.objects.update(size="micro", region="UKF1")
    assert facets(member) == {sector, "=size:micro", "=in:UKF1", "=does:cpv:45000000", "=holds:AS 9100"}
    held.delete()
    assert "=holds:AS 9100" not in facets(member)


def test_every_word_says_state_and_region_of_its_firm(cluster, member):
    Membership.objects.update(state="suspended")
    Organisation.objects.update(region="UKF1")
    assert set(MemberWord.objects.values_list("state", "region")) == {("suspended", "UKF1")}


def test_firms_are_counted_once_by_region_however_many_of_their_words_match(cluster, member):
    other = builders.a_member(cluster, "Rother Rotary", "UKF1", "digital", identifier="00000007")
    builders.an_offering(other, "cpv:42600000")
    builders.an_offering(other, "cpv:42610000")
    both = directory.about("rot", {})[0]
    assert asked(both).counted() == {"UKE3": 1, "UKF1": 1}
    assert asked(both, directory.holding("cpv:42600000", {})).counted() == {"UKF1": 1}
    assert asked(both, seen=Q(state="left")).counted() == {}


@pytest.mark.parametrize("many", [True, False])
def test_few_and_many_are_found_alike(cluster, member, many):
    builders.a_member(cluster, "Tees Coatings", "UKC1", identifier="00000007")
    wishes = asked(directory.in_region("UKE"), directory.of_size("small"))
    assert list(wishes.among(Membership.objects.all(), many=many)) == [member]


def test_a_question_counts_as_many_as_it_finds(cluster, member):
    builders.an_offering(member, "cpv:42600000", valid_until=TODAY - timedelta(days=1))
    ran_out = asked(directory.holding("cpv:42600000", {}))
    assert ran_out.counted() == {}
    assert list(ran_out.among(Membership.objects.all())) == []
