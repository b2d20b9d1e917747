"""A firm that applied is told what the cluster decided: by e-mail, with the reasons and what to do next.

An admitted firm that nobody acts for yet is invited with the same letter: whoever reads the mail of the address that
applied takes the firm over as its owner; staff of the firm who read it are made its owner. Telling is an event of the
firm, so each decision is told once. Of a letter that is not sent neither event nor invitation is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from midas.actions.access.events import record
from midas.actions.access.inviting import offer_ownership
from midas.actions.access.letters import Letter, Round, send_everywhere, settled
from midas.actions.members.applying import secret_of
from midas.actions.members.decision import decision_on
from midas.core.members.application import LINK_LASTS
from midas.core.values.problems import BadInput
from midas.store.models import Application, Event, Invitation, Membership, Role

VERB = "membership.told_of_decision"
LATEST = timedelta(days=14)
"""Decisions that are older were told otherwise, or by nobody: a letter about them would come too late."""

S = Membership.State


@dataclass(frozen=True, slots=True)
class Addresses:
    """How a letter names pages: each gives a whole address."""

    invitation: Callable[[str], str]
    """By the secret of an invitation."""
    application: Callable[[str, str], str]
    """By the cluster's slug and the secret of an application's link."""
    door: Callable[[str], str]
    """Where firms apply, by the cluster's slug."""
    sign_in: str


def tell_everybody(addresses: Addresses, *, at: datetime) -> int:
    """Tell every firm whose application was decided, in every cluster; how many were told.

    Where the mail server takes none, the rest waits for the next run.
    """
    letters = Round(
        VERB,
        due=lambda _cluster: due_letters(at=at).values_list("pk", flat=True),
        take=lambda key: _take(key, at),
        write=lambda application: _letter_on(application, addresses, at),
    )
    return send_everywhere(letters, at=at)


def due_letters(*, at: datetime) -> QuerySet[Application]:
    """The applications of the cluster one works for that were decided lately, and whose firms were not told yet."""
    decided = Event.objects.filter(
        subject_kind="membership",
        verb__in=[f"membership.{S.ADMITTED}", f"membership.{S.DECLINED}"],
        at__gt=at - LATEST,
    )
    told = Event.objects.filter(settled(VERB), subject_kind="membership")
    rows = Application.objects.filter(
        state=Application.State.SENT,
        membership__state__in=[S.ADMITTED, S.DECLINED],
        membership__in=decided.values("subject_id"),
    ).exclude(membership__in=told.values("subject_id"))
    return rows.select_related("cluster", "membership__organisation").order_by("pk")


def _take(key: int, at: datetime) -> Application | None:
    """The application with its firm locked; None if the firm was told meanwhile."""
    of = Application.objects.values("membership").filter(pk=key)
    Membership.objects.select_for_update(of=("self",)).get(pk__in=of)
    return due_letters(at=at).filter(pk=key).first()


def _letter_on(application: Application, addresses: Addresses, at: datetime) -> Letter:
    membership = application.membership
    assert membership is not None  # one that is sent has one
    application.link_expires_at = max(application.link_expires_at, at + LINK_LASTS)
    application.save(update_fields=["link_expires_at"])
    if membership.state == S.ADMITTED:
        to, text = _admitted(application, membership, addresses, at)
    else:
        to, text = _recipients(application), _declined(application, membership, addresses)
    subject = _("%(firm)s and %(cluster)s: the decision on your application") % _names(application)
    return Letter(to, subject, text, [(membership, {"to": to, "state": membership.state})])


def _recipients(application: Application) -> list[str]:
    """The address that applied, and who speaks for the firm as its owner."""
    owners = Role.objects.filter(
        membership=application.membership_id, is_owner=True, person__is_active=True
    ).order_by("person__email")
    return list(dict.fromkeys([application.email, *owners.values_list("person__email", flat=True)]))


def _admitted(
    application: Application, membership: Membership, addresses: Addresses, at: datetime
) -> tuple[list[str], str]:
    """To whom the good news goes, and its words. Who is invited is the only reader, since the link is theirs alone."""
    told = _("%(firm)s is now a member of %(cluster)s.") % _names(application)
    conditions = [
        *([_("Conditions of the admission: %s") % membership.conditions] if membership.conditions else []),
        *(
            [_("The firm is on probation until %s.") % _day(membership.probation_until)]
            if membership.probation_until
            else []
        ),
    ]
    offered = None if _has_owner(membership, application.email, at) else _offer(membership, application, at)
    if offered is None:
        next_ = _("Sign in to see your firm's page, demand that fits it, and what is put to the vote:")
        return _recipients(application), _letter(told, *conditions, f"{next_}\n{addresses.sign_in}")
    invitation, secret = offered
    next_ = _(
        "Take your membership over: follow this link, choose a name and a password (or sign in), and you act for your "
        "firm as its owner."
    )
    once = _(
        "The link is for you alone and works once, until %s. Ask the cluster for another one after that."
    )
    text = _letter(
        told,
        *conditions,
        f"{next_}\n{addresses.invitation(secret)}",
        once % _day(invitation.expires_at),
        _("How your application went: %s") % _status(application, addresses),
    )
    return [application.email], text


def _has_owner(membership: Membership, email: str, at: datetime) -> bool:
    """Whether somebody owns the firm; staff who read the mail of the address that applied do from now on."""
    roles = Role.objects.filter(membership=membership, kind=Role.Kind.MEMBER)
    if roles.filter(is_owner=True).exists():
        return True
    mine = roles.filter(person__email=email.strip().lower(), person__is_active=True).first()
    if mine is None:
        return False
    mine.is_owner = True
    mine.save(update_fields=["is_owner"])
    record(mine, "role.made_owner", by=None, at=at, details={"email": email, "role": mine.kind})
    return True


def _offer(membership: Membership, application: Application, at: datetime) -> tuple[Invitation, str] | None:
    """An invitation to own the firm; None if this address cannot be invited, as that of an account which is closed."""
    try:
        return offer_ownership(membership, application.email, at=at)
    except BadInput:
        return None


def _declined(application: Application, membership: Membership, addresses: Addresses) -> str:
    told = _("%(cluster)s has decided not to admit %(firm)s for now.") % _names(application)
    next_ = _(
        "What you can do: talk to the cluster about what would have to change. You may apply again at any time, best "
        "when these reasons no longer hold: %s"
    )
    return _letter(
        told,
        _("The reasons: %s") % decision_on(membership).reasons,
        next_ % addresses.door(application.cluster.slug),
        _("How your application went: %s") % _status(application, addresses),
    )


def _names(application: Application) -> dict[str, str]:
    firm = application.membership.organisation.name if application.membership else str(application)
    return {"firm": firm, "cluster": application.cluster.name}


def _status(application: Application, addresses: Addresses) -> str:
    return addresses.application(application.cluster.slug, secret_of(application))


def _day(when: datetime | date) -> str:
    return f"{when.day} {when:%B %Y}"


def _letter(*parts: str) -> str:
    return "\n\n".join(parts) + "\n"
