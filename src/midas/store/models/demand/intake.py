"""Where demand comes from, which demands are one and the same, and who is told when one changes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from midas.store.models.access import Person, TenantOwned
from midas.store.models.demand.opportunities import Notice, Opportunity


class NoticeSource(TenantOwned):
    """A portal, an address or a folder that an administrator registered; notices are fetched from it by the clock.

    `cursor` says how far it is read (`midas.core.demand.sources.Cursor`), so a pull that broke off goes on there.
    """

    class Kind(models.TextChoices):
        PORTAL = "portal", _("portal with pages")
        ADDRESS = "address", _("one file at a web address")
        FOLDER = "folder", _("folder on the server")

    class Result(models.TextChoices):
        NEVER = "", _("not run yet")
        DONE = "done", _("all fetched")
        LATER = "later", _("goes on later")
        FAILED = "failed", _("failed")

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind)
    portal = models.CharField(max_length=40, blank=True, help_text="how a portal turns its pages")
    address = models.CharField(max_length=1000, help_text="http(s) address, or a folder below the operator's")
    since = models.DateField(null=True, blank=True, help_text="take notices from this day on")
    every_minutes = models.PositiveIntegerField(default=360)
    pause_seconds = models.PositiveSmallIntegerField(default=2, help_text="between two requests, at least")
    timeout_seconds = models.PositiveSmallIntegerField(default=30)
    max_bytes = models.PositiveBigIntegerField(default=50_000_000, help_text="of one page or file")
    max_pages = models.PositiveIntegerField(default=200, help_text="in one run; the next goes on from there")
    user_agent = models.CharField(max_length=200, blank=True)
    paused = models.BooleanField(default=False)
    cursor = models.JSONField(default=dict)
    next_at = models.DateTimeField(help_text="when it is due")
    failures = models.PositiveIntegerField(default=0, help_text="in a row; each makes the next wait longer")
    last_result = models.CharField(max_length=10, choices=Result, default=Result.NEVER, blank=True)
    last_at = models.DateTimeField(null=True, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cluster", "name"], name="notice_source_name")]
        indexes = [models.Index(fields=["cluster", "paused", "next_at"], name="notice_source_due")]
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class SourceRun(TenantOwned):
    """One time a source was read: what was asked for, what came of it, and what was wrong."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        LATER = "later", _("goes on later")
        FAILED = "failed", _("failed")

    source = models.ForeignKey(NoticeSource, on_delete=models.CASCADE, related_name="runs")
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    pages = models.PositiveIntegerField(default=0)
    bytes = models.PositiveBigIntegerField(default=0)
    releases = models.PositiveIntegerField(default=0)
    valid = models.PositiveIntegerField(default=0)
    imported = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    requests = models.JSONField(default=list, help_text='[{"at", "what", "status", "bytes"}], the last 200')
    problems = models.JSONField(default=list, help_text='[{"path", "message"}], the first 1,000')
    word = models.TextField(blank=True, help_text="why it ended as it did")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source"],
                condition=models.Q(state__in=("waiting", "running")),
                name="source_run_one_at_a_time",
            )
        ]
        ordering = ["-started_at", "-id"]

    def __str__(self) -> str:
        return f"{self.source} {self.started_at:%Y-%m-%d %H:%M}"


class DemandLikeness(TenantOwned):
    """Two demands that may be one, published twice, and why; a verdict answers it."""

    first = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField(help_text="0 to 100")
    reasons = models.JSONField(default=list, help_text="in words")
    found_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="demand_likeness_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="demand_likeness_in_order"
            ),
        ]
        indexes = [models.Index(fields=["cluster", "-score"], name="demand_likeness_score")]
        verbose_name_plural = "demand likenesses"

    def __str__(self) -> str:
        return f"{self.first} / {self.second}: {self.score}"


class DemandNumber(TenantOwned):
    """What a demand is found by elsewhere: a number in its own notices or in what they refer to, or a block of words.

    Made anew whenever a demand is compared with the others; that it was, since its newest notice, is kept as a row too
    (`midas.store.queries.same_demand.COMPARED`). The key of a block begins with `~`.
    """

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="numbers")
    number = models.CharField(max_length=120, db_collation="C")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opportunity", "number"], name="demand_number_once")]
        indexes = [models.Index(fields=["cluster", "number"], name="demand_number")]

    def __str__(self) -> str:
        return self.number


class DemandVerdict(TenantOwned):
    """Somebody looked at two demands and said whether they are one; asked once, remembered for ever."""

    first = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="+")
    same = models.BooleanField()
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="demand_verdict_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="demand_verdict_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} / {self.second}"


class DemandMerge(TenantOwned):
    """One demand shown as part of another from then on; what was moved is kept, so that it can be undone."""

    kept = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="merges")
    gone = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="merged")
    moved = models.JSONField(help_text="rows given to the kept one, by model")
    merged_at = models.DateTimeField()
    merged_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gone"], condition=models.Q(undone_at__isnull=True), name="demand_merged_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.gone} → {self.kept}"


class DemandFollower(TenantOwned):
    """Somebody who wants to know when a demand changes; or, `muted`, who works on it and does not."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="followers")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    muted = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opportunity", "person"], name="demand_follower_once")]

    def __str__(self) -> str:
        return f"{self.person} → {self.opportunity}"


class AmendmentNote(TenantOwned):
    """Word for one person that a notice changed a demand they work on: when it was mailed or its mail refused, when
    it was seen."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="amendment_notes")
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "person"], name="amendment_note_once")]
        indexes = [models.Index(fields=["cluster", "person", "seen_at"], name="amendment_note_unseen")]
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"{self.notice} for {self.person}"
