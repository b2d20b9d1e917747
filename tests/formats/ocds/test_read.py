"""Releases are found in every shape of OCDS file, each with its place and the very text it came as."""

from __future__ import annotations

import hashlib
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats.ocds.notices import (
    OCID,
    SURROUNDINGS,
    a_package,
    a_record_package,
    a_release,
    a_tender,
    lines,
    stream,
    text,
    zipped,
)

from midas.formats.ocds import scan
from midas.formats.ocds.limits import Limits, Refused
from midas.formats.ocds.read import Found, Stray, read_releases, read_text

ONE, TWO = a_release(1), a_release(2, day=2)


def read(content: bytes, limits: Limits | None = None) -> list[Found | Stray]:
    return list(read_releases(stream(content), limits or Limits()))


def found(content: bytes) -> list[Found]:
    parts = read(content)
    assert all(isinstance(part, Found) for part in parts), parts
    return [part for part in parts if isinstance(part, Found)]


def strays(content: bytes) -> list[tuple[str, str, bool]]:
    return [
        (part.problem.where, part.problem.message, part.fault)
        for part in read(content)
        if isinstance(part, Stray)
    ]


SHAPES: dict[str, tuple[bytes, list[str]]] = {
    "a release": (text(ONE), ["$"]),
    "a release package": (text(a_package(ONE, TWO)), ["$.releases[0]", "$.releases[1]"]),
    "the same, indented": (text(a_package(ONE, TWO), indent=2), ["$.releases[0]", "$.releases[1]"]),
    "a package whose releases come first": (
        text({"releases": [ONE, TWO], **SURROUNDINGS}),
        ["$.releases[0]", "$.releases[1]"],
    ),
    "releases in a list": (text([ONE, TWO]), ["$[0]", "$[1]"]),
    "packages in a list": (text([a_package(ONE), a_package(TWO)]), ["$[0].releases[0]", "$[1].releases[0]"]),
    "releases as lines": (lines(ONE, TWO), ["$[0]", "$[1]"]),
    "packages as lines": (
        lines(a_package(ONE, TWO), a_package(a_release(3))),
        ["$[0].releases[0]", "$[0].releases[1]", "$[1].releases[0]"],
    ),
    "lines with blank ones between": (b"\n" + text(ONE) + b"\r\n\r\n" + text(TWO), ["$[0]", "$[1]"]),
    "one line": (text(ONE) + b"\n", ["$"]),
    "documents one after another": (
        text(a_package(ONE), indent=1) + b"\n" + text(a_package(TWO), indent=1),
        ["$.releases[0]", "$[1].releases[0]"],
    ),
    "a record package": (
        text(a_record_package({"ocid": OCID, "releases": [ONE], "compiledRelease": ONE})),
        ["$.records[0].compiledRelease"],
    ),
    "a record without a compiled release": (
        text(a_record_package({"ocid": OCID, "releases": [ONE, TWO]})),
        ["$.records[0]"],
    ),
    "a record": (text({"ocid": OCID, "releases": [ONE], "compiledRelease": ONE}), ["$.compiledRelease"]),
    "records as lines": (
        lines(*({"ocid": f"ocds-b5fd17-{n}", "releases": [ONE]} for n in range(2))),
        ["$[0]", "$[1]"],
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("wrapped", ["as it is", "gzip", "with a byte-order mark"])
def test_every_shape_is_read(shape: str, wrapped: str) -> None:
    content, places = SHAPES[shape]
    if wrapped == "gzip":
        content = zipped(content)
    elif wrapped != "as it is":
        content = b"\xef\xbb\xbf" + content

    assert [one.where for one in found(content)] == places


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_is_read_however_small_the_pieces_it_comes_in(
    shape: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    content, places = SHAPES[shape]
    monkeypatch.setattr(scan, "CHUNK", 1)

    assert [one.where for one in found(content)] == places


def test_the_text_is_what_stands_in_the_file() -> None:
    written = '{ "ocid":"ocds-b5fd17-é",\n "id" : "1",\t"tender":{"value":{"amount":10.10e0}} }'.encode()
    parts = [
        part for part in read(b'{"uri": "u", "releases": [\n' + written + b" ]}") if isinstance(part, Found)
    ]
    one = parts[0]

    assert one.text == written.decode()
    assert one.sha256 == hashlib.sha256(written).hexdigest()
    assert one.line == 2
    assert one.release["tender"]["value"]["amount"] == Decimal("10.10")


def test_the_text_of_a_line_has_no_white_space_around_it() -> None:
    content = b"  " + text(ONE) + b" \r\n" + text(TWO) + b"\t\r\n"

    assert [one.text for one in found(content)] == [text(ONE).decode(), text(TWO).decode()]


def test_a_kept_text_is_read_again_as_the_same_release() -> None:
    for content, _ in SHAPES.values():
        for one in found(content):
            assert read_text(one.text).release == one.release


def test_what_surrounds_the_releases_is_known_with_each_of_them_wherever_it_stands() -> None:
    before, after = text(a_package(ONE)), text(dict(reversed(a_package(ONE).items())))
    assert b'"releases"' in after[:20]
    for content in (before, after, lines(a_package(ONE), a_package(TWO))):
        package = found(content)[0].package
        assert (package.kind, package.version, package.publisher) == (
            "release package",
            "1.1",
            "Testshire Council",
        )
        assert package.text("uri") == "https://example.org/package.json"
        assert package.text("license") == "https://example.org/licence"


@pytest.mark.parametrize(
    ("document", "version"),
    [
        (a_package(ONE), "1.1"),
        ({name: value for name, value in a_package(ONE).items() if name != "version"}, "1.0"),
        (a_package(ONE, version="1.0"), "1.0"),
        (ONE, "1.1"),
    ],
)
def test_the_version_is_the_one_stated_or_the_one_that_states_none(document: Any, version: str) -> None:
    assert found(text(document))[0].package.version == version


def test_a_path_a_stream_and_a_pipe_are_read_alike(tmp_path: Path) -> None:
    content = lines(ONE, TWO)
    path = tmp_path / "notices.jsonl"
    path.write_bytes(content)

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    for source in (path, io.BytesIO(content), Pipe(content)):
        assert [part.where for part in read_releases(source) if isinstance(part, Found)] == ["$[0]", "$[1]"]


def test_a_stream_is_left_open() -> None:
    content = stream(text(ONE))
    list(read_releases(content))

    assert not content.closed


def test_progress_counts_the_bytes_of_the_file_itself() -> None:
    content = zipped(lines(*(a_release(number) for number in range(1000))))
    told: list[int] = []
    list(read_releases(stream(content), Limits(), told.append))

    assert told == sorted(told)
    assert told[-1] == len(content)


def test_a_release_given_twice_is_a_fault_of_the_second() -> None:
    twice = found(text(a_package(ONE, TWO, ONE)))
    others = found(text(a_package(ONE, a_release(1, ocid="ocds-b5fd17-other"))))

    assert [[fault.where for fault in one.faults] for one in twice] == [[], [], ["$.releases[2].id"]]
    assert [one.faults for one in others] == [(), ()]


def test_a_record_given_twice_is_a_fault_of_the_second() -> None:
    record = {"ocid": OCID, "releases": [ONE]}
    twice = found(text(a_record_package(record, record)))

    assert [[fault.where for fault in one.faults] for one in twice] == [[], ["$.records[1].ocid"]]


def test_a_field_given_twice_is_a_fault_and_the_last_one_counts() -> None:
    one = found(b'{"ocid": "a", "tag": [], "tender": {"title": "x", "title": "y"}}')[0]

    assert one.release["tender"]["title"] == "y"
    assert [str(fault) for fault in one.faults] == [
        "$: one object gives the field 'title' twice; the last one counts."
    ]


def test_what_is_no_release_in_a_list_of_releases_is_left_out_and_said_so() -> None:
    content = text(a_package(ONE, 5, "x", None, [ONE], TWO))

    assert strays(content) == [
        ("$.releases[1]", "must be an object, not 5.", True),
        ("$.releases[2]", "must be an object, not 'x'.", True),
        ("$.releases[3]", "must be an object, not null.", True),
        ("$.releases[4]", "must be an object, not a list.", True),
    ]
    assert [part.where for part in read(content) if isinstance(part, Found)] == [
        "$.releases[0]",
        "$.releases[5]",
    ]


def test_one_broken_line_does_not_spoil_the_others() -> None:
    content = (
        lines(ONE)
        + b'{"ocid": "ocds-b5fd17-cut", "tender": {"id\n'
        + lines(TWO)
        + b"{},\n"
        + lines(a_release(3))
    )

    assert [part.where for part in read(content) if isinstance(part, Found)] == ["$[0]", "$[2]", "$[4]"]
    where, message, fault = strays(content)[0]
    assert (where, fault) == ("$[1]", True)
    assert "line 2" in message
    assert strays(content)[1][0] == "$[3]"


def test_a_first_line_that_is_cut_off_does_not_spoil_the_others() -> None:
    content = b'{"ocid": "ocds-b5fd17-cut", "tender": {"id": "x\n' + lines(ONE, TWO)

    assert [part.where for part in read(content) if isinstance(part, Found)] == ["$[1]", "$[2]"]


def test_links_to_releases_are_never_followed_and_a_remark_says_so() -> None:
    link = {"url": "https://example.org/r1", "date": "2026-01-01T00:00:00Z", "tag": ["tender"]}
    only = a_record_package({"ocid": OCID, "releases": [link]})
    compiled = a_record_package({"ocid": OCID, "releases": [link], "compiledRelease": ONE})
    mixed = a_record_package({"ocid": OCID, "releases": [link, ONE]})

    [(where, message, fault)] = strays(text(only))
    assert (where, fault) == ("$.records[0].releases", False)
    assert "never fetches links" in message
    assert [one.faults for one in found(text(compiled))] == [()]
    assert "1 of 2 releases are only links" in str(found(text(mixed))[0].faults[0])


def test_the_releases_of_a_record_are_merged_by_date() -> None:
    older = a_release(1, day=1, tender=a_tender(description="old"))
    newer = a_release(2, day=2, tender=a_tender(description="new", title=None))
    one = found(text(a_record_package({"ocid": OCID, "releases": [newer, older]})))[0]

    assert one.release["tender"]["description"] == "new"
    assert "title" not in one.release["tender"]
    assert one.release["tag"] == ["compiled"]
    assert one.record is not None


def test_releases_that_contradict_each_other_in_shape_leave_the_newest_and_a_fault() -> None:
    newer = a_release(2, day=2, tender=[{"id": "1"}])
    one = found(text(a_record_package({"ocid": OCID, "releases": [ONE, newer]})))[0]

    assert one.release["id"] == "release-2"
    assert "cannot be merged" in one.faults[0].message


@pytest.mark.parametrize(
    ("record", "where"),
    [
        ({"releases": [ONE]}, ["$.records[0].ocid"]),
        ({"ocid": OCID, "compiledRelease": ONE}, ["$.records[0].releases"]),
        ({"ocid": OCID, "releases": [], "compiledRelease": ONE}, ["$.records[0].releases"]),
        ({"ocid": OCID, "releases": [ONE], "compiledRelease": []}, ["$.records[0].compiledRelease"]),
    ],
)
def test_what_a_record_lacks_is_a_fault(record: Any, where: list[str]) -> None:
    assert [fault.where for fault in found(text(a_record_package(record)))[0].faults] == where


def test_a_record_of_nothing_is_left_out_with_its_faults() -> None:
    assert [(where, fault) for where, _, fault in strays(text(a_record_package({})))] == [
        ("$.records[0].ocid", True),
        ("$.records[0].releases", True),
    ]


def test_an_empty_package_is_ocds_and_says_that_it_is_empty() -> None:
    assert strays(text(a_package())) == [("$.releases", "must have at least one entry.", True)]


@given(st.data())
def test_a_file_cut_off_anywhere_is_refused_or_read_up_to_whole_releases(data: st.DataObject) -> None:
    shape = data.draw(st.sampled_from(sorted(SHAPES)))
    content, _ = SHAPES[shape]
    cut = content[: data.draw(st.integers(0, len(content) - 1))]
    try:
        parts = read(cut)
    except Refused:
        return
    whole = [json.loads(one) for one in (part.text for part in parts if isinstance(part, Found))]
    assert all(one.get("ocid") == OCID or "ocds-b5fd17-" in one["ocid"] for one in whole)


@given(st.data())
def test_a_file_with_any_byte_changed_is_refused_or_read(data: st.DataObject) -> None:
    content = bytearray(SHAPES[data.draw(st.sampled_from(sorted(SHAPES)))][0])
    content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        parts = read(bytes(content))
    except Refused:
        return
    assert all(isinstance(part, Found | Stray) for part in parts)
