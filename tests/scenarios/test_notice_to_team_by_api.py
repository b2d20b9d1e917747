"""A program takes a public notice to a chosen team with nothing but a key, as a broker does on the pages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.api.conftest import caller
from tests.builders import a_cluster, a_member, a_role, an_offering

from midas.actions.demand.run_import import Desk, run_import
from midas.actions.formation.run_formation import run_formation
from midas.formats.ocds.limits import Limits

NOTICE = Path(__file__).parents[2] / "docs" / "tutorial" / "notice.json"
TRADES = {
    "Volt": ("cpv:31158000", "EA", 140_000),
    "Wire": ("cpv:45310000", "HUR", 5_000),
    "Road": ("cpv:45233141", "MTK", 4_500),
    "Code": ("cpv:72212000", "HUR", 9_000),
    "Dear": ("cpv:72212000", "HUR", 12_000),
}


@pytest.fixture
def cluster(db):
    cluster = a_cluster()
    for name, (competency, unit, price) in TRADES.items():
        member = a_member(cluster, name, can_lead=True)
        an_offering(member, competency, unit=unit, unit_price=price, capacity=1000, regions_served=["UK"])
    return cluster


def test_from_a_notice_to_a_team(cluster, settings, tmp_path):
    settings.MIDAS_UPLOADS = tmp_path
    broker = caller(a_role(cluster))
    file = SimpleUploadedFile("notice.json", NOTICE.read_bytes())
    handed_in = broker.client.post("/api/v1/imports", {"file": file}, headers=broker.headers).json()
    run_import(cluster.pk, handed_in["id"], Desk(tmp_path, Limits(), timezone.now))
    assert broker.get(f"/imports/{handed_in['id']}").json()["imported"] == 1

    opportunity = broker.get("/opportunities", search="charging").json()["items"][0]
    requirement = broker.post(f"/opportunities/{opportunity['id']}/requirement").json()
    path = f"/requirements/{requirement['id']}"
    # What Midas proposes is a draft until somebody saves it; here the packages are written by the program itself.
    lots = json.loads(NOTICE.read_text())["releases"][0]["tender"]
    packages = [
        {
            "id": f"wp{item['id']}",
            "title": item["description"],
            "competency": f"cpv:{item['classification']['id']}",
            "quantity": item["quantity"],
            "unit": item["unit"]["id"],
            "value": lot["value"]["amount"] * 100,
            "window": ["2029-04-02", "2029-09-28"],
            "place": "UKE32",
        }
        for item, lot in zip(lots["items"], lots["lots"], strict=True)
    ]
    change = {"version": requirement["version"], "work_packages": packages, "policy": {"need_lead": True}}
    assert broker.put(path, change).status_code == 200
    assert [one["firms"] for one in broker.get(f"{path}/coverage").json()] == [1, 1, 1, 2]

    asked = broker.post(f"{path}/formations", {"time_limit": 20})
    assert asked.status_code == 202
    run_formation(cluster.pk, asked.json()["id"], clock=timezone.now)
    run = broker.get(f"/formations/{asked.json()['id']}").json()
    assert (run["state"], run["status"]) == ("done", "OPTIMAL")

    best = broker.get(f"/proposals/{run['proposals'][0]['id']}").json()
    lead = next(row["id"] for row in broker.get("/members").json()["items"] if row["name"].startswith("Volt"))
    chosen = broker.post(f"/proposals/{best['id']}/enterprise", {"name": "Depot Charging", "lead": lead})
    assert chosen.status_code == 201, chosen.json()
    enterprise = chosen.json()
    assert enterprise["state"] == "forming"
    assert {partner["name"].split()[0] for partner in enterprise["partners"]} == {
        "Volt",
        "Wire",
        "Road",
        "Code",
    }
    assert sum(partner["value"] for partner in enterprise["partners"]) == enterprise["value"] == 24_400_000
    assert broker.get(f"/opportunities/{opportunity['id']}").json()["state"] == "forming"
    again = broker.post(f"/proposals/{best['id']}/enterprise", {"name": "Twice", "lead": lead})
    assert again.status_code == 409
