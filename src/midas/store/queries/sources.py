"""What pages and commands read of sources: each with its newest run, and its runs."""

from __future__ import annotations

from django.db.models import OuterRef, QuerySet, Subquery, Sum

from midas.store.models import NoticeSource, SourceRun

LIVE = (SourceRun.State.WAITING, SourceRun.State.RUNNING)


def sources() -> QuerySet[NoticeSource]:
    """The sources with how many notices each brought and whether it is being read (`live`: the run's key)."""
    live = SourceRun.objects.filter(source=OuterRef("pk"), state__in=LIVE).values("pk")[:1]
    brought = SourceRun.objects.filter(source=OuterRef("pk")).order_by().values("source")
    return NoticeSource.objects.defer("cursor").annotate(
        live=Subquery(live),
        brought=Subquery(brought.annotate(n=Sum("imported") + Sum("updated")).values("n")),
    )


def runs(source: NoticeSource) -> QuerySet[SourceRun]:
    """The runs of a source, the newest first, without the lists that only a run's own page shows."""
    return source.runs.select_related("by").defer("requests", "problems")
