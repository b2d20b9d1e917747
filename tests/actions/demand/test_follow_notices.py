"""A process followed release by release is at each step what all of its releases add up to."""

import json
from decimal import Decimal
from itertools import permutations

import pytest
from tests.formats.ocds.notices import a_release, a_tender

from midas.actions.demand import follow_notices
from midas.actions.demand.follow_notices import Process, facts_of
from midas.core.demand.notice_reading import read_notice
from midas.formats.ocds.check import region_meant
from midas.formats.ocds.merging import Merging

ITEM = {"id": "1", "description": "Cargo bicycle", "quantity": 40}
RELEASES = {
    "empty lists that are filled later": [
        a_release(1, tender=a_tender(items=[], documents=[])),
        a_release(2, day=2, tender=a_tender(items=[ITEM])),
        a_release(3, day=3, tender=a_tender(items=[{**ITEM, "id": "2"}])),
        a_release(4, day=4, tender=a_tender(title="Trailers")),
    ],
    "parties that come later": [
        a_release(1, awards=[{"id": "a", "suppliers": [{"id": "x", "name": "X"}]}]),
        a_release(2, day=2, awards=[{"id": "a", "suppliers": [{"id": "y", "name": "Y"}]}]),
        a_release(3, day=3, parties=[{"id": "y", "name": "Y", "roles": ["supplier"]}]),
    ],
    "shapes that contradict each other": [
        a_release(1),
        a_release(2, day=2, tender={"id": "t", "value": "much"}),
        a_release(3, day=3, tender=a_tender(title="Trailers")),
        a_release(4, day=4, tender=[{"id": "t"}]),
    ],
}


def alone(release):
    return read_notice(release, regions=region_meant)[0]


@pytest.mark.parametrize("name", RELEASES)
def test_in_whatever_order_releases_come_they_add_up_to_the_same_at_each_step(name):
    for order in permutations(RELEASES[name]):
        process = Process()
        for count, release in enumerate(order, 1):
            process.follow(release, alone(release))
            fresh = json.loads(json.dumps(order[:count]))
            assert process.facts == facts_of(fresh)
            assert process.is_late(release) == any(one["date"] > release["date"] for one in order[:count])


def test_releases_that_come_in_their_order_are_each_merged_once(monkeypatch):
    merged = []

    class Counting(Merging):
        def append(self, release):
            merged.append(release["id"])
            super().append(release)

    monkeypatch.setattr(follow_notices, "Merging", Counting)
    process = Process()
    releases = [a_release(number, day=number) for number in range(1, 29)]
    for release in releases:
        process.follow(release, alone(release))
    assert merged == [release["id"] for release in releases]


@pytest.mark.parametrize(
    ("one", "same"),
    [("1.0", "1"), ("120000.50", "120000.5"), ("0.0", "0"), ("1E+2", "100"), ("1E+500", "10E+499")],
)
def test_a_release_is_known_by_what_it_says_not_by_how_it_is_written(one, same):
    process = Process.of([a_release(1, x={"a": Decimal(one), "b": []})])
    number = int(same) if same.isdigit() else Decimal(same)
    assert process.knows(a_release(1, x={"b": [], "a": number}))
    assert not process.knows(a_release(1, x={"b": [], "a": same}))
    assert not process.knows(a_release(1, x={"b": {}, "a": number}))
    assert not process.knows(a_release(1, x={"b": [], "a": number + 1 if number < 10**9 else -number}))
