"""What customers want: notices as they came, opportunities, and requirements made precise."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from midas.store.models.access import Person, TenantOwned
from midas.store.models.members import QUANTITY


class NoticeImport(TenantOwned):
    """One file somebody gave us: how far its import is and what was wrong with it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        REFUSED = "refused", _("refused")
        FAILED = "failed", _("failed")

    file_name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    bytes_read = models.BigIntegerField(default=0)
    releases = models.PositiveIntegerField(default=0)
    valid = models.PositiveIntegerField(default=0)
    imported = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list, help_text='[{"path", "message"}], the first 1,000')
    faulty = models.BooleanField(default=False, help_text="something in it is invalid, so far")
    digest = models.CharField(max_length=64, blank=True, help_text="the SHA-256 of the file")
    done = models.PositiveBigIntegerField(
        default=0, help_text="parts of the file that are dealt with; a run that broke off goes on after them"
    )
    attempts = models.PositiveSmallIntegerField(
        default=0, help_text="how often it broke off in a row without getting further"
    )

    class Meta:
        ordering = ["-started_at", "-id"]

    def __str__(self) -> str:
        return self.file_name


class Opportunity(TenantOwned):
    """A demand, whatever its door. A public one keeps the number of its process and follows its newest notice.

    `ocid` is that of OCDS, or `eforms-` and the procedure's identifier (BT-04). `same_as` is the demand it is shown
    as a part of, where somebody found the two to be one.
    """

    class State(models.TextChoices):
        NEW = "new", _("new")
        QUALIFIED = "qualified", _("qualified")
        FORMING = "forming", _("forming a team")
        BIDDING = "bidding", _("bidding")
        WON = "won", _("won")
        LOST = "lost", _("lost")
        DROPPED = "dropped", _("dropped")

    class Door(models.TextChoices):
        OCDS = "ocds", _("public notice")
        EFORMS = "eforms", _("European notice")
        CUSTOMER = "customer", _("customer's request")
        CLUSTER = "cluster", _("the cluster's own idea")

    door = models.CharField(max_length=10, choices=Door)
    mode = models.CharField(
        max_length=24, blank=True, help_text="of the cluster's own idea: how members would work together"
    )
    ocid = models.CharField(max_length=255, blank=True)
    title = models.CharField(max_length=500)
    description = models.TextField(blank=True)
    buyer_name = models.CharField(max_length=255, blank=True)
    buyer_identifier = models.CharField(max_length=255, blank=True)
    value = models.BigIntegerField(null=True, blank=True, help_text="minor units")
    currency = models.CharField(max_length=3, blank=True)
    cpv = models.CharField(max_length=8, blank=True)
    cpv_additional = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    region = models.CharField(max_length=8, blank=True)
    place = models.CharField(max_length=255, blank=True)
    procedure = models.CharField(max_length=255, blank=True)
    category = models.CharField(max_length=20, blank=True)
    source_status = models.CharField(
        max_length=40, blank=True, help_text="what the source says: active, complete, …"
    )
    sme_suitable = models.BooleanField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    deadline_at = models.DateTimeField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    lots = models.JSONField(default=list)
    items = models.JSONField(default=list)
    documents = models.JSONField(default=list)
    awards = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State, default=State.NEW)
    owner = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    same_as = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="also"
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "ocid"], condition=~Q(ocid=""), name="opportunity_ocid_once"
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0), name="opportunity_value"
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(currency__regex="^[A-Z]{3}$"), name="opportunity_currency"
            ),
        ]
        indexes = [
            models.Index(fields=["cluster", "state", "deadline_at"], name="opportunity_pipeline"),
            models.Index(fields=["cluster", "cpv"], name="opportunity_won_kind", condition=~Q(awards=[])),
            models.Index(
                fields=["cluster", "buyer_name"], name="opportunity_won_buyer", condition=~Q(awards=[])
            ),
        ]
        verbose_name_plural = "opportunities"

    def __str__(self) -> str:
        return self.title


class Notice(TenantOwned):
    """One release exactly as it came: its text and its SHA-256. Never changed, never deleted."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="notices")
    ocid = models.CharField(max_length=255)
    release_id = models.CharField(max_length=255)
    released_at = models.DateTimeField(null=True, blank=True)
    sha256 = models.CharField(max_length=64)
    text = models.TextField()
    source = models.CharField(max_length=255, help_text="the file it came in")
    path = models.CharField(max_length=255, blank=True, help_text="where in that file")
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey(
        Person, on_delete=models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    schema_version = models.CharField(max_length=10, blank=True)
    problems = models.JSONField(default=list, help_text='[{"path", "message"}]')
    changes = models.JSONField(
        default=list, help_text='[{"field", "before", "after"}] against the release before it'
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cluster", "sha256"], name="notice_once")]
        indexes = [
            models.Index(fields=["cluster", "ocid", "released_at"], name="notice_ocid"),
            models.Index(fields=["cluster", "imported_at"], condition=~Q(changes=[]), name="notice_amending"),
        ]
        ordering = ["-released_at", "-id"]
        triggers = [
            pgtrigger.Protect(name="notice_append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.release_id


class Requirement(TenantOwned):
    """What must be delivered, made precise: work packages in order, and the policy of the formation."""

    opportunity = models.OneToOneField(Opportunity, on_delete=models.CASCADE, related_name="requirement")
    version = models.PositiveIntegerField(default=1, help_text="grows with every saved change")
    policy = models.JSONField(default=dict, help_text="the policy of midas/formation-problem/1")
    draft = models.JSONField(null=True, blank=True, help_text="what is typed into the form but not saved yet")
    draft_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    draft_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Requirement for {self.opportunity}"


class WorkPackage(TenantOwned):
    """Competency x quantity x window."""

    requirement = models.ForeignKey(Requirement, on_delete=models.CASCADE, related_name="work_packages")
    position = models.PositiveIntegerField()
    code = models.SlugField(max_length=40, help_text="the package's id in a formation problem, e.g. wp1")
    title = models.CharField(max_length=255)
    competency = models.CharField(max_length=120)
    quantity = models.DecimalField(**QUANTITY)
    unit = models.CharField(max_length=3, help_text="UN/ECE Rec 20")
    value = models.BigIntegerField(null=True, blank=True, help_text="minor units of the cluster's currency")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    certificates = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    min_quality = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    place = models.CharField(max_length=8, blank=True)
    min_suppliers = models.PositiveIntegerField(null=True, blank=True)
    max_suppliers = models.PositiveIntegerField(null=True, blank=True)
    min_split = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    criticality = models.DecimalField(max_digits=6, decimal_places=3, default=1)
    after = ArrayField(models.CharField(max_length=40), default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["requirement", "code"], name="work_package_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="work_package_quantity"),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0), name="work_package_value"
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="work_package_window",
            ),
            models.CheckConstraint(
                condition=Q(min_suppliers__isnull=True)
                | Q(max_suppliers__isnull=True)
                | Q(max_suppliers__gte=F("min_suppliers")),
                name="work_package_suppliers",
            ),
        ]
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.title
