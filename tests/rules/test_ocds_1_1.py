"""The table of OCDS holds together: every name it uses is there, and every word in it means something."""

from __future__ import annotations

import re

import pytest

from midas.formats.ocds.schema import FORMATS, HINTS, JSON_TYPES
from midas.rules.ocds_1_1 import CLOSED, IN_PLACE, PACKAGE, STRUCTURES

TABLES = {"Package": PACKAGE, **STRUCTURES}
LINES = [
    (name, *line.split()) for name, table in TABLES.items() for line in table.splitlines() if line.strip()
]
PLAIN = {"required", "filled", "unique", "translated", "deprecated", "uris", "decimal"} | FORMATS | HINTS


@pytest.mark.parametrize("structure", TABLES)
def test_every_type_and_trait_is_known(structure: str) -> None:
    for _, _, type_, *traits in (line for line in LINES if line[0] == structure):
        for name in re.findall(r"\w+", type_):
            assert name in JSON_TYPES or name in STRUCTURES
            assert (f"{{{name}}}" in type_) == (name in IN_PLACE)
        for trait in traits:
            key, _, value = trait.partition("=")
            assert key in {"open", "closed", "default"} if value else key in PLAIN
            assert key != "closed" or value in CLOSED


def test_no_structure_names_a_field_twice() -> None:
    fields = [line[:2] for line in LINES]

    assert len(fields) == len(set(fields))


def test_every_structure_and_every_closed_list_is_used() -> None:
    used = {name for line in LINES for name in re.findall(r"[A-Z]\w+", line[2])}
    closed = {
        trait.removeprefix("closed=") for line in LINES for trait in line if trait.startswith("closed=")
    }

    assert used | {"Release", "LinkedRelease"} == set(STRUCTURES)
    assert closed == set(CLOSED)


def test_currencies_are_three_capitals_each_once() -> None:
    assert len(CLOSED["currency"]) == len(set(CLOSED["currency"])) == 302
    assert all(re.fullmatch("[A-Z]{3}", code) for code in CLOSED["currency"])
