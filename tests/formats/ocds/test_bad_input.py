"""What is not OCDS, not whole or not safe is refused whole, in words that say what, where and what to do."""

from __future__ import annotations

import gzip
import io
import json
import tracemalloc
import zlib
from typing import Any

import pytest
from tests.formats.ocds.notices import a_package, a_release, a_tender, lines, stream, text, zipped

from midas.formats.ocds.check import check_file, judge
from midas.formats.ocds.limits import Limits, Refused
from midas.formats.ocds.read import Found, read_releases

WHOLE = text(a_package(a_release(1), a_release(2)), indent=2)


def refusal(content: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(Refused) as refused:
        list(read_releases(stream(content), limits or Limits()))
    return str(refused.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."),
        (b" \n\t ", "The file is empty."),
        (b"<?xml version='1.0'?><x/>", "it looks like XML or a web page"),
        (b"\xef\xbb\xbf<html>", "it looks like XML or a web page"),
        (b"%PDF-1.7", "it looks like a PDF"),
        (b"PK\x03\x04....", "it looks like a ZIP archive"),
        (b"BZh91AY", "it looks like a bzip2 file. Unpack it first."),
        (b"\xff\xfe{\x00", "it looks like UTF-16 text. Save it as UTF-8."),
        (zipped(zipped(WHOLE)), "it looks like gzip inside gzip. Unzip it once more."),
        (b"ocid;title\n1;Bicycles\n", "it is not JSON"),
        (b"5", "it is not JSON"),
        (b"[]", "it is JSON with nothing in it"),
        (b"[5]", "its first entry must be an object, not 5."),
        (b"{}", "it is an empty object, but no `releases`"),
        (b'{"a": 1, "b": 2}', "it has the fields a, b, but no `releases`, no `records` and no `ocid`."),
        (
            lines({"a": 1}, {"b": 1}),
            "Nothing in this file is OCDS; its first entry is not OCDS: it has the fields a",
        ),
        (b'{"releases": {"ocid": "x"}}', "must be a list, not an object."),
        (
            b'{"ocid": "x", "initiationType": [{"releaseID": "1", "value": "tender"}]}',
            "is a versioned release",
        ),
    ],
)
def test_what_is_not_ocds_is_refused_and_named(content: bytes, words: str) -> None:
    assert words in refusal(content)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (WHOLE[:-1], "the end of the object"),
        (WHOLE[:-40], "has no end; the file was cut off"),
        (
            WHOLE.replace(b'"ocid": "ocds', b'"ocid" "ocds', 1),
            "line 11, column 14: a colon was expected here.",
        ),
        (WHOLE.replace(b'"tag": [', b'"tag": [,', 1), "line 14, column 15: a value was expected here."),
        (WHOLE.replace(b"    {\n", b"    {,\n", 1), 'line 10, column 6: a field name in "double quotes"'),
        (WHOLE.replace(b"120000.5", b"NaN", 1), "line 27, column 21: NaN is not a JSON number."),
        (WHOLE.replace(b"120000.5", b"-Infinity", 1), "-Infinity is not a JSON number."),
        (WHOLE.replace(b"120000.5", b"12e", 1), "line 27"),
        (WHOLE.replace(b"120000.5", b"1" * 5000, 1), "a whole number has thousands of digits."),
        (WHOLE.replace(b"120000.5", b"1e9999999999999999999", 1), "a number is too large to read."),
        (WHOLE.replace(b"Cargo bicycles", b"Cargo\nbicycles", 1), "a line break or control character"),
        (
            WHOLE.replace(b"Cargo bicycles", b"Cargo \xff\xfe", 1),
            "this is not UTF-8 text. Save the file as UTF-8.",
        ),
        (WHOLE.replace(b"Cargo bicycles", b"Cargo \\x", 1), "a backslash stands before"),
        (WHOLE + b"]", "the document has ended, and something else follows."),
        (WHOLE.replace(b"},\n    {", b"}\n    {", 1), "a comma or the end of the list was expected here."),
        (WHOLE.replace(b'"version": "1.1",', b'"version": 1.1.1,', 1), "line 3"),
        (b"[" + text(a_release(1)) + b", ]", "a value was expected here."),
        (
            b'{"releases": [' + text(a_release(1)),
            "the end of the list was expected here, but the file ends.",
        ),
    ],
)
def test_broken_json_is_refused_with_its_line(content: bytes, words: str) -> None:
    said = refusal(content)

    assert words in said
    assert "Nothing was taken from the file" in said


