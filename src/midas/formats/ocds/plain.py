"""The facts of a release that decoded into structures (`typed`), if all in it is plain; what `read_notice` reads.

Plain is what gives no cause for a remark. Where the exact reading would have to say something, this one says that it
does not know, and the exact one is asked. A test compares the two on every file at hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from midas.core.demand.notice import Award, Buyer, Document, Item, Lot, NoticeFacts, Span, Supplier
from midas.core.demand.notice_fields import LONGEST_DAYS, clean, distinct, first, moment_of
from midas.core.demand.notice_parts import CPV_SCHEMES, SCALES, UNIT_SCHEMES, is_web_address, plain_cpv, total
from midas.core.demand.notice_places import smallest_region
from midas.core.values.amounts import Money, minor_digits
from midas.core.values.fields import LARGEST

SURE = 10**12
"""Up to here a float tells an amount to less than half of any minor unit."""

DIGITS = 15
"""So many digits of a decimal number a float holds exactly."""

Regions = Callable[[str], str]


class NotPlain(ValueError):
    """The exact reading has something to say about this release."""


class _Nothing:
    """An object that is not there: nothing in it."""

    def __getattr__(self, name: str) -> None:
        return None


NOTHING: Any = _Nothing()


def plain_facts(release: Any, regions: Regions) -> NoticeFacts:
    """What `read_notice` makes of it. Raises `NotPlain`."""
    try:
        return _facts(release, regions)
    except (ValueError, OverflowError) as error:
        raise NotPlain(str(error)) from None


def _facts(root: Any, regions: Regions) -> NoticeFacts:
    tender = root.tender or NOTHING
    parties = {party.id: party for party in reversed(root.parties or ()) if isinstance(party.id, str)}
    lots = tuple(_lot(lot, regions) for lot in tender.lots or ())
    awarded = [item for award in root.awards or () for item in award.items or ()]
    items = tuple(_item(item, regions) for item in tender.items or awarded)
    _no_twins(lots)
    _no_twins(items if tender.items else ())
    codes = map(_cpv, (tender.classification, *(tender.additionalClassifications or ())))
    cpv = distinct((*codes, *(code for item in items for code in item.cpv)))
    return NoticeFacts(
        ocid=_text(root.ocid),
        release_id=_text(root.id),
        released_at=_moment(root.date),
        tags=_texts(root.tag),
        language=_text(root.language).lower(),
        title=_title(root, tender),
        description=_text(tender.description) or _text(root.description),
        status=_text(tender.status),
        buyer=_buyer(root.buyer, tender.procuringEntity, parties, regions),
        value=_stated(tender.value) or total(lot.value for lot in lots),
        min_value=_stated(tender.minValue),
        cpv=cpv[0] if cpv else "",
        cpv_additional=cpv[1:],
        category=_text(tender.mainProcurementCategory),
        method=_text(tender.procurementMethod),
        procedure=_text(tender.procurementMethodDetails),
        region=smallest_region([lot.region for lot in lots] + [item.region for item in items]),
        place=_place(tender),
        enquiries_until=_moment((tender.enquiryPeriod or NOTHING).endDate),
        deadline_at=_moment((tender.tenderPeriod or NOTHING).endDate),
        span=_whole_span(root, tender, lots),
        sme_suitable=_suitable(tender, "sme", "isSuitableForSme"),
        vcse_suitable=_suitable(tender, "vcse", "isSuitableForVco"),
        lots=lots,
        items=items,
        documents=tuple(_documents(root, tender)),
        awards=tuple(_award(award, root.contracts or (), parties) for award in root.awards or ()),
    )


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return clean(value) if "&" in value or not value.isprintable() else value.strip()
    if abs(value) >= 10**DIGITS:
        raise NotPlain("a number in place of a text")
    return str(value)


def _texts(values: list[str] | None) -> tuple[str, ...]:
    return tuple(filter(None, map(clean, values or ())))


def _moment(written: str | None) -> datetime | None:
    meant = _text(written)
    return _moment_of(meant) if meant else None


_moment_of = lru_cache(8192)(moment_of)


def _day(written: str | None) -> date | None:
    meant = _text(written)
    return None if not meant or _moment_of(meant) is None else date.fromisoformat(meant[:10])


def _span(period: Any) -> Span:
    if period is None:
        return NO_SPAN
    starts_on, ends_on, days = _day(period.startDate), _day(period.endDate), period.durationInDays
    if starts_on and ends_on and ends_on < starts_on:
        raise NotPlain("ends before it starts")
    if days is not None and not 0 <= days <= LONGEST_DAYS:
        raise NotPlain("so long a period")
    return Span(starts_on, ends_on, days or None)


NO_SPAN = Span()


def _money(value: Any) -> Money | None:
    if value is None or value.amount is None:
        return None
    amount, currency = value.amount, _text(value.currency).upper()
    if not 0 <= amount < SURE or not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise NotPlain("an amount to look at")
    digits = minor_digits(currency)
    if isinstance(amount, int):
        return Money(amount * 10**digits, currency)
    minor = amount * 10**digits
    rounded = round(minor)
    if abs(minor - rounded) > CLEAR:
        raise NotPlain("which way it rounds, only all its digits tell")
    return Money(rounded, currency)


CLEAR = 0.4
"""So near to a whole minor unit, an amount below `SURE` rounds to it whatever digits a float does not hold."""


def _stated(value: Any) -> Money | None:
    money = _money(value)
    return money if money is not None and money.minor >= 10 ** minor_digits(money.currency) else None


def _number(value: float | None) -> Decimal | None:
    if value is None:
        return None
    number = Decimal(value if isinstance(value, int) else repr(value))
    if not 0 <= number <= LARGEST or len(number.as_tuple().digits) > DIGITS:
        raise NotPlain("a number to look at")
    return number


def _cpv(code: Any) -> str:
    if code is None or _text(code.scheme).upper() not in CPV_SCHEMES:
        return ""
    return _plain_cpv(_text(code.id), isinstance(code.id, int))


@lru_cache(16384)
def _plain_cpv(written: str, number: bool) -> str:
    code = plain_cpv("0" + written if number and len(written) == 7 else written)
    if written and not code:
        raise NotPlain("no CPV code")
    return code


def _region(address: Any, regions: Regions) -> str:
    if address is None:
        return ""
    for written in (address.region, address.countryName, address.country):
        if code := regions(_text(written)):
            return code
    return ""


def _addresses(node: Any) -> Iterator[Any]:
    if node.deliveryAddress is not None:
        yield node.deliveryAddress
    yield from node.deliveryAddresses or ()


def _delivered(node: Any, regions: Regions) -> str:
    return smallest_region([_region(address, regions) for address in _addresses(node)])


def _lot(lot: Any, regions: Regions) -> Lot:
    return Lot(
        id=_text(lot.id),
        title=_text(lot.title),
        description=_text(lot.description),
        value=_stated(lot.value),
        span=_span(lot.contractPeriod),
        status=_text(lot.status),
        region=_delivered(lot, regions),
        sme_suitable=(lot.suitability or NOTHING).sme,
    )


def _item(item: Any, regions: Regions) -> Item:
    unit = item.unit or NOTHING
    coded = _text(unit.scheme).upper() in UNIT_SCHEMES
    lot = _text(item.relatedLot) or first(*_texts(item.relatedLots)[:1])
    return Item(
        id=_text(item.id),
        description=_text(item.description),
        cpv=distinct(map(_cpv, (item.classification, *(item.additionalClassifications or ())))),
        quantity=_number(item.quantity),
        unit=first(_text(unit.id) if coded else "", _text(unit.name), _text(unit.id)),
        lot=lot,
        region=_delivered(item, regions),
    )


def _no_twins(parts: tuple[Lot, ...] | tuple[Item, ...]) -> None:
    if len(parts) > 1 and len({part.id for part in parts}) < len(parts):
        raise NotPlain("two entries with one id")


def _buyer(buyer: Any, entity: Any, parties: dict[str, Any], regions: Regions) -> Buyer:
    if buyer is not None and buyer.id is None and not buyer.name:
        raise NotPlain("a buyer of whom little is known")
    named = buyer or entity
    if named is None:
        return NOBODY
    sources, identifier = _sources(named, parties)
    identifiers = [source.identifier for source in sources if source.identifier is not None]
    return Buyer(
        name=_name(named, sources) or first(*(_text(one.legalName) for one in identifiers)),
        identifier=first(*map(_identifier, identifiers), identifier),
        region=first(*(_region(one.address, regions) for one in sources)),
    )


NOBODY = Buyer()


def _sources(named: Any, parties: dict[str, Any]) -> tuple[list[Any], str]:
    """Where something is said of an organisation that is named here: the list of parties, then here; its id."""
    identifier = _text(named.id)
    party = parties.get(identifier) if identifier else None
    return ([named] if party is None else [party, named]), identifier


def _name(named: Any, sources: Iterable[Any]) -> str:
    return first(_text(named.name), *(_text(one.name) for one in sources))


def _identifier(node: Any) -> str:
    if node is None:
        return ""
    scheme, number = _text(node.scheme), _text(node.id)
    return f"{scheme}-{number}" if scheme and number else ""


def _award(award: Any, contracts: Iterable[Any], parties: dict[str, Any]) -> Award:
    identifier = _text(award.id)
    own = [one for one in contracts if identifier and _text(one.awardID) == identifier]
    return Award(
        id=identifier,
        title=_text(award.title),
        status=_text(award.status),
        awarded_on=_day(award.date),
        value=_money(award.value),
        suppliers=tuple(_supplier(supplier, parties) for supplier in award.suppliers or ()),
        contracted=total([_stated(one.value) for one in own if one.status != "cancelled"]),
        lots=distinct(_texts(award.relatedLots)),
        span=_span(award.contractPeriod),
    )


def _supplier(named: Any, parties: dict[str, Any]) -> Supplier:
    sources, identifier = _sources(named, parties)
    scale = (sources[0].details or NOTHING).scale if len(sources) > 1 else None
    return Supplier(
        name=_name(named, sources) or identifier,
        identifier=first(*(_identifier(one.identifier) for one in sources), identifier),
        sme=SCALES.get(_text(scale).lower()),
    )


def _documents(root: Any, tender: Any) -> Iterator[Document]:
    for holder in (root.planning or NOTHING, tender, *(root.awards or ())):
        for one in holder.documents or ():
            url = _text(one.url)
            if url and not is_web_address(url):
                raise NotPlain("no web address")
            yield Document(
                id=_text(one.id),
                title=_text(one.title) or _text(one.description),
                kind=_text(one.documentType),
                url=url,
                format=_text(one.format),
            )


def _title(root: Any, tender: Any) -> str:
    given = _text(tender.title) or _text(root.title)
    if given:
        return given
    project = _text(((root.planning or NOTHING).budget or NOTHING).project)
    return first(project, *(_text(award.title) for award in root.awards or ()))


def _place(tender: Any) -> str:
    words = []
    for node in (*(tender.items or ()), *(tender.lots or ())):
        words.append(_text((node.deliveryLocation or NOTHING).description))
        for one in _addresses(node):
            words += map(_text, (one.locality, one.postalCode, one.region, one.countryName))
    return ", ".join(distinct(words))


def _whole_span(root: Any, tender: Any, lots: tuple[Lot, ...]) -> Span:
    given = _span(tender.contractPeriod)
    if given != NO_SPAN:
        return given
    spans = [lot.span for lot in lots]
    if all(span == NO_SPAN for span in spans):
        spans = [_span(award.contractPeriod) for award in root.awards or ()]
    return Span(
        min((span.starts_on for span in spans if span.starts_on), default=None),
        max((span.ends_on for span in spans if span.ends_on), default=None),
        max((span.days for span in spans if span.days), default=None),
    )


def _suitable(tender: Any, name: str, older: str) -> bool | None:
    given = [getattr(tender.suitability or NOTHING, name), getattr(tender.xClassifications or NOTHING, older)]
    given += [getattr(lot.suitability or NOTHING, name) for lot in tender.lots or ()]
    known = [one for one in given if one is not None]
    return any(known) if known else None
