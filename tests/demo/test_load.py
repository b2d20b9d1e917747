"""The demo in the store: it is what was drawn, each cluster for itself, and it comes and goes whole."""

import hashlib
from collections import Counter
from datetime import UTC, datetime, time, timedelta

import pytest
from django.contrib.auth import authenticate
from django.db import connection, transaction
from tests.builders import a_cluster, a_member, a_role
from tests.demo.conftest import TODAY

from midas.actions.access.acting import roles_of
from midas.actions.demand.write_opportunity import Facts, write_opportunity
from midas.actions.formation.build_problem import build_problem
from midas.actions.members.credentials import State, check
from midas.actions.members.evidence import path_of
from midas.actions.members.known import in_force, known_in
from midas.actions.members.poll import awaiting
from midas.core.formation.score import score
from midas.core.members.application import how_far
from midas.core.members.proofs import media_type
from midas.core.members.read_firm import read_firm
from midas.demo.cast import CAST, LEEDS, NEAR_MISS, ROTHERHAM, TEAM, TEESSIDE
from midas.demo.generate import SEED
from midas.demo.load import AlreadyLoaded, demo_clusters, load
from midas.demo.people import PASSWORD, SIGN_INS
from midas.demo.remove import remove
from midas.solvers.formation import form
from midas.store import tenancy
from midas.store.models import (
    Application,
    Assessment,
    Cluster,
    Competency,
    Credential,
    Enterprise,
    Event,
    EvidenceFile,
    FinancialYear,
    Membership,
    Motion,
    Notice,
    Offering,
    OfferingUse,
    Opportunity,
    Organisation,
    Partner,
    Person,
    Proxy,
    Requirement,
    Role,
    SectorGroup,
)
from midas.store.queries.standing import barred, lapsed, newest

pytestmark = pytest.mark.django_db
NOON = datetime.combine(TODAY, time(12), UTC)


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup, django_db_blocker):
    """The demo, loaded once for this module and rolled back at its end."""
    with django_db_blocker.unblock():
        try:
            with transaction.atomic():
                load(SEED, TODAY, lambda words: None)
                yield
                raise Undo
        except Undo:
            connection.close()


class Undo(Exception):
    """Ends the module's transaction."""


@pytest.fixture
def five():
    """Working for the Five Rivers Cluster."""
    cluster = Cluster.objects.get(slug="five-rivers")
    with tenancy.tenant(cluster.pk):
        yield cluster


def test_everything_that_was_drawn_is_there(five, five_rivers):
    assert Organisation.objects.count() == len(five_rivers.firms)
    assert Offering.objects.count() == sum(len(firm.offerings) for firm in five_rivers.firms)
    assert OfferingUse.objects.count() == sum(
        len(offering.uses) for firm in five_rivers.firms for offering in firm.offerings
    )
    assert Opportunity.objects.count() == 40
    assert Notice.objects.count() == sum(len(demand.releases) for demand in five_rivers.demands)
    assert Enterprise.objects.count() == 11
    assert Requirement.objects.count() == sum(bool(demand.packages) for demand in five_rivers.demands)


def test_demands_are_stored_as_drawn_public_ones_through_the_import(five, five_rivers):
    rows = {row.title: row for row in Opportunity.objects.select_related("owner")}
    same = (
        *("door", "ocid", "description", "buyer_name", "buyer_identifier", "value", "cpv", "region", "place"),
        *("procedure", "category", "source_status", "published_at", "deadline_at", "starts_on", "ends_on"),
        *("sme_suitable", "state", "created_at", "updated_at"),
    )
    for demand in five_rivers.demands:
        row = rows[demand.title]
        assert [getattr(row, name) for name in same] == [getattr(demand, name) for name in same]
        assert row.cpv_additional == list(demand.cpv_additional)
        assert (row.lots, row.items, row.awards) == (
            list(demand.lots),
            list(demand.items),
            list(demand.awards),
        )
        assert (row.owner.email if row.owner else None) == demand.owner
        assert row.currency == "GBP"


def test_every_thing_has_its_events_and_their_last_one_is_its_state(five):
    for kind, rows in (("membership", Membership), ("opportunity", Opportunity), ("enterprise", Enterprise)):
        events = {}
        for event in Event.objects.filter(subject_kind=kind).exclude(after="").order_by("at", "id"):
            events.setdefault(event.subject_id, []).append(event.after)
        assert {row.pk: row.state for row in rows.objects.all()} == {
            subject: states[-1] for subject, states in events.items()
        }


