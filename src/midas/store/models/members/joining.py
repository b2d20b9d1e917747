"""How a firm comes in: its application, the files that prove what it says, and the rules it accepts."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from midas.store.models.access import APPEND_ONLY, Person, TenantOwned
from midas.store.models.members.firms import Membership, Organisation, Resource


class Application(TenantOwned):
    """What a firm has said of itself so far, a group of questions at a time; it becomes a membership when sent."""

    class State(models.TextChoices):
        DRAFT = "draft", _("being written")
        SENT = "sent", _("sent")
        WITHDRAWN = "withdrawn", _("withdrawn")

    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    email = models.EmailField(max_length=254, help_text="where its link was sent")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the link's secret")
    link_expires_at = models.DateTimeField()
    answers = models.JSONField(default=dict, help_text="by step")
    version = models.PositiveIntegerField(
        default=1, help_text="counts the saves; two at once are noticed by it"
    )
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    membership = models.OneToOneField(
        Membership, on_delete=models.CASCADE, null=True, blank=True, related_name="application"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="sent") | models.Q(sent_at__isnull=False, membership__isnull=False),
                name="sent_application_has_membership",
            )
        ]
        ordering = ["-saved_at"]

    def __str__(self) -> str:
        return str(self.answers.get("identity", {}).get("name") or self.email)


class EvidenceFile(TenantOwned):
    """A file that proves something, kept outside the web root under a name of ours, with its SHA-256."""

    class Kind(models.TextChoices):
        CERTIFICATE = "certificate", _("certificate")
        ACCOUNTS = "accounts", _("accounts")
        INSURANCE = "insurance", _("insurance")
        POLICY = "policy", _("policy or statement")
        REFERENCE = "reference", _("reference")
        OTHER = "other", _("other")

    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, null=True, blank=True, related_name="evidence"
    )
    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, null=True, blank=True, related_name="evidence"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    title = models.CharField(max_length=160)
    file_name = models.CharField(max_length=160, help_text="what it was called where it came from")
    media_type = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField(help_text="bytes")
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200, help_text="below the folder for uploads")
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    expires_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(membership__isnull=False) | models.Q(application__isnull=False),
                name="evidence_belongs_to_someone",
            )
        ]
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.title


class RulesVersion(TenantOwned):
    """One version of the rules of engagement; adopted by a decision, then never changed."""

    number = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    text = models.TextField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    in_force_from = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cluster", "number"], name="rules_number_once")]
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"


class Acceptance(TenantOwned):
    """A firm accepted a version of the rules."""

    rules = models.ForeignKey(RulesVersion, on_delete=models.PROTECT, related_name="acceptances")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="acceptances")
    accepted_at = models.DateTimeField()
    accepted_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    signatory = models.CharField(max_length=120, help_text="the name typed by who accepted for the firm")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rules", "membership"], name="accepted_once")]
        triggers = [pgtrigger.Protect(name="acceptance_append_only", operation=APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.membership}: {self.rules}"


class DuplicateVerdict(TenantOwned):
    """Somebody looked at two organisations and said whether they are one; asked once, remembered for ever."""

    first = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    same = models.BooleanField()
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="verdict_once"),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="verdict_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first} / {self.second}"


class Merge(TenantOwned):
    """One organisation taken into another; what was moved is kept, so that it can be undone."""

    kept = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="merges")
    gone = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="merged")
    moved = models.JSONField(help_text="rows given to the kept one, by model; and the state the other was in")
    merged_at = models.DateTimeField()
    merged_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.gone} → {self.kept}"


class Bank(TenantOwned):
    """Where a firm is paid, as its owner says. `version` counts the saves of it and of the insurances together."""

    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="bank")
    name = models.CharField(max_length=80, blank=True)
    iban = models.CharField(max_length=34, blank=True)
    sort_code = models.CharField(max_length=8, blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return self.name


class Insurance(TenantOwned):
    """A policy of a firm: what it covers, with whom, up to how much for one event, until when."""

    class Kind(models.TextChoices):
        EMPLOYERS = "employers", _("employers' liability")
        PUBLIC = "public", _("public liability")
        PRODUCT = "product", _("product liability")
        PROFESSIONAL = "professional", _("professional indemnity")
        OTHER = "other", _("something else")

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="insurances")
    kind = models.CharField(max_length=12, choices=Kind)
    insurer = models.CharField(max_length=200)
    cover = models.BigIntegerField(help_text="minor units, for one event")
    expires_on = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(cover__gte=0), name="insurance_cover")]
        ordering = ["kind", "expires_on", "id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.insurer}"


class CapacityChange(TenantOwned):
    """Days on which a resource has another monthly capacity than usual, or part of it is reserved for a team."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="changes")
    starts_on = models.DateField()
    ends_on = models.DateField()
    capacity = models.DecimalField(
        max_digits=20, decimal_places=6, null=True, help_text="a month, instead of the usual"
    )
    reserved = models.DecimalField(
        max_digits=20, decimal_places=6, default=0, help_text="a month, taken by a team"
    )
    enterprise = models.ForeignKey(
        "store.Enterprise", on_delete=models.CASCADE, null=True, blank=True, related_name="reservations"
    )
    note = models.CharField(max_length=160, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="capacity_days"
            ),
            models.CheckConstraint(
                condition=models.Q(reserved__gte=0)
                & (models.Q(capacity__isnull=True) | models.Q(capacity__gte=0)),
                name="capacity_amounts",
            ),
        ]
        ordering = ["starts_on"]

    def __str__(self) -> str:
        return f"{self.resource}: {self.starts_on} to {self.ends_on}"
