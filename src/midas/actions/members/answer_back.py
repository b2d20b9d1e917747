"""The right of reply: a firm's owner answers a rating once, and the answer is shown beside it for good."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from midas.actions.access.events import record
from midas.actions.access.own_firm import may_act_as_owner, require_own
from midas.actions.access.permissions import NotAllowed
from midas.core.values.problems import BadInput, Problem
from midas.core.values.states import UnableToMove
from midas.store.models import Rating, Reply, Role

LONGEST = 2_000


@transaction.atomic
def reply(role: Role, rating_id: int, words: str, *, at: datetime) -> Reply:
    """Answer a rating of one's own firm. Raises NotAllowed, BadInput, or UnableToMove where there is a reply."""
    rating = Rating.objects.select_related("membership").get(pk=rating_id)
    require_own(role, rating.membership_id)
    if not may_act_as_owner(role, rating.membership_id):
        raise NotAllowed("Only an owner of the firm answers ratings. Ask the owner to do it.")
    if not 0 < len(words.strip()) <= LONGEST:
        raise BadInput([Problem("words", f"Write a reply of at most {LONGEST:,} letters.")])
    if Reply.objects.filter(rating=rating).exists():
        raise UnableToMove("This rating has a reply already, and replies stay as they were written.")
    made = Reply.objects.create(
        cluster_id=role.cluster_id, rating=rating, words=words.strip(), written_at=at, written_by=role.person
    )
    record(
        rating.membership, "membership.rating_replied", by=role.person, at=at, details={"rating": rating.pk}
    )
    return made
