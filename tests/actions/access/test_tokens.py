from datetime import timedelta

import pytest
from tests.builders import AT, a_cluster, a_role

from midas.actions.access.acting import acting_role
from midas.actions.access.tokens import bearer, issue, revoke
from midas.store import tenancy
from midas.store.models import ApiToken, Event, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def broker() -> Role:
    return a_role(a_cluster())


def _issued(role: Role, **fields) -> tuple[ApiToken, str]:
    with tenancy.tenant(role.cluster_id):
        return issue(role, "my script", at=AT, **fields)


def test_the_bearer_of_a_key_acts_in_the_role_of_its_owner_in_its_cluster(broker):
    _, secret = _issued(broker)
    found = bearer(secret, at=AT)
    assert (found.person_id, found.cluster_id, found.kind) == (broker.person_id, broker.cluster_id, "broker")


def test_a_key_does_no_more_than_the_role_it_was_made_in(broker):
    coach = a_role(broker.cluster, "coach", person=broker.person)
    _, secret = _issued(coach)
    assert bearer(secret, at=AT).kind == "coach"
    with tenancy.tenant(broker.cluster_id):
        coach.delete()
    assert bearer(secret, at=AT) is None


def test_making_and_revoking_a_key_is_on_record(broker):
    token, _ = _issued(broker)
    with tenancy.tenant(broker.cluster_id):
        revoke(broker, token.pk, at=AT)
        verbs = [event.verb for event in Event.objects.filter(subject_kind="apitoken", subject_id=token.pk)]
    assert verbs == ["apitoken.revoked", "apitoken.issued"]


def test_a_key_is_kept_only_as_its_digest(broker):
    token, secret = _issued(broker)
    assert secret not in str(vars(token))


def test_an_unknown_key_finds_nobody(broker):
    _issued(broker)
    assert bearer("midas_guess", at=AT) is None


def test_an_expired_key_finds_nobody(broker):
    _, secret = _issued(broker, expires_at=AT + timedelta(days=1))
    assert bearer(secret, at=AT) is not None
    assert bearer(secret, at=AT + timedelta(days=1)) is None


def test_a_revoked_key_finds_nobody_and_stays_on_record(broker):
    token, secret = _issued(broker)
    with tenancy.tenant(broker.cluster_id):
        assert revoke(broker, token.pk, at=AT)
        assert not revoke(broker, token.pk, at=AT)
        assert ApiToken.objects.filter(pk=token.pk, revoked_at=AT).exists()
    assert bearer(secret, at=AT) is None


def test_the_key_of_a_person_who_may_not_sign_in_finds_nobody(broker):
    _, secret = _issued(broker)
    broker.person.is_active = False
    broker.person.save()
    assert bearer(secret, at=AT) is None


def test_nobody_revokes_the_key_of_another(broker):
    token, secret = _issued(broker)
    coach = a_role(broker.cluster, "coach")
    with tenancy.tenant(broker.cluster_id):
        assert not revoke(coach, token.pk, at=AT)
    assert bearer(secret, at=AT) is not None


def test_a_person_acts_in_the_role_asked_for_only_if_it_is_theirs(broker):
    other = a_role(broker.cluster, "committee")
    mine = a_role(broker.cluster, "administrator", person=broker.person)
    assert acting_role(broker.person, mine.pk) == mine
    assert acting_role(broker.person, other.pk) == broker
    assert acting_role(broker.person, None) == broker


def test_a_person_without_roles_acts_in_none(broker):
    with tenancy.tenant(broker.cluster_id):
        broker.delete()
    assert acting_role(broker.person, None) is None
