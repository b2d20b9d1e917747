"""Sources read from portals on this machine that say again what real ones published, and misbehave on command."""

import gzip
import json
from datetime import timedelta

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.actions.demand.scene import AT
from tests.builders import a_role
from tests.replay import Reply, package, portal
from tests.shared_data import shared_bytes

from midas.actions.access.permissions import NotAllowed
from midas.actions.demand import source_run
from midas.actions.demand.due_sources import end_orphans, start_due_sources
from midas.actions.demand.read_source import read_source
from midas.actions.demand.source_run import Tools
from midas.actions.demand.sources import (
    READ,
    SourceBusy,
    Wanted,
    add_source,
    change_source,
    pause_source,
    remove_source,
    request_run,
)
from midas.core.values.problems import BadInput
from midas.formats.web_reader import read_page
from midas.store.models import Event, Notice, NoticeSource, Opportunity, SourceRun
from midas.store.queries.jobs import give_up

FEEDS = {
    "contracts-finder": "uk_contracts_finder_2025_releases",
    "find-a-tender": "uk_contracts_finder_2020_companyids",
    "sell2wales": "wales_sell2wales_releases",
    "public-contracts-scotland": "scotland_pcs_2019_releases",
}


def release(number=1, **tender):
    return {
        "ocid": f"ocds-b5fd17-{number}",
        "id": f"{number}-1",
        "date": "2026-11-01T00:00:00Z",
        "tag": ["tender"],
        "initiationType": "tender",
        "tender": {"id": "t", "title": f"Demand {number}", "status": "active", **tender},
    }


def recorded(name):
    """The releases of a recorded feed; of a line that is a package, those in it."""
    found = [json.loads(line) for line in shared_bytes("ocds", f"{name}.jsonl.gz").splitlines()]
    return [one for line in found for one in line.get("releases", [line])]


class Clock:
    """Time that passes only where somebody waits."""

    def __init__(self):
        self.now, self.waits = AT, []

    def __call__(self):
        return self.now

    def wait(self, seconds):
        self.waits.append(seconds)
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def there():
    with portal() as made:
        yield made


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def boss(scene):
    return a_role(scene.cluster, "administrator")


@pytest.fixture
def tools(clock, tmp_path):
    return Tools(read_page, clock.wait, clock, "Tester/1", folder=tmp_path, loopback=True)


@pytest.fixture
def add(boss, tools, there):
    def added(address="/api", kind="portal", portal="contracts-finder", **more):
        where = address if kind == "folder" else there.base + address
        wanted = Wanted(more.pop("name", "Portal"), kind, where, portal, **more)
        return add_source(boss, wanted, folder=tools.folder, at=AT)

    return added


@pytest.fixture
def read(boss, tools):
    def done(source):
        run = request_run(boss, source.pk, at=tools.clock())
        read_source(run.cluster_id, run.pk, tools)
        run.refresh_from_db()
        source.refresh_from_db()
        return run

    return done


def in_pages(there, releases, size, path="/api"):
    """The releases as pages that name each other by cursor."""
    pages = [releases[at : at + size] for at in range(0, len(releases), size)]
    for number, page in enumerate(pages, 1):
        more = f"{there.base}{path}?cursor={number + 1}" if number < len(pages) else ""
        there.says(f"{path}#{number}", Reply(body=package(page, more), gzipped=number % 2 == 0))
    return len(pages)


@pytest.mark.shared_data
@pytest.mark.parametrize("key", ["contracts-finder", "find-a-tender"])
def test_a_portal_with_cursors_is_read_page_after_page_to_the_end(there, add, read, clock, key):
    releases = recorded(FEEDS[key])
    pages = in_pages(there, releases, 25)
    source = add(portal=key)
    run = read(source)
    assert (run.state, run.pages, run.releases) == ("done", pages, len(releases))
    kept = run.imported + run.updated + run.unchanged
    assert kept == len(releases)
    assert Notice.objects.count() == run.imported + run.updated
    assert len(there.asked) == pages
    assert set(there.agents) == {"Tester/1"}
    assert clock.waits == [2] * (pages - 1)
    assert (source.last_result, source.failures) == ("done", 0)
    assert source.next_at == clock.now + timedelta(hours=6)


