"""An import that is killed outright goes on where it was, and in the end nothing is missing or there twice."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from procrastinate.contrib.django import app
from tests.builders import AT, a_cluster
from tests.formats.ocds.notices import a_package, a_release, a_tender, stream, text

from midas.actions.access.audit import verify_cluster
from midas.actions.demand import import_notices
from midas.actions.demand.import_directly import BROKEN_OFF, end_broken_off, import_directly
from midas.actions.demand.import_notices import ImportReport
from midas.actions.demand.request_import import JOB
from midas.core.values.problems import BadInput
from midas.store import tenancy
from midas.store.models import Change, Cluster, Event, Notice, NoticeImport, Opportunity

GROUP = 20
RELEASES = 150


def content() -> bytes:
    """Processes of one or two releases, every tenth release invalid, one repeated, one without an ocid."""
    releases = [
        a_release(
            number, day=1 + number % 28, ocid=f"ocds-{number % 100}", tender=a_tender(title=f"No. {number}")
        )
        for number in range(RELEASES)
    ]
    for release in releases[::10]:
        release["tag"] = "tender"
    del releases[75]["ocid"]
    return text(a_package(*releases[:120], releases[3], *releases[120:]))


# A worker that saves its third group, says so, and is killed before it can commit.
CHILD = """
import sys, django
django.setup()
from django.conf import settings
from django.db import connections
connections["default"].settings_dict["NAME"] = sys.argv[1]
from datetime import datetime, UTC
from midas.actions.demand import import_notices
from midas.actions.demand.import_directly import import_directly
from midas.store.models import Cluster
import_notices.GROUP = int(sys.argv[4])
save, groups = import_notices.save_notices, []
def saving(*args, **more):
    saved = save(*args, **more)
    groups.append(saved)
    if len(groups) == 3:
        print("in the midst of it", flush=True)
        sys.stdin.read()
    return saved
import_notices.save_notices = saving
clock = lambda: datetime(2026, 11, 24, 9, tzinfo=UTC)
with open(sys.argv[3], "rb") as file:
    import_directly(file, name="notices.json", cluster=Cluster.objects.get(slug=sys.argv[2]), clock=clock,
                    progress=None, say=print)
"""


def killed_in_the_midst(cluster: Cluster, path: Path) -> None:
    name = str(connection.settings_dict["NAME"])
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, name, cluster.slug, str(path), str(GROUP)],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "in the midst of it\n"
    child.kill()
    child.communicate()
    assert child.returncode == -9


def imported(cluster: Cluster, content: bytes, said: list[str] | None = None) -> ImportReport:
    said = [] if said is None else said
    return import_directly(
        stream(content),
        name="notices.json",
        cluster=cluster,
        clock=lambda: AT,
        progress=None,
        say=said.append,
    )


def rows(cluster: Cluster) -> dict[str, object]:
    """All an import leaves in a cluster, without the numbers the database gives."""
    own = {
        "id",
        "cluster",
        "cluster_id",
        "opportunity",
        "owner",
        "imported_by",
        "by",
        "transaction",
        "subject_id",
    }
    kept = {}
    with tenancy.tenant(cluster.pk):
        ocids = dict(Opportunity.objects.values_list("pk", "ocid"))
        for model in (Opportunity, Notice, NoticeImport):
            names = [field.name for field in model._meta.fields if field.name not in own]
            kept[model.__name__] = list(model.objects.order_by("pk").values_list(*names))
        kept["Event"] = [
            (event.verb, ocids.get(event.subject_id), event.after, event.reason, event.details)
            for event in Event.objects.filter(subject_kind="opportunity").order_by("pk")
        ]
        kept["Change"] = [
            (change.thing, ocids.get(change.thing_id), change.after.get("title"))
            for change in Change.objects.filter(thing="opportunity").order_by("pk")
        ]
    return kept


@pytest.mark.django_db(transaction=True)
def test_a_run_that_was_killed_goes_on_and_ends_as_one_that_was_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_notices, "GROUP", GROUP)
    path = tmp_path / "notices.json"
    path.write_bytes(content())
    alone, disturbed = a_cluster(slug="alone"), a_cluster(slug="disturbed")
    calm = imported(alone, content())
    killed_in_the_midst(disturbed, path)
    with tenancy.tenant(disturbed.pk):
        run = NoticeImport.objects.get()
        assert (run.state, run.done, run.releases, Notice.objects.count()) == ("running", 40, 40, 40)
    said: list[str] = []
    resumed = imported(disturbed, content(), said)

    assert said == ["notices.json was read before, up to release 40; going on from there."]
    assert resumed == calm
    assert (calm.imported, calm.unchanged, calm.faulty) == (RELEASES - 1, 1, True)
    assert rows(disturbed) == rows(alone)
    for cluster in (alone, disturbed):
        assert verify_cluster(cluster.pk).fault == ""


@pytest.fixture
def cluster(db: None) -> Iterator[Cluster]:
    made = a_cluster()
    with tenancy.tenant(made.pk):
        yield made


def test_a_command_s_import_is_listed_like_one_handed_in(cluster: Cluster) -> None:
    imported(cluster, content())
    run = NoticeImport.objects.get()
    assert (run.state, run.by, run.releases) == ("done", None, 151)
    assert (run.imported, run.updated, run.unchanged) == (125, 24, 1)
    assert (run.size, run.bytes_read, run.finished_at) == (len(content()), len(content()), AT)


def test_a_run_that_ends_in_a_fault_says_so_and_is_taken_up_again(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_notices, "GROUP", GROUP)
    whole, groups = import_notices.save_notices, iter(range(3))

    def breaking(*args: object, **more: object) -> object:
        if next(groups, None) is None:
            raise KeyboardInterrupt
        return whole(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(import_notices, "save_notices", breaking)
    with pytest.raises(KeyboardInterrupt):
        imported(cluster, content())
    run = NoticeImport.objects.get()
    assert (run.state, run.done, run.problems[0]["message"]) == ("failed", 60, BROKEN_OFF)
    monkeypatch.setattr(import_notices, "save_notices", whole)
    imported(cluster, content())
    run = NoticeImport.objects.get()
    assert (run.state, run.releases, run.imported) == ("done", 151, 125)
    assert BROKEN_OFF not in [problem["message"] for problem in run.problems]


def test_a_file_that_is_being_imported_is_not_begun_a_second_time(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("midas.actions.demand.import_directly.take_run", lambda run: False)
    with pytest.raises(BadInput, match="is being imported already"):
        imported(cluster, content())
    assert not Notice.objects.exists()


def held_elsewhere(run: NoticeImport) -> BaseDatabaseWrapper:
    """A connection that holds the run, as another command's would."""
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(hashtext('midas import run'), %s)", [run.pk])
    return other


