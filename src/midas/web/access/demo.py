"""Who may be tried on the sign-in page: the invented people of the demo cluster, where that is loaded."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from midas.store.models import Person


def demo_sign_ins() -> Sequence[Any]:
    """The demo's sign-ins (each with e-mail, password, name and role); empty unless its people are here.

    People belong to no cluster, so this can be known before anybody has signed in.
    """
    sign_ins = getattr(import_module("midas.demo"), "SIGN_INS", ())
    emails = [entry.email for entry in sign_ins]
    here = set(Person.objects.filter(email__in=emails, is_active=True).values_list("email", flat=True))
    return [entry for entry in sign_ins if entry.email in here]
