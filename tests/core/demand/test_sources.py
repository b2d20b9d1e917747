from datetime import UTC, date, datetime, timedelta

import pytest

from midas.core.demand.addresses import Unsafe, checked, refuse_inside, same_place
from midas.core.demand.politeness import ATTEMPTS, CAP, PATIENCE, Act, Answer, course, until_next
from midas.core.demand.sources import (
    Astray,
    Cursor,
    after_page,
    begun,
    cursor_json,
    cursor_of,
    next_page,
    page_address,
    parts,
    rewound,
)
from midas.rules.portals import PORTALS

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FINDER, TENDER, WALES = (PORTALS[key] for key in ("contracts-finder", "find-a-tender", "sell2wales"))
BASE = "https://portal.example/api"


def test_a_first_pull_asks_from_the_day_wanted_to_now():
    cursor = begun(Cursor(), at=AT, since=date(2026, 11, 1))
    asked = page_address(FINDER, BASE, cursor)
    assert "publishedFrom=2026-11-01T00%3A00%3A00" in asked
    assert "publishedTo=2026-11-24T09%3A00%3A00" in asked
    assert "limit=100" in asked


def test_without_a_day_the_first_pull_goes_back_thirty_days():
    assert "updatedFrom=2026-10-25" in page_address(TENDER, BASE, begun(Cursor(), at=AT))


def test_the_next_pull_begins_an_hour_before_the_last_one_ended():
    done = after_page(FINDER, begun(Cursor(), at=AT))
    assert (done.open, done.read_until) == (False, AT)
    again = page_address(FINDER, BASE, begun(done, at=AT + timedelta(hours=6)))
    assert "publishedFrom=2026-11-24T08%3A00%3A00" in again
    assert "publishedTo=2026-11-24T15%3A00%3A00" in again


def test_a_pull_that_broke_off_goes_on_at_its_page_and_keeps_its_window():
    under_way = after_page(FINDER, begun(Cursor(), at=AT), f"{BASE}?cursor=2")
    kept = cursor_of(cursor_json(under_way))
    assert kept == under_way
    later = begun(kept, at=AT + timedelta(days=3))
    assert (later.until, page_address(FINDER, BASE, later)) == (AT, f"{BASE}?cursor=2")
    assert "publishedFrom" in page_address(FINDER, BASE, rewound(later))


def test_a_cursor_of_nothing_is_the_beginning():
    assert cursor_of({}) == Cursor()


def test_a_portal_by_months_is_asked_for_each_month_and_kind_in_turn():
    cursor, asked = begun(Cursor(), at=AT, since=date(2026, 10, 20)), []
    assert parts(WALES, cursor) == 2 * len(WALES.kinds)
    while cursor.open:
        asked.append(page_address(WALES, BASE, cursor))
        cursor = after_page(WALES, cursor)
    assert len(asked) == len(set(asked)) == 2 * len(WALES.kinds)
    assert asked[0] == f"{BASE}?dateFrom=10-2026&noticeType=1&outputType=0"
    assert asked[-1] == f"{BASE}?dateFrom=11-2026&noticeType=56&outputType=0"


def test_parameters_of_the_registered_address_stay():
    asked = page_address(FINDER, f"{BASE}?stages=tender&limit=10", begun(Cursor(), at=AT))
    assert "stages=tender" in asked
    assert "limit=100" in asked
    assert "limit=10&" not in asked


def test_the_next_page_is_what_the_page_names_absolute_or_not():
    here = f"{BASE}?a=1"
    assert next_page(FINDER, {"links": {"next": f"{BASE}?a=2"}}, here) == f"{BASE}?a=2"
    assert next_page(FINDER, {"links": {"next": "?a=3"}}, here) == f"{BASE}?a=3"
    assert next_page(FINDER, {"nextCursor": "x y"}, here) == f"{BASE}?a=1&cursor=x+y"
    assert next_page(FINDER, {"links": {}}, here) == ""
    assert next_page(FINDER, {"links": "none"}, here) == ""


@pytest.mark.parametrize(
    ("named", "why"),
    [
        ("https://elsewhere.example/api", "another host"),
        ("http://portal.example/api?a=2", "another host"),
        ("https://portal.example:8443/api", "another host"),
        ("file:///etc/passwd", "cannot be followed"),
        ("https://u:p@portal.example/api", "cannot be followed"),
        (f"{BASE}?a=1", "names itself"),
        (7, "no address"),
    ],
)
def test_a_next_page_that_leads_astray_is_not_followed(named, why):
    with pytest.raises(Astray, match=why):
        next_page(FINDER, {"links": {"next": named}}, f"{BASE}?a=1")


