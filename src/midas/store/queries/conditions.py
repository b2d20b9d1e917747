"""What a demand says in words, and the conditions read from it with what people have judged of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from midas.core.demand.clauses import SURE, Finding, Kind, findings
from midas.core.demand.passages import Passage, distinct, of_release
from midas.core.values.writing import json_value
from midas.rules.clauses import RULES
from midas.store.models import ConditionVerdict, Opportunity
from midas.store.queries.notices import notice_items, notice_lots


@dataclass(frozen=True, slots=True)
class Judged:
    """A condition as read, and the newest judgement of it, if somebody gave one."""

    finding: Finding
    verdict: ConditionVerdict | None

    @property
    def stands(self) -> bool:
        """Whether it is to be counted with: confirmed, or not judged and read plainly enough."""
        if self.verdict is not None:
            return self.verdict.holds
        return self.finding.confidence >= SURE


def passages_of(opportunity: Opportunity) -> tuple[Passage, ...]:
    """The demand's words: of its newest release as it was published, and of its own fields."""
    newest = opportunity.notices.only("text").first()
    said = of_release(_release(newest.text)) if newest else ()
    own = [Passage("title", opportunity.title), Passage("description", opportunity.description)]
    for lot in notice_lots(opportunity):
        own += [
            Passage(f"lot {lot.id}", lot.title, lot.id),
            Passage(f"lot {lot.id}", lot.description, lot.id),
        ]
    own += [Passage(f"item {item.id}", item.description, item.lot) for item in notice_items(opportunity)]
    return distinct((*said, *own))


def conditions(opportunity: Opportunity, currency: str, on: date) -> list[Judged]:
    """The conditions the words ask for, surest first within each kind, with their judgements."""
    found = findings(passages_of(opportunity), RULES, currency=currency, on=on)
    newest: dict[str, ConditionVerdict] = {}
    for verdict in ConditionVerdict.objects.filter(opportunity=opportunity).select_related("by"):
        newest.setdefault(verdict.key, verdict)
    return [Judged(one, newest.get(one.key)) for one in found]


def asked_plainly(judged: list[Judged]) -> list[Finding]:
    """The certificates to ask of a package: those that stand, but for those for which other proof is taken as well."""
    return [
        one.finding
        for one in judged
        if one.finding.kind is Kind.CERTIFICATE
        and one.stands
        and (one.verdict is not None or not one.finding.alternative)
    ]


def finding_row(finding: Finding) -> dict[str, Any]:
    """The finding as it is kept with a judgement."""
    return {
        name: json_value(value) for name, value in asdict(finding).items() if value not in (None, "", False)
    }


def _release(text: str) -> Mapping[str, Any]:
    try:
        read = json.loads(text)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}
