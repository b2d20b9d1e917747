"""Statements of standing: given out and taken back by those who may, checked by anybody."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from midas.actions.access.permissions import NotAllowed
from midas.actions.members.credentials import (
    Checked,
    State,
    check,
    grades_of,
    issue,
    may_issue,
    public_keys,
    revoke,
)
from midas.core.members.credential import did_web
from midas.store.models import Credential, Membership
from midas.web.shell.exports import TYPES, spreadsheet
from midas.web.shell.guards import needs

LONGEST = 20_000
WORDS = {
    State.VALID: gettext_lazy("Valid"),
    State.EXPIRED: gettext_lazy("Run out"),
    State.REVOKED: gettext_lazy("Taken back"),
    State.TAMPERED: gettext_lazy("Not genuine"),
    State.UNKNOWN: gettext_lazy("Not known here"),
}
TONES = {
    State.VALID: "valid",
    State.EXPIRED: "expired",
    State.REVOKED: "failed",
    State.TAMPERED: "failed",
    State.UNKNOWN: "unknown",
}


@needs("credentials.issue")
def given(request: HttpRequest, pk: int) -> HttpResponse:
    """What can the firm show others of its standing?"""
    role, now = request.role, timezone.now()
    member = Membership.objects.select_related("organisation", "cluster").get(pk=pk)
    if role.membership_id != member.pk and not may_issue(role, member):
        raise NotAllowed("Statements are seen by the firm itself and by the committee.")
    if request.method == "POST":
        if request.POST.get("do") == "revoke":
            reason = request.POST.get("reason", "")
            revoke(role, pk, _serial(request.POST.get("serial", "")), reason=reason, at=now)
            messages.success(request, _("Taken back: whoever checks it is told so from now on."))
        else:
            issue(role, pk, request.get_host(), at=now)
            messages.success(request, _("Signed. Hand on the text below, or only its serial."))
        return redirect("readiness:credentials", pk)
    rows = [(row, _state(row, now)) for row in member.credentials.select_related("issued_by")]
    kind = request.GET.get("_export", "")
    if kind in TYPES:
        return _download(rows, kind)
    context = {
        "title": _("Statements of standing"),
        "member": member,
        "rows": rows,
        "grades": grades_of(member, now),
        "may_issue": may_issue(role, member),
        "verify_at": request.build_absolute_uri("/credentials/verify/"),
    }
    return render(request, "members/readiness/credentials.html", context)


def _download(rows: Iterable[tuple[Credential, tuple[str, object]]], kind: str) -> HttpResponse:
    head = [_("Serial"), _("State"), _("Given out"), _("Until"), _("By"), _("Taken back")]
    listed = [
        [
            row.serial,
            words,
            row.issued_at,
            row.expires_at,
            row.issued_by.name if row.issued_by else "",
            row.revoked_at,
        ]
        for row, (_tone, words) in rows
    ]
    return spreadsheet("statements", head, listed, kind)


def verify(request: HttpRequest) -> HttpResponse:
    """Can this statement be relied on? For anybody, signed in or not."""
    text = (request.POST.get("statement") or request.GET.get("serial") or "").strip()
    checked: Checked | None = check(text[: LONGEST + 1], at=timezone.now()) if text else None
    context = {
        "title": _("Check a statement"),
        "text": text[:LONGEST],
        "checked": checked,
        "words": WORDS[checked.state] if checked else "",
        "tone": TONES[checked.state] if checked else "",
        "subject": checked.says.get("credentialSubject", {}) if checked else {},
        "empty": request.method == "POST" and not text,
    }
    return render(request, "members/readiness/verify.html", context)


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """The public keys statements are checked with."""
    return JsonResponse(public_keys(), content_type="application/jwk-set+json")


@require_safe
def did(request: HttpRequest) -> HttpResponse:
    """The document of this host's did:web name: the same keys, as verifiers of credentials look for them."""
    name = did_web(request.get_host())
    methods = [
        {"id": f"{name}#{key['kid']}", "type": "JsonWebKey", "controller": name, "publicKeyJwk": key}
        for key in public_keys()["keys"]
    ]
    document = {
        "@context": ["https://www.w3.org/ns/did/v1"],
        "id": name,
        "verificationMethod": methods,
        "assertionMethod": [one["id"] for one in methods],
    }
    return JsonResponse(document, content_type="application/did+json")


def _state(row: Credential, now: object) -> tuple[str, object]:
    state = State.REVOKED if row.revoked_at else State.EXPIRED if row.expires_at < now else State.VALID
    return TONES[state], WORDS[state]


def _serial(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
