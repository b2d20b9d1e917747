"""Awards are counted once, however often a demand was published, and as near to what one asks as they suffice."""

import pytest
from tests.actions.demand.scene import AT, a_notice, a_scene

from midas.actions.demand.bid_sheet import bid_sheet
from midas.actions.demand.same_demand import merge_demands
from midas.store import tenancy
from midas.store.queries import awards as queries
from midas.store.queries.awards import awards_won, usual_winners


@pytest.fixture
def scene(db):
    made = a_scene()
    with tenancy.tenant(made.cluster.pk):
        yield made


def awarded(scene, number: int, firm: str = "Don", status: str = "active", **more):
    award = {"id": "a", "status": status, "suppliers": [{"name": firm}]}
    return a_notice(scene.cluster, ocid=f"ocds-won-{number}", awards=[award], **more)


def count(scene, **asked) -> int:
    return len(awards_won(scene.cluster, **asked)[0])


def test_an_award_published_twice_counts_once(scene):
    first, second = awarded(scene, 1), awarded(scene, 2)
    assert count(scene) == 2
    merge_demands(scene.broker, first.pk, second.pk, at=AT)
    assert count(scene) == 1


@pytest.mark.parametrize("shown", [[], [{"id": "a", "status": "cancelled", "suppliers": [{"name": "Don"}]}]])
def test_an_award_told_only_where_it_was_published_the_second_time_is_not_lost(scene, shown):
    kept = a_notice(scene.cluster, ocid="ocds-kept", awards=shown)
    for number in (1, 2):
        merge_demands(scene.broker, kept.pk, awarded(scene, number).pk, at=AT)
    assert count(scene) == 1


def test_the_code_is_shortened_only_until_there_are_awards_enough(scene):
    for number in range(4):
        awarded(scene, number, cpv="34200000")
    assert usual_winners(scene.opportunity, scene.cluster).code == "34"
    awarded(scene, 4, cpv="34210000")
    usual = usual_winners(scene.opportunity, scene.cluster)
    assert (usual.code, usual.market.awards) == ("342", 5)


def test_with_narrow_awards_enough_one_query_is_asked_and_no_item_read(
    scene, django_assert_num_queries, monkeypatch
):
    for number in range(5):
        awarded(scene, number, cpv="34200000", items=[{"id": "1", "description": "x"}])
    with django_assert_num_queries(1) as asked:
        usual_winners(scene.opportunity, scene.cluster)
    assert '"items"' not in asked.captured_queries[0]["sql"]
    monkeypatch.setattr(queries, "NEAR", 2)
    usual = usual_winners(scene.opportunity, scene.cluster)
    assert (usual.market.awards, usual.cut) == (2, True)


def test_its_own_awards_are_left_aside_also_where_they_were_published_twice(scene):
    own, twin = awarded(scene, 1), awarded(scene, 2)
    merge_demands(scene.broker, own.pk, twin.pk, at=AT)
    twin.refresh_from_db()
    assert usual_winners(own, scene.cluster) is None
    assert usual_winners(twin, scene.cluster) is None


def test_without_a_code_the_same_buyer_is_asked(scene):
    awarded(scene, 1)
    awarded(scene, 2, buyer_name="County")
    new = a_notice(scene.cluster, ocid="ocds-new", cpv="", buyer_name="County")
    usual = usual_winners(new, scene.cluster)
    assert (usual.code, usual.buyer, usual.market.awards) == ("", "County", 1)
    assert usual_winners(a_notice(scene.cluster, ocid="x", cpv="", buyer_name=""), scene.cluster) is None


def test_the_sheet_counts_as_the_page_does(scene):
    for number in range(4):
        awarded(scene, number, firm="Don")
    award = {"id": "a", "suppliers": [{"name": "Don"}, {"name": "Aire"}, {"name": "Ouse"}]}
    a_notice(scene.cluster, ocid="ocds-won-5", awards=[award])
    lines, usual = bid_sheet(scene.broker, scene.opportunity, AT)
    (line,) = [one for one in lines if one.name == "competition"]
    assert line.why.startswith("Of 5 awards")
    assert line.figure == "87 %"
    assert usual == usual_winners(scene.opportunity, scene.cluster)
