"""Which demand is worth whose time: what a matching run found, what people said of it, and what became stale since.

Matches are derived: every run writes them anew. What people answered is kept for ever, for later runs learn from it.
"""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from midas.store.models.access import Cluster, Person, TenantOwned
from midas.store.models.demand.opportunities import Opportunity
from midas.store.models.members import Membership


class MatchRun(TenantOwned):
    """One pass over open demand, all of it or what changed: how much was matched, and what it had learned from."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    is_full = models.BooleanField(default=True, help_text="all open demand, and not only what changed")
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    reaches = models.BigIntegerField(
        default=0, help_text="changes of texts from this transaction on are not in it"
    )
    opportunities = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0, help_text="opportunities dealt with so far")
    members = models.PositiveIntegerField(default=0)
    answers = models.PositiveIntegerField(default=0, help_text="answers of people it could learn from")
    learned = models.JSONField(default=dict, help_text="the calibration, as core writes it")
    problem = models.TextField(blank=True)

    class Meta:
        ordering = ["-requested_at", "-id"]

    def __str__(self) -> str:
        return f"{self.requested_at:%Y-%m-%d %H:%M}"


class Match(TenantOwned):
    """A demand that may be worth a member's time, as the newest run saw it: how much, at which place, and why."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="matches")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="matches")
    score = models.PositiveSmallIntegerField(help_text="0 to 100")
    place = models.PositiveIntegerField(
        null=True, help_text="among the demand's members, 1 first; null when it fell off the list"
    )
    parts = models.JSONField(default=dict, help_text="what each signal gave, 0 to 1")
    reasons = models.JSONField(default=list, help_text='[{"kind", "words"}], the weightiest first')
    matched_at = models.DateTimeField()
    shown_at = models.DateTimeField(
        null=True, help_text="when it first stood where the demand is put before the firm"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "membership"], name="match_once"),
            models.CheckConstraint(condition=Q(score__lte=100), name="match_score"),
        ]
        indexes = [
            models.Index(fields=["cluster", "membership", "-score"], name="match_of_member"),
            models.Index(fields=["cluster", "opportunity", "place"], name="match_of_opportunity"),
        ]
        verbose_name_plural = "matches"

    def __str__(self) -> str:
        return f"{self.opportunity} / {self.membership}: {self.score}"


class MatchAnswer(TenantOwned):
    """What somebody said of a match: worth it or not, and why. Never changed; the newest of a side counts."""

    class Side(models.TextChoices):
        FIRM = "firm", _("the firm itself")
        BROKER = "broker", _("the broker")

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="match_answers")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="match_answers")
    side = models.CharField(max_length=6, choices=Side)
    wanted = models.BooleanField()
    reason = models.CharField(max_length=500, blank=True)
    parts = models.JSONField(default=dict, help_text="what each signal gave when it was answered")
    by = models.ForeignKey(
        Person, on_delete=models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["cluster", "membership", "opportunity", "-at"], name="match_answered")
        ]
        ordering = ["-at", "-id"]
        triggers = [
            pgtrigger.Protect(name="match_answer_append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.opportunity} / {self.membership}: {'yes' if self.wanted else 'no'}"


class TextRevision(TenantOwned):
    """The last transaction that changed what a firm or a demand says of itself; an index catches up by it.

    Triggers write it. A transaction's number and not a time, because only the former tells what another transaction,
    still open when somebody looked, may yet commit.
    """

    class Kind(models.TextChoices):
        MEMBER = "member", _("member")
        OPPORTUNITY = "opportunity", _("opportunity")

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    kind = models.CharField(max_length=12, choices=Kind)
    thing = models.BigIntegerField(help_text="key of the membership or opportunity")
    changed_in = models.BigIntegerField(help_text="transaction")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "thing"], name="text_revision_once")]
        indexes = [models.Index(fields=["cluster", "kind", "changed_in"], name="text_revision_since")]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing}: {self.changed_in}"
