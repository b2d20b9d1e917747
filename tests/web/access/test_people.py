"""The administrators' pages: people, invitations, roles, second factors."""

import re
from io import BytesIO

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from openpyxl import load_workbook
from tests import builders

from midas.store import tenancy
from midas.store.models import Invitation, Person, Role

PAGES = ("people", "invitations", "invitations/new", "roles", "second-factor", "audit")
OPEN_TO = {
    "administrator": set(PAGES),
    "committee": {"invitations", "invitations/new", "roles", "audit"},
    "broker": {"invitations", "invitations/new"},
    "coach": {"invitations", "invitations/new"},
    "project_manager": set(),
    "member": set(),
    "purchaser": set(),
    "agency": set(),
}


@pytest.fixture
def administrator(cluster):
    return builders.a_role(cluster, "administrator")


@pytest.fixture
def mine(administrator):
    return builders.signed_in(administrator)


def link_in(message):
    return re.search(r"http://testserver(/invitations/\S+)", message.body).group(1)


def invite(client, email="new@example.org", **more):
    return client.post("/administration/invitations/new/", {"email": email, "kind": "broker", **more})


@pytest.mark.parametrize("kind", OPEN_TO)
def test_each_role_enters_only_its_own_desks(cluster, kind):
    client = builders.signed_in(builders.a_role(cluster, kind))
    for page in PAGES:
        expected = 200 if page in OPEN_TO[kind] else 403
        assert client.get(f"/administration/{page}/").status_code == expected, page
    assert client.get("/administration/").status_code == (200 if OPEN_TO[kind] else 403)


def test_the_hub_names_only_desks_one_may_enter(cluster):
    page = builders.signed_in(builders.a_role(cluster, "committee")).get("/administration/").content.decode()
    assert "/administration/audit/" in page
    assert "/administration/people/" not in page


def test_whoever_is_not_signed_in_is_asked_to(client, db):
    assert client.get("/administration/people/")["Location"].startswith("/accounts/login/?next=")


def test_people_are_listed_with_role_place_and_second_factor(mine, cluster):
    firm = builders.a_member(cluster, "Aire Castings")
    member = builders.a_role(cluster, "member", membership=firm)
    Authenticator.objects.create(user=member.person, type="totp", data={"secret": "x"})
    stranger = builders.a_role(builders.a_cluster(), "broker")
    page = mine.get("/administration/people/").content.decode()
    assert "Aire Castings" in page
    assert member.person.email in page
    assert stranger.person.email not in page


def test_ones_own_roles_in_other_clusters_are_not_among_the_people_here(mine, administrator):
    elsewhere = builders.a_cluster()
    builders.a_role(elsewhere, "agency", person=administrator.person)
    page = mine.get("/administration/people/").content.decode()
    assert "1 role, 1 person" in " ".join(re.sub("<[^>]+>", "", page).split())
    assert mine.get(f"/history/role/{administrator.pk + 1}/").status_code == 404


def test_people_are_filtered_and_downloaded(mine, cluster):
    builders.a_role(cluster, "coach", person=builders.a_person(name="Cara Coach"))
    page = mine.get("/administration/people/?q=cara&kind=coach").content.decode()
    assert "1 role, 1 person" in " ".join(re.sub("<[^>]+>", "", page).split())
    text = mine.get("/administration/people/?kind=coach&_export=csv").content.decode("utf-8-sig")
    assert "Cara Coach" in text
    assert "Change" not in text
    book = load_workbook(BytesIO(mine.get("/administration/people/?_export=xlsx").content))
    assert [cell.value for cell in book.active[1]][:3] == ["Person", "E-mail", "Role"]


def test_the_list_takes_the_same_queries_for_many_people(mine, cluster, django_assert_max_num_queries):
    for _ in range(12):
        builders.a_role(cluster, "member")
    with django_assert_max_num_queries(45):
        mine.get("/administration/people/")


def test_a_role_is_ended_with_a_reason(mine, cluster):
    broker = builders.a_role(cluster, "broker")
    url = f"/administration/people/{broker.pk}/end/"
    assert broker.person.name in mine.get(url).content.decode()
    assert mine.post(url, {"reason": ""}).status_code == 422
    assert mine.post(url, {"reason": "left"})["Location"] == "/administration/people/"
    assert builders.signed_in(broker).get("/members/").status_code == 403, "no role is left"


def test_the_last_administrators_role_cannot_be_ended(mine, administrator):
    response = mine.post(f"/administration/people/{administrator.pk}/end/", {"reason": "x"})
    assert response.status_code == 409
    assert "last administrator" in response.content.decode()


def test_a_stranger_ends_no_role(cluster):
    role = builders.a_role(cluster, "broker")
    other = builders.signed_in(builders.a_role(builders.a_cluster(), "administrator"))
    assert other.post(f"/administration/people/{role.pk}/end/", {"reason": "x"}).status_code == 404


