"""The firms of the demo: invented, spread over the story's regions and sectors, and true to themselves."""

import csv
import io
import re
from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest
from tests.demo.conftest import TODAY
from tests.shared_data import shared_bytes

from midas.core.values.identifiers import competency_fault, org_id
from midas.core.values.units import UNITS
from midas.demo.firms import ABROAD
from midas.demo.generate import generate
from midas.demo.records import PRIOR
from midas.demo.trades import GROUPS, TRADES
from midas.rules import regions
from midas.rules.sizes import size

# First words of firms everybody knows; an invented name must not sound like one of them.
FAMOUS = """
    amazon apple arup aviva balfour barclays bae bosch bp boots brookfield bt capita carillion centrica costain dyson
    ericsson fujitsu ge glaxosmithkline google greencore greggs halfords hovis ibm jacobs jaguar kier laing lidl lloyds
    microsoft mitie morrisons nissan oracle pfizer philips pwc rolls sainsbury samsung sap serco shell siemens skanska
    sodexo stagecoach tarmac tata tesco thales toyota unilever veolia vodafone volvo warburtons wates willmott
"""


def test_the_same_seed_and_day_give_the_same_cluster_and_another_seed_another(five_rivers):
    assert generate(5, TODAY) == five_rivers
    assert generate(6, TODAY).firms != five_rivers.firms


def test_there_are_240_firms_in_all_twelve_regions_and_five_abroad(any_cluster):
    homes = Counter(firm.place.region[:3] for firm in any_cluster.firms if firm.place.country == "GB")
    assert len(any_cluster.firms) == 240
    assert set(homes) == {region.code for region in regions.uk_level1()}
    assert homes["UKE"] == max(homes.values())
    assert sum(firm.place.country != "GB" for firm in any_cluster.firms) == len(ABROAD) == 5


def test_every_sector_group_has_firms_and_every_trade_its_number(any_cluster):
    assert set(Counter(firm.group for firm in any_cluster.firms)) == set(GROUPS)
    assert Counter(firm.trade for firm in any_cluster.firms) == {trade.key: trade.firms for trade in TRADES}


def test_every_firm_sits_in_a_region_that_is_known_and_has_its_time_zone(any_cluster):
    for firm in any_cluster.firms:
        home = regions.region(firm.place.region)
        assert home is not None
        assert home.code == firm.place.region
        assert home.time_zone == firm.place.time_zone


def test_names_are_made_up_and_no_first_word_is_used_twice(any_cluster):
    first = [firm.name.split()[0].casefold() for firm in any_cluster.firms]
    assert len(set(first)) == 240
    assert not set(first) & set(FAMOUS.split())
    assert all(
        firm.website == f"https://{word}.example" or not word.isascii()
        for firm, word in zip(any_cluster.firms, first, strict=True)
    )


def test_company_numbers_have_the_registers_shape_and_start_where_no_register_has_come_to(any_cluster):
    numbers = {org_id(firm.scheme, firm.identifier) for firm in any_cluster.firms}
    assert len(numbers) == 240
    uk = [firm for firm in any_cluster.firms if firm.scheme == "GB-COH"]
    assert all(re.fullmatch(r"99\d{6}|(SC|NI)99\d{4}", firm.identifier) for firm in uk)
    assert all(firm.identifier.startswith("SC") == firm.place.region.startswith("UKM") for firm in uk)


def test_size_follows_from_staff_and_turnover(any_cluster):
    assert all(firm.size == size(firm.staff, firm.turnover) for firm in any_cluster.firms)
    sizes = Counter(firm.size for firm in any_cluster.firms)
    assert 3 <= sizes["large"] <= 6
    assert min(sizes["micro"], sizes["small"], sizes["medium"]) >= 40


def test_no_offering_asks_more_hours_or_sales_than_the_firm_has(any_cluster):
    for firm in any_cluster.firms:
        pools = {pool.code: pool.capacity for pool in firm.resources}
        for offering in firm.offerings:
            assert set(offering.uses) <= set(pools)
            for code, hours in offering.uses.items():
                assert 0 < hours * offering.capacity <= pools[code]
            assert offering.capacity * offering.unit_price * 12 <= firm.turnover * Decimal("1.25")
            assert offering.min_order <= offering.capacity


def test_offerings_of_a_firm_compete_for_its_hours(any_cluster):
    def wants_more(firm):
        wanted = sum(offering.uses["people-hours"] * offering.capacity for offering in firm.offerings)
        return wanted > next(pool.capacity for pool in firm.resources if pool.code == "people-hours")

    assert sum(map(wants_more, any_cluster.firms)) >= 60


