"""A firm nobody knew applies, is admitted by vote, is told so, takes its membership over, and sees its own page.

Everything goes through pages and letters, as a browser without scripts would do it.
"""

from __future__ import annotations

import re
from datetime import timedelta

from django.core import mail
from django.test import Client
from django.utils import timezone
from tests import builders
from tests.web.members.joining_scene import a_joinable_cluster, as_form

from midas.core.members.application import STEPS
from midas.store import tenancy
from midas.store.models import Application, Motion, Role
from midas.tasks.members import tell_decisions

DOOR = "/join/five-rivers/"


def _applied(firm: Client, callbacks) -> str:
    """Apply as ada@loxley.example, up to sending; the address of the application's pages."""
    with callbacks(execute=True):
        firm.post(DOOR, {"email": "ada@loxley.example"})
    home = firm.get(re.search(r"http://testserver(/join/\S+)", mail.outbox[-1].body)[1]).url
    for step in STEPS:
        assert firm.post(f"{home}{step.slug}/", as_form(step.slug)).url == home
    assert firm.post(home + "send/").url == home
    return home


def _decided(cluster, committee, kind: str, **more: str) -> None:
    """Put the firm to the vote and let everybody say yes."""
    with tenancy.tenant(cluster.pk):
        firm = Application.objects.get().membership_id
    sent = {
        "kind": kind, "membership": firm, "title": f"{kind} Loxley Forge", "text": "As the assessor found.",
        "days": "7", "electorate": "committee", "quorum": "60", "majority": "50", **more,
    }  # fmt: skip
    assert committee[0].post("/members/decisions/new/", sent).status_code == 302
    with tenancy.tenant(cluster.pk):
        motion = Motion.objects.get()
    for browser in committee:
        browser.post(f"/members/decisions/{motion.pk}/vote/", {"choice": "yes", "reason": ""})


def _cluster():
    cluster = a_joinable_cluster(slug="five-rivers", name="Five Rivers Cluster")
    coach = builders.signed_in(builders.a_role(cluster, "coach"))
    return cluster, coach, [builders.signed_in(builders.a_role(cluster, "committee")) for _ in range(3)]


def test_a_firm_applies_is_admitted_takes_its_invitation_and_sees_its_own_page(
    db, django_capture_on_commit_callbacks
):
    cluster, coach, committee = _cluster()
    firm = Client()
    home = _applied(firm, django_capture_on_commit_callbacks)
    assert "<h1>Your application is sent</h1>" in firm.get(home).content.decode()
    with tenancy.tenant(cluster.pk):
        application = Application.objects.get()
    coach.post(f"/applications/{application.pk}/assess/", {"reason": "All is there."})
    assert "<h1>Your firm is being assessed</h1>" in firm.get(home).content.decode()

    # The committee admits it, with conditions and a probation.
    until = timezone.localdate() + timedelta(days=180)
    terms = {"conditions": "ISO 9001 within a year", "probation_until": until.isoformat()}
    _decided(cluster, committee, "admit", **terms)
    tell_decisions(timestamp=0)

    # The letter says so, and leads to the membership.
    letter = mail.outbox[-1]
    assert letter.to == ["ada@loxley.example"]
    assert "ISO 9001 within a year" in letter.body
    status = firm.get(home).content.decode()
    assert "<h1>Your firm is a member</h1>" in status
    assert "ISO 9001 within a year" in status
    assert "on probation" in status
    assert "invites you to take the membership over" in status
    link = re.search(r"https?://[^/\s]+(/invit\S+)", letter.body)[1]
    owner = Client()
    assert "Loxley Forge Limited" in owner.get(link).content.decode()
    password = {
        "name": "Ada Loxley",
        "password1": "correct horse battery",
        "password2": "correct horse battery",
    }
    assert owner.post(link, password).status_code == 302

    # It signs in again and finds its own page, with what its admission is tied to.
    with tenancy.tenant(cluster.pk):
        role = Role.objects.select_related("person").get(membership=application.membership_id)
    assert (role.person.email, role.is_owner) == ("ada@loxley.example", True)
    again = Client()
    again.post("/accounts/login/", {"login": "ada@loxley.example", "password": "correct horse battery"})
    page = again.get(f"/members/{role.membership_id}/").content.decode()
    assert "Loxley Forge Limited" in page
    assert "ISO 9001 within a year" in page
    assert "on probation" in page
    assert "ISO 9001 within a year" in again.get("/members/own/").content.decode()
    assert again.get("/members/decisions/").status_code == 200


def test_a_firm_that_is_declined_reads_why_and_what_it_can_do(db, django_capture_on_commit_callbacks):
    cluster, _coach, committee = _cluster()
    firm = Client()
    home = _applied(firm, django_capture_on_commit_callbacks)

    _decided(cluster, committee, "decline")
    tell_decisions(timestamp=0)

    assert "As the assessor found." in mail.outbox[-1].body
    page = firm.get(home).content.decode()
    assert "<h1>Your firm was not admitted</h1>" in page
    assert "As the assessor found." in page
    assert f'href="{DOOR}"' in page
