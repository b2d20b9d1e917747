"""A formation's outcome for a person at a terminal: one sentence, then tables."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from midas.core.formation.explain import explain as explain_plan
from midas.core.formation.plan import (
    Allocation,
    BindingRule,
    Coverage,
    Diagnosis,
    Explanation,
    Outcome,
    Plan,
    Status,
)
from midas.core.formation.problem import FormationProblem
from midas.core.formation.score import add_up, allocation_cost, score, value_by_firm
from midas.core.values.amounts import Number, money_words
from midas.core.values.units import unit_words
from midas.core.values.words import at_most, listing, percent, plain

HEADLINES = {
    Status.OPTIMAL: "The best plan, proven",
    Status.FEASIBLE: "A plan, not proven best",
    Status.INFEASIBLE: "No plan keeps every rule",
    Status.UNKNOWN: "No plan was found in the time, and none was proven impossible",
}


def report(console: Console, problem: FormationProblem, outcome: Outcome, *, explain: bool) -> None:
    """Print the outcome; with `explain`, its reasons too."""
    console.print(Text(_headline(problem, outcome), style="bold"))
    if outcome.plan is not None:
        print_plan(console, problem, outcome.plan)
    if outcome.alternatives or outcome.frontier:
        _print_others(console, problem, outcome)
    if outcome.diagnosis is not None:
        print_diagnosis(console, outcome.diagnosis)
    if explain and outcome.plan is not None:
        _print_explanation(console, problem, outcome.explanation or explain_plan(problem, outcome.plan))


def clean(text: str) -> str:
    """`text` without the control characters that could move a terminal's cursor."""
    return "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(one) == "Cc" else one for one in text)


def _headline(problem: FormationProblem, outcome: Outcome) -> str:
    words = HEADLINES[outcome.status]
    if outcome.objective is not None:
        words += f": objective {_money(problem, outcome.objective)}"
    if outcome.status is Status.FEASIBLE and outcome.gap is not None and outcome.bound is not None:
        words += f", at most {outcome.gap:.2%} above the bound of {_money(problem, outcome.bound)}"
    return f"{words} ({outcome.seconds:.2f} s, {outcome.engine or outcome.method}, seed {outcome.seed})"


def print_plan(console: Console, problem: FormationProblem, plan: Plan) -> None:
    """Print who is in, who does what, and what it comes to."""
    figures, values = score(problem, plan), value_by_firm(problem, add_up(plan))
    shares = sorted(figures.value_shares.items(), key=lambda item: (-item[1], item[0]))
    partners = [
        (
            name,
            problem.firm[name].label,
            percent(round(share, 4)),
            _money(problem, values.get(name, 0)),
            "yes" if problem.firm[name].can_lead else "",
        )
        for name, share in shares
    ]
    print_table(console, "Partners", ("firm", "name", "share>", "value>", "can lead"), partners)
    order = {name: place for place, (name, _) in enumerate(shares)}
    lines = sorted(plan.allocations, key=lambda entry: (entry.work_package, order[entry.firm]))
    heads = ("work package", "firm", "offering", "quantity>", "unit", "cost>")
    print_table(console, "Who does what", heads, (_line(problem, entry) for entry in lines))
    cost = figures.cost
    kinds = (
        ("Goods and services", cost.goods),
        ("Set-up", cost.set_up),
        ("Engagement", cost.engagement),
        ("Haulage", cost.haulage),
        ("Familiarity", -cost.familiarity),
        ("Cost", cost.total),
        ("Expected loss", figures.risk),
    )
    rows = [(label, _money(problem, amount)) for label, amount in kinds if amount or label == "Cost"]
    if problem.policy.local:
        rows.append(("Local share", percent(round(figures.local_share, 4))))
    rows += [(f"Share of {tag}", percent(round(share, 4))) for tag, share in figures.tag_shares.items()]
    rows.append(("Combined turnover", _money(problem, figures.standing)))
    rows.append(("Fit to lead", listing(figures.leads) or "nobody"))
    print_table(console, "Figures", ("", ">"), rows)


