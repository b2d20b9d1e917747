"""Who may be tried on the sign-in page: the invented people of the demo cluster, where that is loaded."""

from __future__ import annotations

from dataclasses import dataclass

from midas.demo.people import PASSWORD, SIGN_INS
from midas.store.models import Person


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A sign-in of the demo: whose it is, and what they do."""

    email: str
    name: str
    does: str


def demo_sign_ins() -> list[DemoPerson]:
    """The demo's people who are here, in the story's order; none where the demo is not loaded.

    People belong to no cluster, so this can be known before anybody has signed in. Somebody whose password is no
    longer the demo's is still listed and must then type it.
    """
    emails = [email for email, _name, _does in SIGN_INS]
    here = set(Person.objects.filter(email__in=emails, is_active=True).values_list("email", flat=True))
    return [DemoPerson(*entry) for entry in SIGN_INS if entry[0] in here]


def demo_password() -> str:
    """The one password of all demo sign-ins."""
    return PASSWORD
