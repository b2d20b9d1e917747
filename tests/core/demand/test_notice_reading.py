"""The facts of a notice are read whatever else is in the release, and what cannot be read is listed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from midas.core.demand.notice import Award, Buyer, Document, Item, Lot, NoticeFacts, Span, Supplier, heading
from midas.core.demand.notice_reading import read_notice
from midas.core.values.amounts import Money

CPV = {"scheme": "CPV", "id": "34430000-0"}


def facts(**release: Any) -> NoticeFacts:
    found, problems = read_notice(release)
    assert problems == []
    return found


def of_tender(**tender: Any) -> NoticeFacts:
    return facts(tender=tender)


def faults(**tender: Any) -> list[tuple[str, str]]:
    return [(one.where, one.message) for one in read_notice({"tender": tender})[1]]


def test_a_release_says_which_process_it_is_of_and_when_it_came() -> None:
    found = facts(
        ocid="ocds-b5fd17-1", id="r1", date="2026-03-01T10:00:00+01:00", tag=["tender"], language="EN"
    )

    assert (found.ocid, found.release_id, found.tags, found.language) == (
        "ocds-b5fd17-1",
        "r1",
        ("tender",),
        "en",
    )
    assert found.released_at == datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def test_an_empty_release_has_no_facts_and_no_problems() -> None:
    assert facts() == NoticeFacts()
    assert facts(tender={}, buyer={}, parties=[], awards=[], planning={}) == NoticeFacts()


@pytest.mark.parametrize("release", [None, 5, "x", [], [{}], True, Decimal("1.5")])
def test_what_is_no_object_is_a_problem(release: Any) -> None:
    found, problems = read_notice(release, "$.releases[3]")

    assert found == NoticeFacts()
    assert [problem.where for problem in problems] == ["$.releases[3]"]


def test_the_buyer_is_completed_from_the_parties() -> None:
    party = {
        "id": "org-1",
        "name": "Testshire",
        "identifier": {"scheme": "GB-LAC", "id": "E1"},
        "address": {"region": "UKE32"},
    }
    assert facts(buyer={"id": "org-1", "name": "The Council"}, parties=[{"id": "x"}, party]).buyer == Buyer(
        "The Council", "GB-LAC-E1", "UKE32"
    )
    assert facts(buyer={"id": "org-1"}, parties=[party]).buyer.name == "Testshire"
    assert facts(buyer={"id": "org-1"}).buyer == Buyer("", "org-1")


def test_the_buyer_of_ocds_1_0_stands_by_itself_and_a_procuring_entity_stands_in_for_none() -> None:
    entity = {
        "name": "Testshire",
        "identifier": {"scheme": "X-Y", "id": "1", "legalName": "T"},
        "address": {},
    }

    assert facts(buyer=entity).buyer == Buyer("Testshire", "X-Y-1")
    assert of_tender(procuringEntity={"identifier": {"legalName": "T"}}).buyer == Buyer("T")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"amount": 120000.5, "currency": "GBP"}, Money(120_000_50, "GBP")),
        ({"amount": Decimal("0.1") + Decimal("1.2"), "currency": "gbp"}, Money(130, "GBP")),
        ({"amount": Decimal("1.005"), "currency": "EUR"}, Money(100, "EUR")),
        ({"amount": "1250000", "currency": "JPY"}, Money(1_250_000, "JPY")),
        ({"amount": 1, "currency": "KWD"}, Money(1000, "KWD")),
        ({"amount": Decimal("0.01"), "currency": "GBP"}, None),
        ({"amount": 0, "currency": "GBP"}, None),
        ({"amount": None, "currency": "GBP"}, None),
        ({}, None),
    ],
)
def test_a_value_is_whole_minor_units_and_a_token_amount_is_none(value: Any, expected: Money | None) -> None:
    assert of_tender(value=value).value == expected


def test_without_a_value_the_lots_add_up_if_all_are_known_in_one_currency() -> None:
    def lots(*values: Any) -> list[Any]:
        return [{"id": str(number), "value": value} for number, value in enumerate(values)]

    pounds, euros = {"amount": 10, "currency": "GBP"}, {"amount": 10, "currency": "EUR"}
    assert of_tender(lots=lots(pounds, pounds)).value == Money(20_00, "GBP")
    assert of_tender(lots=lots(pounds, None)).value is None
    assert of_tender(lots=lots(pounds, euros)).value is None
    most = {"amount": 10**15, "currency": "GBP"}
    assert of_tender(lots=lots(most, most)).value is None


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("34430000", "34430000"),
        ("34430000-0", "34430000"),
        ("34430000 - Bicycles", "34430000"),
        (34430000, "34430000"),
        (3000000, "03000000"),
    ],
)
def test_a_cpv_code_is_eight_digits_however_it_is_written(written: Any, expected: str) -> None:
    assert of_tender(classification={"scheme": "CPV", "id": written}).cpv == expected


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("344", "is not a CPV code (eight digits): '344'; it was left out."),
        ("344300001", "is not a CPV code (eight digits)"),
        ("bicycles", "is not a CPV code (eight digits)"),
        ("99430000", "CPV 2008 has no division 99"),
    ],
)
def test_an_unknown_cpv_code_is_a_problem(written: str, words: str) -> None:
    [(where, message)] = faults(classification={"scheme": "CPV", "id": written})

    assert where == "$.tender.classification.id"
    assert words in message


def test_the_tender_s_own_code_comes_first_then_all_others_once() -> None:
    items = [
        {"id": "1", "classification": {"scheme": "CPV", "id": "50111110"}},
        {"id": "2", "additionalClassifications": [CPV, {"scheme": "UNSPSC", "id": "5"}, {"scheme": "CPV"}]},
    ]
    own = of_tender(
        classification=CPV, additionalClassifications=[{"scheme": "CPV", "id": "50000000"}], items=items
    )

    assert (own.cpv, own.cpv_additional) == ("34430000", ("50000000", "50111110"))
    assert (of_tender(items=items).cpv, of_tender(items=items).cpv_additional) == ("50111110", ("34430000",))


def test_lots_and_items_keep_their_ids_and_belong_together() -> None:
    found = of_tender(
        lots=[
            {
                "id": "L1",
                "title": "Bicycles",
                "status": "active",
                "value": {"amount": 5, "currency": "GBP"},
                "contractPeriod": {"startDate": "2026-06-01T00:00:00+01:00", "durationInDays": 90},
                "suitability": {"sme": True},
            }
        ],
        items=[
            {
                "id": 7,
                "description": "Cargo bicycle",
                "quantity": 40,
                "unit": {"scheme": "UNCEFACT", "id": "EA", "name": "piece"},
                "classification": CPV,
                "relatedLot": "L1",
                "deliveryAddresses": [{"region": "UKE31"}, {"region": "UKE32"}],
            },
            {"id": "8", "unit": {"name": "hour"}, "relatedLots": ["L1", "L2"]},
        ],
    )

    assert found.lots == (
        Lot(
            "L1",
            "Bicycles",
            value=Money(500, "GBP"),
            span=Span(date(2026, 6, 1), None, 90),
            status="active",
            sme_suitable=True,
        ),
    )
    assert found.items == (
        Item("7", "Cargo bicycle", ("34430000",), Decimal(40), "EA", "L1", "UKE3"),
        Item("8", unit="hour", lot="L1"),
    )
    assert (found.sme_suitable, found.region, found.span) == (True, "UKE3", Span(date(2026, 6, 1), None, 90))


def test_two_entries_with_one_id_are_a_problem() -> None:
    assert faults(lots=[{"id": "1"}, {"id": "2"}, {"id": "1"}]) == [
        ("$.tender.lots", "two entries have the id '1' (the second is entry 2).")
    ]


@pytest.mark.parametrize(
    ("quantity", "words"),
    [(-4, "is negative, -4"), (10**13, "cannot be that large"), ("many", "must be a number, not 'many'")],
)
def test_an_absurd_quantity_is_left_out(quantity: Any, words: str) -> None:
    [(where, message)] = faults(items=[{"id": "1", "quantity": quantity}])

    assert where == "$.tender.items[0].quantity"
    assert words in message
    assert message.endswith("it was left out.")


@pytest.mark.parametrize(
    ("value", "where", "words"),
    [
        ({"amount": -1, "currency": "GBP"}, "$.tender.value.amount", "is negative"),
        ({"amount": 1e300, "currency": "GBP"}, "$.tender.value.amount", "cannot be that large"),
        ({"amount": float("nan"), "currency": "GBP"}, "$.tender.value.amount", "must be a number"),
        ({"amount": {}, "currency": "GBP"}, "$.tender.value.amount", "must be a number, not an object"),
        ({"amount": 5}, "$.tender.value.currency", "is missing; the amount was left out."),
        ({"amount": 5, "currency": "£"}, "$.tender.value.currency", "must be a code of three letters"),
        ("5 GBP", "$.tender.value", "must be an object, not '5 GBP'"),
    ],
)
def test_an_absurd_value_is_left_out(value: Any, where: str, words: str) -> None:
    [(found, message)] = faults(value=value)

    assert found == where
    assert words in message


def test_days_are_days_as_written_and_moments_are_utc() -> None:
    found = of_tender(
        tenderPeriod={"endDate": "2026-06-30T23:30:00+01:00"},
        enquiryPeriod={"endDate": "2026-06-01"},
        contractPeriod={"startDate": "2026-07-01T00:00:00+01:00", "endDate": "2027-06-30T23:59:59+01:00"},
    )

    assert found.deadline_at == datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    assert found.enquiries_until == datetime(2026, 6, 1, tzinfo=UTC)
    assert found.span == Span(date(2026, 7, 1), date(2027, 6, 30))


@pytest.mark.parametrize(
    "written", ["soon", "2026-13-01", "2026-W05-3", "31/12/2026", "9999-12-31T23:59:59-05:00"]
)
def test_what_is_no_date_is_a_problem(written: str) -> None:
    [(where, message)] = faults(tenderPeriod={"endDate": written})

    assert where == "$.tender.tenderPeriod.endDate"
    assert "is not a date and time" in message


def test_a_date_before_1900_stands_for_none() -> None:
    assert of_tender(tenderPeriod={"endDate": "0001-01-01T00:00:00Z"}).deadline_at is None


def test_a_period_that_ends_before_it_starts_loses_its_end() -> None:
    found, problems = read_notice(
        {"tender": {"contractPeriod": {"startDate": "2026-07-01", "endDate": "2026-06-01"}}}
    )

    assert found.span == Span(date(2026, 7, 1))
    assert [problem.where for problem in problems] == ["$.tender.contractPeriod.endDate"]


def test_without_a_period_of_its_own_a_notice_spans_its_lots_or_its_awards() -> None:
    first = {"startDate": "2026-07-01", "endDate": "2026-09-01"}
    second = {"startDate": "2026-06-01", "durationInDays": 30}
    spanned = of_tender(lots=[{"id": "1", "contractPeriod": first}, {"id": "2", "contractPeriod": second}])

    assert spanned.span == Span(date(2026, 6, 1), date(2026, 9, 1), 30)
    assert facts(awards=[{"id": "a", "contractPeriod": first}]).span == Span(
        date(2026, 7, 1), date(2026, 9, 1)
    )


NAMED = {"wales": "UKL", "UKL1": "UKL1"}


@pytest.mark.parametrize(
    ("addresses", "region"),
    [
        ([{"region": "UKM82"}, {"region": "UKM81"}], "UKM8"),
        ([{"region": "UKM82"}, {"region": "UKM"}], "UKM"),
        ([{"region": "UKC"}, {"region": "FR"}], ""),
        ([{"region": "WALES", "countryName": "GB"}], "GB"),
        ([{"region": "Kent"}], ""),
        ([], ""),
    ],
)
def test_the_region_is_the_smallest_that_holds_every_place(addresses: list[Any], region: str) -> None:
    assert of_tender(items=[{"id": "1", "deliveryAddresses": addresses}]).region == region


def test_regions_may_be_known_by_name() -> None:
    tender = {"items": [{"id": "1", "deliveryAddresses": [{"region": "wales"}, {"region": "UKL1"}]}]}
    found, _ = read_notice({"tender": tender}, regions=lambda written: NAMED.get(written, ""))

    assert found.region == "UKL"


def test_the_place_is_told_in_the_notice_s_words() -> None:
    words = of_tender(
        items=[
            {
                "id": "1",
                "deliveryLocation": {"description": "The depot"},
                "deliveryAddress": {
                    "locality": "Rotherham",
                    "postalCode": "S60 1AB",
                    "countryName": "United Kingdom",
                },
            }
        ]
    )
    assert words.place == "The depot, Rotherham, S60 1AB, United Kingdom"


def test_documents_are_links_to_the_web_or_no_links() -> None:
    found = facts(
        planning={"documents": [{"id": "p", "description": "Why", "documentType": "needsAssessment"}]},
        tender={
            "documents": [{"id": "t", "title": "Terms", "url": "https://example.org/t.pdf", "format": "pdf"}]
        },
        awards=[{"id": "a", "documents": [{"id": "n", "url": "http://example.org/n"}]}],
    )

    assert found.documents == (
        Document("p", "Why", "needsAssessment"),
        Document("t", "Terms", "", "https://example.org/t.pdf", "pdf"),
        Document("n", "", "", "http://example.org/n"),
    )
    for url in (
        "javascript:alert(1)",
        "ftp://example.org/x",
        "//example.org",
        "https://a b",
        "data:text/html,x",
    ):
        [(where, message)] = faults(documents=[{"id": "1", "url": url}])
        assert where == "$.tender.documents[0].url"
        assert "is not a web address" in message


def test_awards_say_who_got_what() -> None:
    award = {
        "id": "a1",
        "title": "",
        "status": "active",
        "date": "2026-05-01T00:00:00Z",
        "value": {"amount": 99, "currency": "GBP"},
        "suppliers": [{"id": "GB-COH-1", "name": "Wheels Ltd"}, {"id": "2"}],
    }

    assert facts(awards=[award]).awards == (
        Award(
            "a1",
            "",
            "active",
            date(2026, 5, 1),
            Money(99_00, "GBP"),
            (Supplier("Wheels Ltd", "GB-COH-1"), Supplier("2", "2")),
        ),
    )


@pytest.mark.parametrize(
    ("tender", "sme", "vcse"),
    [
        ({"suitability": {"sme": True, "vcse": False}}, True, False),
        ({"xClassifications": {"isSuitableForSme": False, "isSuitableForVco": True}}, False, True),
        (
            {"lots": [{"id": "1", "suitability": {"sme": False}}, {"id": "2", "suitability": {"sme": True}}]},
            True,
            None,
        ),
        ({}, None, None),
    ],
)
def test_suitability_is_known_or_unknown(tender: Any, sme: bool | None, vcse: bool | None) -> None:
    found = of_tender(**tender)

    assert (found.sme_suitable, found.vcse_suitable) == (sme, vcse)


def test_texts_are_what_was_meant_and_can_be_stored() -> None:
    found = of_tender(title="  Bread &amp; &#039;butter&#039;\x00\x07\ud800 ", description="one\ntwo\tthree")

    assert found.title == "Bread & 'butter'"
    assert found.description == "one\ntwo\tthree"


def test_the_title_is_looked_for_where_publishers_put_it() -> None:
    assert facts(title="From the release").title == "From the release"
    assert facts(planning={"budget": {"project": "From the budget"}}).title == "From the budget"
    assert facts(awards=[{"id": "1", "title": "From the award"}]).title == "From the award"


def test_a_notice_always_has_a_heading() -> None:
    long = "Bicycles and " * 20

    assert heading(of_tender(title="Bicycles", description="d")) == "Bicycles"
    assert heading(of_tender(description="Forty\nbicycles")) == "Forty bicycles"
    assert heading(of_tender(description=long)).endswith("and…")
    assert len(heading(of_tender(description=long))) <= 120
    assert heading(facts(ocid="ocds-1")) == "Notice ocds-1"
    assert heading(NoticeFacts()) == "Notice without a number"


FIELDS = """
    ocid id date tag language buyer parties planning tender awards title description status value amount currency
    items lots documents classification additionalClassifications scheme quantity unit name relatedLot relatedLots
    deliveryAddresses deliveryAddress deliveryLocation region countryName postalCode tenderPeriod contractPeriod
    startDate endDate durationInDays suitability sme vcse xClassifications isSuitableForSme suppliers identifier
    address url budget project procuringEntity enquiryPeriod
    """
NAMES = st.sampled_from(FIELDS.split())
ODD = st.sampled_from(
    [
        "CPV",
        "GBP",
        "34430000-0",
        "99999999",
        "2026-01-01T00:00:00Z",
        "0001-01-01",
        "9999-12-31T23:59:59-23:59",
        "-0",
    ]
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.text(max_size=8)
    | ODD
    | st.sampled_from([10**400, -(10**400), Decimal("1e999999"), Decimal("-1e-999999"), float("inf")])
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=6)
)


@given(JSON | st.dictionaries(NAMES, JSON), st.dictionaries(NAMES, JSON))
def test_no_json_of_any_kind_stops_the_reading(release: Any, tender: Any) -> None:
    for one in (release, {"tender": tender, "buyer": {"id": "1"}, "parties": [tender], "awards": [tender]}):
        found, problems = read_notice(one)
        assert heading(found)
        assert found.value is None or 0 <= found.value.minor < 2**63
        assert all(item.quantity is None or item.quantity >= 0 for item in found.items)
        assert all(problem.where.startswith("$") and problem.message for problem in problems)
        assert len(problems) == len(set(problems))
