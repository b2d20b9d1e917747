"""Letters that jobs send: each in a transaction of its own, so that what went out is on record whatever happens next.

What a letter is about is locked before it is written, and it is asked again whether it was told; so two rounds at once
send it once. An address that the mail server will not have is put on record and not tried again. A server that is away
ends the round; the next one goes on where it broke off.
"""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import Any, Generic, TypeVar

from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q

from midas.actions.access.events import kind_of, record
from midas.store import tenancy
from midas.store.models import Cluster, TenantOwned
from midas.store.queries.jobs import give_up, stuck_jobs

log = logging.getLogger(__name__)

CLOSING = 421
"""What a mail server answers when it stops to listen, whatever it was asked (RFC 5321, 4.2.3)."""

FINAL = 500
"""Its answers from here on stand; those below mean that it may be asked again later (RFC 5321, 4.2.1)."""

POLICY = b"5.7."
"""It knows the address but will not send there (RFC 3463, 3.8): most often it is set up wrongly on our side, and a
letter must not be given up for that."""

LONGEST = 200
"""Characters that are kept of what it said."""

Key = TypeVar("Key")
Subject = TypeVar("Subject")


class _Refused(Exception):
    """The letter will never be taken."""


class _NotNow(Exception):
    """The letter is not taken now; others may be."""


class _Away(Exception):
    """No letter is taken now."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail, and the things it is about, each with the details of its event."""

    to: Sequence[str]
    subject: str
    text: str
    about: Sequence[tuple[TenantOwned, Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Round(Generic[Key, Subject]):
    """One kind of letter; all three run as the cluster it is sent in."""

    verb: str
    """The event of a letter that was sent, such as `membership.reminded_of_assessment`."""
    due: Callable[[Cluster], Iterable[Key]]
    take: Callable[[Key], Subject | None]
    """Lock what a letter is about; None if there is nothing to tell any more."""
    write: Callable[[Subject], Letter]
    """What it changes is undone unless the letter is sent; what `take` changes stays where the letter is refused."""


def send_everywhere(one: Round[Key, Subject], *, at: datetime) -> int:
    """Send what is due, in one cluster after another; how many letters.

    An error in one letter keeps nobody else from theirs; the first is raised when the round is over.
    """
    return _send(one, tenancy.every_cluster(), at)


def send_in(cluster: Cluster, one: Round[Key, Subject], *, at: datetime) -> int:
    """As `send_everywhere`, in one cluster."""
    return _send(one, [cluster.pk], at)


def settled(verb: str) -> Q:
    """The events of letters that need no sending any more: sent, or refused for good."""
    return Q(verb=verb) | Q(verb=_refusal(verb.partition(".")[0]), details__letter=verb)


def free_rounds(tasks: Iterable[str], *, at: datetime) -> int:
    """End the rounds whose worker died; their locks would keep the next ones waiting for ever. How many."""
    stuck = [job for name in tasks for job in stuck_jobs(name, at=at)]
    for job in stuck:
        give_up(job)
    return len(stuck)


def _send(one: Round[Key, Subject], clusters: Iterable[int], at: datetime) -> int:
    sent, errors = 0, list[Exception]()
    try:
        for cluster_id in clusters:
            for key in _due(one, cluster_id):
                sent += _try(one, cluster_id, key, at, errors)
    except _Away as why:
        log.warning("The mail server is away: %s", why)
    if errors:
        raise errors[0]
    return sent


def _due(one: Round[Key, Subject], cluster_id: int) -> list[Key]:
    with tenancy.tenant(cluster_id):
        return list(one.due(Cluster.objects.get(pk=cluster_id)))


def _try(one: Round[Key, Subject], cluster_id: int, key: Key, at: datetime, errors: list[Exception]) -> bool:
    """Send one letter in its own transaction; whether it was. An error is kept for the end."""
    try:
        with tenancy.tenant(cluster_id):
            return _one(one, key, at)
    except _Away:
        raise
    except _NotNow as why:
        log.warning("A letter waits (%s): %s", one.verb, why)
    except Exception as error:
        log.exception("A letter could not be written (%s).", one.verb)
        errors.append(error)
    return False


def _one(one: Round[Key, Subject], key: Key, at: datetime) -> bool:
    subject = one.take(key)
    if subject is None:
        return False
    letter: Letter | None = None
    try:
        with transaction.atomic():
            letter = one.write(subject)
            for thing, details in letter.about:
                record(thing, one.verb, by=None, at=at, details=dict(details))
            _post(letter)
    except _Refused as why:
        assert letter is not None  # only posting it raises this
        _record_refusal(letter, one.verb, str(why), at)
        return False
    return True


def _record_refusal(letter: Letter, verb: str, why: str, at: datetime) -> None:
    log.warning("A letter was refused (%s): %s", verb, why)
    for thing, details in letter.about:
        more = {**details, "letter": verb, "why": why[:LONGEST]}
        record(thing, _refusal(kind_of(thing)), by=None, at=at, details=more)


def _refusal(kind: str) -> str:
    return f"{kind}.letter_refused"


def _post(letter: Letter) -> None:
    """Hand it to the mail server. Raises _Refused, _NotNow or _Away."""
    try:
        send_mail(on_one_line(letter.subject), letter.text, None, list(letter.to))
    except SMTPRecipientsRefused as error:  # raised only if none of them is taken
        raise _answered(list(error.recipients.values())) from error
    except SMTPDataError as error:
        raise _answered([(error.smtp_code, error.smtp_error)]) from error
    except OSError as error:
        raise _Away(type(error).__name__) from error
    except ValueError as error:  # an address no mail can be written to
        raise _Refused(str(error)) from error


def _answered(answers: Sequence[tuple[int, bytes | str]]) -> Exception:
    said = [(code, text.encode() if isinstance(text, str) else text) for code, text in answers]
    why = "; ".join(f"{code} {text.decode(errors='replace')}" for code, text in said)
    if any(code == CLOSING for code, _text in said):
        return _Away(why)
    later = any(code < FINAL or text.startswith(POLICY) for code, text in said)
    return _NotNow(why) if later else _Refused(why)


def on_one_line(text: str) -> str:
    """Without control characters and breaks, which no header may hold."""
    return " ".join("".join(" " if unicodedata.category(one) == "Cc" else one for one in text).split())
