"""The cluster's firms: who they are, what they can do, how much of it, and what proves it."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Collate
from django.utils.translation import gettext_lazy as _

from midas.core.values.names import name_key
from midas.store.models.access import Cluster, TenantOwned

QUANTITY = {"max_digits": 20, "decimal_places": 6}
PRICE = {
    "max_digits": 20,
    "decimal_places": 6,
    "help_text": "minor units per unit; may be finer than a penny",
}
FRACTION = [MinValueValidator(0), MaxValueValidator(1)]


def _fraction(field: str) -> Q:
    return Q(**{f"{field}__gte": 0, f"{field}__lte": 1})


class SectorGroup(TenantOwned):
    """Manufacturing, digital, construction …: the groups members gather in."""

    slug = models.SlugField()
    name = models.CharField(max_length=80)
    purpose = models.TextField(blank=True)
    lead = models.ForeignKey(
        "store.Membership", on_delete=models.SET_NULL, null=True, blank=True, related_name="leads_groups"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cluster", "slug"], name="sector_group_once")]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Organisation(TenantOwned):
    """A legal entity as this cluster knows it. Its identifier is scheme + id as in org-id.guide (`GB-COH` 01234567)."""

    class Size(models.TextChoices):
        MICRO = "micro", _("micro")
        SMALL = "small", _("small")
        MEDIUM = "medium", _("medium")
        LARGE = "large", _("large")

    scheme = models.CharField(max_length=20, default="GB-COH")
    identifier = models.CharField(max_length=40)
    name = models.CharField(max_length=160)
    region = models.CharField(max_length=8, help_text="NUTS or ITL code; a country code abroad")
    locality = models.CharField(max_length=80, blank=True)
    country = models.CharField(max_length=2, default="GB")
    latitude = models.FloatField()
    longitude = models.FloatField()
    time_zone = models.CharField(max_length=40, default="Europe/London")
    staff = models.PositiveIntegerField(null=True, blank=True)
    turnover = models.BigIntegerField(
        null=True, blank=True, help_text="per year, minor units of the cluster's currency"
    )
    size = models.CharField(max_length=8, choices=Size)
    sic_codes = ArrayField(models.CharField(max_length=5), default=list, blank=True)
    founded_on = models.DateField(null=True, blank=True)
    website = models.CharField(max_length=200, blank=True)
    name_key = models.CharField(
        max_length=160, blank=True, help_text="the name as duplicates are looked for by"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cluster", "scheme", "identifier"], name="organisation_once"),
            models.CheckConstraint(
                condition=Q(turnover__isnull=True) | Q(turnover__gte=0), name="turnover_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="organisation_on_earth",
            ),
        ]
        indexes = [models.Index(fields=["cluster", "name_key"], name="organisation_name_key")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Saves it, the key of its name brought up to date; bulk writers fill the key themselves."""
        self.name_key = name_key(self.name)
        if (fields := kwargs.get("update_fields")) is not None and "name" in fields:
            kwargs["update_fields"] = {*fields, "name_key"}
        super().save(*args, **kwargs)


