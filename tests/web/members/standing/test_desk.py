"""The desk: what is due, one dimension judged on its evidence, and a record of it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from tests import builders
from tests.web.demand.reading import text_of

from midas.store import tenancy
from midas.store.models import Assessment

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


def due(client, **query):
    page = client.get("/assessments/", query).content.decode()
    return re.findall(r'href="/members/\d+/">([^<]+)</a>.*?/assessments/(\w+)/"', page, re.S)


def complete(member, **lapses):
    for dimension in ("finance", "capability", "ethics", "collaboration"):
        builders.an_assessment(member, dimension, **lapses.get(dimension, {}))


@pytest.fixture
def firms(cluster, today):
    sound = builders.a_member(cluster, "Sound")
    complete(sound)
    soon = builders.a_member(cluster, "Soon")
    complete(soon, finance={"valid_until": today + timedelta(days=60)})
    over = builders.a_member(cluster, "Over", sector="digital")
    complete(over, ethics={"valid_until": today - timedelta(days=1)})
    thin = builders.a_member(cluster, "Thin")
    complete(thin, finance={"score": None, "grade": "", "missing": ["stock"]})
    new = builders.a_member(cluster, "New", state="in_assessment", joined_on=None)
    complete(builders.a_member(cluster, "Gone", state="left"), finance={"valid_until": today - timedelta(9)})
    return {"sound": sound, "soon": soon, "over": over, "thin": thin, "new": new}


def test_what_is_due_is_listed_the_most_urgent_first(coach, firms):
    found = due(coach)
    assert found == [
        ("Over", "ethics"),
        *(("New", one) for one in ("capability", "collaboration", "ethics", "finance")),
        ("Soon", "finance"),
        ("Thin", "finance"),
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"due": "lapsed"}, {("Over", "ethics")}),
        ({"due": "barred"}, {("Over", "ethics")}),
        ({"due": "lapsing"}, {("Soon", "finance")}),
        ({"dimension": "finance", "q": "thi"}, {("Thin", "finance")}),
        ({"sector": "digital"}, {("Over", "ethics")}),
        ({"due": "nonsense"}, set()),
    ],
    ids=str,
)
def test_filters_narrow_the_desk(coach, firms, query, expected):
    assert set(due(coach, **query)) == expected


def test_the_desk_is_downloaded_as_filtered(coach, firms):
    response = coach.get("/assessments/", {"due": "not_assessable", "_export": "csv"})
    lines = response.content.decode("utf-8-sig").strip().splitlines()
    assert len(lines) == 2
    assert "stock" in lines[1]


def test_the_desk_takes_few_queries_however_many_firms(cluster, coach, firms, django_assert_max_num_queries):
    for _ in range(8):
        builders.a_member(cluster)
    with django_assert_max_num_queries(26):
        coach.get("/assessments/")


def test_an_empty_desk_says_so(coach):
    assert "Nothing is due" in coach.get("/assessments/").content.decode()


def test_only_those_who_judge_or_broker_see_the_desk(acting, stranger, firms):
    for kind in ("broker", "committee", "project_manager", "administrator"):
        assert acting(kind).get("/assessments/").status_code == 200
    for kind in ("member", "agency", "purchaser"):
        assert acting(kind).get("/assessments/").status_code == 403
    assert "Sound" not in stranger.get("/assessments/").content.decode()


def judge(client, firm, dimension="finance", **data):
    address = f"/members/{firm.pk}/assessments/{dimension}/"
    page = client.get(address).content.decode()
    found = re.search(r'name="seen" value="(\w+)"', page)
    last = re.search(r'name="after" value="(\d+)"', page)
    given = {
        "seen": found[1] if found else "x",
        "after": last[1] if last else "0",
        "statement": "Sound.",
        **data,
    }
    given.setdefault("valid_until", (timezone.localdate() + timedelta(days=300)).isoformat())
    return client.post(address, given, follow=True)


def recorded(cluster):
    with tenancy.tenant(cluster.pk):
        return list(Assessment.objects.all())


def test_an_assessor_records_what_the_figures_say_with_a_statement_and_evidence(cluster, coach, firm):
    builders.some_accounts(firm)
    file = builders.an_evidence_file(firm, "accounts")
    response = judge(coach, firm, evidence=[file.pk])
    assert "The judgement is recorded" in response.content.decode()
    (made,) = recorded(cluster)
    assert (made.grade, made.statement, made.inputs["years"][0]["turnover"]) == ("A", "Sound.", 150_000_000)
    with tenancy.tenant(cluster.pk):
        assert list(made.evidence.all()) == [file]


def test_the_page_says_how_the_score_comes_about(coach, firm):
    builders.some_accounts(firm)
    page = coach.get(f"/members/{firm.pk}/assessments/finance/").content.decode()
    for text in ("Altman Z″", "full points at", "limits of", "The year before", "Record this judgement"):
        assert text in page


def test_capability_is_judged_by_what_stands_behind_claims(cluster, coach, firm):
    builders.an_offering(firm, title="Welding", is_core=True, lead_time_days=5)
    page = coach.get(f"/members/{firm.pk}/assessments/capability/").content.decode()
    assert "proof of “Welding”" in page.lower().replace("“welding”", "“Welding”")
    judge(coach, firm, "capability")
    assert recorded(cluster)[0].dimension == "capability"


def test_what_cannot_be_judged_is_recorded_as_not_assessable_with_what_to_ask_for(cluster, coach, firm):
    judge(coach, firm)
    (made,) = recorded(cluster)
    assert (made.score, made.grade) == (None, "")
    assert made.missing


def test_figures_that_changed_since_they_were_looked_at_are_not_recorded(cluster, coach, firm):
    builders.some_accounts(firm)
    response = judge(coach, firm, seen="0" * 16)
    assert response.status_code == 422
    assert "changed since you opened the page" in response.content.decode()
    assert recorded(cluster) == []


def test_a_validity_in_the_past_is_refused_at_its_field(cluster, coach, firm):
    response = judge(coach, firm, valid_until="2020-01-01")
    assert response.status_code == 422
    assert "lapsed already" in response.content.decode()
    assert recorded(cluster) == []


@pytest.mark.parametrize("dimension", ["ethics", "collaboration"])
def test_questionnaires_are_judged_elsewhere(coach, firm, dimension):
    page = coach.get(f"/members/{firm.pk}/assessments/{dimension}/").content.decode()
    assert "questionnaire" in page
    assert "Record this judgement" not in page
    builders.an_assessment(firm, dimension, failed=["bribery"])
    assert "bribery" in coach.get(f"/members/{firm.pk}/assessments/{dimension}/").content.decode()


def test_there_are_four_dimensions(coach, firm):
    assert coach.get(f"/members/{firm.pk}/assessments/luck/").status_code == 404


def test_nobody_assesses_their_own_firm(cluster, firm):
    role = builders.a_role(cluster, "coach")
    builders.a_role(cluster, "member", firm, role.person)
    client = builders.signed_in(role)
    page = client.get(f"/members/{firm.pk}/assessments/finance/").content.decode()
    assert "nobody assesses their own firm" in page
    assert judge(client, firm).status_code == 403
    assert recorded(cluster) == []


def test_the_firm_sees_how_it_is_judged_but_records_nothing(cluster, owner, firm):
    builders.some_accounts(firm)
    page = owner.get(f"/members/{firm.pk}/assessments/finance/").content.decode()
    assert "Altman Z″" in page
    assert "Record this judgement" not in page
    assert judge(owner, firm).status_code == 403
    assert recorded(cluster) == []


def test_a_broker_sees_points_but_not_the_figures_behind_them(acting, firm):
    builders.some_accounts(firm)
    page = acting("broker").get(f"/members/{firm.pk}/assessments/finance/").content.decode()
    assert "100 %" in page
    assert "3.66" not in page
    assert "Accounts to" not in page


def test_others_do_not_see_what_a_grade_rests_on(acting, stranger, firm):
    made = builders.an_assessment(firm)
    for path in ("finance/", f"{made.pk}/why/"):
        assert acting("member").get(f"/members/{firm.pk}/assessments/{path}").status_code == 403
        assert acting("purchaser").get(f"/members/{firm.pk}/assessments/{path}").status_code == 403
        assert stranger.get(f"/members/{firm.pk}/assessments/{path}").status_code == 404


def test_why_a_grade_is_told_with_method_inputs_and_dates(coach, owner, firm):
    builders.some_accounts(firm)
    judge(coach, firm)
    page = owner.get(f"/members/{firm.pk}/").content.decode()
    address = re.search(r'href="(/members/\d+/assessments/\d+/why/)"', page)[1]
    why = owner.get(address).content.decode()
    for text in ("2026-03-31", "Altman and ratios, limits of", "Sound.", "three fifths"):
        assert text in why


def test_a_why_of_another_firm_is_not_found(cluster, coach, firm):
    made = builders.an_assessment(builders.a_member(cluster))
    assert coach.get(f"/members/{firm.pk}/assessments/{made.pk}/why/").status_code == 404


def test_precedent_sums_up_similar_firms_and_names_them_only_to_the_desk(cluster, coach, owner, firm):
    for number in range(5):
        builders.an_assessment(builders.a_member(cluster, f"Peer {number}"), score=60 + 5 * number)
    page = coach.get(f"/members/{firm.pk}/assessments/finance/").content.decode()
    assert "65.0 – 75.0, 70.0" in page
    assert "Peer 3" in page
    own = owner.get(f"/members/{firm.pk}/assessments/finance/").content.decode()
    assert "65.0 – 75.0, 70.0" in own
    assert "Peer 3" not in own


def test_few_firms_are_not_summed_up(cluster, owner, firm):
    builders.an_assessment(builders.a_member(cluster), score=60)
    page = owner.get(f"/members/{firm.pk}/assessments/finance/").content.decode()
    assert "too few to sum up" in page


def test_what_was_never_judged_is_made_into_rows_page_by_page(cluster, coach, firms):
    for number in range(10):
        builders.a_member(cluster, f"Applied {number}", state="applied", joined_on=None)
    assert len(due(coach)) == 25
    listed = [*due(coach), *due(coach, page=2)]
    assert len(listed) == len(set(listed)) == 7 + 40
    assert listed[0] == ("Over", "ethics")
    assert listed[1:5] == [("Applied 0", one) for one in ("capability", "collaboration", "ethics", "finance")]
    assert listed[-2:] == [("Soon", "finance"), ("Thin", "finance")]


def test_the_tiles_count_all_that_is_due(cluster, coach, firms):
    builders.a_member(cluster, "Applied", state="applied", joined_on=None)
    builders.a_member(cluster, "Unjudged")
    page = text_of(coach.get("/assessments/"))
    assert "Applicant, to be judged 8 " in page
    assert "Never assessed 4 " in page


def test_members_never_assessed_come_last_and_are_found_by_name_and_dimension(cluster, coach, firms):
    builders.a_member(cluster, "Unjudged")
    assert [name for name, _dimension in due(coach)][-4:] == ["Unjudged"] * 4
    assert due(coach, q="unjud", dimension="ethics") == [("Unjudged", "ethics")]
    assert due(coach, due="missing", sector="digital") == []
