"""What a text asks for, and whether to bid, over the API."""

from tests.actions.demand.scene import a_notice, a_scene
from tests.api.conftest import caller

from midas.store import tenancy
from midas.store.models import BidDecision, ConditionVerdict


def worded(scene):
    with tenancy.tenant(scene.cluster.pk):
        scene.opportunity.description = "Bidders must hold ISO 9001."
        scene.opportunity.save()
    return f"/api/v1/opportunities/{scene.opportunity.pk}"


def called(key, method, path, body=b"{}"):
    return key.client.generic(method, path, body, content_type="application/json", headers=key.headers)


def test_conditions_are_read_with_their_sentence_and_judged(db):
    scene = a_scene()
    path, key = worded(scene), caller(scene.broker)
    (one,) = called(key, "GET", f"{path}/conditions").json()
    assert (one["name"], one["sentence"], one["holds"]) == ("ISO 9001", "Bidders must hold ISO 9001.", None)
    body = f'{{"key": "{one["key"]}", "holds": false}}'.encode()
    assert called(key, "POST", f"{path}/conditions", body).json()[0]["holds"] is False
    with tenancy.tenant(scene.cluster.pk):
        assert ConditionVerdict.objects.count() == 1


def test_the_sheet_is_read_and_a_decision_made_and_listed(db):
    scene = a_scene()
    path, key = worded(scene), caller(scene.broker)
    lines = called(key, "GET", f"{path}/bid").json()["lines"]
    assert [one["name"] for one in lines] == [
        "fit", "coverage", "deadline", "competition", "margin", "strategic",
    ]  # fmt: skip
    made = called(key, "POST", f"{path}/decisions", b'{"choice": "bid", "reason": "Ours."}')
    assert made.status_code == 201
    assert [one["reason"] for one in called(key, "GET", f"{path}/decisions").json()] == ["Ours."]


def test_who_usually_wins_comes_with_the_sheet_and_says_of_how_many_awards(db):
    scene = a_scene()
    path, key = worded(scene), caller(scene.broker)
    award = {"id": "a", "value": {"minor": 900, "currency": "GBP"}}
    award |= {"suppliers": [{"name": "Aire"}, {"name": "Don"}]}
    with tenancy.tenant(scene.cluster.pk):
        a_notice(scene.cluster, ocid="ocds-won-1", awards=[award])
    sheet = called(key, "GET", f"{path}/bid").json()
    assert (sheet["awards"], sheet["cpv"], sheet["buyer"]) == (1, "34", "")
    assert sheet["winners"] == [
        {"name": name, "awards": 1, "joint": 1, "value": 450} for name in ("Aire", "Don")
    ]


def test_a_decision_without_a_reason_is_refused(db):
    scene = a_scene()
    path, key = worded(scene), caller(scene.broker)
    answer = called(key, "POST", f"{path}/decisions", b'{"choice": "bid", "reason": ""}')
    assert answer.status_code == 422
    with tenancy.tenant(scene.cluster.pk):
        assert not BidDecision.objects.exists()


def test_who_does_not_see_requirements_reads_no_conditions(db):
    scene = a_scene()
    path, member = worded(scene), caller(scene.member)
    assert called(member, "GET", f"{path}/conditions").status_code == 403
    assert called(member, "GET", path).status_code == 200
