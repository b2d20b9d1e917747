"""Who wins: the page, its downloads, and its short form on the page of a demand."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.actions.demand.scene import a_notice
from tests.web.demand.reading import text_of

from midas.store.models import Opportunity

PAGE = "demand:market"
DON, AIRE = {"name": "Don Steel Ltd", "sme": True}, {"name": "=Aire <b>Works</b>"}


def awarded(scene, number: int, *suppliers, **more) -> Opportunity:
    award = {"id": "a", "status": "active", "value": {"minor": 100_00 * number, "currency": "GBP"}}
    award |= {"suppliers": list(suppliers), "awarded_on": "2026-05-01"}
    return a_notice(scene.cluster, ocid=f"ocds-won-{number}", awards=[award], **more)


@pytest.fixture
def won(scene) -> list[Opportunity]:
    """Six awards: four to Don alone, one to Don with Aire, one to Aire for another buyer and kind."""
    made = [awarded(scene, number, DON) for number in range(1, 5)]
    made.append(awarded(scene, 5, DON, AIRE))
    return [*made, awarded(scene, 6, AIRE, cpv="72200000", buyer_name="County")]


def test_who_wins_and_with_whom_is_told_with_its_concentration(broker, scene, won):
    response = broker.get(reverse(PAGE))
    text = text_of(response)
    market = response.context["market"]
    assert (market.awards, market.hhi) == (6, 6250)
    assert "highly concentrated" in text
    assert "Small and medium-sized 100 %" in text
    assert "Merger Guidelines 2023" in text
    assert "Don Steel Ltd" in text
    assert [(pair.first, pair.second, pair.awards) for pair in market.pairs] == [
        ("=Aire <b>Works</b>", "Don Steel Ltd", 1)
    ]
    assert "&lt;b&gt;Works" in response.content.decode()
    assert "<b>Works" not in response.content.decode()


def test_a_code_and_a_buyer_narrow_it(broker, scene, won):
    for asked in ({"cpv": "72"}, {"buyer": "County"}):
        assert broker.get(reverse(PAGE), asked).context["market"].awards == 1
    nothing = broker.get(reverse(PAGE), {"cpv": "99"})
    assert "No award matches" in text_of(nothing)
    wrong = broker.get(reverse(PAGE), {"cpv": "7%"})
    assert wrong.status_code == 422
    assert "Write two to eight digits" in text_of(wrong)


def test_winners_and_pairs_can_be_downloaded_and_nothing_runs_in_them(broker, scene, won):
    winners = broker.get(reverse(PAGE), {"_export": "csv"}).content.decode("utf-8-sig").splitlines()
    assert winners[0] == "Supplier,Small or medium-sized,Awards,With others,Share of awards,Worth,Last"
    assert winners[1] == "Don Steel Ltd,yes,5,1,0.75,1250.0,2026-05-01"
    assert winners[2].startswith("'=Aire")
    pairs = (
        broker.get(reverse(PAGE), {"_export": "csv", "pairs": "1"}).content.decode("utf-8-sig").splitlines()
    )
    assert pairs == ["Supplier,With,Awards", "'=Aire <b>Works</b>,Don Steel Ltd,1"]
    assert broker.get(reverse(PAGE), {"_export": "xlsx"}).status_code == 200


def test_without_awards_it_says_how_to_get_some(broker, scene):
    assert "Import notices of awards" in text_of(broker.get(reverse(PAGE)))


def test_a_demand_tells_who_usually_wins_here(broker, scene, won):
    page = reverse("demand:opportunity", args=[scene.opportunity.pk])
    response = broker.get(page)
    assert response.context["wins"].usual.code == "34200000"
    text = text_of(response)
    assert "Who usually wins here" in text
    assert "5 awards for CPV 34200000" in text
    assert reverse(PAGE) + "?cpv=34200000" in response.content.decode()


def test_the_bid_sheet_names_the_same_winners_as_the_page_of_the_demand(broker, scene, won):
    page = broker.get(reverse("demand:opportunity", args=[scene.opportunity.pk])).context["wins"]
    sheet = broker.get(reverse("demand:bid", args=[scene.opportunity.pk]))
    assert sheet.context["wins"].market == page.market
    text = text_of(sheet)
    assert "5 awards for CPV 34200000" in text
    assert "Of 5 awards for such work, most went to Don Steel Ltd (5)" in text
    assert "90 %" in text


def test_a_demand_without_a_code_tells_of_its_buyer(broker, scene, won):
    row = a_notice(scene.cluster, ocid="ocds-y", cpv="", buyer_name="County")
    response = broker.get(reverse("demand:opportunity", args=[row.pk]))
    assert "1 award of County; the demand names no CPV code" in text_of(response)
    assert reverse(PAGE) + "?buyer=County" in response.content.decode()


def test_a_demand_of_a_kind_nobody_was_awarded_says_nothing_of_winners(broker, scene):
    text = text_of(broker.get(reverse("demand:opportunity", args=[scene.opportunity.pk])))
    assert "Who usually wins here" not in text


def test_a_demand_shows_contracts_sizes_and_markup_as_text(broker, scene):
    award = {
        "id": "a",
        "status": "active",
        "suppliers": [DON, AIRE],
        "contracted": {"minor": 99_00, "currency": "GBP"},
        "lots": ["1", "2"],
    }
    row = a_notice(scene.cluster, ocid="ocds-x", title="<script>alert(1)</script>", awards=[award])
    response = broker.get(reverse("demand:opportunity", args=[row.pk]))
    text = text_of(response)
    assert "contracts worth £99" in text
    assert "lot 1, 2" in text
    assert "(small or medium-sized)" in text
    assert "<script>alert" not in response.content.decode()


def test_another_cluster_s_awards_are_not_counted(stranger, scene, won):
    assert stranger.get(reverse(PAGE)).context["market"].awards == 0


def test_however_many_awards_there_are_the_queries_stay_few(
    broker, scene, won, django_assert_max_num_queries
):
    with django_assert_max_num_queries(22):
        broker.get(reverse(PAGE))
