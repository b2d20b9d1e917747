from midas.store import tenancy


def test_members_are_found_by_name_region_and_competency(broker):
    def names(**filters):
        return [row["name"] for row in broker.get("/members", **filters).json()["items"]]

    assert names(search="tees coat") == ["Tees"]
    assert names(search="nobody") == []
    assert names(region="UKC") == ["Don", "Tees"]
    assert names(competency="coating") == ["Tees"]
    assert names(competency="coating", state="suspended") == ["Aire"]


def test_a_list_comes_in_pages_of_bounded_size(broker):
    page = broker.get("/members", limit=1, offset=1).json()
    assert (len(page["items"]), page["count"]) == (1, 3)
    assert broker.get("/members", limit=100_000).status_code == 422


def test_a_broker_sees_prices_and_a_member_only_its_own(scene, broker, as_role):
    mine, other = scene.firms["Don"], scene.firms["Rother"]
    member = as_role("member", mine)

    def price(caller, firm):
        return caller.get(f"/members/{firm.pk}").json()["offerings"][0]["unit_price"]

    assert price(broker, other) is not None
    assert price(member, mine) is not None
    assert price(member, other) is None


def test_a_purchaser_does_not_look_into_the_cluster(as_role):
    purchaser = as_role("purchaser")
    for path in ("/members", "/opportunities", "/enterprises", "/formations"):
        assert purchaser.get(path).status_code == 403


def test_a_member_does_not_see_other_firms_prices_through_plans(scene, as_role):
    member = as_role("member", scene.firms["Don"])
    assert member.get("/formations").status_code == 403
    assert member.get(f"/requirements/{scene.requirement.pk}").status_code == 403


def test_only_who_decides_on_applications_sees_applicants(scene, broker, as_role):
    aire = scene.firms["Aire"]
    with tenancy.tenant(scene.cluster.pk):
        aire.state = "applied"
        aire.save()
    member = as_role("member", scene.firms["Don"])
    assert broker.get("/members", state="applied").json()["count"] == 1
    assert broker.get(f"/members/{aire.pk}").status_code == 200
    assert member.get("/members", state="applied").json()["count"] == 0
    assert member.get(f"/members/{aire.pk}").status_code == 404
    assert as_role("member", aire).get(f"/members/{aire.pk}").status_code == 200
