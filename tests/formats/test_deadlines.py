"""Deadlines as a calendar."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from midas.formats.deadlines import WIDEST, Deadline, write_deadlines

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def test_a_deadline_is_an_event_in_utc_that_keeps_its_key():
    noon = datetime(2026, 12, 1, 12, 0, tzinfo=timezone(timedelta(hours=1)))

    lines = write_deadlines("Midas", [Deadline("1@midas", noon, "Roofs", url="https://x/1")], at=AT).split(
        "\r\n"
    )

    assert {"UID:1@midas", "DTSTART:20261201T110000Z", "URL:https://x/1"} <= set(lines)
    assert (lines[0], lines[-2:]) == ("BEGIN:VCALENDAR", ["END:VCALENDAR", ""])


def test_what_would_end_a_line_or_a_field_is_escaped():
    text = write_deadlines("M", [Deadline("1", AT, "a,b;c\\d\nEND:VCALENDAR\r\nx\x07")], at=AT)

    assert "SUMMARY:a\\,b\\;c\\\\d\\nEND:VCALENDAR\\nx\r\n" in text
    assert text.count("\r\nEND:VCALENDAR\r\n") == 1


def test_long_lines_are_folded_between_letters():
    title = "Ü" * 200

    text = write_deadlines("M", [Deadline("1", AT, title)], at=AT)

    assert all(len(line.encode()) <= WIDEST for line in text.split("\r\n"))
    assert f"SUMMARY:{title}" in text.replace("\r\n ", "")
