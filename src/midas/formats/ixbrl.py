"""Inline XBRL: the figures tagged in accounts that are a web page for people and data for programs.

Only numbers are read, each with its period, its currency and its dimensions. Nothing in a file makes the reader fetch
or expand anything: entities are refused, no DTD is loaded, the network is off and the size is limited.
Source: XBRL International, Inline XBRL 1.1 (2013) and Transformation Registries 1 to 4.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from lxml import etree

from midas.core.values.typed import amount

MOST = 20_000_000
"""Bytes of a file; the accounts of a small company have a tenth of a million to two millions."""

MOST_FACTS = 20_000

INLINE = ("http://www.xbrl.org/2013/inlineXBRL", "http://www.xbrl.org/2008/inlineXBRL")
XBRL = "http://www.xbrl.org/2003/instance"
MEMBERS = "http://xbrl.org/2006/xbrldi"
NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"

ZERO = frozenset({"fixedzero", "zerodash", "numdash", "nocontent", "numzero"})
"""Formats that mean nought, whatever the page shows."""

COMMA = frozenset({"numcommadecimal", "numcommadot", "numspacecomma", "numdotcomma"})
"""Formats with a comma before the decimals."""


class UnableToRead(ValueError):
    """The file is not accounts in Inline XBRL, or asks for what is never done; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A tagged number. `name` and dimensions are local names; `start` is `None` for a moment, which `end` then is."""

    name: str
    value: Decimal
    currency: str
    end: date
    start: date | None = None
    dimensions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Context:
    end: date
    start: date | None
    dimensions: Mapping[str, str]


def read_facts(content: bytes) -> tuple[Fact, ...]:
    """The tagged amounts of money in the order they stand. Raises `UnableToRead`."""
    root = _parsed(content)
    contexts = dict(_contexts(root))
    currencies = dict(_currencies(root))
    facts = []
    for element in root.iter(*(f"{{{space}}}nonFraction" for space in INLINE)):
        fact = _fact(element, contexts, currencies)
        if fact is not None:
            facts.append(fact)
        if len(facts) > MOST_FACTS:
            raise UnableToRead(
                f"The file holds more than {MOST_FACTS:,} tagged figures. Send the accounts alone."
            )
    if not facts:
        raise UnableToRead(
            "There are no tagged figures in the file. Send the iXBRL file that was filed with Companies House, "
            "not a PDF, a scan or a page saved from a browser."
        )
    return tuple(facts)


def _parsed(content: bytes) -> Any:
    if len(content) > MOST:
        raise UnableToRead(f"The file is larger than {MOST // 1_000_000} MB. Send the accounts alone.")
    if b"<!ENTITY" in content:
        raise _entities()
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as wrong:
        line = f" (line {wrong.lineno})" if isinstance(wrong, etree.XMLSyntaxError) and wrong.lineno else ""
        raise UnableToRead(
            f"The file is not well-formed XML{line}, so it is not iXBRL. Send the file as your accounts program "
            "wrote it."
        ) from wrong
    inside = root.getroottree().docinfo.internalDTD
    if inside is not None and any(True for _ in inside.iterentities()):
        raise _entities()
    return root


def _entities() -> UnableToRead:
    return UnableToRead(
        "The file declares entities, which accounts never need and attacks do, so it was not read. Send the file as "
        "your accounts program wrote it."
    )


def _contexts(root: Any) -> Iterable[tuple[str, _Context]]:
    for element in root.iter(f"{{{XBRL}}}context"):
        end = _day(element, "instant") or _day(element, "endDate")
        if end is not None:
            found = _Context(end, _day(element, "startDate"), dict(_dimensions(element)))
            yield element.get("id", ""), found


def _day(context: Any, name: str) -> date | None:
    text = context.findtext(f"{{{XBRL}}}period/{{{XBRL}}}{name}")
    try:
        return date.fromisoformat((text or "").strip()[:10])
    except ValueError:
        return None


def _dimensions(context: Any) -> Iterable[tuple[str, str]]:
    for member in context.iter(f"{{{MEMBERS}}}explicitMember"):
        yield _local(member.get("dimension", "")), _local(member.text or "")
    for member in context.iter(f"{{{MEMBERS}}}typedMember"):
        yield _local(member.get("dimension", "")), "typed"


def _currencies(root: Any) -> Iterable[tuple[str, str]]:
    for unit in root.iter(f"{{{XBRL}}}unit"):
        measures = [_local(one.text or "") for one in unit.iter(f"{{{XBRL}}}measure")]
        prefixed = (unit.findtext(f"{{{XBRL}}}measure") or "").strip()
        if len(measures) == 1 and "iso4217:" in prefixed.lower():
            yield unit.get("id", ""), measures[0].upper()


def _fact(element: Any, contexts: Mapping[str, _Context], currencies: Mapping[str, str]) -> Fact | None:
    context = contexts.get(element.get("contextRef", ""))
    currency = currencies.get(element.get("unitRef", ""))
    value = _value(element)
    if context is None or currency is None or value is None:
        return None
    name = _local(element.get("name", ""))
    return Fact(name, value, currency, context.end, context.start, context.dimensions)


def _value(element: Any) -> Decimal | None:
    if element.get(NIL) in ("true", "1"):
        return None
    how = _local(element.get("format", "")).replace("-", "").lower()
    text = "".join(element.itertext()).strip()
    number = (
        Decimal(0) if how in ZERO or text in ("-", "–", "—") else amount(text, "," if how in COMMA else ".")
    )
    scale = element.get("scale", "0").strip()
    if number is None or not scale.lstrip("+-").isdecimal() or abs(int(scale)) > 15:
        return None
    scaled = number.scaleb(int(scale))
    return -scaled if element.get("sign", "").strip() == "-" else scaled


def _local(name: str) -> str:
    return name.strip().rpartition(":")[2]