@pytest.mark.shared_data
@pytest.mark.parametrize("key", ["sell2wales", "public-contracts-scotland"])
def test_a_portal_by_months_is_asked_for_every_kind_and_nothing_is_no_fault(there, add, read, key):
    releases = recorded(FEEDS[key])
    there.says("/v1", Reply(body=b'{"uri": "x", "publisher": {"name": "nothing this month"}}'))
    there.says("/v1?dateFrom=11-2026&noticeType=2&outputType=0", Reply(body=package(releases)))
    there.says("/v1?dateFrom=11-2026&noticeType=5&outputType=0", Reply(404))
    source = add("/v1", portal=key, since=AT.date().replace(day=2))
    run = read(source)
    assert run.state == "done"
    assert len(there.asked) == len(set(there.asked)) == run.pages >= 21
    assert run.imported + run.updated + run.unchanged == run.releases == len(releases)
    assert [one["message"] for one in run.problems if "noticeType=5" in one["path"]] == [
        "there is nothing at this address (404). Check the address."
    ]


def test_a_second_run_reads_what_is_new_and_a_changed_version_changes_the_demand(there, add, read, clock):
    there.says("/api", Reply(body=package([release(1), release(2)])))
    source = add()
    assert read(source).imported == 2
    newer = {
        **release(1, value={"amount": 900, "currency": "GBP"}),
        "id": "1-2",
        "date": "2026-11-20T00:00:00Z",
    }
    there.says("/api", Reply(body=package([release(2), newer, release(3)])))
    clock.now += timedelta(hours=6)
    run = read(source)
    assert (run.imported, run.updated, run.unchanged) == (1, 1, 1)
    assert "publishedFrom=2026-11-24T08%3A00%3A00" in there.asked[-1]
    changed = Notice.objects.get(release_id="1-2")
    assert changed.changes == [{"field": "value", "before": "", "after": "GBP 900.00"}]
    assert Opportunity.objects.get(ocid="ocds-b5fd17-1").value == 90000


def test_a_portal_that_asks_to_wait_is_left_alone_that_long_and_asked_again(there, add, read, clock):
    busy = Reply(429, headers={"Retry-After": "17"})
    there.says("/api", busy, Reply(500), Reply(body=package([release()])))
    run = read(add())
    assert (run.state, run.imported, [one["status"] for one in run.requests]) == ("done", 1, [429, 500, 200])
    assert clock.waits == [17, 2, 4, 2]


def test_a_portal_that_asks_for_hours_ends_the_run_and_is_not_asked_before(there, add, read, clock, boss):
    there.says("/api", Reply(503, headers={"Retry-After": "7200"}))
    source = add()
    run = read(source)
    assert (run.state, source.failures) == ("later", 1)
    assert run.word == "Put off: the portal answered 503."
    assert source.next_at == clock.now + timedelta(hours=2)
    assert start_due_sources(at=clock.now + timedelta(minutes=119)) == 0
    assert start_due_sources(at=clock.now + timedelta(minutes=120)) == 1


def test_half_an_answer_is_asked_for_again_and_nothing_of_it_is_saved(there, add, read):
    whole = package([release(number) for number in range(1, 6)])
    there.says("/api", Reply(body=whole, cut=500), Reply(body=whole[:500]), Reply(body=whole))
    run = read(add())
    assert (run.state, run.imported, Notice.objects.count()) == ("done", 5, 5)
    told = [one["message"] for one in run.problems]
    assert "broke off after 500 of" in told[0]
    assert "not sound JSON" in told[1]


def test_a_portal_that_keeps_failing_is_left_for_ever_longer_times(there, add, read, clock):
    there.says("/api", Reply(500))
    source, waits = add(), []
    for _ in range(3):
        assert read(source).state == "later"
        waits.append(source.next_at - clock.now)
    assert waits == [timedelta(minutes=15), timedelta(minutes=30), timedelta(hours=1)]
    there.says("/api", Reply(body=package([release()])))
    read(source)
    assert (source.failures, source.next_at - clock.now) == (0, timedelta(hours=6))


def test_a_run_that_broke_off_goes_on_at_its_page(there, add, read):
    in_pages(there, [release(number) for number in range(1, 10)], 3)
    there.replies["/api#3"] = [Reply(500)] * 4 + there.replies["/api#3"]
    source = add()
    first = read(source)
    assert (first.state, first.pages, first.imported) == ("later", 2, 6)
    asked = len(there.asked)
    second = read(source)
    assert (second.state, second.pages, second.imported, second.unchanged) == ("done", 1, 3, 0)
    assert there.asked[asked:] == ["/api?cursor=3"]


