"""The pages of a firm that applies: open by its link or its person, to nobody else."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests import builders
from tests.web.members.complete_answers import COMPLETE
from tests.web.members.joining_scene import a_joinable_cluster, an_application, as_form

from midas.actions.members.applying import ask_for_link, secret_of
from midas.core.members.application import STEPS
from midas.core.members.proofs import EICAR, LARGEST
from midas.store import tenancy
from midas.store.models import Application, EvidenceFile, Membership, RulesVersion

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"


@pytest.fixture(autouse=True)
def _fresh(settings, tmp_path):
    settings.MIDAS_UPLOADS = tmp_path
    cache.clear()


@pytest.fixture
def cluster(db):
    return a_joinable_cluster(slug="five-rivers", name="Five Rivers Cluster", purpose="Work for small firms.")


@pytest.fixture
def application(cluster):
    return an_application(cluster, {}, at=timezone.now())


@pytest.fixture
def complete(cluster):
    return an_application(cluster, COMPLETE, "bea@loxley.example", at=timezone.now())


def following(application):
    """A browser that followed the application's link."""
    client = Client()
    client.get(f"/join/five-rivers/open/{secret_of(application)}/")
    return client


def home(application):
    return f"/join/five-rivers/{application.pk}/"


def text(response):
    return response.content.decode()


def now_of(application):
    with tenancy.tenant(application.cluster_id):
        return Application.objects.get(pk=application.pk)


def test_anybody_reads_what_the_cluster_is_and_what_joining_takes(cluster):
    page = text(Client().get("/join/five-rivers/"))
    for words in ("Five Rivers Cluster", "Work for small firms.", "What you need", "Send me the link"):
        assert words in page


def test_a_cluster_that_is_not_there_is_not_found(cluster):
    assert Client().get("/join/six-rivers/").status_code == 404
    assert Client().post("/join/six-rivers/", {"email": "a@b.org"}).status_code == 404