def test_a_refused_file_has_no_counts_and_one_problem_that_says_why() -> None:
    report = check_file(stream(WHOLE[:-40]), "cut.json")

    assert (report.file, report.releases, report.valid, report.faulty) == ("cut.json", 0, 0, True)
    assert len(report.problems) == 1


@pytest.mark.parametrize("depth", [61, 990, 100_000])
def test_deep_nesting_is_refused_on_any_line_of_json_lines(depth: int) -> None:
    flat = b'{"ocid": "x", "id": "1", "tag": ["tender"]}\n'
    deep = b'{"ocid": "x", "id": "2", "tag": ["tender"], "a": ' + b"[" * depth + b"]" * depth + b"}\n"
    assert "From line 3 on, the JSON is nested more than 60 levels deep" in refusal(
        flat + b"\n" + deep + flat
    )


def test_brackets_within_a_text_are_no_nesting_on_any_line() -> None:
    flat = b'{"ocid": "x", "id": "1", "tag": ["tender"]}\n'
    quoted = b'{"ocid": "x", "id": "2", "tag": ["tender"], "a": "' + b"[" * 990 + b'"}\n'
    assert len(list(read_releases(io.BytesIO(flat + quoted)))) == 2


def test_deep_nesting_is_refused() -> None:
    deep = b'{"releases": [{"ocid": "x", "a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}]}"

    assert "nested more than 60 levels deep" in refusal(deep)
    assert "nested more than 60 levels deep" in refusal(b"[" * 100_000)
    assert "nested more than 60 levels deep" in refusal(deep[:60_000])
    assert "nested more than 60 levels deep" in refusal(b'{"a": ' * 100_000)


def test_a_gzip_file_that_was_cut_off_or_damaged_is_refused() -> None:
    content = zipped(lines(*(a_release(number) for number in range(50))))
    damaged = content[:200] + bytes(byte ^ 255 for byte in content[200:260]) + content[260:]

    assert "ends too soon" in refusal(content[:-9])
    assert "damaged" in refusal(damaged)
    assert "damaged" in refusal(content + b"something else")


