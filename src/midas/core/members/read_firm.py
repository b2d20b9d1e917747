"""Reading an application: the firm it states, and for every group of questions all that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from midas.core.members.application import MAY_BE_EMPTY, STEPS, Answers, Known
from midas.core.members.stated import (
    INSURANCES,
    UNKNOWN,
    Account,
    Consent,
    Extent,
    Firm,
    Identity,
    Insurance,
    Offer,
    Officer,
    Paper,
    Pool,
    Site,
    Trade,
)
from midas.core.members.typed import Typed
from midas.core.values.bank import iban, sort_code
from midas.core.values.identifiers import org_id
from midas.core.values.problems import Problem
from midas.core.values.units import has_name
from midas.core.values.web_addresses import is_web_address

_SIC = re.compile(r"[0-9]{5}\Z")
YOUNGEST, OLDEST = 16, 110
"""The ages in years of directors. Source: Companies Act 2006, section 157, for the youngest; nobody is much older."""

_APART = re.compile(r"[\s,;]+")


def read_firm(answers: Answers, known: Known) -> tuple[Firm, Mapping[str, tuple[Problem, ...]]]:
    """The firm, and for every group all that is wrong with it."""
    faults: dict[str, list[Problem]] = {step.slug: [] for step in STEPS}

    def typed(step: str) -> Typed:
        return Typed(answers.get(step, {}), faults[step], on=known.on, currency=known.currency)

    codes = _competencies(typed("competencies"), known)
    pools = _pools(typed("resources"))
    account, insurances = _money(typed("money"))
    firm = Firm(
        identity=_identity(typed("identity"), known),
        extent=_extent(typed("size"), known),
        trade=_trade(typed("sectors"), known),
        site=_site(typed("sites"), known),
        competencies=codes,
        pools=pools,
        offers=_offers(typed("offerings"), codes, pools),
        papers=_papers(typed("certificates")),
        account=account,
        insurances=insurances,
        officers=_officers(typed("officers")),
        consent=_consent(typed("rules"), known),
    )
    _refuse_unseen(answers, faults)
    return firm, {step: tuple(problems) for step, problems in faults.items()}


def _refuse_unseen(answers: Answers, faults: dict[str, list[Problem]]) -> None:
    for step in MAY_BE_EMPTY:
        if step not in answers:
            faults[step].append(
                Problem("", "Look at this page and save it, even if there is nothing to say.")
            )


def _identity(typed: Typed, known: Known) -> Identity:
    found = UNKNOWN
    scheme = typed.text("scheme", "Choose the register the firm is in.", 20)
    number = typed.text("number", "Write the firm's number in that register.", 40)
    if scheme and number:
        found = typed.parsed("number", lambda text: org_id(scheme, text), UNKNOWN)
    if found != UNKNOWN and known.is_taken(found.scheme, found.number):
        typed.note(
            "number",
            "This number is known to the cluster already. If the firm is yours, ask the cluster to invite you to it; "
            "if not, check the number.",
        )
    website = typed.text("website", most=200)
    if website and not is_web_address(website):
        typed.note("website", "This is not a web address. Write it like www.example.org.")
    return Identity(
        org_id=found,
        name=typed.text("name", "Write the firm's name as it is registered."),
        website=website,
        founded_on=typed.past_day("founded_on"),
        contact=typed.text("contact", "Say whom we may talk to about this application.", 120),
        phone=typed.text("phone", most=40),
        summary=typed.text("summary", "Say in a sentence or two what the firm does.", 2_000),
    )


def _extent(typed: Typed, known: Known) -> Extent:
    staff = typed.whole("staff", "Say how many people work in the firm.")
    turnover = typed.money("turnover", "Say what the firm turned over in its last full year.")
    if staff is None or turnover is None:
        return Extent(staff, turnover, "")
    return Extent(staff, turnover, known.size(staff, turnover) or "")


def _trade(typed: Typed, known: Known) -> Trade:
    sector = typed.choice("sector", known.sectors.__contains__, "Choose the group the firm fits best.")
    written = typed.text("sic_codes", "Write at least one SIC code; Companies House lists yours.", 80)
    codes = tuple(dict.fromkeys(code for code in _APART.split(written) if code))
    for code in codes:
        if not _SIC.match(code):
            typed.note("sic_codes", f"{code!r} is not a SIC code of five digits, such as 25620.")
    return Trade(sector, codes)


def _site(typed: Typed, known: Known) -> Site:
    locality = typed.text("locality", "Write the town or city of the main site.", 80)
    region = typed.choice("region", known.is_region, "Choose the region the main site is in.")
    north, east = typed.parsed("latitude", _degrees(90), None), typed.parsed("longitude", _degrees(180), None)
    if (north is None) != (east is None):
        empty = "latitude" if north is None else "longitude"
        typed.note(empty, "Give both latitude and longitude, or leave both empty.")
    return Site(locality, region, None if north is None or east is None else (north, east))


def _degrees(most: int) -> Callable[[str], float | None]:
    def read(text: str) -> float | None:
        try:
            found = float(text)
        except ValueError:
            found = float("nan")
        if not abs(found) <= most:
            raise ValueError(
                f"Write degrees from -{most} to {most}, such as 53.43; west and south are negative."
            )
        return found

    return read


def _competencies(typed: Typed, known: Known) -> tuple[str, ...]:
    codes = [row.choice("code", known.is_competency) for row in typed.rows("competencies")]
    if not codes:
        typed.note("", "Choose at least one kind of work the firm does.")
    return tuple(dict.fromkeys(code for code in codes if code))


def _unit(row: Typed) -> str:
    return row.choice("unit", has_name, "Choose a unit.")


def _pools(typed: Typed) -> tuple[Pool, ...]:
    found: list[Pool] = []
    for row in typed.rows("resources"):
        name = row.text("name", "Name it, such as: five-axis mill.", 80)
        if name in (pool.name for pool in found):
            row.note("name", "Two resources have this name; give each its own.")
        capacity = row.number("capacity", "Say how much of it there is in a month.", above_zero=True)
        found.append(Pool(name, _unit(row), capacity or Decimal(0)))
    return tuple(found)


def _offers(typed: Typed, codes: tuple[str, ...], pools: tuple[Pool, ...]) -> tuple[Offer, ...]:
    names = {pool.name for pool in pools}
    found = tuple(_offer(row, codes, names) for row in typed.rows("offerings"))
    if not found:
        typed.note("", "Describe at least one offering, with its price.")
    for code in codes:
        if found and code not in (offer.competency for offer in found):
            typed.note(
                "",
                f"You chose {code} as a kind of work, but offer nothing in it: add an offering or drop it.",
            )
    return found


def _offer(row: Typed, codes: tuple[str, ...], pools: set[str]) -> Offer:
    pool = row.choice("resource", pools.__contains__)
    amount = row.number("amount", above_zero=True)
    if pool and amount is None:
        row.note("amount", "Say how much of the resource one unit takes.")
    if amount is not None and not pool:
        row.note("resource", "Say which resource this is an amount of, or empty it.")
    until = row.day("valid_until")
    if until and until < row.on:
        row.note("valid_until", "This day is past; leave it empty for an offering without an end.")
    price = row.price("unit_price", "Say what one unit costs.")
    if price == 0:
        row.note("unit_price", "This must be more than 0.")
    return Offer(
        competency=row.choice("competency", codes.__contains__, "Choose the kind of work."),
        title=row.text("title", "Give it a name a customer understands."),
        unit=_unit(row),
        unit_price=price or Decimal(0),
        set_up=row.money("set_up") or 0,
        capacity=row.number("capacity"),
        lead_time_days=row.whole("lead_time_days", most=3_650) or 0,
        pool=pool,
        amount=amount or Decimal(0),
        is_core=row.flag("is_core"),
        valid_until=until,
    )


def _papers(typed: Typed) -> tuple[Paper, ...]:
    return tuple(_paper(row) for row in typed.rows("certificates"))


def _paper(row: Typed) -> Paper:
    issued, expires = row.past_day("issued_on"), row.day("expires_on")
    if issued and expires and expires <= issued:
        row.note("expires_on", "It runs out before it was issued; one of the days is a slip.")
    elif expires and expires < row.on:
        row.note("expires_on", "It has run out. Leave it away until it is renewed.")
    return Paper(
        name=row.text("name", "Name it, such as ISO 9001.", 80),
        issuer=row.text("issuer", "Say who issued it.", 120),
        scope=row.text("scope", most=200),
        issued_on=issued,
        expires_on=expires,
    )


def read_money(
    raw: Mapping[str, Any], *, on: date, currency: str
) -> tuple[Account, tuple[Insurance, ...], tuple[Problem, ...]]:
    """Bank and insurances as somebody typed them on their own, and all that is wrong with them."""
    problems: list[Problem] = []
    account, insurances = _money(Typed(raw, problems, on=on, currency=currency))
    return account, insurances, tuple(problems)


def _money(typed: Typed) -> tuple[Account, tuple[Insurance, ...]]:
    bank = typed.text("bank", "Name the firm's bank.", 80)
    number, code = typed.parsed("iban", iban, ""), typed.parsed("sort_code", sort_code, "")
    if not number and not code and not typed.text("iban") and not typed.text("sort_code"):
        typed.note("iban", "Give the IBAN, or for a bank in the United Kingdom the sort code.")
    found = tuple(_insurance(row) for row in typed.rows("insurances"))
    if not found:
        typed.note("", "List the insurances the firm has; customers ask for at least public liability.")
    return Account(bank, number, code), found


def _insurance(row: Typed) -> Insurance:
    expires = row.day("expires_on", "Say until when it runs.")
    if expires and expires < row.on:
        row.note("expires_on", "It has run out; renew it first, or leave it away.")
    return Insurance(
        kind=row.choice("kind", INSURANCES.__contains__, "Choose what it covers."),
        insurer=row.text("insurer", "Say with whom."),
        cover=row.money("cover", "Say up to how much it pays."),
        expires_on=expires,
    )


def _officers(typed: Typed) -> tuple[Officer, ...]:
    found: list[Officer] = []
    for row in typed.rows("officers"):
        one = Officer(
            name=row.text("name", "Write the full name.", 120),
            role=row.text("role", most=80),
            born=row.month("born", "Give year and month of birth; namesakes are told apart by it."),
        )
        if (one.name, one.born) in {(other.name, other.born) for other in found}:
            row.note("name", "This person is listed twice.")
        if one.born and not _has_an_age(one.born, row.on):
            row.note(
                "born",
                f"Somebody born then is not from {YOUNGEST} to {OLDEST} years old; check the year of birth.",
            )
        found.append(one)
    if not found:
        typed.note("", "List the directors and owners, at least one.")
    return tuple(found)


def _has_an_age(born: str, on: date) -> bool:
    """True for months of birth of directors, and for what is no month so far, which is told elsewhere."""
    youngest, oldest = f"{on.year - YOUNGEST}-{on:%m}", f"{on.year - OLDEST - 1}-{on:%m}"
    return oldest < born <= youngest or born > f"{on:%Y-%m}"


def _consent(typed: Typed, known: Known) -> Consent:
    if known.rules is None:
        typed.note("", "The cluster has no rules of engagement in force yet; ask it when it will.")
    version = typed.whole("version")
    if not typed.flag("accepted"):
        typed.note("accepted", "Read the rules, then tick that the firm accepts them.")
    elif version != known.rules:
        typed.note("accepted", "The rules have changed since; read the version in force and accept it.")
    return Consent(version, typed.text("signatory", "Type your full name; you accept for the firm.", 120))
