"""Demands that come by other doors than a public notice."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.web.demand.reading import text_of

from midas.store.models import Opportunity

ADD = "/demand/new/"
TYPED = {
    "door": "customer",
    "title": "Forty benches",
    "buyer_name": "Leeds Parks",
    "value": "£50,000.50",
    "cpv": "39100000-3, 45200000",
    "region": "UKE4",
    "deadline_at": "2127-03-01T12:00",
}


def test_a_customers_request_is_entered_and_shown(broker, scene):
    answer = broker.post(ADD, TYPED, follow=True)
    made = Opportunity.objects.get(title="Forty benches")
    assert answer.redirect_chain == [(reverse("demand:opportunity", args=[made.pk]), 302)]
    assert (made.value, made.cpv, made.cpv_additional) == (5_000_050, "39100000", ["45200000"])
    assert "£50,000.50" in text_of(answer)


def test_everything_wrong_is_said_at_its_field_and_nothing_is_saved(broker, scene):
    typed = {**TYPED, "title": "", "value": "a lot", "deadline_at": "soon", "region": "moon"}
    answer = broker.post(ADD, typed)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"title", "value", "deadline_at", "region"}
    assert 'href="#id_value"' in answer.content.decode()
    assert Opportunity.objects.count() == 1


def test_what_only_the_action_finds_wrong_is_said_at_its_field_too(broker, scene):
    answer = broker.post(ADD, {**TYPED, "buyer_name": "", "cpv": "123"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"buyer_name", "cpv"}


@pytest.mark.parametrize("value", ["-1", "1.005", "1e99", "NaN"])
def test_amounts_that_are_none_are_refused(broker, scene, value):
    answer = broker.post(ADD, {**TYPED, "value": value})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["value"])


def test_what_was_entered_is_corrected_in_the_same_form(broker, scene):
    broker.post(ADD, TYPED)
    made = Opportunity.objects.get(title="Forty benches")
    address = reverse("demand:edit", args=[made.pk])
    assert broker.get(address).context["form"]["value"].value() == "50,000.50"
    broker.post(address, {**TYPED, "title": "Sixty benches"})
    made.refresh_from_db()
    assert made.title == "Sixty benches"


def test_a_public_notice_is_not_edited_and_the_page_says_what_to_do(broker, scene):
    answer = broker.post(reverse("demand:edit", args=[scene.opportunity.pk]), TYPED)
    assert answer.status_code == 409
    assert "import the newer release instead" in text_of(answer)


def test_only_brokers_enter_demands(as_role, scene):
    assert as_role("member").get(ADD).status_code == 403
    assert as_role("coach").post(ADD, TYPED).status_code == 403


def test_a_stranger_does_not_find_it(stranger, broker, scene):
    broker.post(ADD, TYPED)
    made = Opportunity.objects.get(title="Forty benches")
    assert stranger.get(reverse("demand:edit", args=[made.pk])).status_code == 404
