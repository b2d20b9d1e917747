"""Where mail goes is told by the environment."""

from pathlib import Path

import pytest

from midas.site.mail import mail_settings
from midas.site.trouble import Trouble

HOME = Path("/somewhere")


def test_without_a_server_mail_is_put_into_files_of_the_data_folder():
    found = mail_settings({}, HOME)
    assert found["EMAIL_BACKEND"].endswith("filebased.EmailBackend")
    assert found["EMAIL_FILE_PATH"] == "/somewhere/outbox"


@pytest.mark.parametrize(
    ("url", "port", "tls", "ssl"),
    [
        ("smtp://m:p@mail.example.org", 587, True, False),
        ("smtps://m:p@mail.example.org", 465, False, True),
        ("smtp+plain://mail.example.org", 25, False, False),
        ("smtp://mail.example.org:2525", 2525, True, False),
    ],
)
def test_a_server_is_named_by_one_address_and_encrypted_unless_it_says_otherwise(url, port, tls, ssl):
    found = mail_settings({"MIDAS_SMTP_URL": url}, HOME)
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example.org", port)
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (tls, ssl)


def test_a_password_may_have_any_character():
    found = mail_settings({"MIDAS_SMTP_URL": "smtp://midas%40example.org:a%2Fb%40c@mail.example.org"}, HOME)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("midas@example.org", "a/b@c")


def test_the_sender_can_be_named():
    found = mail_settings({"MIDAS_MAIL_FROM": "Cluster <post@example.org>"}, HOME)
    assert found["DEFAULT_FROM_EMAIL"] == "Cluster <post@example.org>"


@pytest.mark.parametrize("url", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://a:b@c:x"])
def test_an_address_that_names_no_server_is_refused_without_telling_the_password(url):
    with pytest.raises(Trouble, match="MIDAS_SMTP_URL") as trouble:
        mail_settings({"MIDAS_SMTP_URL": url}, HOME)
    assert "a:b" not in str(trouble.value)