def test_partners_sum_to_the_enterprise(five):
    for enterprise in Enterprise.objects.prefetch_related("partners"):
        assert sum(partner.value for partner in enterprise.partners.all()) == enterprise.value
        assert enterprise.lead_id in {partner.membership_id for partner in enterprise.partners.all()}


def test_the_stored_story_solves_to_its_team(five):
    requirement = Requirement.objects.get(opportunity__title__startswith="Mobile diagnostic units")
    problem = build_problem(requirement, at=NOON).problem
    outcome = form(problem, time_limit=30)
    assert {problem.firm[key].name for key in score(problem, outcome.plan).value_shares} == set(TEAM)


def test_a_requirement_in_every_state_becomes_a_problem(five):
    rows = Requirement.objects.select_related("opportunity", "cluster").order_by("pk")
    one_each = {row.opportunity.state: row for row in rows}
    assert len(one_each) == 5
    for requirement in one_each.values():
        built = build_problem(requirement, at=NOON)
        assert len(built.problem.work_packages) == requirement.work_packages.count()


def test_finished_teams_make_familiar_pairs(five):
    requirement = Requirement.objects.get(opportunity__title__startswith="Mobile diagnostic units")
    assert len(build_problem(requirement, at=NOON).problem.policy.familiar) >= 20


def test_everybody_on_the_list_can_sign_in_and_has_a_role():
    for email, name, _ in SIGN_INS:
        person = Person.objects.get(email=email)
        assert person.name == name
        assert authenticate(None, username=email, password=PASSWORD) == person
        assert roles_of(person)


def test_an_owner_speaks_for_their_firm(five):
    role = Role.objects.get(person__email="leeds@fiverivers.example")
    assert role.membership.organisation.name == LEEDS


def test_motions_tell_every_outcome_and_agree_with_the_states_of_the_firms(five):
    rows = list(Motion.objects.select_related("membership__organisation"))
    assert Counter(row.state for row in rows) == {"open": 2, "carried": 2, "rejected": 1, "no_quorum": 1}
    by_kind = {(row.kind, row.state): row for row in rows}
    assert by_kind["admit", "open"].membership.state == "in_assessment"
    assert by_kind["suspend", "carried"].membership.state == "suspended"
    assert by_kind["suspend", "rejected"].membership.state == "admitted"
    secret = Motion.objects.get(is_secret=True)
    assert secret.outcome["words"].startswith("2 for, 0 against, 1 abstained, of 3")
    assert "cast" not in secret.outcome


def test_a_vote_waits_for_the_committees_sign_in_and_proxies_stand(five):
    role = Role.objects.get(person__email="committee@fiverivers.example")
    assert [one.kind for one in awaiting(role, at=NOON)] == ["admit"]
    away = Role.objects.get(person__email="treasurer@fiverivers.example")
    assert awaiting(away, at=NOON) == []  # the chair has voted for them
    assert Proxy.objects.count() == 2
    assert not SectorGroup.objects.filter(lead=None).exists()


def test_each_cluster_sees_its_own_firms_only():
    seen = {}
    for cluster in demo_clusters():
        with tenancy.tenant(cluster.pk):
            seen[cluster.slug] = set(Organisation.objects.values_list("name", flat=True))
    assert (len(seen["five-rivers"]), len(seen["northern-lights"])) == (240, 6)
    assert not seen["five-rivers"] & seen["northern-lights"]
    with tenancy.tenant(None):
        assert not Organisation.objects.exists()


def test_every_code_offered_or_wanted_has_a_label(five):
    wanted = set(Offering.objects.values_list("competency", flat=True))
    wanted |= {f"cpv:{code}" for row in Opportunity.objects.all() for code in (row.cpv, *row.cpv_additional)}
    assert wanted <= set(Competency.objects.values_list("code", flat=True))


# How they stand


@pytest.fixture
def judged(five):
    members = list(Membership.objects.filter(state="admitted").select_related("organisation"))
    return members, newest([member.pk for member in members])


def test_every_admitted_firm_has_three_years_and_four_judgements(judged):
    members, found = judged
    assert all(len(found[member.pk]) == 4 for member in members)
    assert FinancialYear.objects.filter(membership__in=members).count() == 3 * len(members)


def test_one_firm_outside_the_story_is_barred_and_the_near_miss_is_not(judged):
    members, found = judged
    out = barred(members, TODAY)
    (key,) = out
    name = next(member.organisation.name for member in members if member.pk == key)
    assert name not in {part.name for part in CAST}
    assert "finance assessment lapsed" in out[key][0].why
    near = next(member for member in members if member.organisation.name == NEAR_MISS)
    assert [row.dimension for row in lapsed(found[near.pk], TODAY)] == ["capability"]


