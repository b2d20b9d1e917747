"""A matching runs in the background: the index is brought up to date once, then demand is dealt with in pieces.

Pieces are jobs of their own, so several workers share a large run. Each is one transaction: a demand's matches are
replaced whole or stay as they were. What was put before a member once stays on record (`shown_at`), for fairness is
counted over time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

from django.db.models import F, Value
from django.db.models.functions import Concat
from procrastinate.contrib.django import app

from midas.actions.demand.match_demands import learned, match_demands
from midas.actions.demand.member_index import fresh_matcher, saved_matcher
from midas.actions.demand.request_matching import JOB
from midas.core.values.moments import day_of
from midas.store import tenancy
from midas.store.models import Cluster, MatchRun, TextRevision
from midas.store.queries import matches as queries
from midas.store.queries.jobs import dropped_jobs, give_up, stuck_jobs

PIECE_JOB = "midas.tasks.demand.match_piece"
PIECE = 200
"""Demands dealt with in one job."""

State = MatchRun.State


def start_matching(cluster_id: int, run_id: int, folder: Path, *, at: datetime) -> None:
    """Claim a waiting run, bring the index up to date, and queue its pieces; nothing if it waits no longer."""
    with tenancy.tenant(cluster_id):
        waiting = MatchRun.objects.filter(pk=run_id, state=State.WAITING)
        if not waiting.update(state=State.RUNNING, started_at=at):
            return
        run = MatchRun.objects.get(pk=run_id)
        matcher, reaches = fresh_matcher(cluster_id, folder, _today(cluster_id, at))
        keys, known = list(_due(run, at)), learned()
        run.opportunities, run.members, run.reaches = len(keys), matcher.words.size, reaches
        run.answers = known.accepted + known.dismissed
        run.learned = {"why": known.why, "weights": dict(known.weights)}
        if not keys:
            run.state, run.finished_at = State.DONE, at
        run.save()
        job = app.configure_task(PIECE_JOB, queue="demand")
        for start in range(0, len(keys), PIECE):
            job.defer(run_id=run_id, cluster_id=cluster_id, keys=[*keys[start : start + PIECE]])


def match_piece(cluster_id: int, run_id: int, keys: Sequence[int], folder: Path, *, at: datetime) -> None:
    """Match those demands and count them as done; the run is over with the last of them."""
    with tenancy.tenant(cluster_id):
        if not MatchRun.objects.filter(pk=run_id, state=State.RUNNING).exists():
            return
        on = _today(cluster_id, at)
        done = match_demands(keys, saved_matcher(cluster_id, folder, on), on=on, at=at)
        run = MatchRun.objects.filter(pk=run_id)
        run.update(done=F("done") + len(keys))
        if done.failed:
            listed = ", ".join(str(key) for key in done.failed)
            run.update(
                problem=Concat(F("problem"), Value(f"Not matched, the log says why: demand {listed}. "))
            )
        ended = MatchRun.objects.filter(pk=run_id, done__gte=F("opportunities"))
        ended.update(state=State.DONE, finished_at=at)


def fail_matching(cluster_id: int, run_id: int, *, at: datetime) -> int:
    """Say of a live run that it will not end by itself, and how many such there were; the next one does its work."""
    problem = "Matching broke off because of a fault in Midas; the log says more. The next run does it again."
    with tenancy.tenant(cluster_id):
        rows = MatchRun.objects.filter(pk=run_id, state__in=(State.WAITING, State.RUNNING))
        return rows.update(state=State.FAILED, finished_at=at, problem=problem)


def end_orphans(*, at: datetime) -> int:
    """Fail every run whose jobs died with their worker, in whichever cluster; how many runs there were.

    The next run does the work again. A single piece is not tried again, for it would be counted twice.
    """
    found = 0
    for name in (JOB, PIECE_JOB):
        for job in (*stuck_jobs(name, at=at), *dropped_jobs(name, at=at)):
            found += fail_matching(job.args["cluster_id"], job.args["run_id"], at=at)
            give_up(job)
    return found


def _due(run: MatchRun, at: datetime) -> Iterable[int]:
    """The demands to deal with: all that is open, or of a run over changes what changed, all if members did."""
    rows = queries.open_demand(at).order_by("pk").values_list("pk", flat=True)
    last = queries.last_run()
    if (
        run.is_full
        or last is None
        or last.reaches > queries.horizon()
        or queries.changed_since(TextRevision.Kind.MEMBER, last.reaches)
    ):
        return rows
    return rows.filter(pk__in=queries.changed_since(TextRevision.Kind.OPPORTUNITY, last.reaches))


def _today(cluster_id: int, at: datetime) -> date:
    return day_of(at, Cluster.objects.values_list("time_zone", flat=True).get(pk=cluster_id))
