from datetime import UTC, datetime, timedelta

from midas.core.members.proxies import Given, faults

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def given(giver: str, holder: str, start: int = 0, end: int = 7) -> Given:
    return Given(giver, holder, AT + start * DAY, AT + end * DAY)


def where(new: Given, *standing: Given) -> list[str]:
    return [problem.where for problem in faults(new, standing, AT)]


def test_a_proxy_is_given_to_somebody_else_for_days_to_come() -> None:
    assert where(given("a", "b")) == []
    assert where(given("a", "a")) == ["holder"]
    assert where(given("a", "b", 3, 2)) == ["ends_at"]
    assert where(given("a", "b", -9, -2)) == ["ends_at"]
    assert where(given("a", "b", 0, 400)) == ["ends_at"]


def test_one_proxy_at_a_time() -> None:
    assert where(given("a", "b"), given("a", "c", 6, 9)) == ["starts_at"]
    assert where(given("a", "b"), given("a", "c", 7, 9)) == []


def test_no_circle_of_two_or_of_many() -> None:
    assert where(given("a", "b"), given("b", "a")) == ["holder"]
    assert where(given("a", "b"), given("b", "c"), given("c", "a")) == ["holder"]
    assert where(given("a", "b"), given("b", "c")) == []
    assert where(given("a", "b"), given("b", "a", 8, 9)) == []
