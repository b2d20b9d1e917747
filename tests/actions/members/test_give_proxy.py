from datetime import timedelta

import pytest
from tests.actions.members.deciding_scene import AT, Cluster

from midas.actions.access.permissions import NotAllowed
from midas.actions.members.close_motion import close
from midas.actions.members.decide import vote
from midas.actions.members.give_proxy import give_proxy, own_proxies, revoke_proxy
from midas.actions.members.poll import poll
from midas.core.values.problems import BadInput
from midas.store import tenancy
from midas.store.models import Motion

WEEK = timedelta(days=7)


@pytest.fixture
def here(db):
    made = Cluster()
    with tenancy.tenant(made.cluster.pk):
        yield made


def given(role, holder, at=AT):
    return give_proxy(role, holder, starts_at=at, ends_at=at + WEEK, at=at)


def test_the_holder_votes_for_the_giver_who_may_still_vote_themselves(here):
    given(here.ben, here.ada.person_id)
    motion = here.motion("other", None)
    vote(here.ada, motion.pk, "yes", at=AT)
    assert poll(motion, at=AT).count.yes == 2
    vote(here.ben, motion.pk, "no", at=AT)
    count = poll(motion, at=AT).count
    assert (count.yes, count.no) == (1, 1)


def test_a_chain_of_proxies_is_followed_and_an_open_ballot_says_for_whom_one_voted(here):
    given(here.ben, here.ada.person_id)
    given(here.cleo, here.ben.person_id)
    motion = here.motion("other", None)
    vote(here.ada, motion.pk, "yes", at=AT)
    assert Motion.objects.get(pk=motion.pk).state == "open", "who gave a proxy may still vote in person"
    closed = close(Motion.objects.get(pk=motion.pk), at=AT)
    assert closed.state == "carried"
    assert ["Cleo", "yes", "Ada"] in closed.outcome["cast"]


def test_a_firm_gives_to_a_firm_that_votes(here):
    given(here.members["Don"], here.firms["Tees"].pk)
    with pytest.raises(BadInput):
        given(here.members["Tees"], here.firms["Loxley"].pk)
    with pytest.raises(BadInput):
        given(here.members["Tees"], here.firms["Don"].pk)  # a circle
    with pytest.raises(NotAllowed):
        given(here.broker, here.ada.person_id)


def test_a_revoked_proxy_stands_no_more(here):
    proxy = given(here.ben, here.ada.person_id)
    with pytest.raises(NotAllowed):
        revoke_proxy(here.ada, proxy.pk, at=AT)
    with pytest.raises(type(proxy).DoesNotExist):
        revoke_proxy(here.cleo, proxy.pk, at=AT)
    revoke_proxy(here.ben, proxy.pk, at=AT)
    motion = here.motion("other", None)
    vote(here.ada, motion.pk, "yes", at=AT)
    assert poll(motion, at=AT).count.yes == 1
    assert own_proxies(here.ada).count() == 1
    assert own_proxies(here.cleo).count() == 0
