import gzip
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.actions.demand.scene import AT, LATER

from midas.actions.access.permissions import NotAllowed
from midas.actions.demand import run_import as running
from midas.actions.demand.request_import import JOB, path_of, request_import
from midas.actions.demand.run_import import Desk, run_import, sweep, take_up_orphans
from midas.core.values.problems import BadInput
from midas.formats.ocds.limits import Limits
from midas.store.models import Event, NoticeImport, Opportunity

RELEASE = {
    "ocid": "ocds-213czf-7",
    "id": "1",
    "date": "2026-11-01T00:00:00Z",
    "tag": ["tender"],
    "initiationType": "tender",
    "tender": {"id": "t", "title": "Forty benches", "value": {"amount": 50000, "currency": "GBP"}},
}


NO_LIMITS = Limits()


def package(*releases):
    head = {"uri": "http://example.org/1", "version": "1.1", "publishedDate": "2026-11-01T00:00:00Z"}
    return json.dumps({**head, "publisher": {"name": "Example"}, "releases": list(releases)}).encode()


SOUND = package(RELEASE)


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path / "uploads"


@pytest.fixture
def hand_in(scene, folder):
    """Hand in a file with that content; the import that waits."""

    def handed(content=SOUND, name="notices.json", most=10**6, role=None):
        return request_import(role or scene.broker, name, [content], folder=folder, most=most, at=AT)

    return handed


def run(waiting, folder, clock=lambda: LATER, limits=NO_LIMITS):
    run_import(waiting.cluster_id, waiting.pk, Desk(folder, limits, clock))
    waiting.refresh_from_db()
    return waiting


def test_a_file_is_put_aside_whole_with_its_job_and_its_event(hand_in, folder, scene):
    waiting = hand_in()
    path = path_of(waiting.pk, folder)
    assert path.read_bytes() == package(RELEASE)
    assert (path.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)
    assert (waiting.state, waiting.size, waiting.by) == (
        "waiting",
        len(package(RELEASE)),
        scene.broker.person,
    )
    job = ProcrastinateJob.objects.get(task_name=JOB)
    assert job.args == {"import_id": waiting.pk, "cluster_id": waiting.cluster_id}
    assert Event.objects.get().verb == "import.requested"


def test_a_file_goes_by_the_last_part_of_its_name_without_what_cannot_be_shown(hand_in):
    assert hand_in(name="..\\..\\etc/pass\x00wd").file_name == "passwd"
    assert hand_in(name="../").file_name == "file"


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "is empty"), (b"x" * 11, "is larger than")],
)
def test_what_is_empty_or_too_large_leaves_nothing_behind(hand_in, folder, content, message):
    with pytest.raises(BadInput, match=message):
        hand_in(content, most=10)
    assert list(folder.iterdir()) == []
    assert not NoticeImport.objects.exists()
    assert not ProcrastinateJob.objects.exists()


def test_a_member_may_not_hand_files_in(hand_in, scene, folder):
    with pytest.raises(NotAllowed):
        hand_in(role=scene.member)
    assert not folder.exists()


def test_what_the_file_holds_is_imported_and_counted_and_the_file_is_gone(hand_in, folder):
    done = run(hand_in(), folder)
    assert (done.state, done.releases, done.valid, done.imported, done.updated) == ("done", 1, 1, 1, 0)
    assert (done.bytes_read, done.finished_at, done.problems) == (done.size, LATER, [])
    assert Opportunity.objects.get(ocid="ocds-213czf-7").title == "Forty benches"
    assert list(folder.iterdir()) == []


def test_handing_the_same_file_in_again_changes_nothing(hand_in, folder):
    run(hand_in(), folder)
    again = run(hand_in(), folder)
    assert (again.imported, again.updated, again.unchanged) == (0, 0, 1)


def test_a_newer_release_is_counted_as_a_change(hand_in, folder):
    run(hand_in(), folder)
    newer = {**RELEASE, "id": "2", "date": "2026-11-09T00:00:00Z", "tag": ["tenderUpdate"]}
    newer["tender"] = {**RELEASE["tender"], "title": "Fifty benches"}
    again = run(hand_in(package(newer)), folder)
    assert (again.imported, again.updated, again.unchanged) == (0, 1, 0)


@pytest.mark.parametrize(
    "content",
    [b"not json", b'{"releases": [', b'{"a": 1}', gzip.compress(b"0" * 30_000_000, mtime=0)],
    ids=["text", "broken", "not OCDS", "gzip bomb"],
)
def test_what_is_not_a_file_of_notices_is_refused_whole_and_says_why(hand_in, folder, content):
    refused = run(hand_in(content), folder, limits=Limits(max_expanded_bytes=10**7))
    assert (refused.state, refused.imported) == ("refused", 0)
    assert refused.problems[0]["message"]
    assert Opportunity.objects.count() == 1, "the one of the scene"


