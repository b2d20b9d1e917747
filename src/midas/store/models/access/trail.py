"""What was done by whom, from what to what: never changed, never deleted, and chained so that it would be seen."""

from __future__ import annotations

import pgtrigger
from django.db import models

from midas.store.models.access.people import Person, TenantOwned

APPEND_ONLY = pgtrigger.Update | pgtrigger.Delete


class Event(TenantOwned):
    """Something that happened: who, when, to what, from which state to which, and why. Never changed, never deleted."""

    at = models.DateTimeField(db_index=True)
    # A person is deactivated, never deleted; no database constraint may ever want to rewrite history.
    by = models.ForeignKey(
        Person, on_delete=models.DO_NOTHING, null=True, blank=True, related_name="+", db_constraint=False
    )
    actor = models.CharField(
        max_length=120, help_text="the name the actor had then; 'Midas' for the program itself"
    )
    verb = models.CharField(max_length=60, help_text="e.g. opportunity.qualified")
    subject_kind = models.CharField(max_length=40, help_text="model name in lower case, e.g. opportunity")
    subject_id = models.BigIntegerField()
    before = models.CharField(max_length=30, blank=True)
    after = models.CharField(max_length=30, blank=True)
    reason = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    # The transaction it belongs to: what that changed is in `Change`. Filled in by the database.
    transaction = models.BigIntegerField(default=0, editable=False)

    class Meta:
        indexes = [models.Index(fields=["cluster", "subject_kind", "subject_id", "at"], name="event_subject")]
        ordering = ["-at", "-id"]
        triggers = [pgtrigger.Protect(name="event_append_only", operation=APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor}: {self.verb}"


class Change(TenantOwned):
    """What a row was and became, written by the database for every update and deletion of tenant-owned rows.

    Who did it and why is told by the event of the same transaction. `before` and `after` hold the columns that
    differ; after a deletion `before` is the whole row.
    """

    at = models.DateTimeField()
    transaction = models.BigIntegerField(db_index=True)
    thing = models.CharField(max_length=60, help_text="model name in lower case")
    thing_id = models.BigIntegerField()
    before = models.JSONField()
    after = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index(fields=["cluster", "thing", "thing_id"], name="change_thing")]
        ordering = ["-id"]
        triggers = [pgtrigger.Protect(name="change_append_only", operation=APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.thing} {self.thing_id}"


class Link(TenantOwned):
    """One link of a cluster's chain: an event or a change, hashed with the link before it. The database makes it."""

    number = models.BigIntegerField(help_text="1, 2, 3 … in each cluster")
    of = models.CharField(max_length=6, choices=[("event", "event"), ("change", "change")])
    row = models.BigIntegerField(help_text="the event or change it seals")
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cluster", "number"], name="link_number_once"),
            models.UniqueConstraint(fields=["of", "row"], name="link_row_once"),
        ]
        triggers = [pgtrigger.Protect(name="link_append_only", operation=APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.number}: {self.hash}"
