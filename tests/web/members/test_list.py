"""The list of members: who can do what, where; for whom, and nobody else's."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from tests import builders

WELDING, COATING, SOFTWARE = "cpv:45262680", "cpv:45442200", "cpv:72262000"


@pytest.fixture
def firms(cluster):
    """Rother welds in South Yorkshire, Tees coats in the North East, Cam codes in Cambridge, Elbe welds abroad."""
    today = timezone.localdate()
    made = {
        "rother": builders.a_member(
            cluster, "Rother Welding", "UKE3", identifier="01234567", summary="Coded work"
        ),
        "tees": builders.a_member(
            cluster, "Tees Coatings", "UKC1", "chemicals", size="micro", locality="Yarm"
        ),
        "cam": builders.a_member(cluster, "Cam Code", "UKH1", "digital", size="medium", locality="Cambridge"),
        "elbe": builders.a_member(cluster, "Elbe Stahl", "DE", country="DE", locality="Hamburg"),
        "aire": builders.a_member(cluster, "Aire Gone", "UKE4", state="left"),
        "hope": builders.a_member(cluster, "Hope Applied", "UKE4", state="applied", joined_on=None),
    }
    builders.an_offering(made["rother"], WELDING, title="Structural frames", is_core=True)
    builders.an_offering(
        made["tees"], COATING, title="Spray and cure", valid_until=today + timedelta(days=20)
    )
    builders.an_offering(made["cam"], SOFTWARE, title="Booking systems")
    builders.an_offering(made["cam"], WELDING, title="Long ago", valid_until=today - timedelta(days=1))
    builders.an_offering(made["elbe"], WELDING, title="Stahlbau")
    builders.a_certificate(made["rother"], "ISO 9001", today + timedelta(days=400))
    builders.a_certificate(made["tees"], "ISO 9001", today - timedelta(days=2))
    builders.a_certificate(made["cam"], "Cyber Essentials", today + timedelta(days=30))
    return made


@pytest.fixture
def broker(cluster):
    return builders.signed_in(builders.a_role(cluster))


def names(client, **query):
    response = client.get("/members/", {"view": "table", **query})
    assert response.status_code == 200
    return re.findall(r'data-label="Firm"[^>]*><a href="/members/\d+/">(\w+)', response.content.decode())


def test_admitted_members_are_shown_in_order_of_their_names(broker, firms):
    assert names(broker) == ["Cam", "Elbe", "Rother", "Tees"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("rother", ["Rother"]),
        ("01234567", ["Rother"]),
        ("GB-COH-01234567", ["Rother"]),
        ("hamburg", ["Elbe"]),
        ("coded", ["Rother"]),
        ("structural", ["Rother"]),
        ("welding", ["Elbe", "Rother"]),
        ("construction", ["Elbe", "Rother", "Tees"]),
        ("45262680", ["Elbe", "Rother"]),
        ("cpv:4526", ["Elbe", "Rother"]),
        ("yorkshire", ["Rother"]),
        ("welding yorkshire", ["Rother"]),
        ("welding yarm", []),
        ("ago", []),
        ("%", []),
    ],
)
def test_a_search_finds_firms_by_name_number_place_and_work(broker, firms, words, expected):
    from midas.store.models import Competency

    Competency.objects.create(code=WELDING, label="Welding")
    assert names(broker, q=words) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"region": "UKE"}, ["Rother"]),
        ({"region": "DE"}, ["Elbe"]),
        ({"sector": "digital"}, ["Cam"]),
        ({"size": "micro"}, ["Tees"]),
        ({"competency": "cpv:45000000"}, ["Elbe", "Rother", "Tees"]),
        ({"competency": WELDING}, ["Elbe", "Rother"]),
        ({"competency": "cpv:45262680", "region": "DE"}, ["Elbe"]),
        ({"certificate": "ISO 9001"}, ["Rother"]),
        ({"attention": "expired"}, ["Tees"]),
        ({"attention": "certificate"}, ["Cam"]),
        ({"attention": "offering"}, ["Tees"]),
        ({"state": "left"}, ["Aire"]),
        ({"state": "applied"}, ["Hope"]),
        ({"state": ""}, ["Aire", "Cam", "Elbe", "Hope", "Rother", "Tees"]),
    ],
    ids=str,
)
def test_filters_narrow_the_list(broker, firms, query, expected):
    assert names(broker, **query) == expected


@pytest.mark.parametrize("query", [{"region": "XX"}, {"sector": "x"}, {"state": "x"}, {"size": "huge"}])
def test_a_filter_that_is_no_choice_is_named_and_does_not_break_the_page(broker, firms, query):
    response = broker.get("/members/", query)
    assert response.status_code == 200
    assert "is not one of the available choices" in response.content.decode()


def test_a_competency_of_the_clusters_own_is_found_by_its_cpv_code(cluster, broker, firms):
    from midas.store import tenancy
    from midas.store.models import Competency

    with tenancy.tenant(cluster.pk):
        Competency.objects.create(cluster=cluster, code="welding/tig", label="TIG welding", cpv="45262680")
    builders.an_offering(firms["cam"], "welding/tig")
    assert names(broker, competency=WELDING) == ["Cam", "Elbe", "Rother"]
    assert names(broker, competency="welding/tig") == ["Cam"]


def test_filtering_keeps_the_view_and_the_order(broker, firms):
    page = broker.get("/members/", {"view": "table", "sort": "-name"}).content.decode()
    assert '<input type="hidden" name="view" value="table">' in page
    assert '<input type="hidden" name="sort" value="-name">' in page


def test_columns_sort_both_ways(broker, firms):
    assert names(broker, sort="-name") == ["Tees", "Rother", "Elbe", "Cam"]
    assert names(broker, sort="size")[0] == "Cam"


@pytest.mark.parametrize("kind", ["member", "agency"])
def test_who_does_not_decide_on_applications_does_not_see_them(cluster, firms, kind):
    role = builders.a_role(cluster, kind, firms["rother"] if kind == "member" else None)
    client = builders.signed_in(role)
    assert names(client, state="") == ["Aire", "Cam", "Elbe", "Rother", "Tees"]
    assert "Hope" not in client.get("/members/", {"state": "applied"}).content.decode()
    assert client.get(f"/members/{firms['hope'].pk}/").status_code == 404


def test_an_applicant_sees_their_own_firm(cluster, firms):
    client = builders.signed_in(builders.a_role(cluster, "member", firms["hope"]))
    assert client.get(f"/members/{firms['hope'].pk}/").status_code == 200


def test_a_purchaser_is_refused_and_told_who_may(cluster, firms):
    response = builders.signed_in(builders.a_role(cluster, "purchaser")).get("/members/")
    assert response.status_code == 403
    assert "broker" in response.content.decode()


@pytest.mark.parametrize("view", ["cards", "table", "overlap"])
def test_a_stranger_sees_nobody(stranger, firms, view):
    page = stranger.get("/members/", {"view": view, "state": ""}).content.decode()
    for name in ("Rother", "Tees", "Cam Code", "Elbe", "ISO 9001"):
        assert name not in page


def test_the_map_counts_what_the_filters_find_in_all_regions(broker, firms):
    context = broker.get("/members/", {"competency": WELDING, "region": "UKE"}).context
    counts = {tile.code: tile.count for tile in (*context["map"].home, *context["map"].abroad)}
    assert {code: count for code, count in counts.items() if count} == {"UKE": 1, "DE": 1}
    assert len(context["map"].home) == 12
    assert [tile.code for tile in context["map"].home if tile.current] == ["UKE"]


def test_a_tile_filters_by_its_region_keeps_the_other_filters_and_lets_go_again(broker, firms):
    tiles = {tile.code: tile for tile in broker.get("/members/", {"q": "welding"}).context["map"].home}
    assert tiles["UKE"].url == "/members/?q=welding&region=UKE"
    tiles = {
        t.code: t for t in broker.get("/members/", {"q": "welding", "region": "UKE"}).context["map"].home
    }
    assert tiles["UKE"].url == "/members/?q=welding"


def overlap(client, **query):
    return client.get("/members/", {"view": "overlap", **query}).context


def test_the_heat_map_counts_firms_by_kind_of_work_and_region(broker, firms):
    context = overlap(broker)
    columns = [code for code, _name in context["columns"]]
    rows = {
        row.code: dict(zip(columns, (cell.count for cell in row.cells), strict=True))
        for row in context["rows"]
    }
    assert rows["cpv:45000000"] == {"UKC": 1, "UKE": 1, "UKH": 0, "DE": 1}
    assert rows["cpv:72000000"] == {"UKC": 0, "UKE": 0, "UKH": 1, "DE": 0}
    assert [row.spare for row in context["rows"]] == [2, 0]
    assert [row.code for row in context["thin"]] == ["cpv:72000000"]


def test_a_division_opens_into_its_groups(broker, firms):
    context = overlap(broker, within="cpv:45000000")
    assert [(row.code, row.firms) for row in context["rows"]] == [("cpv:45200000", 2), ("cpv:45400000", 1)]


def test_a_cell_leads_to_its_firms(broker, firms):
    (row,) = [row for row in overlap(broker)["rows"] if row.code == "cpv:45000000"]
    (cell,) = [cell for cell in row.cells if cell.region == "Germany"]
    page = broker.get(cell.url).content.decode()
    assert "Elbe Stahl" in page
    assert "Rother Welding" not in page


def test_divisions_nobody_is_in_are_named(broker, firms):
    missing = overlap(broker)["missing"]
    assert "Mining, basic metals and related products" in missing
    assert "Construction work" not in missing


def test_an_empty_cluster_has_pages_too(broker):
    assert "No firm matches" in broker.get("/members/").content.decode()
    assert "offer nothing" in broker.get("/members/?view=overlap").content.decode()


def test_the_list_downloads_as_it_is_filtered(broker, firms):
    response = broker.get("/members/", {"view": "table", "_export": "csv", "competency": WELDING})
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row["Firm"] for row in rows] == ["Elbe Stahl", "Rother Welding"]
    assert rows[1]["Number"] == "01234567"
    assert rows[1]["State"] == "admitted"
    assert "43" not in response.content.decode().replace("01234567", ""), "no prices in the list"


def test_a_firm_whose_name_is_a_formula_stays_a_name(cluster, broker):
    builders.a_member(cluster, '=HYPERLINK("http://evil.example")')
    content = broker.get("/members/", {"view": "table", "_export": "xlsx"}).content
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet["A2"].value.startswith("'=HYPERLINK")
    assert sheet["A2"].data_type == "s"


def test_the_heat_map_downloads(broker, firms):
    response = broker.get("/members/", {"view": "overlap", "_export": "csv"})
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[0][:3] == ["Code", "Kind of work", "North East"]
    assert rows[1][0] == "cpv:45000000"


@pytest.mark.parametrize("kind", ["member", "agency", "coach"])
@pytest.mark.parametrize("view", ["table", "overlap"])
def test_who_may_not_download_gets_no_link_and_no_file(cluster, firms, kind, view):
    client = builders.signed_in(builders.a_role(cluster, kind))
    assert "_export" not in client.get("/members/", {"view": view}).content.decode()
    assert client.get("/members/", {"view": view, "_export": "csv"}).status_code == 403


def test_the_list_takes_as_many_queries_for_many_firms_as_for_few(cluster, broker):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def more(number):
        for _ in range(number):
            member = builders.a_member(cluster)
            builders.an_offering(member)
            builders.a_certificate(member)

    def queries(view):
        with CaptureQueriesContext(connection) as seen:
            broker.get("/members/", {"view": view})
        return len(seen)

    more(2)
    few = {view: queries(view) for view in ("cards", "table", "overlap")}
    more(10)
    assert {view: queries(view) for view in few} == few
    assert max(few.values()) <= 50


@pytest.mark.parametrize(
    "query",
    [
        "page=9999",
        "page=abc",
        "page=-1",
        "sort=evil,-name,,",
        "view=overlap&within=garbage",
        "view=overlap&within=cpv:",
        "view=overlap&within=cpv:45",
        "competency=cpv:",
        "competency=cpv:zz",
        "competency=a/b/c",
        "region=UKE3&region=DE",
        "view=nonsense",
        "_export=pdf",
        "sort=name&sort=-name&per_page=100000",
    ],
)
def test_odd_addresses_do_no_harm(broker, firms, query):
    assert broker.get(f"/members/?{query}").status_code == 200


@pytest.mark.parametrize("key", ["0", "99999999999999999999", "9223372036854775808"])
def test_a_key_no_firm_can_have_is_not_found(broker, firms, key):
    assert broker.get(f"/members/{key}/").status_code == 404
    assert broker.get(f"/members/{firms['rother'].pk}/offerings/{key}/capacity/").status_code == 404