def test_some_lapse_soon_and_a_few_are_not_assessable(judged):
    _members, found = judged
    rows = [row for each in found.values() for row in each.values()]
    soon = [row for row in rows if TODAY <= row.valid_until <= TODAY + timedelta(days=60)]
    assert 10 <= len(soon) <= 100
    assert 2 <= sum(row.score is None for row in rows) <= 30
    assert not any(row.assessed_on > TODAY for row in rows)


def test_grades_are_spread(judged):
    for dimension in ("finance", "capability"):
        grades = set(Assessment.objects.filter(dimension=dimension).values_list("grade", flat=True))
        assert {"A", "B", "C", "D"} <= grades, dimension


def test_two_firms_of_the_story_show_a_statement_that_anybody_checks(five):
    given = list(Credential.objects.select_related("membership__organisation"))

    assert {one.membership.organisation.name for one in given} == {ROTHERHAM, TEESSIDE}
    assert all(check(one.token, at=NOON).state is State.VALID for one in given)


def test_loading_twice_is_refused_and_changes_nothing():
    with pytest.raises(AlreadyLoaded, match="Five Rivers Cluster and Northern Lights Cluster"):
        load(SEED, TODAY, lambda words: None)
    assert len(demo_clusters()) == 2


def test_a_reset_takes_the_demo_with_what_was_added_and_nothing_else(five):
    own = a_cluster()
    kept = a_role(own, "broker")
    a_member(own)
    with tenancy.tenant(own.pk):
        before = Event.objects.count(), Membership.objects.count()
    broker = Role.objects.select_related("person", "cluster").filter(kind="broker").first()
    facts = Facts("cluster", "Something added after loading")
    write_opportunity(broker, facts, at=NOON + timedelta(hours=1))

    assert remove() == 2

    assert not demo_clusters()
    assert not Person.objects.filter(email__in=[email for email, _, _ in SIGN_INS]).exists()
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute(
            "set constraints all deferred"
        )  # no rollback undoes it, and the next test deletes in any order
    with tenancy.tenant(five.pk):
        assert not Event.objects.exists()
        assert not Notice.objects.exists()
        assert not Partner.objects.exists()
    with tenancy.tenant(own.pk):
        assert (Event.objects.count(), Membership.objects.count()) == before
        assert Role.objects.filter(pk=kept.pk).exists()
    assert load(SEED, TODAY, lambda words: None)


def test_a_sign_in_of_the_demo_that_works_elsewhere_too_is_kept():
    own = a_cluster()
    person = Person.objects.get(email="coach@fiverivers.example")
    with tenancy.tenant(own.pk):
        Role.objects.create(cluster=own, person=person, kind="coach")
    remove()
    assert Person.objects.filter(pk=person.pk).exists()
    load(SEED, TODAY, lambda words: None)
    assert {role.cluster.slug for role in roles_of(person)} == {"five-rivers", own.slug}


def test_firms_apply_in_every_state_and_what_they_say_is_judged_as_on_the_pages(five):
    applications = list(Application.objects.select_related("cluster", "membership"))
    known = [known_in(five, [row.answers], at=NOON) for row in applications]
    faults = [read_firm(row.answers, one)[1] for row, one in zip(applications, known, strict=True)]
    judged = list(zip(applications, faults, strict=True))
    drafts = [how_far(row.answers, wrong)[0] for row, wrong in judged if row.state == "draft"]
    assert sorted(drafts) == [1, 7, 11]
    sent = [(row, wrong) for row, wrong in judged if row.membership]
    assert {row.membership.state for row, _wrong in sent} == {"applied", "in_assessment"}
    told = [str(one) for _row, wrong in sent for found in wrong.values() for one in found]
    assert [one for one in told if "known to the cluster already" not in one and "run out" not in one] == []


def test_every_member_accepted_the_rules_in_force(five):
    rules = in_force(five, at=NOON)
    members = Membership.objects.filter(state="admitted")
    assert members.exclude(acceptances__rules=rules).count() == 0


def test_the_files_of_the_demo_are_there_as_their_hash_says(five, settings):
    files = EvidenceFile.objects.all()
    assert files.count() >= 5
    for file in files:
        content = path_of(file, settings.MIDAS_UPLOADS).read_bytes()
        assert media_type(file.file_name, content, None) == file.media_type
        assert hashlib.sha256(content).hexdigest() == file.sha256
