"""Formation over the API: ask for a team, follow the search, compare plans, choose one, see the enterprise."""

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Body, Field, Router, Schema
from ninja.pagination import paginate

from midas.actions.access.permissions import require
from midas.actions.formation.choose_proposal import choose_proposal
from midas.actions.formation.found_enterprise import Chosen
from midas.actions.formation.move_enterprise import move_enterprise
from midas.actions.formation.request_formation import LONGEST, request_again, request_formation
from midas.actions.formation.sight import sight, visible_enterprises
from midas.actions.formation.step_in import work_out_step_in
from midas.actions.formation.stop_formation import keep_best, stop_formation
from midas.actions.formation.what_if import what_if
from midas.api.access import role_of
from midas.api.application import Move, Page, Text, Whole
from midas.core.formation.result import write_step_in
from midas.store.models import Enterprise, Formation, Partner, Proposal
from midas.store.queries.formation import HEAVY

router = Router(tags=["formation"])


class Search(Schema):
    """How long the engine may look, and with which seed."""

    time_limit: float = Field(60.0, ge=1, le=LONGEST, description="seconds")
    seed: int = Field(0, ge=0, le=2**31 - 1)


class ProposalOut(Schema):
    """One plan; `objective`, `cost` and `risk` (expected loss) in minor units."""

    id: int
    rank: int
    label: str
    objective: Decimal
    bound: Decimal | None
    cost: Decimal
    risk: Decimal
    local_share: float | None


class ProposalDetail(ProposalOut):
    formation_id: int
    plan: dict[str, Any]


class FormationOut(Schema):
    """A run: `state` waiting, running, done or failed; `status` says how the search ended."""

    id: int
    requirement_id: int
    requirement_version: int
    state: str
    status: str
    progress: float
    message: str
    requested_at: datetime
    finished_at: datetime | None


class FormationDetail(FormationOut):
    engine_version: str
    seed: int
    time_limit: float
    proposals: list[ProposalOut]
    stop_asked: bool = Field(
        description="somebody asked for the best so far; the run is about to end with it"
    )
    repeats_id: int | None = Field(description="the run whose stored input this one was given")
    so_far: dict[str, Any] | None = Field(
        None,
        description="the best plan so far: its figures, partners, and `course`, a list of seconds, objective, bound",
    )
    diagnosis: dict[str, Any] | None = None

    @staticmethod
    def resolve_so_far(formation: Formation) -> dict[str, Any] | None:
        return formation.so_far or None

    @staticmethod
    def resolve_diagnosis(formation: Formation) -> dict[str, Any] | None:
        found = formation.outcome.get("diagnosis")
        return found if isinstance(found, dict) else None


class DifferenceOut(Schema):
    """The new plan against the run's best: firms by id, `moved` by how much a share changed, money after − before."""

    joined: list[str]
    left: list[str]
    moved: dict[str, float]
    objective: float
    cost: float
    risk: float
    local_share: float | None


class WhatIfOut(Schema):
    """`result` is what `midas form --json` would print; without a plan on either side there is no difference."""

    result: dict[str, Any]
    difference: DifferenceOut | None


class Choice(Schema):
    """What a chosen plan needs to become an enterprise; `lead` is a membership id."""

    name: Text
    mode: Text = Enterprise.Mode.INTEGRATED_SERVICES
    lead: int | None = Field(None, ge=1, le=2**63 - 1)
    reason: Text = Field("", description="why this plan, if it is not the best")


class PartnerOut(Schema):
    membership_id: int
    name: str = Field(alias="membership.organisation.name")
    role: str
    value: int | None = Field(description="its part, in minor units; absent for who may not see it")

    @staticmethod
    def resolve_value(partner: Partner, context: dict[str, Any]) -> int | None:
        return (
            partner.value
            if sight(role_of(context["request"]), partner.enterprise_id).part_of(partner)
            else None
        )


def _knows(enterprise: Enterprise, context: dict[str, Any]) -> bool:
    partners = [partner.membership_id for partner in enterprise.partners.all()]
    role = role_of(context["request"])
    return sight(role, role.enterprise_id).terms_of(enterprise, partners)


class EnterpriseOut(Schema):
    id: int
    name: str
    state: str
    mode: str
    opportunity_id: int | None = Field(
        description="null, as is value, for who may not see a team being formed"
    )
    lead_id: int | None
    value: int | None
    currency: str
    formed_on: date
    operating_from: date | None
    dissolved_on: date | None

    @staticmethod
    def resolve_opportunity_id(enterprise: Enterprise, context: dict[str, Any]) -> int | None:
        return enterprise.opportunity_id if _knows(enterprise, context) else None

    @staticmethod
    def resolve_value(enterprise: Enterprise, context: dict[str, Any]) -> int | None:
        return enterprise.value if _knows(enterprise, context) else None


class EnterpriseDetail(EnterpriseOut):
    proposal_id: int | None
    partners: list[PartnerOut]


@router.post(
    "/requirements/{requirement_id}/formations",
    response={202: FormationOut},
    operation_id="request_formation",
    summary="Ask the engine for a team",
)
def ask(request: HttpRequest, requirement_id: Whole, search: Search) -> tuple[int, Formation]:
    made = request_formation(
        role_of(request), requirement_id, at=timezone.now(), time_limit=search.time_limit, seed=search.seed
    )
    return 202, made


@router.get(
    "/formations", response=list[FormationOut], operation_id="formations", summary="Runs, newest first"
)
@paginate(Page)
def formations(request: HttpRequest, requirement_id: Whole | None = None) -> QuerySet[Formation]:
    require(role_of(request), "formations.view")
    found = Formation.objects.defer(*HEAVY)
    return found if requirement_id is None else found.filter(requirement=requirement_id)