def test_a_run_reads_at_most_so_many_pages_and_the_next_one_soon_goes_on(there, add, read, clock):
    in_pages(there, [release(number) for number in range(1, 10)], 1)
    source, runs = add(max_pages=4), []
    for _ in range(3):
        runs.append(read(source))
    assert [(run.state, run.pages) for run in runs] == [("later", 4), ("later", 4), ("done", 1)]
    assert Notice.objects.count() == 9
    assert runs[0].word == "4 pages are read; it goes on from here."


def test_a_page_the_portal_has_forgotten_makes_its_window_be_read_anew(there, add, read):
    in_pages(there, [release(number) for number in range(1, 5)], 2)
    kept = there.replies["/api#2"]
    there.replies["/api#2"] = [Reply(404)]
    source = add()
    run = read(source)
    assert run.state == "failed"
    assert "read anew" in run.word
    there.replies["/api#2"] = kept
    run = read(source)
    assert (run.state, run.imported, run.unchanged) == ("done", 2, 2)


def test_an_address_with_nothing_there_is_told_in_words(there, add, read):
    run = read(add("/wrong"))
    assert (run.state, run.word) == ("failed", "there is nothing at this address (404). Check the address.")


@pytest.mark.parametrize("onward", ["http://elsewhere.example/api", "{base}/api?cursor=1"])
def test_pages_that_lead_astray_or_in_a_circle_end_the_run(there, add, read, onward):
    there.says("/api#1", Reply(body=package([release()], onward.format(base=there.base))))
    run = read(add())
    assert run.state == "failed"
    assert "another host" in run.word or "circle" in run.word or "itself" in run.word
    assert Notice.objects.count() == 1


def test_a_page_that_is_refused_is_told_and_the_next_one_read(there, add, read):
    bad = json.dumps({"releases": [{"no": "ocid"}], "links": {"next": f"{there.base}/api?cursor=2"}})
    there.says("/api#1", Reply(body=bad.encode()))
    there.says("/api#2", Reply(body=package([release()])))
    run = read(add())
    assert (run.state, run.pages, run.imported) == ("done", 2, 1)
    assert run.problems


def test_a_paused_source_is_not_started_and_a_run_by_the_clock_ends_after_its_page(
    there, add, boss, tools, scene
):
    in_pages(there, [release(number) for number in range(1, 4)], 1)
    source = add()
    assert start_due_sources(at=AT) == 1
    run = SourceRun.objects.get()

    def fetch(*asked):
        pause_source(boss, source.pk, paused=True, at=AT)
        return read_page(*asked)

    read_source(run.cluster_id, run.pk, Tools(fetch, tools.wait, tools.clock, "Tester/1", loopback=True))
    run.refresh_from_db()
    assert (run.state, run.pages, run.word) == ("later", 1, "The source was paused.")
    assert start_due_sources(at=AT + timedelta(days=9)) == 0
    pause_source(boss, source.pk, paused=False, at=AT)
    assert start_due_sources(at=AT + timedelta(days=9)) == 1


def test_a_due_source_is_started_once(add, boss):
    source = add()
    assert start_due_sources(at=AT - timedelta(seconds=1)) == 0
    assert (start_due_sources(at=AT), start_due_sources(at=AT)) == (1, 0)
    assert ProcrastinateJob.objects.filter(task_name=READ).count() == 1
    assert request_run(boss, source.pk, at=AT) == SourceRun.objects.get()
    with pytest.raises(SourceBusy):
        remove_source(boss, source.pk, at=AT)


def test_a_run_is_done_once_and_a_fault_of_the_program_is_told_and_raised(add, boss, tools):
    run = request_run(boss, add().pk, at=AT)

    def broken(*_):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        read_source(run.cluster_id, run.pk, Tools(broken, tools.wait, tools.clock, "Tester/1"))
    run.refresh_from_db()
    assert (run.state, "fault in Midas" in run.word) == ("failed", True)
    read_source(run.cluster_id, run.pk, tools)
    run.refresh_from_db()
    assert run.state == "failed"


