"""What the demand stage keeps beside demands: needs being described, conditions read, decisions, links, gaps.

Judgements and decisions are added, never changed; the newest counts.
"""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from midas.store.models.access import Person, TenantOwned
from midas.store.models.demand.opportunities import Opportunity, Requirement
from midas.store.models.members import Membership

APPEND = pgtrigger.Update | pgtrigger.Delete


class Need(TenantOwned):
    """A need, or an idea, as its author describes it; sent, it is an opportunity like any other."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SENT = "sent", _("sent")
        WITHDRAWN = "withdrawn", _("withdrawn")

    door = models.CharField(max_length=10, choices=Opportunity.Door)
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    answers = models.JSONField(default=dict, help_text="texts by name of the question, right or wrong")
    opportunity = models.OneToOneField(
        Opportunity, on_delete=models.CASCADE, null=True, blank=True, related_name="need"
    )
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(opportunity__isnull=False, sent_at__isnull=False),
                name="need_sent_is_an_opportunity",
            )
        ]
        indexes = [models.Index(fields=["cluster", "by", "state"], name="need_of_a_person")]
        ordering = ["-saved_at", "-id"]

    def __str__(self) -> str:
        return str(self.answers.get("title") or _("untitled"))


class NeedFile(TenantOwned):
    """A file that goes with a need; handed out as a download only."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="files")
    file_name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=255)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["uploaded_at", "id"]

    def __str__(self) -> str:
        return self.file_name


class ConditionVerdict(TenantOwned):
    """A person's judgement of a condition that was read in a demand's text. Never changed; the newest counts."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="condition_verdicts")
    key = models.CharField(max_length=200)
    holds = models.BooleanField()
    finding = models.JSONField(help_text="the finding as it was judged, with its sentence")
    by = models.ForeignKey(
        Person, on_delete=models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["opportunity", "key", "-at"], name="condition_newest")]
        ordering = ["-at", "-id"]
        triggers = [pgtrigger.Protect(name="condition_append_only", operation=APPEND)]

    def __str__(self) -> str:
        return self.key


class BidDecision(TenantOwned):
    """Whether to bid, why, and what the sheet said then. Never changed; the newest counts."""

    class Choice(models.TextChoices):
        BID = "bid", _("bid")
        NO_BID = "no_bid", _("do not bid")
        LATER = "later", _("decide later")

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="bid_decisions")
    choice = models.CharField(max_length=10, choices=Choice)
    reason = models.TextField()
    strategic = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="1 to 5, the decider's judgement"
    )
    answer = models.TextField(blank=True, help_text="what the customer is told")
    sheet = models.JSONField(default=list, help_text='[{"name", "light", "figure", "why"}] as it stood')
    by = models.ForeignKey(
        Person, on_delete=models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="bid_decision_has_a_reason"),
            models.CheckConstraint(
                condition=Q(strategic__isnull=True) | Q(strategic__range=(1, 5)),
                name="bid_decision_strategic",
            ),
        ]
        ordering = ["-at", "-id"]
        triggers = [pgtrigger.Protect(name="bid_decision_append_only", operation=APPEND)]

    def __str__(self) -> str:
        return f"{self.get_choice_display()}: {self.opportunity}"


class DemandLink(TenantOwned):
    """A demand that is a part of another: joined into it, or split off from it. Undone, it stays on record."""

    class Kind(models.TextChoices):
        JOINED = "joined", _("joined")
        SPLIT = "split", _("split")

    whole = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="part_links")
    part = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="whole_links")
    kind = models.CharField(max_length=10, choices=Kind)
    value = models.BigIntegerField(null=True, blank=True, help_text="the part's amount then, minor units")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(whole=F("part")), name="demand_link_between_two"),
            models.UniqueConstraint(
                fields=["part"], condition=Q(undone_at__isnull=True), name="demand_part_of_one_whole"
            ),
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.part} {self.kind} {self.whole}"


class PartnerSought(TenantOwned):
    """A package for which a partner outside the cluster is looked for: what, until when, and how it ended."""

    class State(models.TextChoices):
        OPEN = "open", _("looking")
        FOUND = "found", _("found")
        WITHDRAWN = "withdrawn", _("withdrawn")

    requirement = models.ForeignKey(Requirement, on_delete=models.CASCADE, related_name="partners_sought")
    package = models.CharField(max_length=40, help_text="the package's code in the requirement")
    title = models.CharField(max_length=255)
    competency = models.CharField(max_length=120)
    what = models.TextField(help_text="what the partner is to do")
    needed_by = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    found = models.ForeignKey(
        Membership,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="who was found",
    )
    outcome = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["requirement", "package"], condition=Q(state="open"), name="partner_sought_once"
            )
        ]
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return self.title


class PublishedCoverage(TenantOwned):
    """How many members offer a kind of work in a region: what a cluster tells the others here, and nothing more."""

    competency = models.CharField(max_length=120)
    region = models.CharField(max_length=8, blank=True)
    firms = models.PositiveIntegerField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "competency", "region"], name="published_coverage_once"
            ),
            models.CheckConstraint(condition=Q(firms__gt=0), name="published_coverage_some"),
        ]
        indexes = [models.Index(fields=["competency"], name="published_competency")]

    def __str__(self) -> str:
        return f"{self.competency} {self.region}: {self.firms}"
