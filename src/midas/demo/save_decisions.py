"""Saving how the cluster decides: motions in every state with their votes, two proxies, and who leads the groups.

Counts are worked out by the same functions as anybody's; only what a motion did is older than its row here, since the
firms were drawn in the states they are in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from midas.actions.members.close_motion import outcome
from midas.actions.members.poll import poll
from midas.demo.calendar import day, moment
from midas.demo.people import CHAIR, COMMITTEE, TREASURER
from midas.demo.save_firms import Members
from midas.demo.save_people import People
from midas.store import models as store

S, M = store.Membership.State, store.Motion
HALF = Decimal("0.5")

PURPOSES = {
    "manufacturing": "Machines that would stand still are offered to each other first; coating is planned together.",
    "digital": "One way of working with data for every team, and security papers kept ready for tenders.",
    "construction": "Sites shared by several trades, and one safety plan for all of them.",
}
PURPOSE = (
    "Firms of one trade that know each other's strengths, and bid together where one alone is too small."
)

Ballots = Mapping[str, tuple[str, str]]
"""By the e-mail of the voter: the choice, and the reason."""


def save_decisions(cluster: store.Cluster, people: People, members: Members, today: date) -> int:
    """Save motions, proxies and leads; how many motions, none in a cluster without a committee."""
    _leads(cluster, members)
    if not store.Role.objects.filter(cluster=cluster, kind="committee").exists():
        return 0
    desk = _Desk(cluster, people, today)
    by_state = _by_state(members)
    _proxies(desk)
    _open(desk, by_state)
    _closed(desk, by_state)
    return store.Motion.objects.count()


def _by_state(members: Members) -> dict[str, list[store.Membership]]:
    found: dict[str, list[store.Membership]] = {}
    for member in members.values():
        found.setdefault(member.state, []).append(member)
    return found


class _Desk:
    """Where motions are written."""

    def __init__(self, cluster: store.Cluster, people: People, today: date) -> None:
        self.cluster, self.people, self.today = cluster, people, today

    def at(self, days: int, hour: int = 10) -> datetime:
        return moment(day(self.today, days), hour)

    def firm_of(self, email: str) -> store.Membership:
        role = store.Role.objects.select_related("membership").get(
            cluster=self.cluster, kind="member", person=self.people[email]
        )
        assert role.membership is not None  # a member's role names one
        return role.membership

    def motion(
        self, kind: str, title: str, text: str, opened: int, ballots: Ballots, *, days: int = 7, **more: Any
    ) -> store.Motion:
        made = M.objects.create(
            cluster=self.cluster,
            kind=kind,
            title=title,
            text=text,
            quorum=HALF,
            majority=HALF,
            opened_at=self.at(opened),
            closes_at=self.at(opened + days),
            opened_by=self.people[COMMITTEE],
            **more,
        )
        store.Vote.objects.bulk_create(
            store.Vote(
                cluster=self.cluster,
                motion=made,
                person=self.people[email],
                firm=None if made.electorate == M.Electorate.COMMITTEE else self.firm_of(email),
                choice=choice,
                reason=reason,
                cast_at=self.at(opened + 1, 9 + number),
            )
            for number, (email, (choice, reason)) in enumerate(ballots.items())
        )
        self._event(made, "motion.opened", made.opened_at, "", M.State.OPEN, by=COMMITTEE)
        return made

    def close(self, motion: store.Motion, did: str = "") -> None:
        """Count it at the end of its time."""
        standing = poll(motion, at=motion.closes_at - timedelta(minutes=1))
        motion.state, motion.closed_at = str(standing.count.result), motion.closes_at
        motion.outcome = outcome(motion, standing) | ({"did": did} if did else {})
        motion.save(update_fields=["state", "closed_at", "outcome"])
        words = motion.outcome["words"]
        self._event(motion, f"motion.{motion.state}", motion.closes_at, M.State.OPEN, motion.state, words)

    def say(self, motion: store.Motion, remarks: Sequence[tuple[str, str]]) -> None:
        store.Remark.objects.bulk_create(
            store.Remark(
                cluster=self.cluster,
                motion=motion,
                words=words,
                written_at=motion.opened_at + timedelta(hours=2 + number),
                written_by=self.people[email],
            )
            for number, (email, words) in enumerate(remarks)
        )

    def _event(
        self,
        motion: store.Motion,
        verb: str,
        at: datetime,
        before: str,
        after: str,
        reason: str = "",
        by: str = "",
    ) -> None:
        person = self.people[by] if by else None
        store.Event.objects.create(
            cluster=self.cluster,
            at=at,
            by=person,
            actor=person.name if person else "Midas",
            verb=verb,
            subject_kind="motion",
            subject_id=motion.pk,
            before=before,
            after=after,
            reason=reason,
        )


def _open(desk: _Desk, by_state: Mapping[str, Sequence[store.Membership]]) -> None:
    firm = by_state[S.IN_ASSESSMENT][0]
    admit = desk.motion(
        "admit",
        f"Admit {firm}",
        "Two members have worked with the firm and vouch for it. Its accounts are sound.",
        -3,
        {CHAIR: ("yes", "We need the capacity.")},
        membership=firm,
        conditions="Cyber Essentials within six months.",
        probation_until=day(desk.today, 180),
    )
    desk.say(
        admit,
        [
            (CHAIR, "Who has seen their shop floor?"),
            (COMMITTEE, "The coach has, in October: clean, and busy on four days of five."),
        ],
    )
    newest = store.RulesVersion.objects.order_by("-number").first()
    rules = store.RulesVersion.objects.create(
        cluster=desk.cluster,
        number=(newest.number if newest else 0) + 1,
        title="Rules of engagement",
        text="As before, and: invoices of partners are paid within 14 days of the customer's payment.",
        written_at=desk.at(-6),
        written_by=desk.people[COMMITTEE],
    )
    desk.motion(
        "rules",
        "Pay partners within 14 days",
        "Thirty days hurt the small firms most.",
        -5,
        {"leeds@fiverivers.example": ("yes", "We lead most teams and can live with it.")},
        days=14,
        rules=rules,
        electorate=M.Electorate.MEMBERS,
    )


def _closed(desk: _Desk, by_state: Mapping[str, Sequence[store.Membership]]) -> None:
    suspended, well = by_state[S.SUSPENDED][0], by_state[S.ADMITTED][-1]
    for motion, did in (
        (
            desk.motion(
                "suspend",
                f"Suspend {suspended}",
                "It has not answered two invitations, and its insurance has lapsed.",
                -47,
                {
                    COMMITTEE: ("yes", ""),
                    CHAIR: ("yes", "Until the insurance is renewed."),
                    TREASURER: ("no", ""),
                },
                membership=suspended,
            ),
            f"{suspended} was suspended.",
        ),
        (
            desk.motion(
                "suspend",
                f"Suspend {well}",
                "A customer complained of a late delivery.",
                -90,
                {COMMITTEE: ("no", "One delivery in thirty."), CHAIR: ("no", ""), TREASURER: ("yes", "")},
                membership=well,
            ),
            "",
        ),
        (
            desk.motion(
                "other",
                "Meet every month in the evening",
                "So that owners who work on site can come.",
                -60,
                {"leeds@fiverivers.example": ("yes", ""), "teesside@fiverivers.example": ("no", "")},
                electorate=M.Electorate.MEMBERS,
            ),
            "",
        ),
        (
            desk.motion(
                "other",
                "Keep the broker for another two years",
                "Her contract ends in spring.",
                -30,
                {COMMITTEE: ("yes", ""), CHAIR: ("yes", ""), TREASURER: ("abstain", "")},
                is_secret=True,
            ),
            "",
        ),
    ):
        desk.close(motion, did)


def _proxies(desk: _Desk) -> None:
    leeds, tees = (desk.firm_of(f"{name}@fiverivers.example") for name in ("leeds", "teesside"))
    store.Proxy.objects.create(
        cluster=desk.cluster,
        giver_person=desk.people[TREASURER],
        holder_person=desk.people[CHAIR],
        starts_at=desk.at(-4),
        ends_at=desk.at(17),
    )
    store.Proxy.objects.create(
        cluster=desk.cluster, giver_firm=tees, holder_firm=leeds, starts_at=desk.at(10), ends_at=desk.at(24)
    )


def _leads(cluster: store.Cluster, members: Members) -> None:
    """Each group is led by the first of its admitted firms that may lead, and says what it is for."""
    first: dict[int, store.Membership] = {}
    for member in members.values():
        if member.state == S.ADMITTED and member.can_lead:
            first.setdefault(member.sector_group_id, member)
    groups = list(store.SectorGroup.objects.filter(cluster=cluster))
    for group in groups:
        group.lead, group.purpose = first.get(group.pk), PURPOSES.get(group.slug, PURPOSE)
    store.SectorGroup.objects.bulk_update(groups, ["lead", "purpose"])
