"""Every page, every operation of the API and every download, as every role, as nobody, and from another cluster.

What a role may open is in `rows`; whatever is not there fails. Nobody outside a cluster ever reads a word of it: each
thing here bears a mark that must not turn up in what a stranger is sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone
from tests import builders
from tests.actions.formation.scene import Scene, a_scene
from tests.actions.formation.solved import solved
from tests.api.conftest import caller
from tests.fences.rows import ANY_ROLE, BY_LINK, EVERYBODY, OPERATIONS, PAGES, Row
from tests.web.members.joining_scene import an_application

from midas.actions.access.permissions import MAY
from midas.actions.access.tokens import digest_of
from midas.actions.members.applying import secret_of
from midas.actions.members.evidence import add_to_membership
from midas.actions.members.write_rules import first_rules
from midas.api.application import api
from midas.store import tenancy
from midas.store.models import (
    CapacityChange,
    Credential,
    FirmImport,
    Invitation,
    Membership,
    Merge,
    Motion,
    Notice,
    NoticeImport,
    Proposal,
    Proxy,
    Role,
)

MARK = "Xylem"
"""In every name of the cluster that is not to be seen from outside."""

INVITED = "a-secret-that-was-mailed"

NUL_FIELDS = dict.fromkeys(
    ("do", "what", "words", "reason", "title", "note", "starts_on", "stock", "name"), "a\0b"
)
NUL_FORM = "&".join(f"{name}=a%00b" for name in NUL_FIELDS)

READS_ITS_FORM = (
    "standing:accounts",
    "standing:confirm",
    "deciding:remark",
    "readiness:ethics",
    "readiness:readiness",
    "intake:calendar",
    "intake:judge",
    "readiness:verify",
)
"""Some of the pages that save what is typed, where they open for the first role that may."""

KINDS = [str(kind) for kind in Role.Kind.values]


def addresses(resolver: URLResolver, space: str = "") -> Iterator[str]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            if one.namespace != "api":
                yield from addresses(one, f"{space}{one.namespace}:" if one.namespace else space)
        # The pages of the sign-in library are about nobody but oneself.
        elif one.callback.__module__.startswith("midas.") and not str(one.name).startswith("socialaccount_"):
            yield f"{space}{one.name}"


def operations() -> Iterator[str]:
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method in methods:
            yield f"{method.upper()} {path}"


def test_every_page_has_a_row_and_every_row_a_page() -> None:
    assert sorted(set(addresses(get_resolver()))) == sorted(PAGES)


def test_every_operation_has_a_row_and_every_row_an_operation() -> None:
    assert sorted(operations()) == sorted(OPERATIONS)


class World:
    """A cluster with one of everything, each marked."""

    def __init__(self) -> None:
        self.scene = a_scene()
        with tenancy.tenant(self.scene.cluster.pk):
            self.keys = self._filled()

    def _filled(self) -> dict[str, object]:
        scene, here = self.scene, {"cluster": self.scene.cluster}
        for member in scene.firms.values():
            member.organisation.name = f"{MARK} {member.organisation.name}"
            member.organisation.save()
        scene.opportunity.title = f"{MARK} clinics"
        scene.opportunity.save()
        run, firm = solved(scene), scene.firms["Rother"]
        enterprise = builders.an_enterprise(
            scene.cluster, [firm, scene.firms["Tees"]], name=f"{MARK} team", state="operating"
        )
        notice = Notice.objects.create(
            opportunity=scene.opportunity, ocid="ocds-1", release_id="1", sha256="0" * 64,
            text=f'{{"title": "{MARK}"}}', source="a.json", imported_at=builders.AT, **here,
        )  # fmt: skip
        taken = NoticeImport.objects.create(
            file_name=f"{MARK}.json", size=1, started_at=builders.AT, state="done", **here
        )
        motion = Motion.objects.create(
            kind="other", title=f"{MARK} motion", quorum="0.5", majority="0.5", opened_at=builders.AT,
            closes_at=builders.AT + timedelta(days=3650), **here,
        )  # fmt: skip
        proxy = Proxy.objects.create(
            giver_firm=firm, holder_firm=scene.firms["Tees"], starts_at=builders.AT,
            ends_at=builders.AT + timedelta(days=9), **here,
        )  # fmt: skip
        return {
            **self._joining(firm),
            **self._standing(firm),
            "motion": motion.pk, "proxy": proxy.pk, "group": firm.sector_group.slug,
            "member": firm.pk, "offering": firm.offerings.get().pk, "opportunity": scene.opportunity.pk,
            "notice": notice.pk, "requirement": scene.requirement.pk, "import": taken.pk, "run": run.pk,
            "proposal": Proposal.objects.get(rank=1).pk, "enterprise": enterprise.pk,
            "package": "wp1", "rank": 1, "firm": scene.id("Rother"), "key": 1,
        }  # fmt: skip

    def _joining(self, firm: Membership) -> dict[str, object]:
        """An application being written, a file of a member, and rules in force."""
        cluster = self.scene.cluster
        rules = first_rules(cluster, at=builders.AT)
        answers = {"identity": {"name": f"{MARK} Forge"}}
        application = an_application(cluster, answers, "ada@xylem.example", at=timezone.now())
        file = add_to_membership(
            builders.a_role(cluster, "coach"), firm, f"{MARK}.csv", [b"a,b\n"],
            kind="other", title="", folder=settings.MIDAS_UPLOADS, at=builders.AT,
        )  # fmt: skip
        return {
            "application": application.pk, "evidence": file.pk, "number": rules.number, "step": "identity",
            "slug": cluster.slug, "secret": secret_of(application),
        }  # fmt: skip

    def _standing(self, firm: Membership) -> dict[str, object]:
        """A judgement, a list of firms handed in, a merge, days off, an invitation and somebody's role."""
        here = {"cluster": self.scene.cluster}
        pair = {"kept": firm.organisation, "gone": self.scene.firms["Aire"].organisation}
        days = {"starts_on": builders.TODAY, "ends_on": builders.TODAY, "note": MARK}
        until = timezone.now() + timedelta(days=1)
        invited = {"email": "eve@xylem.example", "created_at": builders.AT, "expires_at": until}
        handed = {"file_name": f"{MARK}.csv", "size": 1, "started_at": builders.AT, "state": "done"}
        rows = {
            "assessment": builders.an_assessment(firm, "finance"),
            "firm import": FirmImport.objects.create(**handed, **here),
            "merge": Merge.objects.create(
                **pair, moved={"rows": [], "stayed": []}, merged_at=builders.AT, **here
            ),
            "capacity change": CapacityChange.objects.create(
                resource=builders.a_resource(firm), **days, **here
            ),
            "invitation": Invitation.objects.create(
                kind="coach", digest=digest_of(INVITED), **invited, **here
            ),
            "role": builders.a_role(self.scene.cluster, "coach"),
        }
        given = Credential.objects.create(
            membership=firm, serial=uuid4(), token=MARK, issued_at=builders.AT, expires_at=until, **here
        )
        return {
            "credential": given.serial,
            "stage": "exit-strategy",
            "kind": "membership",
            "dimension": "finance",
            "invited": INVITED,
            **{name: one.pk for name, one in rows.items()},
        }

    def role(self, kind: str) -> Role:
        """A role of that kind; a member's is its firm's owner."""
        member = self.scene.firms["Rother"] if kind == "member" else None
        role = builders.a_role(self.scene.cluster, kind, membership=member)
        if member:
            with tenancy.tenant(self.scene.cluster.pk):
                role.is_owner = True
                role.save()
        return role

    def page(self, name: str) -> str:
        return reverse(name, kwargs={argument: self.keys[thing] for argument, thing in PAGES[name].things})

    def operation(self, name: str) -> tuple[str, str]:
        method, path = name.split(" ", 1)
        return method, path.format(
            **{argument: self.keys[thing] for argument, thing in OPERATIONS[name].things}
        )


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.fixture
def stranger(db: None) -> Scene:
    """Another cluster, in which its broker may do everything a broker may."""
    return a_scene()


