"""Each letter stands for itself: what is refused, breaks or waits keeps nobody else from theirs."""

from smtplib import SMTPDataError, SMTPSenderRefused, SMTPServerDisconnected

import pytest
from django.core import mail
from tests import builders
from tests.actions.access.mail_server import answer, go_away, refusing
from tests.builders import AT

from midas.actions.access.letters import Letter, Round, on_one_line, send_everywhere, send_in, settled
from midas.core.values.problems import BadInput, Problem
from midas.store import tenancy
from midas.store.models import Event, Membership

pytestmark = pytest.mark.django_db
VERB = "membership.greeted"
ADDRESSES = ["a@here.example", "b@here.example", "c@here.example"]


@pytest.fixture
def firms():
    cluster = builders.a_cluster()
    return [builders.a_member(cluster, f"Firm {letter}") for letter in "abc"]


def greeting(firms, subject="Welcome", broken=()):
    """A letter to each firm, of which some cannot be written."""
    addresses = dict(zip([firm.pk for firm in firms], ADDRESSES, strict=True))

    def due(_cluster):
        return [key for key in addresses if Membership.objects.filter(pk=key) and not told(key)]

    def told(key):
        return Event.objects.filter(settled(VERB), subject_id=key).exists()

    def take(key):
        firm = Membership.objects.select_for_update(of=("self",)).get(pk=key)
        return None if told(key) else firm

    def write(firm):
        Membership.objects.filter(pk=firm.pk).update(summary="written to")
        if firm.pk in broken:
            raise BadInput([Problem("email", "has this role already")])
        return Letter([addresses[firm.pk]], subject, "Hello", [(firm, {"n": firm.pk})])

    return Round(VERB, due, take, write)


def greet(firms, **more):
    return send_everywhere(greeting(firms, **more), at=AT)


def recipients():
    return [to for letter in mail.outbox for to in letter.to]


def events(firm, verb):
    with tenancy.tenant(firm.cluster_id):
        return list(Event.objects.filter(verb=verb).order_by("pk").values_list("subject_id", flat=True))


def test_everybody_gets_a_letter_once_and_it_is_on_record(firms):
    assert (greet(firms), greet(firms)) == (3, 0)
    assert recipients() == ADDRESSES
    assert events(firms[0], VERB) == [firm.pk for firm in firms]


def test_an_address_that_is_refused_ends_nothing_is_on_record_and_not_tried_again(firms, monkeypatch):
    tried = answer(monkeypatch, {ADDRESSES[0]: refusing(ADDRESSES[0])})
    assert (greet(firms), greet(firms)) == (2, 0)
    assert tried == ADDRESSES
    with tenancy.tenant(firms[0].cluster_id):
        refusal = Event.objects.get(verb="membership.letter_refused")
        assert (refusal.subject_id, refusal.details["n"]) == (firms[0].pk, firms[0].pk)
        assert refusal.details["why"] == "550 5.1.1 There is no such mailbox"
        assert Membership.objects.get(pk=firms[0].pk).summary != "written to"


@pytest.mark.parametrize(
    "error",
    [
        refusing(ADDRESSES[0], 450, b"4.2.0 Greylisted"),
        refusing(ADDRESSES[0], 554, b"5.7.1 Relay access denied"),
        SMTPDataError(451, b"4.3.0 Try again later"),
    ],
)
def test_a_letter_that_is_not_taken_now_waits_and_the_others_go_out(firms, monkeypatch, error):
    with monkeypatch.context() as patched:
        answer(patched, {ADDRESSES[0]: error})
        assert greet(firms) == 2
    assert events(firms[0], "membership.letter_refused") == []
    assert greet(firms) == 1
    assert recipients() == [*ADDRESSES[1:], ADDRESSES[0]]


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError(),
        SMTPServerDisconnected("it went away"),
        SMTPSenderRefused(530, b"5.7.0 Authentication required", "midas@localhost"),
        refusing(ADDRESSES[1], 421, b"4.3.2 Closing"),
    ],
)
def test_a_server_that_goes_away_ends_the_round_and_what_was_sent_before_stays_sent(
    firms, monkeypatch, error
):
    with monkeypatch.context() as patched:
        tried = answer(patched, {ADDRESSES[1]: error})
        assert greet(firms) == 1
    assert tried == ADDRESSES[:2]
    assert events(firms[0], VERB) == [firms[0].pk]
    assert greet(firms) == 2
    assert recipients() == ADDRESSES


def test_a_server_that_is_away_leaves_nothing(firms, monkeypatch):
    go_away(monkeypatch)
    assert greet(firms) == 0
    assert events(firms[0], VERB) == []
    with tenancy.tenant(firms[0].cluster_id):
        assert not Membership.objects.filter(summary="written to").exists()


def test_a_letter_that_cannot_be_written_is_an_error_when_the_others_are_sent(firms):
    for _ in range(2):
        with pytest.raises(BadInput):
            greet(firms, broken=[firms[1].pk])
    assert recipients() == [ADDRESSES[0], ADDRESSES[2]], "nobody hears twice"
    assert greet(firms) == 1


def test_an_error_in_one_cluster_keeps_no_other_from_its_letters(firms):
    others = [builders.a_member(builders.a_cluster()) for _ in range(2)]
    with pytest.raises(BadInput):
        greet([firms[0], *others], broken=[firms[0].pk])
    assert recipients() == ADDRESSES[1:]


def test_an_address_no_mail_can_be_written_to_is_refused(firms, monkeypatch):
    monkeypatch.setattr("tests.actions.access.test_letters.ADDRESSES", ["a@here\n.example", *ADDRESSES[1:]])
    assert greet(firms) == 2
    assert events(firms[0], "membership.letter_refused") == [firms[0].pk]


def test_a_subject_is_one_line_whatever_a_firm_is_called(firms):
    assert greet(firms, subject="Loxley\r\nBcc: all@else.example\x00\x07 Forge") == 3
    assert mail.outbox[0].subject == "Loxley Bcc: all@else.example Forge"
    assert on_one_line(" Müller & Söhne\u2028GmbH ") == "Müller & Söhne GmbH"


def test_one_cluster_can_be_written_to_alone(firms):
    other = builders.a_member(builders.a_cluster())
    letters = greeting([*firms[:2], other])
    assert send_in(other.cluster, letters, at=AT) == 1
    assert recipients() == ADDRESSES[2:]
