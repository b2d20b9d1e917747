"""How the cluster decides: motions, what is said about them, and votes."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from midas.store.models.access import APPEND_ONLY, Person, TenantOwned
from midas.store.models.members.firms import Membership
from midas.store.models.members.joining import RulesVersion


class Motion(TenantOwned):
    """Something to be decided by vote. Carried, it acts: admits, suspends, brings rules into force."""

    class Kind(models.TextChoices):
        ADMIT = "admit", _("admit a firm")
        DECLINE = "decline", _("decline a firm")
        SUSPEND = "suspend", _("suspend a member")
        REINSTATE = "reinstate", _("reinstate a member")
        RULES = "rules", _("bring rules of engagement into force")
        OTHER = "other", _("something else")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CARRIED = "carried", _("carried")
        REJECTED = "rejected", _("rejected")
        NO_QUORUM = "no_quorum", _("no quorum")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Electorate(models.TextChoices):
        COMMITTEE = "committee", _("the executive committee")
        MEMBERS = "members", _("all members, one firm one vote")
        WEIGHTED = "weighted", _("all members, weighted")

    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=160)
    text = models.TextField(blank=True)
    membership = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="motions",
        help_text="whom it is about",
    )
    rules = models.ForeignKey(
        RulesVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="motions"
    )
    conditions = models.TextField(blank=True, help_text="what an admission is tied to")
    probation_until = models.DateField(null=True, blank=True)
    electorate = models.CharField(max_length=10, choices=Electorate, default=Electorate.COMMITTEE)
    quorum = models.DecimalField(
        max_digits=4, decimal_places=3, help_text="part of all votes that must be cast"
    )
    majority = models.DecimalField(
        max_digits=4, decimal_places=3, help_text="part of the yes and no that must be exceeded"
    )
    is_secret = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.JSONField(default=dict, help_text="the count, and what it did")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quorum__gte=0, quorum__lte=1, majority__gte=0, majority__lt=1),
                name="motion_parts",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["rules", "other"]) | models.Q(membership__isnull=False),
                name="motion_about_a_firm",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="rules") | models.Q(rules__isnull=False), name="motion_names_rules"
            ),
            models.CheckConstraint(
                condition=models.Q(state="open") | models.Q(closed_at__isnull=False),
                name="closed_motion_has_time",
            ),
        ]
        ordering = ["-opened_at"]

    def __str__(self) -> str:
        return self.title


class Remark(TenantOwned):
    """Something said about a motion."""

    motion = models.ForeignKey(Motion, on_delete=models.CASCADE, related_name="remarks")
    words = models.TextField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        Person, on_delete=models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )

    class Meta:
        ordering = ["written_at"]
        triggers = [pgtrigger.Protect(name="remark_append_only", operation=APPEND_ONLY)]

    def __str__(self) -> str:
        return self.words


class Vote(TenantOwned):
    """One vote. A later one of the same voter counts instead; none is changed. `voter` is a firm's or a person's."""

    class Choice(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")
        ABSTAIN = "abstain", _("abstain")
        RECUSED = "recused", _("stands aside")

    motion = models.ForeignKey(Motion, on_delete=models.CASCADE, related_name="votes")
    firm = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    choice = models.CharField(max_length=8, choices=Choice)
    reason = models.TextField(blank=True)
    cast_at = models.DateTimeField()

    class Meta:
        ordering = ["cast_at", "id"]
        triggers = [pgtrigger.Protect(name="vote_append_only", operation=APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.person}: {self.choice}"


class Proxy(TenantOwned):
    """Somebody votes for somebody else for a while: a firm for a firm, or one committee member for another."""

    giver_firm = models.ForeignKey(
        Membership, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    giver_person = models.ForeignKey(
        Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    holder_firm = models.ForeignKey(
        Membership, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    holder_person = models.ForeignKey(
        Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    giver_firm__isnull=False,
                    holder_firm__isnull=False,
                    giver_person__isnull=True,
                    holder_person__isnull=True,
                )
                | models.Q(
                    giver_firm__isnull=True,
                    holder_firm__isnull=True,
                    giver_person__isnull=False,
                    holder_person__isnull=False,
                ),
                name="proxy_between_equals",
            ),
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="proxy_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.giver_firm or self.giver_person} → {self.holder_firm or self.holder_person}"
