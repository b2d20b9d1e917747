"""Calendars: whole days and times, what repeats is told, nothing is guessed. Source of the cases: RFC 5545."""

from datetime import date
from decimal import Decimal

import pytest

from midas.formats.calendars import read_calendar


def ics(*lines):
    body = "\r\n".join(
        ["BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR"]
    )
    return read_calendar(body.encode())


def span(found):
    (spell,) = found.spells
    return spell.days.start, spell.days.end


@pytest.mark.parametrize(
    ("lines", "first", "last"),
    [
        (["DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20270102"], (2026, 12, 24), (2027, 1, 1)),
        (["DTSTART;VALUE=DATE:20261224"], (2026, 12, 24), (2026, 12, 24)),
        (["DTSTART:20261224T080000Z", "DTEND:20261224T160000Z"], (2026, 12, 24), (2026, 12, 24)),
        (
            ["DTSTART;TZID=Europe/London:20261224T220000", "DTEND:20261225T000000"],
            (2026, 12, 24),
            (2026, 12, 24),
        ),
        (["DTSTART:20261224T220000", "DURATION:PT4H"], (2026, 12, 24), (2026, 12, 25)),
        (["DTSTART;VALUE=DATE:20261224", "DURATION:P2D"], (2026, 12, 24), (2026, 12, 25)),
    ],
)
def test_an_event_means_the_days_it_touches(lines, first, last):
    assert span(ics("SUMMARY:Closed", *lines)) == (date(*first), date(*last))


def test_an_event_leaves_nothing_or_the_percentage_of_its_title():
    (closed,) = ics("DTSTART:20261224T080000", "SUMMARY:Closed").spells
    (half,) = ics("DTSTART:20261224T080000", "SUMMARY:Half shift\\, 50 %").spells
    assert (closed.monthly(Decimal(300)), half.monthly(Decimal(300)), half.note) == (
        0,
        150,
        "Half shift, 50 %",
    )


def test_what_repeats_is_told_and_left_out():
    found = ics("DTSTART:20261224T080000", "RRULE:FREQ=WEEKLY", "SUMMARY:Fridays off")
    assert found.spells == ()
    assert "repeats" in found.problems[0].message
    assert "Fridays off" in found.problems[0].where


def test_cancelled_and_transparent_events_mean_nothing():
    assert ics("DTSTART:20261224T080000", "STATUS:CANCELLED").spells == ()
    assert ics("DTSTART:20261224T080000", "TRANSP:TRANSPARENT").spells == ()


def test_lines_are_unfolded_and_alarms_passed_over():
    found = ics(
        "DTSTART;VALUE=DATE:20261224",
        "SUMMARY:Summer clo",
        " sure",
        "BEGIN:VALARM",
        "SUMMARY:No",
        "END:VALARM",
    )
    assert found.spells[0].note == "Summer closure"


@pytest.mark.parametrize(
    "lines", [["SUMMARY:No start"], ["DTSTART:soon"], ["DTSTART:20261224T080000", "DTEND:20261223T080000"]]
)
def test_a_bad_event_is_told_and_the_rest_is_read(lines):
    found = ics(*lines)
    assert found.spells == ()
    assert len(found.problems) == 1


def test_a_file_that_is_cut_off_says_so():
    found = read_calendar(b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261224T080000\n")
    assert "cut off" in found.problems[0].message


def test_a_table_is_read_with_every_fault_by_row():
    found = read_calendar(
        b"from,to,capacity,note\n2026-12-24,2027-01-01,0,Closed\n24/12/2026,,50%,\nsoon,,x,\n2027-02-02,2027-02-01,1,\n"
    )
    assert [one.monthly(Decimal(100)) for one in found.spells] == [0, 50]
    assert [one.where for one in found.problems] == ["row 4, from", "row 4, capacity", "row 5, to"]


def test_an_empty_calendar_says_so():
    assert "nothing to take" in read_calendar(b"BEGIN:VCALENDAR\nEND:VCALENDAR").problems[0].message
