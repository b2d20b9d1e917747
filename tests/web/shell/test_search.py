"""One search over what the role may see."""

import pytest
from tests import builders

PART = {"HX-Request": "true"}


@pytest.fixture
def things(cluster):
    member = builders.a_member(cluster, "Rother Welding", identifier="01234567")
    builders.an_opportunity(cluster, "Rother bridge repair")
    builders.an_enterprise(cluster, [member], name="Rother Bridges")
    other = builders.a_cluster()
    builders.a_member(other, "Rother Strangers")
    builders.an_opportunity(other, "Rother strangers' demand")


def found(cluster, words, kind="broker", **headers):
    return builders.signed_in(builders.a_role(cluster, kind)).get(
        "/search/", {"q": words}, headers=headers or None
    )


def test_members_demands_and_enterprises_are_found_and_nobody_elses(cluster, things):
    page = found(cluster, "rother").content.decode()
    for name in ("Rother Welding", "Rother bridge repair", "Rother Bridges"):
        assert name in page
    assert "trangers" not in page


def test_every_word_has_to_be_there(cluster, things):
    page = found(cluster, "rother weld").content.decode()
    assert "Rother Welding" in page
    assert "Rother Bridges" not in page


def test_a_firm_is_found_by_its_number(cluster, things):
    assert "Rother Welding" in found(cluster, "0123").content.decode()


def test_rooms_one_may_not_enter_are_not_searched(cluster, things):
    page = found(cluster, "rother", "agency").content.decode()
    assert "Rother Welding" in page
    assert "bridge repair" not in page
    assert "Rother Welding" not in found(cluster, "rother", "purchaser").content.decode()


def test_applicants_are_found_by_those_who_decide_on_them_only(cluster):
    builders.a_member(cluster, "Hopeful Ltd", state="applied", joined_on=None)
    assert "Hopeful Ltd" in found(cluster, "hopeful", "committee").content.decode()
    assert "Hopeful Ltd" not in found(cluster, "hopeful", "member").content.decode()


def test_what_is_typed_gets_a_list_and_not_a_page(cluster, things):
    response = found(cluster, "rother", **PART)
    assert "<html" not in response.content.decode()
    assert "Rother Welding" in response.content.decode()
    assert "HX-Request" in response["Vary"]


def test_nothing_found_is_said(cluster):
    assert "Nothing was found" in found(cluster, "zzzz").content.decode()
    assert "Nothing is called" in found(cluster, "zzzz", **PART).content.decode()


@pytest.mark.parametrize("words", ["", "r", "  ", "r" * 5000, "%_\\", "<script>alert(1)</script>"])
def test_odd_words_do_no_harm(cluster, things, words):
    response = found(cluster, words)
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


def test_a_search_takes_few_queries(cluster, things, django_assert_max_num_queries):
    client = builders.signed_in(builders.a_role(cluster))
    with django_assert_max_num_queries(30):
        client.get("/search/?q=rother")
