import json
from datetime import UTC, datetime, timedelta

import pytest
from tests.shared_data import shared_bytes

from midas.core.demand.notice_reading import read_notice
from midas.core.demand.same_demand import CROWD, alike, judge, keys_of, numbers_in, portal_of, published
from midas.core.values.amounts import Money

DUE = datetime(2026, 12, 15, 12, tzinfo=UTC)
OUT = datetime(2026, 11, 1, tzinfo=UTC)
NUMBER = "11111111-0000-4000-8000-000000000001"


def demand(key, process="ocds-b5fd17-1", title="Mobile diagnostic units for rural clinics", **more):
    fields = {
        "buyer": "Combined Authority",
        "value": Money(600000000, "GBP"),
        "cpv": "33100000",
        "deadline": DUE,
        "published": OUT,
    }
    return published(key, process, title, **{**fields, **more})


def twin(**more):
    return demand(2, "ocds-h6vhtk-1", **more)


def test_one_demand_on_two_portals_is_found_with_every_reason():
    (pair,) = alike([demand(1), twin(title="MOBILE diagnostic units, for rural clinics")])
    assert pair.score > 0.95
    assert pair.reasons == (
        "titles alike to 100 of 100",
        "the same buyer, Combined Authority",
        "the same value, GBP 6,000,000.00",
        "the same deadline, 2026-12-15",
        "published within 21 days of each other",
        "the same kind of work, CPV 331",
    )


def test_a_number_that_both_name_is_near_proof_whatever_the_titles_say():
    one = demand(1, numbers=frozenset({NUMBER}))
    other = twin(title="Einheiten", buyer="", value=None, numbers=frozenset({NUMBER, "x"}))
    (pair,) = alike([one, other])
    assert (pair.score, pair.reasons[0]) == (1.0, f"both name the number {NUMBER}")


def test_a_number_that_many_name_proves_nothing():
    crowd = [
        demand(key, title=f"Demand {key} of another kind", numbers=frozenset({NUMBER})) for key in range(6)
    ]
    assert not [pair for pair in alike(crowd) if "number" in pair.reasons[0]]


@pytest.mark.parametrize(
    "other",
    [
        twin(title="Grounds maintenance"),
        twin(title="Mobile phones", buyer="Other Council", value=None),
        twin(title="Mobile units", buyer="Other Council", deadline=DUE + timedelta(days=40), value=None),
    ],
)
def test_demands_that_merely_resemble_each_other_are_not_one(other):
    assert alike([demand(1), other]) == ()


def test_what_differs_takes_off():
    same = judge(demand(1), twin()).score
    assert judge(demand(1), twin(value=Money(900, "GBP"))).score < same
    assert judge(demand(1), twin(deadline=DUE + timedelta(days=30))).score < same
    assert judge(demand(1), twin(cpv="45000000")).score < same
    assert judge(demand(1), demand(2, "ocds-b5fd17-2")).score < same


def test_a_pair_somebody_decided_about_never_comes_back():
    settled = {frozenset((1, 2))}
    assert alike([demand(1), twin()], settled=settled) == ()


def test_new_demands_are_compared_with_those_known_and_known_ones_not_with_each_other():
    known = [demand(1), twin()]
    new = published(3, "eforms-x", "Something else entirely")
    assert alike([new], known) == ()
    assert {(pair.first.key, pair.second.key) for pair in alike([demand(4, "eforms-1")], known)} == {
        (4, 1),
        (4, 2),
    }


def test_a_title_that_everybody_uses_brings_nobody_together():
    many = [
        published(key, f"ocds-b5fd17-{key}", "Cleaning services", f"Buyer {key}") for key in range(CROWD + 5)
    ]
    assert alike(many) == ()


def test_a_key_that_a_crowd_elsewhere_shares_brings_nobody_together():
    one, other = demand(1, numbers=frozenset({NUMBER})), twin(numbers=frozenset({NUMBER}))
    (pair,) = alike([one, other], crowded={NUMBER})
    assert "number" not in pair.reasons[0]
    assert alike([one, other], crowded=keys_of(one)) == ()


def test_writings_of_one_demand_share_most_of_their_keys_and_a_key_is_short():
    one, other = keys_of(demand(1)), keys_of(twin(title="MOBILE diagnostic units, rural clinics"))
    assert len(one & other) > len(one) / 2
    assert {len(key) for key in one} == {17}
    assert keys_of(published(1, "", "Bench")) == frozenset()


def test_numbers_of_notices_are_found_in_texts():
    text = f'"ocds-b5fd17-ab12-9", 2020/S 092-219497, 307227-2023 and {NUMBER}, but not 12-2023'
    assert numbers_in(text) == {"ocds-b5fd17-ab12-9", "2020/S 092-219497", "307227-2023", NUMBER}


def test_the_portal_stands_before_the_number():
    assert [portal_of(one) for one in ("ocds-b5fd17-1", "eforms-1-2", "")] == ["ocds-b5fd17", "eforms", ""]


FEEDS = (
    "uk_contracts_finder_2020_packages",
    "uk_contracts_finder_2025_releases",
    "wales_sell2wales_releases",
    "scotland_pcs_2019_releases",
)


@pytest.mark.shared_data
def test_real_notices_published_again_by_another_portal_are_found_and_hardly_anything_else():
    real = [one for name in FEEDS for one in _read(name)]
    again = [_as_another_portal_writes_it(one) for one in real]
    pairs = alike(again, real)
    right = [pair for pair in pairs if pair.first.key == ("again", pair.second.key)]
    assert len(real) > 200
    assert len(right) >= 0.97 * len(real)
    assert len(right) >= 0.97 * len(pairs)


@pytest.mark.shared_data
def test_real_notices_of_different_demands_are_left_apart():
    real = [one for name in FEEDS for one in _read(name)]
    told = {(pair.first.title, pair.second.title) for pair in alike(real)}
    assert {first for first, second in told if first != second} == set()
    assert len(told) <= 2


def _as_another_portal_writes_it(one):
    """In capitals, a word short, under another number, without the value."""
    words = one.title.upper().split()
    title = " ".join(words[:-1] if len(words) > 3 else words)
    process = f"ocds-h6vhtk-{one.process[12:]}"
    more = {"cpv": one.cpv, "deadline": one.deadline, "published": one.published}
    return published(("again", one.key), process, title, one.buyer.upper(), **more)


def _read(name):
    lines = map(json.loads, shared_bytes("ocds", f"{name}.jsonl.gz").splitlines())
    found = {}
    for release in (one for line in lines for one in line.get("releases", [line])):
        facts, _ = read_notice(release)
        found[facts.ocid] = published(
            facts.ocid, facts.ocid, facts.title, facts.buyer.name,
            value=facts.value, cpv=facts.cpv, deadline=facts.deadline_at, published=facts.released_at,
        )  # fmt: skip
    return list(found.values())
