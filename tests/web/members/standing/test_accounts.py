"""Accounts: entered in a form, kept as a draft, read from files; and the page that says what follows from them."""

import hashlib
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import builders
from tests.formats.ixbrl_documents import full_accounts

from midas.core.members.finance import FIGURES
from midas.store import tenancy
from midas.store.models import Answers, Change, Event, EvidenceFile, FinancialYear

pytestmark = pytest.mark.django_db
YEAR = {"y0-year_end": "2025-03-31", "y0-months": "12", "y0-turnover": "1,500,000", "y0-cash": "20,000.50"}


def send(client, firm, data, **more):
    return client.post(f"/members/{firm.pk}/accounts/", {"do": "save", "seen": "", **data}, **more)


def upload(client, firm, name, content):
    file = SimpleUploadedFile(name, content)
    return client.post(f"/members/{firm.pk}/accounts/upload/", {"file": file}, follow=True)


def years(cluster):
    with tenancy.tenant(cluster.pk):
        return list(FinancialYear.objects.all())


def draft(cluster):
    with tenancy.tenant(cluster.pk):
        return Answers.objects.filter(dimension="finance").first()


def test_a_firm_enters_its_accounts(cluster, owner, firm):
    response = send(owner, firm, YEAR, follow=True)
    assert "The accounts are saved." in response.content.decode()
    (year,) = years(cluster)
    assert (year.turnover, year.cash, year.ebit) == (150_000_000, 2_000_050, None)
    with tenancy.tenant(cluster.pk):
        assert Event.objects.filter(verb="membership.accounts_saved", subject_id=firm.pk).exists()


def test_everything_wrong_is_shown_at_its_field_and_kept(cluster, owner, firm):
    wrong = {**YEAR, "y0-turnover": "much", "y0-stock": "-5", "y1-year_end": "2024-03-31"}
    response = send(owner, firm, wrong)
    page = response.content.decode()
    assert response.status_code == 422
    for text in (
        "Turnover is not an amount",
        "Stock cannot be below nought",
        "at least one figure of this year",
    ):
        assert text in page
    assert 'href="#y0-stock"' in page
    assert 'value="much"' in page
    assert years(cluster) == []
    assert draft(cluster).given["years"][0]["turnover"] == "much"


def test_a_draft_is_kept_shown_and_discarded(cluster, owner, firm):
    send(owner, firm, {**YEAR, "do": "draft"})
    assert years(cluster) == []
    page = owner.get(f"/members/{firm.pk}/accounts/").content.decode()
    assert "This is a draft" in page
    assert 'value="1,500,000"' in page
    owner.post(f"/members/{firm.pk}/accounts/discard/")
    assert draft(cluster) is None


def test_saving_while_typing_answers_with_the_state_of_the_draft(owner, firm):
    response = send(owner, firm, {**YEAR, "do": "draft"}, headers={"hx-request": "true"})
    assert "Draft kept at" in response.content.decode()


def test_a_year_can_be_added(cluster, owner, firm):
    send(owner, firm, {**YEAR, "do": "more"})
    assert len(draft(cluster).given["years"]) == 2


def test_accounts_saved_meanwhile_are_not_written_over(cluster, owner, firm):
    builders.some_accounts(firm)
    response = send(owner, firm, YEAR)
    assert response.status_code == 409
    assert "Somebody saved accounts" in response.content.decode()
    assert len(years(cluster)) == 1


def test_a_year_that_is_left_out_goes(cluster, owner, firm):
    from midas.actions.members.accounts import stamp

    row = builders.some_accounts(firm)
    send(owner, firm, {**YEAR, "seen": stamp([row])})
    assert [str(year.year_end) for year in years(cluster)] == ["2025-03-31"]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MIDAS_UPLOADS = tmp_path
    return tmp_path


def as_sent(sheet):
    """A draft as the form sends it back."""
    return {f"y{n}-{name}": text for n, row in enumerate(sheet) for name, text in row.items()}


def test_ixbrl_is_read_shown_and_saved_only_after_that(cluster, owner, firm):
    response = upload(owner, firm, "accounts.html", full_accounts())
    page = response.content.decode()
    assert "Look through the figures" in page
    assert 'value="1,500,000"' in page
    assert years(cluster) == []
    sheet = draft(cluster).given["years"]
    typed = {f"y{n}-{name}": text for n, row in enumerate(sheet) for name, text in row.items()}
    send(owner, firm, typed)
    assert len(years(cluster)) == 2
    assert years(cluster)[0].source.startswith("accounts.html (SHA-256")
    assert years(cluster)[0].source.endswith("…)")