def test_a_run_reads_for_ten_minutes_at_most_and_the_next_one_goes_on(there, add, read, clock, tools):
    in_pages(there, [release(number) for number in range(1, 10)], 1)
    source = add(pause_seconds=200)
    first = read(source)
    assert (first.state, first.pages) == ("later", 4)
    assert first.word == "It was read for 10 minutes; it goes on from here."
    assert (source.failures, source.next_at) == (0, clock.now + source_run.SOON)
    assert [read(source).pages for _ in range(2)] == [4, 1]
    assert there.asked == sorted(set(there.asked), key=there.asked.index)
    assert Notice.objects.count() == 9


def fetched_by(worker):
    """The job that a worker of that id gets next; None if there is none for it."""
    with connection.cursor() as cursor:
        cursor.execute("select id from procrastinate_fetch_job_v2(array['demand'], %s)", [worker])
        return cursor.fetchone()[0]


@pytest.fixture
def worker(db):
    with connection.cursor() as cursor:
        cursor.execute("insert into procrastinate_workers (last_heartbeat) values (%s) returning id", [AT])
        return cursor.fetchone()[0]


def test_one_source_is_read_at_a_time_so_that_other_work_has_a_place(add, boss, worker):
    for name in ("One", "Two"):
        request_run(boss, add(name=name).pk, at=AT)
    first = fetched_by(worker)
    assert first is not None
    assert fetched_by(worker) is None
    give_up(ProcrastinateJob.objects.get(pk=first))
    assert fetched_by(worker) not in (None, first)


def test_a_run_whose_worker_died_is_ended_and_the_next_one_goes_on(add, boss, tools, read, there, worker):
    in_pages(there, [release(number) for number in range(1, 4)], 1)
    run = request_run(boss, add().pk, at=AT)
    job = fetched_by(worker)

    def killed(*asked):
        if len(there.asked) == 2:
            raise SystemExit
        return read_page(*asked)

    with pytest.raises(SystemExit):
        read_source(run.cluster_id, run.pk, Tools(killed, tools.wait, tools.clock, "Tester/1", loopback=True))
    assert end_orphans(at=AT) == 0, "its worker is alive"
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_workers")
    assert end_orphans(at=AT) == 1
    run.refresh_from_db()
    assert (run.state, run.pages, run.source.next_at) == ("failed", 2, AT)
    assert ProcrastinateJob.objects.get(pk=job).status == "failed"
    assert end_orphans(at=AT) == 0
    second = read(run.source)
    assert (second.state, second.pages, second.imported) == ("done", 1, 1)
    assert there.asked[-1] == "/api?cursor=3"


@pytest.mark.parametrize("state", ["waiting", "running"])
def test_a_run_whose_job_was_dropped_is_ended(add, boss, state):
    run = request_run(boss, add().pk, at=AT)
    SourceRun.objects.update(state=state)
    app.job_manager.cancel_job_by_id(ProcrastinateJob.objects.get(task_name=READ).pk)
    assert end_orphans(at=AT) == 1
    run.refresh_from_db()
    assert run.state == "failed"
    assert start_due_sources(at=AT) == 1


def test_one_file_at_an_address_is_taken_once_while_it_stays_the_same(there, add, read):
    first, second = '"v1"', '"v2"'
    there.says("/f.json", Reply(body=package([release()]), headers={"ETag": first}))
    source = add("/f.json", kind="address", portal="")
    assert read(source).imported == 1
    run = read(source)
    assert (run.state, run.pages, run.word) == ("done", 0, "Nothing has changed since it was read last.")
    there.says("/f.json", Reply(body=package([release(2)]), headers={"ETag": second}))
    assert read(source).imported == 1


def test_a_file_at_an_address_of_which_nothing_can_be_taken_is_asked_for_again(there, add, read):
    there.says("/f.json", Reply(body=b'{"half": ', headers={"ETag": '"v1"'}))
    source = add("/f.json", kind="address", portal="")
    run = read(source)
    assert run.state == "failed"
    assert run.problems
    there.says("/f.json", Reply(body=package([release()]), headers={"ETag": '"v1"'}))
    assert read(source).imported == 1


def test_an_address_inside_the_house_is_not_asked_unless_the_operator_allows_it(there, add, boss, tools):
    there.says("/api", Reply(body=package([release()])))
    run = request_run(boss, add().pk, at=AT)
    read_source(run.cluster_id, run.pk, Tools(read_page, tools.wait, tools.clock, "Tester/1"))
    run.refresh_from_db()
    assert run.state == "failed"
    assert "private network" in run.word
    assert there.asked == []


