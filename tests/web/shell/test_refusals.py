"""What cannot be done is said in plain words, never as a traceback."""

import pytest
from django.core.exceptions import RequestDataTooBig
from django.test import Client
from tests import builders

from midas.actions.access.permissions import NotAllowed
from midas.core.values.problems import BadInput, Problem
from midas.core.values.states import UnableToMove
from midas.store.models import Membership
from midas.web.shell import refusals


@pytest.fixture
def broker(cluster) -> Client:
    return builders.signed_in(builders.a_role(cluster))


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (NotAllowed("This needs the broker."), 403, "This needs the broker."),
        (UnableToMove("It is won and cannot become new."), 409, "It is won and cannot become new."),
        (BadInput([Problem("$.a", "is missing"), Problem("$.b", "is odd")]), 400, "is odd"),
        (RequestDataTooBig("big"), 413, "larger than Midas takes"),
        (Membership.DoesNotExist("no"), 404, "belongs to another cluster"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_refusal_has_its_status_and_its_words(broker, monkeypatch, error, status, said):
    def refuse(*_args, **_more):
        raise error

    monkeypatch.setattr("midas.web.shell.views.what_needs_me", refuse)
    response = broker.get("/")
    assert response.status_code == status
    assert said in response.content.decode()
    assert "Go to the home page" in response.content.decode()


def test_a_refused_part_of_a_page_is_only_the_message(broker, monkeypatch):
    def refuse(*_args, **_more):
        raise UnableToMove("Not now.")

    monkeypatch.setattr("midas.web.shell.views.find", refuse)
    response = broker.get("/search/?q=abc", headers={"HX-Request": "true"})
    assert response.status_code == 409
    assert "<html" not in response.content.decode()
    assert "data-message" in response.content.decode()


def test_a_fault_of_the_program_says_so_and_shows_no_inside(broker, monkeypatch):
    def fail(*_args, **_more):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("midas.web.shell.views.what_needs_me", fail)
    broker.raise_request_exception = False
    response = broker.get("/")
    assert response.status_code == 500
    assert "our fault, not yours" in response.content.decode()
    assert "secret detail" not in response.content.decode()


@pytest.mark.parametrize("path", ["/nowhere/", "/members/999999/"])
def test_what_is_not_there_and_what_is_elsewhere_look_the_same(broker, path):
    response = broker.get(path)
    assert response.status_code == 404
    assert "There is no such page" in response.content.decode()


def test_a_form_from_an_outdated_page_is_explained(cluster):
    client = builders.signed_in(builders.a_role(cluster), Client(enforce_csrf_checks=True))
    response = client.post("/role/", {"role": "1"})
    assert response.status_code == 403
    assert "open for too long" in response.content.decode()


def test_a_form_with_too_much_in_it_is_explained(broker, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    response = broker.post("/account/", {"name": "x" * 1000})
    assert response.status_code == 413
    assert "larger than Midas takes" in response.content.decode()


def test_the_page_for_a_fault_needs_neither_navigation_nor_database(rf):
    response = refusals.fault(rf.get("/"))
    assert response.status_code == 500
    assert "our fault" in response.content.decode()


def test_every_status_has_a_title_and_words():
    assert refusals.TITLES.keys() == refusals.TEXTS.keys()