def test_an_import_whose_command_was_killed_is_ended_and_taken_up_by_the_same_command(
    cluster: Cluster,
) -> None:
    imported(cluster, content())
    run = NoticeImport.objects.get()
    NoticeImport.objects.update(state="running", finished_at=None)
    other = held_elsewhere(run)
    try:
        assert end_broken_off(at=AT) == 0, "its command is alive"
    finally:
        other.close()
    wait_until_let_go(run)
    assert end_broken_off(at=AT) == 1
    run.refresh_from_db()
    assert (run.state, run.problems[0]["message"]) == ("failed", BROKEN_OFF)
    assert end_broken_off(at=AT) == 0
    imported(cluster, content())
    assert NoticeImport.objects.get().state == "done"


def wait_until_let_go(run: NoticeImport) -> None:
    """The database notices in its own time that a connection is gone; its lock is waited for."""
    with connection.cursor() as cursor:
        for function in ("pg_advisory_lock", "pg_advisory_unlock"):
            cursor.execute(f"select {function}(hashtext('midas import run'), %s)", [run.pk])


def test_an_import_with_a_job_is_left_to_its_job(cluster: Cluster) -> None:
    waiting = NoticeImport.objects.create(cluster=cluster, file_name="a", size=1, started_at=AT)
    job = app.configure_task(JOB, queue="demand")
    job.defer(import_id=waiting.pk, cluster_id=cluster.pk)
    assert end_broken_off(at=AT) == 0
    waiting.refresh_from_db()
    assert waiting.state == "waiting"


def test_the_lock_of_a_run_is_free_when_it_has_ended(cluster: Cluster) -> None:
    imported(cluster, content())
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            run = NoticeImport.objects.get()
            cursor.execute("select pg_try_advisory_lock(hashtext('midas import run'), %s)", [run.pk])
            assert cursor.fetchone() == (True,)
    finally:
        other.close()


def test_what_only_goes_forward_is_imported_without_a_run(cluster: Cluster) -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    report = import_directly(
        Pipe(content()), name="-", cluster=cluster, clock=lambda: AT, progress=None, say=print
    )
    assert (report.imported, NoticeImport.objects.count()) == (RELEASES - 1, 0)
