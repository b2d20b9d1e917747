"""Keys in addresses do not stand in the log."""

from __future__ import annotations

import logging

import pytest

from midas.site.masking import Masking, masked

KEY = "midas_AbC-0123456789_xyz"


@pytest.mark.parametrize(
    "path", [f"/feeds/{KEY}/notices.atom", f"/invitations/{KEY}/", f"/join/five-rivers/open/{KEY}/"]
)
def test_a_key_in_an_address_is_left_out_whatever_follows(path):
    assert KEY not in masked(f"Not Found: {path}")
    assert masked(path).endswith(path.split(KEY)[1])


def test_other_addresses_stay_as_they_are():
    assert masked("/demand/14/requirement/ /feeds/") == "/demand/14/requirement/ /feeds/"


def test_a_record_is_masked_with_its_arguments():
    record = logging.LogRecord("x", logging.WARNING, "", 0, "Not Found: %s", (f"/feeds/{KEY}/a",), None)

    assert Masking().filter(record)
    assert record.getMessage() == "Not Found: /feeds/…/a"
