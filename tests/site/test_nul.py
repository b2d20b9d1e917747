"""No text with the character NUL gets in, by whichever way it comes."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from tests import builders
from tests.api.conftest import caller

from midas.site.nul import HoldsNul, no_nul
from midas.store import tenancy
from midas.store.models import Opportunity, Role
from midas.store.uploads import limited

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def role(db: None) -> Role:
    return builders.a_role(builders.a_cluster(), "broker")


@pytest.fixture
def browser(role: Role) -> Client:
    return builders.signed_in(role)


def guarded(request, view=lambda request: request):
    return no_nul(view)(request)


@pytest.mark.parametrize("body", ["a=1&words=a%00b", "words=fine&words=a%00b", "wo%00rds=a"])
def test_a_form_with_nul_is_refused_when_it_is_read(body):
    request = guarded(RequestFactory().post("/", body, content_type=FORM))
    with pytest.raises(HoldsNul) as refused:
        request.POST  # noqa: B018 - reading is the deed
    assert [problem.where.replace("␀", "") for problem in refused.value.problems] == ["words"]


def test_the_fields_of_a_form_with_files_are_looked_at_whichever_is_read_first():
    for read in ("POST", "FILES"):
        sent = {"words": "a\0b", "file": SimpleUploadedFile("a.txt", b"a\0b")}
        request = guarded(RequestFactory().post("/", sent))
        with pytest.raises(HoldsNul) as refused:
            getattr(request, read)
        assert [problem.where for problem in refused.value.problems] == ["words"]


def test_what_a_file_says_it_is_is_looked_at_and_its_content_is_not():
    for kind, fine in (("text/plain", True), ("text/\0plain", False)):
        file = SimpleUploadedFile("a.bin", b"a\0b", content_type=kind)
        request = guarded(RequestFactory().post("/", {"file": file}))
        if fine:
            assert request.FILES["file"].read() == b"a\0b"
        else:
            with pytest.raises(HoldsNul):
                request.FILES  # noqa: B018


def test_a_quota_for_files_may_still_be_set_after_the_guard():
    request = guarded(RequestFactory().post("/", {"file": SimpleUploadedFile("large.bin", b"x" * 5000)}))
    quota = limited(request, 1000)
    assert not request.FILES
    assert quota.refused == ["large.bin"]


def test_a_cookie_with_nul_counts_as_none():
    request = RequestFactory().get("/")
    request.COOKIES = {"sessionid": "\0" * 32, "theme": "dark"}
    assert guarded(request).COOKIES == {"theme": "dark"}


def test_the_page_says_what_where_why_and_what_to_do(browser: Client):
    answer = browser.post("/account/", "name=a%00b", content_type=FORM)
    assert answer.status_code == 400
    words = answer.content.decode()
    for part in ("<code>name</code>", "the character NUL", "no text here can keep", "type the text anew"):
        assert part in words
    assert "Sign out" in words, "the page has its frame"


@pytest.mark.parametrize(
    "path", ["/members/?competency=%00", "/search/?a%00b=q", "/accounts/login/?next=%00"]
)
def test_an_address_with_nul_is_refused(browser: Client, path: str):
    answer = browser.get(path)
    assert answer.status_code == 400
    assert "the character NUL" in answer.content.decode()


def test_a_path_with_nul_is_refused(browser: Client):
    answer = browser.get("/invitations/a%00b/")
    assert answer.status_code == 400
    assert "<code>address</code>" in answer.content.decode()


def test_signed_out_too(db: None):
    answer = Client().post("/accounts/login/", "login=a%00b@example.org&password=x", content_type=FORM)
    assert answer.status_code == 400


def test_the_search_for_a_forms_token_is_a_reading_too(role: Role):
    browser = builders.signed_in(role, Client(enforce_csrf_checks=True))
    browser.get("/account/")
    assert browser.post("/account/", "name=a%00b", content_type=FORM).status_code == 400


def test_the_api_answers_in_its_own_shape(role: Role):
    key = caller(role)
    by_query = key.client.get("/api/v1/members?unknown=%00", headers=key.headers)
    by_form = key.client.post("/api/v1/imports", {"a": "b\0"}, headers=key.headers)
    for answer, where in ((by_query, "unknown"), (by_form, "a")):
        assert answer.status_code == 422
        assert [problem["where"] for problem in answer.json()["problems"]] == [where]


def test_a_body_of_the_api_with_nul_anywhere_is_refused_by_its_path(role: Role):
    key = caller(role)
    answer = key.post("/opportunities", {"title": "a\0b", "more": [{"x\0": 1}, {"y": ["\0"]}]})
    assert answer.status_code == 422
    assert [one["where"] for one in answer.json()["problems"]] == [
        "$.title",
        '$.more[0]["x␀"]',
        "$.more[1].y[0]",
    ]
    assert "take it out" in answer.json()["problems"][0]["message"]
    with tenancy.tenant(role.cluster_id):
        assert not Opportunity.objects.exists()


def test_the_guard_stands_before_whatever_reads_cookies():
    order = settings.MIDDLEWARE
    guard = order.index("midas.site.nul.no_nul")
    assert guard < order.index("django.contrib.sessions.middleware.SessionMiddleware")
