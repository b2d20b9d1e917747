"""One search over what a role may see: members, demands, enterprises, a few of each."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from midas.store.models import Enterprise, Membership, Opportunity
from midas.store.queries.directory import OWN_WORDS, Question, worded
from midas.store.queries.joining import standing_alone
from midas.store.queries.words import having_words

MOST = 6


def members(rows: QuerySet[Membership], words: str, most: int = MOST) -> list[Membership]:
    """Those of the firms with every word among theirs: of name, number, place, what they say and offer."""
    found = Question(tuple(worded(words)), OWN_WORDS).among(rows)
    return list(found.order_by("listed_name", "pk")[:most])


def opportunities(words: str, most: int = MOST) -> list[Opportunity]:
    """Demands with every word in their title, buyer or ocid, the newest first."""
    rows = standing_alone(Opportunity.objects.all()).only("title", "buyer_name", "state", "cluster_id")
    rows = having_words(rows, words, "title", "buyer_name", "ocid")
    return list(rows.order_by("-created_at", "-pk")[:most])


def enterprises(words: str, known: Q, only: int | None = None, most: int = MOST) -> list[Enterprise]:
    """Enterprises with every word in their name or in the demand's title, the newest first; `only`: that one.

    `known` are those that may be found by the demand.
    """
    rows = Enterprise.objects.select_related("opportunity").only(
        "name", "state", "opportunity__title", "cluster_id"
    )
    if only is not None:
        rows = rows.filter(pk=only)
    for word in words.split():
        rows = rows.filter(Q(name__icontains=word) | (Q(opportunity__title__icontains=word) & known))
    return list(rows.order_by("-formed_on", "-pk")[:most])