def test_the_answer_is_the_same_whether_the_address_is_known_or_not(
    application, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        pages = [
            text(Client().post("/join/five-rivers/", {"email": email})).replace(email, "…")
            for email in ("ada@loxley.example", "new@firm.example")
        ]
    assert pages[0] == pages[1]
    assert sorted(letter.to[0] for letter in mail.outbox) == ["ada@loxley.example", "new@firm.example"]


def test_a_wrong_address_is_told_beside_its_field_and_nothing_is_sent(cluster):
    answer = Client().post("/join/five-rivers/", {"email": "ada"})
    assert answer.status_code == 422
    assert "not an e-mail address" in text(answer)
    assert mail.outbox == []


def test_nobody_can_flood_an_address_with_links(cluster):
    answers = [Client().post("/join/five-rivers/", {"email": "ada@loxley.example"}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]


def test_the_secret_leaves_the_address_once_the_link_is_followed(application):
    client = Client()
    answer = client.get(f"/join/five-rivers/open/{secret_of(application)}/")
    assert answer.url == home(application)
    assert "no-store" in answer["Cache-Control"]
    assert client.get(answer.url).status_code == 200


def test_an_unknown_link_says_so_and_leads_to_another(cluster):
    answer = Client().get(f"/join/five-rivers/open/{'0' * 64}/")
    assert answer.status_code == 404
    assert "This link is not known" in text(answer)
    assert 'href="/join/five-rivers/"' in text(answer)


def test_a_link_that_has_run_out_says_so_whether_followed_now_or_before(application):
    client = following(application)
    with tenancy.tenant(application.cluster_id):
        Application.objects.update(link_expires_at=timezone.now() - timedelta(minutes=1))
    for answer in (
        client.get(home(application)),
        client.post(home(application) + "size/", as_form("size")),
        Client().get(f"/join/five-rivers/open/{secret_of(application)}/"),
    ):
        assert answer.status_code == 410
        assert "What was saved is still there" in text(answer)
    assert now_of(application).answers == {}


@pytest.mark.parametrize("path", ["", "identity/", "send/", "withdraw/", "evidence/1/", "nowhere/"])
def test_strangers_find_no_application(application, path):
    broker = builders.signed_in(builders.a_role(builders.a_cluster(), "broker"))
    own_broker = builders.signed_in(builders.a_role(application.cluster, "broker"))
    other = following(an_application(application.cluster, {}, "eve@firm.example"))
    for client in (Client(), broker, own_broker, other):
        assert client.get(home(application) + path).status_code == 404
    assert Client().post(home(application) + "size/", as_form("size")).status_code == 404


def test_an_application_is_not_found_under_another_clusters_name(application):
    a_joinable_cluster(slug="six-rivers")
    client = following(application)
    assert client.get(f"/join/six-rivers/{application.pk}/").status_code == 404


def test_a_group_that_is_not_there_is_not_found(application):
    assert following(application).get(home(application) + "nowhere/").status_code == 404


def test_the_person_signed_in_goes_on_without_the_link(cluster):
    person = builders.a_person(email="ada@loxley.example")
    begun = ask_for_link(
        cluster, "ada@loxley.example", person=person, address=str, at=timezone.now() - timedelta(days=60)
    )
    client = builders.signed_in(builders.a_role(builders.a_cluster(), "broker", person=person))
    assert home(begun) in text(client.get("/join/five-rivers/"))
    assert client.get(home(begun)).status_code == 200


@pytest.mark.parametrize("step", [step.slug for step in STEPS])
def test_every_group_has_a_page_empty_and_complete(application, complete, step):
    for one in (application, complete):
        assert following(one).get(f"{home(one)}{step}/").status_code == 200


def test_what_is_wrong_is_kept_and_said_on_the_page_and_in_the_list(application):
    client = following(application)
    answer = client.post(home(application) + "size/", {"staff": "many", "turnover": "", "opened": "1"})
    assert answer.url == home(application) + "size/"
    page = text(client.get(answer.url))
    assert 'value="many"' in page
    assert '<a href="#id_staff">' in page
    listed = text(client.get(home(application)))
    assert "needs attention" in listed
    assert "Say what the firm turned over" in listed


def test_work_can_be_put_off_in_the_middle(application):
    client = following(application)
    answer = client.post(home(application) + "size/", {"staff": "many", "opened": "1", "go": "list"})
    assert answer.url == home(application)
    assert now_of(application).answers["size"]["staff"] == "many"


def test_the_size_class_is_told_by_the_figures(complete):
    assert "<strong>small</strong>" in text(following(complete).get(home(complete) + "size/"))


def test_the_region_is_shown_on_the_map(complete):
    page = text(following(complete).get(home(complete) + "sites/"))
    assert re.search(r"data-here>Yorkshire and The Humber", page)


def test_rows_are_added_and_removed_without_scripts(application):
    client, address = following(application), home(application) + "officers/"
    first = {"opened": "1", "officers-0-name": "Ada", "officers-0-born": "1970-05"}
    answer = client.post(address, {**first, "go": "more"})
    page = text(client.get(answer.url.split("#")[0]))
    assert 'name="officers-1-name"' in page
    assert 'name="officers-1-remove"' not in page
    both = {**first, "opened": "9", "officers-1-name": "Bo", "officers-1-born": "1980-01"}
    client.post(address, both)
    assert [one["name"] for one in now_of(application).answers["officers"]["officers"]] == ["Ada", "Bo"]
    client.post(address, {**both, "officers-0-remove": "on"})
    assert [one["name"] for one in now_of(application).answers["officers"]["officers"]] == ["Bo"]


def test_kinds_of_work_are_suggested_by_trade_and_found_by_words(complete):
    client, address = following(complete), home(complete) + "competencies/"
    page = text(client.get(address))
    assert "Suggested by your SIC codes 25500, 25620" in page
    assert 'value="cpv:42600000"' in page  # machine tools, by 25620
    with tenancy.tenant(None):
        from midas.actions.members.load_taxonomy import load_cpv, shipped_codes

        load_cpv(shipped_codes())
    assert "Laboratory services" in text(client.get(address, {"q": "laboratory"}))
    assert "Nothing in the list fits" in text(client.get(address, {"q": "zzzz"}))
    client.post(
        address,
        {"opened": "99", "competencies-0-code": "cpv:44400000", "add": ["cpv:71900000"], "go": "stay"},
    )
    codes = [row["code"] for row in now_of(complete).answers["competencies"]["competencies"]]
    assert codes == ["cpv:44400000", "cpv:71900000"]


def test_two_people_at_once_lose_nothing(application):
    ada, bo = following(application), following(application)
    address = home(application) + "size/"
    opened = re.search(r'name="opened" value="(\d+)"', text(bo.get(address)))[1]
    ada.post(address, {"staff": "24", "turnover": "1000", "opened": opened})
    answer = bo.post(address, {"staff": "25", "turnover": "1000", "opened": opened})
    assert answer.status_code == 409
    page = text(answer)
    assert "Somebody else saved this" in page
    assert "<dd>24</dd>" in page
    assert 'value="25"' in page
    assert now_of(application).answers["size"]["staff"] == "24"
    again = re.search(r'name="opened" value="(\d+)"', page)[1]
    bo.post(address, {"staff": "25", "turnover": "1000", "opened": again})
    assert now_of(application).answers["size"]["staff"] == "25"


def test_an_incomplete_application_cannot_be_sent(application):
    client = following(application)
    page = text(client.get(home(application) + "send/"))
    assert "Not complete yet" in page
    assert "Send the application" not in page
    client.post(home(application) + "send/")
    assert "nothing was sent" in text(client.get(home(application)))
    assert now_of(application).state == "draft"


def test_after_sending_the_answers_stand_and_the_status_is_shown(complete):
    client = following(complete)
    assert "Loxley Forge Limited" in text(client.get(home(complete) + "send/"))
    client.post(home(complete) + "send/")
    page = text(client.get(home(complete)))
    assert "What happens next" in page
    assert client.get(home(complete) + "size/").url == home(complete)
    late = client.post(home(complete) + "size/", as_form("size"))  # from a second tab
    assert late.status_code == 409
    assert "not saved" in text(late)
    assert client.get(home(complete) + "withdraw/").status_code == 409


@pytest.mark.parametrize(
    ("state", "words"),
    [("in_assessment", "Members vote"), ("admitted", "Welcome"), ("declined", "apply again")],
)
def test_the_status_page_says_what_became_of_it(complete, state, words):
    client = following(complete)
    client.post(home(complete) + "send/")
    with tenancy.tenant(complete.cluster_id):
        Membership.objects.update(state=state, joined_on=timezone.localdate())
    assert words in text(client.get(home(complete)))


def test_new_rules_have_to_be_accepted_anew(complete):
    with tenancy.tenant(complete.cluster_id):
        RulesVersion.objects.create(
            cluster=complete.cluster,
            number=2,
            title="Rules",
            text="Be kind.",
            written_at=timezone.now(),
            in_force_from=timezone.localdate(),
        )
    client = following(complete)
    assert "The rules have changed since" in text(client.get(home(complete)))
    page = text(client.get(home(complete) + "rules/"))
    assert "Be kind." in page
    assert 'name="version" value="2"' in page


def test_it_is_withdrawn_after_one_question(complete):
    client = following(complete)
    assert "Everything you typed is deleted" in text(client.get(home(complete) + "withdraw/"))
    client.post(home(complete) + "withdraw/")
    assert "was withdrawn" in text(client.get(home(complete)))
    assert now_of(complete).answers == {}


def handed_in(client, application, name, content, kind="certificate"):
    file = SimpleUploadedFile(name, content)
    return client.post(
        home(application) + "evidence/", {"kind": kind, "title": "", "file": file}, follow=True
    )


def test_a_file_comes_back_as_a_download_that_no_browser_shows(application):
    client = following(application)
    assert "iso.pdf is kept" in text(handed_in(client, application, "iso.pdf", PDF))
    with tenancy.tenant(application.cluster_id):
        kept = EvidenceFile.objects.get()
    answer = client.get(f"{home(application)}evidence/{kept.pk}/")
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="iso.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    client.post(f"{home(application)}evidence/{kept.pk}/remove/")
    assert client.get(f"{home(application)}evidence/{kept.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.exe", b"MZ\x90", "program"),
        ("a.csv", b"a,b\n" + EICAR, "test pattern"),
        ("a.png", PDF, "not what its name says"),
        ("a.pdf", PDF + b" " * LARGEST, "larger than 10 MB"),
    ],
)
def test_a_file_that_is_refused_is_told_why(application, name, content, words):
    client = following(application)
    assert words in text(handed_in(client, application, name, content))
    with tenancy.tenant(application.cluster_id):
        assert not EvidenceFile.objects.exists()


