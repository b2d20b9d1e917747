"""A value is cut out whole wherever the pieces it arrives in end."""

from __future__ import annotations

import json

import pytest

from midas.formats.ocds.scan import Limits, Scanner

VALUE = {
    'a "quoted" {name}': ["}", "\\", '\\"', {"é": [1, -2.5e3, None, True, {}]}],
    "b": 'x" } ] { [ \\',
    "c": "",
}


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 13, 1000])
def test_a_value_that_arrives_in_pieces_is_cut_out_whole(size: int) -> None:
    text = json.dumps(VALUE).encode()
    pieces = [text[at : at + size] for at in range(0, len(text), size)] + [b" rest"]
    waiting = iter(pieces)
    assert Scanner(lambda _: next(waiting, b""), Limits()).value().raw == text


def test_a_value_of_very_many_strings_is_cut_out_whole() -> None:
    text = json.dumps({f"name {number}": "value" for number in range(5000)}).encode()
    waiting = iter([text, b" rest"])
    assert Scanner(lambda _: next(waiting, b""), Limits()).value().raw == text
