"""The rules of a policy that can be moved, as people type them: shares in per cent, amounts in major units.

A rule is named as in the policy, but for `local_share` and for `TAG` and a tag, which name least shares.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from midas.core.values.amounts import major, minor_digits
from midas.web.demand.policy_form import LABELS
from midas.web.formation.plans import SME, Snapshot
from midas.web.formation.words import Words, tag_words

HUNDRED = Decimal(100)
TAG = "tag-"


def digits(value: Any) -> str:
    """A number as a field holds it, without separators; nothing for none."""
    return "" if value is None else f"{Decimal(str(value)).normalize():f}"


def rules_of(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """The rules that can be moved, as the run had them, in the units they are typed in."""
    policy = snapshot.policy
    yield "risk_price", digits(policy.get("risk_price", 0))
    if snapshot.local_regions:
        yield "local_share", _percent((policy.get("local") or {}).get("min_share", 0))
    yield "max_partners", digits(policy.get("max_partners"))
    yield "share_cap", _percent(policy.get("share_cap"))
    for tag, share in {SME: None, **(policy.get("tag_min_share") or {})}.items():
        yield f"{TAG}{tag}", _percent(share)
    yield "turnover_multiple", digits(policy.get("turnover_multiple"))
    ceiling = policy.get("ceiling")
    yield "ceiling", "" if ceiling is None else digits(major(ceiling, snapshot.currency))


def policy_changes(before: Mapping[str, str], typed: Mapping[str, Any], currency: str) -> dict[str, Any]:
    """What of the rules typed is not as before, as the policy's JSON has it; rules not in `typed` are left out."""
    policy: dict[str, Any] = {}
    for name, value in typed.items():
        if name not in before or digits(value) == before[name]:
            continue
        written = _written(name, value, currency)
        if name == "local_share":
            policy["local"] = {"min_share": written}
        elif name.startswith(TAG):
            policy.setdefault("tag_min_share", {})[name.removeprefix(TAG)] = written
        else:
            policy[name] = written
    return policy


def is_share(name: str) -> bool:
    """True if the rule is typed in per cent."""
    return name in ("local_share", "share_cap") or name.startswith(TAG)


def label_of(name: str) -> Words:
    """What the rule is called."""
    if name.startswith(TAG):
        return tag_words(name.removeprefix(TAG))
    return LABELS["local_min_share" if name == "local_share" else name]


def _written(name: str, value: Any, currency: str) -> Any:
    if value is None or name == "max_partners":
        return value
    if name == "ceiling":
        return int(value.scaleb(minor_digits(currency)))
    return digits(value / HUNDRED if is_share(name) else value)


def _percent(share: Any) -> str:
    return "" if share is None else digits(Decimal(str(share)) * HUNDRED)