def test_no_file_chosen_is_told(application):
    client = following(application)
    answer = client.post(home(application) + "evidence/", {"kind": "other"}, follow=True)
    assert "Choose a file first" in text(answer)


def test_files_are_found_by_those_who_assess_and_the_own_firm_alone(complete):
    client = following(complete)
    handed_in(client, complete, "iso.pdf", PDF)
    client.post(home(complete) + "send/")
    cluster = complete.cluster
    with tenancy.tenant(cluster.pk):
        kept, firm = EvidenceFile.objects.get(), Membership.objects.get()
    address = f"/evidence/{kept.pk}/"
    for kind in ("committee", "coach", "administrator"):
        assert builders.signed_in(builders.a_role(cluster, kind)).get(address).status_code == 200
    assert builders.signed_in(builders.a_role(cluster, "member", firm)).get(address).status_code == 200
    hidden = [("broker", 404), ("project_manager", 404), ("member", 404), ("purchaser", 403), ("agency", 403)]
    for kind, status in hidden:
        assert builders.signed_in(builders.a_role(cluster, kind)).get(address).status_code == status
    assert builders.signed_in(builders.a_role(builders.a_cluster(), "broker")).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_a_form_without_its_token_is_refused(application):
    client = Client(enforce_csrf_checks=True)
    client.get(f"/join/five-rivers/open/{secret_of(application)}/")
    for path in ("size/", "evidence/", "send/", "withdraw/"):
        assert client.post(home(application) + path, {"opened": "1"}).status_code == 403


