"""In which role, and so in which cluster, a person acts."""

from __future__ import annotations

from midas.store import tenancy
from midas.store.models import Person, Role

# Whoever holds several roles starts in the one with most to do; the switcher changes it.
FIRST = [
    Role.Kind.BROKER,
    Role.Kind.PROJECT_MANAGER,
    Role.Kind.COMMITTEE,
    Role.Kind.COACH,
    Role.Kind.MEMBER,
    Role.Kind.PURCHASER,
    Role.Kind.AGENCY,
    Role.Kind.ADMINISTRATOR,
]


def roles_of(person: Person) -> list[Role]:
    """All roles of a person, in every cluster, those with most to do first."""
    with tenancy.person(person.pk):
        roles = list(Role.objects.filter(person=person).select_related("cluster", "person"))
    return sorted(roles, key=lambda role: (FIRST.index(Role.Kind(role.kind)), role.cluster.name, role.pk))


def acting_role(person: Person, wanted: int | None) -> Role | None:
    """The role with that id if it is theirs, else their first; None if they have none."""
    roles = roles_of(person)
    return next((role for role in roles if role.pk == wanted), roles[0] if roles else None)