def test_the_file_is_kept_as_evidence_outside_the_web_with_its_hash(cluster, coach, owner, firm, folder):
    content = full_accounts()
    upload(owner, firm, "accounts.html", content)
    upload(owner, firm, "accounts.html", content)
    send(owner, firm, as_sent(draft(cluster).given["years"]))

    with tenancy.tenant(cluster.pk):
        [file] = EvidenceFile.objects.filter(membership=firm)
        assert {year.evidence_id for year in FinancialYear.objects.all()} == {file.pk}
    assert (file.kind, file.sha256) == ("accounts", hashlib.sha256(content).hexdigest())
    assert (folder / file.path).read_bytes() == content
    assert f"/evidence/{file.pk}/" in coach.get(f"/members/{firm.pk}/finance/").content.decode()


def test_what_was_changed_after_it_was_read_says_so_and_no_browser_says_where_it_is_from(
    cluster, owner, firm
):
    upload(owner, firm, "accounts.html", full_accounts())
    sent = as_sent(draft(cluster).given["years"])
    lie = {
        "y0-source": "audited by the Queen",
        "y1-source": "audited by the Queen",
        "y0-turnover": "9,999,999",
    }

    send(owner, firm, {**sent, **lie, "do": "draft"}, headers={"hx-request": "true"})
    send(owner, firm, {**sent, **lie})

    changed, as_read = years(cluster)
    assert changed.source.endswith("…), changed by hand")
    assert as_read.source.endswith("…)")


def test_what_is_typed_in_is_from_no_file_whatever_the_browser_says(cluster, owner, firm):
    send(owner, firm, {**YEAR, "y0-source": "accounts.html (SHA-256 0123…)"})
    assert (years(cluster)[0].source, years(cluster)[0].evidence_id) == ("", None)


def test_a_year_from_a_file_that_is_changed_later_says_so(cluster, owner, firm):
    upload(owner, firm, "accounts.html", full_accounts())
    send(owner, firm, as_sent(draft(cluster).given["years"]))
    page = owner.get(f"/members/{firm.pk}/accounts/").content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]

    send(owner, firm, {**YEAR, "seen": seen})

    assert years(cluster)[0].source.endswith("changed by hand")


@pytest.mark.parametrize(
    ("wrong", "says"), [({"y0-months": "0"}, "1 to 18"), ({"y0-year_end": "0001-03-31"}, "last day")]
)
def test_a_year_of_no_months_or_of_the_year_one_is_refused(cluster, owner, firm, wrong, says):
    response = send(owner, firm, {**YEAR, **wrong})
    assert response.status_code == 422
    assert says in response.content.decode()
    assert years(cluster) == []


def test_an_older_year_that_went_meanwhile_is_noticed(cluster, owner, firm):
    builders.some_accounts(firm)
    builders.some_accounts(firm, builders.date(2020, 3, 31))
    page = owner.get(f"/members/{firm.pk}/accounts/").content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    with tenancy.tenant(cluster.pk):
        FinancialYear.objects.get(year_end=builders.date(2020, 3, 31)).delete()

    assert send(owner, firm, {**YEAR, "seen": seen}).status_code == 409


def test_drafts_are_no_history_and_a_year_that_went_is(cluster, owner, firm):
    from midas.actions.members.accounts import stamp

    row = builders.some_accounts(firm)
    send(owner, firm, {**YEAR, "do": "draft"})
    send(owner, firm, {**YEAR, "do": "draft", "y0-cash": "1"})
    send(owner, firm, {**YEAR, "seen": stamp([row])})

    page = owner.get(f"/history/membership/{firm.pk}/").content.decode()
    assert "accounts saved" in page
    assert "taken away" in page
    assert "Answers" not in page
    with tenancy.tenant(cluster.pk):
        assert not Change.objects.filter(thing="answers").exists()


