"""The index answers as the plain definition does, whatever was added, replaced or removed before."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from midas.core.demand.relevance import bm25
from midas.core.demand.relevance.words import terms
from midas.solvers.relevance import Index, topk

WORDS = [
    "bridge",
    "steel",
    "paint",
    "weld",
    "road",
    "sign",
    "clean",
    "wash",
    "bolt",
    "crane",
    "cable",
    "pump",
]
a_text = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
some_texts = st.dictionaries(st.integers(-5, 60), a_text, max_size=40)


def expected(
    index: Index, texts: dict[int, str], query: str, k: int, allowed: set[int] | None = None
) -> list[tuple[int, float]]:
    split = {key: terms(text) for key, text in texts.items()}
    scores = bm25.scores(bm25.question(terms(query)), split, average=index.average)
    return bm25.best({key: one for key, one in scores.items() if allowed is None or key in allowed}, k)


def found(index: Index, query: str, k: int, allowed: set[int] | None = None) -> list[tuple[int, float]]:
    return [(hit.id, hit.score) for hit in index.search(query, k, allowed)]


@settings(max_examples=150, deadline=None)
@given(some_texts, a_text, st.integers(1, 12), st.none() | st.sets(st.integers(-5, 60)))
def test_the_best_are_those_of_the_plain_definition_to_the_last_bit(
    texts: dict[int, str], query: str, k: int, allowed: set[int] | None
) -> None:
    index = Index.build(texts.items())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(topk, "DIRECT", 0)
        assert found(index, query, k, allowed) == expected(index, texts, query, k, allowed)
    assert found(index, query, k, allowed) == expected(index, texts, query, k, allowed)


@settings(max_examples=150, deadline=None)
@given(
    some_texts,
    st.lists(st.tuples(some_texts, st.sets(st.integers(-5, 60), max_size=6)), max_size=4),
    a_text,
    st.integers(1, 12),
)
def test_after_any_changes_it_answers_as_if_it_had_been_made_of_what_is_left(
    texts: dict[int, str], changes: list[tuple[dict[int, str], set[int]]], query: str, k: int
) -> None:
    index = Index.build(texts.items())
    for added, removed in changes:
        index = index.with_changes(added.items(), removed)
        texts = {key: text for key, text in texts.items() if key not in removed} | added

    assert index.size == len(texts)
    assert index.ids().tolist() == sorted(texts)
    assert found(index, query, k) == expected(index, texts, query, k)


def many(count: int, seed: int) -> dict[int, str]:
    """Texts of which a few words are frequent and most are rare, as in real ones."""
    draw = random.Random(seed)
    return {
        key: " ".join(f"w{int(draw.paretovariate(0.6))}" for _ in range(draw.randrange(3, 30)))
        for key in range(count)
    }


@pytest.mark.parametrize("k", [1, 20])
def test_what_is_given_up_on_the_way_could_not_have_won(k: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topk, "DIRECT", 0)
    texts = many(4000, 1)
    index = Index.build(texts.items())

    for query in many(25, 2).values():
        assert found(index, query, k) == expected(index, texts, query, k)


def test_the_ways_to_the_best_agree_whatever_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    index = Index.build(many(3000, 5).items()).with_changes(removed=range(0, 3000, 7))
    for query in many(12, 6).values():
        for step in (1, 3, 200):
            only = range(0, 3000, step)
            answers = []
            for direct, few in ((0, 0), (10**9, 0), (10**9, 10**9)):
                monkeypatch.setattr(topk, "DIRECT", direct)
                monkeypatch.setattr("midas.solvers.relevance.index.FEW", few)
                answers.append(index.search(query, 10, index.allow(only)))
            assert answers[0] == answers[1] == answers[2]


def test_a_hit_says_which_term_adds_how_much() -> None:
    index = Index.build([(1, "Bridges of steel"), (2, "Steel"), (3, "Painting")])

    hit, _ = index.search("steel bridges, new")

    assert hit.id == 1
    assert [name for name, _ in hit.terms] == ["bridg", "steel"]
    assert sum(adds for _, adds in hit.terms) == pytest.approx(hit.score, rel=1e-12)


def test_among_equals_the_lower_number_comes_first_wherever_it_is_kept() -> None:
    index = Index.build([(7, "steel"), (3, "steel")]).with_changes([(5, "steel"), (1, "steel")])

    assert [hit.id for hit in index.search("steel")] == [1, 3, 5, 7]


def test_of_two_texts_with_one_number_the_later_counts() -> None:
    index = Index.build([(1, "steel"), (2, "paint"), (1, "paint")])

    assert (index.size, index.search("steel")) == (2, [])


def test_an_index_is_not_changed_by_a_change() -> None:
    before = Index.build([(1, "steel"), (2, "paint")])
    after = before.with_changes([(3, "steel")], removed=[1])

    assert ([hit.id for hit in before.search("steel")], [hit.id for hit in after.search("steel")]) == (
        [1],
        [3],
    )


def test_prepared_permission_serves_many_searches_of_the_same_index_only() -> None:
    index = Index.build([(1, "steel"), (2, "steel bolt"), (3, "bolt")])
    may = index.allow(np.array([2, 99]))

    assert [hit.id for hit in index.search("steel", 5, may)] == [2]
    assert [hit.id for hit in index.search("bolt", 5, may)] == [2]
    with pytest.raises(ValueError, match="prepared for another index"):
        index.with_changes([(4, "steel")]).search("steel", 5, may)


def test_certain_texts_are_explained_those_that_share_nothing_with_nothing() -> None:
    index = Index.build([(1, "steel"), (2, "paint")]).with_changes([(3, "steel bolt")])
    told = index.explain({"steel": 1.0}, [3, 2, 99])

    assert told[2] == ()
    assert [name for name, _ in told[3]] == ["steel"]
    assert 99 not in told


def test_all_scores_are_those_of_the_definition() -> None:
    texts = many(200, 3)
    index = Index.build(texts.items()).with_changes([(30, "w1 w7"), (900, "w2")], removed=[5])
    texts = {key: text for key, text in texts.items() if key != 5} | {30: "w1 w7", 900: "w2"}
    query = bm25.question(["w1", "w2", "w7"])
    split = {key: terms(text) for key, text in texts.items()}

    plain = bm25.scores(query, split, average=index.average)
    assert index.all_scores(query).tolist() == [plain.get(key, 0.0) for key in index.ids().tolist()]


def test_nothing_is_found_in_nothing_or_for_nothing() -> None:
    assert Index.build([]).search("steel") == []
    assert Index.build([(1, "steel")]).search("of the") == []
    assert Index.build([(1, "")]).search("steel") == []


def test_fewer_than_one_cannot_be_asked_for() -> None:
    with pytest.raises(ValueError, match="at least one text, not 0"):
        Index.build([(1, "steel")]).search("steel", 0)


def test_a_rebuild_is_due_when_much_has_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("midas.solvers.relevance.index.DUE", 3)
    index = Index.build((key, "steel") for key in range(10))

    assert not index.with_changes([(20, "a"), (21, "b")], removed=[1]).is_due
    assert index.with_changes([(20, "a"), (21, "b")], removed=[1, 2]).is_due
