"""The answers of an application are saved a group at a time, as they were typed, right or wrong."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from midas.core.members.application import BY_SLUG, LINK_LASTS, with_step
from midas.core.values.states import UnableToMove
from midas.store.models import Application


@transaction.atomic
def save_step(
    application_id: int, step: str, raw: Mapping[str, Any], *, opened: int, at: datetime
) -> Application:
    """Keep what was typed into a group that its writer opened at version `opened`.

    Raises StaleAnswers if somebody else saved another wording since, or UnableToMove once it was sent.
    """
    application = locked_draft(application_id)
    application.answers = with_step(
        application.answers, BY_SLUG[step], raw, opened=opened, version=application.version
    )
    application.version += 1
    application.saved_at, application.link_expires_at = at, at + LINK_LASTS
    application.save(update_fields=["answers", "version", "saved_at", "link_expires_at"])
    return application


def locked_draft(application_id: int) -> Application:
    """The application, locked, while it is being written. Raises UnableToMove."""
    rows = Application.objects.select_for_update(of=("self",)).select_related("cluster", "person")
    application = rows.get(pk=application_id)
    if application.state != Application.State.DRAFT:
        raise UnableToMove(
            f"This application is {application.get_state_display()}; its answers can no longer be changed. "
            "Tell the cluster if something in it is wrong."
        )
    return application
