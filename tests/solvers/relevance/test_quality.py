"""On real notices, suggestions are right clearly more often than a plain ranking of labels and notices is."""

from __future__ import annotations

import pytest
from tests.shared_data import shared_data

from midas.solvers.relevance import Source

pytestmark = pytest.mark.shared_data


def test_the_division_of_notices_of_2025_is_foretold_from_earlier_ones_better_than_by_plain_bm25() -> None:
    shared_data("ocds", "uk_contracts_finder_2025_releases.jsonl.gz")
    shared_data("codelists", "cpv_2008_en.csv.gz")
    from benchmarks.relevance import LATE, majority_cpv, notices, ours_cpv, plain_cpv

    every = notices()
    known, asked = ([one for one in every if (one.file in LATE) is late] for late in (False, True))

    def right(foretell: object) -> float:
        return sum(one.codes[0][:2] in foretell(one, 2) for one in asked) / len(asked)  # type: ignore[operator]

    ours = right(ours_cpv(known))
    assert ours > 0.7
    assert ours > right(plain_cpv(known, tfidf=False)) + 0.15
    assert ours > right(plain_cpv(known, tfidf=True)) + 0.15
    assert ours > right(majority_cpv(known)) + 0.15
    assert ours > right(ours_cpv(known, [Source.LABEL])), "the other sources are worth having"