def test_csv_is_read_by_the_headings_of_the_template(cluster, owner, firm):
    template = owner.get(f"/members/{firm.pk}/accounts/template/").content.decode("utf-8-sig")
    head, _example = template.strip().splitlines()
    assert head.count(",") == len(FIGURES) + 1
    upload(owner, firm, "mine.csv", f"{head}\n31/03/2025,12,5\n".encode())
    assert draft(cluster).given["years"][0]["turnover"] == "5"
    assert draft(cluster).given["years"][0]["year_end"] == "2025-03-31"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.html", b"<html>no</html>", "no tagged figures"),
        ("a.html", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "declares entities"),
        ("a.pdf", b"%PDF-1.7", "not well-formed"),
        ("a.csv", b"Moon\n1", "year end"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(cluster, owner, firm, name, content, says):
    response = upload(owner, firm, name, content)
    assert response.status_code == 422
    assert says in response.content.decode()
    assert draft(cluster) is None


def test_a_file_that_is_too_large_is_refused(owner, firm, monkeypatch):
    from midas.formats import ixbrl

    monkeypatch.setattr(ixbrl, "MOST", 1000)
    response = upload(owner, firm, "a.html", full_accounts())
    assert "larger than" in response.content.decode()
    assert response.status_code == 413


def test_no_file_is_no_crash(owner, firm):
    assert owner.post(f"/members/{firm.pk}/accounts/upload/", {}).status_code == 422


@pytest.mark.parametrize("path", ["accounts/", "accounts/template/"])
def test_only_the_firm_and_assessors_enter_accounts(coach, acting, stranger, firm, path):
    assert coach.get(f"/members/{firm.pk}/{path}").status_code == 200
    for kind in ("member", "broker", "agency", "purchaser"):
        assert acting(kind).get(f"/members/{firm.pk}/{path}").status_code == 403
    assert stranger.get(f"/members/{firm.pk}/{path}").status_code == 404


def test_who_may_not_enter_accounts_uploads_nothing(cluster, acting, stranger, firm):
    assert upload(acting("broker"), firm, "a.html", full_accounts()).status_code == 403
    assert upload(stranger, firm, "a.html", full_accounts()).status_code == 404
    assert draft(cluster) is None


def test_the_page_shows_years_ratios_zones_and_limits(coach, firm):
    builders.some_accounts(firm)
    builders.some_accounts(firm, builders.date(2025, 3, 31), turnover=140_000_000)
    page = coach.get(f"/members/{firm.pk}/finance/").content.decode()
    for text in ("3.66", "safe", "Acid ratio", "sound", "to be checked", "£1,500,000", "7.1 %", "Mar 2025"):
        assert text in page


def test_what_is_missing_is_asked_for(coach, firm):
    builders.some_accounts(firm, ebit=None, turnover=None)
    page = coach.get(f"/members/{firm.pk}/finance/").content.decode()
    assert "not assessable" in page
    assert "Profit before interest and tax" in page


def test_without_accounts_the_page_says_what_to_do(coach, firm):
    page = coach.get(f"/members/{firm.pk}/finance/").content.decode()
    assert "No accounts are on file" in page
    assert f"/members/{firm.pk}/accounts/" in page


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("500,000", "3 times a contract of £500,000"),
        ("1,000,000", "1.5 times a contract"),
        ("lots", "not an amount"),
        ("0", "not an amount"),
    ],
)
def test_a_contract_is_tried_on(coach, firm, typed, says):
    builders.some_accounts(firm)
    page = coach.get(f"/members/{firm.pk}/finance/", {"contract": typed}).content.decode()
    assert says in page.replace("3.00", "3").replace("1.50", "1.5")


def test_accounts_are_downloaded(coach, firm):
    builders.some_accounts(firm)
    response = coach.get(f"/members/{firm.pk}/finance/", {"_export": "csv"})
    assert "1500000" in response.content.decode()


def test_accounts_are_need_to_know(owner, acting, stranger, firm):
    assert owner.get(f"/members/{firm.pk}/finance/").status_code == 200
    for kind in ("member", "broker", "project_manager", "agency", "purchaser"):
        assert acting(kind).get(f"/members/{firm.pk}/finance/").status_code == 403
    assert stranger.get(f"/members/{firm.pk}/finance/").status_code == 404


def test_an_owner_who_opens_accounts_opens_them(cluster, acting, firm):
    with tenancy.tenant(cluster.pk):
        firm.shown_to = {"accounts": "desk"}
        firm.save()
    assert acting("broker").get(f"/members/{firm.pk}/finance/").status_code == 200
    assert acting("member").get(f"/members/{firm.pk}/finance/").status_code == 403
