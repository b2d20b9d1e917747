from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from midas.core.demand.requirement import WorkPackage
from midas.core.demand.supply import Claim, Supplier, horizon, months, supply, units_offered
from midas.core.members.profile import Firm, Offering
from midas.core.values.periods import Period
from midas.core.values.units import same_unit

JANUARY = Period(date(2027, 1, 1), date(2027, 1, 31))
MARCH = Period(date(2027, 3, 1), date(2027, 3, 31))
QUARTER = Period(date(2027, 1, 1), date(2027, 3, 31))


def package(id="wp1", competency="cpv:42600000", unit="HUR", window=JANUARY, quantity="100"):
    return WorkPackage(id=id, competency=competency, quantity=Decimal(quantity), unit=unit, window=window)


def supplier(*offerings, resources=None):
    """Offerings as (competency, monthly capacity, unit) or (…, cpv)."""
    firm = Firm(
        id="f1",
        resources=resources or {},
        offerings=tuple(
            Offering(unit_price=Decimal(4300), competency=one[0], id=f"o{index}", capacity=Decimal(one[1]))
            for index, one in enumerate(offerings, 1)
        ),
    )
    return Supplier(firm, tuple(Claim(*one[2:]) for one in offerings))


def test_a_calendar_year_is_exactly_twelve_months():
    assert months([Period(date(2027, 1, 1), date(2027, 12, 31))]) == 12
    assert months([Period(date(2028, 2, 1), date(2028, 2, 29))]) == 1


def test_part_of_a_month_counts_its_share_of_days():
    assert months([Period(date(2027, 1, 4), date(2027, 2, 14))]) == Fraction(28, 31) + Fraction(14, 28)


def test_overlapping_windows_are_counted_once():
    assert months([QUARTER, JANUARY, MARCH]) == 3
    assert months([MARCH, JANUARY]) == 2
    assert months([]) == 0


def test_the_last_month_of_the_calendar_can_be_counted():
    assert months([Period(date(9999, 12, 1), date.max)]) == 1


def test_the_horizon_runs_from_the_first_day_of_any_window_to_the_last():
    assert horizon([package(), package("wp2", window=MARCH)]) == QUARTER
    assert horizon([package(window=None)], otherwise=MARCH) == MARCH
    assert horizon([package(window=None)]) is None


def test_capacity_is_what_is_done_per_month_times_the_months_of_the_window():
    (firm,) = supply([supplier(("cpv:42600000", 900, "HUR"))], [package(window=QUARTER)])
    assert firm.offerings[0].capacity == 2700


def test_months_between_two_windows_add_nothing():
    (firm,) = supply([supplier(("cpv:42600000", 900, "HUR"))], [package(), package("wp2", window=MARCH)])
    assert firm.offerings[0].capacity == 1800


def test_only_packages_the_offering_serves_lend_it_months():
    other = package("wp2", competency="cpv:72000000", window=MARCH)
    (firm,) = supply([supplier(("cpv:42600000", 900, "HUR"))], [package(), other])
    assert firm.offerings[0].capacity == 900


def test_a_package_without_a_window_runs_as_long_as_the_requirement():
    packages = [package(window=None), package("wp2", "cpv:72000000", window=QUARTER)]
    (firm,) = supply([supplier(("cpv:42600000", 900, "HUR"))], packages)
    assert firm.offerings[0].capacity == 2700


def test_a_requirement_without_dates_is_taken_to_run_a_year_unless_the_notice_says():
    suppliers = [supplier(("cpv:42600000", 10, "HUR"))]
    assert supply(suppliers, [package(window=None)])[0].offerings[0].capacity == 120
    assert supply(suppliers, [package(window=None)], QUARTER)[0].offerings[0].capacity == 30


def test_totals_are_rounded_down_so_nothing_is_promised_that_is_not_there():
    window = Period(date(2027, 1, 1), date(2027, 1, 1))
    (firm,) = supply([supplier(("cpv:42600000", 1, "HUR"))], [package(window=window)])
    assert firm.offerings[0].capacity == Decimal("0.032258")


def test_unlimited_capacity_stays_unlimited():
    offering = Offering(unit_price=Decimal(1), competency="cpv:42600000")
    (firm,) = supply([Supplier(Firm("f1", offerings=(offering,)), (Claim("HUR"),))], [package()])
    assert firm.offerings[0].capacity is None


def test_a_resource_lasts_for_the_months_of_every_offering_that_draws_on_it():
    uses = {"hall": Decimal(1)}
    offerings = tuple(
        Offering(unit_price=Decimal(1), competency=code, uses=uses)
        for code in ("cpv:42600000", "cpv:45000000")
    )
    firm = Firm("f1", offerings=offerings, resources={"hall": Decimal(160), "idle": Decimal(5)})
    packages = [package(), package("wp2", "cpv:45000000", window=MARCH)]
    (seen,) = supply([Supplier(firm, (Claim("HUR"), Claim("HUR")))], packages)
    assert seen.resources == {"hall": Decimal(320)}


def test_an_offering_priced_in_another_unit_does_not_serve_the_package():
    (firm,) = supply([supplier(("cpv:42600000", 900, "EA"))], [package(unit="HUR")])
    assert firm.offerings == ()


@pytest.mark.parametrize(
    ("a", "b"), [("HUR", "HUR"), ("EA", "C62"), ("H87", "EA"), (None, "HUR"), ("HUR", None)]
)
def test_these_units_price_the_same_thing(a, b):
    assert same_unit(a, b)


def test_hours_are_not_days():
    assert not same_unit("HUR", "DAY")


def test_a_competency_of_the_cluster_answers_to_the_cpv_code_it_is_mapped_to():
    (firm,) = supply([supplier(("machining/5-axis", 900, "HUR", "cpv:42611000"))], [package()])
    (offering,) = firm.offerings
    assert (offering.work_package, offering.competency, offering.id) == ("wp1", None, "o1 for wp1")


def test_an_offering_written_once_per_package_still_has_one_capacity():
    packages = [package(), package("wp2"), package("wp3", unit="DAY")]
    (firm,) = supply([supplier(("cpv:42600000", 900, "HUR"))], packages)
    assert [offering.work_package for offering in firm.offerings] == ["wp1", "wp2"]
    assert all(offering.uses == {"capacity of o1": Decimal(1)} for offering in firm.offerings)
    assert firm.resources == {"capacity of o1": Decimal(900)}


def test_a_firm_without_a_fitting_offering_stays_as_a_possible_guarantor():
    (firm,) = supply([supplier(("cpv:72000000", 900, "HUR"))], [package()])
    assert (firm.id, firm.offerings) == ("f1", ())


def test_the_units_firms_price_a_kind_of_work_in_are_counted_by_firm():
    suppliers = [
        supplier(("cpv:42600000", 1, "HUR"), ("cpv:42610000", 1, "HUR")),
        supplier(("cpv:42600000", 1, "DAY")),
        supplier(("cpv:72000000", 1, "MON")),
    ]
    other = package("wp2", "cpv:33000000")
    counted = units_offered(suppliers, [package(unit="EA"), other])
    assert counted == {"wp1": {"HUR": 1, "DAY": 1}, "wp2": {}}
