"""What the pages of needs and ideas say: questions with their help, steps, modes, and what became of a need."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from midas.store.models import Need, Opportunity

Words = str | Promise

NEED_STEPS: dict[str, tuple[Words, Words]] = {
    "what": (_("What do you need?"), _("In your own words; nobody expects a specification.")),
    "how_much": (_("How much of it?"), _("Quantities and a budget, as far as you know them.")),
    "when": (_("When and where?"), _("Days and places that cannot move, and those that can.")),
    "conditions": (_("What must suppliers hold?"), _("Certificates, quality, what went wrong before.")),
    "files": (_("Drawings and documents"), _("Anything that says it better than words.")),
}
IDEA_STEPS: dict[str, tuple[Words, Words]] = {
    **NEED_STEPS,
    "what": (_("What is the idea?"), _("What members would do together, and for whom.")),
    "how_much": (_("How large is it?"), _("What would be made, sold or bought, and what it may be worth.")),
    "conditions": (_("What would members need?"), _("Certificates, skills, what stands in the way.")),
}

FIELD_WORDS: dict[str, tuple[Words, Words, str]] = {
    "title": (
        _("In one line"),
        _("As you would say it on the phone: “24 towed clinics, fitted out”."),
        "text",
    ),
    "mode": (_("How would members work together?"), "", "mode"),
    "description": (
        _("Describe it"),
        _("What it is for, who uses it, what matters most, what you have today."),
        "area",
    ),
    "items": (
        _("What and how many"),
        _("One thing a line: number; unit; what. Such as “24; each; towed clinics”. Words alone will do."),
        "area",
    ),
    "value": (
        _("Budget or worth in all"),
        _("Leave it blank if you do not know or do not want to say."),
        "money",
    ),
    "region": (_("Region"), "", "region"),
    "place": (_("Place in words"), _("Sites, access, opening hours."), "text"),
    "deadline_on": (_("Answer wanted by"), _("When you want to hear from the cluster."), "date"),
    "starts_on": (_("Work starts"), "", "date"),
    "ends_on": (_("Work ends"), "", "date"),
    "certificates": (
        _("Certificates"),
        _("With commas between, such as ISO 9001, Cyber Essentials."),
        "text",
    ),
    "quality": (_("Quality, and what went wrong before"), "", "area"),
}
"""The label of each question, its help, and how it is asked."""

MODES: tuple[tuple[str, Words], ...] = (
    ("co_development", _("Develop something together")),
    ("shared_marketing", _("Market together")),
    ("aggregated_purchase", _("Buy together")),
    ("aggregated_supply", _("Supply more than one could")),
    ("integrated_services", _("One service out of several")),
    ("virtual_manufacturing", _("Make it across several shops")),
    ("enhanced_delivery", _("Deliver better than each alone")),
    ("national_customer", _("Serve a customer across the country")),
    ("international_market", _("Go to a market abroad")),
)
"""The ways in which members work together, those an idea is most often about first."""


@dataclass(frozen=True, slots=True)
class Fate:
    """Where a need stands, for its author: a tone for the badge, the words, what comes next, and the answer given."""

    tone: str
    words: Words
    next: Words
    open: bool = False
    answer: str = ""


S = Opportunity.State
FATES: dict[str, tuple[str, Words, Words]] = {
    S.NEW: ("waiting", _("received"), _("The broker looks whether the cluster can do it.")),
    S.QUALIFIED: ("valid", _("being worked on"), _("The broker makes it precise and looks for a team.")),
    S.FORMING: ("valid", _("a team is formed"), _("Firms are asked what they can do, and for how much.")),
    S.BIDDING: ("valid", _("an offer is being written"), _("You hear from the team's one contact.")),
    S.WON: ("valid", _("agreed"), _("The team is at work.")),
    S.LOST: ("refused", _("not agreed"), _("The offer was not taken up.")),
    S.DROPPED: (
        "refused",
        _("not taken on"),
        _("The cluster cannot do it as it is; describe it anew if it changes."),
    ),
}


def fate(need: Need) -> Fate:
    """What became of a need. The cluster's inner reasons are not told; what it answered is."""
    if need.state == Need.State.DRAFT or need.opportunity is None:
        return Fate("draft", _("draft"), _("Only you see it until you send it."))
    tone, words, after = FATES[need.opportunity.state]
    decision = next((one for one in need.opportunity.bid_decisions.all() if one.answer), None)
    is_open = need.opportunity.state in (S.NEW, S.QUALIFIED, S.FORMING, S.BIDDING)
    return Fate(tone, words, after, is_open, decision.answer if decision else "")