def test_what_is_wrong_with_a_release_is_kept_with_its_path(hand_in, folder):
    wrong = {**RELEASE, "tag": "tender"}
    done = run(hand_in(package(wrong)), folder)
    assert (done.state, done.valid) == ("done", 0)
    assert "$.releases[0].tag" in [problem["path"] for problem in done.problems]


def test_progress_is_saved_as_the_file_is_read(hand_in, folder):
    seen, times = [], iter(LATER + timedelta(seconds=second) for second in range(1000))

    def clock():
        seen.append(NoticeImport.objects.get().bytes_read)
        return next(times)

    done = run(hand_in(), folder, clock)
    assert 0 < max(seen[:-1]) <= done.size


def test_a_file_that_is_read_already_is_not_read_again(hand_in, folder):
    waiting = hand_in()
    run(waiting, folder)
    finished = waiting.finished_at
    assert run(waiting, folder, lambda: LATER + timedelta(days=1)).finished_at == finished


def test_a_file_that_is_gone_is_asked_for_again(hand_in, folder):
    waiting = hand_in()
    path_of(waiting.pk, folder).unlink()
    failed = run(waiting, folder)
    assert failed.state == "failed"
    assert failed.problems[0]["message"] == "The file is no longer in the data folder; hand it in again."


def test_a_fault_of_the_program_is_said_and_raised(hand_in, folder, monkeypatch):
    def broken(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(running, "take_file", broken)
    waiting = hand_in()
    with pytest.raises(ZeroDivisionError):
        run(waiting, folder)
    waiting.refresh_from_db()
    assert waiting.state == "failed"
    assert "because of a fault in Midas" in waiting.problems[0]["message"]
    assert list(folder.iterdir()) == []


def test_whoever_lost_the_right_meanwhile_is_told(hand_in, folder, scene):
    waiting = hand_in()
    scene.broker.delete()
    failed = run(waiting, folder)
    assert failed.state == "failed"
    assert "This needs one of these roles" in failed.problems[0]["message"]


def test_an_import_whose_worker_died_is_said_to_have_failed(hand_in):
    waiting = hand_in()
    app.job_manager.cancel_job_by_id(ProcrastinateJob.objects.get(task_name=JOB).pk)
    assert take_up_orphans(at=LATER) == 1
    waiting.refresh_from_db()
    assert waiting.state == "failed"
    assert "Hand the file in again" in waiting.problems[0]["message"]
    assert take_up_orphans(at=LATER) == 0


def fetched_by(worker):
    """The job that a worker of that id gets next; None if there is none for it."""
    with connection.cursor() as cursor:
        cursor.execute("select id from procrastinate_fetch_job_v2(array['demand'], %s)", [worker])
        return cursor.fetchone()[0]


@pytest.fixture
def worker(db):
    with connection.cursor() as cursor:
        cursor.execute("insert into procrastinate_workers (last_heartbeat) values (%s) returning id", [LATER])
        return cursor.fetchone()[0]


@pytest.mark.parametrize("state", ["running", "done"])
def test_a_worker_killed_outright_does_not_keep_later_files_of_the_cluster_out(hand_in, worker, state):
    waiting = hand_in()
    killed = fetched_by(worker)
    NoticeImport.objects.filter(pk=waiting.pk).update(state=state)
    hand_in()
    assert fetched_by(worker) is None
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_workers")
        cursor.execute("insert into procrastinate_workers (last_heartbeat) values (%s) returning id", [LATER])
        successor = cursor.fetchone()[0]
    assert take_up_orphans(at=LATER) == (state == "running")
    waiting.refresh_from_db()
    assert (waiting.state, waiting.attempts) == (("waiting", 1) if state == "running" else ("done", 0))
    assert ProcrastinateJob.objects.get(pk=killed).status == ("todo" if state == "running" else "failed")
    assert (fetched_by(successor) == killed) == (state == "running"), "it comes before the files after it"
    assert take_up_orphans(at=LATER) == 0


def test_a_file_that_kills_its_worker_again_and_again_has_failed(hand_in, worker):
    waiting = hand_in()
    fetched_by(worker)
    NoticeImport.objects.filter(pk=waiting.pk).update(state="running", attempts=running.MOST_ATTEMPTS)
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_workers")
    assert take_up_orphans(at=LATER) == 1
    waiting.refresh_from_db()
    assert waiting.state == "failed"


def test_an_import_that_waits_for_its_job_is_left_alone(hand_in):
    hand_in()
    assert take_up_orphans(at=LATER) == 0


def test_files_nobody_came_for_are_swept_away(hand_in, folder):
    hand_in()
    written = next(folder.iterdir()).stat().st_mtime
    young, old = written + 6 * 86_400, written + 8 * 86_400
    assert sweep(folder, at=AT.fromtimestamp(young, AT.tzinfo)) == 0
    assert sweep(folder, at=AT.fromtimestamp(old, AT.tzinfo)) == 1
    assert list(folder.iterdir()) == []