def test_every_firm_offers_something_once_at_a_price_in_a_known_unit(any_cluster):
    for firm in any_cluster.firms:
        claimed = [(offering.competency, offering.unit) for offering in firm.offerings]
        assert claimed
        assert len(set(claimed)) == len(claimed)
        assert sum(offering.is_core for offering in firm.offerings) == 1
        for offering in firm.offerings:
            assert competency_fault(offering.competency) is None
            assert offering.unit in UNITS
            assert offering.unit_price > 0
            assert 0 < offering.quality <= 1
            assert all(regions.region(code) for code in offering.regions_served)


def test_everything_a_trade_does_is_offered_by_two_firms_at_least(any_cluster):
    offered = Counter(
        offering.competency
        for firm in any_cluster.firms
        if firm.state == "admitted"
        for offering in firm.offerings
    )
    assert min(offered[work.competency] for trade in TRADES for work in trade.works) >= 2


def test_firms_existed_before_they_applied_and_applied_before_they_joined(any_cluster):
    for firm in any_cluster.firms:
        assert firm.founded_on < firm.applied_on <= any_cluster.today
        assert any_cluster.founded_on <= firm.applied_on
        if firm.joined_on is not None:
            assert firm.applied_on < firm.joined_on <= any_cluster.today


def test_only_those_who_were_admitted_have_joined(any_cluster):
    states = Counter(firm.state for firm in any_cluster.firms)
    assert states == {
        "admitted": 223,
        "applied": 4,
        "in_assessment": 5,
        "declined": 2,
        "suspended": 3,
        "left": 3,
    }
    assert all(
        (firm.joined_on is not None) == (firm.state in {"admitted", "suspended", "left"})
        for firm in any_cluster.firms
    )


def test_certificates_are_mostly_valid_some_run_out_soon_and_a_few_have(any_cluster):
    dated = [one for firm in any_cluster.firms for one in firm.certificates if one.expires_on]
    soon = any_cluster.today + timedelta(days=60)
    expired = sum(one.expires_on < any_cluster.today for one in dated)
    assert all(one.issued_on < one.expires_on for one in dated)
    assert 5 <= expired <= 0.08 * len(dated)
    assert sum(any_cluster.today <= one.expires_on <= soon for one in dated) >= 15


def test_reliability_is_what_was_kept_of_what_was_promised(any_cluster):
    done = {}
    for enterprise in any_cluster.enterprises:
        for partner in enterprise.partners:
            done.setdefault(partner.firm, []).append(partner.record)
    for firm in any_cluster.firms:
        records = [firm.references, *done.get(firm.key, [])]
        deliveries = sum(record.deliveries for record in records)
        kept = sum(record.kept for record in records)
        assert (firm.record.deliveries, firm.record.kept) == (deliveries, kept)
        exact = Decimal(kept + PRIOR.kept) / (deliveries + PRIOR.deliveries)
        assert firm.reliability == exact.quantize(Decimal("0.0001"))
        assert 0 < firm.reliability < 1


@pytest.mark.shared_data
def test_every_cpv_and_sic_code_exists(any_cluster):
    cpv = {row["code"] for row in _rows("cpv_2008_en.csv.gz")}
    sic = {row["code"] for row in _rows("uk_sic_2007_condensed.csv")}
    offered = {offering.competency for firm in any_cluster.firms for offering in firm.offerings}
    own = {one.code for one in any_cluster.competencies}
    assert offered & own == {"machining/5-axis", "coating/hygienic"}
    assert {code.removeprefix("cpv:") for code in offered - own} <= cpv
    assert {code for firm in any_cluster.firms for code in firm.sic} <= sic
    assert {own.cpv for own in any_cluster.competencies} <= cpv


@pytest.mark.shared_data
def test_no_firm_bears_the_name_of_a_registered_one(any_cluster):
    rows = csv.DictReader(io.StringIO(shared_bytes("companies", "uk_new_companies_2024.csv.gz").decode()))
    name = next(column for column in rows.fieldnames if "name" in column.lower())
    registered = {row[name].casefold().removesuffix(" ltd").removesuffix(" limited") for row in rows}
    ours = {firm.name.casefold().removesuffix(" ltd") for firm in any_cluster.firms}
    assert registered
    assert not ours & registered


def _rows(name):
    return csv.DictReader(io.StringIO(shared_bytes("codelists", name).decode()))
