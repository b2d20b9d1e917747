"""A cluster with a committee of three, four firms that vote, and one in assessment."""

from __future__ import annotations

from typing import Any

from tests import builders

from midas.actions.members.decide import open_motion
from midas.core.members.motions import DAYS, MAJORITY, QUORUM, Wording
from midas.rules.motions import least
from midas.store import tenancy
from midas.store.models import Membership, Motion, Role, RulesVersion

AT = builders.AT


def enough(kind: str) -> dict[str, Any]:
    """The usual terms, or what the rules ask for where that is more."""
    asks = least(kind, AT.date())
    assert asks is not None
    return {
        "quorum": max(QUORUM, asks.quorum),
        "majority": max(MAJORITY, asks.majority),
        "days": max(DAYS, asks.days),
        "electorate": asks.electorates[0],
    }


class Cluster:
    """Three on the committee, a broker, the firms Don, Tees, Rother (admitted) and Loxley (in assessment)."""

    def __init__(self) -> None:
        self.cluster = builders.a_cluster(name="Five Rivers Cluster")
        people = [builders.a_person(name=name) for name in ("Ada", "Ben", "Cleo")]
        self.committee = [builders.a_role(self.cluster, "committee", person=one) for one in people]
        self.ada, self.ben, self.cleo = self.committee
        self.broker = builders.a_role(self.cluster, "broker")
        self.firms = {
            name: builders.a_member(self.cluster, name, **more)
            for name, more in {
                "Don": {"size": "micro"},
                "Tees": {"size": "small"},
                "Rother": {"size": "medium"},
                "Loxley": {"state": "in_assessment", "joined_on": None},
            }.items()
        }
        self.members = {
            name: builders.a_role(self.cluster, "member", membership=self.firms[name])
            for name in ("Don", "Tees", "Rother", "Loxley")
        }

    def motion(
        self, kind: str = "admit", firm: str | None = "Loxley", by: Role | None = None, **more: Any
    ) -> Motion:
        wording = Wording(
            kind,
            more.pop("title", "Shall we?"),
            membership=self.firms[firm].pk if firm else None,
            **{"text": "As we talked about.", **enough(kind), **more},
        )
        with tenancy.tenant(self.cluster.pk):
            return open_motion(by or self.ada, wording, at=AT)

    def rules(self, number: int = 2, **more: Any) -> RulesVersion:
        with tenancy.tenant(self.cluster.pk):
            return RulesVersion.objects.create(
                cluster=self.cluster, number=number, title="Rules", text="Be fair.", written_at=AT, **more
            )

    def state(self, firm: str) -> str:
        with tenancy.tenant(self.cluster.pk):
            return str(Membership.objects.get(pk=self.firms[firm].pk).state)