@pytest.mark.parametrize(
    "address",
    [
        "ftp://example.org/x",
        "file:///etc/passwd",
        "https://",
        "https://user:secret@example.org/",
        "https://user@example.org/",
        "https://example.org/a b",
        "https://example.org:99999/",
        "https://example.org:0/",
        "https://exa\nmple.org/",
        "https://example.org/" + "a" * 1000,
        "https:\\\\example.org/",
        "example.org",
        "javascript:alert(1)",
        "https://[::1/",
    ],
)
def test_an_address_that_must_not_be_fetched_is_refused(address):
    with pytest.raises(Unsafe):
        checked(address)


def test_an_address_that_may_be_fetched_is_taken_apart():
    assert checked("https://example.org:8443/a?b=c").port == 8443


@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "224.0.0.1", "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1",
        "::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a00:1", "2002:a00:1::",
    ],
)  # fmt: skip
def test_numbers_inside_a_private_network_are_refused(number):
    with pytest.raises(Unsafe, match="private network"):
        refuse_inside(number)


def test_public_numbers_pass_and_loopback_only_where_the_operator_allows_it():
    refuse_inside("93.184.216.34")
    refuse_inside("2606:2800:220:1::1")
    refuse_inside("127.0.0.1", loopback=True)
    refuse_inside("::1", loopback=True)
    with pytest.raises(Unsafe):
        refuse_inside("10.0.0.1", loopback=True)
    with pytest.raises(Unsafe):
        refuse_inside("169.254.169.254", loopback=True)


def test_the_same_place_is_the_same_host_and_port_and_never_less_secret():
    assert same_place("http://a.example/x", "https://a.example/y")
    assert same_place("https://a.example:8443/x", "https://a.example:8443/y")
    assert not same_place("https://a.example/x", "http://a.example/x")
    assert not same_place("http://a.example:8000/x", "http://a.example:9000/x")
    assert not same_place("http://a.example/x", "http://b.a.example/x")


def test_a_good_answer_is_taken_and_an_unchanged_one_told():
    assert course(Answer(200, b"{}"), 1).act is Act.TAKE
    assert course(Answer(304), 1).act is Act.SAME


def test_a_portal_that_says_how_long_to_wait_is_obeyed():
    told = course(Answer(429, retry_after=timedelta(seconds=17)), 1)
    assert (told.act, told.wait) == (Act.AGAIN, timedelta(seconds=17))


def test_a_long_wait_ends_the_run_instead():
    told = course(Answer(503, retry_after=timedelta(hours=2)), 1)
    assert (told.act, told.wait) == (Act.LATER, timedelta(hours=2))
    assert course(Answer(503, retry_after=timedelta(days=30)), 1).wait == CAP


def test_each_wait_is_twice_the_one_before_up_to_a_cap_and_attempts_end():
    waits = [course(Answer(500), attempt).wait.total_seconds() for attempt in range(1, ATTEMPTS)]
    assert waits == [2, 4, 8]
    assert all(wait <= PATIENCE.total_seconds() for wait in waits)
    assert course(Answer(500), ATTEMPTS).act is Act.LATER


def test_an_answer_that_broke_off_is_asked_for_again():
    assert course(Answer(200, fault="the answer broke off."), 1).act is Act.AGAIN
    assert course(Answer(0, fault="no answer."), ATTEMPTS).act is Act.LATER


@pytest.mark.parametrize(
    ("status", "gone"), [(404, True), (410, True), (400, True), (401, False), (403, False)]
)
def test_what_asking_again_does_not_mend_ends_the_run_with_words(status, gone):
    told = course(Answer(status), 1)
    assert (told.act, told.gone) == (Act.STOP, gone)
    assert str(status) in told.why


def test_a_fault_that_is_final_is_not_asked_for_again():
    assert course(Answer(0, fault="inside a private network", final=True), 1).act is Act.STOP


def test_after_failures_a_source_is_due_soon_then_ever_later():
    every = timedelta(hours=6)
    waits = [until_next(every, failures) for failures in range(9)]
    assert waits[:4] == [every, timedelta(minutes=15), timedelta(minutes=30), timedelta(hours=1)]
    assert waits[-1] == CAP
    assert until_next(every, 1, asked=timedelta(hours=3)) == timedelta(hours=3)
    assert until_next(timedelta(hours=48), 0) == timedelta(hours=48)
