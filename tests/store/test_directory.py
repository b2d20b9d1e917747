"""The database keeps the words, the name and the region a member is found by, whoever writes."""

from __future__ import annotations

from datetime import timedelta

import pytest
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


def found(cluster, text):
    return list(directory.found(Membership.objects.all(), text, TODAY, cluster.pk))


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
    assert directory.claimed_codes(cluster.pk) == ["cpv:42600000", "cpv:45000000"]
    assert directory.certificate_names(cluster.pk) == ["ISO 9001"]
    assert directory.regions_listed(cluster.pk, ["admitted"]) == {"UKE3"}
    assert directory.regions_listed(cluster.pk, ["left"]) == set()


def test_a_region_holds_its_parts(cluster, member):
    rows = Membership.objects.all()
    assert list(directory.in_region(rows, "UKE")) == [member]
    assert list(directory.in_region(rows, "UKF")) == []
    assert directory.regions_counted(rows) == {"UKE3": 1}
