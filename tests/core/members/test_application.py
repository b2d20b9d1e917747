"""Answers are kept as typed, a group at a time, and two writers notice each other."""

import pytest

from midas.core.members.application import (
    APPLICATION,
    BY_SLUG,
    LONGEST,
    MOST_ROWS,
    STEPS,
    how_far,
    progress_of,
    saved_at_version,
    with_step,
)
from midas.core.members.given import StaleAnswers
from midas.core.values.problems import Problem
from midas.core.values.states import UnableToMove

IDENTITY, OFFICERS = BY_SLUG["identity"], BY_SLUG["officers"]


def saved(name, answers=None, opened=1, version=1):
    return with_step(answers or {}, IDENTITY, {"name": name}, opened=opened, version=version)


def test_a_group_is_kept_as_it_was_typed_even_if_it_is_wrong():
    answers = with_step({}, IDENTITY, {"number": "not one"}, opened=1, version=1)
    assert answers["identity"]["number"] == "not one"


def test_what_does_not_belong_to_the_group_is_not_kept():
    answers = with_step({}, IDENTITY, {"name": "Loxley", "state": "admitted"}, opened=1, version=1)
    assert "state" not in answers["identity"]


def test_texts_and_tables_are_bounded_and_hold_no_control_letters():
    raw = {"officers": [{"name": f"A\x00{n}" + "x" * 9_000} for n in range(MOST_ROWS + 5)]}
    kept = OFFICERS.clean(raw)["officers"]
    assert len(kept) == MOST_ROWS
    assert len(kept[0]["name"]) == LONGEST
    assert "\x00" not in kept[0]["name"]


def test_rows_without_a_word_are_left_out():
    assert OFFICERS.clean({"officers": [{"name": ""}, {"name": "Ada"}]})["officers"] == [
        {"name": "Ada", "role": "", "born": ""}
    ]


def test_a_later_save_by_who_saw_the_last_one_counts():
    answers = saved("Second", saved("First"), opened=2, version=2)
    assert (answers["identity"]["name"], saved_at_version(answers, "identity")) == ("Second", 3)


def test_who_did_not_see_the_others_save_is_told_and_gets_theirs():
    answers = saved("Theirs", version=4)
    with pytest.raises(StaleAnswers) as caught:
        saved("Mine", answers, opened=4, version=5)
    assert (caught.value.theirs["name"], caught.value.version) == ("Theirs", 5)


def test_the_same_words_twice_are_no_conflict():
    answers = saved("Same", version=4)
    assert saved("Same", answers, opened=4, version=5)["identity"]["name"] == "Same"


def test_two_people_in_two_groups_do_not_meet():
    answers = saved("Theirs", version=4)
    answers = with_step(answers, OFFICERS, {"officers": [{"name": "Ada"}]}, opened=4, version=5)
    assert answers["identity"]["name"] == "Theirs"
    assert saved_at_version(answers, "officers") == 6


def test_a_group_is_not_started_needs_attention_or_is_complete():
    answers = saved("Loxley")
    assert progress_of(answers, "size", ()) == "not_started"
    assert progress_of(answers, "identity", [Problem("number", "?")]) == "needs_attention"
    assert progress_of(answers, "identity", ()) == "complete"
    assert how_far(answers, {step.slug: () for step in STEPS}) == (1, len(STEPS))


def test_a_sent_application_stays_sent():
    APPLICATION.check("draft", "sent")
    with pytest.raises(UnableToMove):
        APPLICATION.check("sent", "draft")
    with pytest.raises(UnableToMove):
        APPLICATION.check("sent", "withdrawn")
