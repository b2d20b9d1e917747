"""Pages to print: what they say is data, the same twice, and sealed so that no change goes unseen."""

from datetime import UTC, datetime

import pytest

from midas.formats.pdf import render
from midas.formats.signed import Malformed, Tampered, UnableToVerify, UnknownKey, jwks, new_key, sign
from midas.formats.signed_pdf import seal, signed_text

AT = datetime(2026, 11, 28, 9, tzinfo=UTC)
KEY = new_key()


def paper(name="Rother Welding", token=None):
    signed = sign({"jti": "1"}, KEY) if token is None else token
    row = {
        "dimension": "Ethics",
        "grade": "A",
        "score": "90 of 100",
        "method": "Gates",
        "judged": "1",
        "until": "2",
    }
    says = {
        "id": "urn:uuid:1",
        "issuer": {"id": "did:web:x", "name": "Cluster"},
        "credentialSubject": {"name": name},
    }
    words = ("title", "summary", "identifier", "since", "start", "end", "serial", "verify_at", "sha256")
    return render(
        "standing", {**dict.fromkeys(words, name), "says": says, "rows": [row], "token": signed}, at=AT
    )


def test_the_same_data_and_moment_give_the_same_bytes():
    assert paper() == paper()
    assert paper().startswith(b"%PDF-")


@pytest.mark.parametrize("name", ['#panic("x")', "$x", "*a [b] _c", '#read("standing.typ")', "\\ ` ~ <a> @b"])
def test_what_a_page_says_is_never_read_as_markup(name):
    assert signed_text(seal(paper(name), KEY), jwks(KEY)) == sign({"jti": "1"}, KEY)


def test_a_letter_the_fonts_lack_does_not_stop_the_page():
    assert signed_text(seal(paper("日本溶接"), KEY), jwks(KEY))


def test_the_attached_text_comes_back_out_of_a_sealed_page():
    assert signed_text(seal(paper(), KEY), jwks(KEY)) == sign({"jti": "1"}, KEY)


def test_a_page_with_one_byte_changed_is_refused():
    page = bytearray(seal(paper(), KEY))
    page[500] ^= 1

    with pytest.raises(Tampered):
        signed_text(bytes(page), jwks(KEY))


def test_a_page_sealed_by_somebody_else_is_refused():
    with pytest.raises(UnknownKey):
        signed_text(seal(paper(), new_key()), jwks(KEY))


def test_a_statement_is_no_seal():
    page = paper()
    with pytest.raises(Malformed):
        signed_text(page + b"\n%midas-seal " + sign({"sha256": "0"}, KEY).encode(), jwks(KEY))


@pytest.mark.parametrize("page", [b"%PDF-1.7", b"%PDF-1.7\n%midas-seal x", b"%PDF-" + b"0" * 2_000_001])
def test_what_is_no_page_of_ours_is_refused(page):
    with pytest.raises(UnableToVerify):
        signed_text(page, jwks(KEY))


def test_a_sealed_page_without_a_statement_is_refused():
    with pytest.raises(UnableToVerify, match="No signed text"):
        signed_text(seal(b"%PDF-1.7\nstream\nx\nendstream", KEY), jwks(KEY))
