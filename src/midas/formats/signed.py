"""Signed statements as compact JWTs with Ed25519 (EdDSA, RFC 8037), and public keys as JWK sets (RFC 7517).

One algorithm, so that no header can talk anybody into another. No clock, no files, no database.

UnableToVerify
├── Malformed     it is no signed statement at all
├── UnknownKey    it was signed with a key that is not among those given
└── Tampered      the signature does not fit what is written
"""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ALGORITHM, TYPE = "EdDSA", "vc+jwt"
LONGEST = 20_000
"""Letters of a token that is looked at; one of ours has about two thousand."""


class UnableToVerify(ValueError):
    """The statement cannot be relied on; the message says why."""


class Malformed(UnableToVerify):
    """It cannot be read as a signed statement."""


class UnknownKey(UnableToVerify):
    """None of the keys given signed it."""


class Tampered(UnableToVerify):
    """The signature is of something else."""


def new_key() -> bytes:
    """A new private key, as PEM."""
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def sign(payload: dict[str, Any], private_pem: bytes, *, kind: str = TYPE) -> str:
    """The payload as a signed compact JWT of that media type."""
    key = _private(private_pem)
    header = {"alg": ALGORITHM, "kid": jwk(private_pem)["kid"], "typ": kind}
    signed = f"{_written(header)}.{_written(payload)}"
    return f"{signed}.{_base64(key.sign(signed.encode()))}"


def verify(token: str, keys: dict[str, Any], *, kind: str = TYPE) -> dict[str, Any]:
    """What a token of that media type says, if one of the keys of the JWK set signed it. Raises `UnableToVerify`."""
    parts = bare(token).split(".")
    if len(token) > LONGEST or len(parts) != 3:
        raise Malformed("This is no signed statement: it should be three parts with full stops between.")
    header, payload = _read(parts[0]), _read(parts[1])
    if header.get("alg") != ALGORITHM:
        raise Malformed(f"It is not signed with {ALGORITHM}, and nothing else is taken.")
    if header.get("typ") != kind:
        raise Malformed("It is signed, but something else than was looked for.")
    key = _public(keys, str(header.get("kid", "")))
    try:
        key.verify(_unbase64(parts[2]), f"{parts[0]}.{parts[1]}".encode())
    except InvalidSignature:
        raise Tampered("The signature does not fit: somebody changed it, or copied it badly.") from None
    return payload


def bare(text: str) -> str:
    """A token without the breaks that come with copying it out of a page."""
    return "".join(text.replace("\u200b", "").split())


def jwk(private_pem: bytes) -> dict[str, str]:
    """The public key as a JWK, named by its thumbprint (RFC 7638)."""
    raw = _private(private_pem).public_key().public_bytes_raw()
    return _as_jwk(raw)


def jwks(*private_pems: bytes) -> dict[str, Any]:
    """The public keys as a JWK set."""
    return {"keys": [jwk(pem) for pem in private_pems]}


def read_keys(data: bytes) -> dict[str, Any]:
    """A JWK set, from a JWKS or JWK file or a PEM public key. Raises `Malformed`."""
    try:
        if data.lstrip().startswith(b"-----BEGIN"):
            key = serialization.load_pem_public_key(data)
            if not isinstance(key, Ed25519PublicKey):
                raise Malformed("The public key is not an Ed25519 key.")
            return {"keys": [_as_jwk(key.public_bytes_raw())]}
        found = json.loads(data)
    except Malformed:
        raise
    except ValueError as error:
        raise Malformed("The key file is neither a JWK set nor a public key in PEM.") from error
    if not isinstance(found, dict):
        raise Malformed("The key file holds no JWK set.")
    return found if "keys" in found else {"keys": [found]}


def _as_jwk(raw: bytes) -> dict[str, str]:
    essential = {"crv": "Ed25519", "kty": "OKP", "x": _base64(raw)}
    digest = hashlib.sha256(json.dumps(essential, separators=(",", ":"), sort_keys=True).encode()).digest()
    return {**essential, "kid": _base64(digest), "alg": ALGORITHM, "use": "sig"}


def _private(pem: bytes) -> Ed25519PrivateKey:
    key = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError("the signing key is not an Ed25519 key")
    return key


def _public(keys: dict[str, Any], wanted: str) -> Ed25519PublicKey:
    listed = keys.get("keys")
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, dict) and one.get("crv") == "Ed25519":
            raw = _unbase64(str(one.get("x", "")))
            if len(raw) == 32 and wanted in (one.get("kid"), _as_jwk(raw)["kid"]):
                return Ed25519PublicKey.from_public_bytes(raw)
    raise UnknownKey("It was not signed with a key that is known here. Get the issuer's current keys.")


def _written(value: dict[str, Any]) -> str:
    return _base64(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())


def _read(part: str) -> dict[str, Any]:
    try:
        value = json.loads(_unbase64(part))
    except (ValueError, RecursionError) as error:
        raise Malformed("This is no signed statement: a part of it cannot be read.") from error
    if not isinstance(value, dict):
        raise Malformed("This is no signed statement: a part of it is not an object.")
    return value


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _unbase64(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise Malformed("This is no signed statement: a part of it is not base64.") from error