def test_an_invitation_is_mailed_and_taken_up_by_somebody_new(mine, cluster):
    assert invite(mine)["Location"] == "/administration/invitations/"
    [message] = mail.outbox
    assert message.to == ["new@example.org"]
    assert "Five Rivers Cluster" in message.subject
    link, browser = link_in(message), Client()
    page = browser.get(link).content.decode()
    assert "You are invited to Five Rivers Cluster" in page
    form = {"name": "Nia New", "password1": "seven green bottles", "password2": "seven green bottles"}
    assert browser.post(link, form)["Location"] == "/"
    assert "broker" in browser.get("/").content.decode()
    assert Client().get(link).status_code == 410
    assert "accepted" in mine.get("/administration/invitations/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "id_name"),
        ({"password2": "another one"}, "id_password2"),
        ({"password1": "short", "password2": "short"}, "id_password1"),
        ({"password1": "new@example.org", "password2": "new@example.org"}, "id_password1"),
    ],
)
def test_a_new_account_needs_a_name_and_a_good_password(mine, wrong, field):
    invite(mine)
    form = {"name": "Nia", "password1": "seven green bottles", "password2": "seven green bottles", **wrong}
    response = Client().post(link_in(mail.outbox[0]), form)
    assert response.status_code == 422
    assert f'href="#{field}"' in response.content.decode()
    assert not Person.objects.filter(email="new@example.org").exists()


def test_somebody_with_an_account_signs_in_and_comes_back(mine, cluster):
    known = builders.a_role(builders.a_cluster(), "coach")
    invite(mine, known.person.email)
    link, browser = link_in(mail.outbox[0]), Client()
    assert f"/accounts/login/?next={link}" in browser.get(link).content.decode()
    assert browser.post(link, {"name": "x"}).status_code == 422, "no second account"
    signed = browser.post(
        f"/accounts/login/?next={link}",
        {"login": known.person.email, "password": builders.PASSWORD, "next": link},
    )
    assert signed["Location"] == link
    assert "Take the role" in browser.get(link).content.decode()
    assert browser.post(link)["Location"] == "/"
    page = browser.get("/").content.decode()
    assert "Five Rivers Cluster" in page


def test_whoever_is_signed_in_as_somebody_else_is_told_so_and_gets_nothing(mine, cluster):
    invite(mine)
    thief = builders.a_role(cluster, "member")
    browser, link = builders.signed_in(thief), link_in(mail.outbox[0])
    assert "This invitation is for new@example.org" in browser.get(link).content.decode()
    assert browser.post(link).status_code == 410
    with tenancy.tenant(cluster.pk):
        assert Role.objects.filter(person=thief.person).count() == 1


def test_the_page_of_a_link_is_never_kept(mine):
    invite(mine)
    assert "no-store" in Client().get(link_in(mail.outbox[0]))["Cache-Control"]


def test_an_invented_link_is_told_clearly(client, db):
    response = client.get("/invitations/nonsense/")
    assert response.status_code == 410
    assert "This link opens nothing" in response.content.decode()


def test_sending_again_and_taking_back(mine, cluster):
    invite(mine)
    with tenancy.tenant(cluster.pk):
        key = Invitation.objects.get().pk
    assert mine.post(f"/administration/invitations/{key}/resend/").status_code == 302
    first, second = (link_in(message) for message in mail.outbox)
    assert Client().get(first).status_code == 410
    assert Client().get(second).status_code == 200
    assert mine.post(f"/administration/invitations/{key}/revoke/").status_code == 302
    assert "taken back" in Client().get(second).content.decode()
    assert mine.get(f"/administration/invitations/{key}/resend/").status_code == 405
    other = builders.signed_in(builders.a_role(builders.a_cluster(), "administrator"))
    assert other.post(f"/administration/invitations/{key}/revoke/").status_code == 404


def test_what_is_wrong_with_an_invitation_is_shown_at_its_field(mine):
    response = invite(mine, kind="member")
    assert response.status_code == 422
    assert 'href="#id_membership"' in response.content.decode()
    assert not mail.outbox


def test_a_broker_is_offered_members_only(cluster):
    client = builders.signed_in(builders.a_role(cluster, "broker"))
    page = client.get("/administration/invitations/new/").content.decode()
    assert 'value="member"' in page
    assert 'value="administrator"' not in page
    assert invite(client).status_code == 422
    firm = builders.a_member(cluster)
    assert invite(client, kind="member", membership=firm.pk).status_code == 302


