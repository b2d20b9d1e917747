"""The policy of a formation as a form: every rule in plain words, with an example."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Rule:
    """One field: what it is called, what it does, an example, and how it is typed.

    `kind` is `number`, `money`, `percent`, `day`, `flag`, `members`, `pairs`, `regions` or `certificates`.
    """

    name: str
    label: Words
    help: Words
    example: Words
    kind: str = "number"


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together."""

    title: Words
    rules: tuple[Rule, ...]


GROUPS = (
    Group(
        _("The team"),
        (
            Rule(
                "max_partners",
                _("Most partners"),
                _(
                    "How many firms the team may have. More firms carry less each, and take more coordination."
                ),
                _("8: a team one manager can still run."),
            ),
            Rule(
                "min_partners",
                _("Least partners"),
                _("How many firms it must have, for a customer who does not want to depend on one."),
                _("2: never a single supplier."),
            ),
            Rule(
                "share_cap",
                _("Largest share of one firm"),
                _("No firm carries more of the value than this."),
                _("40: if the largest fails, three fifths still stand."),
                "percent",
            ),
            Rule(
                "min_value_share",
                _("Smallest share of one firm"),
                _("Whoever is in carries at least this much of the value, so that nobody is in for nothing."),
                _("2: of £1,000,000 at least £20,000."),
                "percent",
            ),
            Rule(
                "need_lead",
                _("Somebody must be fit to lead"),
                _("At least one partner is one the committee lets lead a team."),
                _("Ticked: the customer gets one firm to talk to."),
                "flag",
            ),
            Rule(
                "require",
                _("Must be in"),
                _("Firms the team has to have, whatever it costs."),
                _("The firm that brought the customer."),
                "members",
            ),
            Rule(
                "exclude",
                _("Must stay out"),
                _("Firms that may not be in this team."),
                _("A firm that bids for the same work by itself."),
                "members",
            ),
            Rule(
                "conflicts",
                _("Not together"),
                _("Two firms of which only one may be in."),
                _("Two that are in dispute."),
                "pairs",
            ),
        ),
    ),
    Group(
        _("Standing"),
        (
            Rule(
                "standing_multiple",
                _("Turnover over own part"),
                _("A firm's yearly turnover must be at least this many times its part of the value."),
                _("1: a firm that turns over £500,000 carries at most £500,000."),
            ),
            Rule(
                "turnover_multiple",
                _("Turnover of the team"),
                _("The partners together must turn over this many times the contract's value per year."),
                _(
                    "2: for a contract of £1 million a year, £2 million together. Many public buyers ask for 2."
                ),
            ),
            Rule(
                "contract_value",
                _("Contract value per year"),
                _(
                    "What the team's turnover is held against. Left blank: the value of all packages together."
                ),
                _("1,200,000 for a contract of £6 million over five years."),
                "money",
            ),
        ),
    ),
    Group(
        _("Place and size"),
        (
            Rule(
                "local_regions",
                _("What counts as local"),
                _("Firms in these regions are local."),
                _("Yorkshire and The Humber."),
                "regions",
            ),
            Rule(
                "local_min_share",
                _("Least local share"),
                _("How much of the value local firms must carry."),
                _("30: of every £100, £30 stay in the region."),
                "percent",
            ),
            Rule(
                "sme_min_share",
                _("Least share of small firms"),
                _("How much of the value micro, small and medium firms must carry."),
                _("50: half of it."),
                "percent",
            ),
        ),
    ),
    Group(
        _("Certificates"),
        (
            Rule(
                "certificates_all",
                _("Every partner holds"),
                _("Certificates each firm must have, valid until its work is done."),
                _("Cyber Essentials, if every partner sees personal data."),
                "certificates",
            ),
            Rule(
                "certificates_any",
                _("At least one partner holds"),
                _("Certificates the team must have somewhere."),
                _("ISO 14001: one firm runs the environmental management for all."),
                "certificates",
            ),
        ),
    ),
    Group(
        _("Money and risk"),
        (
            Rule(
                "ceiling",
                _("Budget"),
                _("The team may not cost more than this in all."),
                _("6,000,000 when the customer has named that sum."),
                "money",
            ),
            Rule(
                "risk_price",
                _("Price of risk"),
                _(
                    "How much one pound of expected loss counts beside one pound of cost. 0 looks at cost alone; "
                    "1 takes the expected loss for what it is; more makes the plan more careful."
                ),
                _("1: a plan that saves £10,000 but risks £12,000 is not chosen."),
            ),
            Rule(
                "loss_given_failure",
                _("Loss when a firm fails"),
                _("The part of a firm's work that is lost if it does not deliver."),
                _("50: half can be saved by others stepping in."),
                "percent",
            ),
            Rule(
                "haulage_per_km",
                _("Haulage per kilometre"),
                _(
                    "What each kilometre between a firm and the place of a package costs, once per firm and package."
                ),
                _("0.45: a firm 100 km away costs £45 more."),
                "money",
            ),
            Rule(
                "as_of",
                _("Ordered on"),
                _("The day from which lead times count. Left blank: the day the team is formed."),
                _("The day the contract is expected."),
                "day",
            ),
        ),
    ),
)

LABELS = {rule.name: rule.label for group in GROUPS for rule in group.rules}
