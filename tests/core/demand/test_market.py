from decimal import Decimal

from midas.core.demand.market import going
from midas.core.demand.supply import Claim, Supplier
from midas.core.members.profile import Firm, Offering


def supplier(name, *prices, unit="HUR", competency="cpv:42611000"):
    offerings = tuple(Offering(unit_price=Decimal(price), competency=competency) for price in prices)
    return Supplier(Firm(name, offerings=offerings), (Claim(unit),) * len(prices))


def test_the_middle_price_is_in_the_unit_most_firms_use():
    firms = [supplier("a", 4000), supplier("b", 5000), supplier("c", 900000, unit="MON")]
    rate = going(firms, "cpv:42600000")
    assert (rate.unit, rate.firms, rate.price) == ("HUR", 2, 4500)


def test_a_firm_with_many_offerings_counts_once():
    firms = [supplier("a", 1, 2, 3, unit="DAY"), supplier("b", 10), supplier("c", 20)]
    assert going(firms, "cpv:42600000").unit == "HUR"


def test_a_tie_goes_to_the_first_unit_by_code():
    assert going([supplier("a", 1, unit="HUR"), supplier("b", 1, unit="DAY")], "cpv:42600000").unit == "DAY"


def test_what_nobody_offers_has_no_rate():
    assert going([supplier("a", 1)], "cpv:72000000") is None