def _line(problem: FormationProblem, entry: Allocation) -> tuple[str, ...]:
    package = problem.package[entry.work_package]
    return (
        entry.work_package,
        entry.firm,
        problem.firm[entry.firm].offerings[entry.offering].label,
        plain(entry.quantity),
        unit_words(package.unit),
        _money(problem, allocation_cost(problem, entry)),
    )


def _print_others(console: Console, problem: FormationProblem, outcome: Outcome) -> None:
    kinds = (
        ("Alternatives", [(other.plan, other.gap) for other in outcome.alternatives]),
        ("Frontier: no plan beats these in cost, risk and local share at once", _points(outcome)),
    )
    for title, plans in kinds:
        rows = []
        for plan, gap in plans:
            figures = score(problem, plan)
            rows.append(
                (
                    _money(problem, figures.objective),
                    _money(problem, figures.cost.total),
                    _money(problem, figures.risk),
                    percent(round(figures.local_share, 4)),
                    "" if gap is None else f"{gap:.2%}",
                    ", ".join(sorted(figures.value_shares)),
                )
            )
        if rows:
            heads = ("objective>", "cost>", "risk>", "local>", "gap>", "partners")
            print_table(console, title, heads, rows)
    if outcome.coverage is not None:
        console.print(Text(_covered(problem, outcome.coverage)))


def _covered(problem: FormationProblem, told: Coverage) -> str:
    """What the frontier leaves out at most; of risk and locality only where they are traded."""
    parts = [f"costs at most {percent(at_most(told.cost, 4))} more"]
    if told.risk:
        parts.append(f"carries at most {_money(problem, at_most(told.risk))} more risk")
    if told.local_share:
        parts.append(f"is at most {percent(at_most(told.local_share, 4))} less local")
    return f"For every other plan there is one of these that {listing(parts)}."


def _points(outcome: Outcome) -> list[tuple[Plan, float | None]]:
    return [(point.plan, point.gap) for point in outcome.frontier]


def print_diagnosis(console: Console, diagnosis: Diagnosis) -> None:
    """Print why there is no plan, and what would give one."""
    _print_list(console, "Why", diagnosis.reasons)
    _print_list(console, "What would make it possible", (one.message for one in diagnosis.relaxations))
    whom = [one.message for one in diagnosis.needed] or list(diagnosis.recruit)
    _print_list(console, "Whom to recruit or sub-contract to", whom)
    _print_list(console, "What there would be without one rule", (one.message for one in diagnosis.almost))


def _print_explanation(console: Console, problem: FormationProblem, told: Explanation) -> None:
    if told.summary:
        console.print(Text(f"\n{clean(told.summary)}"))
    _print_list(console, "Why each partner is in", (one.message for one in told.partners))
    tight = (_tight(problem, rule) for rule in told.binding)
    _print_list(console, "Rules that leave no room", tight)
    _print_list(console, "Who could almost have been in", (one.message for one in told.near_misses))
    _print_list(console, "How robust the choice is", (one.message for one in told.robustness))


def _tight(problem: FormationProblem, rule: BindingRule) -> str:
    saving = "" if rule.saving is None else f"; one unit more would save {_money(problem, rule.saving)}"
    return f"{rule.message}{saving}"


def _print_list(console: Console, title: str, lines: Iterable[str]) -> None:
    rows = [clean(line) for line in lines]
    if rows:
        console.print(Text(f"\n{title}", style="bold"))
        for row in rows:
            console.print(Text(f"• {row}"))


def print_table(console: Console, title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A head that ends in `>` is that of a column of figures, aligned to the right."""
    console.print(Text(f"\n{title}", style="bold"))
    table = Table(box=None, pad_edge=False, show_header=any(head.rstrip(">") for head in heads))
    for head in heads:
        table.add_column(head.rstrip(">"), justify="right" if head.endswith(">") else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(clean(cell)) for cell in row))
    console.print(table)


def _money(problem: FormationProblem, amount: Number | float) -> str:
    return money_words(round(amount), problem.currency)
