from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from midas.core.demand.decompose import MOST, distinct, period, unit_code
from midas.core.demand.decompose import decompose as decomposed
from midas.core.demand.market import Going
from midas.core.demand.notice import Item, Lot, Span
from midas.core.demand.proposal import Demand
from midas.core.values.amounts import Money
from midas.core.values.periods import Period

YEAR = Period(date(2027, 1, 1), date(2027, 12, 31))
SUMMER = Period(date(2027, 6, 1), date(2027, 8, 31))
NAMES = {"33100000": "Medical equipments", "34200000": "Vehicle bodies", "48000000": "Software package"}
DEMAND = Demand(
    title="Mobile diagnostic units",
    currency="GBP",
    value=6_400_000_00,
    cpv=("33100000", "34200000", "48000000"),
    window=YEAR,
    place="UKE",
    names=NAMES,
)
GBP = "GBP"
HOURLY = Going("HUR", 9, Fraction(4300))


def decompose(demand, rate, today=date(2026, 11, 24)):
    return decomposed(demand, rate, today=today)


def nobody(competency):
    return None


def hourly(competency):
    return HOURLY


def test_each_lot_becomes_a_package_with_its_own_code_value_window_and_place():
    lots = (
        Lot("1", "Cabins", value=Money(100_00, GBP), span=Span(SUMMER.start, SUMMER.end)),
        Lot("2", "Software", value=Money(200_00, "EUR"), region="UKK"),
    )
    items = (
        Item("1", cpv=("34200000",), lot="1", region="UKE3", quantity=Decimal(24), unit="EA"),
        Item("2", cpv=("48000000",), lot="2"),
    )
    cabins, software = decompose(replace(DEMAND, lots=lots, items=items), nobody)
    assert (cabins.code, cabins.title, cabins.competency) == ("wp1", "Cabins", "cpv:34200000")
    assert (cabins.value, cabins.window, cabins.place) == (100_00, SUMMER, "UKE3")
    assert (cabins.quantity, cabins.unit) == (24, "EA")
    assert software.value == DEMAND.value - 100_00, "an amount in another currency is not taken"
    assert (software.code, software.competency, software.window, software.place) == (
        "wp2",
        "cpv:48000000",
        YEAR,
        "UKK",
    )
    assert cabins.reasons[0] == "Lot 1 of the notice is awarded by itself."


def test_a_lot_without_codes_has_the_notices_and_says_so():
    (package,) = decompose(replace(DEMAND, lots=(Lot("1", "Cabins"),)), nobody)
    assert package.competency == "cpv:33100000"
    assert (
        "The lot names no CPV code, so it has the notice's: Medical equipments (33100000)." in package.reasons
    )


def test_a_lot_with_several_kinds_of_work_names_the_others():
    items = (Item("1", cpv=("34200000", "48000000"), lot="1"),)
    (package,) = decompose(replace(DEMAND, lots=(Lot("1"),), items=items), nobody)
    assert package.competency == "cpv:34200000"
    assert any("Software package (48000000)" in reason for reason in package.reasons)


def test_items_with_quantities_become_a_package_per_kind_and_their_sums():
    items = (
        Item("1", "Cabin, large", ("34200000",), Decimal(8), "EA"),
        Item("2", "Cabin, small", ("34210000",), Decimal(16), "EA"),
        Item("3", "Licences", ("48000000",), Decimal(40)),
    )
    cabins, licences = decompose(replace(DEMAND, items=items), nobody)
    assert (cabins.competency, cabins.quantity, cabins.unit) == ("cpv:34200000", 24, "EA")
    assert (licences.title, licences.quantity, licences.unit) == ("Licences", 40, "C62")
    assert cabins.reasons[0] == "The notice lists 2 items of Vehicle bodies (34200000)."


def test_quantities_in_different_units_are_not_added_up():
    items = (
        Item("1", "", ("34200000",), Decimal(8), "EA"),
        Item("2", "", ("34200000",), Decimal(16), "KGM"),
    )
    (package,) = decompose(replace(DEMAND, items=items, value=None), hourly)
    assert (package.quantity, package.unit) == (1, "HUR")


