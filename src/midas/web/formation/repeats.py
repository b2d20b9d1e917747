"""A search that was run again from its stored input says whether the same came out, and if not, why."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from midas.core.formation.inputs import Repeat, repeated
from midas.core.formation.plan import Status
from midas.store.models import Formation

ENDED = (Status.OPTIMAL.value, Status.INFEASIBLE.value)
"""How a search ends by itself; any other was ended by its time, or by somebody."""


@dataclass(frozen=True, slots=True)
class RunAgain:
    """The earlier search, whether the same came out (a `Repeat`, or nothing to compare with), and that in words."""

    earlier: Formation
    verdict: str
    words: str


def run_again(formation: Formation) -> RunAgain | None:
    """What to say of a run that repeats another; None for one that does not."""
    earlier = formation.repeats
    if earlier is None:
        return None
    if not earlier.outcome:
        return RunAgain(earlier, "", _("That search has no result to compare with."))
    verdict = repeated(earlier.outcome, formation.outcome)
    return RunAgain(earlier, verdict.value, _words(verdict, earlier, formation))


def _words(verdict: Repeat, earlier: Formation, now: Formation) -> str:
    if verdict is Repeat.SAME:
        return _("The same came out, to the last plan.")
    if verdict is Repeat.SAME_BEST:
        return _(
            "The best team is the same; the search for other plans was ended by its time and found others."
        )
    if not (earlier.status in ENDED and now.status in ENDED):
        return _(
            "Something else came out: at least one of the two was ended by its time or by hand, and how far a"
            " search gets until then depends on the machine."
        )
    if earlier.engine_version != now.engine_version:
        return _("Something else came out: that search was done by %(then)s, this one by %(now)s.") % {
            "then": earlier.engine_version,
            "now": now.engine_version,
        }
    return _(
        "Something else came out although both searches ended by themselves. Please tell your administrator."
    )
