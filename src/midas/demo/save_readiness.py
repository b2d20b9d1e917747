"""Saving what the firms of the demo say of themselves and what is said of them, and an example list to screen by.

Drawn from the seed alone. The one name on the example list that is like a member's is invented, as all of it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from random import Random

from midas.core.members.collaboration import LEVELS
from midas.core.values.names import name_key
from midas.demo.cluster import DemoCluster
from midas.demo.save_people import People
from midas.rules.gates import GATES
from midas.rules.readiness import ITEMS
from midas.store import models as store
from midas.store.queries.standing import newest

LIST = "Example exclusion list (invented)"
INVENTED = (
    "Blackfen Example Holdings",
    "Nowhere Trading Example",
    "Vexley & Example Partners",
    "Sample Metals",
)
WORDS = {
    True: "Delivered as agreed, and told us early what changed.",
    False: "Late by two weeks; we heard of it on the day itself.",
}
REPLY = "The drawings reached us ten days late; we have since agreed on a sign at which we call."


def save_readiness(
    cluster: store.Cluster, demo: DemoCluster, members: dict[str, store.Membership], people: People, seed: int
) -> None:
    """Save it for the cluster; works inside its tenancy, a statement per table."""
    dice = Random(f"{seed} {demo.slug} readiness")
    at = datetime.combine(demo.today - timedelta(days=20), time(9), UTC)
    admitted = [members[firm.key] for firm in demo.firms if firm.state == "admitted"]
    store.Answers.objects.bulk_create(_answers(cluster, admitted, dice, at))
    coach = next((people[one.email] for one in demo.people if "coach" in one.roles), None)
    store.CoachingStep.objects.bulk_create(_steps(cluster, admitted, coach, dice, at))
    ratings = store.Rating.objects.bulk_create(_ratings(cluster, demo, members, dice))
    bad = next((one for one in ratings if one.value < Decimal("0.5")), None)
    if bad is not None:
        store.Reply.objects.create(cluster=cluster, rating=bad, words=REPLY, written_at=at, written_by=None)
    store.ListedName.objects.bulk_create(_listed(cluster, admitted, at))


def _answers(
    cluster: store.Cluster, members: list[store.Membership], dice: Random, at: datetime
) -> Iterable[store.Answers]:
    judged = newest([member.pk for member in members])
    for member in members:
        fields = {"cluster": cluster, "membership": member, "saved_at": at}
        able = _ability(judged.get(member.pk, {}), dice)
        given = {
            item.name: {
                "level": str(min(4, max(0, round(dice.gauss(able, 0.6))))),
                "evidence": dice.choice(("", "", "seen at the last visit", "an order of last year")),
            }
            for item in ITEMS
        }
        handed_in = at if dice.random() < 0.8 else None
        yield store.Answers(dimension="collaboration", given=given, handed_in_at=handed_in, **fields)
        if dice.random() < 0.7:
            yield store.Answers(dimension="ethics", given=_gates(dice, at), handed_in_at=handed_in, **fields)


def _ability(judged: Mapping[str, store.Assessment], dice: Random) -> float:
    """The level a firm answers at: about where its assessor saw it."""
    seen = judged.get("collaboration")
    return LEVELS * float(seen.score) / 100 if seen and seen.score is not None else dice.uniform(1.2, 3.6)


def _gates(dice: Random, at: datetime) -> dict[str, dict[str, str]]:
    ends = (at + timedelta(days=dice.choice((10, 200, 340)))).date().isoformat()
    given = {
        gate.name: {"verdict": "passed", "evidence": f"On file: {gate.evidence}", "expires_on": ends}
        for gate in GATES
    }
    if dice.random() < 0.25:
        late = "A late return in 2024; paid, and the accountant now reminds us."
        given["tax"] = {"verdict": "explained", "explanation": late, "evidence": "a letter of the accountant"}
    return given


def _steps(
    cluster: store.Cluster,
    members: list[store.Membership],
    coach: store.Person | None,
    dice: Random,
    at: datetime,
) -> Iterable[store.CoachingStep]:
    for member in dice.sample(members, len(members) // 3):
        for item in dice.sample(ITEMS, 2):
            due = (at + timedelta(days=dice.randrange(5, 70))).date()
            done = at + timedelta(days=3) if dice.random() < 0.3 else None
            yield store.CoachingStep(
                cluster=cluster,
                membership=member,
                item=item.name,
                what=item.advice[:200],
                due_on=due,
                coach=coach,
                written_at=at,
                done_at=done,
            )


def _ratings(
    cluster: store.Cluster, demo: DemoCluster, members: dict[str, store.Membership], dice: Random
) -> Iterable[store.Rating]:
    """What customers said of partners of teams that delivered, the better the more promises a firm kept."""
    for team in demo.enterprises:
        if team.state != "dissolved" or team.dissolved_on is None:
            continue
        for partner in team.partners:
            good = dice.random() < float(demo.firm(partner.firm).reliability)
            yield store.Rating(
                cluster=cluster,
                membership=members[partner.firm],
                source="customer",
                value=Decimal(dice.choice((80, 90, 100)) if good else dice.choice((10, 30))) / 100,
                given_on=team.dissolved_on,
                words=WORDS[good],
            )


def _listed(
    cluster: store.Cluster, members: list[store.Membership], at: datetime
) -> Iterable[store.ListedName]:
    names = list(INVENTED)
    if members:
        names.append(f"{' '.join(reversed(name_key(members[0].organisation.name).split()))}".title())
    for number, name in enumerate(names, 1):
        yield store.ListedName(
            cluster=cluster,
            list_name=LIST,
            name=name,
            name_key=name_key(name),
            reference=f"EX-{number:03d}",
            loaded_at=at,
        )
