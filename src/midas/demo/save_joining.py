"""Saving how firms come in: the rules of engagement, who accepted them, and applications in every state.

The applications tell one story each: begun, stuck on a fault, complete but not sent, sent, in assessment. The last two
belong to firms that were drawn in those states. Their files are small PDFs, written below the folder for uploads.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from midas.actions.access.events import PROGRAM, kind_of
from midas.actions.access.tokens import digest_of
from midas.actions.members.applying import secret_of
from midas.core.members.application import BY_SLUG, LINK_LASTS, SAVED
from midas.demo.applications import NEWCOMERS, SIGNATORIES, answers_of, complete_answers
from midas.demo.calendar import moment
from midas.demo.cluster import DemoCluster
from midas.demo.save_firms import Members
from midas.rules import rules_of_engagement
from midas.store import models as store

S = store.Membership.State
WERE_MEMBERS = (S.ADMITTED, S.SUSPENDED, S.LEFT)
PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R
/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj
4 0 obj<</Length LENGTH>>stream
WORDS
endstream endobj
trailer<</Root 1 0 R>>
%%EOF
"""
"""One page with a line of words on it."""


def save_joining(cluster: store.Cluster, demo: DemoCluster, members: Members, today: date) -> int:
    """Save rules, acceptances and applications; how many applications. Works inside the cluster's tenancy."""
    rules = _rules(cluster)
    _acceptances(cluster, rules, members)
    _bank_and_insurances(cluster, members, today)
    found = [_sent(cluster, demo, members, state, rules) for state in (S.APPLIED, S.IN_ASSESSMENT)]
    sent = [one for one in found if one]
    if not sent:
        return 0
    rows = [*(_draft(cluster, *one, today) for one in NEWCOMERS), *sent]
    store.Application.objects.bulk_create(rows)
    _officers(cluster, rows)
    _events(rows)
    _files(rows)
    return len(rows)


def _rules(cluster: store.Cluster) -> store.RulesVersion:
    return store.RulesVersion.objects.create(
        cluster=cluster,
        number=1,
        title=rules_of_engagement.TITLE,
        text=rules_of_engagement.TEXT,
        written_at=moment(cluster.founded_on, 9),
        in_force_from=cluster.founded_on,
    )


def _acceptances(cluster: store.Cluster, rules: store.RulesVersion, members: Members) -> None:
    """Everybody who is or was a member accepted the rules on the day it joined."""
    store.Acceptance.objects.bulk_create(
        store.Acceptance(
            cluster=cluster,
            rules=rules,
            membership=member,
            accepted_at=moment(max(member.joined_on, cluster.founded_on), 10),
            signatory=SIGNATORIES[number % len(SIGNATORIES)],
        )
        for number, member in enumerate(members.values())
        if member.joined_on and member.state in WERE_MEMBERS
    )


def _bank_and_insurances(cluster: store.Cluster, members: Members, today: date) -> None:
    """Every firm is paid somewhere and has two policies that run out within the year; one has just run out."""
    at = moment(today - timedelta(days=30), 9)
    store.Bank.objects.bulk_create(
        store.Bank(
            cluster=cluster,
            membership=member,
            name="Example Bank",
            sort_code=f"12-{number // 100 % 100:02}-{number % 100:02}",
            saved_at=at,
        )
        for number, member in enumerate(members.values())
    )
    store.Insurance.objects.bulk_create(
        store.Insurance(
            cluster=cluster,
            membership=member,
            kind=kind,
            insurer="Example Mutual",
            cover=cover,
            expires_on=today + timedelta(days=(37 * number) % 365 - (number == 0)),
        )
        for number, member in enumerate(members.values())
        for kind, cover in (("employers", 1_000_000_000), ("public", 500_000_000))
    )


def _draft(
    cluster: store.Cluster, story: str, email: str, name: str, number: str, days: int, today: date
) -> store.Application:
    saved = moment(today - timedelta(days=days), 15)
    identity = {
        "name": name,
        "scheme": "GB-COH",
        "number": number,
        "website": f"www.{email.partition('@')[2]}",
        "contact": SIGNATORIES[days % len(SIGNATORIES)],
        "summary": "Turned and milled parts for pumps and valves, in small series.",
    }
    answers: dict[str, Any] = {"identity": identity}
    if story != "begun":
        answers |= complete_answers(today)
    if story == "stuck":
        answers["size"]["turnover"] = "about 2 million"
        del answers["rules"], answers["officers"]
    return _application(cluster, email, answers, begun=saved - timedelta(days=4), saved=saved)


