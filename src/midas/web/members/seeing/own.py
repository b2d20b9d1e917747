"""A member's own page: where it is found, what it lost and why, what would raise its standing, what it has left."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from midas.actions.access.permissions import may
from midas.core.members.assessment import Dimension
from midas.core.members.demand_met import kinds
from midas.core.members.raising import Help, Judged, Paper, Step, raising
from midas.core.values.periods import quarter
from midas.store.models import Assessment, Membership
from midas.store.queries import seeing as queries
from midas.store.queries.standing import standing
from midas.store.queries.taxonomy import competency_labels
from midas.web.members.admission import admission
from midas.web.members.profile import offers_of
from midas.web.members.seeing.coverage import demand_links
from midas.web.shell.exports import TYPES, spreadsheet
from midas.web.shell.guards import needs

SAID = ("certificates", "certificates_all", "quality", "lead_time", "region", "min_order")
"""Rules whose words are about the firm itself; of all others only the kind is told, for they speak of other firms."""

OF_ASSESSMENTS = (Step.ASK, Step.AGAIN, Step.PUT_RIGHT, Step.HAND_IN)
WORDS = {
    Step.ASK: gettext_lazy("Ask for an assessment of %(what)s; there is none."),
    Step.AGAIN: gettext_lazy("Have %(what)s assessed again; the last one is out of date."),
    Step.PUT_RIGHT: gettext_lazy("%(what)s: put right what failed."),
    Step.HAND_IN: gettext_lazy("%(what)s: hand in %(missing)s."),
    Step.RENEW: gettext_lazy("Renew %(what)s: it runs out on %(day)s."),
    Step.RENEW_LATE: gettext_lazy("Renew %(what)s: it ran out on %(day)s."),
    Step.INSURE: gettext_lazy("Renew the insurance for %(what)s: it runs out on %(day)s."),
    Step.INSURE_LATE: gettext_lazy("Renew the insurance for %(what)s: it ran out on %(day)s."),
    Step.GIVE_EVIDENCE: gettext_lazy("Give evidence for %(what)s: an order delivered, a reference."),
    Step.CONFIRM: gettext_lazy("Confirm %(what)s: it runs out on %(day)s."),
    Step.CONFIRM_LATE: gettext_lazy("Confirm %(what)s: it ran out on %(day)s."),
}


@require_GET
@needs("members.change_own")
def own(request: HttpRequest) -> HttpResponse:
    """Where am I found, what did I lose, and what would help?"""
    member = Membership.objects.select_related("organisation", "cluster").get(pk=request.role.membership_id)
    at, today = timezone.now(), timezone.localdate()
    inside = may(request.role, "opportunities.view")  # a firm that applies sees no demand yet
    asked, titles = queries.asked_since(at - queries.YEAR, member.cluster.currency) if inside else ([], {})
    misses = queries.misses(member, at - queries.YEAR) if inside else []
    held = queries.holdings(Membership.objects.filter(pk=member.pk), today)
    codes = sorted({one.competency for one in held})
    labels = competency_labels(codes)
    offers = offers_of(member, quarter(today), today)
    found = kinds(codes, [], asked)
    kind = request.GET.get("_export", "")
    if kind in TYPES and request.GET.get("list") == "misses":
        rows = [[one.at, one.title, one.package, _why(one)] for one in misses]
        return spreadsheet("near-misses", [_("When"), _("Demand"), _("Package"), _("Why")], rows, kind)
    if kind in TYPES:
        counts = [[labels[one.competency], len(one.demands)] for one in found]
        return spreadsheet("where-found", [_("Kind of work"), _("Demands, last year")], counts, kind)
    context = {
        "title": _("Your standing"),
        "member": member,
        "admission": admission(member, today),
        "found": [
            (labels[one.competency], len(one.demands), demand_links(one.demands, titles)) for one in found
        ],
        "misses": [(one, _why(one)) for one in misses],
        "helps": _helps(member, offers, today),
        "offers": offers,
        "quarter": quarter(today),
    }
    return render(request, "members/seeing/own.html", context)


def _why(miss: queries.Miss) -> str:
    """What kept the firm out, without a word of others' prices or names."""
    told = {
        "price": _("The price: all told, yours was above the dearest firm on it."),
        "combination": _("Your price was in reach; capacity, or what partners already in save, decided."),
        "conflicts": _("You may not be a partner beside one of the firms in the team."),
        "max_partners": _("The team had all the partners it may have."),
    }
    if miss.rule in SAID:
        return miss.words[:1].upper() + miss.words[1:]
    return told.get(miss.rule, _("A rule of that demand: %(rule)s.") % {"rule": miss.rule.replace("_", " ")})


def _helps(member: Membership, offers: Iterable[Any], today: date) -> list[str]:
    """What would raise the firm's standing, in words."""
    judged = {
        Dimension(one.dimension): Judged(standing(one), tuple(map(str, one.missing)))
        for one in queries.newest_assessments(member)
    }
    papers = [Paper(one.name, one.expires_on) for one in member.certificates.all()]
    insured = [Paper(one.get_kind_display(), one.expires_on) for one in member.insurances.all()]
    offered = [Paper(one.row.title, one.row.valid_until, bool(one.row.evidence)) for one in offers]
    return [_helped(one) for one in raising(judged, papers, offered, today, insurances=insured)]


def _helped(one: Help) -> str:
    about = one.about
    if one.step in OF_ASSESSMENTS:
        label = str(Assessment.Dimension(about).label)
        about = label if one.step in (Step.ASK, Step.AGAIN) else label.capitalize()
    day = date_format(one.day, "j F Y") if one.day else ""
    return str(WORDS[one.step]) % {"what": about, "day": day, "missing": ", ".join(one.missing)}
