"""What waits for somebody: facts from `store.queries.home` in words, each with its day and the page to do it on.

A role sees the tasks it can do something about. One demand makes one task: its deadline if that has passed, else
the next step towards a team.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from midas.actions.access.permissions import may
from midas.actions.members.poll import awaiting
from midas.store.models import Formation, Opportunity, Role
from midas.store.queries import home as queries
from midas.store.queries.amendments import unseen
from midas.web.shell.addresses import address

K, D = Role.Kind, Opportunity.State


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits: what to do, about what, until when, and where.

    `standing` is true for what is always somewhat the case, such as papers running out; it comes after the rest.
    """

    icon: str
    what: str
    about: str
    url: str
    due: date | None = None
    more: str = ""
    standing: bool = False

    def tone(self, today: date) -> str:
        """How near the day is: `past`, `soon` (a week), `near` (three weeks), `far`, or `none`."""
        if self.due is None:
            return "none"
        days = (self.due - today).days
        return "past" if days < 0 else "soon" if days <= 7 else "near" if days <= 21 else "far"


def waiting(role: Role, *, at: datetime) -> list[Task]:
    """The role's tasks, the most urgent first."""
    today = timezone.localdate(at)
    found = _tasks(role, at, today)
    return sorted(
        found, key=lambda one: (one.standing, one.due is None, one.due or today, one.what, one.about)
    )


def _tasks(role: Role, at: datetime, today: date) -> Iterator[Task]:
    yield from _votes(role, at)
    if role.membership_id is not None:
        yield from _own_papers(role, role.membership_id, today)
    if may(role, "opportunities.view"):
        yield from _amended(role)
    if may(role, "opportunities.change"):
        yield from _demands(at)
        yield from _gaps(today)
    if role.kind in (K.COMMITTEE, K.ADMINISTRATOR):
        yield from _applications()
    if role.kind in (K.BROKER, K.COACH, K.COMMITTEE):
        yield from _papers(today)


def _votes(role: Role, at: datetime) -> Iterator[Task]:
    for one in awaiting(role, at=at):
        url = address("deciding:motion", one.pk)
        yield Task("gavel", _("Vote"), one.title, url, timezone.localdate(one.closes_at))


def _amended(role: Role) -> Iterator[Task]:
    for row in unseen(role.person):
        what = ngettext("%(n)d change by a notice", "%(n)d changes by notices", row.changed)
        url = address("demand:opportunity", row.pk)
        yield Task("bell-ringing", what % {"n": row.changed}, row.title, url, _day(row))


def _demands(at: datetime) -> Iterator[Task]:
    soon, standings = queries.due_soon(at), queries.standings()
    late = {row.pk for row in soon if row.deadline_at < at}
    in_hand = {one.opportunity.pk for one in standings}
    for row in soon:
        if row.pk in late or row.pk not in in_hand:
            yield _deadline(row, late=row.pk in late)
    for one in standings:
        if one.opportunity.pk not in late:
            yield from _next_step(one)
    new = queries.to_qualify(at)
    if new.count:
        what = ngettext("%(n)d new demand to qualify", "%(n)d new demands to qualify", new.count)
        url = address("demand:list", view="table", state=D.NEW)
        due = timezone.localdate(new.first) if new.first else None
        yield Task("inbox", what % {"n": new.count}, _("worth our time, or not"), url, due, standing=True)


def _deadline(row: Opportunity, *, late: bool) -> Task:
    new = row.state == D.NEW
    if late:
        what, icon = _("Deadline passed"), "clock-x"
    else:
        what, icon = (
            (_("Qualify or drop"), "inbox") if new else (_("Say what must be delivered"), "list-details")
        )
    # Its page, which there is in every state: a requirement there may not be yet, and it is begun from there.
    url = address("demand:opportunity", row.pk)
    return Task(icon, what, row.title, url, timezone.localdate(row.deadline_at))


def _next_step(one: queries.Standing) -> Iterator[Task]:
    demand = one.opportunity
    due, run = _day(demand), address("formation:run", one.formation) if one.formation else ""
    if one.packages == 0:
        url = address("demand:requirement", demand.pk)
        yield Task("list-details", _("Say what must be delivered"), demand.title, url, due)
    elif one.formation is None:
        yield Task("users-plus", _("Form a team"), demand.title, address("formation:studio", demand.pk), due)
    elif one.solved:
        yield Task("checks", _("Choose a team"), demand.title, run, due)
    elif one.state in (Formation.State.DONE, Formation.State.FAILED):
        what = _("No team found: see why") if one.current else _("Form the team again")
        yield Task("alert-triangle", what, demand.title, run, due)


def _gaps(today: date) -> Iterator[Task]:
    by_demand: dict[int, list[Any]] = {}
    for row in queries.gaps(today):
        by_demand.setdefault(row.requirement.opportunity_id, []).append(row)
    for key, rows in by_demand.items():
        demand = rows[0].requirement.opportunity
        what = ngettext("No member offers %(n)d package", "No member offers %(n)d packages", len(rows))
        names = ", ".join(row.title for row in rows)
        url = address("demand:requirement", key)
        yield Task("puzzle-off", what % {"n": len(rows)}, demand.title, url, _day(demand), names)


def _applications() -> Iterator[Task]:
    for state, count in sorted(queries.applications().items()):
        applied = ngettext("%(n)d firm has applied", "%(n)d firms have applied", count)
        assessed = ngettext("%(n)d firm is in assessment", "%(n)d firms are in assessment", count)
        what = (applied if state == "applied" else assessed) % {"n": count}
        url = address("members:list", state=state)
        yield Task("user-question", what, _("applications to the cluster"), url, standing=True)


def _papers(today: date) -> Iterator[Task]:
    held, offered = queries.certificates_running_out(today), queries.offerings_running_out(today)
    if held.papers:
        what = ngettext("%(n)d certificate runs out soon", "%(n)d certificates run out soon", held.papers)
        url = address("members:list", attention="certificate")
        yield Task(
            "certificate", what % {"n": held.papers}, _firms(held.firms), url, held.first, standing=True
        )
    if offered.papers:
        what = ngettext("%(n)d offering runs out soon", "%(n)d offerings run out soon", offered.papers)
        url = address("members:list", attention="offering")
        yield Task(
            "calendar-x",
            what % {"n": offered.papers},
            _firms(offered.firms),
            url,
            offered.first,
            standing=True,
        )


def _own_papers(role: Role, member: int, today: date) -> Iterator[Task]:
    page, name = reverse("members:member", args=[member]), role.membership.organisation.name
    over = queries.certificates_run_out(today, member)
    if over.papers:
        what = ngettext("%(n)d certificate has run out", "%(n)d certificates have run out", over.papers)
        yield Task("certificate-off", what % {"n": over.papers}, name, page + "#proofs", over.first)
    held = queries.certificates_running_out(today, member)
    if held.papers:
        what = ngettext("Renew %(n)d certificate", "Renew %(n)d certificates", held.papers)
        yield Task("certificate", what % {"n": held.papers}, name, page + "#proofs", held.first)
    offered = queries.offerings_running_out(today, member)
    if offered.papers:
        what = ngettext("Renew %(n)d offering", "Renew %(n)d offerings", offered.papers)
        yield Task("calendar-x", what % {"n": offered.papers}, name, page + "#offers", offered.first)


def _day(demand: Opportunity) -> date | None:
    return timezone.localdate(demand.deadline_at) if demand.deadline_at else None


def _firms(count: int) -> str:
    return ngettext("of %(n)d firm", "of %(n)d firms", count) % {"n": count}
