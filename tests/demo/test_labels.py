"""The CPV labels the demo brings along are the official ones, and just those it needs."""

import csv
import io

import pytest
from tests.shared_data import shared_bytes

from midas.demo.generate import ALL_WISHES, COMPETENCIES
from midas.demo.labels import labels
from midas.demo.strangers import WISHES
from midas.demo.trades import TRADES
from midas.rules import cpv


def _used():
    codes = {work.cpv for trade in TRADES for work in trade.works} | {own.cpv for own in COMPETENCIES}
    for wish in (*ALL_WISHES, *WISHES):
        codes |= {*wish.cpv, *(item.cpv for item in wish.items), *(need.cpv for need in wish.needs)}
    return {code for code in codes if cpv.label(code) is None}


def test_every_code_the_demo_uses_has_a_label_and_no_other():
    assert set(labels()) == _used()


@pytest.mark.shared_data
def test_they_are_the_official_ones():
    rows = csv.DictReader(io.StringIO(shared_bytes("codelists", "cpv_2008_en.csv.gz").decode()))
    official = {row["code"]: row["label_en"] for row in rows}
    assert {code: official[code] for code in labels()} == labels()