class Membership(TenantOwned):
    """An organisation in the cluster. Only an admitted one is eligible for formation."""

    class State(models.TextChoices):
        APPLIED = "applied", _("applied")
        IN_ASSESSMENT = "in_assessment", _("in assessment")
        ADMITTED = "admitted", _("admitted")
        SUSPENDED = "suspended", _("suspended")
        LEFT = "left", _("left")
        DECLINED = "declined", _("declined")

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="membership")
    sector_group = models.ForeignKey(SectorGroup, on_delete=models.PROTECT, related_name="memberships")
    state = models.CharField(max_length=20, choices=State, default=State.APPLIED)
    joined_on = models.DateField(null=True, blank=True)
    summary = models.TextField(blank=True, help_text="what the firm does, in its own words")
    can_lead = models.BooleanField(default=False)
    engagement_cost = models.BigIntegerField(
        default=0, help_text="finding, contracting and coordinating this partner once; minor units"
    )
    reliability = models.DecimalField(
        max_digits=5,
        decimal_places=4,
        default=1,
        validators=FRACTION,
        help_text="share of promises kept, 0 to 1",
    )
    reliability_evidence = models.PositiveIntegerField(
        default=0, help_text="how many deliveries that rests on"
    )
    tags = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    probation_until = models.DateField(null=True, blank=True)
    conditions = models.TextField(
        blank=True, help_text="what the committee asked for when it admitted the firm"
    )
    wants_digest = models.BooleanField(
        default=True, help_text="whether its owners are sent the week's demand by e-mail"
    )
    # A sub-supplier is no member: it is assessed and used through the member that answers for it.
    sponsor = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="sponsored"
    )
    shown_to = models.JSONField(
        default=dict,
        blank=True,
        help_text="to whom beyond the rules the firm shows prices, accounts, assessments",
    )
    # Kept by the database as its organisation has them, so that a directory of very many is sorted, counted and
    # narrowed down from an index of this table alone.
    listed_name = models.CharField(max_length=160, blank=True, editable=False)
    listed_region = models.CharField(max_length=8, blank=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_fraction("reliability"), name="reliability_is_fraction"),
            models.CheckConstraint(condition=Q(engagement_cost__gte=0), name="engagement_cost_not_negative"),
            models.CheckConstraint(
                condition=~Q(state__in=["admitted", "suspended", "left"]) | Q(joined_on__isnull=False),
                name="admitted_has_joining_date",
            ),
        ]
        indexes = [
            models.Index(fields=["cluster", "state"], name="membership_state"),
            models.Index(fields=["cluster", "state", "listed_name", "id"], name="membership_listed"),
            models.Index(fields=["cluster", "listed_name", "id"], name="membership_by_name"),
            models.Index(fields=["cluster", "state", "listed_region", "id"], name="membership_region"),
            models.Index(fields=["cluster", "state", "reliability", "id"], name="membership_kept"),
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class Competency(models.Model):
    """A node of the taxonomy. Without a cluster it is shared (CPV); a cluster may add its own, mapped to CPV."""

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    code = models.CharField(max_length=120, help_text="`cpv:42600000`, or a path such as `machining/5-axis`")
    label = models.CharField(max_length=255)
    parent_code = models.CharField(max_length=120, blank=True)
    cpv = models.CharField(max_length=8, blank=True, help_text="the CPV code it corresponds to")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cluster", "code"], nulls_distinct=False, name="competency_once")
        ]
        indexes = [
            models.Index(fields=["code"], opclasses=["varchar_pattern_ops"], name="competency_code_prefix")
        ]
        ordering = ["code"]

    def __str__(self) -> str:
        return self.label


class Resource(TenantOwned):
    """Something a firm has one pool of and several offerings draw on: machine hours, people, floor."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="resources")
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=80)
    unit = models.CharField(max_length=3, help_text="UN/ECE Rec 20")
    capacity = models.DecimalField(**QUANTITY, help_text="per month")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["membership", "code"], name="resource_once"),
            models.CheckConstraint(condition=Q(capacity__gte=0), name="resource_not_negative"),
        ]

    def __str__(self) -> str:
        return self.name


class Offering(TenantOwned):
    """A member's claim to a competency: price, capacity, lead time, where, how well."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="offerings")
    competency = models.CharField(max_length=120, help_text="the competency's code")
    title = models.CharField(max_length=160)
    unit = models.CharField(max_length=3, help_text="UN/ECE Rec 20")
    unit_price = models.DecimalField(**PRICE)
    set_up = models.BigIntegerField(default=0, help_text="once per package, minor units")
    capacity = models.DecimalField(**QUANTITY, null=True, blank=True, help_text="per month")
    min_order = models.DecimalField(**QUANTITY, default=0)
    quality = models.DecimalField(max_digits=5, decimal_places=4, default=1, validators=FRACTION)
    lead_time_days = models.PositiveIntegerField(default=0)
    regions_served = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    is_core = models.BooleanField(default=False)
    evidence = models.TextField(blank=True)
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(unit_price__gte=0, set_up__gte=0, min_order__gte=0), name="offering_amounts"
            ),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(capacity__gte=0), name="offering_capacity"
            ),
            models.CheckConstraint(condition=_fraction("quality"), name="offering_quality_fraction"),
        ]
        indexes = [
            models.Index(fields=["cluster", "competency"], name="offering_competency"),
            models.Index(
                fields=["competency"], opclasses=["varchar_pattern_ops"], name="offering_competency_prefix"
            ),
            # Compared by bytes, which row-level security lets an index do; a pattern it does not.
            models.Index(
                "cluster",
                Collate("competency", "C"),
                "valid_until",
                "membership",
                name="offering_claims",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class OfferingUse(TenantOwned):
    """How much of a shared resource one unit of an offering takes."""

    offering = models.ForeignKey(Offering, on_delete=models.CASCADE, related_name="uses")
    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="used_by")
    amount = models.DecimalField(**QUANTITY)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["offering", "resource"], name="offering_use_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="offering_use_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} of {self.resource}"


class Certificate(TenantOwned):
    """ISO 9001, Cyber Essentials …: who issued it, for what, until when."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="certificates")
    name = models.CharField(max_length=80)
    issuer = models.CharField(max_length=120, blank=True)
    scope = models.CharField(max_length=200, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(issued_on__isnull=True)
                | Q(expires_on__isnull=True)
                | Q(expires_on__gt=F("issued_on")),
                name="certificate_dates",
            )
        ]
        indexes = [
            models.Index(fields=["cluster", "name", "expires_on", "membership"], name="certificate_held")
        ]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
