"""A firm in assessment is judged by a coach on four dimensions, put to the vote, admitted, and then found for teams.

Everything goes through pages, as a browser without scripts would do it.
"""

from __future__ import annotations

import re
from datetime import timedelta

from django.utils import timezone
from tests import builders
from tests.web.members.readiness.judging import judged

from midas.core.members.assessment import Dimension
from midas.store import tenancy
from midas.store.models import Assessment, Event, Motion
from midas.store.queries.profiles import suppliers
from midas.web.members.readiness.words import groups


def _answer(owner, page: str, dimension: Dimension) -> None:
    """Answer every page of a questionnaire and hand it in."""
    part, value = ("verdict", "passed") if dimension is Dimension.ETHICS else ("level", "3")
    for number, group in enumerate(groups(dimension)):
        said = {f"{name}.{part}": value for name in group.names}
        sent = {"version": str(number), "page": str(number + 1), "do": "save", **said}
        assert owner.post(page, sent).status_code == 302
    assert owner.post(page, {"do": "hand-in"}).status_code == 302


def test_a_firm_goes_from_its_assessment_to_its_first_chance(db):
    cluster = builders.a_cluster(name="Five Rivers Cluster")
    firm = builders.a_member(cluster, "Loxley Forge", state="in_assessment", joined_on=None)
    builders.an_offering(firm)
    builders.some_accounts(firm)
    coach = builders.signed_in(builders.a_role(cluster, "coach"))
    owner = builders.signed_in(builders.a_role(cluster, "member", membership=firm))
    committee = [builders.signed_in(builders.a_role(cluster, "committee")) for _ in range(3)]

    # It answers what is asked of it; nobody finds it for a team yet.
    for dimension, page in ((Dimension.ETHICS, "ethics"), (Dimension.COLLABORATION, "readiness")):
        _answer(owner, f"/members/{firm.pk}/{page}/", dimension)
    with tenancy.tenant(cluster.pk):
        assert suppliers(cluster, on=timezone.localdate()) == ()

    # The coach judges the four dimensions, each with its reasons beside it.
    until = {"valid_until": (timezone.localdate() + timedelta(days=300)).isoformat(), "statement": "Seen."}
    for dimension in ("finance", "capability"):
        page = f"/members/{firm.pk}/assessments/{dimension}/"
        seen = re.search(r'name="seen" value="(\w+)"', coach.get(page).content.decode())[1]
        assert coach.post(page, {**until, "seen": seen, "after": "0"}).status_code == 302
    for page in ("ethics", "readiness"):
        assert judged(coach, firm, page).status_code == 302
    with tenancy.tenant(cluster.pk):
        judgements = dict(Assessment.objects.filter(membership=firm).values_list("dimension", "grade"))
    assert len(judgements) == 4
    assert "" not in (judgements["finance"], judgements["ethics"], judgements["collaboration"])

    # One of the committee puts it to the vote; two votes of three carry it, and it acts.
    sent = {
        "kind": "admit", "membership": firm.pk, "title": "Admit Loxley Forge", "text": "Sound.", "days": "5",
        "electorate": "committee", "quorum": "60", "majority": "50", "conditions": "ISO 9001 within a year",
    }  # fmt: skip
    assert committee[0].post("/members/decisions/new/", sent).status_code == 302
    with tenancy.tenant(cluster.pk):
        motion = Motion.objects.get()
    for browser, choice in zip(committee, ("yes", "yes", "no"), strict=True):
        browser.post(f"/members/decisions/{motion.pk}/vote/", {"choice": choice, "reason": ""})
    with tenancy.tenant(cluster.pk):
        motion.refresh_from_db()
        firm.refresh_from_db()
        verbs = set(Event.objects.values_list("verb", flat=True))
    assert (motion.state, firm.state, firm.conditions) == ("carried", "admitted", "ISO 9001 within a year")
    assert firm.joined_on is not None
    assert {"membership.finance_assessed", "membership.admitted"} <= verbs

    # From now on it is found.
    with tenancy.tenant(cluster.pk):
        assert len(suppliers(cluster, on=timezone.localdate())) == 1
    assert "Loxley Forge" in committee[2].get("/members/").content.decode()
