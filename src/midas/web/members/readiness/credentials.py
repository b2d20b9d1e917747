"""Statements of standing: given out and taken back by those who may, checked by anybody."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from midas.actions.members.credentials import (
    Checked,
    State,
    check,
    grades_of,
    issue,
    may_issue,
    public_keys,
    require_statements,
    revoke,
)
from midas.actions.members.statements import Form, check_file, file_of
from midas.core.members.credential import did_web
from midas.core.values.problems import BadInput, Problem
from midas.formats.signed_pdf import MOST_BYTES
from midas.store.models import Credential, Membership
from midas.web.shell.exports import TYPES, spreadsheet
from midas.web.shell.guards import needs
from midas.web.shell.refusals import refusal
from midas.web.shell.uploads import takes_files

LONGEST = 20_000
MEDIA = {Form.PDF: "application/pdf", Form.JWT: "application/vc+jwt"}
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
    require_statements(role, member)
    if request.method == "POST":
        do = request.POST.get("do", "")
        if do not in ("issue", "revoke"):
            raise BadInput([Problem("do", _("Say what to do: issue or revoke. Nothing was done."))])
        if do == "revoke":
            reason = request.POST.get("reason", "")
            revoke(role, pk, _serial(request.POST.get("serial", "")), reason=reason, at=now)
            messages.success(request, _("Taken back: whoever checks it is told so from now on."))
        else:
            issue(role, pk, request.get_host(), at=now)
            messages.success(request, _("Signed. Hand on the PDF, the signed text, or only its serial."))
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


@needs("credentials.issue")
def download(request: HttpRequest, pk: int, serial: UUID, form: str) -> HttpResponse:
    """A statement to hand on, as a signed PDF or as its signed text."""
    verify_at = request.build_absolute_uri(reverse("readiness:verify"))
    content = file_of(request.role, pk, serial, Form(form), verify_at=verify_at)
    name = f"statement-{serial}.{form}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=MEDIA[Form(form)], headers=headers)


def _too_large(request: HttpRequest) -> HttpResponse:
    return refusal(request, 413, str(_("This is much larger than any statement of ours.")))


@takes_files(MOST_BYTES, _too_large)
def verify(request: HttpRequest) -> HttpResponse:
    """Can this statement be relied on? For anybody, signed in or not."""
    text = (request.POST.get("statement") or request.GET.get("serial") or "").strip()
    file, now = request.FILES.get("file"), timezone.now()
    checked: Checked | None = None
    if request.method == "POST" and request.quota.refused:
        checked = Checked(State.TAMPERED, _("This is much larger than any statement of ours."))
    elif file is not None:
        checked = check_file(file.read(), at=now)
    elif text:
        checked = check(text[: LONGEST + 1], at=now)
    context = {
        "title": _("Check a statement"),
        "text": text[:LONGEST],
        "checked": checked,
        "words": WORDS[checked.state] if checked else "",
        "tone": TONES[checked.state] if checked else "",
        "subject": checked.says.get("credentialSubject", {}) if checked else {},
        "file": file.name if file else "",
        "empty": request.method == "POST" and checked is None,
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
