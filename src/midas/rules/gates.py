"""The ethical and legal gates of a firm, dated and with their source.

England and Wales, as of November 2026; no legal advice. Where `checked` is false, the number or wording is well known
but was not read in its source by us: check before relying on it.
"""

from __future__ import annotations

from datetime import date

from midas.core.members.ethics import Gate

MILLION = 100_000_000
"""A million pounds in pence."""

ACT = date(2025, 2, 24)
"""The day the Procurement Act 2023 came into force."""

GATES: tuple[Gate, ...] = (
    Gate(
        "mandatory_exclusion",
        "Is the firm, or anybody who controls it, free of mandatory exclusion grounds?",
        "a declaration by a director, not older than a year",
        "Procurement Act 2023, sections 57 to 62 and Schedule 6",
        ACT, weight=3, checked=True,
    ),
    Gate(
        "discretionary_exclusion",
        "Is it free of discretionary exclusion grounds in the last five years?",
        "a declaration by a director, with what was done where there are any",
        "Procurement Act 2023, sections 57 to 62 and Schedule 7",
        ACT, weight=2, checked=True,
    ),
    Gate(
        "sanctions",
        "Are the firm, its owners and its officers on no sanctions list?",
        "the result of a comparison with a current list",
        "UK sanctions list, Sanctions and Anti-Money Laundering Act 2018",
        date(2018, 5, 23), weight=3,
    ),
    Gate(
        "bribery",
        "Does it have adequate procedures against bribery?",
        "an anti-bribery policy and who is responsible for it",
        "Bribery Act 2010, section 7",
        date(2011, 7, 1), weight=2,
    ),
    Gate(
        "tax",
        "Are its taxes and contributions paid, and does it help nobody to evade them?",
        "a statement of its tax standing",
        "Criminal Finances Act 2017, part 3",
        date(2017, 9, 30), weight=2,
    ),
    Gate(
        "modern_slavery_statement",
        "Does it publish a modern slavery statement?",
        "the statement's address, and the board's approval",
        "Modern Slavery Act 2015, section 54: from a turnover of £36 million",
        date(2015, 10, 29), weight=2, turnover_from=36 * MILLION,
    ),
    Gate(
        "modern_slavery",
        "Does it look for forced labour in its own work and its suppliers'?",
        "its policy, or the government's modern slavery assessment tool filled in",
        "Procurement policy note 009 (2025)",
        ACT, weight=1,
    ),
    Gate(
        "conflict_of_interest",
        "Are conflicts between its officers' interests and those of customers and rivals declared?",
        "a list of its officers and their other offices",
        "Procurement Act 2023, part 5",
        ACT, weight=2,
    ),
    Gate(
        "carbon_plan",
        "Does it have a carbon reduction plan to net zero by 2050, signed by its board and published?",
        "the plan's address",
        "Procurement policy note 006 (2025): central contracts above £5 million a year",
        ACT, weight=1, contract_from=5 * MILLION, checked=True,
    ),
    Gate(
        "debarment",
        "Is neither the firm nor anybody connected with it on the debarment list?",
        "the result of a look at the list, with its date",
        "Procurement Act 2023, section 62",
        ACT, weight=1, always=False, checked=True,
    ),
    Gate(
        "insurance",
        "Is employers' liability insurance in force, and the other insurance that customers ask for, or can it be?",
        "the certificate, with the day it runs out",
        "Employers' Liability (Compulsory Insurance) Act 1969; Procurement Act 2023, section 22",
        date(1972, 1, 1), weight=1, always=False,
    ),
    Gate(
        "social_value",
        "Can it say what its work does for the place it is done in, and will it report that?",
        "an example from a contract",
        "Procurement policy note 002 (2025)",
        ACT, weight=1, always=False,
    ),
    Gate(
        "labour",
        "Does it keep to fair labour standards?",
        "a code, such as the ETI base code, or an audit",
        "Ethical Trading Initiative base code",
        date(1998, 1, 1), weight=1, always=False, jurisdiction="any",
    ),
    Gate(
        "health_and_safety",
        "Does it have a written health and safety policy?",
        "the policy (required from five employees on)",
        "Health and Safety at Work etc. Act 1974, section 2(3)",
        date(1975, 4, 1), weight=1, always=False,
    ),
)  # fmt: skip


def gate(name: str) -> Gate:
    """The gate of that name. Raises `KeyError`."""
    return {one.name: one for one in GATES}[name]
