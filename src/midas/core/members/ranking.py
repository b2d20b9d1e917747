"""Comparing firms by several criteria at once, without pretending that one number says it all.

Weights come from pairwise judgements (AHP) with a measure of their contradictions. Two methods rank: TOPSIS by the
distance to the best and the worst of each criterion, PROMETHEE II by how often one firm beats another. They may
disagree, and weights are never exact; so `stability` tells how often the leader stays when weights vary, and
`tipping` how far one weight has to move until another firm leads. Floats: statistics.

Sources: Saaty, *Journal of Mathematical Psychology* 15(3) (1977), for AHP and the random indices; Hwang and Yoon,
*Multiple Attribute Decision Making* (1981), for TOPSIS; Brans and Vincke, *Management Science* 31(6) (1985), for
PROMETHEE II with the usual criterion.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite, sqrt

Matrix = Sequence[Sequence[float]]
Method = Callable[["Comparison", Sequence[float]], tuple[float, ...]]

RANDOM_INDEX = {1: 0.0, 2: 0.0, 3: 0.58, 4: 0.90, 5: 1.12, 6: 1.24, 7: 1.32, 8: 1.41, 9: 1.45, 10: 1.49}
"""Saaty's mean consistency index of random judgements, by how many criteria."""

CONSISTENT = 0.10
"""The consistency ratio up to which judgements are commonly taken."""

STEPS = 100
"""In how many steps a weight is moved when its tipping point is looked for."""


class UnableToCompare(ValueError):
    """Judgements or figures from which nothing can be ranked; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights that sum to 1, the principal eigenvalue, and the consistency ratio (0: no contradiction)."""

    weights: tuple[float, ...]
    eigenvalue: float
    ratio: float

    @property
    def consistent(self) -> bool:
        """Whether the judgements contradict each other no more than is commonly taken."""
        return self.ratio <= CONSISTENT


def ahp(judgements: Matrix) -> Weights:
    """The weights of 1 to 10 criteria from judgements of each pair: `judgements[i][j]` times as important is i as j.

    Raises `UnableToCompare` unless the matrix is square, positive and reciprocal.
    """
    size = len(judgements)
    if size not in RANDOM_INDEX or any(len(row) != size for row in judgements):
        raise UnableToCompare("judgements are a square table of one to ten criteria")
    for i, row in enumerate(judgements):
        for j, value in enumerate(row):
            if not (isfinite(value) and value > 0 and abs(value * judgements[j][i] - 1) < 1e-6):
                raise UnableToCompare(f"judgement {i + 1}, {j + 1} is not the reciprocal of {j + 1}, {i + 1}")
    weights = _eigenvector(judgements)
    eigenvalue = sum(_product(judgements, weights))
    index = (eigenvalue - size) / (size - 1) if size > 1 else 0.0
    return Weights(weights, eigenvalue, index / RANDOM_INDEX[size] if RANDOM_INDEX[size] else 0.0)


def _product(matrix: Matrix, vector: Sequence[float]) -> list[float]:
    return [sum(value * weight for value, weight in zip(row, vector, strict=True)) for row in matrix]


def _eigenvector(matrix: Matrix) -> tuple[float, ...]:
    """The principal eigenvector, summing to 1, by repeated multiplication (positive matrices have one)."""
    vector = (1 / len(matrix),) * len(matrix)
    for _ in range(1000):
        raw = _product(matrix, vector)
        total = sum(raw)
        after = tuple(value / total for value in raw)
        if max(abs(a - b) for a, b in zip(after, vector, strict=True)) < 1e-15:
            return after
        vector = after
    return vector


@dataclass(frozen=True, slots=True)
class Comparison:
    """Figures to rank by: a row for each firm, a column for each criterion; `rising` where more is better."""

    figures: tuple[tuple[float, ...], ...]
    rising: tuple[bool, ...]

    def __post_init__(self) -> None:
        if not self.figures or not self.rising:
            raise UnableToCompare("there is nothing to compare: choose firms and criteria")
        if any(len(row) != len(self.rising) for row in self.figures):
            raise UnableToCompare("every firm needs a figure for every criterion")
        if not all(isfinite(value) for row in self.figures for value in row):
            raise UnableToCompare("a figure that is not a number cannot be compared")

    def columns(self) -> list[tuple[float, ...]]:
        """Each criterion's figures, turned so that more is better."""
        columns = zip(*self.figures, strict=True)
        return [
            tuple(value if up else -value for value in column)
            for column, up in zip(columns, self.rising, strict=True)
        ]


