"""The standard rules say what lasting commons need, in clauses a firm can read."""

import re

from midas.rules.rules_of_engagement import TEXT

HEADINGS = re.findall(r"^(\d+)\. (.+)$", TEXT, re.MULTILINE)


def test_the_clauses_are_numbered_without_a_gap():
    assert [int(number) for number, _ in HEADINGS] == list(range(1, len(HEADINGS) + 1))
    assert 12 <= len(HEADINGS) <= 20


def test_every_clause_says_something():
    for body in re.split(r"^\d+\. .+$", TEXT, flags=re.MULTILINE)[1:]:
        assert len(body.split()) > 20


def test_the_eight_principles_are_there():
    # Ostrom 1990, table 3.1: boundaries, costs and benefits, collective choice, monitoring, sanctions, disputes,
    # autonomy, nested levels
    for words in (
        "belongs",
        "fee",
        "vote",
        "measured",
        "coach",
        "dispute",
        "stay yours",
        "charter of the team",
    ):
        assert words in TEXT