@router.get(
    "/formations/{formation_id}", response=FormationDetail, operation_id="formation", summary="One run"
)
def formation(request: HttpRequest, formation_id: Whole) -> Formation:
    require(role_of(request), "formations.view")
    return Formation.objects.defer("problem").prefetch_related("proposals").get(pk=formation_id)


@router.get(
    "/formations/{formation_id}/problem",
    response=dict[str, Any],
    operation_id="formation_problem",
    summary="The problem as it was solved, for `midas form`",
)
def problem(request: HttpRequest, formation_id: Whole) -> dict[str, Any]:
    require(require(role_of(request), "formations.view"), "members.view_prices")
    return dict(Formation.objects.only("problem").get(pk=formation_id).problem)


@router.get(
    "/formations/{formation_id}/outcome",
    response=dict[str, Any],
    operation_id="formation_outcome",
    summary="What `midas form --json` prints for it",
)
def outcome(request: HttpRequest, formation_id: Whole) -> dict[str, Any]:
    require(require(role_of(request), "formations.view"), "members.view_prices")
    return dict(Formation.objects.only("outcome").get(pk=formation_id).outcome)


@router.post(
    "/formations/{formation_id}/stop",
    response=FormationOut,
    operation_id="stop_formation",
    summary="Stop a run and discard it",
)
def stop(request: HttpRequest, formation_id: Whole) -> Formation:
    return stop_formation(role_of(request), formation_id, at=timezone.now())


@router.post(
    "/formations/{formation_id}/keep",
    response={202: FormationOut},
    operation_id="keep_best",
    summary="End a run now with the best plan it has",
)
def keep(request: HttpRequest, formation_id: Whole) -> tuple[int, Formation]:
    return 202, keep_best(role_of(request), formation_id, at=timezone.now())


@router.post(
    "/formations/{formation_id}/again",
    response={202: FormationOut},
    operation_id="repeat_formation",
    summary="Run it again from its stored problem, seed and limits",
)
def again(request: HttpRequest, formation_id: Whole) -> tuple[int, Formation]:
    return 202, request_again(role_of(request), formation_id, at=timezone.now())


@router.post(
    "/formations/{formation_id}/what-if",
    response=WhatIfOut,
    operation_id="what_if",
    summary="What the best plan would be with some changes; nothing is saved",
)
def ask_what_if(request: HttpRequest, formation_id: Whole, changes: Body[dict[str, Any]]) -> WhatIfOut:
    """`policy`: fields of the problem's policy, null for none; `drop`, `add`, `require`: ids of firms; `prices`:
    firm, times, offering; `suppose`: name, competency, unit_price, capacity, region of a firm not there yet."""
    answer = what_if(role_of(request), formation_id, changes)
    return WhatIfOut(
        result=answer.run.outcome,
        difference=None if answer.difference is None else DifferenceOut(**asdict(answer.difference)),
    )


@router.get(
    "/proposals/{proposal_id}", response=ProposalDetail, operation_id="proposal", summary="One plan in full"
)
def proposal(request: HttpRequest, proposal_id: Whole) -> Proposal:
    require(require(role_of(request), "formations.view"), "members.view_prices")
    return Proposal.objects.get(pk=proposal_id)


@router.post(
    "/proposals/{proposal_id}/enterprise",
    response={201: EnterpriseDetail},
    operation_id="choose_proposal",
    summary="Choose this plan: it becomes an enterprise",
)
def choose(request: HttpRequest, proposal_id: Whole, choice: Choice) -> tuple[int, Enterprise]:
    chosen = Chosen(name=choice.name, mode=choice.mode, lead_id=choice.lead, reason=choice.reason)
    return 201, choose_proposal(role_of(request), proposal_id, chosen, at=timezone.now())


@router.get(
    "/enterprises", response=list[EnterpriseOut], operation_id="enterprises", summary="Virtual enterprises"
)
@paginate(Page)
def enterprises(request: HttpRequest, state: Text = "") -> QuerySet[Enterprise]:
    role = require(role_of(request), "enterprises.view")
    found = visible_enterprises(role, Enterprise.objects.order_by("-formed_on", "-pk"))
    found = found.prefetch_related("partners")
    return found.filter(state=state) if state else found


@router.get(
    "/enterprises/{enterprise_id}",
    response=EnterpriseDetail,
    operation_id="enterprise",
    summary="One of them",
)
def enterprise(request: HttpRequest, enterprise_id: Whole) -> Enterprise:
    require(role_of(request), "enterprises.view", enterprise=enterprise_id)
    partners = Partner.objects.select_related("membership__organisation").order_by("-value", "pk")
    return Enterprise.objects.prefetch_related(Prefetch("partners", partners)).get(pk=enterprise_id)


@router.post(
    "/enterprises/{enterprise_id}/state",
    response=EnterpriseOut,
    operation_id="move_enterprise",
    summary="Move it along its life, or abandon it",
)
def move(request: HttpRequest, enterprise_id: Whole, to: Move) -> Enterprise:
    return move_enterprise(role_of(request), enterprise_id, to.to, reason=to.reason, at=timezone.now())


@router.post(
    "/enterprises/{enterprise_id}/step-in",
    response=dict[str, Any],
    operation_id="step_in",
    summary="Who could step in for a partner that failed; nothing is saved",
)
def ask_step_in(request: HttpRequest, enterprise_id: Whole, failure: Body[dict[str, Any]]) -> dict[str, Any]:
    """`failed`: the firm's id in the plan; `under_way`: firm, offering, work_package and quantity of what stays."""
    answer = work_out_step_in(role_of(request), enterprise_id, failure)
    return dict(write_step_in(answer.problem, answer.failed, answer.found))
