import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest


def test_a_customers_request_becomes_an_opportunity(broker):
    new = {
        "door": "customer",
        "title": "Ten benches",
        "buyer_name": "A park",
        "value": 500_000,
        "cpv": ["39113600"],
    }
    answer = broker.post("/opportunities", new)
    assert answer.status_code == 201
    assert broker.get(f"/opportunities/{answer.json()['id']}").json()["state"] == "new"


def test_everything_wrong_with_a_request_is_told_at_once(broker):
    answer = broker.post("/opportunities", {"door": "customer", "title": " ", "cpv": ["12"]})
    assert answer.status_code == 422
    assert {problem["where"] for problem in answer.json()["problems"]} == {"title", "buyer_name", "cpv"}


def test_an_impossible_move_is_a_conflict_that_says_what_is_possible(scene, broker):
    answer = broker.post(f"/opportunities/{scene.opportunity.pk}/state", {"to": "won"})
    assert answer.status_code == 409
    assert "possible from here" in answer.json()["message"]


def test_dropping_takes_a_reason(scene, broker):
    path = f"/opportunities/{scene.opportunity.pk}/state"
    assert broker.post(path, {"to": "dropped"}).json()["problems"][0]["where"] == "reason"
    assert broker.post(path, {"to": "dropped", "reason": "too far"}).json()["state"] == "dropped"


def test_a_requirement_is_saved_as_its_next_version_and_no_older_one_overwrites_it(scene, broker):
    path = f"/requirements/{scene.requirement.pk}"
    kept = broker.get(path).json()
    change = {
        "version": kept["version"],
        "work_packages": kept["work_packages"][:1],
        "policy": kept["policy"],
    }
    assert broker.put(path, change).json()["version"] == kept["version"] + 1
    assert broker.put(path, change).status_code == 409
    assert len(broker.get(path).json()["work_packages"]) == 1


def test_faults_of_a_requirement_are_told_by_json_path_and_nothing_is_saved(scene, broker):
    path = f"/requirements/{scene.requirement.pk}"
    bad = [{"id": "wp1", "title": "", "competency": "cpv:1", "quantity": -1, "unit": "HUR"}]
    answer = broker.put(path, {"version": 1, "work_packages": bad})
    where = {problem["where"] for problem in answer.json()["problems"]}
    assert where >= {
        "$.work_packages[0].title",
        "$.work_packages[0].competency",
        "$.work_packages[0].quantity",
    }
    assert broker.get(path).json()["version"] == 1


def test_a_file_of_notices_is_taken_in_to_be_read_by_a_job(broker, settings, tmp_path):
    settings.MIDAS_UPLOADS = tmp_path
    file = SimpleUploadedFile("notices.json", b'{"releases": []}')
    answer = broker.client.post("/api/v1/imports", {"file": file}, headers=broker.headers)
    assert answer.status_code == 202
    assert broker.get(f"/imports/{answer.json()['id']}").json()["state"] == "waiting"


def test_a_file_above_the_limit_is_refused_and_nothing_is_kept(broker, settings, tmp_path):
    settings.MIDAS_UPLOADS, settings.MIDAS_UPLOAD_MAX_BYTES = tmp_path, 10
    answer = broker.client.post(
        "/api/v1/imports", {"file": SimpleUploadedFile("a.json", b"x" * 11)}, headers=broker.headers
    )
    assert answer.status_code == 422
    assert "larger than" in answer.json()["problems"][0]["message"]
    assert broker.get("/imports").json()["count"] == 0
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def never_read(monkeypatch):
    """Fails the test when anything of a request's files is read."""

    def read(self):
        raise AssertionError("the request was read")

    monkeypatch.setattr(HttpRequest, "_load_post_and_files", read)


def hand_in(client, content=b"{}", name="a.json"):
    files = {"file": SimpleUploadedFile(name, content)}
    return client.client.post("/api/v1/imports", files, headers=client.headers)


def test_a_file_is_not_read_from_whoever_may_not_hand_it_in(as_role, never_read):
    assert hand_in(as_role("member")).status_code == 403


def test_a_request_beyond_all_measure_is_not_read_over_the_api(broker, settings, never_read):
    settings.MIDAS_UPLOAD_MAX_BYTES = 10
    answer = hand_in(broker, b"x" * 1000)
    assert answer.status_code == 422
    assert "What you sent is larger than" in answer.json()["problems"][0]["message"]


def test_a_file_above_the_limit_is_dropped_while_it_arrives(broker, settings, monkeypatch):
    settings.MIDAS_UPLOAD_MAX_BYTES = 1000
    kept = []
    monkeypatch.setattr(
        MemoryFileUploadHandler, "receive_data_chunk", lambda self, data, start: kept.append(data)
    )
    answer = hand_in(broker, b"x" * 1001, "huge.json")
    assert answer.status_code == 422
    assert "huge.json is larger than" in answer.json()["problems"][0]["message"]
    assert kept == []


def test_a_hand_in_without_a_file_says_how_to_send_one(broker):
    answer = broker.client.post("/api/v1/imports", {"other": "x"}, headers=broker.headers)
    assert (answer.status_code, answer.json()["problems"][0]["where"]) == (422, "file")


def test_coverage_says_who_qualifies_and_hides_prices_from_whoever_may_not_see_them(scene, broker, as_role):
    path = f"/requirements/{scene.requirement.pk}/coverage"
    welding, coating = broker.get(path).json()
    assert (welding["firms"], coating["firms"]) == (2, 1)
    assert welding["low"] == "4000"
    seen = as_role("project_manager").get(path).json()
    assert [(one["firms"], one["low"]) for one in seen] == [(2, None), (1, None)]


def test_a_region_written_as_itl_is_kept_as_members_name_it(scene, broker):
    path = f"/requirements/{scene.requirement.pk}"
    kept = broker.get(path).json()
    packages = [{**package, "place": "TLE32"} for package in kept["work_packages"]]
    policy = {"local": {"regions": ["TLE"], "min_share": 0.1}}
    saved = broker.put(path, {"version": 1, "work_packages": packages, "policy": policy}).json()
    assert {package["place"] for package in saved["work_packages"]} == {"UKE32"}
    assert saved["policy"]["local"]["regions"] == ["UKE"]
