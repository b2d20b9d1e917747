"""The quick way says of a release what the exact way says, or that it does not know."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats.ocds.notices import a_package, a_release, a_tender, stream, text
from tests.shared_data import shared_data, shared_folder

from midas.core.demand.notice_reading import read_notice
from midas.formats.ocds import scan
from midas.formats.ocds.check import judge, region_meant
from midas.formats.ocds.limits import Limits, Refused
from midas.formats.ocds.plain import NotPlain, plain_facts
from midas.formats.ocds.read import Found, read_releases, typed_releases
from midas.formats.ocds.schema_check import release_faults
from midas.formats.ocds.text import Text, glance_once
from midas.formats.ocds.typed import decode

PARTY = {
    "id": "p",
    "name": "Don Steel",
    "identifier": {"scheme": "GB-COH", "id": "1"},
    "details": {"scale": "sme"},
}
FULL = a_release(
    buyer={"id": "b", "name": "Testshire &amp; Council"},
    parties=[PARTY, {"id": "b", "name": "Testshire", "address": {"region": "UKE3"}, "roles": ["buyer"]}],
    tender=a_tender(
        classification={"scheme": "CPV", "id": "34430000-0"},
        lots=[{"id": "1", "value": {"amount": 12.34, "currency": "GBP"}, "suitability": {"sme": True}}],
        items=[
            {
                "id": "1",
                "quantity": 2.5,
                "unit": {"scheme": "UNCEFACT", "id": "EA"},
                "relatedLot": "1",
                "deliveryAddresses": [{"region": "London", "postalCode": "N1"}],
            }
        ],
        documents=[{"id": "d", "url": "https://example.org/d"}],
        contractPeriod={"startDate": "2026-06-01T00:00:00+01:00", "durationInDays": 30},
    ),
    awards=[
        {
            "id": "a",
            "date": "2026-05-01T00:00:00Z",
            "value": {"amount": 99, "currency": "GBP"},
            "suppliers": [{"id": "p", "name": "Don Steel"}, {"id": "q", "name": "Aire"}],
        }
    ],
    contracts=[{"id": "c", "awardID": "a", "value": {"amount": 98.5, "currency": "GBP"}}],
)


def exactly(found: Found) -> Any:
    """The verdict of the exact way."""
    return judge(
        Found(
            found.where,
            found.line,
            found.release,
            found.text,
            found.sha256,
            found.package,
            faults=found.faults,
        )
    )


def the_release(release: Any) -> Found:
    (found,) = read_releases(stream(text(a_package(release))))
    assert isinstance(found, Found)
    return found


def test_a_full_release_goes_the_quick_way_and_says_the_same() -> None:
    found = the_release(FULL)
    assert plain_facts(found.typed, region_meant) == read_notice(FULL, regions=region_meant)[0]
    assert judge(found) == exactly(found)
    (award,) = judge(found).facts.awards
    assert [(one.name, one.identifier, one.sme) for one in award.suppliers] == [
        ("Don Steel", "GB-COH-1", True),
        ("Aire", "q", None),
    ]
    assert award.contracted is not None
    assert award.contracted.minor == 98_50


@lru_cache(1)
def files() -> tuple[str, ...]:
    folder = shared_folder()
    found = () if folder is None else (folder / "ocds").rglob("*.json*")
    return tuple(
        sorted(str(path.relative_to(folder / "ocds")) for path in found if "schema" not in path.parts)
    )  # type: ignore[operator]


@pytest.mark.shared_data
@pytest.mark.parametrize("name", files())
def test_both_ways_say_the_same_of_every_published_release(name: str) -> None:
    try:
        founds = [
            one for one in read_releases(shared_data("ocds", *name.split("/"))) if isinstance(one, Found)
        ]
    except Refused:
        return
    for found in founds:
        if found.typed is not None:
            assert release_faults(found.release, found.where, found.package.version) == ()
            assert judge(found) == exactly(found)


@pytest.mark.shared_data
def test_most_published_releases_go_the_quick_way() -> None:
    founds = list(read_releases(shared_data("ocds", "uk_contracts_finder_2025_releases.jsonl.gz")))
    quick = [one for one in founds if isinstance(one, Found) and one.typed is not None]
    assert len(quick) > 0.9 * len(founds)


DATES = ("20225-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "1066-10-14")
TEXTS = ("", " ", "x", "GBP", "XXQ", "34430000", "javascript:alert(1)", "a&amp;b", "\t")
NUMBERS = (-1, 0, 1, 1.5, 0.125, 1e13, 10**20, True)
ODD = st.sampled_from([None, *DATES, *TEXTS, *NUMBERS, [], {}, [1], {"id": 1}])


def places(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, entry in inside for place in ((*way, key), *places(entry, (*way, key)))]


@given(st.sampled_from(places(FULL)), ODD)
def test_whatever_stands_in_a_field_both_ways_say_the_same(place: tuple[Any, ...], odd: Any) -> None:
    release = json.loads(json.dumps(FULL))
    inside = release
    for key in place[:-1]:
        inside = inside[key]
    inside[place[-1]] = odd
    found = the_release(release)
    assert judge(found) == exactly(found)


@pytest.mark.parametrize(
    "raw",
    [
        b'{"a": 1, "a": 2}',
        b'{"a": {"b": 1, "b" : 2}, "c" : 3}',
        b'{"a\\u0062": 1, "ab": 2}',
        b'{"a": "\\u2019", "b": 1, "b": 2}',
        b'{"a" : 1, "b": [{"c": 1, "c": "x"}]}',
        b'{"a": "\\u003a", "b": 1, "b": 1}',
    ],
)
def test_a_field_given_twice_is_never_overlooked(raw: bytes) -> None:
    assert glance_once(Text(raw, 1, 1))[1] is False


@pytest.mark.parametrize("raw", [b'{"a": 1, "b": {"a": ": ", "c": "\\":"}}', b'{"a": "\\u2019s", "b": 1.0}'])
def test_fields_given_once_are_seen_to_be(raw: bytes) -> None:
    assert glance_once(Text(raw, 1, 1))[1] is True


def test_what_the_standard_finds_fault_with_does_not_decode() -> None:
    for wrong in ({"tag": []}, {"tag": "tender"}, {"ocid": ""}, {"initiationType": "x"}, {"title_fr": 5}):
        assert decode(text({**FULL, **wrong}), "1.1") is None
    twins = {**FULL, "parties": [PARTY, PARTY]}
    assert decode(text(twins), "1.1") is None
    assert decode(text(FULL), "1.1") is not None


def test_an_amount_whose_rounding_hangs_on_more_digits_than_a_float_has_goes_the_exact_way() -> None:
    release = decode(text({**FULL, "tender": a_tender(value={"amount": 0.125, "currency": "GBP"})}), "1.1")
    with pytest.raises(NotPlain):
        plain_facts(release, region_meant)


def test_a_stream_of_typed_releases_tells_those_that_do_not_decode() -> None:
    releases = list(typed_releases(stream(text(a_package(FULL, {**FULL, "tag": 1}, a_release(2))))))
    assert [release and release.id for release in releases] == ["release-1", None, "release-2"]


@pytest.mark.parametrize("spacing", [{}, {"indent": 1}, {"separators": (",", ":")}])
@pytest.mark.parametrize("window", [300, 5_000, 2**19])
def test_entries_cut_many_at_a_time_are_those_cut_one_at_a_time(
    spacing: dict[str, Any], window: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = [1, "x", [], {"ocid": {"ocid": [{"ocid": 1}, {"ocid": 2}]}}]
    tricky = {**FULL, "description": '},{"ocid": "'}
    package = text(a_package(*[{**tricky, "id": str(number)} for number in range(30)], *odd, FULL), **spacing)
    monkeypatch.setattr(scan, "WINDOW", window)
    monkeypatch.setattr(scan, "CHUNK", 1000)
    many = [repr(part) for part in read_releases(stream(package))]
    monkeypatch.setattr(scan, "GUESSES", 0)
    assert [repr(part) for part in read_releases(stream(package), Limits())] == many
    assert len(many) > 30
