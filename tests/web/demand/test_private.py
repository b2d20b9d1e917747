"""A purchaser describes a need, a member an idea: drafts, files, sending, and what becomes of it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.actions.demand.scene import AT
from tests.builders import a_role, signed_in
from tests.web.demand.reading import text_of

from midas.actions.demand.decide_bid import Decided, decide_bid
from midas.store.models import Need, Opportunity

WHAT = {"title": "24 towed clinics", "description": "For eight hospitals."}
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture
def buyer(scene):
    return signed_in(a_role(scene.cluster, "purchaser"))


def begun(browser, word="needs", **answers):
    browser.post(reverse(f"demand:{word}-new"))
    need = Need.objects.latest("pk")
    browser.post(reverse(f"demand:{word}-step", args=[need.pk, "what"]), {**WHAT, **answers})
    return need


def test_a_purchaser_is_led_from_step_to_step_and_told_how_far_they_are(buyer):
    begins = buyer.post(reverse("demand:needs-new"))
    need = Need.objects.get()
    assert begins["Location"] == reverse("demand:needs-step", args=[need.pk, "what"])
    after = buyer.post(begins["Location"], {**WHAT, "go": "next"})
    assert after["Location"] == reverse("demand:needs-step", args=[need.pk, "how_much"])
    words = text_of(buyer.get(reverse("demand:needs-one", args=[need.pk])))
    assert "What do you need? In your own words; nobody expects a specification. done" in words
    assert "How much of it?" in words


def test_what_is_wrong_stands_at_its_question_and_is_not_lost(buyer):
    need = begun(buyer)
    step = reverse("demand:needs-step", args=[need.pk, "how_much"])
    buyer.post(step, {"value": "a lot", "items": ""})
    html = buyer.get(step).content.decode()
    assert 'value="a lot"' in html
    assert "is not an amount" in html


def test_what_is_sent_is_in_the_clusters_inbox_and_its_fate_is_told(scene, buyer, broker):
    need = begun(buyer)
    buyer.post(reverse("demand:needs-send", args=[need.pk]))
    made = Opportunity.objects.get(title="24 towed clinics")
    assert "24 towed clinics" in text_of(broker.get(reverse("demand:list")))
    decide_bid(scene.broker, made.pk, Decided("no_bid", "No welders.", answer="Not this year."), [], at=AT)
    words = text_of(buyer.get(reverse("demand:needs-one", args=[need.pk])))
    assert "not taken on" in words
    assert "Not this year." in words
    assert "No welders." not in words


def test_what_is_not_complete_is_not_sent(buyer):
    need = begun(buyer, title="")
    words = text_of(buyer.post(reverse("demand:needs-send", args=[need.pk]), follow=True))
    assert "It is not complete yet" in words
    assert "Say in one line what is wanted." in words


def test_a_file_is_taken_handed_out_as_a_download_and_refused_when_it_is_not_what_it_says(
    buyer, broker, settings, tmp_path
):
    settings.MIDAS_UPLOADS = tmp_path
    need = begun(buyer)
    upload = reverse("demand:needs-upload", args=[need.pk])
    buyer.post(upload, {"file": SimpleUploadedFile("plan.pdf", PDF)})
    refused = buyer.post(upload, {"file": SimpleUploadedFile("plan2.pdf", b"MZ")}, follow=True)
    assert "was not taken" in text_of(refused)
    (kept,) = need.files.all()
    answer = buyer.get(reverse("demand:needs-file", args=[need.pk, kept.pk]))
    assert answer["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    assert "sandbox" in answer["Content-Security-Policy"]
    buyer.post(reverse("demand:needs-send", args=[need.pk]))
    made = Opportunity.objects.get(title="24 towed clinics")
    assert broker.get(reverse("demand:sent-file", args=[made.pk, kept.pk])).status_code == 200


def test_a_draft_is_there_for_nobody_else(buyer, scene, broker):
    need = begun(buyer)
    other = signed_in(a_role(scene.cluster, "purchaser"))
    assert other.get(reverse("demand:needs-one", args=[need.pk])).status_code == 404
    assert broker.get(reverse("demand:needs-one", args=[need.pk])).status_code == 403


def test_a_member_proposes_an_idea_with_the_way_they_would_work(as_role, broker):
    member = as_role("member")
    need = begun(member, "ideas", mode="aggregated_purchase")
    member.post(reverse("demand:ideas-send", args=[need.pk]))
    made = Opportunity.objects.get(door="cluster")
    assert "Buy together" in text_of(broker.get(reverse("demand:opportunity", args=[made.pk])))


def test_ones_needs_are_a_spreadsheet_too(buyer):
    begun(buyer)
    assert b"24 towed clinics" in buyer.get(reverse("demand:needs-list"), {"_export": "csv"}).content