def normalised(weights: Sequence[float], criteria: int) -> tuple[float, ...]:
    """Weights of so many criteria, summing to 1. Raises `UnableToCompare` for negative ones or none above nought."""
    if len(weights) != criteria or any(not isfinite(one) or one < 0 for one in weights) or sum(weights) <= 0:
        raise UnableToCompare("every criterion needs a weight, none below nought and not all nought")
    return tuple(one / sum(weights) for one in weights)


def topsis(compared: Comparison, weights: Sequence[float]) -> tuple[float, ...]:
    """Each firm's closeness to the best of everything, 0 to 1; 1 for all where they are alike."""
    shares = normalised(weights, len(compared.rising))
    columns = []
    for column, share in zip(compared.columns(), shares, strict=True):
        length = sqrt(sum(value * value for value in column)) or 1.0
        columns.append([share * value / length for value in column])
    found = []
    for firm in range(len(compared.figures)):
        best = sqrt(sum((column[firm] - max(column)) ** 2 for column in columns))
        worst = sqrt(sum((column[firm] - min(column)) ** 2 for column in columns))
        found.append(worst / (best + worst) if best + worst else 1.0)
    return tuple(found)


def promethee(compared: Comparison, weights: Sequence[float]) -> tuple[float, ...]:
    """Each firm's net flow, -1 to 1, summing to 0: the weight by which it beats others, less that by which they do."""
    shares = normalised(weights, len(compared.rising))
    firms = range(len(compared.figures))
    others = max(1, len(firms) - 1)
    flows = [0.0] * len(firms)
    for column, share in zip(compared.columns(), shares, strict=True):
        for one in firms:
            beaten = sum((column[one] > value) - (column[one] < value) for value in column)
            flows[one] += share * beaten / others
    return tuple(flows)


def order(scores: Sequence[float]) -> tuple[int, ...]:
    """The firms' places in the table from best to worst; of equals the earlier one first."""
    return tuple(sorted(range(len(scores)), key=lambda firm: (-scores[firm], firm)))


def stability(
    compared: Comparison,
    weights: Sequence[float],
    method: Method,
    *,
    seed: int,
    draws: int = 500,
    spread: float = 0.25,
) -> tuple[float, ...]:
    """How often each firm leads, 0 to 1, when every weight varies by up to `spread` of itself either way."""
    dice = random.Random(seed)
    first = [0] * len(compared.figures)
    for _ in range(draws):
        varied = [weight * dice.uniform(1 - spread, 1 + spread) for weight in weights]
        first[order(method(compared, varied))[0]] += 1
    return tuple(count / draws for count in first)


@dataclass(frozen=True, slots=True)
class Tipping:
    """With this weight (0 to 1, the others in proportion) for the criterion, another firm leads."""

    criterion: int
    weight: float
    leader: int


def tipping(compared: Comparison, weights: Sequence[float], method: Method) -> tuple[Tipping, ...]:
    """For each criterion the nearest weight at which another firm leads, to a hundredth; only where one does."""
    shares = normalised(weights, len(compared.rising))
    leader = order(method(compared, shares))[0]
    found = []
    for criterion, share in enumerate(shares):
        for weight in sorted(
            (step / STEPS for step in range(STEPS + 1)), key=lambda one: (abs(one - share), one)
        ):
            other = order(method(compared, _moved(shares, criterion, weight)))[0]
            if other != leader:
                found.append(Tipping(criterion, weight, other))
                break
    return tuple(found)


def _moved(shares: Sequence[float], criterion: int, weight: float) -> list[float]:
    """The shares with that of one criterion set, the others keeping their proportions."""
    rest = 1 - shares[criterion]
    even = 1 / max(1, len(shares) - 1)
    return [
        weight if one == criterion else (1 - weight) * (share / rest if rest else even)
        for one, share in enumerate(shares)
    ]
