"""The readiness questionnaire: our own items, on every stage of ISO 44001, both axes, all sides of trust."""

from __future__ import annotations

from midas.core.members.collaboration import Axis, Item, Perspective, Stage

P, S = Perspective, Stage
PREPARED, WILLING = Axis.PREPAREDNESS, Axis.WILLINGNESS

METHOD = "Readiness questionnaire, November 2026"

ITEMS: tuple[Item, ...] = (
    Item(
        "joint_work",
        "Have you delivered work together with another firm in the last three years?",
        PREPARED, S.AWARENESS, P.MANAGERIAL,
        "Find a small job to do with one partner, and write down how it went.",
        "first-joint-job", weight=2,
    ),
    Item(
        "why_partner",
        "Can you say in a sentence why you want to work with others, and what you bring?",
        WILLING, S.AWARENESS, P.SOCIAL,
        "Write the sentence with your coach: what you do best, and what you need from others.",
        "why-partner",
    ),
    Item(
        "led_from_top",
        "Does an owner or director answer for working with partners?",
        PREPARED, S.AWARENESS, P.MANAGERIAL,
        "Name one person at the top who decides about partners.",
        "who-decides", weight=2,
    ),
    Item(
        "knows_market",
        "Do you know which contracts you lost because they were too large or too broad?",
        PREPARED, S.KNOWLEDGE, P.ECONOMIC,
        "List the last five tenders you passed over, and what was missing.",
        "work-we-lose",
    ),
    Item(
        "shares_costs",
        "Are you willing to show partners how your price comes about, where a contract is shared?",
        WILLING, S.KNOWLEDGE, P.ECONOMIC,
        "Agree with your coach which figures you would show, and to whom.",
        "open-books", weight=2,
    ),
    Item(
        "knows_rules",
        "Have you read the rules of engagement, and would you work by them?",
        WILLING, S.KNOWLEDGE, P.STRUCTURAL,
        "Read the rules with your coach, and note what you would ask about.",
        "rules-of-engagement", weight=2,
    ),
    Item(
        "core_work",
        "Have you named the one to three things you do better than others?",
        PREPARED, S.INTERNAL, P.STRUCTURAL,
        "Choose at most three core competencies, and find proof of each.",
        "core-competencies", weight=2,
    ),
    Item(
        "spare_capacity",
        "Do you know how much you could take on in each of the next three months?",
        PREPARED, S.INTERNAL, P.STRUCTURAL,
        "Fill in the capacity calendar for your scarcest resource.",
        "capacity-calendar", weight=2,
    ),
    Item(
        "data_ready",
        "Can you send and receive drawings, orders and invoices as files without typing them again?",
        PREPARED, S.INTERNAL, P.TECHNOLOGICAL,
        "Try it with one partner: an order out, an invoice back.",
        "exchanging-data",
    ),
    Item(
        "secure_data",
        "Do you protect other firms' data as your own, with access for those who need it?",
        PREPARED, S.INTERNAL, P.TECHNOLOGICAL,
        "Start with Cyber Essentials: five controls, and a self-assessment.",
        "protecting-data", weight=2,
    ),
    Item(
        "accepts_lead",
        "Would you work under the lead of a firm that is smaller than yours?",
        WILLING, S.SELECTION, P.SOCIAL,
        "Talk with your coach about a team you were in where the lead worked well.",
        "leading-and-following",
    ),
    Item(
        "chooses_partners",
        "Do you look at more than price when you choose whom to work with?",
        PREPARED, S.SELECTION, P.MANAGERIAL,
        "Use the comparison of firms: quality, delivery, reliability and price together.",
        "choosing-partners",
    ),
    Item(
        "references",
        "Would you let partners and customers be asked about your work?",
        WILLING, S.SELECTION, P.SOCIAL,
        "Name three who may be asked, and tell them so.",
        "references",
    ),
    Item(
        "one_contact",
        "Does every partner have one person at your firm who answers within a working day?",
        PREPARED, S.WORKING, P.MANAGERIAL,
        "Name the person and a stand-in, and put both on your profile.",
        "one-contact", weight=2,
    ),
    Item(
        "early_warning",
        "Do you tell partners of a problem before they notice it themselves?",
        WILLING, S.WORKING, P.SOCIAL,
        "Agree on the sign at which you would call: a day late, or a tenth over.",
        "early-warning", weight=2,
    ),
    Item(
        "meets_dates",
        "Do you record whether deliveries were on time and complete?",
        PREPARED, S.WORKING, P.TECHNOLOGICAL,
        "Keep a list: promised, delivered, complete. A spreadsheet is enough.",
        "on-time-in-full", weight=2,
    ),
    Item(
        "written_changes",
        "Are changes to what was agreed written down and accepted by both sides?",
        PREPARED, S.WORKING, P.STRUCTURAL,
        "Use the change form of the charter from the first change on.",
        "changes-in-writing",
    ),
    Item(
        "improves_together",
        "Would you spend time on making a partner's work better, not only your own?",
        WILLING, S.VALUE, P.SOCIAL,
        "Choose one hand-over with a partner, and mend it together.",
        "better-together",
    ),
    Item(
        "shares_gain",
        "Would you share a saving that was made together?",
        WILLING, S.VALUE, P.ECONOMIC,
        "Read how revenue is shared by input and risk, and try it with figures of your own.",
        "sharing-gains",
    ),
    Item(
        "measures_value",
        "Do you know what a joint contract earned you, all hours counted?",
        PREPARED, S.VALUE, P.ECONOMIC,
        "Count the hours of one contract, meetings included.",
        "what-it-earned",
    ),
    Item(
        "settles_disputes",
        "Do you have a way to settle a quarrel before it becomes one for lawyers?",
        PREPARED, S.STAYING, P.STRUCTURAL,
        "Agree on the steps: the two who work together, the two owners, the panel.",
        "settling-disputes",
    ),
    Item(
        "stays_when_hard",
        "Would you stay in a team through a bad quarter, if the team agreed on a way out of it?",
        WILLING, S.STAYING, P.SOCIAL,
        "Talk with your coach about the last time you left, or were left.",
        "staying-together",
    ),
    Item(
        "hands_over",
        "Could somebody else take over your part from your papers, if you had to stop?",
        PREPARED, S.EXIT, P.TECHNOLOGICAL,
        "Write one page for each running job: where things are, what is next, who knows.",
        "handing-over", weight=2,
    ),
    Item(
        "leaves_well",
        "Would you train whoever steps in for you?",
        WILLING, S.EXIT, P.MANAGERIAL,
        "Put two days for handing over into your next offer.",
        "leaving-well",
    ),
)  # fmt: skip
"""In the order they are asked in. `topic` names what to learn."""
