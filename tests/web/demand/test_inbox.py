"""The inbox: what is worth our time, for whom, narrowed down, downloaded."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from tests.actions.demand.scene import a_notice
from tests.web.demand.reading import text_of

from midas.store.models import Opportunity

INBOX = "/demand/"


@pytest.fixture
def several(scene):
    """The scene's notice, a customer's small request abroad, and one that was dropped."""
    now = timezone.now()
    Opportunity.objects.update(deadline_at=now + timedelta(days=3, hours=1))
    a_notice(
        scene.cluster,
        ocid="",
        door="customer",
        title="Forty benches",
        buyer_name="Bergstadt",
        value=50_000_00,
        cpv="39100000",
        cpv_additional=[],
        region="DE",
        sme_suitable=True,
        deadline_at=now + timedelta(days=100),
    )
    a_notice(
        scene.cluster, ocid="o3", title="Old flats", state="dropped", deadline_at=now - timedelta(days=3)
    )


def titles(answer):
    return [demand.row.title for demand in answer.context["table"].data]


def test_each_open_demand_is_on_the_board_with_its_fit_and_why(broker, several):
    page = text_of(broker.get(INBOX))
    assert "Mobile diagnostic units" in page
    assert "fit 88" in page, "two firms build bodies, one writes software"
    assert "Offered: Vehicle bodies, trailers or semi-trailers (2 firms)" in page
    assert "Nobody offers Furniture" in page
    assert "Old flats" not in page, "what is dropped is in the table"


def test_the_soonest_deadline_comes_first_and_says_how_soon(broker, several):
    answer = broker.get(INBOX)
    assert titles(answer)[0] == "Mobile diagnostic units"
    assert "in 3 days" in text_of(answer)
    assert "deadline-soon" in answer.content.decode()


def test_the_figures_are_those_of_the_open_demands(broker, several):
    figures = broker.get(INBOX).context["figures"]
    assert (figures["open"], figures["soon"], figures["value"]) == (2, 1, 605_000_000)


def test_the_picture_draws_fit_against_value_and_links_to_each(broker, several, scene):
    picture = broker.get(INBOX).context["picture"]
    drawn = [item for series in picture["option"]["series"] for item in series["data"]]
    wanted = {"value": [88, 600_000_000], "url": reverse("demand:opportunity", args=[scene.opportunity.pk])}
    assert any(item.items() >= wanted.items() for item in drawn)
    assert len(picture["table"]["rows"]) == 2


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=benches", ["Forty benches"]),
        ("q=combined+mobile", ["Mobile diagnostic units"]),
        ("q=bergstadt", ["Forty benches"]),
        ("state=dropped", ["Old flats"]),
        ("state=open", ["Mobile diagnostic units", "Forty benches"]),
        ("region=DE", ["Forty benches"]),
        ("region=UKE", ["Mobile diagnostic units", "Old flats"]),
        ("division=39", ["Forty benches"]),
        ("value=0-100000", ["Forty benches"]),
        ("value=1000000-10000000", ["Mobile diagnostic units", "Old flats"]),
        ("deadline=week", ["Mobile diagnostic units"]),
        ("deadline=later", ["Forty benches"]),
        ("deadline=past", ["Old flats"]),
        ("door=customer", ["Forty benches"]),
        ("sme=yes", ["Forty benches"]),
        ("q=nothing+at+all", []),
    ],
)
def test_the_inbox_is_narrowed_down(broker, several, query, found):
    assert titles(broker.get(f"{INBOX}?{query}")) == found


def test_a_filter_nobody_offers_changes_nothing_and_says_so(broker, several):
    answer = broker.get(f"{INBOX}?state=imagined")
    assert answer.status_code == 200
    assert "Select a valid choice" in text_of(answer)


def test_the_table_is_sorted_by_what_is_clicked(broker, several):
    ordered = broker.get(f"{INBOX}?view=table&sort=-value").context["table"].rows
    assert ordered[len(ordered) - 1].record.row.title == "Forty benches"


def test_the_list_downloads_as_filtered_with_everything_a_sheet_wants(broker, several):
    answer = broker.get(f"{INBOX}?state=open&_export=csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["Demand"] for row in rows] == ["Mobile diagnostic units", "Forty benches"]
    assert rows[0] | {"Deadline": ""} == {
        "Demand": "Mobile diagnostic units",
        "Buyer": "Combined Authority",
        "State": "new",
        "Fit": "88",
        "Value": "6000000.0",
        "Currency": "GBP",
        "Deadline": "",
        "Region": "South Yorkshire",
        "Why": rows[0]["Why"],
        "CPV": "34200000",
        "Door": "public notice",
        "ocid": "ocds-b5fd17-1",
    }


def test_the_list_downloads_as_a_workbook(broker, several):
    answer = broker.get(f"{INBOX}?_export=xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet.max_row == 4


def test_a_title_that_a_spreadsheet_would_run_is_text(broker, scene):
    a_notice(scene.cluster, ocid="o9", title="=HYPERLINK(1)")
    assert "'=HYPERLINK(1)" in broker.get(f"{INBOX}?_export=csv").content.decode()


def test_however_many_demands_there_are_the_queries_stay_the_same(
    broker, scene, django_assert_max_num_queries
):
    for number in range(30):
        a_notice(scene.cluster, ocid=f"many-{number}")
    with django_assert_max_num_queries(24):
        assert broker.get(f"{INBOX}?view=table").status_code == 200


def test_an_empty_inbox_has_one_sentence_and_one_button(broker, scene):
    scene.opportunity.delete()
    page = text_of(broker.get(INBOX))
    assert "No demand has come in yet." in page
    assert "Import notices" in page


def test_a_stranger_sees_nothing_of_it(stranger, several):
    for address in (INBOX, f"{INBOX}?view=table", f"{INBOX}?_export=csv"):
        assert "Forty benches" not in stranger.get(address).content.decode()


@pytest.mark.parametrize("kind", ["member", "coach", "committee", "project_manager"])
def test_those_inside_look_but_do_not_import(as_role, several, kind):
    page = text_of(as_role(kind).get(INBOX))
    assert "Mobile diagnostic units" in page
    assert "Import notices" not in page


@pytest.mark.parametrize("kind", ["purchaser", "agency"])
def test_those_outside_are_told_who_may(as_role, scene, kind):
    answer = as_role(kind).get(INBOX)
    assert answer.status_code == 403
    assert "broker" in text_of(answer)


def test_who_is_not_signed_in_is_asked_to(client, db):
    assert client.get(INBOX)["Location"].startswith("/accounts/login/")
