"""A file of notices becomes opportunities: once, whole, in the order of its releases' dates."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.builders import AT, a_cluster, a_person, a_role
from tests.formats.ocds.notices import (
    OCID,
    a_package,
    a_record_package,
    a_release,
    a_tender,
    lines,
    stream,
    text,
    zipped,
)
from tests.shared_data import shared_data

from midas.actions.access.permissions import NotAllowed
from midas.actions.demand import import_notices
from midas.actions.demand.import_notices import ImportReport, import_file
from midas.store import tenancy
from midas.store.models import Cluster, Event, Notice, Opportunity, Role
from midas.store.queries.notices import notice_awards, notice_documents, notice_items, notice_lots

FULL = a_tender(
    description="Forty of them &amp; service",
    procurementMethod="open",
    procurementMethodDetails="Open procedure",
    mainProcurementCategory="goods",
    classification={"scheme": "CPV", "id": "34430000-0"},
    additionalClassifications=[{"scheme": "CPV", "id": "50000000"}],
    suitability={"sme": True},
    contractPeriod={"startDate": "2026-06-01T00:00:00+01:00", "endDate": "2027-05-31T23:59:59+01:00"},
    lots=[
        {
            "id": "L1",
            "title": "Bicycles",
            "value": {"amount": 100000, "currency": "GBP"},
            "contractPeriod": {"startDate": "2026-06-01T00:00:00Z"},
        }
    ],
    items=[
        {
            "id": "1",
            "description": "Cargo bicycle",
            "quantity": 40,
            "unit": {"scheme": "UNCEFACT", "id": "EA"},
            "classification": {"scheme": "CPV", "id": "34430000"},
            "relatedLot": "L1",
            "deliveryAddresses": [{"region": "South Yorkshire", "postalCode": "S1 2AB"}],
        }
    ],
    documents=[{"id": "d", "title": "Specification", "url": "https://example.org/spec.pdf"}],
)
AWARDS = [
    {
        "id": "a1",
        "date": "2026-05-01T00:00:00Z",
        "value": {"amount": 99, "currency": "GBP"},
        "suppliers": [{"id": "GB-COH-1", "name": "Wheels Ltd"}],
    }
]


LATER = AT + timedelta(hours=1)


@dataclass
class Desk:
    """A cluster and its broker, who is at work in it, and a member."""

    cluster: Cluster
    broker: Role
    member: Role


@pytest.fixture
def desk(db: None) -> Iterator[Desk]:
    cluster = a_cluster()
    made = Desk(cluster, a_role(cluster, "broker"), a_role(cluster, "member"))
    with tenancy.tenant(cluster.pk):
        yield made


def bring(desk: Desk, content: bytes, at: datetime = AT, name: str = "notices.json") -> ImportReport:
    return import_file(stream(content), name=name, cluster=desk.cluster, by=desk.broker.person, at=at)


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    return report.releases, report.imported, report.unchanged, report.updated


def the_opportunity() -> Opportunity:
    return Opportunity.objects.get(ocid=OCID)


def test_a_release_becomes_an_opportunity_with_all_it_states(desk: Desk) -> None:
    report = bring(desk, text(a_package(a_release(tender=FULL, awards=AWARDS))))

    assert report == ImportReport("notices.json", releases=1, valid=1, imported=1)
    found = the_opportunity()
    assert (found.title, found.description) == ("Cargo bicycles", "Forty of them & service")
    assert (found.door, found.state, found.source_status) == ("ocds", "new", "active")
    assert (found.buyer_name, found.buyer_identifier) == ("Testshire Council", "GB-LAC-1")
    assert (found.value, found.currency) == (120_000_50, "GBP")
    assert (found.cpv, found.cpv_additional) == ("34430000", ["50000000"])
    assert (found.region, found.place) == ("UKE3", "S1 2AB, South Yorkshire")
    assert (found.procedure, found.category, found.sme_suitable) == ("Open procedure", "goods", True)
    assert found.deadline_at == datetime(2026, 4, 1, 11, 0, tzinfo=UTC)
    assert (found.starts_on, found.ends_on) == (date(2026, 6, 1), date(2027, 5, 31))
    assert [(lot.title, str(lot.value), lot.span.starts_on) for lot in notice_lots(found)] == [
        ("Bicycles", "GBP 100,000.00", date(2026, 6, 1))
    ]
    assert [(item.quantity, item.unit, item.cpv, item.lot) for item in notice_items(found)] == [
        (40, "EA", ("34430000",), "L1")
    ]
    assert [document.url for document in notice_documents(found)] == ["https://example.org/spec.pdf"]
    assert [award.suppliers[0].name for award in notice_awards(found)] == ["Wheels Ltd"]


def test_the_text_is_kept_as_it_came_with_its_sha256(desk: Desk) -> None:
    written = text(a_release(), indent=3)
    bring(desk, b'{"publisher": {"name": "T"}, "releases": [' + written + b"]}")

    kept = Notice.objects.get(ocid=OCID)
    assert kept.text == written.decode()
    assert kept.sha256 == hashlib.sha256(written).hexdigest()
    assert (kept.source, kept.path, kept.schema_version) == ("notices.json", "$.releases[0]", "1.0")
    assert (kept.release_id, kept.released_at) == ("release-1", datetime(2026, 3, 1, 10, 0, tzinfo=UTC))
    assert kept.imported_by == desk.broker.person


def test_importing_the_same_file_again_changes_nothing(desk: Desk) -> None:
    content = lines(a_release(1), a_release(2, day=2), a_release(1, ocid="ocds-b5fd17-other"))
    assert counts(bring(desk, content)) == (3, 3, 0, 0)
    before = (Opportunity.objects.count(), Notice.objects.count(), Event.objects.count())

    assert counts(bring(desk, content, LATER)) == (3, 0, 3, 0)
    assert counts(bring(desk, zipped(content), LATER)) == (3, 0, 3, 0)
    assert (Opportunity.objects.count(), Notice.objects.count(), Event.objects.count()) == before
    assert the_opportunity().updated_at == AT


def test_the_same_release_in_other_spacing_is_the_same_release(desk: Desk) -> None:
    bring(desk, text(a_release()))

    assert counts(bring(desk, text(a_package(a_release()), indent=2), LATER)) == (1, 0, 1, 0)


def test_a_newer_release_updates_the_opportunity_and_says_what_changed(desk: Desk) -> None:
    bring(desk, text(a_release(1)))
    later = a_tender(
        value={"amount": 150000, "currency": "GBP"}, tenderPeriod={"endDate": "2026-04-15T12:00:00Z"}
    )
    report = bring(desk, text(a_release(2, day=9, tender=later)), LATER)

    assert counts(report) == (1, 1, 0, 1)
    found = the_opportunity()
    assert (found.value, found.updated_at) == (150_000_00, LATER)
    expected = [
        {"field": "value", "before": "GBP 120,000.50", "after": "GBP 150,000.00"},
        {"field": "deadline_at", "before": "2026-04-01 11:00 UTC", "after": "2026-04-15 12:00 UTC"},
    ]
    assert found.notices.get(release_id="release-2").changes == expected
    event = Event.objects.get(subject_id=found.pk, verb="opportunity.updated")
    assert (event.details["changes"], event.details["release"]) == (expected, "release-2")
    assert (event.by, event.at) == (desk.broker.person, LATER)


def test_a_newer_release_that_leaves_something_out_does_not_blank_it(desk: Desk) -> None:
    bring(desk, text(a_release(1, tender=FULL)))
    award = {
        key: value
        for key, value in a_release(2, day=20, awards=AWARDS, tag=["award"]).items()
        if key != "tender"
    }
    bring(desk, text(award), LATER)

    found = the_opportunity()
    assert (found.title, found.value) == ("Cargo bicycles", 120_000_50)
    assert [one.id for one in notice_awards(found)] == ["a1"]
    assert [change["field"] for change in found.notices.get(release_id="release-2").changes] == [
        "awards/a1",
        "awards/a1/awarded_on",
        "awards/a1/value",
        "awards/a1/suppliers",
    ]


def test_an_older_release_that_arrives_late_is_kept_and_overrules_nothing(desk: Desk) -> None:
    bring(desk, text(a_release(2, day=9, tender=a_tender(title="Forty cargo bicycles"))))
    report = bring(desk, text(a_release(1, day=1)), LATER)

    assert counts(report) == (1, 1, 0, 0)
    found = the_opportunity()
    assert (found.title, found.notices.count()) == ("Forty cargo bicycles", 2)
    assert found.published_at == datetime(2026, 3, 9, 10, 0, tzinfo=UTC)
    event = Event.objects.get(subject_id=found.pk, verb="opportunity.confirmed")
    assert event.reason == "An older release arrived late."


def test_releases_of_one_process_in_one_file_are_followed_one_by_one(desk: Desk) -> None:
    titles = ["Bicycles", "Cargo bicycles", "Cargo bicycles and service"]
    releases = [a_release(n, day=n, tender=a_tender(title=title)) for n, title in enumerate(titles, 1)]

    assert counts(bring(desk, lines(*releases))) == (3, 3, 0, 2)
    changes = [notice.changes for notice in the_opportunity().notices.order_by("released_at")]
    assert [[(one["before"], one["after"]) for one in change] for change in changes] == [
        [],
        [("Bicycles", "Cargo bicycles")],
        [("Cargo bicycles", "Cargo bicycles and service")],
    ]


def test_what_the_broker_did_with_an_opportunity_survives_an_update(desk: Desk) -> None:
    bring(desk, text(a_release(1)))
    Opportunity.objects.filter(ocid=OCID).update(state="qualified", owner=desk.broker.person)
    bring(desk, text(a_release(2, day=2, tender=a_tender(title="More bicycles"))), LATER)

    found = the_opportunity()
    assert (found.title, found.state, found.owner) == ("More bicycles", "qualified", desk.broker.person)


def test_a_record_becomes_an_opportunity_and_can_be_updated(desk: Desk) -> None:
    record = {"ocid": OCID, "releases": [a_release(1), a_release(2, day=2, tender=a_tender(title="Newer"))]}
    bring(desk, text(a_record_package(record)))
    assert the_opportunity().title == "Newer"

    bring(desk, text(a_release(3, day=3, tender=a_tender(title="Newest"))), LATER)
    assert the_opportunity().title == "Newest"


def test_an_invalid_release_goes_in_with_its_problems(desk: Desk) -> None:
    broken = a_release(1, tender=a_tender(status="open", items=[{"id": "1", "quantity": -4}]))
    report = bring(desk, lines(a_release(1, ocid="ocds-b5fd17-good"), broken))

    assert (report.releases, report.valid, report.imported, report.faulty) == (2, 1, 2, True)
    assert [problem.where for problem in report.problems] == [
        "$[1].tender.status",
        "$[1].tender.items[0].quantity",
    ]
    assert [problem["path"] for problem in Notice.objects.get(ocid=OCID).problems] == [
        "$.tender.status",
        "$.tender.items[0].quantity",
    ]
    assert notice_items(the_opportunity())[0].quantity is None


def test_a_release_without_an_ocid_is_left_out_and_said_so(desk: Desk) -> None:
    orphan = {key: value for key, value in a_release(1).items() if key != "ocid"}
    report = bring(desk, text(a_package(orphan, a_release(2))))

    assert (report.releases, report.imported) == (2, 1)
    assert "was not imported: it has no ocid" in str(report.problems[1])


@pytest.mark.parametrize(
    "content",
    [
        text(a_package(a_release(1), a_release(2, day=2)))[:-40],
        b'{"notices": []}',
        b"<html></html>",
        zipped(text(a_release(1)) * 9)[:-12],
    ],
    ids=["cut off", "not OCDS", "a web page", "a damaged gzip file"],
)
def test_a_refused_file_leaves_nothing_behind(desk: Desk, content: bytes) -> None:
    before = (Opportunity.objects.count(), Event.objects.count())
    report = bring(desk, content)

    assert (report.releases, report.imported, report.faulty) == (0, 0, True)
    assert len(report.problems) == 1
    assert (Opportunity.objects.count(), Notice.objects.count(), Event.objects.count()) == (
        before[0],
        0,
        before[1],
    )


def test_what_a_database_cannot_store_does_not_stop_an_import(desk: Desk) -> None:
    odd = (
        rb'{"ocid": "ocds-b5fd17-odd\u0000", "\u0000\ud800": 5, "tag": ["\ud800"], "tender": {'
        rb'"title": "A\u0000\ud83dB", "value": {"amount": 1e999, "currency": "GBP"}, "\u0000": [],'
        rb'"status": "\u0000", "lots": [{"id": "\ud800", "value": {"amount": 1e300}}]}}'
    )
    report = bring(desk, odd)

    assert (report.releases, report.imported) == (1, 1)
    found = Opportunity.objects.get(ocid="ocds-b5fd17-odd")
    assert (found.title, found.value) == ("AB", None)
    assert found.notices.get().text == odd.decode()


def test_texts_longer_than_their_column_are_cut_openly_and_kept_whole_in_the_notice(desk: Desk) -> None:
    long = a_tender(title="T" * 600, procurementMethodDetails="P" * 300, status="s" * 80)
    bring(desk, text(a_release(1, tender=long, id="i" * 300, buyer={"name": "B" * 300})))

    found = the_opportunity()
    assert (found.title, found.buyer_name[-2:]) == ("T" * 499 + "…", "B…")
    assert "T" * 600 in found.notices.get().text


def test_many_releases_take_few_queries(
    desk: Desk, django_assert_max_num_queries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_notices, "GROUP", 50)
    many = lines(*(a_release(1, ocid=f"ocds-b5fd17-{n}") for n in range(100)))
    with django_assert_max_num_queries(40):
        assert bring(desk, many).imported == 100
    newer = lines(
        *(a_release(2, day=2, ocid=f"ocds-b5fd17-{n}", tender=a_tender(title="N")) for n in range(100))
    )
    with django_assert_max_num_queries(40):
        assert bring(desk, newer, LATER).updated == 100


def test_an_import_that_breaks_off_can_be_taken_up_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_notices, "GROUP", 2)
    content = lines(*(a_release(1, ocid=f"ocds-b5fd17-{n}") for n in range(5)))
    real = import_notices.save_notices
    calls = []

    def failing(*args, **kwargs):
        calls.append(1)
        if len(calls) == 2:
            raise ConnectionError("the database went away")
        return real(*args, **kwargs)

    monkeypatch.setattr(import_notices, "save_notices", failing)
    with pytest.raises(ConnectionError):
        bring(desk, content)
    assert Notice.objects.count() == 2

    monkeypatch.setattr(import_notices, "save_notices", real)
    assert counts(bring(desk, content)) == (5, 3, 2, 0)


def test_another_cluster_does_not_see_what_was_imported(desk: Desk) -> None:
    bring(desk, text(a_release(1)))

    with tenancy.tenant(None):
        assert not Opportunity.objects.filter(ocid=OCID).exists()


def test_only_those_who_may_change_opportunities_may_import(desk: Desk) -> None:
    for person in (desk.member.person, a_person()):
        with pytest.raises(NotAllowed):
            import_file(stream(text(a_release(1))), name="n", cluster=desk.cluster, by=person, at=AT)
    assert not Notice.objects.exists()


def test_progress_runs_to_the_size_of_the_file_and_never_back(desk: Desk) -> None:
    content = lines(*(a_release(1, ocid=f"ocds-b5fd17-{n}") for n in range(500)))
    told: list[int] = []
    import_file(stream(content), name="n", cluster=desk.cluster, by=None, at=AT, progress=told.append)

    assert told == sorted(told)
    assert told[-1] == len(content)


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("name", "releases", "valid", "opportunities"),
    [
        ("scotland_pcs_2019_releases.jsonl.gz", 45, 0, 45),
        ("uk_contracts_finder_2020_packages.jsonl.gz", 50, 50, 50),
        ("uk_contracts_finder_2025_releases.jsonl.gz", 101, 101, 100),
        ("wales_sell2wales_releases.jsonl.gz", 45, 45, 45),
        ("portugal_base_release_package.json.gz", 50, 50, 50),
    ],
)
def test_real_files_go_in_once(desk: Desk, name: str, releases: int, valid: int, opportunities: int) -> None:
    content = shared_data("ocds", name).read_bytes()
    before = Opportunity.objects.count()
    report = bring(desk, content)

    assert (report.releases, report.valid, report.imported) == (releases, valid, releases)
    assert Opportunity.objects.count() - before == opportunities
    assert counts(bring(desk, content, LATER)) == (releases, 0, releases, 0)
