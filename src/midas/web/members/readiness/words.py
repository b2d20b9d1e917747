"""How questionnaires are cut into pages, and what their answers are called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from midas.core.members.assessment import Dimension
from midas.core.members.collaboration import Stage
from midas.core.members.ethics import Verdict
from midas.rules.gates import GATES
from midas.rules.readiness import ITEMS

Words = str | Promise

VERDICTS: dict[str, Words] = {
    Verdict.PASSED: _("Yes"),
    Verdict.EXPLAINED: _("Not quite: explained below"),
    Verdict.FAILED: _("No"),
    Verdict.UNKNOWN: _("Not answered yet"),
}
JUDGED: dict[str, Words] = {
    Verdict.PASSED: _("passed"),
    Verdict.EXPLAINED: _("explained"),
    Verdict.FAILED: _("failed"),
    Verdict.UNKNOWN: _("unknown"),
}
TONES = {
    Verdict.PASSED: "valid",
    Verdict.EXPLAINED: "waiting",
    Verdict.FAILED: "failed",
    Verdict.UNKNOWN: "unknown",
}
LEVELS: tuple[Words, ...] = (_("not at all"), _("begun"), _("in part"), _("mostly"), _("wholly"))
TITLES = {
    Dimension.ETHICS: _("Ethics and eligibility"),
    Dimension.COLLABORATION: _("Readiness to work together"),
}
ADDRESSES = {Dimension.ETHICS: "readiness:ethics", Dimension.COLLABORATION: "readiness:readiness"}
STAGES: dict[Stage, Words] = {
    Stage.AWARENESS: _("Operational awareness"),
    Stage.KNOWLEDGE: _("Knowledge"),
    Stage.INTERNAL: _("Internal assessment"),
    Stage.SELECTION: _("Partner selection"),
    Stage.WORKING: _("Working together"),
    Stage.VALUE: _("Value creation"),
    Stage.STAYING: _("Staying together"),
    Stage.EXIT: _("Exit strategy"),
}
_LAW = ("mandatory_exclusion", "discretionary_exclusion", "debarment", "sanctions", "bribery", "tax")
_PEOPLE = ("modern_slavery_statement", "modern_slavery", "labour", "health_and_safety")


@dataclass(frozen=True, slots=True)
class Group:
    """One page of a questionnaire; `names` are its questions."""

    title: Words
    names: tuple[str, ...]


def groups(dimension: Dimension) -> list[Group]:
    """The pages of a questionnaire, in order; every question is on one of them."""
    if dimension is Dimension.COLLABORATION:
        return [
            Group(title, tuple(item.name for item in ITEMS if item.stage is stage))
            for stage, title in STAGES.items()
        ]
    rest = tuple(gate.name for gate in GATES if gate.name not in (*_LAW, *_PEOPLE))
    return [
        Group(_("The law"), _LAW),
        Group(_("People"), _PEOPLE),
        Group(_("Planet, independence and care"), rest),
    ]


def question_words(name: str) -> str:
    """The question of that name, of either questionnaire; the name itself if there is none (any more)."""
    return next((one.question for one in (*GATES, *ITEMS) if one.name == name), name)


def typed_answers(
    request: HttpRequest, names: tuple[str, ...], dimension: Dimension
) -> dict[str, dict[str, Any]]:
    """What a form holds for some questions, as it is kept; questions that are not in the form are left out."""
    parts = ("verdict", "explanation", "evidence", "expires_on")
    if dimension is Dimension.COLLABORATION:
        parts = ("level", "evidence")
    found = {}
    for name in names:
        fields = {
            part: request.POST[f"{name}.{part}"].strip() for part in parts if f"{name}.{part}" in request.POST
        }
        if fields:
            found[name] = fields
    return found
