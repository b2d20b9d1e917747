"""A firm's standing for its page: four dimensions, what bars it from teams, and who sees which of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from midas.actions.access.own_firm import is_owner, speaks_for
from midas.actions.access.permissions import may
from midas.actions.access.shown import Shown, readers, sees, sees_why
from midas.actions.members.accounts import may_enter
from midas.actions.members.confirm import may_confirm
from midas.store.models import Membership, Role
from midas.store.queries.standing import blocking, newest
from midas.web.members.standing.pictures import radar
from midas.web.members.standing.words import standings


def section(role: Role, member: Membership, on: date) -> dict[str, Any]:
    """What the role is shown; where it may not see grades there are none, and the page says who does."""
    judged = newest([member.pk]).get(member.pk, {})
    own, why = speaks_for(role, member.pk), sees_why(role, member)
    grades = sees(role, member, Shown.ASSESSMENTS)
    shown = standings(judged, on) if grades else []
    return {
        "standings": shown,
        "radar": radar(shown),
        "sees_why": why,
        "sees_accounts": sees(role, member, Shown.ACCOUNTS),
        "bars": blocking(member, judged, on) if own or may(role, "assessments.view") else (),
        "readers": {what.value: readers(member, what) for what in Shown},
        "is_owner": is_owner(role, member.pk),
        "may_confirm": may_confirm(role, member),
        "may_enter_accounts": may_enter(role, member.pk),
    }
