"""Firms that finished an enterprise together are cheaper to coordinate the next time."""

from itertools import combinations

from midas.core.formation.familiarity import COUNTED, familiar_pairs, saving
from midas.core.formation.policy import Familiar

ENGAGEMENT = {"a": 100_000, "b": 60_000, "c": 80_000}


def test_each_pair_of_a_finished_team_saves_a_twentieth_of_the_smaller_engagement_cost():
    assert familiar_pairs([["a", "b", "c"]], ENGAGEMENT) == (
        Familiar("a", "b", 3_000),
        Familiar("a", "c", 4_000),
        Familiar("b", "c", 3_000),
    )


def test_teams_finished_again_save_again_up_to_a_limit():
    assert [pair.amount for pair in familiar_pairs([["a", "c"]] * 2, ENGAGEMENT)] == [8_000]
    assert familiar_pairs([["a", "c"]] * COUNTED, ENGAGEMENT) == familiar_pairs([["a", "c"]] * 9, ENGAGEMENT)


def test_firms_that_left_the_cluster_are_passed_over():
    assert familiar_pairs([["a", "gone"]], ENGAGEMENT) == ()


def test_a_pair_that_saves_nothing_is_left_out():
    assert familiar_pairs([["a", "b"]], {"a": 0, "b": 60_000}) == ()


def test_the_order_in_which_partners_are_named_does_not_matter():
    assert familiar_pairs([["c", "a"], ["a", "c"]], ENGAGEMENT) == familiar_pairs(
        [["a", "c"]] * 2, ENGAGEMENT
    )


def test_a_team_of_fourteen_old_friends_still_costs_something_to_coordinate():
    team = [f"f{n:02}" for n in range(14)]
    costs = dict.fromkeys(team, 50_000)
    saved = sum(pair.amount for pair in familiar_pairs([team] * COUNTED, costs))
    assert saved < sum(costs.values())
    assert saved == saving(COUNTED, 50_000, 50_000) * len(list(combinations(team, 2)))
