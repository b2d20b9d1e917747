"""What people do about their own security is written into the trail of every cluster they have a role in."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.utils import timezone

from midas.actions.access.own_account import note
from midas.store.models import Person


def connect() -> None:
    """Listen to allauth; called once, when the pages are ready."""
    mfa.authenticator_added.connect(_factor("person.second_factor_added"), weak=False)
    mfa.authenticator_removed.connect(_factor("person.second_factor_removed"), weak=False)
    mfa.authenticator_reset.connect(_factor("person.recovery_codes_made"), weak=False)
    account.password_reset.connect(_password_reset)
    account.email_changed.connect(_email_changed)


def _factor(verb: str) -> Any:
    def heard(user: Person, authenticator: Any, **_more: Any) -> None:
        note(user, verb, at=timezone.now(), details={"kind": str(authenticator.type)})

    return heard


def _password_reset(user: Person, **_more: Any) -> None:
    note(user, "person.password_reset", at=timezone.now())


def _email_changed(user: Person, from_email_address: Any, to_email_address: Any, **_more: Any) -> None:
    before = from_email_address.email if from_email_address else ""
    details = {"before": before, "after": to_email_address.email}
    note(user, "person.email_changed", at=timezone.now(), details=details)
