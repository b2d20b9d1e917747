"""Jobs of the members stage. Each calls one action."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from midas.actions.members.close_motion import close_due


@app.periodic(cron="* * * * *")
@app.task(name="midas.tasks.members.close_motions", queue="members", queueing_lock="close motions")
def close_motions(timestamp: int) -> None:
    """Count the votes on motions whose time is up, and do what was carried."""
    close_due(at=timezone.now())
