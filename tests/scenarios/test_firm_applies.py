"""A firm nobody knew gives its address, follows the link in the mail, answers, proves, sends; the cluster looks at it.

Everything goes through pages, as a browser without scripts would do it.
"""

from __future__ import annotations

import re

from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests import builders
from tests.web.members.joining_scene import COMPLETE, a_joinable_cluster, as_form

from midas.core.members.application import STEPS
from midas.store import tenancy
from midas.store.models import Application, Event, Membership

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"


def test_a_firm_goes_from_an_address_to_an_assessment(
    db, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MIDAS_UPLOADS = tmp_path
    cluster = a_joinable_cluster(slug="five-rivers", name="Five Rivers Cluster")
    firm, desk = Client(), builders.signed_in(builders.a_role(cluster, "coach"))

    # It gives its address and gets a link.
    page = firm.get("/join/five-rivers/")
    assert "Five Rivers Cluster" in page.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        asked = firm.post("/join/five-rivers/", {"email": "Ada@Loxley.example"})
    assert "ada@loxley.example" in asked.content.decode().lower()
    [letter] = mail.outbox
    assert letter.to == ["ada@loxley.example"]
    link = re.search(r"http://testserver(/join/\S+)", letter.body)[1]

    # Without the link there is nothing to see; with it there is the list of groups.
    with tenancy.tenant(cluster.pk):
        application = Application.objects.get()
    home = f"/join/five-rivers/{application.pk}/"
    assert firm.get(home).status_code == 404
    assert firm.get(link).url == home
    assert "0 of 11 groups" in firm.get(home).content.decode()

    # It answers group by group; what is wrong is kept, and said.
    firm.post(home + "identity/", {**as_form("identity"), "number": "12 and more"}, follow=True)
    assert "needs attention" in firm.get(home).content.decode()
    assert "12 and more" in firm.get(home + "identity/").content.decode()
    for step in STEPS:
        saved = firm.post(f"{home}{step.slug}/", as_form(step.slug))
        assert (step.slug, saved.status_code, saved.headers["Location"]) == (step.slug, 302, home)
    upload = SimpleUploadedFile("certificate.pdf", PDF, "application/pdf")
    firm.post(home + "evidence/", {"kind": "certificate", "title": "ISO 9001", "file": upload})

    # It looks at everything once more and sends it.
    last = firm.get(home + "send/").content.decode()
    assert "Loxley Forge Limited" in last
    assert "Send the application" in last
    assert firm.post(home + "send/").url == home
    assert "What happens next" in firm.get(home).content.decode()

    # The desk finds it, reads everything, opens the file, and begins the assessment.
    listed = desk.get("/applications/").content.decode()
    assert "Loxley Forge Limited" in listed
    shown = desk.get(f"/applications/{application.pk}/").content.decode()
    for words in ("Companies House", "Forged flanges", "Hammer hours", "Example Mutual", "Rules accepted"):
        assert words in shown
    file = re.search(r"/evidence/\d+/", shown)[0]
    assert b"".join(desk.get(file).streaming_content) == PDF
    desk.post(f"/applications/{application.pk}/assess/", {"reason": "All is there."})
    with tenancy.tenant(cluster.pk):
        membership = Membership.objects.get()
        verbs = list(Event.objects.order_by("at", "pk").values_list("verb", flat=True))
    assert membership.state == "in_assessment"
    assert membership.organisation_id is not None
    assert verbs[-3:] == ["application.sent", "membership.applied", "membership.in_assessment"]

    # The link goes on to show how things stand.
    assert "in assessment" in Client().get(link, follow=True).content.decode()
    assert COMPLETE["identity"]["name"] in firm.get(home).content.decode()
