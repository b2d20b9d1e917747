"""Short guides, for firms that want to get readier: what the coach's plan and the questionnaire link to."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from midas.rules.guides import BY_SLUG, BY_TOPIC, GUIDES
from midas.web.members.readiness.words import STAGES
from midas.web.shell.guards import needs

PLACES = {"rules-of-engagement": "joining:rules", "choosing-partners": "readiness:compare"}
"""Where in Midas a lesson is put to use, by its topic."""


@require_safe
@needs("answers.view")
def shelf(request: HttpRequest) -> HttpResponse:
    """Which guides are there?"""
    context = {"title": _("Short guides"), "guides": [(one, STAGES[one.stage]) for one in GUIDES]}
    return render(request, "members/readiness/guides.html", context)


@require_safe
@needs("answers.view")
def guide(request: HttpRequest, stage: str) -> HttpResponse:
    """What can a firm do to get readier at this stage?"""
    found = BY_SLUG.get(stage)
    if found is None:
        raise Http404(stage)
    context = {
        "title": STAGES[found.stage],
        "guide": found,
        "lessons": [
            (one, reverse(PLACES[one.topic]) if one.topic in PLACES else "") for one in found.lessons
        ],
    }
    return render(request, "members/readiness/guide.html", context)


def lesson_address(topic: str) -> str:
    """Where the lesson on a topic is read; empty where there is none."""
    found = BY_TOPIC.get(topic)
    return f"{reverse('readiness:guide', args=[found.slug])}#{topic}" if found else ""