def allowed(row: Row, kind: str) -> bool:
    if row.own and kind == Role.Kind.MEMBER:
        return True
    return all(asks in (EVERYBODY, ANY_ROLE) or kind in MAY[asks] for asks in row.asks)


def opened(browser: Client, world: World, name: str, *, post: bool = False):
    ask = browser.post if post or PAGES[name].posts else browser.get
    return ask(world.page(name))


def called(api_caller, world: World, name: str):
    method, path = world.operation(name)
    return api_caller.client.generic(
        method, path, b"{}", content_type="application/json", headers=api_caller.headers
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_role_opens_the_pages_it_may_and_no_others(world: World, kind: str) -> None:
    browser = builders.signed_in(world.role(kind))
    wrong = []
    for name, row in PAGES.items():
        if BY_LINK in row.asks:
            statuses = {opened(browser, world, name, post=post).status_code for post in (False, True)}
            wrong += [(name, statuses)] if not statuses <= {404, 405} or 404 not in statuses else []
        elif allowed(row, kind):
            if not row.posts and name != "account_logout":  # what it would do is tested where it belongs
                status = opened(browser, world, name).status_code
                wrong += [(name, status)] if status not in (200, 204, 302, 409) else []
        else:
            statuses = {opened(browser, world, name, post=post).status_code for post in (False, True)}
            wrong += [(name, statuses)] if not statuses <= {403, 404, 405} or statuses == {405} else []
    assert wrong == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_role_calls_the_operations_it_may_and_no_others(world: World, kind: str) -> None:
    key = caller(world.role(kind))
    wrong = []
    for name, row in OPERATIONS.items():
        if allowed(row, kind):
            if name.startswith("GET"):
                status = called(key, world, name).status_code
                wrong += [(name, status)] if status != 200 else []
        else:
            status = called(key, world, name).status_code
            # A body that cannot be read may be told before the role is asked for; nothing is done in either case.
            wrong += [(name, status)] if status not in (403, 422) else []
    assert wrong == []


def test_nobody_is_sent_to_sign_in_and_reads_nothing(world: World) -> None:
    wrong = []
    for name, row in PAGES.items():
        if EVERYBODY in row.asks:
            continue
        for post in (False, True):
            answer = opened(Client(), world, name, post=post)
            if BY_LINK in row.asks and answer.status_code == 404 and MARK.encode() not in answer.getvalue():
                continue
            if answer.status_code != 405 and not (
                answer.status_code == 302 and answer.url.startswith("/accounts/login/")
            ):
                wrong.append((name, answer.status_code))
    assert wrong == []


def test_without_a_key_the_api_says_nothing(world: World) -> None:
    nobody = caller(world.role("broker"))
    nobody.headers = {}
    assert [name for name in OPERATIONS if called(nobody, world, name).status_code != 401] == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_stranger_finds_no_thing_of_ours_and_reads_no_word_of_it(
    world: World, stranger: Scene, kind: str
) -> None:
    member = stranger.firms["Rother"] if kind == "member" else None
    browser = builders.signed_in(builders.a_role(stranger.cluster, kind, membership=member))
    wrong = []
    for name, row in PAGES.items():
        if name == "account_logout":
            continue
        for post in (False, True):
            answer = opened(browser, world, name, post=post)
            found = row.about_a_thing and answer.status_code not in (403, 404, 405)
            if found or MARK.encode() in answer.getvalue():
                wrong.append((name, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_strangers_key_finds_no_thing_of_ours_either(world: World, stranger: Scene, kind: str) -> None:
    member = stranger.firms["Rother"] if kind == "member" else None
    key = caller(builders.a_role(stranger.cluster, kind, membership=member))
    wrong = []
    for name, row in OPERATIONS.items():
        answer = called(key, world, name)
        found = row.about_a_thing and answer.status_code not in (403, 404, 422)
        if found or MARK.encode() in answer.getvalue():
            wrong.append((name, answer.status_code))
    assert wrong == []


def test_no_page_falls_over_a_text_with_nul(world: World) -> None:
    """The guard is one; a page that reads its form some other way would be found here."""
    browsers = {kind: builders.signed_in(world.role(kind)) for kind in KINDS}
    wrong = []
    for name, row in PAGES.items():
        if name == "account_logout":
            continue
        kind = next((kind for kind in KINDS if BY_LINK not in row.asks and allowed(row, kind)), "broker")
        for form in ({}, {"content_type": "application/x-www-form-urlencoded"}):
            sent = NUL_FORM if form else NUL_FIELDS
            browsers[kind].raise_request_exception = False
            status = browsers[kind].post(world.page(name), sent, **form).status_code
            wrong += [(name, status)] if status >= 500 else []
            if name in READS_ITS_FORM and status != 400:
                wrong.append((name, status))
    assert wrong == []
