"""Rules of engagement are written as a version that is not in force; a decision brings it into force, then it stays.

There is one version being written at a time. Two people who write at once are told of each other: a save names the
moment of the text it started from.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from midas.actions.access.events import record
from midas.actions.access.permissions import require
from midas.core.values.moments import day_of
from midas.core.values.problems import BadInput, Problem
from midas.core.values.states import UnableToMove
from midas.rules import rules_of_engagement
from midas.store.models import Cluster, Motion, Role, RulesVersion

LONGEST = 60_000


class StaleRules(UnableToMove):
    """Somebody else saved the text in the meantime; `theirs` is what stands there now."""

    def __init__(self, theirs: RulesVersion) -> None:
        self.theirs = theirs
        super().__init__("Somebody else saved this version while you were writing. Nothing of yours is lost.")


def version_being_written() -> RulesVersion | None:
    """The version that is not in force yet, if there is one."""
    return RulesVersion.objects.filter(in_force_from=None).order_by("-number").first()


@transaction.atomic
def write_rules(role: Role, *, title: str, text: str, opened: datetime | None, at: datetime) -> RulesVersion:
    """Save the version being written, or begin one. `opened` is when the text was saved that this one started from.

    Raises NotAllowed, BadInput, StaleRules, or UnableToMove while it is voted on.
    """
    require(role, "rules.write")
    _refuse(title, text)
    Cluster.objects.select_for_update(no_key=True).get(pk=role.cluster_id)
    version = version_being_written()
    if version is None:
        number = RulesVersion.objects.aggregate(most=Max("number"))["most"] or 0
        version = RulesVersion(cluster_id=role.cluster_id, number=number + 1)
    elif version.written_at != opened:
        raise StaleRules(version)
    elif Motion.objects.filter(rules=version, state=Motion.State.OPEN).exists():
        raise UnableToMove(
            "The cluster is voting on this version, so it stays as it is until the vote is over."
        )
    version.title, version.text = title.strip(), text.strip()
    version.written_at, version.written_by = at, role.person
    version.save()
    record(version, "rulesversion.written", by=role.person, at=at, details={"number": version.number})
    return version


def _refuse(title: str, text: str) -> None:
    problems = []
    if not title.strip():
        problems.append(Problem("title", "Give it a title."))
    if len(title.strip()) > 160:
        problems.append(Problem("title", "Use at most 160 characters."))
    if not text.strip():
        problems.append(Problem("text", "Write the rules, or start from the standard text."))
    if len(text) > LONGEST:
        problems.append(Problem("text", f"Use at most {LONGEST:,} characters; this has {len(text):,}."))
    if problems:
        raise BadInput(problems)


@transaction.atomic
def first_rules(cluster: Cluster, *, at: datetime) -> RulesVersion:
    """The standard text as version 1, in force from that day: for a new cluster, which has nobody to vote yet.

    Raises UnableToMove once there is any version.
    """
    if RulesVersion.objects.exists():
        raise UnableToMove("This cluster has rules of engagement; a new version is decided by vote.")
    rules = RulesVersion.objects.create(
        cluster=cluster,
        number=1,
        title=rules_of_engagement.TITLE,
        text=rules_of_engagement.TEXT,
        written_at=at,
        in_force_from=day_of(at, cluster.time_zone),
    )
    record(rules, "rulesversion.in_force", by=None, at=at, details={"number": 1})
    return rules
