"""Every rule and every filter, alone and beside every other, ends at the best plan that trying everything finds.

A rule *binds* in a problem if without it the best plan would be better (or there would be one at all), judged by
brute force alone. Each test shows that its rules did bind, so that none says anything about a rule that never mattered.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from itertools import islice

import pytest
from tests.solvers.formation.biting import PAIRS, RULES, laid
from tests.solvers.formation.brute_force import best_plan
from tests.solvers.formation.comparing import agree

from midas.core.demand.matching import Filter
from midas.core.formation.limits import Rule
from midas.core.formation.plan import Plan

SEEDS = range(24)
ALONE = 20
"""Problems with one rule that are solved."""

CASES = 3
"""Problems of each pair that are solved; of these at least one in which both rules bind."""

SELDOM: dict[tuple[str, str], int] = {
    ("at_most", "certificates_all"): 63,
    ("blocked", "certificates_all"): 44,
    ("blocked", "max_partners"): 44,
    ("ceiling", "local"): 48,
    ("ceiling", "min_split"): 48,
    ("ceiling", "need_lead"): 54,
    ("ceiling", "region"): 40,
    ("ceiling", "tag_min_share"): 24,
    ("certificates", "certificates_any"): 24,
    ("certificates", "resource"): 25,
    ("certificates_all", "conflicts"): 38,
    ("certificates_all", "exclude"): 34,
    ("certificates_all", "lead_time"): 50,
    ("certificates_all", "max_partners"): 335,
    ("certificates_all", "max_suppliers"): 197,
    ("certificates_all", "min_split"): 43,
    ("certificates_all", "min_value_share"): 43,
    ("lead_time", "max_suppliers"): 50,
    ("max_partners", "resource"): 30,
    ("min_partners", "need_lead"): 42,
    ("region", "share_cap"): 28,
}
"""Pairs that bind together in none of `SEEDS`, and a seed with which they do."""

NEVER = {
    ("at_most", "max_partners"),
    ("competency", "max_suppliers"),
    ("conflicts", "max_partners"),
    ("max_suppliers", "min_split"),
}
"""Pairs that never bind together here: with so few firms, one of the two already does what the other asks."""


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_alone_is_kept_at_the_least_cost(rule: str) -> None:
    for seed in SEEDS[:ALONE]:
        agree(laid(seed, (rule,)), best(seed, (rule,)), seed)

    assert sum(binds(seed, (rule,), rule) for seed in SEEDS[:ALONE]) >= 5, (
        "a rule that seldom binds is not tested"
    )


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_two_rules_together_are_kept_at_the_least_cost(first: str, second: str) -> None:
    pair = (first, second)
    seeds = [SELDOM[pair]] if pair in SELDOM else []
    together = next((seed for seed in (*seeds, *promising(pair)) if both_bind(seed, pair)), None)
    others = islice((seed for seed in promising(pair) if seed != together), CASES - 1)

    for seed in (*others, *([] if together is None else [together])):
        agree(laid(seed, pair), best(seed, pair), seed)

    assert (together is None) == (pair in NEVER)


def test_the_rules_laid_on_are_all_the_rules_there_are() -> None:
    assert set(RULES) == {*Rule, *Filter} - {Rule.DEMAND}
    assert {rule for pair in PAIRS for rule in pair} == set(RULES)
    assert not (set(SELDOM) | NEVER) - set(PAIRS)


@cache
def best(seed: int, rules: tuple[str, ...]) -> tuple[float, Plan] | None:
    return best_plan(laid(seed, rules))


def binds(seed: int, rules: tuple[str, ...], rule: str) -> bool:
    """True if the best plan under these rules is worse than without this one of them."""
    rest = tuple(one for one in rules if one != rule)
    with_it, without = best(seed, rules), best(seed, rest)
    return without is not None and (with_it is None or with_it[0] > without[0] + 0.01)


def both_bind(seed: int, pair: tuple[str, str]) -> bool:
    return all(binds(seed, pair, rule) for rule in pair)


def promising(pair: Collection[str]) -> list[int]:
    """The seeds, first those with which each rule of the pair binds alone and leaves a plan."""

    def hope(seed: int) -> float:
        bind = sum(binds(seed, (rule,), rule) for rule in pair)
        return bind - 0.7 * sum(best(seed, (rule,)) is None for rule in pair)

    return sorted(SEEDS, key=lambda seed: -hope(seed))