def test_a_folder_is_read_file_by_file_and_only_what_is_new_or_changed(add, read, tmp_path):
    inside = tmp_path / "in"
    (inside / "deep").mkdir(parents=True)
    (inside / "a.json").write_bytes(package([release(1)]))
    (inside / "deep" / "b.jsonl.gz").write_bytes(gzip.compress(json.dumps(release(2)).encode()))
    (inside / "readme.txt").write_text("not a notice")
    (inside / "bad.json").write_text("{")
    source = add("in", kind="folder", portal="")
    run = read(source)
    assert (run.state, run.pages, run.imported) == ("done", 3, 2)
    assert [one["path"].split()[0] for one in run.problems] == ["bad.json"]
    assert read(source).pages == 0
    (inside / "a.json").write_bytes(package([release(1), release(3)]))
    run = read(source)
    assert (run.pages, run.imported, run.unchanged) == (1, 1, 1)


def test_a_folder_source_never_leaves_the_operators_folder(add, read, tmp_path, boss):
    outside = tmp_path.parent / f"{tmp_path.name}-outside"
    outside.mkdir()
    (outside / "secret.json").write_bytes(package([release(1)]))
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link.json").symlink_to(outside / "secret.json")
    (tmp_path / "away").symlink_to(outside)
    for address in ("../" + outside.name, str(outside), "away", "in/../../x", "missing"):
        with pytest.raises(BadInput):
            add(address, kind="folder", portal="", name=address)
    assert read(add("in", kind="folder", portal="")).pages == 0
    assert not Notice.objects.exists()


def test_without_an_operators_folder_there_are_no_folder_sources(boss):
    with pytest.raises(BadInput, match="MIDAS_SOURCE_FOLDER"):
        add_source(boss, Wanted("Files", "folder", "in"), folder=None, at=AT)


def test_everything_wrong_with_a_source_is_told_at_once(boss):
    wanted = Wanted("", "portal", "http://user:x@example.org", "nowhere", every_minutes=1, pause_seconds=0)
    with pytest.raises(BadInput) as caught:
        add_source(boss, wanted, folder=None, at=AT)
    assert [one.where for one in caught.value.problems] == [
        "name", "address", "portal", "every_minutes", "pause_seconds",
    ]  # fmt: skip
    assert not NoticeSource.objects.exists()


def test_a_name_is_used_once_and_what_is_done_is_on_record(add, boss):
    source = add()
    with pytest.raises(BadInput, match="of that name already"):
        add()
    changed = Wanted("Other", "portal", source.address, "contracts-finder", every_minutes=60)
    change_source(boss, source.pk, changed, folder=None, at=AT)
    pause_source(boss, source.pk, paused=True, at=AT)
    remove_source(boss, source.pk, at=AT)
    verbs = list(Event.objects.filter(subject_kind="noticesource").values_list("verb", flat=True))
    assert sorted(verbs) == ["source.added", "source.changed", "source.paused", "source.removed"]


def test_another_address_is_read_from_the_beginning(add, boss, read, there):
    there.says("/api", Reply(body=package([release()])))
    source = add()
    read(source)
    assert source.cursor["read_until"]
    other = Wanted("Portal", "portal", f"{there.base}/other", "contracts-finder")
    assert change_source(boss, source.pk, other, folder=None, at=AT).cursor == {}


@pytest.mark.parametrize("kind", ["broker", "committee", "member"])
def test_only_administrators_say_where_notices_come_from(scene, add, kind):
    source, role = add(), a_role(scene.cluster, kind)
    wanted = Wanted("Mine", "portal", "https://example.org", "ocds")
    for forbidden in (
        lambda: add_source(role, wanted, folder=None, at=AT),
        lambda: change_source(role, source.pk, wanted, folder=None, at=AT),
        lambda: pause_source(role, source.pk, paused=True, at=AT),
        lambda: remove_source(role, source.pk, at=AT),
    ):
        with pytest.raises(NotAllowed):
            forbidden()


def test_a_broker_may_have_a_source_read_and_a_member_not(scene, add):
    source = add()
    assert request_run(scene.broker, source.pk, at=AT).by == scene.broker.person
    with pytest.raises(NotAllowed):
        request_run(scene.member, source.pk, at=AT)
