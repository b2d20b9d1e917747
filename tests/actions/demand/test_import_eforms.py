"""European notices come in by the same door as OCDS ones, and their versions change one demand."""

import gzip
import io

import pytest
from tests.actions.demand.scene import AT
from tests.formats.eforms.notices import CHANGES, NOTICE, award, deadline, lot, notice
from tests.shared_data import shared_bytes

from midas.actions.access.permissions import NotAllowed
from midas.actions.demand.take_file import take_file
from midas.store.models import Event, Notice, Opportunity

OCDS = b'{"ocid": "ocds-213czf-7", "id": "1", "tag": ["tender"], "tender": {"id": "t", "title": "Forty benches"}}'


@pytest.fixture
def take(scene):
    def taken(content, name="notice.xml", by=None):
        return take_file(io.BytesIO(content), name=name, cluster=scene.cluster, by=by, at=AT)

    return taken


def amended(**more):
    fields = {
        "version": "02",
        "day": "2026-11-05+01:00",
        "extension": CHANGES.format(f"{NOTICE}-01", "update-add"),
        "lots": lot(process=deadline("2027-01-10+01:00")),
    }
    return notice(**{**fields, **more})


def test_a_notice_becomes_a_demand_with_its_text_and_an_event(take):
    report = take(notice())
    assert (report.releases, report.valid, report.imported, report.faulty) == (1, 1, 1, False)
    demand = Opportunity.objects.get(door="eforms")
    assert (demand.title, demand.buyer_name, demand.value) == (
        "Mobile diagnostic units",
        "City Hospital",
        600000000,
    )
    kept = Notice.objects.get()
    assert (kept.release_id, kept.text.encode(), kept.schema_version) == (
        f"{NOTICE}-01",
        notice(),
        "sdk-1.15",
    )
    assert Event.objects.get(subject_kind="opportunity").verb == "opportunity.imported"


def test_json_and_xml_are_told_apart_packed_or_not(take):
    for content in (notice(), gzip.compress(award()), OCDS, gzip.compress(OCDS.replace(b"7", b"8"))):
        assert take(content).imported == 1
    assert sorted(Opportunity.objects.exclude(ocid="ocds-b5fd17-1").values_list("door", flat=True)) == [
        "eforms",
        "ocds",
        "ocds",
    ]


def test_the_same_notice_again_changes_nothing(take):
    take(notice())
    report = take(notice())
    assert (report.imported, report.unchanged, Notice.objects.count()) == (0, 1, 1)


def test_a_changed_version_is_shown_as_differences(take):
    take(notice())
    report = take(amended())
    assert (report.imported, report.updated) == (1, 1)
    changes = Notice.objects.get(release_id=f"{NOTICE}-02").changes
    assert changes == [
        {"field": "deadline_at", "before": "2026-12-15 11:00 UTC", "after": "2027-01-10 11:00 UTC"}
    ]
    assert Event.objects.filter(verb="opportunity.updated").count() == 1


def test_an_older_version_that_arrives_late_overrules_nothing(take):
    take(amended())
    report = take(notice())
    assert (report.imported, report.updated) == (1, 0)
    assert Opportunity.objects.get(door="eforms").deadline_at.year == 2027


def test_the_outcome_joins_the_call_with_who_won(take):
    take(notice())
    take(award())
    demand = Opportunity.objects.get(door="eforms")
    assert (demand.source_status, demand.deadline_at.year) == ("complete", 2026)
    suppliers = demand.awards[0]["suppliers"]
    assert [(one["name"], one["size"], one["role"]) for one in suppliers] == [
        ("Lead Ltd", "small", "lead"),
        ("Partner Ltd", "micro", "partner"),
        ("Helper Ltd", "large", "subcontractor"),
    ]


def test_an_invalid_notice_is_refused_with_every_reason_and_nothing_is_saved(take):
    report = take(notice(number="", buyer="ORG-0009"))
    assert (report.releases, report.valid, report.imported, report.faulty) == (1, 0, 0, True)
    assert [one.message.split(":")[0] for one in report.problems] == [
        "BT-701-notice",
        "OPT-300-Procedure-Buyer",
    ]
    assert not Notice.objects.exists()


def test_what_is_no_notice_is_refused(take):
    report = take(b"<html><body>404</body></html>")
    assert (report.releases, report.faulty) == (0, True)


def test_a_change_that_moves_a_notice_to_another_procedure_is_refused(take):
    take(notice())
    report = take(amended(procedure="22222222-0000-4000-8000-000000000009"))
    assert report.faulty
    assert "BT-04-notice" in report.problems[0].message
    assert Notice.objects.count() == 1


@pytest.mark.shared_data
def test_the_invalid_change_of_the_sdk_is_refused_once_the_notice_it_changes_is_here(take):
    names = ("cn_24_FRA_comments", "INVALID_change-cn_24_FRA_comments")
    base, change = (shared_bytes("eforms", "sdk_examples", f"{name}.xml.gz") for name in names)
    assert take(base).imported == 1
    report = take(change)
    assert report.faulty
    assert "e3cdabf1-e057-47a5-9210-b1f6fc757228" in report.problems[0].message
    assert Notice.objects.count() == 1


def test_only_who_may_bring_demand_in_may_bring_in_xml(take, scene):
    assert take(notice(), by=scene.broker.person).imported == 1
    with pytest.raises(NotAllowed):
        take(notice(), by=scene.member.person)
