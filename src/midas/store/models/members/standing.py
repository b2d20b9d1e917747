"""What is known and judged of a firm: accounts, assessments on four dimensions, opinions, plans to get better."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from midas.store.models.access import APPEND_ONLY, Person, TenantOwned
from midas.store.models.members.firms import Membership
from midas.store.models.members.joining import EvidenceFile

FIGURE = {"null": True, "blank": True, "help_text": "minor units; empty where the accounts do not say"}


class FinancialYear(TenantOwned):
    """One year of a firm's accounts, as `midas.core.members.finance.Accounts` reads them."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="financial_years")
    year_end = models.DateField()
    months = models.PositiveSmallIntegerField(default=12)
    turnover = models.BigIntegerField(**FIGURE)
    ebit = models.BigIntegerField(**FIGURE)
    interest = models.BigIntegerField(**FIGURE)
    total_assets = models.BigIntegerField(**FIGURE)
    current_assets = models.BigIntegerField(**FIGURE)
    stock = models.BigIntegerField(**FIGURE)
    debtors = models.BigIntegerField(**FIGURE)
    cash = models.BigIntegerField(**FIGURE)
    current_liabilities = models.BigIntegerField(**FIGURE)
    total_liabilities = models.BigIntegerField(**FIGURE)
    retained_earnings = models.BigIntegerField(**FIGURE)
    equity = models.BigIntegerField(**FIGURE)
    source = models.CharField(
        max_length=160, blank=True, help_text="typed in, or the file they were read from"
    )
    evidence = models.ForeignKey(
        EvidenceFile, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["membership", "year_end"], name="financial_year_once"),
            models.CheckConstraint(
                condition=models.Q(months__gte=1, months__lte=18), name="financial_year_months"
            ),
        ]
        ordering = ["-year_end"]

    def __str__(self) -> str:
        return f"{self.membership}: {self.year_end}"


class Assessment(TenantOwned):
    """A dated judgement on one dimension, with all it rests on. The newest of a dimension counts; none is changed."""

    class Dimension(models.TextChoices):
        FINANCE = "finance", _("finance")
        CAPABILITY = "capability", _("capability")
        ETHICS = "ethics", _("ethics")
        COLLABORATION = "collaboration", _("collaboration")

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="assessments")
    dimension = models.CharField(max_length=13, choices=Dimension)
    score = models.DecimalField(
        max_digits=4, decimal_places=1, null=True, blank=True, help_text="0 to 100; none: not assessable"
    )
    grade = models.CharField(max_length=1, blank=True)
    method = models.CharField(max_length=80, help_text="how it was judged, with the date of the rules")
    inputs = models.JSONField(default=dict, help_text="what was judged, as it was then")
    measures = models.JSONField(default=list, help_text="name, value, points, weight, why, missing of each")
    missing = models.JSONField(default=list, help_text="what to ask the firm for")
    failed = models.JSONField(default=list, help_text="gates that no score makes good")
    notes = models.JSONField(default=list)
    statement = models.TextField(blank=True, help_text="what the assessor adds")
    evidence = models.ManyToManyField(
        EvidenceFile, related_name="assessments", blank=True, through="AssessmentEvidence"
    )
    assessor = models.ForeignKey(
        Person, on_delete=models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    assessed_on = models.DateField()
    valid_until = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(score__isnull=True) | models.Q(score__gte=0, score__lte=100),
                name="assessment_score",
            ),
            models.CheckConstraint(
                condition=models.Q(score__isnull=True, grade="")
                | models.Q(score__isnull=False, grade__in=["A", "B", "C", "D", "E"]),
                name="assessment_graded",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__gte=models.F("assessed_on")), name="assessment_dates"
            ),
        ]
        indexes = [models.Index(fields=["membership", "dimension", "-assessed_on"], name="assessment_newest")]
        ordering = ["-assessed_on", "-id"]
        triggers = [pgtrigger.Protect(name="assessment_append_only", operation=APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.membership}: {self.get_dimension_display()}"


class AssessmentEvidence(TenantOwned):
    """A file that an assessment rests on."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="+")
    evidencefile = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "evidencefile"], name="rests_on_once")]

    def __str__(self) -> str:
        return str(self.evidencefile)


class Answers(TenantOwned):
    """A firm's answers to one questionnaire (ethics gates, readiness), as they stand; drafts until handed in."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="answers")
    dimension = models.CharField(max_length=13, choices=Assessment.Dimension)
    given = models.JSONField(
        default=dict, help_text="by question: the answer, its explanation, evidence and expiry"
    )
    version = models.PositiveIntegerField(
        default=1, help_text="counts the saves; two at once are noticed by it"
    )
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    handed_in_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["membership", "dimension"], name="answers_once")]

    def __str__(self) -> str:
        return f"{self.membership}: {self.get_dimension_display()}"


