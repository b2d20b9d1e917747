"""Who may sign in, and what they may do where."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _


class People(BaseUserManager["Person"]):
    """Persons are found by e-mail, whatever its case; it is kept in lower case, which sign-in compares with."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """A login. What it may do, and where, is in its roles."""

    email = models.EmailField(_("e-mail"), max_length=254)
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(_("language"), max_length=10, default="en-gb")
    time_zone = models.CharField(_("time zone"), max_length=40, default="Europe/London")
    is_active = models.BooleanField(_("may sign in"), default=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[People] = People()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="person_email_unique")]

    def __str__(self) -> str:
        return self.name


class Cluster(models.Model):
    """A virtual cluster; the tenant. Everything else belongs to exactly one."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    purpose = models.TextField(blank=True)
    currency = models.CharField(max_length=3, default="GBP")
    home_region = models.CharField(max_length=8, blank=True)
    time_zone = models.CharField(max_length=40, default="Europe/London")
    founded_on = models.DateField()
    is_demo = models.BooleanField(default=False)
    two_factor_kinds = ArrayField(
        models.CharField(max_length=20), default=list, blank=True, help_text="roles that need a second factor"
    )
    publishes_coverage = models.BooleanField(
        default=False, help_text="other clusters on this installation see how many members offer what, where"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(currency__regex="^[A-Z]{3}$"), name="cluster_currency_iso"
            )
        ]

    def __str__(self) -> str:
        return self.name


class TenantOwned(models.Model):
    """Belongs to one cluster, and the database shows it to nobody else."""

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True


class Role(TenantOwned):
    """What a person may do in a cluster; a member's role is for one membership, and some are for one enterprise."""

    class Kind(models.TextChoices):
        ADMINISTRATOR = "administrator", _("administrator")
        COMMITTEE = "committee", _("executive committee")
        BROKER = "broker", _("broker")
        PROJECT_MANAGER = "project_manager", _("project manager")
        COACH = "coach", _("network coach")
        MEMBER = "member", _("member")
        PURCHASER = "purchaser", _("purchaser")
        AGENCY = "agency", _("regional agency")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="roles")
    kind = models.CharField(max_length=20, choices=Kind)
    membership = models.ForeignKey(
        "store.Membership", on_delete=models.CASCADE, null=True, blank=True, related_name="roles"
    )
    enterprise = models.ForeignKey(
        "store.Enterprise",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="roles",
        help_text="the one team the role is for; none: the whole cluster",
    )
    is_owner = models.BooleanField(default=False, help_text="a member's owner, not only staff")
    # Null for roles older than this column; the database fills it in for all later ones.
    since = models.DateTimeField(null=True, blank=True, db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "cluster", "kind", "membership", "enterprise"],
                nulls_distinct=False,
                name="role_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="member") | models.Q(membership__isnull=False),
                name="member_role_names_membership",
            ),
            models.CheckConstraint(
                condition=models.Q(is_owner=False) | models.Q(kind="member"), name="owner_of_a_member"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_kind_display()}"


class ApiToken(TenantOwned):
    """A key to the API, or to one's feeds alone, for one person in one cluster; only its SHA-256 is kept."""

    class Scope(models.TextChoices):
        API = "api", _("the API")
        FEED = "feed", _("feeds and calendar")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="api_tokens")
    # The role it was made in. Null only for keys made before keys had roles; those open nothing.
    role = models.ForeignKey(Role, on_delete=models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=80)
    # A feed's address travels through readers and their logs, so its key opens feeds and nothing else.
    scope = models.CharField(max_length=4, choices=Scope, default=Scope.API)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Invitation(TenantOwned):
    """A role offered to an address; whoever follows its link in time takes it. Only the link's SHA-256 is kept."""

    email = models.EmailField(max_length=254)
    kind = models.CharField(max_length=20, choices=Role.Kind)
    membership = models.ForeignKey(
        "store.Membership", on_delete=models.CASCADE, null=True, blank=True, related_name="invitations"
    )
    enterprise = models.ForeignKey(
        "store.Enterprise", on_delete=models.CASCADE, null=True, blank=True, related_name="invitations"
    )
    is_owner = models.BooleanField(default=False)
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(accepted_at__isnull=True) | models.Q(revoked_at__isnull=True),
                name="invitation_accepted_or_revoked",
            )
        ]
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.email
