from decimal import Decimal

from midas.core.members.demand_met import Asked, Holding, kinds, recruit, unmet

COAT, TURN = "cpv:44110000", "cpv:42620000"


def holding(firm: str, competency: str = COAT, region: str = "UKE", serves: tuple[str, ...] = ()) -> Holding:
    return Holding(firm, competency, region, "HUR", Decimal(100), serves)


def asked(name: str, *codes: str, region: str = "UKE", value: int = 100) -> Asked:
    return Asked(name, codes, region, value)


def test_a_kind_of_work_with_its_holders_capacity_and_demands() -> None:
    held = [holding("a"), holding("a", "cpv:44111000"), holding("b"), holding("c", TURN)]
    (kind,) = kinds([COAT], held, [asked("1", COAT), asked("2", "cpv:44112000"), asked("3", TURN)])
    assert (kind.firms, kind.capacity, kind.demands, kind.value) == (
        ("a", "b"),
        {"HUR": Decimal(300)},
        ("1", "2"),
        200,
    )


def test_none_is_a_gap_one_a_monopoly_two_enough_and_many_with_little_demand_a_crowd() -> None:
    def standing(firms: int, demands: int = 1) -> str:
        held = [holding(str(n)) for n in range(firms)]
        return kinds([COAT], held, [asked(str(n), COAT) for n in range(demands)])[0].standing

    assert [standing(n) for n in (0, 1, 2, 4)] == ["gap", "monopoly", "enough", "enough"]
    assert standing(5) == "crowd"
    assert standing(5, demands=2) == "enough"


def test_demands_nobody_who_reaches_them_can_meet() -> None:
    held = [holding("a", serves=("UKE",)), holding("b", TURN)]
    wanted = [
        asked("1", COAT),
        asked("2", COAT, region="UKC1"),
        asked("3", TURN, region="UKC1"),
        asked("4", "x"),
    ]
    assert unmet(held, wanted) == ("2", "4")


def test_what_to_recruit_for_nobody_first_then_by_the_demands_that_show_it() -> None:
    held = [holding("a"), holding("b", TURN), holding("c", TURN)]
    wanted = [
        asked("1", COAT),
        asked("2", COAT),
        asked("3", TURN),
        asked("4", "cpv:33100000"),
        asked("5", "x", value=900),
    ]
    found = recruit(held, wanted)
    assert [(one.competency, one.firms, one.demands) for one in found] == [
        ("x", (), ("5",)),
        ("cpv:33100000", (), ("4",)),
        (COAT, ("a",), ("1", "2")),
    ]


def test_a_holder_without_named_regions_reaches_everywhere() -> None:
    assert holding("a").reaches("DE")
    assert not holding("a", serves=("UKF",)).reaches("DE")
    assert holding("a", serves=("UKF",)).reaches("UKE3")
