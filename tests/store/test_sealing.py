"""Secrets in the database can be read with the installation's own secret and with no other."""

import pytest

from midas.store.sealing import MARK, CannotOpen, seal, unseal


def test_what_is_sealed_comes_back_and_does_not_show():
    sealed = seal("JBSWY3DPEHPK3PXP")
    assert sealed.startswith(MARK)
    assert "JBSWY3DPEHPK3PXP" not in sealed
    assert unseal(sealed) == "JBSWY3DPEHPK3PXP"
    assert seal("a") != seal("a"), "two that are alike do not look alike"


def test_what_was_never_sealed_is_as_it_was():
    assert unseal("JBSWY3DPEHPK3PXP") == "JBSWY3DPEHPK3PXP"


def test_another_secret_opens_nothing_and_an_older_one_still_does(settings):
    sealed, first = seal("x"), settings.SECRET_KEY
    settings.SECRET_KEY = "another" * 8
    with pytest.raises(CannotOpen):
        unseal(sealed)
    settings.SECRET_KEY_FALLBACKS = [first]
    assert unseal(sealed) == "x"


def test_a_changed_letter_is_noticed():
    sealed = seal("x")
    with pytest.raises(CannotOpen):
        unseal(sealed[:-6] + ("A" if sealed[-6] != "A" else "B") + sealed[-5:])
