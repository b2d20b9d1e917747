"""Pages of sources: what is said, what may be done and by whom, and what a try finds out."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from tests import builders
from tests.replay import Reply, package, portal
from tests.web.demand.reading import text_of

from midas.actions.demand.sources import Wanted, add_source, request_run
from midas.store.models import NoticeSource, SourceRun

SOURCES = "/demand/sources/"
RELEASE = {
    "ocid": "ocds-213czf-7",
    "id": "1",
    "date": "2026-11-01T00:00:00Z",
    "tag": ["tender"],
    "initiationType": "tender",
    "tender": {"id": "t", "title": "Forty benches"},
}
GENTLE = {
    "pause_seconds": 2,
    "timeout_seconds": 5,
    "max_megabytes": 10,
    "max_pages": 50,
    "every_minutes": 360,
}


@pytest.fixture(autouse=True)
def operator(settings, tmp_path):
    settings.MIDAS_SOURCE_FOLDER = tmp_path
    settings.MIDAS_SOURCE_LOOPBACK = True


@pytest.fixture
def boss(as_role):
    return as_role("administrator")


@pytest.fixture
def source(scene):
    wanted = Wanted("Portal", "portal", "https://portal.example/api", "ocds")
    return add_source(builders.a_role(scene.cluster, "administrator"), wanted, folder=None, at=builders.AT)


@pytest.fixture
def there():
    with portal() as made:
        yield made


def typed(**more):
    return {"name": "Portal", "what": "ocds", "address": "", **GENTLE, **more}


def test_an_empty_list_says_what_to_do_next(boss, broker):
    assert "Add a portal, and its notices come in by themselves." in text_of(boss.get(SOURCES))
    told = text_of(broker.get(SOURCES))
    assert "An administrator of the cluster can add one" in told
    assert "Add a source" not in told


def test_a_known_portal_needs_no_address(boss):
    answer = boss.post(f"{SOURCES}new/", typed(what="contracts-finder"))
    made = NoticeSource.objects.get()
    assert answer["Location"] == f"{SOURCES}{made.pk}/"
    assert (made.kind, made.portal) == ("portal", "contracts-finder")
    assert made.address.startswith("https://www.contractsfinder.service.gov.uk/")


def test_everything_wrong_is_told_at_its_field_and_nothing_saved(boss):
    answer = boss.post(f"{SOURCES}new/", typed(name="", address="http://u:p@example.org"))
    assert answer.status_code == 422
    answer = boss.post(f"{SOURCES}new/", typed(address="http://u:p@example.org"))
    assert answer.status_code == 422
    assert "an address with a name or password in it is not kept" in text_of(answer)
    answer = boss.post(f"{SOURCES}new/", typed(what="folder", address="../etc"))
    assert "Name a folder inside the one that is open to sources" in text_of(answer)
    assert not NoticeSource.objects.exists()


def test_a_try_asks_for_one_page_tells_what_came_and_saves_nothing(boss, there):
    there.says("/api", Reply(body=package([RELEASE], f"{there.base}/api?cursor=2")))
    answer = boss.post(f"{SOURCES}new/", typed(address=f"{there.base}/api", check="yes"))
    assert answer.status_code == 200
    told = text_of(answer)
    assert "It works" in told
    assert "It answers with 1 notices, 1 of them valid by the standard. There is a next page." in told
    assert len(there.asked) == 1
    assert not NoticeSource.objects.exists()


@pytest.mark.parametrize(
    ("reply", "what", "words"),
    [
        (Reply(404), "ocds", "there is nothing at this address (404)"),
        (Reply(429), "ocds", "too many requests (429)"),
        (Reply(body=b"<html>"), "ocds", "XML that is no notice"),
        (Reply(body=b'{"half": '), "ocds", "not sound JSON"),
        (Reply(body=json.dumps({"hello": [1]}).encode()), "address", "no notice in this window"),
        (Reply(body=b'{"releases": [], "links": {}}'), "ocds", "no notice in this window"),
        (Reply(body=b"[1, 2]"), "address", "what it says is not OCDS"),
        (Reply(body=package([RELEASE], "http://elsewhere.example/")), "ocds", "another host"),
    ],
)
def test_a_try_that_fails_says_why(boss, there, reply, what, words):
    there.says("/api", reply)
    answer = boss.post(f"{SOURCES}new/", typed(what=what, address=f"{there.base}/api", check="yes"))
    assert words in text_of(answer)


def test_a_try_never_asks_inside_the_house(boss, there, settings):
    settings.MIDAS_SOURCE_LOOPBACK = False
    answer = boss.post(f"{SOURCES}new/", typed(address=f"{there.base}/api", check="yes"))
    assert "private network" in text_of(answer)
    assert there.asked == []


def test_a_folder_is_tried_by_looking_into_it(boss, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.json").write_bytes(package([RELEASE]))
    answer = boss.post(f"{SOURCES}new/", typed(what="folder", address="in", check="yes"))
    assert "The folder holds 1 files of notices; a.json comes first." in text_of(answer)


def test_a_sources_page_tells_its_runs_and_each_runs_page_its_requests_and_problems(boss, source, scene):
    run = SourceRun.objects.create(
        cluster=scene.cluster, source=source, started_at=builders.AT, state="later", pages=3, imported=7,
        requests=[{"at": builders.AT.isoformat(), "what": "https://portal.example/api", "status": 429, "bytes": 0}],
        problems=[{"path": "https://portal.example/api", "message": "too many"}], word="Put off: too many.",
    )  # fmt: skip
    told = text_of(boss.get(f"{SOURCES}{source.pk}/"))
    assert "Put off: too many." in told
    assert "https://portal.example/api" in told
    told = text_of(boss.get(f"{SOURCES}{source.pk}/runs/{run.pk}/"))
    assert "429" in told
    assert "too many" in told
    exported = boss.get(f"{SOURCES}{source.pk}/runs/{run.pk}/?_export=csv")
    assert "https://portal.example/api,too many" in exported.getvalue().decode()
    assert boss.get(f"{SOURCES}?_export=csv").getvalue().decode("utf-8-sig").startswith("Source,")
    assert boss.get(f"{SOURCES}{source.pk}/?_export=xlsx").status_code == 200


def test_reading_it_now_starts_a_run_that_the_page_follows(broker, source):
    broker.post(f"{SOURCES}{source.pk}/run/")
    run = SourceRun.objects.get()
    assert (run.state, run.by.name) == ("waiting", "A broker")
    assert "hx-get" in broker.get(f"{SOURCES}{source.pk}/").content.decode()
    moving = f"{SOURCES}{source.pk}/runs/{run.pk}/progress/"
    assert "HX-Refresh" not in broker.get(moving, headers={"HX-Request": "true"})
    SourceRun.objects.update(state="done")
    assert broker.get(moving, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_an_administrator_pauses_resumes_changes_and_removes(boss, source):
    address = f"{SOURCES}{source.pk}/"
    boss.post(f"{address}pause/", {"paused": "yes"})
    source.refresh_from_db()
    assert source.paused
    boss.post(f"{address}pause/", {"paused": "no"})
    boss.post(
        f"{address}edit/", typed(name="Renamed", address="https://portal.example/api", every_minutes=60)
    )
    source.refresh_from_db()
    assert (source.paused, source.name, source.every_minutes) == (False, "Renamed", 60)
    boss.post(f"{address}remove/")
    assert not NoticeSource.objects.exists()


def test_a_source_that_is_being_read_is_not_removed(boss, source, scene):
    request_run(scene.broker, source.pk, at=builders.AT + timedelta(days=1))
    answer = boss.post(f"{SOURCES}{source.pk}/remove/")
    assert answer.status_code == 409
    assert NoticeSource.objects.exists()


def test_brokers_see_and_run_but_do_not_manage(broker, source):
    assert broker.get(f"{SOURCES}{source.pk}/").status_code == 200
    assert broker.get(f"{SOURCES}new/").status_code == 403
    for what in ("pause", "remove", "edit"):
        assert broker.post(f"{SOURCES}{source.pk}/{what}/").status_code == 403


def test_strangers_find_no_source(stranger, source):
    assert stranger.get(f"{SOURCES}{source.pk}/").status_code == 404
    assert stranger.post(f"{SOURCES}{source.pk}/run/").status_code == 404
