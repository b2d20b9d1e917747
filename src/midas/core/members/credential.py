"""A firm's standing as a statement others can check: a W3C verifiable credential (data model 2.0), before it is signed.

It says what grade and score a firm has on each dimension, when it was judged, how, and until when that holds; no
figures behind them, no prices. It runs out with the first grade that does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

CONTEXT = "https://www.w3.org/ns/credentials/v2"
KIND = "ClusterStandingCredential"
LONGEST = timedelta(days=180)
"""A statement is valid this long at most: this program's own default."""


@dataclass(frozen=True, slots=True)
class Grade:
    """One dimension as it was judged, `score` of 100; no `grade`: not assessable."""

    dimension: str
    grade: str
    method: str
    assessed_on: date
    valid_until: date
    score: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Stated:
    """A firm as a statement names it; `identifier` as in org-id.guide (`GB-COH-01234567`)."""

    name: str
    identifier: str
    member_since: date | None
    grades: tuple[Grade, ...]


@dataclass(frozen=True, slots=True)
class Issuer:
    """The cluster that states it: its did:web name and what it is called."""

    id: str
    name: str


def did_web(host: str) -> str:
    """The did:web name of a host, with its port if it has one. Source: did:web method specification, W3C CCG."""
    return "did:web:" + host.replace(":", "%3A")


def expiry(grades: Sequence[Grade], at: datetime) -> datetime:
    """When a statement made then runs out: with the first grade that does, after `LONGEST` at the latest."""
    ends = [datetime.combine(one.valid_until, time.max, UTC).replace(microsecond=0) for one in grades]
    return min([at + LONGEST, *ends]).replace(microsecond=0)


def claims(stated: Stated, issuer: Issuer, serial: UUID, *, at: datetime, until: datetime) -> dict[str, Any]:
    """The credential as the payload of a JWT. Source: W3C, Securing Verifiable Credentials using JOSE and COSE."""
    return {
        "@context": [CONTEXT],
        "id": f"urn:uuid:{serial}",
        "type": ["VerifiableCredential", KIND],
        "issuer": {"id": issuer.id, "name": issuer.name},
        "validFrom": _moment(at),
        "validUntil": _moment(until),
        "credentialSubject": {
            "id": f"urn:org-id:{stated.identifier}",
            "name": stated.name,
            **({"memberSince": stated.member_since.isoformat()} if stated.member_since else {}),
            "standing": [_side(one) for one in stated.grades],
        },
        "iss": issuer.id,
        "jti": f"urn:uuid:{serial}",
        "iat": int(at.timestamp()),
        "exp": int(until.timestamp()),
    }


def printed(payload: Mapping[str, Any], token: str, verify_at: str) -> dict[str, Any]:
    """What a page says of a signed statement: its payload, and what of it people read otherwise, in English."""
    subject = payload["credentialSubject"]
    name, issuer = subject["name"], payload["issuer"]["name"]
    start, end = _day(payload["validFrom"]), _day(payload["validUntil"])
    return {
        "says": payload,
        "title": f"Statement of standing: {name}",
        "summary": f"How {issuer} judges {name}, from {start} to {end}",
        "identifier": subject["id"].removeprefix("urn:org-id:"),
        "since": _day(subject["memberSince"]) if "memberSince" in subject else "",
        "start": start,
        "end": end,
        "rows": [_printed_side(one) for one in subject["standing"]],
        "serial": payload["id"].removeprefix("urn:uuid:"),
        "verify_at": verify_at,
        "token": token,
        "sha256": hashlib.sha256(token.encode()).hexdigest(),
    }


def serial_of(payload: Mapping[str, Any]) -> UUID | None:
    """The serial a signed payload names, if it names one."""
    try:
        return UUID(str(payload.get("jti", "")).removeprefix("urn:uuid:"))
    except ValueError:
        return None


def expired(payload: Mapping[str, Any], at: datetime) -> bool:
    """Whether a signed payload has run out; one without an end never was valid."""
    end = payload.get("exp")
    return not isinstance(end, int) or isinstance(end, bool) or end < at.timestamp()


def _side(one: Grade) -> dict[str, str]:
    return {
        "dimension": one.dimension,
        "grade": one.grade or "not assessable",
        **({"score": str(one.score)} if one.score is not None else {}),
        "method": one.method,
        "assessedOn": one.assessed_on.isoformat(),
        "validUntil": one.valid_until.isoformat(),
    }


def _printed_side(one: Mapping[str, str]) -> dict[str, str]:
    return {
        "dimension": one["dimension"].capitalize(),
        "grade": one["grade"],
        "score": f"{one['score']} of 100" if "score" in one else "–",
        "method": one["method"],
        "judged": _day(one["assessedOn"]),
        "until": _day(one["validUntil"]),
    }


def _day(written: str) -> str:
    day = datetime.fromisoformat(written)
    return f"{day.day} {day:%B %Y}"


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"
