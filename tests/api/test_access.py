import pytest
from django.utils import timezone
from tests import builders
from tests.api.conftest import caller

from midas.actions.access import inviting
from midas.store import tenancy
from midas.store.models import Role


def test_a_key_says_who_it_is_and_what_it_may_do(scene, broker):
    me = broker.get("/me").json()
    assert (me["role"], me["cluster"]["slug"]) == ("broker", scene.cluster.slug)
    assert "formations.run" in me["may"]


def test_without_a_live_key_nothing_is_answered(client, scene):
    for headers in ({}, {"Authorization": "Bearer midas_guess"}, {"Authorization": "Basic abc"}):
        answer = client.get("/api/v1/members", headers=headers)
        assert answer.status_code == 401
        assert "account page" in answer.json()["message"]


def test_a_signed_in_browser_is_no_key(client, scene):
    client.force_login(scene.broker.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/api/v1/members").status_code == 401


def test_the_description_is_public_and_served_here(client, db):
    assert client.get("/api/v1/openapi.json").json()["openapi"].startswith("3.1")
    page = client.get("/api/v1/docs").content.decode()
    assert "swagger-ui" in page
    assert "//cdn" not in page


def test_a_body_that_is_not_json_is_refused_in_the_one_shape_of_errors(broker):
    answer = broker.client.post(
        "/api/v1/opportunities", "{", content_type="application/json", headers=broker.headers
    )
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["where"] == "$"


@pytest.fixture
def administrator(scene):
    return caller(builders.a_role(scene.cluster, "administrator"))


def items(answer):
    return answer.json()["items"]


def test_administrators_see_people_with_their_roles_and_factors(scene, administrator):
    builders.a_role(scene.cluster, "coach", person=builders.a_person(name="Cara Coach"))
    found = {one["name"]: one for one in items(administrator.get("/people"))}
    assert found["Cara Coach"]["roles"] == ["coach"]
    assert found["Cara Coach"]["second_factor"] is False


def test_roles_are_listed_and_narrowed(scene, administrator):
    builders.a_role(scene.cluster, "member", membership=scene.firms["Don"])
    [found] = items(administrator.get("/roles", kind="member"))
    assert (found["role"], found["membership_id"]) == ("member", scene.firms["Don"].pk)


def test_invitations_are_listed_without_their_links(scene, administrator, broker):
    role = builders.a_role(scene.cluster, "administrator")
    with tenancy.tenant(scene.cluster.pk):
        inviting.invite(role, "new@example.org", inviting.Offer("coach"), at=timezone.now())
    [found] = items(administrator.get("/invitations", state="waiting"))
    assert found["email"] == "new@example.org"
    assert not {"digest", "link", "secret"} & set(found)
    assert items(administrator.get("/invitations", state="expired")) == []
    assert items(broker.get("/invitations")) == [], "a broker invites no coaches"


def test_the_table_of_permissions_and_the_state_of_the_trail(administrator):
    assert {"name": "people.manage", "roles": ["administrator"]}.items() <= next(
        one for one in administrator.get("/permissions").json() if one["name"] == "people.manage"
    ).items()
    trail = administrator.get("/trail").json()
    assert set(trail) == {"whole", "links", "seal", "fault"}


def test_others_see_neither_people_nor_roles_nor_the_trail(broker):
    for path in ("/people", "/roles", "/permissions", "/trail"):
        assert broker.get(path).status_code == 403, path


def test_a_stranger_sees_none_of_our_people(scene, administrator):
    other = caller(builders.a_role(builders.a_cluster(), "administrator"))
    mine = {one["email"] for one in items(administrator.get("/people"))}
    assert not mine & {one["email"] for one in items(other.get("/people"))}


def test_people_are_listed_with_the_same_queries_for_many(
    scene, administrator, django_assert_max_num_queries
):
    for _ in range(15):
        builders.a_role(scene.cluster, "coach")
    with django_assert_max_num_queries(30):
        administrator.get("/people")


def test_a_key_for_a_role_that_needs_a_second_factor_opens_nothing_without_one(scene, broker):
    scene.cluster.two_factor_kinds = ["broker"]
    with tenancy.tenant(scene.cluster.pk):
        scene.cluster.save()
    answer = broker.get("/members")
    assert answer.status_code == 403
    assert "second factor" in answer.json()["message"]


def test_a_role_for_one_enterprise_sees_only_that_one(scene):
    mine, other = (builders.an_enterprise(scene.cluster, [scene.firms["Don"]]) for _ in range(2))
    role = builders.a_role(scene.cluster, "project_manager")
    with tenancy.tenant(scene.cluster.pk):
        Role.objects.filter(pk=role.pk).update(enterprise=mine)
    limited = caller(role)
    assert [one["id"] for one in items(limited.get("/enterprises"))] == [mine.pk]
    assert limited.get(f"/enterprises/{mine.pk}").status_code == 200
    assert limited.get(f"/enterprises/{other.pk}").status_code == 403
    assert limited.get("/members").status_code == 403
