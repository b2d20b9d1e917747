"""A firm that applied is told what the cluster decided: by e-mail, with the reasons and what to do next.

An admitted firm that nobody acts for yet is invited with the same letter: whoever reads the mail of the address that
applied takes the firm over as its owner. Telling is an event of the firm, so each decision is told once. A letter that
cannot be sent is none: nothing is kept of it, neither event nor invitation, and the next run tries again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.mail import send_mail
from django.db import transaction
from django.utils.translation import gettext as _

from midas.actions.access.events import record
from midas.actions.access.inviting import offer_ownership
from midas.actions.members.applying import secret_of
from midas.actions.members.decision import decision_on
from midas.core.members.application import LINK_LASTS
from midas.store import tenancy
from midas.store.models import Application, Event, Membership, Role

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
    told = 0
    for cluster_id in tenancy.every_cluster():
        with tenancy.tenant(cluster_id):
            for application in due_letters(at=at):
                if not _tell(application, addresses, at):
                    return told
                told += 1
    return told


def due_letters(*, at: datetime) -> list[Application]:
    """The applications of the cluster one works for that were decided lately, and whose firms were not told yet."""
    decided = Event.objects.filter(
        subject_kind="membership",
        verb__in=[f"membership.{S.ADMITTED}", f"membership.{S.DECLINED}"],
        at__gt=at - LATEST,
    )
    told = Event.objects.filter(subject_kind="membership", verb=VERB)
    rows = Application.objects.filter(
        state=Application.State.SENT,
        membership__state__in=[S.ADMITTED, S.DECLINED],
        membership__in=decided.values("subject_id"),
    ).exclude(membership__in=told.values("subject_id"))
    return list(rows.select_related("cluster", "membership__organisation").order_by("pk"))


def _tell(application: Application, addresses: Addresses, at: datetime) -> bool:
    """Send the letter, on record; False if the mail server would not take it."""
    membership = application.membership
    assert membership is not None  # one that is sent has one
    try:
        with transaction.atomic():
            Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
            application.link_expires_at = max(application.link_expires_at, at + LINK_LASTS)
            application.save(update_fields=["link_expires_at"])
            if membership.state == S.ADMITTED:
                to, text = _admitted(application, membership, addresses, at)
            else:
                to, text = _recipients(application), _declined(application, membership, addresses)
            record(membership, VERB, by=None, at=at, details={"to": to, "state": membership.state})
            subject = _("%(firm)s and %(cluster)s: the decision on your application")
            names = {"firm": membership.organisation.name, "cluster": application.cluster.name}
            send_mail(" ".join((subject % names).split()), text, None, to)
    except OSError:
        return False
    return True


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
    if Role.objects.filter(membership=membership, is_owner=True).exists():
        next_ = _("Sign in to see your firm's page, demand that fits it, and what is put to the vote:")
        return _recipients(application), _letter(told, *conditions, f"{next_}\n{addresses.sign_in}")
    invitation, secret = offer_ownership(membership, application.email, at=at)
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
