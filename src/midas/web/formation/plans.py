"""What a page shows of a saved plan: figures, partners, who does what. Worked out from the proposal as it was kept.

Money is in minor units, rounded half-even where the plan has fractions of them; shares are fractions of 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from midas.core.formation.comparing import Difference, Sketch, difference
from midas.core.formation.naming import readable
from midas.core.values.amounts import whole
from midas.rules import regions
from midas.store.models import Formation, Proposal
from midas.store.queries.formation import near_but_barred, offering_titles, package_titles
from midas.web.formation.words import KINDS, Words, label_words, plainly, virtues_of

SME = "sme"
HUES = 6


@dataclass(frozen=True, slots=True)
class PartnerView:
    """One partner of a plan. `cost` is its goods, set-up and engagement; `hue` is 1 to 6; `width` in per cent.

    `is_new` if it is not in the plan beside which this one is shown; `moved` is how its share differs from there.
    """

    id: str
    membership: int | None
    name: str
    region: str
    hue: int
    share: float
    width: float
    value: int
    cost: int
    packages: tuple[str, ...]
    can_lead: bool
    is_local: bool
    is_small: bool
    is_new: bool
    moved: float | None


@dataclass(frozen=True, slots=True)
class CostPart:
    """One kind of cost: `width` is per cent of the dearest plan beside it."""

    kind: str
    words: Words
    amount: int
    width: float


@dataclass(frozen=True, slots=True)
class Cell:
    """What one firm does of one package: `part` of its quantity, from 0 to 1; `heat` is 1 to 4."""

    quantity: Decimal
    unit: str
    part: float
    cost: int

    @property
    def heat(self) -> int:
        return min(4, 1 + int(self.part * 4))


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan beside others. `dearer`, `riskier`, `more_local` and `left` are against the plan it is compared with.

    `is_reference` if it is that plan itself; `gone` names the partners of that plan who are not in this one.
    """

    pk: int
    rank: int
    virtues: tuple[str, ...]
    headings: tuple[Words, ...]
    objective: int
    cost: int
    risk: int
    dearer: int
    riskier: int
    more_local: float | None
    gone: tuple[str, ...]
    is_reference: bool
    local_share: float | None
    small_share: float | None
    standing: int
    saved: int
    parts: tuple[CostPart, ...]
    partners: tuple[PartnerView, ...]
    leads: tuple[str, ...]
    package_values: Mapping[str, float]
    gap: float | None
    proven: bool

    @property
    def heading(self) -> Words:
        return self.headings[0]

    @property
    def also(self) -> str:
        """What else it is, beside its heading."""
        return ", ".join(str(words).lower() for words in self.headings[1:])

    @property
    def is_best(self) -> bool:
        return self.rank == 1

    @property
    def cheaper(self) -> int:
        return -self.dearer


class Snapshot:
    """The problem of a run as it was kept, by id; firms and packages are the JSON of the formation format."""

    def __init__(self, formation: Formation) -> None:
        self.formation = formation
        self.titles = package_titles(formation)
        self.offerings = offering_titles(formation)
        self.competencies: dict[str, str] = {}
        self.firms: dict[str, dict[str, Any]] = {firm["id"]: firm for firm in formation.problem["firms"]}
        self.packages: dict[str, dict[str, Any]] = {
            package["id"]: package for package in formation.problem["work_packages"]
        }
        self.policy: dict[str, Any] = formation.problem.get("policy", {})
        self.currency: str = formation.problem["currency"]

    def readable(self, message: str) -> str:
        """One of the engine's messages with titles instead of ids, and figures as the page writes them."""
        said = plainly(message, self.currency)
        for code, label in self.competencies.items():
            said = said.replace(code, f"“{label}”")
        return readable(said, self.titles, self.offerings)

    def name_competencies(self, labels: Mapping[str, str]) -> None:
        """From here on call these competencies by their labels."""
        self.competencies = dict(sorted(labels.items(), key=lambda item: -len(item[0])))

    @property
    def local_regions(self) -> tuple[str, ...]:
        return tuple((self.policy.get("local") or {}).get("regions", ()))

    @property
    def local_names(self) -> list[str]:
        return [regions.name(code) for code in self.local_regions]

    @property
    def left_out(self) -> list[tuple[str, str, list[str]]]:
        """Firms that offer some of the work but were not eligible: membership, name, why."""
        return near_but_barred(self.formation)

    def membership(self, firm: str) -> int | None:
        return self.formation.names.get(firm)

    def name(self, firm: str) -> str:
        return self.firms.get(firm, {}).get("name") or firm

    def region(self, firm: str) -> str:
        """The region of level 1 the firm is in, in words."""
        found = regions.level1(self.firms.get(firm, {}).get("region") or "")
        return found.name if found else ""

    def is_local(self, firm: str) -> bool:
        return (self.firms.get(firm, {}).get("region") or "").startswith(self.local_regions or ("\0",))


def plan_views(
    snapshot: Snapshot, proposals: Sequence[Proposal], best: Proposal | None = None
) -> list[PlanView]:
    """Plans of one search, in the order given, compared with its `best` (or the first by rank of those given)."""
    if not proposals:
        return []
    reference = best or min(proposals, key=lambda one: one.rank)
    return side_by_side([(snapshot, one) for one in proposals], (snapshot, reference))


