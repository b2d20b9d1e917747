"""Inviting, and taking an invitation up."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from tests import builders
from tests.builders import AT

from midas.actions.access import accepting, inviting
from midas.actions.access.accepting import UnableToAccept
from midas.actions.access.inviting import Offer
from midas.actions.access.permissions import NotAllowed
from midas.actions.access.tokens import digest_of
from midas.core.values.problems import BadInput
from midas.core.values.states import UnableToMove
from midas.store import tenancy
from midas.store.models import Event, Invitation, Person, Role

pytestmark = pytest.mark.django_db
EMAIL = "new@example.org"
BROKER = Offer("broker")


@pytest.fixture
def cluster():
    return builders.a_cluster(name="Five Rivers Cluster")


@pytest.fixture
def administrator(cluster):
    return builders.a_role(cluster, "administrator")


@contextmanager
def inside(cluster):
    with tenancy.tenant(cluster.pk):
        yield


def invited(role, email=EMAIL, offer=BROKER):
    with tenancy.tenant(role.cluster_id):
        return inviting.invite(role, email, offer, at=AT)


def where(bad):
    return {problem.where for problem in bad.value.problems}


def test_only_the_links_digest_is_kept(administrator, cluster):
    invitation, secret = invited(administrator, "New@Example.org")
    assert (invitation.email, invitation.digest) == (EMAIL, digest_of(secret))
    assert invitation.expires_at == AT + timedelta(days=14)
    with inside(cluster):
        assert not Invitation.objects.filter(digest=secret).exists()
        event = Event.objects.get(verb="invitation.sent")
    assert secret not in str(event.details)


@pytest.mark.parametrize("kind", ["broker", "committee", "coach"])
def test_whoever_looks_after_members_invites_members_and_nobody_above(cluster, kind):
    role = builders.a_role(cluster, kind)
    firm = builders.a_member(cluster)
    made, _secret = invited(role, offer=Offer("member", membership_id=firm.pk))
    assert made.membership_id == firm.pk
    for above in ("broker", "administrator", "committee"):
        with pytest.raises(NotAllowed, match="administrator"):
            invited(role, offer=Offer(above))


@pytest.mark.parametrize("kind", ["member", "agency", "purchaser", "project_manager"])
def test_others_invite_nobody(cluster, kind):
    with pytest.raises(NotAllowed):
        invited(builders.a_role(cluster, kind), offer=Offer("member", membership_id=1))


def test_what_is_wrong_is_told_at_once(administrator):
    with pytest.raises(BadInput) as bad:
        invited(administrator, "not an address", Offer("member"))
    assert where(bad) == {"email", "membership"}


def test_a_firm_or_enterprise_of_another_cluster_is_not_there(administrator):
    other = builders.a_cluster()
    firm = builders.a_member(other)
    with pytest.raises(BadInput) as bad:
        invited(administrator, offer=Offer("member", membership_id=firm.pk))
    assert where(bad) == {"membership"}
    team = builders.an_enterprise(other, [firm])
    with pytest.raises(BadInput) as bad:
        invited(administrator, offer=Offer("project_manager", enterprise_id=team.pk))
    assert where(bad) == {"enterprise"}


@pytest.mark.parametrize("kind", ["administrator", "committee", "agency", "coach", "member"])
def test_some_roles_are_never_for_one_enterprise(administrator, cluster, kind):
    team = builders.an_enterprise(cluster, [builders.a_member(cluster)])
    with pytest.raises(BadInput) as bad:
        invited(administrator, offer=Offer(kind, enterprise_id=team.pk))
    assert "enterprise" in where(bad)


def test_nobody_is_invited_twice_to_the_same_role(administrator):
    invited(administrator)
    with pytest.raises(BadInput, match="invited to this role already"):
        invited(administrator)


def test_nobody_is_invited_to_a_role_they_have(administrator, cluster):
    role = builders.a_role(cluster, "coach")
    with pytest.raises(BadInput, match="has this role already"):
        invited(administrator, role.person.email, Offer("coach"))


def test_ones_own_role_elsewhere_is_no_reason_not_to_be_invited_here(administrator):
    builders.a_role(builders.a_cluster(), "coach", person=administrator.person)
    with tenancy.person(administrator.person_id):
        invited(administrator, administrator.person.email, Offer("coach"))


def test_somebody_new_opens_an_account_and_has_the_role(administrator, cluster):
    _invitation, secret = invited(administrator)
    person, role = accepting.register(secret, name="Nia New", password=builders.PASSWORD, at=AT)
    assert (person.email, person.check_password(builders.PASSWORD)) == (EMAIL, True)
    assert (role.kind, role.cluster, role.since) == ("broker", cluster, AT)
    with inside(cluster):
        assert set(Event.objects.values_list("verb", flat=True)) >= {"invitation.accepted", "role.taken"}


def test_a_member_becomes_staff_or_owner_of_the_firm(administrator, cluster):
    firm = builders.a_member(cluster)
    _invitation, secret = invited(administrator, offer=Offer("member", firm.pk, is_owner=True))
    _person, role = accepting.register(secret, name="Olu Owner", password=builders.PASSWORD, at=AT)
    assert (role.membership_id, role.is_owner) == (firm.pk, True)


def test_somebody_known_from_another_cluster_takes_the_role_with_the_account_they_have(
    administrator, cluster
):
    known = builders.a_role(builders.a_cluster(), "coach").person
    _invitation, secret = invited(administrator, known.email)
    assert accepting.look(secret, at=AT).has_account
    role = accepting.accept(secret, known, at=AT)
    assert role.cluster == cluster
    assert Person.objects.filter(email=known.email).count() == 1


def test_a_link_works_once(administrator):
    _invitation, secret = invited(administrator)
    person, _role = accepting.register(secret, name="Nia", password=builders.PASSWORD, at=AT)
    for again in (
        lambda: accepting.accept(secret, person, at=AT),
        lambda: accepting.look(secret, at=AT),
        lambda: accepting.register(secret, name="Nia", password=builders.PASSWORD, at=AT),
    ):
        with pytest.raises(UnableToAccept, match="used already"):
            again()


def test_a_link_runs_out_after_a_fortnight(administrator):
    _invitation, secret = invited(administrator)
    assert accepting.look(secret, at=AT + timedelta(days=14, seconds=-1))
    with pytest.raises(UnableToAccept, match="ran out"):
        accepting.look(secret, at=AT + timedelta(days=14))


def test_a_link_taken_back_opens_nothing(administrator, cluster):
    invitation, secret = invited(administrator)
    with inside(cluster):
        inviting.revoke(administrator, invitation.pk, at=AT)
    with pytest.raises(UnableToAccept, match="taken back"):
        accepting.look(secret, at=AT)


@pytest.mark.parametrize("secret", ["", "x", "a" * 43, "../../etc/passwd"])
def test_an_invented_link_opens_nothing(administrator, secret):
    invited(administrator)
    with pytest.raises(UnableToAccept, match="opens nothing"):
        accepting.look(secret, at=AT)


def test_the_link_of_somebody_else_gives_nothing(administrator, cluster):
    _invitation, secret = invited(administrator)
    thief = builders.a_person()
    with pytest.raises(UnableToAccept, match="signed in as"):
        accepting.accept(secret, thief, at=AT)
    with inside(cluster):
        assert not Role.objects.filter(person=thief).exists()


def test_an_address_with_an_account_is_not_opened_another(administrator):
    known = builders.a_person(email=EMAIL)
    _invitation, secret = invited(administrator)
    with pytest.raises(UnableToAccept, match="has an account already"):
        accepting.register(secret, name="Thief", password="another password 1", at=AT)
    known.refresh_from_db()
    assert known.check_password(builders.PASSWORD)


def test_sending_again_makes_a_new_link_and_kills_the_old_one(administrator, cluster):
    invitation, old = invited(administrator)
    later = AT + timedelta(days=20)
    with inside(cluster):
        _same, new = inviting.resend(administrator, invitation.pk, at=later)
    assert accepting.look(new, at=later).email == EMAIL
    with pytest.raises(UnableToAccept, match="newer mail"):
        accepting.look(old, at=later)


def test_what_is_over_is_neither_sent_again_nor_taken_back(administrator, cluster):
    invitation, secret = invited(administrator)
    accepting.register(secret, name="Nia", password=builders.PASSWORD, at=AT)
    for act in (inviting.resend, inviting.revoke):
        with inside(cluster), pytest.raises(UnableToMove):
            act(administrator, invitation.pk, at=AT)


def test_a_broker_cannot_send_again_what_only_an_administrator_may_offer(administrator, cluster):
    invitation, _secret = invited(administrator)
    for act in (inviting.resend, inviting.revoke):
        with inside(cluster), pytest.raises(NotAllowed):
            act(builders.a_role(cluster, "broker"), invitation.pk, at=AT)


def test_another_clusters_invitation_is_not_there(administrator):
    invitation, _secret = invited(administrator)
    stranger = builders.a_role(builders.a_cluster(), "administrator")
    with tenancy.tenant(stranger.cluster_id), pytest.raises(Invitation.DoesNotExist):
        inviting.revoke(stranger, invitation.pk, at=AT)
