"""Votes are counted exactly: the latest counts, proxies stand in, who is concerned takes no part, a tie fails."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from midas.core.members.voting import Ballot, Cast, Choice, Count, Result, Terms, count

Y, N, A, R = Choice.YES, Choice.NO, Choice.ABSTAIN, Choice.RECUSED
HALF = Terms(Fraction(1, 2))
FIVE = dict.fromkeys("abcde", 1)


def of(said: str, terms: Terms = HALF, **more: object) -> Count:
    """A count of ballots written as `a+ b- c0 d!`: yes, no, abstains, stands aside."""
    choices = {"+": Y, "-": N, "0": A, "!": R}
    ballots = [Ballot(word[0], choices[word[1]]) for word in said.split()]
    return count(more.pop("votes", FIVE), ballots, terms, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "result"),
    [
        ("a+ b+ c-", Result.CARRIED),
        ("a+ b- c0", Result.REJECTED),  # a tie
        ("a+ b+", Result.NO_QUORUM),
        ("a+ b0 c0", Result.CARRIED),  # who abstains is counted for the quorum only
        ("a0 b0 c0", Result.REJECTED),
        ("", Result.NO_QUORUM),
    ],
)
def test_yes_has_to_exceed_the_majority_and_enough_have_to_vote(said: str, result: Result) -> None:
    assert of(said).result is result


def test_two_thirds_have_to_be_exceeded_not_reached() -> None:
    terms = Terms(Fraction(0), Fraction(2, 3))

    assert of("a+ b+ c-", terms).result is Result.REJECTED
    assert of("a+ b+ c+ d-", terms).result is Result.CARRIED


def test_the_latest_vote_counts_and_strangers_votes_do_not() -> None:
    found = of("a+ b+ z+ a- c-")

    assert (found.yes, found.no, found.open) == (1, 2, ("d", "e"))


def test_who_is_concerned_takes_no_part_and_does_not_make_the_quorum_harder() -> None:
    found = of("a+ b+ c!", concerned={"d", "z"})

    assert (found.base, found.recused, found.open, found.result) == (3, ("c", "d"), ("e",), Result.CARRIED)
    assert of("a+ d+", concerned={"d"}).yes == 1


def test_where_everybody_is_concerned_nothing_is_decided() -> None:
    assert of("a+", concerned=set(FIVE)).result is Result.NO_QUORUM


def test_a_holder_votes_for_who_has_not_voted_and_so_on_along_the_chain() -> None:
    found = of("a+ b-", proxies={"c": "b", "d": "c", "b": "a", "e": "z"})

    assert found.cast == {"a": Cast(Y, "a"), "b": Cast(N, "b"), "c": Cast(N, "b"), "d": Cast(N, "b")}
    assert (found.yes, found.no, found.open) == (1, 3, ("e",))


def test_proxies_in_a_circle_vote_for_nobody() -> None:
    assert of("a+", proxies={"b": "c", "c": "b"}).cast == {"a": Cast(Y, "a")}


def test_nobody_votes_for_who_is_concerned_nor_they_for_others() -> None:
    found = of("a+ b-", proxies={"c": "a", "d": "b"}, concerned={"b", "c"})

    assert (found.yes, found.no, found.open) == (1, 0, ("d", "e"))


def test_votes_may_weigh_more_than_one() -> None:
    found = of("a+ b-", votes={"a": 3, "b": 2, "c": 1})

    assert (found.result, found.words) == (
        Result.CARRIED,
        "3 for, 2 against, 0 abstained, of 6 (83.3333 % voted)",
    )


@pytest.mark.parametrize(("quorum", "majority"), [("-1", "0"), ("2", "0"), ("0", "1"), ("0", "-1")])
def test_terms_that_nothing_could_meet_are_refused(quorum: str, majority: str) -> None:
    with pytest.raises(ValueError, match="quorum"):
        Terms(Fraction(quorum), Fraction(majority))


voters = st.sampled_from("abcdez")


@given(
    st.lists(st.builds(Ballot, voters, st.sampled_from(Choice)), max_size=12),
    st.dictionaries(voters, voters, max_size=6),
    st.sets(voters, max_size=3),
)
def test_every_voter_is_counted_once(
    ballots: list[Ballot], proxies: dict[str, str], concerned: set[str]
) -> None:
    found = count(FIVE, ballots, HALF, proxies=proxies, concerned=concerned)

    assert found.yes + found.no + found.abstain == len(found.cast)
    assert sorted([*found.cast, *found.open, *found.recused]) == sorted(FIVE)