def side_by_side(
    plans: Sequence[tuple[Snapshot, Proposal]], reference: tuple[Snapshot, Proposal]
) -> list[PlanView]:
    """Plans of whatever searches, in the order given, with bars to one scale and differences against one of them."""
    widest = max((_gross(proposal) for _, proposal in plans), default=Decimal(0))
    return [_plan_view(snapshot, proposal, reference, widest) for snapshot, proposal in plans]


def matrix(snapshot: Snapshot, proposal: Proposal) -> dict[str, dict[str, Cell]]:
    """By firm, then by package: what is done, over all the firm's offerings. Firms in order of share."""
    rows: dict[str, dict[str, Cell]] = {partner["id"]: {} for partner in proposal.plan["partners"]}
    for entry in proposal.plan["allocations"]:
        row, package = rows[entry["firm"]], snapshot.packages[entry["work_package"]]
        before = row.get(package["id"])
        quantity = Decimal(str(entry["quantity"])) + (before.quantity if before else 0)
        cost = whole(Decimal(str(entry["cost"]))) + (before.cost if before else 0)
        part = float(quantity / Decimal(str(package["quantity"])))
        row[package["id"]] = Cell(quantity, package.get("unit") or "", part, cost)
    return rows


def _plan_view(
    snapshot: Snapshot, proposal: Proposal, reference: tuple[Snapshot, Proposal], widest: Decimal
) -> PlanView:
    plan, differs = proposal.plan, difference(_sketch(reference[1]), _sketch(proposal))
    return PlanView(
        pk=proposal.pk,
        rank=proposal.rank,
        virtues=tuple(virtues_of(proposal.label)),
        headings=tuple(label_words(proposal.label)),
        objective=whole(proposal.objective),
        cost=whole(proposal.cost),
        risk=whole(proposal.risk),
        dearer=whole(proposal.cost) - whole(reference[1].cost),
        riskier=whole(proposal.risk) - whole(reference[1].risk),
        more_local=differs.local_share,
        gone=tuple(reference[0].name(firm) for firm in differs.left),
        is_reference=proposal is reference[1],
        local_share=proposal.local_share,
        small_share=_small_share(plan),
        standing=plan["standing"],
        saved=_amount(plan["cost_by_kind"], "familiarity"),
        parts=tuple(_parts(plan["cost_by_kind"], widest)),
        partners=tuple(_partners(snapshot, plan, differs)),
        leads=tuple(snapshot.name(firm) for firm in plan["leads"]),
        package_values=plan.get("package_values", {}),
        gap=plan.get("gap"),
        proven=bool(plan.get("proven")),
    )


def _sketch(proposal: Proposal) -> Sketch:
    return Sketch(
        objective=float(proposal.objective),
        cost=float(proposal.cost),
        risk=float(proposal.risk),
        local_share=proposal.local_share,
        shares={partner["id"]: partner["value_share"] for partner in proposal.plan["partners"]},
    )


def _small_share(plan: Mapping[str, Any]) -> float | None:
    return plan["tag_shares"].get(SME, 0.0)


def _gross(proposal: Proposal) -> Decimal:
    """Cost before what familiarity saves: the length of the stacked bar."""
    return sum((Decimal(str(proposal.plan["cost_by_kind"][kind])) for kind in KINDS), Decimal(0))


def _amount(by_kind: Mapping[str, float], kind: str) -> int:
    return whole(Decimal(str(by_kind[kind])))


def _parts(by_kind: Mapping[str, float], widest: Decimal) -> list[CostPart]:
    scale = 100 / float(widest) if widest else 0.0
    parts = [
        CostPart(kind, words, _amount(by_kind, kind), by_kind[kind] * scale) for kind, words in KINDS.items()
    ]
    return [part for part in parts if part.amount]


def _partners(snapshot: Snapshot, plan: Mapping[str, Any], differs: Difference) -> list[PartnerView]:
    costs: dict[str, Decimal] = {}
    for entry in plan["allocations"]:
        costs[entry["firm"]] = costs.get(entry["firm"], Decimal(0)) + Decimal(str(entry["cost"]))
    largest = max((one["value_share"] for one in plan["partners"]), default=0) or 1
    return [
        PartnerView(
            id=one["id"],
            membership=snapshot.membership(one["id"]),
            name=one["name"],
            region=snapshot.region(one["id"]),
            hue=place % HUES + 1,
            share=one["value_share"],
            width=100 * one["value_share"] / largest,
            value=whole(Decimal(str(one["value"]))),
            cost=whole(costs.get(one["id"], Decimal(0)) + one["engagement_cost"]),
            packages=tuple(snapshot.titles[package] for package in one["work_packages"]),
            can_lead=one["can_lead"],
            is_local=snapshot.is_local(one["id"]),
            is_small=SME in snapshot.firms.get(one["id"], {}).get("tags", ()),
            is_new=one["id"] in differs.joined,
            moved=differs.moved.get(one["id"]),
        )
        for place, one in enumerate(plan["partners"])
    ]