def test_who_looks_like_a_member_is_asked_whether_it_is_one(cluster, application):
    builders.a_member(cluster, "Loxley Forge Ltd", identifier="99999990", locality="Sheffield")
    builders.a_member(cluster, "Loxley Forges Ltd", identifier="99999991", state="applied")
    client = following(application)
    page = home(application) + "identity/"
    assert "Is the firm a member already?" not in text(client.get(page))
    client.post(page, as_form("identity") | {"go": "stay"})
    shown = text(client.get(page))
    assert "Is the firm a member already?" in shown
    assert "<strong>Loxley Forge Ltd</strong>, Sheffield" in shown
    assert "Loxley Forges" not in shown, "who else applies is nobody's business"


def test_a_name_like_nobodys_asks_nothing(cluster, complete):
    builders.a_member(cluster, "Tees Chemicals Ltd")
    assert "Is the firm a member already?" not in text(following(complete).get(home(complete) + "identity/"))


def test_a_number_that_is_known_is_told_and_not_whose_it_is(cluster, application):
    builders.a_member(cluster, "Somebody Else Ltd", identifier="01234567", state="applied")
    client = following(application)
    client.post(home(application) + "identity/", as_form("identity") | {"go": "stay"})
    shown = text(client.get(home(application) + "identity/"))
    assert "This number is known to the cluster already" in shown
    assert "Somebody Else" not in shown


def test_what_a_second_tab_sends_after_the_application_is_shown_and_not_saved(complete):
    client = following(complete)
    client.post(home(complete) + "send/")
    answer = client.post(home(complete) + "identity/", as_form("identity") | {"summary": "Typed in vain"})
    assert answer.status_code == 409
    assert "This was not saved" in text(answer)
    assert "Typed in vain" in text(answer)
    assert now_of(complete).answers["identity"]["summary"] != "Typed in vain"
    assert client.get(home(complete) + "identity/").status_code == 302
