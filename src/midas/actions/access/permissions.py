"""What each role may do, in one table, asked by every action before it acts.

Seeing is fenced by the database (one cluster at a time); this table says what a role may see and change inside it.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from midas.store.models import Membership, Role

K = Role.Kind


class NotAllowed(PermissionError):
    """The acting role may not do this; the message says who may."""


INSIDE = (K.BROKER, K.PROJECT_MANAGER, K.COMMITTEE, K.COACH, K.MEMBER, K.ADMINISTRATOR)
DESK = (K.BROKER, K.COMMITTEE, K.PROJECT_MANAGER, K.ADMINISTRATOR)

MAY: dict[str, tuple[str, ...]] = {
    "members.view": (*INSIDE, K.AGENCY),
    "members.view_prices": (K.BROKER, K.COMMITTEE, K.ADMINISTRATOR),
    "members.view_applicants": (*DESK, K.COACH),
    "bank.view": (K.BROKER, K.COMMITTEE, K.ADMINISTRATOR),
    "insurance.view": (*DESK, K.COACH),
    "members.export": DESK,
    "members.invite": (K.BROKER, K.COMMITTEE, K.COACH, K.ADMINISTRATOR),
    "members.import": (K.BROKER, K.ADMINISTRATOR),
    "members.merge": (K.BROKER, K.COMMITTEE, K.ADMINISTRATOR),
    "members.change_own": (K.MEMBER,),
    "claims.confirm": (K.COMMITTEE, K.COACH, K.ADMINISTRATOR, K.MEMBER),
    "evidence.view": INSIDE,
    "accounts.view": (K.COMMITTEE, K.COACH, K.ADMINISTRATOR),
    "assessments.view": (*DESK, K.COACH),
    "assessments.record": (K.COMMITTEE, K.COACH, K.ADMINISTRATOR),
    "answers.view": (*DESK, K.COACH, K.MEMBER),
    "coaching.plan": (K.COACH, K.COMMITTEE, K.ADMINISTRATOR, K.MEMBER),
    "coaching.view": (K.COACH, K.COMMITTEE, K.ADMINISTRATOR),
    "coaching.change": (K.COACH,),
    "screening.load": (K.COMMITTEE, K.ADMINISTRATOR),
    "credentials.issue": (K.COMMITTEE, K.MEMBER),
    "motions.view": INSIDE,
    "motions.open": (K.COMMITTEE, K.BROKER, K.COACH, K.ADMINISTRATOR),
    "motions.vote": (K.COMMITTEE, K.MEMBER),
    "sectors.change": (K.COMMITTEE, K.ADMINISTRATOR),
    "rules.view": INSIDE,
    "rules.write": (K.COMMITTEE, K.ADMINISTRATOR),
    "opportunities.view": INSIDE,
    "opportunities.change": (K.BROKER, K.ADMINISTRATOR),
    "matches.view": (*DESK, K.COACH),
    "matches.answer": (K.BROKER,),
    "matches.run": (K.BROKER, K.ADMINISTRATOR),
    "matches.own": (K.MEMBER,),
    "sources.view": (K.BROKER, K.ADMINISTRATOR),
    "sources.manage": (K.ADMINISTRATOR,),
    "requirements.view": DESK,
    "requirements.change": (K.BROKER, K.ADMINISTRATOR),
    "decisions.view": DESK,
    "needs.describe": (K.PURCHASER,),
    "ideas.propose": INSIDE,
    "coverage.publish": (K.COMMITTEE, K.ADMINISTRATOR),
    "formations.view": DESK,
    "formations.run": (K.BROKER, K.ADMINISTRATOR),
    "enterprises.view": (*INSIDE, K.AGENCY),
    "enterprises.change": (K.BROKER, K.ADMINISTRATOR),
    "events.view": DESK,
    "trail.view": (K.COMMITTEE, K.ADMINISTRATOR),
    "people.manage": (K.ADMINISTRATOR,),
    "tokens.own": tuple(K.values),
}


OUTSIDE = (
    *("members.view", "members.change_own", "answers.view", "coaching.plan", "evidence.view", "rules.view"),
    "tokens.own",
)
"""What the people of a firm may that is not a member (yet, or any more)."""

INSIDE_STATES = (Membership.State.ADMITTED, Membership.State.SUSPENDED)


SAYS: dict[str, Any] = {
    "members.view": _("See the firms of the cluster: what they do, where, how reliably"),
    "members.view_prices": _("See every firm's prices and what it costs to engage it"),
    "members.view_applicants": _("See firms that have applied or are being assessed"),
    "members.export": _("Download the list of members"),
    "bank.view": _("See where firms are paid: bank, IBAN, sort code"),
    "insurance.view": _("See which insurances firms have"),
    "claims.confirm": _("Confirm what a firm claims to be able to do: who worked with it, and assessors"),
    "members.invite": _("Invite people to act for a firm, and firms to apply"),
    "members.import": _("Bring in firms from a file"),
    "members.merge": _("Join two records of the same firm"),
    "evidence.view": _("See the files that prove what firms say"),
    "members.change_own": _("Change what one's own firm says about itself"),
    "accounts.view": _("See the annual accounts firms have handed in"),
    "assessments.view": _("See how firms were assessed"),
    "assessments.record": _("Assess a firm"),
    "answers.view": _(
        "See what a firm answers about its ethics and its readiness; of others only for assessors"
    ),
    "coaching.plan": _("See and change a firm's coaching plan; its own people, and coaches"),
    "credentials.issue": _("Have a signed statement of a firm's standing made"),
    "sectors.change": _("Say what a sector group is for, and who leads it"),
    "coaching.view": _("See what firms are being coached in"),
    "coaching.change": _("Plan and record coaching"),
    "screening.load": _("Load lists of people and firms to screen against"),
    "motions.view": _("See what is put to the vote, and the outcome"),
    "motions.open": _("Put something to the vote"),
    "motions.vote": _("Vote, or name somebody to vote"),
    "rules.view": _("Read the rules of engagement"),
    "rules.write": _("Write a new version of the rules of engagement"),
    "opportunities.view": _("See demand: what buyers ask for"),
    "opportunities.change": _("Bring in demand, qualify it, drop it"),
    "matches.view": _("See which members a demand is put before, and why"),
    "matches.answer": _("Say whether a member fits a demand"),
    "matches.run": _("Match demand and members anew"),
    "matches.own": _("See the demand that is worth one's own firm's time, and answer it"),
    "sources.view": _("See where notices are fetched from, and how that went"),
    "sources.manage": _("Say where notices are fetched from, and how often"),
    "requirements.view": _("See what a demand needs, work package by work package"),
    "requirements.change": _("Say what a demand needs, and the rules its team must keep"),
    "decisions.view": _("See what speaks for and against bidding, and what was decided"),
    "needs.describe": _("Describe one's own needs to the cluster and follow what becomes of them"),
    "ideas.propose": _("Propose an idea of the cluster's own: something to make, sell or buy together"),
    "coverage.publish": _("Say whether other clusters see how many members offer what"),
    "formations.view": _("See searches for teams, and the teams found"),
    "formations.run": _("Search for teams, and for who can step in"),
    "enterprises.view": _("See the enterprises"),
    "enterprises.change": _("Found an enterprise, move it on, give it up"),
    "events.view": _("See what happened to a thing, and who did it"),
    "trail.view": _("See the whole trail, and check that nobody changed it"),
    "people.manage": _("Give roles and end them; say which need a second factor"),
    "tokens.own": _("Make keys to the API for oneself"),
}
"""Each permission as a sentence: what whoever has it may do."""

OWN = ("tokens.own",)
"""What is about the person alone, wherever the role is for."""

NARROWED = ("enterprises.view",)
"""What a role for one enterprise may also ask without naming it: lists that then show only that one."""


OTHER_ENTERPRISE = (
    "Your role is for one enterprise only, and this is not part of it. Switch role, if you can."
)
NO_MEMBER = "Your firm is not a member of the cluster now, so this is closed to it. Switch role, if you can."


def may(role: Role | None, permission: str, *, enterprise: int | None = None) -> bool:
    """Whether the role has the permission; unknown permissions are a programming error (KeyError).

    A role for one enterprise has its permissions for that `enterprise` alone.
    """
    kinds = MAY[permission]
    if role is None or role.kind not in kinds:
        return False
    if role.kind == K.MEMBER and permission not in OUTSIDE and not _is_inside(role):
        return False
    if role.enterprise_id is None or permission in OWN:
        return True
    return permission in NARROWED if enterprise is None else enterprise == role.enterprise_id


def _is_inside(role: Role) -> bool:
    """Whether the firm of a member's role is a member now; False where one works for another cluster."""
    try:
        return role.membership is not None and role.membership.state in INSIDE_STATES
    except Membership.DoesNotExist:
        return False


def require(role: Role | None, permission: str, *, enterprise: int | None = None) -> Role:
    """The role itself if it has the permission; else NotAllowed, naming who has it."""
    if role is not None and may(role, permission, enterprise=enterprise):
        return role
    if role is not None and role.kind in MAY[permission]:
        raise NotAllowed(OTHER_ENTERPRISE if role.enterprise_id else NO_MEMBER)
    who = ", ".join(str(K(kind).label) for kind in MAY[permission])
    raise NotAllowed(f"This needs one of these roles in the cluster: {who}. Switch role or ask one of them.")
