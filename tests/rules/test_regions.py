import csv
import io
import zoneinfo

import pytest
from tests.shared_data import shared_bytes

from midas.core.values.places import great_circle_km
from midas.rules import countries as country_table
from midas.rules import regions

NEW_IN_NUTS_2016 = {"UKM7", "UKM8", "UKM9"}


def test_the_united_kingdom_has_twelve_regions_each_on_a_tile_of_its_own():
    found = regions.uk_level1()
    assert len(found) == 12
    assert len({region.tile for region in found}) == 12
    assert all(region.parent == "UK" for region in found)


def test_every_level_2_region_lies_in_a_level_1_region_near_it():
    for region in regions.uk_level2():
        parent = regions.level1(region.code)
        assert parent is not None
        assert parent.level == 1
        assert region.code.startswith(parent.code)
        assert great_circle_km(region.point, parent.point) < 200


@pytest.mark.parametrize(
    ("code", "home"),
    [
        ("UKE32", "UKE3"),
        ("TLE32", "UKE3"),
        ("uke3", "UKE3"),
        ("TLM8", "UKM8"),
        ("UKE", "UKE"),
        ("UK", "UK"),
        ("GB", "UK"),
        ("TL", "UK"),
        ("GR", "EL"),
        ("DE134", "DE"),
        ("UKZ", "UK"),
    ],
)
def test_a_code_is_known_by_the_smallest_region_that_holds_it(code, home):
    found = regions.region(code)
    assert found is not None
    assert found.code == home


@pytest.mark.parametrize("code", ["", "U", "ZZ", "nowhere"])
def test_an_unknown_code_has_no_region_and_is_called_what_it_is(code):
    assert regions.region(code) is None
    assert regions.level1(code) is None
    assert regions.point(code) is None
    assert regions.name(code) == code


def test_level_1_of_a_place_abroad_is_the_country():
    assert regions.level1("UKE32") == regions.region("UKE")
    assert regions.level1("DE134") == regions.region("DE")
    assert regions.level1("GB") == regions.region("UK")


def test_itl_writes_uk_regions_with_tl_and_has_no_word_for_others():
    sheffield = regions.region("UKE32")
    assert sheffield is not None
    assert sheffield.itl == "TLE3"
    assert all(region.itl is None for region in regions.countries())


def test_a_region_is_found_by_its_name_and_the_wider_of_two_is_meant():
    assert regions.called("yorkshire  and the humber") == regions.region("UKE")
    assert regions.called("North East (England)") == regions.region("UKC")
    assert regions.called("West Midlands") == regions.region("UKG")
    assert regions.called("Germany") == regions.region("DE")
    assert regions.called("Narnia") is None


def test_every_country_of_the_eu_and_of_efta_is_known_with_a_time_zone_that_exists():
    codes = {region.code for region in regions.countries()}
    assert len(country_table.EU) == 27
    assert codes >= {*country_table.EU, *country_table.EFTA}
    assert all(zoneinfo.ZoneInfo(region.time_zone) for region in regions.countries())


@pytest.mark.shared_data
def test_uk_regions_are_those_of_nuts_2013_and_the_scottish_ones_of_2016():
    rows = list(csv.DictReader(io.StringIO(shared_bytes("codelists", "nuts_2013_all.csv").decode())))
    official = {
        row["code"]: row["label"]
        for row in rows
        if row["country"] == "UK" and row["level"] in "12" and not row["code"].startswith("UKZ")
    }
    ours = {region.code: region.name for region in (*regions.uk_level1(), *regions.uk_level2())}
    assert set(ours) - NEW_IN_NUTS_2016 == set(official)
    reordered = {"UKK1"}  # "Bristol/Bath area" there, "Bath/Bristol area" with the ONS
    for code in set(official) - reordered:
        assert ours[code].casefold() == official[code].casefold().removesuffix(" (england)")


@pytest.mark.shared_data
def test_countries_of_nuts_2013_are_known_here():
    rows = csv.DictReader(io.StringIO(shared_bytes("codelists", "nuts_2013_all.csv").decode()))
    official = {row["code"] for row in rows if row["level"] == "0"}
    assert official <= {region.code for region in regions.countries()}