def a_bomb(megabytes: int) -> bytes:
    """A release whose title is very long and very dull, compressed a thousandfold."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    parts = [packer.compress(b'{"ocid": "x", "tag": [], "tender": {"title": "')]
    parts += [packer.compress(b"a" * 2**20) for _ in range(megabytes)]
    return b"".join([*parts, packer.compress(b'"}}'), packer.flush()])


def test_a_gzip_bomb_is_refused_before_it_takes_memory() -> None:
    bomb = a_bomb(60)
    tracemalloc.start()
    try:
        said = refusal(bomb, Limits(max_release_bytes=2**26))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert len(bomb) < 100_000
    assert "gzip bomb" in said
    assert most < 120 * 2**20


def test_a_bomb_of_white_space_is_refused_too() -> None:
    assert "gzip bomb" in refusal(gzip.compress(b"{" + b" " * (40 * 2**20)))


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (Limits(max_bytes=500), "larger than 500 bytes"),
        (Limits(max_bytes=2000), "larger than 2 kB"),
        (Limits(max_expanded_bytes=2000), "holds more than 2 kB"),
        (Limits(max_releases=9), "more than 9 releases"),
        (Limits(max_depth=2), "nested more than 2 levels"),
    ],
)
def test_every_limit_is_kept_and_says_what_to_do(limits: Limits, words: str) -> None:
    content = lines(*(a_release(number) for number in range(10)))

    assert words in refusal(content, limits)
    if "expanded" in words or "releases" in words:
        assert words in refusal(zipped(content), limits)


def test_one_huge_release_is_refused() -> None:
    huge = text(a_release(tender=a_tender(title="x" * 2**20)))

    assert "One release, from line 1 on, is larger than 0 MiB" in refusal(
        huge, Limits(max_release_bytes=2**19)
    )


def test_a_pipe_without_end_is_not_copied_without_end() -> None:
    class Endless(io.RawIOBase):
        def seekable(self) -> bool:
            return False

        def read(self, size: int = -1) -> bytes:
            return b" " * size

    with pytest.raises(Refused, match="larger than what is taken"):
        list(read_releases(Endless(), Limits(max_bytes=5 * 2**20)))  # type: ignore[arg-type]


def test_a_large_file_takes_little_memory() -> None:
    one = text(a_release(tender=a_tender(description="d" * 4000)))
    content = b'{"releases": [' + b",".join([one] * 3000) + b"]}"
    tracemalloc.start()
    try:
        number = sum(1 for _ in read_releases(stream(content)))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert len(content) > 12_000_000
    assert number > 3000
    assert most < 6_000_000


def test_numbers_no_computer_word_can_hold_are_read_exactly_or_left_out() -> None:
    content = WHOLE.replace(b"120000.5", b"1e400", 1).replace(b"120000.5", b"0.1000000000000000000000001", 1)
    report = check_file(stream(content), "n.json")

    assert (report.releases, report.valid) == (2, 2)
    assert [problem.where for problem in report.problems] == ["$.releases[0].tender.value.amount"]
    assert "cannot be that large" in report.problems[0].message


def test_problems_without_number_are_counted_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("midas.formats.ocds.check.MOST_PROBLEMS", 10)
    report = check_file(stream(lines(*({"ocid": str(n), "tag": []} for n in range(20)))), "many.jsonl")

    assert len(report.problems) == 11
    assert "90 more problems" in report.problems[-1].message


def test_a_json_text_that_holds_json_is_not_mistaken_for_ocds() -> None:
    assert "has the fields notice" in refusal(text({"notice": json.dumps(a_release(1))}))


def test_a_gzip_file_that_lies_about_its_length_is_refused() -> None:
    packed = zipped(text(a_package(a_release())))
    for lie in (0, 5, 2**32 - 1):
        report = check_file(stream(packed[:-4] + lie.to_bytes(4, "little")), "x")
        assert (report.releases, report.faulty) == (0, True)
        assert "damaged" in report.problems[0].message


@pytest.mark.parametrize(
    ("more", "place", "words"),
    [
        (
            {"tender": a_tender(tenderPeriod={"endDate": "20225-04-01T12:00:00Z"})},
            "tender.tenderPeriod.endDate",
            "is not a date",
        ),
        ({"tender": a_tender(value={"amount": -5, "currency": "GBP"})}, "tender.value.amount", "is negative"),
        ({"tender": a_tender(value={"amount": 5, "currency": "QQQ"})}, "tender.value.currency", "ISO 4217"),
        (
            {"tender": a_tender(items=[{"id": "1", "quantity": -1}])},
            "tender.items[0].quantity",
            "is negative",
        ),
    ],
)
def test_a_value_that_cannot_be_is_named_with_its_place(more: dict[str, Any], place: str, words: str) -> None:
    report = check_file(stream(text(a_package(a_release(**more)))), "x")
    (problem,) = report.problems
    assert (report.releases, problem.where) == (1, f"$.releases[0].{place}")
    assert words in problem.message


def test_a_title_of_ten_megabytes_is_read_within_the_limits_of_a_release() -> None:
    title = "<script>alert(1)</script>" * 400_000
    (found,) = read_releases(stream(text(a_package(a_release(tender=a_tender(title=title))))))
    assert isinstance(found, Found)
    assert judge(found).facts.title == title


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-16"])
def test_text_in_another_encoding_is_refused_and_told_how_to_save_it(encoding: str) -> None:
    content = json.dumps(a_package(a_release(tender=a_tender(title="Café"))), ensure_ascii=False)
    report = check_file(stream(content.encode(encoding)), "x")
    assert (report.releases, report.faulty) == (0, True)
    assert "UTF-8" in report.problems[0].message
