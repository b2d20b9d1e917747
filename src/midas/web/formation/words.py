"""The engine's words as a broker reads them: plain names for rules, kinds of cost and plans."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from midas.core.demand.matching import Filter
from midas.core.formation.choices import Virtue
from midas.core.formation.limits import Rule
from midas.core.values.amounts import minor_digits
from midas.rules import regions
from midas.web.demand.policy_form import LABELS
from midas.web.templatetags.midas import money

Words = str | Promise

VIRTUES: dict[str, Words] = {
    Virtue.BEST: _("Best by your policy"),
    Virtue.LEAST_COST: _("Least cost"),
    Virtue.LEAST_RISK: _("Least risk"),
    Virtue.MOST_LOCAL: _("Most local"),
    Virtue.ALTERNATIVE: _("Alternative"),
    Virtue.TRADE_OFF: _("Trade-off"),
}

KINDS: dict[str, Words] = {
    "goods": _("Work and goods"),
    "set_up": _("Set-up"),
    "engagement": _("Coordination"),
    "haulage": _("Haulage"),
}
"""Kinds of cost, in the order in which they are stacked."""

RULES: dict[str, Words] = {
    Rule.DEMAND: _("Quantity asked for"),
    Rule.CAPACITY: _("Capacity"),
    Rule.MIN_ORDER: _("Least order"),
    Rule.RESOURCE: _("Shared resource"),
    Rule.MIN_SUPPLIERS: _("Least number of firms on a package"),
    Rule.MAX_SUPPLIERS: _("Most firms on a package"),
    Rule.MIN_SPLIT: _("Least part of a package"),
    Rule.MIN_PARTNERS: _("Least number of partners"),
    Rule.MAX_PARTNERS: _("Most partners"),
    Rule.REQUIRE: _("Firms that must be in"),
    Rule.EXCLUDE: _("Firms that must stay out"),
    Rule.BLOCKED: _("Barred at present"),
    Rule.CONFLICT: _("Firms that may not work together"),
    Rule.AT_MOST: _("At most some of a group"),
    Rule.MIN_VALUE_SHARE: _("Least share of a partner"),
    Rule.SHARE_CAP: _("Largest share of a partner"),
    Rule.STANDING: _("Own turnover against own part"),
    Rule.TURNOVER: _("Turnover of the team"),
    Rule.LEAD: _("Somebody fit to lead"),
    Rule.CERTIFICATES_ALL: _("Certificates every partner holds"),
    Rule.CERTIFICATES_ANY: _("Certificates somebody holds"),
    Rule.LOCAL: _("Local share"),
    Rule.TAG: _("Share of small firms"),
    Rule.CEILING: _("Budget"),
    Filter.COMPETENCY: _("Competency"),
    Filter.CERTIFICATES: _("Certificates of the package"),
    Filter.QUALITY: _("Quality"),
    Filter.LEAD_TIME: _("Lead time"),
    Filter.REGION: _("Regions served"),
    "price": _("Price"),
    "combination": _("The rest of the team"),
}

STATUSES: dict[str, Words] = {
    "OPTIMAL": _("Proven best"),
    "FEASIBLE": _("Good, not proven best"),
    "INFEASIBLE": _("No team can do it"),
    "UNKNOWN": _("Nothing found in the time"),
}


EVENTS: dict[str, Words] = {
    "enterprise.formed": _("The team was formed"),
    "enterprise.inviting": _("Its partners were invited"),
    "enterprise.chartered": _("All signed the charter"),
    "enterprise.bidding": _("The bid went to the customer"),
    "enterprise.operating": _("The work began"),
    "enterprise.decommissioning": _("The work was done; closing began"),
    "enterprise.dissolved": _("The team was dissolved"),
    "enterprise.abandoned": _("The team was abandoned"),
    "enterprise.forming": _("It went back to forming"),
}


def event_words(verb: str) -> Words:
    """What happened, as a sentence; the verb itself where it has no other words."""
    return EVENTS.get(verb, verb.replace(".", " ").replace("_", " "))


def rule_words(rule: str) -> Words:
    """What to call a rule or filter; its own name where it has no other."""
    return RULES.get(rule, rule.replace("_", " "))


def tag_words(tag: str) -> Words:
    """What to call the least share of the firms that bear a tag."""
    from_policy: Words = LABELS["sme_min_share"]
    return from_policy if tag == "sme" else _("Least share of firms marked “%s”") % tag


def virtues_of(label: str) -> list[str]:
    """The virtues written in a proposal's label."""
    return label.split("+")


def label_words(label: str) -> list[Words]:
    """What a proposal is there for: its heading, then what else it is."""
    return [VIRTUES.get(one, one) for one in virtues_of(label)]


def plainly(message: str, currency: str) -> str:
    """One of the engine's messages with amounts in `currency`, days and regions as the rest of the page writes them."""
    message = re.sub(
        rf"\b{currency} (-?\d[\d,]*(?:\.\d+)?)", lambda found: _amount(found[1], currency), message
    )
    message = _DAY.sub(_day, message)
    message = _REGION.sub(lambda found: regions.name(found[0]), message)
    return message.replace(" per each", " each")


PENNIES_BELOW = 1000
"""Amounts from here on are told without pence."""

_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_REGION = re.compile(r"\bUK[C-N]\d{0,2}\b")


def _amount(written: str, currency: str) -> str:
    """The comma after an amount may be the sentence's own."""
    bare = written.rstrip(",")
    number = Decimal(bare.replace(",", ""))
    places = minor_digits(currency) if abs(number) < PENNIES_BELOW else 0
    return money(round(number, places).scaleb(minor_digits(currency)), currency) + written[len(bare) :]


def _day(found: re.Match[str]) -> str:
    try:
        return date_format(date.fromisoformat(found[0]), "j M Y")
    except ValueError:
        return found[0]