def test_a_mail_server_that_does_not_answer_is_told_and_the_invitation_stays(mine, cluster, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    invite(mine)
    assert "could not be sent" in mine.get("/administration/invitations/").content.decode()
    with tenancy.tenant(cluster.pk):
        assert Invitation.objects.count() == 1


def test_invitations_are_filtered_and_downloaded(mine):
    invite(mine)
    assert "new@example.org" in mine.get("/administration/invitations/?state=waiting").content.decode()
    assert "new@example.org" not in mine.get("/administration/invitations/?state=revoked").content.decode()
    text = mine.get("/administration/invitations/?_export=csv").content.decode("utf-8-sig")
    assert "new@example.org" in text
    assert "waiting" in text


def test_whoever_lacks_the_second_factor_their_role_needs_is_led_to_it_first(mine, administrator, cluster):
    broker = builders.a_role(cluster, "broker")
    client = builders.signed_in(broker)
    assert mine.post("/administration/second-factor/", {"kinds": ["broker"]}).status_code == 302
    assert client.get("/members/")["Location"] == "/accounts/2fa/"
    assert client.get("/")["Location"] == "/accounts/2fa/"
    page = client.get("/accounts/2fa/").content.decode()
    assert "Set one up to go on" in page
    assert client.get("/account/").status_code == 200
    assert client.get("/members/", headers={"HX-Request": "true"})["HX-Redirect"] == "/accounts/2fa/"
    Authenticator.objects.create(user=broker.person, type="totp", data={"secret": "x"})
    assert client.get("/members/").status_code == 200
    assert mine.get("/administration/people/").status_code == 200, "others are not asked"


def test_a_role_that_needs_no_second_factor_can_still_be_switched_to(mine, cluster):
    broker = builders.a_role(cluster, "broker")
    coach = builders.a_role(cluster, "coach", person=broker.person)
    mine.post("/administration/second-factor/", {"kinds": ["broker"]})
    client = builders.signed_in(broker)
    assert client.post("/role/", {"role": coach.pk})["Location"] == "/"
    assert client.get("/").status_code == 200


def test_the_matrix_says_every_permission_and_the_separation_of_duties(mine):
    page = mine.get("/administration/roles/").content.decode()
    assert "Vote, or name somebody to vote" in page
    assert "A committee member stands aside" in page
    text = mine.get("/administration/roles/?_export=csv").content.decode("utf-8-sig")
    assert "motions.vote" in text


def test_the_top_bar_says_as_whom_one_acts(cluster):
    firm = builders.a_member(cluster, "Aire Castings")
    role = builders.a_role(cluster, "member", membership=firm, person=builders.a_person(name="Mo Member"))
    page = builders.signed_in(role).get("/").content.decode()
    words = " ".join(page.split("top-role-words")[1].split("</span></span>")[0].split())
    for said in ("Five Rivers Cluster", "Mo Member", "Aire Castings", "member"):
        assert said in words


def test_the_switcher_names_firms_and_enterprises_of_other_clusters(cluster):
    role = builders.a_role(cluster, "broker")
    elsewhere = builders.a_cluster(name="Northern Lights")
    firm = builders.a_member(elsewhere, "Bergen Boats")
    builders.a_role(elsewhere, "member", membership=firm, person=role.person)
    team = builders.an_enterprise(elsewhere, [firm], name="Fjord Team")
    limited = builders.a_role(elsewhere, "project_manager", person=role.person)
    with tenancy.tenant(elsewhere.pk):
        Role.objects.filter(pk=limited.pk).update(enterprise=team)
    page = builders.signed_in(role).get("/").content.decode()
    assert "Northern Lights: Bergen Boats, member" in page
    assert "Northern Lights: project manager, Fjord Team" in page


@pytest.fixture
def limited(cluster):
    """A broker for one of two enterprises."""
    mine, other = (
        builders.an_enterprise(cluster, [builders.a_member(cluster)], "chartered", name)
        for name in ("Ours", "Theirs")
    )
    role = builders.a_role(cluster, "broker")
    with tenancy.tenant(cluster.pk):
        Role.objects.filter(pk=role.pk).update(enterprise=mine)
        role.refresh_from_db()
    return builders.signed_in(role), mine, other


def test_a_role_for_one_enterprise_sees_and_changes_only_that(limited):
    client, mine, other = limited
    page = client.get("/enterprises/").content.decode()
    assert "Ours" in page
    assert "Theirs" not in page
    assert client.get(f"/enterprises/{mine.pk}/").status_code == 200
    assert client.get(f"/enterprises/{other.pk}/").status_code == 403
    assert client.get(f"/enterprises/{other.pk}/partners/").status_code == 403
    assert client.post(f"/enterprises/{other.pk}/abandon/", {"reason": "x"}).status_code == 403
    assert client.get("/members/").status_code == 403
    home = client.get("/").content.decode()
    assert "Ours" in home
    assert "Theirs" not in home
    assert "Theirs" not in client.get("/search/?q=theirs").content.decode().replace("“theirs”", "")
    assert client.post(f"/enterprises/{mine.pk}/abandon/", {"reason": "no use"}).status_code == 302
