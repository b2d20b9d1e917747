"""Single sign-on is there when all of it is named, and only then."""

import pytest

from midas.site.single_sign_on import provider
from midas.site.trouble import Trouble

WHOLE = {
    "MIDAS_OIDC_SERVER": "https://id.example.org/",
    "MIDAS_OIDC_CLIENT_ID": "midas",
    "MIDAS_OIDC_SECRET": "s",
}


def test_nothing_named_nothing_there():
    assert provider({}) is None


def test_a_provider_is_described_for_allauth():
    found = provider({**WHOLE, "MIDAS_OIDC_NAME": "Council sign-in"})
    assert found["name"] == "Council sign-in"
    assert found["settings"] == {"server_url": "https://id.example.org", "oauth_pkce_enabled": True}


@pytest.mark.parametrize("left_out", WHOLE)
def test_half_of_it_is_refused_and_the_rest_named(left_out):
    with pytest.raises(Trouble, match=left_out):
        provider({name: value for name, value in WHOLE.items() if name != left_out})


@pytest.mark.parametrize("server", ["http://id.example.org", "id.example.org", "ftp://id.example.org"])
def test_a_provider_reached_without_encryption_is_refused(server):
    with pytest.raises(Trouble, match="https"):
        provider({**WHOLE, "MIDAS_OIDC_SERVER": server})