def test_items_that_only_repeat_codes_count_as_codes():
    items = (Item("1", cpv=("34200000",)), Item("2", cpv=("48000000",)))
    packages = decompose(replace(DEMAND, items=items), nobody)
    assert {one.competency for one in packages} == {"cpv:34200000", "cpv:48000000", "cpv:33100000"}


def test_without_lots_and_items_each_code_that_is_not_part_of_another_is_a_package():
    packages = decompose(replace(DEMAND, cpv=("34200000", "34210000", "48000000", "34000000")), nobody)
    assert [one.competency for one in packages] == ["cpv:34200000", "cpv:48000000"]
    assert packages[0].reasons[0] == "Vehicle bodies (34200000) is the main CPV code of the notice."


def test_a_single_package_is_called_what_the_notice_is_called():
    (package,) = decompose(replace(DEMAND, cpv=("33100000",)), nobody)
    assert package.title == "Mobile diagnostic units"


def test_many_codes_are_gathered_until_there_are_few_packages():
    codes = tuple(f"03{group}{rest}00" for group in (1, 2) for rest in range(111, 120))
    packages = decompose(replace(DEMAND, cpv=codes), nobody)
    assert [one.competency for one in packages] == ["cpv:03110000", "cpv:03210000"]
    assert packages[0].reasons[0] == "The notice names 9 CPV codes in 03110000."
    assert len(packages) <= MOST


def test_a_notice_that_names_no_work_gives_no_packages():
    assert decompose(replace(DEMAND, cpv=()), nobody) == ()
    assert decompose(replace(DEMAND, cpv=("99999999",)), nobody) == ()


def test_a_lot_of_a_notice_without_any_code_asks_for_the_competency():
    (package,) = decompose(replace(DEMAND, cpv=(), lots=(Lot("1"),)), nobody)
    assert package.competency == ""
    assert "The notice names no CPV code for it: choose the competency." in package.reasons


def test_one_package_takes_the_notices_whole_value():
    (package,) = decompose(replace(DEMAND, cpv=("33100000",)), nobody)
    assert package.value == 6_400_000_00
    assert "The notice's GBP 6,400,000.00 is taken for it." in package.reasons


def test_a_value_without_a_division_is_divided_equally_and_says_so():
    packages = decompose(replace(DEMAND, value=100), nobody)
    assert [one.value for one in packages] == [34, 33, 33]
    assert any("an equal part, 1 of 3, stands here; correct it" in reason for reason in packages[0].reasons)


def test_a_value_is_divided_as_the_stated_quantities_cost():
    items = (
        Item("1", "Devices", ("34200000",), Decimal(3), "HUR"),
        Item("2", "Licences", ("48000000",), Decimal(1), "HUR"),
    )
    devices, licences = decompose(replace(DEMAND, value=100, items=items), hourly)
    assert (devices.value, licences.value) == (75, 25)
    assert any("divided as the quantities cost at members' median prices" in one for one in devices.reasons)


def test_quantities_in_units_nobody_prices_do_not_divide_a_value():
    items = (
        Item("1", "Devices", ("34200000",), Decimal(3), "HUR"),
        Item("2", "Licences", ("48000000",), Decimal(1), "KGM"),
    )
    devices, licences = decompose(replace(DEMAND, value=100, items=items), hourly)
    assert (devices.value, licences.value) == (50, 50)


def test_lots_with_a_value_keep_it_and_the_rest_goes_to_those_without():
    lots = (Lot("1", value=Money(60, GBP)), Lot("2"), Lot("3"))
    packages = decompose(replace(DEMAND, value=100, lots=lots), nobody)
    assert [one.value for one in packages] == [60, 20, 20]


def test_lots_worth_more_than_the_notice_leave_nothing_to_divide():
    packages = decompose(replace(DEMAND, value=100, lots=(Lot("1", value=Money(100, GBP)), Lot("2"))), nobody)
    assert [one.value for one in packages] == [100, None]


