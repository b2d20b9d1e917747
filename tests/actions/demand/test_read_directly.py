"""A command that reads a source and is killed outright does not block it: its run ends, the next goes on."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from tests.builders import AT, a_cluster

from midas.actions.demand.due_sources import end_orphans, start_due_sources
from midas.actions.demand.read_directly import end_broken_off, read_directly
from midas.actions.demand.source_run import Tools
from midas.core.demand.politeness import Answer
from midas.store import tenancy
from midas.store.models import Cluster, Event, NoticeSource, SourceRun

PAGE = b'{"releases": []}'

# A command that asks for its first page, says so, and is killed before the answer comes.
CHILD = """
import sys, django
django.setup()
from django.db import connections
connections["default"].settings_dict["NAME"] = sys.argv[1]
from datetime import datetime, UTC
from midas.actions.demand.read_directly import read_directly
from midas.actions.demand.source_run import Tools
def fetch(*asked):
    print("asked", flush=True)
    sys.stdin.read()
read_directly(int(sys.argv[2]), int(sys.argv[3]),
              Tools(fetch, print, lambda: datetime(2026, 11, 24, 9, tzinfo=UTC), "Tester/1"))
"""


def tools(fetch: Any = lambda *_: Answer(200, PAGE), at: datetime = AT) -> Tools:
    return Tools(fetch, lambda _: None, lambda: at, "Tester/1")


def a_source(cluster: Cluster) -> NoticeSource:
    with tenancy.tenant(cluster.pk):
        return NoticeSource.objects.create(
            cluster=cluster,
            name="Portal",
            kind="portal",
            portal="ocds",
            address="https://example.org/api",
            next_at=AT,
            added_at=AT,
        )


@pytest.fixture
def source(db: None) -> NoticeSource:
    return a_source(a_cluster())


@contextmanager
def a_command(source: NoticeSource) -> Iterator[subprocess.Popen[str]]:
    """One that is in the midst of reading the source; killed at the end."""
    name = str(connection.settings_dict["NAME"])
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, name, str(source.cluster_id), str(source.pk)],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == "asked\n"
        yield child
    finally:
        child.kill()
        child.communicate()
    assert child.returncode == -9


def wait_until_let_go(run: SourceRun) -> None:
    """The database notices in its own time that a command is gone; its lock is waited for."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(hashtext('midas source run'), %s)", [run.pk])
        cursor.execute("select pg_advisory_unlock(hashtext('midas source run'), %s)", [run.pk])


@pytest.mark.django_db(transaction=True)
def test_a_command_killed_outright_does_not_keep_the_source_from_being_read() -> None:
    source = a_source(a_cluster())
    with a_command(source):
        with tenancy.tenant(source.cluster_id):
            run = SourceRun.objects.get()
        assert run.state == "running"
        assert end_orphans(at=AT) == 0, "it is alive"
        assert read_directly(source.cluster_id, source.pk, tools()) is None
    wait_until_let_go(run)
    assert end_orphans(at=AT) == 1
    with tenancy.tenant(source.cluster_id):
        run.refresh_from_db()
        assert (run.state, run.finished_at) == ("failed", AT)
        assert "the next run goes on" in run.word
        assert Event.objects.filter(verb="source.failed").count() == 1
    assert (end_orphans(at=AT), start_due_sources(at=AT)) == (0, 1)


@pytest.mark.django_db(transaction=True)
def test_the_same_command_given_again_needs_no_clock() -> None:
    source = a_source(a_cluster())
    with a_command(source), tenancy.tenant(source.cluster_id):
        killed = SourceRun.objects.get()
    wait_until_let_go(killed)
    run = read_directly(source.cluster_id, source.pk, tools())
    assert run is not None
    assert (run.state, run.pages) == ("done", 1)
    with tenancy.tenant(source.cluster_id):
        killed.refresh_from_db()
        assert killed.state == "failed"


def test_a_command_broken_off_by_hand_ends_its_run(source: NoticeSource) -> None:
    def interrupted(*_: object) -> Answer:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_directly(source.cluster_id, source.pk, tools(interrupted))
    with tenancy.tenant(source.cluster_id):
        assert SourceRun.objects.get().state == "failed"


def test_the_lock_of_a_run_is_free_when_it_has_ended(source: NoticeSource) -> None:
    run = read_directly(source.cluster_id, source.pk, tools())
    assert run is not None
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("select pg_try_advisory_lock(hashtext('midas source run'), %s)", [run.pk])
            assert cursor.fetchone() == (True,)
    finally:
        other.close()


def test_a_run_with_a_job_is_left_to_its_job(source: NoticeSource) -> None:
    assert start_due_sources(at=AT) == 1
    assert end_broken_off(source.cluster_id, at=AT + timedelta(days=3)) == 0
    assert read_directly(source.cluster_id, source.pk, tools()) is None
    with tenancy.tenant(source.cluster_id):
        assert SourceRun.objects.get().state == "waiting"


def test_a_command_too_goes_on_at_its_page_when_the_time_is_over(source: NoticeSource) -> None:
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)

    def fetch(*asked: object) -> Answer:
        nonlocal now
        now += timedelta(minutes=6)
        return Answer(200, b'{"releases": [], "links": {"next": "%s?page=%d"}}' % (BASE, now.minute))

    run = read_directly(source.cluster_id, source.pk, Tools(fetch, lambda _: None, lambda: now, "Tester/1"))
    assert run is not None
    assert (run.state, run.pages) == ("later", 2)
    assert run.word == "It was read for 10 minutes; it goes on from here."


BASE = b"https://example.org/api"
