"""Jobs of the members stage. Each calls one action."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from midas.actions.members.remind import remind_everybody


@app.periodic(cron="15 6 * * *")
@app.task(name="midas.tasks.members.remind", queue="members", queueing_lock="remind of assessments")
def remind(timestamp: int) -> None:
    """Tell firms whose assessments are about to lapse."""
    remind_everybody(at=timezone.now())