def test_a_quantity_follows_from_the_value_at_the_median_price():
    (package,) = decompose(replace(DEMAND, cpv=("33100000",), value=372_032_00), hourly)
    assert (package.quantity, package.unit) == (8652, "HUR")
    assert package.reasons[-1] == (
        "No quantity is given: GBP 372,032.00 buys about 8,652 hours at the median price of GBP 43.00. "
        "9 members price this per hour."
    )


def test_without_a_value_or_prices_one_unit_stands_until_known():
    (package,) = decompose(replace(DEMAND, cpv=("33100000",), value=None), hourly)
    assert (package.quantity, package.unit) == (1, "HUR")
    (package,) = decompose(replace(DEMAND, cpv=("33100000",)), lambda _: replace(HOURLY, price=Fraction(0)))
    assert (package.quantity, package.unit) == (1, "HUR")


def test_what_nobody_offers_stands_as_one_lump_sum():
    (package,) = decompose(replace(DEMAND, cpv=("33100000",)), nobody)
    assert (package.quantity, package.unit) == (1, "LS")


def test_long_titles_end_at_a_word():
    (package,) = decompose(replace(DEMAND, lots=(Lot("1", "word " * 60),)), nobody)
    assert package.title.endswith("word…")
    assert len(package.title) <= 120


def test_codes_that_are_not_cpv_are_left_out():
    assert distinct(["33100000", "00000000", "not a code", "33110000"]) == ("33100000",)


@given(
    value=st.integers(min_value=0, max_value=10**12),
    lots=st.lists(st.none() | st.integers(min_value=0, max_value=10**11), min_size=1, max_size=8),
)
def test_values_never_sum_to_more_than_the_notice_gives_unless_its_lots_do(value, lots):
    parts = tuple(
        Lot(str(number), value=None if one is None else Money(one, GBP)) for number, one in enumerate(lots)
    )
    packages = decompose(replace(DEMAND, value=value, lots=parts), nobody)
    stated = sum(one for one in lots if one is not None)
    total = sum(one.value for one in packages if one.value is not None)
    assert total == (max(stated, value) if None in lots and value > stated else stated)


def test_a_code_nobody_offers_is_widened_to_the_nearest_that_somebody_does():
    def rate(competency):
        return HOURLY if competency in ("cpv:63710000", "cpv:63700000") else None

    (package,) = decompose(replace(DEMAND, cpv=("63712400",)), rate)
    assert package.competency == "cpv:63710000"
    wide = "it is widened to 63710000, of which 9 members offer a part; check them"
    assert f"Nobody offers 63712400 itself, so {wide}." in package.reasons


def test_nothing_is_widened_beyond_its_group():
    (package,) = decompose(replace(DEMAND, cpv=("63712400",)), {"cpv:63000000": HOURLY}.get)
    assert package.competency == "cpv:63712400"


def test_a_span_is_a_window_if_it_has_two_ends_in_order_or_a_start_and_a_length():
    assert period(Span(SUMMER.start, SUMMER.end)) == SUMMER
    assert period(Span(SUMMER.start, days=92)) == SUMMER
    assert period(Span(SUMMER.end, SUMMER.start)) is None
    assert period(Span(days=92)) is None
    assert period(Span(date(9999, 12, 1), days=92)) is None


def test_units_are_known_by_code_and_by_name():
    assert [unit_code(written) for written in ("HUR", "hours", "Tonne", "box of 12", "")] == [
        "HUR",
        "HUR",
        "TNE",
        "C62",
        "C62",
    ]


def test_a_window_that_has_begun_is_moved_as_it_is_to_when_work_can_begin():
    (package,) = decompose(replace(DEMAND, cpv=("33100000",)), nobody, today=date(2027, 1, 1))
    assert package.window == Period(date(2027, 3, 2), date(2028, 2, 29))
    moved = "The notice's start, 2027-01-01, has passed: the same 365 days stand here, beginning 60 days from now."
    assert moved in package.reasons


def test_a_window_that_lies_ahead_stays():
    (package,) = decompose(replace(DEMAND, cpv=("33100000",)), nobody, today=date(2026, 12, 31))
    assert package.window == YEAR
