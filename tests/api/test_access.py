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
