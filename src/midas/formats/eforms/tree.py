"""An eForms document as a tree that is safe to walk, and words for where in it something stands.

No entity is expanded, no DTD is loaded, the network is off and the size is limited, whatever the file asks for.
Source: eForms SDK 1.15 (Publications Office, CC BY 4.0), UBL 2.3 with the extension of the European Union.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any, BinaryIO

from lxml import etree

from midas.formats.ocds.limits import GZIP, Refused

MOST = 20_000_000
"""Bytes of one notice; real ones have tens of thousands."""

SPACES = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
    "ext": "urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2",
    "efac": "http://data.europa.eu/p27/eforms-ubl-extension-aggregate-components/1",
    "efbc": "http://data.europa.eu/p27/eforms-ubl-extension-basic-components/1",
    "efext": "http://data.europa.eu/p27/eforms-ubl-extensions/1",
}
KINDS = ("ContractNotice", "ContractAwardNotice", "PriorInformationNotice")
REGISTRATION = "BusinessRegistrationInformationNotice"
EXTENSION = "ext:UBLExtensions/ext:UBLExtension/ext:ExtensionContent/efext:EformsExtension"

HIDDEN = "unpublished"
"""What stands in place of a text that is kept back for now."""

GLANCE = 512
"""Bytes looked at to tell what a file is."""

_PREFIXES = {space: prefix for prefix, space in SPACES.items()}


def is_xml(start: bytes) -> bool:
    """True for the beginning of an XML file, unzipped."""
    return start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<" or start[:4] in (
        b"\xff\xfe<\x00",
        b"\xfe\xff\x00<",
    )


def begins_as_xml(stream: BinaryIO) -> bool:
    """Whether a file, unzipped, begins as XML does; the stream is back at its beginning afterwards."""
    if not stream.seekable():
        return False
    start = stream.read(GLANCE)
    stream.seek(0)
    if start[:2] == GZIP:
        try:
            start = zlib.decompressobj(wbits=31).decompress(start, GLANCE)
        except zlib.error:
            return False
    return is_xml(start)


@dataclass(frozen=True, slots=True)
class Spot:
    """One element, and how to get at what is in it."""

    element: Any

    def find(self, path: str) -> Spot | None:
        """The first element at a path below, in the prefixes of `SPACES`."""
        found = self.element.find(path, SPACES)
        return None if found is None else Spot(found)

    def all(self, path: str) -> list[Spot]:
        """Every element at a path below, in order."""
        return [Spot(one) for one in self.element.findall(path, SPACES)]

    def text(self, path: str = ".", language: str = "") -> str:
        """The text of the element at a path, the one in that language if there are several; empty if there is none."""
        found = [self.element] if path == "." else self.element.findall(path, SPACES)
        in_language = [one for one in found if language and one.get("languageID") == language]
        for one in (*in_language, *found):
            written = " ".join((one.text or "").split()) if path.endswith("ID") else (one.text or "").strip()
            if written and written != HIDDEN:
                return written
        return ""

    def texts(self, path: str) -> list[str]:
        """The texts of all elements at a path that say something."""
        given = [(one.text or "").strip() for one in self.element.findall(path, SPACES)]
        return [one for one in given if one and one != HIDDEN]

    def attribute(self, name: str) -> str:
        """An attribute of the element; empty if it has none."""
        return str(self.element.get(name) or "").strip()

    @property
    def name(self) -> str:
        """What the element is called, without its prefix."""
        return str(etree.QName(self.element).localname)

    @property
    def where(self) -> str:
        """The path from the root: `/ContractNotice/cac:ProcurementProjectLot[2]/cbc:ID`."""
        steps = []
        at = self.element
        while at is not None:
            steps.append(_step(at))
            at = at.getparent()
        return "/" + "/".join(reversed(steps))


def _step(element: Any) -> str:
    name = etree.QName(element)
    prefix = _PREFIXES.get(name.namespace, "")
    written = f"{prefix}:{name.localname}" if prefix else name.localname
    parent = element.getparent()
    twins = [] if parent is None else parent.findall(element.tag)
    return f"{written}[{twins.index(element) + 1}]" if len(twins) > 1 else str(written)


def parsed(content: bytes, most: int = MOST) -> Spot:
    """The root of an eForms notice, gzip or not. Raises `Refused`, saying why, for anything else."""
    root = Spot(_tree(_unzipped(content, most)))
    if root.name in KINDS or root.name == REGISTRATION:
        return root
    if root.name in ("TED_EXPORT", "TED_ESENDERS"):
        raise Refused(
            "This is a notice in the older form of TED, before eForms. Fetch it from TED as eForms, or convert it "
            "with the converter of the Publications Office.",
            f"/{root.name}",
        )
    raise Refused(f"This XML is no public notice in eForms; its root is {root.name}.", f"/{root.name}")


def _tree(content: bytes) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise Refused(f"The XML is broken, nothing was taken: {error.msg}.", _line(error)) from None
    except ValueError:
        raise Refused("The XML cannot be read, nothing was taken.") from None
    if root.getroottree().docinfo.doctype:
        raise Refused(
            "The XML has a document type of its own (DOCTYPE), as no notice does. Nothing was taken."
        )
    return root


def _line(error: Any) -> str:
    return f"line {error.lineno}" if error.lineno else "$"


def _unzipped(content: bytes, most: int) -> bytes:
    if content[:2] == GZIP:
        try:
            unzip = zlib.decompressobj(wbits=31)
            content = unzip.decompress(content, most + 1)
        except zlib.error:
            raise Refused("The gzip file is damaged; it cannot be unzipped. Fetch it again.") from None
        if not unzip.eof and len(content) <= most:
            raise Refused("The gzip file ends too soon; the download was cut off. Fetch it again.")
    if len(content) > most:
        raise Refused(f"The XML holds more than {most:,} bytes; one notice never does.")
    return content


def as_text(content: bytes, root: Spot, most: int = MOST) -> str:
    """The document as text: as it came where that is UTF-8, else written anew; read again, it is the same notice."""
    encoding = root.element.getroottree().docinfo.encoding or "UTF-8"
    if encoding.upper() in ("UTF-8", "UTF8", "US-ASCII"):
        try:
            return _unzipped(content, most).decode("utf-8")
        except UnicodeDecodeError:
            pass  # lxml mended it; what it made of it is kept
    return str(etree.tostring(root.element.getroottree(), encoding="unicode"))
