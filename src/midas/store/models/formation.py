"""Which firms, in which shares: runs of the engine, the plans they proposed, and the enterprise that was chosen."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from midas.store.models.access import Person, TenantOwned
from midas.store.models.demand import Opportunity, Requirement
from midas.store.models.members import QUANTITY, Membership


class Formation(TenantOwned):
    """One run of the engine on one version of a requirement; the problem is kept as it was solved."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        STOPPED = "stopped", _("stopped")

    requirement = models.ForeignKey(Requirement, on_delete=models.CASCADE, related_name="formations")
    requirement_version = models.PositiveIntegerField()
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    status = models.CharField(max_length=12, blank=True, help_text="OPTIMAL, FEASIBLE, INFEASIBLE or UNKNOWN")
    progress = models.FloatField(default=0, help_text="0 to 1")
    message = models.CharField(
        max_length=200, blank=True, help_text="what the engine is doing, or why it failed"
    )
    problem = models.JSONField(help_text="midas/formation-problem/1")
    names = models.JSONField(default=dict, help_text="firm id in the problem -> membership id")
    time_limit = models.FloatField(default=60)
    seed = models.BigIntegerField(default=0)
    engine_version = models.CharField(max_length=40, blank=True)
    outcome = models.JSONField(default=dict, help_text="what `midas form --json` prints")
    so_far = models.JSONField(
        default=dict, help_text="the best plan so far, and how it and the bound came about"
    )
    stop_asked = models.BooleanField(
        default=False, help_text="end the search now and keep the best plan so far"
    )
    repeats = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="repetitions",
        help_text="the run whose stored problem, seed and limits this one was given",
    )  # fmt: skip
    requested_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-requested_at", "-id"]

    def __str__(self) -> str:
        return f"Formation {self.pk}"


class Proposal(TenantOwned):
    """One candidate enterprise: a checked plan with its cost, risk, locality and reasons."""

    formation = models.ForeignKey(Formation, on_delete=models.CASCADE, related_name="proposals")
    rank = models.PositiveIntegerField(help_text="1 is the best by the policy's objective")
    label = models.CharField(max_length=60, help_text="least cost, least risk, most local, alternative")
    objective = models.DecimalField(max_digits=22, decimal_places=2, help_text="minor units")
    bound = models.DecimalField(max_digits=22, decimal_places=2, null=True, blank=True)
    cost = models.DecimalField(max_digits=22, decimal_places=2, help_text="minor units")
    risk = models.DecimalField(max_digits=22, decimal_places=2, help_text="expected loss, minor units")
    local_share = models.FloatField(null=True, blank=True)
    plan = models.JSONField(help_text="partners, allocations, cost by kind, explanation")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["formation", "rank"], name="proposal_rank_once")]
        ordering = ["rank"]

    def __str__(self) -> str:
        return self.label


class Enterprise(TenantOwned):
    """A virtual enterprise: one organisation to the customer, from forming to dissolved."""

    class State(models.TextChoices):
        FORMING = "forming", _("forming")
        INVITING = "inviting", _("inviting")
        CHARTERED = "chartered", _("chartered")
        BIDDING = "bidding", _("bidding")
        OPERATING = "operating", _("operating")
        DECOMMISSIONING = "decommissioning", _("decommissioning")
        DISSOLVED = "dissolved", _("dissolved")
        ABANDONED = "abandoned", _("abandoned")

    class Mode(models.TextChoices):
        AGGREGATED_SUPPLY = "aggregated_supply", _("aggregated supply")
        INTEGRATED_SERVICES = "integrated_services", _("integrated services")
        VIRTUAL_MANUFACTURING = "virtual_manufacturing", _("virtual manufacturing")
        ENHANCED_DELIVERY = "enhanced_delivery", _("enhanced delivery")
        CO_DEVELOPMENT = "co_development", _("co-development")
        SHARED_MARKETING = "shared_marketing", _("shared marketing network")
        NATIONAL_CUSTOMER = "national_customer", _("common national customer")
        INTERNATIONAL_MARKET = "international_market", _("route to international market")

    name = models.CharField(max_length=160)
    opportunity = models.ForeignKey(Opportunity, on_delete=models.PROTECT, related_name="enterprises")
    proposal = models.OneToOneField(
        Proposal, on_delete=models.PROTECT, null=True, blank=True, related_name="enterprise"
    )
    mode = models.CharField(max_length=24, choices=Mode, default=Mode.INTEGRATED_SERVICES)
    state = models.CharField(max_length=16, choices=State, default=State.FORMING)
    lead = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="led_enterprises"
    )
    value = models.BigIntegerField(help_text="minor units")
    currency = models.CharField(max_length=3)
    formed_on = models.DateField()
    operating_from = models.DateField(null=True, blank=True)
    dissolved_on = models.DateField(null=True, blank=True)
    created_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(value__gte=0), name="enterprise_value"),
            models.CheckConstraint(
                condition=~Q(state="dissolved") | Q(dissolved_on__isnull=False), name="dissolved_has_date"
            ),
            models.UniqueConstraint(
                fields=["opportunity"],
                condition=~Q(state="abandoned"),
                name="one_live_enterprise_per_opportunity",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Partner(TenantOwned):
    """A firm inside one enterprise. The values of all partners sum to the enterprise's value exactly."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="partners")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="partnerships")
    role = models.CharField(max_length=120, blank=True, help_text="what it does in the team, in a few words")
    value = models.BigIntegerField(help_text="its part of the enterprise's value, minor units")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "membership"], name="partner_once"),
            models.CheckConstraint(condition=Q(value__gte=0), name="partner_value"),
        ]

    def __str__(self) -> str:
        return str(self.membership)


class PartnerWork(TenantOwned):
    """What one partner does of one work package."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="work")
    package = models.CharField(max_length=255, help_text="the package's title when the team was chosen")
    competency = models.CharField(max_length=120)
    quantity = models.DecimalField(**QUANTITY)
    unit = models.CharField(max_length=3)
    cost = models.BigIntegerField(help_text="goods and set-up, minor units")

    def __str__(self) -> str:
        return self.package
