"""Where money goes is checked by form: a slip is found, and nothing else is claimed."""

import pytest

from midas.core.values.bank import BadAccount, iban, sort_code


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("GB82 WEST 1234 5698 7654 32", "GB82WEST12345698765432"),  # the example of ISO 13616 for the UK
        ("de89 3704 0044 0532 0130 00", "DE89370400440532013000"),  # SWIFT IBAN registry, Germany
        ("NO93 8601 1117 947", "NO9386011117947"),  # SWIFT IBAN registry, Norway: the shortest
    ],
)
def test_an_iban_is_kept_without_blanks(written, kept):
    assert iban(written) == kept


@pytest.mark.parametrize("slip", ["GB82 WEST 1234 5698 7654 23", "GB83 WEST 1234 5698 7654 32"])
def test_a_slip_in_an_iban_is_found(slip):
    with pytest.raises(BadAccount, match="check digits"):
        iban(slip)


@pytest.mark.parametrize("other", ["12345678", "GB82", "GB82-WEST-1234-5698-7654-32", ""])
def test_what_is_no_iban_is_told_what_one_looks_like(other):
    with pytest.raises(BadAccount, match="GB82 WEST"):
        iban(other)


@pytest.mark.parametrize("written", ["123456", "12-34-56", "12 34 56"])
def test_a_sort_code_is_kept_as_it_is_printed(written):
    assert sort_code(written) == "12-34-56"


@pytest.mark.parametrize("other", ["12345", "1234567", "12-34-5x", ""])
def test_what_is_no_sort_code_is_refused(other):
    with pytest.raises(BadAccount, match="six digits"):
        sort_code(other)
