"""Who can sign in to the demo, as what. Their names are made up, their password is one for all and no secret."""

from __future__ import annotations

from midas.demo.cast import LEEDS, TEESSIDE
from midas.demo.cluster import Person

PASSWORD = "five-rivers-demo"  # noqa: S105  # printed on the sign-in page of every demo
"""The password of every demo sign-in."""

BROKER, RIVAL = "broker@fiverivers.example", "rival@fiverivers.example"
COMMITTEE, COACH = "committee@fiverivers.example", "coach@fiverivers.example"
CHAIR, TREASURER = "chair@fiverivers.example", "treasurer@fiverivers.example"
NORTHERN_BROKER = "broker@northernlights.example"
AGENCY = Person("agency@fiverivers.example", "Gwilym Aldersea", "Regional agency: both clusters", ("agency",))

PEOPLE: tuple[Person, ...] = (
    Person(BROKER, "Ines Calderbrook", "Broker: demands, requirements, teams", ("broker",)),
    Person(RIVAL, "Rufus Penhallick", "A second broker, who wants the same welders", ("broker",)),
    Person(COMMITTEE, "Odile Marsworth", "Executive committee: who may be a member", ("committee",)),
    Person(CHAIR, "Mabel Hathersage", "Executive committee: chairs it", ("committee",)),
    Person(TREASURER, "Idris Fellwick", "Executive committee: away, and votes by proxy", ("committee",)),
    Person(
        "manager@fiverivers.example",
        "Tobias Winterlake",
        "Project manager of a running team",
        ("project_manager",),
    ),
    Person(COACH, "Bronagh Saltleigh", "Network coach: helps firms to take part", ("coach",)),
    Person(
        "leeds@fiverivers.example", "Hanneke Thorpwood", f"Owner of {LEEDS}, a member", ("member",), LEEDS
    ),
    Person(
        "teesside@fiverivers.example",
        "Callum Eskmoor",
        f"Owner of {TEESSIDE}, a member",
        ("member",),
        TEESSIDE,
    ),
    Person(
        "purchaser@fiverivers.example",
        "Petra Donhaven",
        "Purchaser at Don Valley Combined Authority",
        ("purchaser",),
    ),
    AGENCY,
    Person(
        "administrator@fiverivers.example",
        "Alwyn Thackerwood",
        "Administrator of the installation",
        ("administrator",),
    ),
)

STRANGERS: tuple[Person, ...] = (
    Person(NORTHERN_BROKER, "Sunniva Kirkvaag", "Broker of the other cluster, Northern Lights", ("broker",)),
    AGENCY,
)

SIGN_INS: tuple[tuple[str, str, str], ...] = tuple(
    (person.email, person.name, person.does) for person in dict.fromkeys((*PEOPLE, *STRANGERS))
)
"""E-mail, name, and what they do: the list the sign-in page shows."""


def name_of(email: str) -> str:
    """What the person with that sign-in is called."""
    return next(name for found, name, _ in SIGN_INS if found == email)
