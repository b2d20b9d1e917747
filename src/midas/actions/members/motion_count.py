"""What is shown of a motion's count: live, or as it was kept; and never who voted what in secret."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from midas.actions.members.poll import poll, voter_of
from midas.rules.motions import least
from midas.store.models import Motion, Role, Vote


@dataclass(frozen=True, slots=True)
class Line:
    """What one voter chose; `by` holds their proxy, where one voted for them."""

    voter: str
    choice: str
    by: str = ""
    reason: str = ""

    @property
    def words(self) -> str:
        """What was chosen, as the page has it."""
        return str(Vote.Choice(self.choice).label)


@dataclass(frozen=True, slots=True)
class Standing:
    """A motion as somebody sees it now. `figures` are None while a secret ballot is open."""

    figures: dict[str, int] | None
    lines: list[Line]
    waiting: list[str]
    aside: list[tuple[str, str]]
    may_vote: bool = False
    has_voted: bool = False
    own_choice: str = ""
    why_not: str = ""


def asked_of_each(today: date) -> list[dict[str, Any]]:
    """What a motion of each kind has to ask for at the least today, and who can decide on it."""
    electorates = dict(Motion.Electorate.choices)
    return [
        {
            "kind": kind,
            "label": label,
            "least": asks,
            "who": _("the committee or the members")
            if len(asks.electorates) == len(electorates)
            else ", ".join(str(electorates[one]) for one in asks.electorates),
        }
        for kind, label in Motion.Kind.choices
        if (asks := least(kind, today)) is not None
    ]


def standing(motion: Motion, role: Role, *, at: datetime) -> Standing:
    """How the motion stands for that role."""
    return _kept(motion) if motion.state != Motion.State.OPEN else _live(motion, role, at)


def _kept(motion: Motion) -> Standing:
    kept = motion.outcome
    figures = {key: kept[key] for key in ("yes", "no", "abstain", "base")} if "yes" in kept else None
    reasons = {} if motion.is_secret else _reasons(motion)
    lines = [
        Line(name, choice, by, "" if by else reasons.get(name, ""))
        for name, choice, by in kept.get("cast", ())
    ]
    return Standing(
        figures, lines, kept.get("silent", []), [(one[0], one[1]) for one in kept.get("aside", ())]
    )


def _live(motion: Motion, role: Role, at: datetime) -> Standing:
    found = poll(motion, at=at)
    count, voter = found.count, voter_of(role, motion)
    lines = []
    if not motion.is_secret:
        reasons = _reasons(motion)
        lines = [
            Line(
                found.names[one],
                cast.choice,
                found.names[cast.by] if cast.by != one else "",
                reasons.get(found.names[one], "") if cast.by == one else "",
            )
            for one, cast in count.cast.items()
        ]
    figures = {"yes": count.yes, "no": count.no, "abstain": count.abstain, "base": count.base}
    own = count.cast.get(voter or "")
    return Standing(
        None if motion.is_secret else figures,
        sorted(lines, key=lambda line: line.voter),
        found.still_open(),
        found.recused(),
        may_vote=voter in found.names and voter not in found.why and at < motion.closes_at,
        has_voted=own is not None and own.by == voter,
        own_choice=str(Vote.Choice(own.choice).label)
        if own and own.by == voter and not motion.is_secret
        else "",
        why_not=_why_not(motion, voter, found.names, found.why),
    )


def _why_not(motion: Motion, voter: str | None, names: Any, why: Any) -> str:
    if voter in why:
        return _("You take no part: %(why)s.") % {"why": why[voter]}
    if voter not in names:
        return _("This is decided by %(who)s; you have no vote on it in this role.") % {
            "who": motion.get_electorate_display()
        }
    return ""


def _reasons(motion: Motion) -> dict[str, str]:
    """The reason each voter gave with the latest vote, by the voter's name."""
    rows = Vote.objects.filter(motion=motion).select_related("person", "firm__organisation")
    return {str(one.firm or one.person): one.reason for one in rows}
