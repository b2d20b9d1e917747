"""A firm begins to apply: it gives an address, and a link sent there leads to its application.

The link's secret is made from the application and the installation's own key and is kept nowhere; kept is its SHA-256.
So the same link can be sent again, and nobody who reads the database can follow it. A link is good for 30 days, and
every save gives it 30 more.

UnableToFollow
├── UnknownLink    no application has this link
└── ExpiredLink    nothing was saved for 30 days
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from midas.actions.access.events import record
from midas.actions.access.permissions import require
from midas.actions.access.tokens import digest_of
from midas.core.members.application import APPLICATION, LINK_LASTS
from midas.core.values.problems import BadInput, Problem
from midas.core.values.states import UnableToMove
from midas.store import tenancy
from midas.store.models import Application, Cluster, Membership, Person, Role

Address = Callable[[str], str]
"""Gives the whole address of the page that a link's secret opens."""

SENDER = None  # the installation's own: DEFAULT_FROM_EMAIL
UNDECIDED = (Membership.State.APPLIED, Membership.State.IN_ASSESSMENT)


class UnableToFollow(UnableToMove):
    """The link leads nowhere any more; the message says why and what to do."""


class UnknownLink(UnableToFollow):
    """No application has this link."""

    def __init__(self) -> None:
        super().__init__(
            "This link is not known. Copy it whole from the e-mail, or ask for it again with the address you gave."
        )


class ExpiredLink(UnableToFollow):
    """Nothing was saved for 30 days. `cluster` is where a new one is asked for."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        super().__init__(
            "This link has run out, because nothing was saved for 30 days. What was saved is still there: "
            "ask for the link again with the same e-mail address."
        )


def cluster_named(slug: str) -> Cluster | None:
    """The cluster with that slug, whoever asks; its page for applicants is open to all."""
    with tenancy.token(slug):
        return Cluster.objects.filter(slug=slug).first()


@transaction.atomic
def ask_for_link(
    cluster: Cluster, email: str, *, person: Person | None, address: Address, at: datetime
) -> Application:
    """Send the link of the address's application there: the one that is open, else a new one.

    Anybody may ask. Who reads the mail of that address, and nobody else, gets in. Raises BadInput.
    """
    email = checked_email(email)
    with tenancy.tenant(cluster.pk):
        application = _open_application(email) or _begin(cluster, email, person=None, by=None, at=at)
        if person is not None and application.person_id is None and person.email == email:
            application.person = person
        application.link_expires_at = at + LINK_LASTS
        application.save(update_fields=["person", "link_expires_at"])
    _send_later(application, cluster, address)
    return application


@transaction.atomic
def invite_firm(role: Role, email: str, *, address: Address, at: datetime) -> tuple[Application, str]:
    """Begin an application for a firm and send it the link; the link is also told to whoever invites.

    Raises NotAllowed, or BadInput where this address has an open application already.
    """
    require(role, "members.invite")
    email = checked_email(email)
    if _open_application(email) is not None:
        raise BadInput(
            [Problem("email", "This address has an open application; find it in the list of applications.")]
        )
    application = _begin(role.cluster, email, person=None, by=role.person, at=at)
    _send_later(application, role.cluster, address)
    return application, address(secret_of(application))


def follow(secret: str, *, at: datetime) -> Application:
    """The application that the link's secret opens. Raises UnknownLink or ExpiredLink."""
    digest = digest_of(secret)
    with tenancy.token(digest):
        found = Application.objects.filter(digest=digest).first()
    if found is None:
        raise UnknownLink
    with tenancy.tenant(found.cluster_id):
        application = Application.objects.select_related("cluster").get(pk=found.pk)
    if application.link_expires_at < at:
        raise ExpiredLink(application.cluster)
    return application


def may_continue(application: Application, *, key: str, person: Person | None) -> bool:
    """Whether a browser may open it: it followed the link and kept its digest, or its person is signed in."""
    if person is not None and application.person_id == person.pk:
        return True
    return bool(key) and constant_time_compare(key, application.digest)


@transaction.atomic
def withdraw(application_id: int, *, by: Person | None, at: datetime) -> Application:
    """Give the application up while it is being written; what was said in it is deleted. Raises UnableToMove."""
    application = Application.objects.select_for_update().get(pk=application_id)
    APPLICATION.check(application.state, Application.State.WITHDRAWN)
    before, application.state = application.state, Application.State.WITHDRAWN
    application.answers, application.saved_at = {}, at
    application.save(update_fields=["state", "answers", "saved_at"])
    record(application, "application.withdrawn", by=by, at=at, before=before, after=application.state)
    return application


def secret_of(application: Application) -> str:
    """The secret of its link, made anew from what it is."""
    who = f"{application.cluster_id}:{application.email}:{application.created_at.timestamp():.6f}"
    return salted_hmac("midas.joining", who, algorithm="sha256").hexdigest()


def checked_email(email: str) -> str:
    """The address in lower case. Raises BadInput."""
    email = email.strip().lower()
    try:
        validate_email(email)
    except Exception as error:
        raise BadInput(
            [Problem("email", "This is not an e-mail address. Write it like you@firm.example.")]
        ) from error
    return email


def _open_application(email: str) -> Application | None:
    """The newest one of this address that is being written or not decided yet."""
    rows = Application.objects.select_for_update(of=("self",)).filter(email=email)
    draft = rows.filter(state=Application.State.DRAFT).first()
    sent = rows.filter(state=Application.State.SENT, membership__state__in=UNDECIDED)
    return draft or sent.order_by("-sent_at").first()


def _begin(
    cluster: Cluster, email: str, *, person: Person | None, by: Person | None, at: datetime
) -> Application:
    application = Application(
        cluster=cluster,
        person=person,
        email=email,
        link_expires_at=at + LINK_LASTS,
        created_at=at,
        saved_at=at,
    )
    application.digest = digest_of(secret_of(application))
    application.save()
    record(application, "application.started", by=by, at=at, after=application.state)
    return application


def _send_later(application: Application, cluster: Cluster, address: Address) -> None:
    """Once the transaction holds, so that no mail tells of what was undone."""
    link = address(secret_of(application))
    subject = _("Your application to %(cluster)s") % {"cluster": cluster.name}
    text = _(
        "This link leads to your firm's application to %(cluster)s:\n\n%(link)s\n\n"
        "Whoever has the link can read and change the application, so pass it on only to people who help you "
        "with it. It works for 30 days after you last saved something.\n\n"
        "You did not ask for this? Then you need not do anything.\n"
    ) % {"cluster": cluster.name, "link": link}
    to = [application.email]
    transaction.on_commit(lambda: send_mail(subject, text, SENDER, to), robust=True)
