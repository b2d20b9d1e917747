"""A chain of seals shows what was changed, taken out or put in afterwards."""

from __future__ import annotations

from dataclasses import replace

import pytest

from midas.core.values.chain import Chain, Link, follow, seal

FIRST, SECOND = seal("", "a"), seal(seal("", "a"), "b")
WHOLE = (Link(1, "event 1", "a", FIRST), Link(2, "event 2", "b", SECOND))


def test_a_whole_chain_ends_in_its_last_seal() -> None:
    assert follow(WHOLE) == Chain(2, SECOND)
    assert follow(()) == Chain(0, "")


def test_a_seal_is_the_sha_256_of_the_one_before_and_the_text() -> None:
    """`printf a | sha256sum`"""
    assert seal("", "a") == "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"


@pytest.mark.parametrize(
    ("links", "whole", "fault"),
    [
        ((replace(WHOLE[0], text="x"), WHOLE[1]), 0, "link 1 does not fit event 1"),
        ((WHOLE[0], replace(WHOLE[1], text="x")), 1, "link 2 does not fit event 2"),
        ((WHOLE[0], replace(WHOLE[1], text=None)), 1, "link 2 seals event 2, which is gone"),
        ((WHOLE[1],), 0, "link 1 is missing: after link 0 comes link 2"),
        ((WHOLE[0], WHOLE[0]), 1, "link 2 is missing: after link 1 comes link 1"),
    ],
)
def test_the_first_broken_link_is_named(links: tuple[Link, ...], whole: int, fault: str) -> None:
    found = follow(links)

    assert (found.links, found.head) == (whole, FIRST if whole else "")
    assert found.fault.startswith(fault)
