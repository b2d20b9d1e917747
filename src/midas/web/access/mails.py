"""The mail that invites somebody."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from midas.store.models import Invitation
from midas.web.access.tables import kind_of, place_of

log = logging.getLogger(__name__)


def send_invitation(invitation: Invitation, link: str, *, by: str) -> bool:
    """Send the link in the name of `by`; says whether the mail was taken. The link is in the mail and nowhere else."""
    cluster = invitation.cluster.name
    context = {
        "cluster": cluster,
        "role": kind_of(invitation),
        "place": place_of(invitation) if invitation.membership_id or invitation.enterprise_id else "",
        "by": by,
        "link": link,
        "until": invitation.expires_at,
    }
    text = render_to_string("access/email/invitation.txt", context)
    subject = _("You are invited to %s") % " ".join(cluster.split())
    try:
        return bool(send_mail(f"[Midas] {subject}", text, None, [invitation.email]))
    except (SMTPException, OSError) as error:
        log.error("A mail could not be sent: %s", type(error).__name__)
        return False