def _sent(
    cluster: store.Cluster, demo: DemoCluster, members: Members, state: str, rules: store.RulesVersion
) -> store.Application | None:
    """The application of the last firm that was drawn in that state."""
    firm = next((one for one in reversed(demo.firms) if one.state == state), None)
    if firm is None:
        return None
    sent = moment(firm.applied_on, 9)
    answers = answers_of(members[firm.key], cluster.currency, str(firm.applied_on + timedelta(days=400)))
    email = f"office@{firm.website.removeprefix('https://')}"
    made = _application(cluster, email, answers, begun=sent - timedelta(days=6), saved=sent)
    made.state, made.sent_at, made.membership = store.Application.State.SENT, sent, members[firm.key]
    store.Acceptance.objects.create(
        cluster=cluster,
        rules=rules,
        membership=members[firm.key],
        accepted_at=sent,
        signatory=answers["rules"]["signatory"],
    )
    return made


def _application(
    cluster: store.Cluster, email: str, answers: Mapping[str, Any], *, begun: datetime, saved: datetime
) -> store.Application:
    kept: dict[str, Any] = {slug: BY_SLUG[slug].clean(raw) for slug, raw in answers.items()}
    kept[SAVED] = {slug: number for number, slug in enumerate(answers, 2)}
    made = store.Application(
        cluster=cluster,
        email=email,
        answers=kept,
        version=len(answers) + 1,
        created_at=begun,
        saved_at=saved,
        link_expires_at=saved + LINK_LASTS,
    )
    made.digest = digest_of(secret_of(made))
    return made


def _officers(cluster: store.Cluster, rows: Iterable[store.Application]) -> None:
    store.Officer.objects.bulk_create(
        store.Officer(cluster=cluster, membership=row.membership, **one)
        for row in rows
        if row.membership
        for one in row.answers["officers"]["officers"]
    )


def _events(rows: Iterable[store.Application]) -> None:
    def event(row: store.Application, verb: str, at: datetime, before: str, after: str) -> store.Event:
        return store.Event(
            cluster=row.cluster,
            at=at,
            actor=PROGRAM,
            verb=f"application.{verb}",
            subject_kind=kind_of(row),
            subject_id=row.pk,
            before=before,
            after=after,
        )

    made = []
    for row in rows:
        made.append(event(row, "started", row.created_at, "", "draft"))
        if row.sent_at:
            made.append(event(row, "sent", row.sent_at, "draft", "sent"))
    store.Event.objects.bulk_create(made)


def _files(rows: Iterable[store.Application]) -> None:
    """A certificate and an insurance policy for each that lists them."""
    made = []
    for row in rows:
        papers = row.answers.get("certificates", {}).get("certificates", [])[:1]
        proofs = [("certificate", paper["name"]) for paper in papers]
        proofs += [("insurance", "Public liability policy")] if "money" in row.answers else []
        made += [_file(row, kind, title) for kind, title in proofs]
    store.EvidenceFile.objects.bulk_create(made)


def _file(row: store.Application, kind: str, title: str) -> store.EvidenceFile:
    words = f"BT /F 18 Tf 72 760 Td ({title}: a made-up paper of the demo) Tj ET".encode("latin-1", "replace")
    content = PDF.replace(b"LENGTH", str(len(words)).encode()).replace(b"WORDS", words)
    path = f"evidence/demo-{hashlib.sha256(f'{row.digest}{kind}'.encode()).hexdigest()[:24]}"
    whole = Path(settings.MIDAS_UPLOADS) / path
    whole.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    whole.write_bytes(content)
    return store.EvidenceFile(
        cluster=row.cluster,
        application=row,
        membership=row.membership,
        kind=kind,
        title=title,
        file_name=f"{kind}.pdf",
        media_type="application/pdf",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        path=path,
        uploaded_at=row.saved_at,
    )
