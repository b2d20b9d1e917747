"""Firms coming in by the hundred: the files they come in, who looks like whom, and the words they are found by."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from midas.store.models.access import Cluster, Person, TenantOwned
from midas.store.models.members.firms import Membership, Organisation, SectorGroup


class FirmImport(TenantOwned):
    """One file of firms: it is checked first, and saved when somebody confirms what the check showed."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting to be checked")
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("checked, not saved")
        CONFIRMED = "confirmed", _("waiting to be saved")
        SAVING = "saving", _("being saved")
        DONE = "done", _("done")
        REFUSED = "refused", _("refused")
        FAILED = "failed", _("failed")
        DROPPED = "dropped", _("dropped")

    class Known(models.TextChoices):
        SKIP = "skip", _("leave firms that are there already as they are")
        UPDATE = "update", _("bring firms that are there already up to date")

    file_name = models.CharField(max_length=255)
    size = models.BigIntegerField(default=0)
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    region = models.CharField(max_length=8, blank=True, help_text="for firms the file gives no known region")
    sector = models.ForeignKey(
        SectorGroup,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="for firms the file gives no known sector",
    )
    known = models.CharField(max_length=8, choices=Known, default=Known.SKIP)
    done = models.PositiveIntegerField(default=0, help_text="rows dealt with so far")
    rows = models.PositiveIntegerField(default=0)
    preview = models.JSONField(default=dict, help_text="columns by field, unused columns, first rows, counts")
    result = models.JSONField(default=dict, help_text="what became of it: added, updated, skipped, alike")
    problems = models.JSONField(default=list, help_text='[{"row", "column", "message"}]')

    class Meta:
        ordering = ["-started_at", "-id"]

    def __str__(self) -> str:
        return self.file_name


class Likeness(TenantOwned):
    """Two organisations a search took for one firm, and why; a verdict answers it."""

    first = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField(help_text="0 to 100")
    reasons = models.JSONField(default=list, help_text="in words")
    found_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="likeness_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="likeness_in_order"
            ),
        ]
        indexes = [models.Index(fields=["cluster", "-score"], name="likeness_score")]

    def __str__(self) -> str:
        return f"{self.first} / {self.second}: {self.score}"


class MemberWord(TenantOwned):
    """A word a firm is found by, of its name, number, place, summary, tags or offerings; or a facet, `=size:micro`.

    The database keeps them, each with its firm's state and region: firms are counted from an index of this table.

    A table and not a text index, because behind row-level security PostgreSQL uses an index only for comparisons it
    knows to leak nothing, and text search is not among them; comparing words by their bytes is.
    """

    # Triggers write it from the rows themselves; a check of both keys for every word would cost more than the words.
    # Both indexes below begin with one of the keys, which needs none of its own.
    cluster = models.ForeignKey(
        Cluster, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="words", db_constraint=False, db_index=False
    )
    word = models.CharField(max_length=140, db_collation="C")
    until = models.DateField(null=True, help_text="the last day it counts, for words of offerings alone")
    state = models.CharField(max_length=20, default="")
    region = models.CharField(max_length=8, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["membership", "word"], name="member_word_once")]
        indexes = [
            models.Index(
                fields=["cluster", "word", "until", "membership"],
                include=["state", "region"],
                name="member_word_counted",
            )
        ]

    def __str__(self) -> str:
        return self.word
