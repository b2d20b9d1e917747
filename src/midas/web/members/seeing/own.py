"""A member's own page: where it is found, what it lost and why, what would raise its standing, what it has left."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from midas.actions.access.permissions import may
from midas.core.members.demand_met import kinds
from midas.core.values.periods import quarter
from midas.store.models import Assessment, Membership
from midas.store.queries import seeing as queries
from midas.store.queries.members import SOON
from midas.store.queries.taxonomy import competency_labels
from midas.web.members.admission import admission
from midas.web.members.profile import offers_of
from midas.web.members.seeing.coverage import demand_links
from midas.web.shell.guards import needs

SAID = ("certificates", "certificates_all", "quality", "lead_time", "region", "min_order")
"""Rules whose words are about the firm itself; of all others only the kind is told, for they speak of other firms."""


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
    context = {
        "title": _("Your standing"),
        "member": member,
        "admission": admission(member, today),
        "found": [
            (labels[one.competency], len(one.demands), demand_links(one.demands, titles))
            for one in kinds(codes, [], asked)
        ],
        "misses": [(one, _why(one)) for one in misses],
        "helps": helps(member, offers, today),
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


def helps(member: Membership, offers: list[Any], today: date) -> list[str]:
    """What would raise the firm's standing: gaps of its assessments, papers that run out, offers without evidence."""
    found = [*_assessments(member, today)]
    for paper in member.certificates.exclude(expires_on=None).filter(expires_on__lte=today + SOON):
        words = _("Renew %(name)s: it runs out on %(day)s.")
        if paper.expires_on < today:
            words = _("Renew %(name)s: it ran out on %(day)s.")
        found.append(words % {"name": paper.name, "day": f"{paper.expires_on:%d %B %Y}"})
    for policy in member.insurances.filter(expires_on__lte=today + SOON):
        words = _("Renew the insurance for %(kind)s: it runs out on %(day)s.")
        if policy.expires_on < today:
            words = _("Renew the insurance for %(kind)s: it ran out on %(day)s.")
        found.append(words % {"kind": policy.get_kind_display(), "day": f"{policy.expires_on:%d %B %Y}"})
    for offer in offers:
        if not offer.row.evidence:
            found.append(
                _("Give evidence for %(what)s: an order delivered, a reference.") % {"what": offer.row.title}
            )
        if offer.standing != "valid":
            found.append(
                _("Confirm %(what)s: it is %(state)s.") % {"what": offer.row.title, "state": offer.words}
            )
    return found


def _assessments(member: Membership, today: date) -> list[str]:
    newest = {one.dimension: one for one in queries.newest_assessments(member)}
    found = []
    for dimension, label in Assessment.Dimension.choices:
        one = newest.get(dimension)
        if one is None:
            found.append(_("Ask for an assessment of %(what)s; there is none.") % {"what": label})
        elif one.valid_until < today:
            found.append(_("Have %(what)s assessed again; the last one is out of date.") % {"what": label})
        elif one.failed:
            found.append(_("%(what)s: put right what failed.") % {"what": str(label).capitalize()})
        elif one.missing:
            missing = ", ".join(str(item) for item in one.missing[:3])
            found.append(
                _("%(what)s: hand in %(missing)s.") % {"what": str(label).capitalize(), "missing": missing}
            )
    return found
