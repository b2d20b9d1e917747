from datetime import date
from decimal import Decimal

import pytest
from tests.formats.ixbrl_documents import context, document, fact, filleted_accounts, full_accounts

from midas.core.members.finance import Accounts
from midas.formats import ixbrl
from midas.formats.ixbrl import UnableToRead, read_facts
from midas.formats.uk_accounts import read_uk_accounts

END = date(2026, 3, 31)


def value(text: str, **attributes: str) -> Decimal:
    (found,) = read_facts(document([context("c", "2026-03-31")], [fact("Cash", "c", text, **attributes)]))
    return found.value


@pytest.mark.parametrize(
    ("text", "attributes", "meant"),
    [
        ("1,234", {"format": "ixt:numdotdecimal"}, "1234"),
        ("1,234.5", {"format": "ixt:num-dot-decimal", "scale": "3"}, "1234500"),
        ("1.234,5", {"format": "ixt:num-comma-decimal"}, "1234.5"),
        ("1 234", {"format": "ixt:numspacedot"}, "1234"),
        ("300", {"sign": "-"}, "-300"),
        ("-", {"format": "ixt:numdash"}, "0"),
        ("nil", {"format": "ixt:fixed-zero"}, "0"),
        ("<span>1,</span><b>234</b>", {}, "1234"),
        ("12", {"scale": "-2"}, "0.12"),
    ],
)
def test_a_figure_is_what_its_format_scale_and_sign_say(text, attributes, meant):
    assert value(text, **attributes) == Decimal(meant)


def test_figures_without_currency_period_or_value_are_passed_over():
    contexts = [context("c", "2026-03-31")]
    facts = [
        fact("A", "c", "1", unit="pure"),
        fact("B", "gone", "1"),
        fact("C", "c", "n/a"),
        fact("D", "c", "", xsi_nil="true"),
        fact("E", "c", "1", scale="99"),
        fact("F", "c", "5"),
    ]
    assert [one.name for one in read_facts(document(contexts, facts))] == ["F"]


def test_full_accounts_give_two_years_of_every_figure():
    read = read_uk_accounts(full_accounts())
    latest, before = read.years
    assert latest == Accounts(
        END,
        12,
        turnover=150_000_000,
        ebit=10_000_000,
        interest=1_000_000,
        total_assets=100_000_000,
        current_assets=50_000_000,
        stock=10_000_000,
        debtors=20_000_000,
        cash=15_000_000,
        current_liabilities=30_000_000,
        total_liabilities=60_000_000,
        retained_earnings=30_000_000,
        equity=40_000_000,
    )
    assert (before.year_end, before.turnover) == (date(2025, 3, 31), 135_000_000)
    assert any("worked out" in note for note in read.notes)


def test_filleted_accounts_leave_open_what_they_do_not_say():
    (year,) = read_uk_accounts(filleted_accounts()).years
    assert (year.turnover, year.ebit, year.cash) == (None, None, None)
    assert (year.total_assets, year.equity, year.total_liabilities) == (2_034_500, -200_000, 2_234_500)


def test_a_short_year_has_its_months():
    contexts = [context("y", "2025-10-01/2026-03-31"), context("e", "2026-03-31")]
    facts = [
        fact("TurnoverRevenue", "y", "10"),
        fact("CurrentAssets", "e", "5"),
        fact("TotalAssets", "e", "9"),
    ]
    (year,) = read_uk_accounts(document(contexts, facts)).years
    assert year.months == 6


def test_a_figure_that_is_stated_twice_is_pointed_at():
    contexts = [context("e", "2026-03-31")]
    facts = [fact(name, "e", "9") for name in ("TotalAssets", "CurrentAssets", "CashBankOnHand", "Equity")]
    read = read_uk_accounts(document(contexts, [*facts, fact("TotalAssets", "e", "8")]))
    assert any("more than once" in note for note in read.notes)


def test_accounts_in_another_currency_are_refused_by_its_name():
    content = document([context("e", "2026-03-31")], [fact("TotalAssets", "e", "9", unit="EUR")])
    with pytest.raises(UnableToRead, match="in EUR"):
        read_uk_accounts(content)


BOMB = b"""<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]><html>&d;</html>"""
OUTSIDE = (
    b"""<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]><html>&x;</html>"""
)


@pytest.mark.parametrize(
    "attack", [BOMB, OUTSIDE, BOMB.decode().encode("utf-16")], ids=["bomb", "file", "utf-16"]
)
def test_entities_are_refused_and_never_expanded(attack):
    with pytest.raises(UnableToRead, match=r"entities|well-formed"):
        read_facts(attack)


def test_a_dtd_elsewhere_is_not_fetched():
    content = full_accounts().replace(
        b"<html", b'<!DOCTYPE html SYSTEM "http://192.0.2.1/accounts.dtd"><html', 1
    )
    assert len(read_uk_accounts(content).years) == 2


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", b"<html><p></html>", b"\x00\x01", b"<html>&nbsp;</html>"]
)
def test_what_is_not_xml_is_refused_with_what_to_send(content):
    with pytest.raises(UnableToRead, match="Send the file"):
        read_facts(content)


def test_a_page_without_tags_is_refused_with_what_to_send():
    with pytest.raises(UnableToRead, match="Companies House"):
        read_facts(b"<html><body>Accounts</body></html>")


def test_a_file_that_is_too_large_is_not_parsed(monkeypatch):
    monkeypatch.setattr(ixbrl, "MOST", 1000)
    with pytest.raises(UnableToRead, match="larger"):
        read_facts(full_accounts())


def test_a_file_with_too_many_figures_is_given_up(monkeypatch):
    monkeypatch.setattr(ixbrl, "MOST_FACTS", 3)
    with pytest.raises(UnableToRead, match="more than 3"):
        read_facts(full_accounts())


def test_deep_nesting_is_refused():
    with pytest.raises(UnableToRead):
        read_facts(b"<a>" * 100_000 + b"</a>" * 100_000)
