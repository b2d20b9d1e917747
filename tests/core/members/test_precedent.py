"""Similar firms summed up: never so few that one could tell who they are, never the firm itself."""

from decimal import Decimal

from midas.core.members.precedent import Scored, precedent, quartiles

ROWS = [
    Scored(firm, 1 if firm < 7 else 2, "small" if firm < 6 else "micro", Decimal(10 * firm))
    for firm in range(10)
]


def test_groups_go_from_the_most_alike_to_all_without_the_firm_itself():
    found = precedent(ROWS, 0, 1, "small")
    assert [one.count for one in (found.alike, found.sector, found.everybody)] == [5, 6, 9]


def test_fewer_than_five_are_not_summed_up():
    assert precedent(ROWS, 0, 1, "small").alike.quartiles is not None
    assert precedent(ROWS[:5], 0, 1, "small").alike.quartiles is None


def test_the_nearest_are_named_the_best_first():
    assert [one.firm for one in precedent(ROWS, 0, 1, "small").nearest] == [5, 4, 3, 2, 1]


def test_quartiles_are_interpolated():
    found = quartiles([Decimal(one) for one in (1, 2, 3, 4)])
    assert found == (Decimal("1.8"), Decimal("2.5"), Decimal("3.2"))
