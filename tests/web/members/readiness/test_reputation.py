"""How reliable a firm is, by its ratings; its owner's right of reply; firms ranked by what is certain."""

from datetime import date

import pytest
from tests import builders

from midas.store import tenancy
from midas.store.models import Rating, Role


@pytest.fixture
def rother(cluster):
    return builders.a_member(cluster, "Rother Welding")


@pytest.fixture
def broker(cluster):
    return builders.signed_in(builders.a_role(cluster))


def rate(member, *values, words="Came late"):
    with tenancy.tenant(member.cluster_id):
        return [
            Rating.objects.create(
                cluster_id=member.cluster_id,
                membership=member,
                source="customer",
                value=value,
                given_on=date(2026, 1, 1 + day),
                words=words,
            )
            for day, value in enumerate(values)
        ]


def test_the_golden_sequence_is_told_with_how_sure_it_is(broker, rother):
    rate(rother, 1, 1, 0, 1, 1)
    page = broker.get(f"/members/{rother.pk}/reputation/").content.decode()

    assert "On 5 ratings" in page
    assert "70 % is to be expected" in page  # methods.md section 5: E = .7030
    assert "Came late" in page


def test_nobody_rated_is_unknown_not_bad(broker, rother):
    assert "unknown, not bad" in broker.get(f"/members/{rother.pk}/reputation/").content.decode()
    assert "unknown, not bad" in broker.get(f"/members/{rother.pk}/").content.decode()


def test_the_ranking_puts_many_good_ratings_before_two_and_newcomers_last_without_a_place(
    broker, cluster, rother
):
    few, new = builders.a_member(cluster, "Aire Few"), builders.a_member(cluster, "Bain New")
    rate(rother, *([1] * 12))
    rate(few, 1, 1)
    page = broker.get("/members/reputation/").content.decode()

    assert page.index("Rother Welding") < page.index("Aire Few") < page.index("Bain New")
    assert "2 of 3 firms" in page
    assert broker.get("/members/reputation/?_export=csv").status_code == 200
    assert new.pk


def test_the_owner_replies_once_and_for_good(cluster, rother):
    (rating,) = rate(rother, 0)
    own = builders.signed_in(builders.a_role(cluster, "member", rother))
    at, typed = (
        f"/members/{rother.pk}/reputation/",
        {"rating": rating.pk, "words": "The drawings came late too."},
    )

    assert own.post(at, typed).status_code == 302
    assert "The drawings came late too." in own.get(at).content.decode()
    assert own.post(at, typed).status_code == 409


def test_staff_reply_not_once_there_is_an_owner(cluster, rother):
    (rating,) = rate(rother, 0)
    with tenancy.tenant(cluster.pk):
        Role.objects.create(
            cluster=cluster, person=builders.a_person(), kind="member", membership=rother, is_owner=True
        )
    own = builders.signed_in(builders.a_role(cluster, "member", rother))

    answer = own.post(f"/members/{rother.pk}/reputation/", {"rating": rating.pk, "words": "No"})
    assert answer.status_code == 403


def test_others_reply_for_nobody_and_rivals_do_not_read_the_words(broker, cluster, rother):
    (rating,) = rate(rother, 0)
    rival = builders.signed_in(builders.a_role(cluster, "member"))

    for client in (broker, rival):
        typed = {"rating": rating.pk, "words": "No"}
        assert client.post(f"/members/{rother.pk}/reputation/", typed).status_code == 403
    page = rival.get(f"/members/{rother.pk}/reputation/").content.decode()
    assert "On 1 rating" in page
    assert "Came late" not in page


def test_a_member_downloads_no_ranking(cluster):
    client = builders.signed_in(builders.a_role(cluster, "member"))

    assert client.get("/members/reputation/").status_code == 200
    assert client.get("/members/reputation/?_export=csv").status_code == 403


def test_ratings_are_downloaded_by_those_who_read_them(broker, cluster, rother):
    rate(rother, 1)
    at = f"/members/{rother.pk}/reputation/"
    assert "Came late" in broker.get(at, {"_export": "csv"}).content.decode()
    agency = builders.signed_in(builders.a_role(cluster, "agency"))
    assert "Came late" not in agency.get(at, {"_export": "csv"}).content.decode()