class Officer(TenantOwned):
    """A director or owner of a firm: the same one at two rivals is a conflict of interest to look at."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="officers")
    name = models.CharField(max_length=120)
    born = models.CharField(max_length=7, blank=True, help_text="year and month, as in 1970-05")
    role = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["membership", "name", "born"], name="officer_once")]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ListedName(TenantOwned):
    """A name on a sanctions or exclusion list that the operator loaded."""

    list_name = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200, help_text="the name as it is compared")
    reference = models.CharField(max_length=80, blank=True)
    loaded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["cluster", "name_key"], name="listed_name_key")]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Rating(TenantOwned):
    """One experience with a firm, from a party to closed work: 0 bad to 1 good. Never changed; it fades by itself."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="ratings")
    enterprise = models.ForeignKey(
        "store.Enterprise", on_delete=models.PROTECT, null=True, blank=True, related_name="ratings"
    )
    given_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="ratings_given"
    )
    source = models.CharField(
        max_length=12, choices=[(one, one) for one in ("customer", "partner", "manager", "delivery")]
    )
    value = models.DecimalField(max_digits=4, decimal_places=3)
    weight = models.DecimalField(max_digits=6, decimal_places=3, default=1)
    given_on = models.DateField()
    words = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(value__gte=0, value__lte=1), name="rating_value"),
            models.CheckConstraint(condition=models.Q(weight__gt=0), name="rating_weight"),
            models.CheckConstraint(
                condition=~models.Q(given_by=models.F("membership")), name="rating_not_of_oneself"
            ),
        ]
        ordering = ["given_on", "id"]
        triggers = [pgtrigger.Protect(name="rating_append_only", operation=APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.membership}: {self.value}"


class Reply(TenantOwned):
    """A firm's answer to a rating, shown beside it for as long as the rating is."""

    rating = models.OneToOneField(Rating, on_delete=models.CASCADE, related_name="reply")
    words = models.TextField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        Person, on_delete=models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )

    class Meta:
        triggers = [pgtrigger.Protect(name="reply_append_only", operation=APPEND_ONLY)]

    def __str__(self) -> str:
        return self.words


class CoachingStep(TenantOwned):
    """Something a firm means to do to get readier, with its coach."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="coaching")
    item = models.CharField(max_length=60, blank=True, help_text="the question it makes better")
    what = models.CharField(max_length=200)
    due_on = models.DateField(null=True, blank=True)
    coach = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["done_at", "due_on", "id"]

    def __str__(self) -> str:
        return self.what


class Confirmation(TenantOwned):
    """A peer or an assessor says that a firm can do what an offering claims."""

    offering = models.ForeignKey("store.Offering", on_delete=models.CASCADE, related_name="confirmations")
    confirmed_by = models.ForeignKey(
        Person, on_delete=models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    firm = models.ForeignKey(
        Membership,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text="the peer; none: an assessor",
    )
    confirmed_on = models.DateField()
    words = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["offering", "firm"], nulls_distinct=False, name="confirmation_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.offering)


class Credential(TenantOwned):
    """A signed statement of a firm's standing that was given out; its signed text is kept, and it can be revoked."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="credentials")
    serial = models.UUIDField(unique=True)
    token = models.TextField(help_text="the signed W3C credential, as a compact JWT")
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-issued_at"]

    def __str__(self) -> str:
        return str(self.serial)
