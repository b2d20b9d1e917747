"""What falls over is started again a few times, then everything stops and says why; nothing is left behind."""

from __future__ import annotations

import os
import select
import signal
import sys
import threading
from pathlib import Path

import pytest

from midas.site import processes
from midas.site.processes import Child, end_with_starter
from midas.site.supervisor import FALLS, WITHIN_SECONDS, Ending, Patience, keep, started, wait_until_serving
from midas.site.trouble import Trouble


class Fallen:
    """A child that has always just fallen over."""

    name = "job worker"
    log = Path("worker.log")
    starts = 0

    def ended(self) -> int:
        return 7

    def last_words(self) -> str:
        return "its last words"

    def end(self, patience: float) -> None:
        return

    def start(self) -> None:
        self.starts += 1


@pytest.fixture
def at_once(monkeypatch) -> None:
    monkeypatch.setattr("midas.site.supervisor.LOOK_EVERY", 0.0)


def test_what_falls_too_often_in_too_short_a_time_is_given_up() -> None:
    patience = Patience(clock=lambda: 0.0)
    assert [patience.lasts("a") for _ in range(FALLS)] == [True] * (FALLS - 1) + [False]
    assert patience.lasts("b")


def test_what_falls_now_and_then_is_started_again_for_ever() -> None:
    times = iter(number * WITHIN_SECONDS for number in range(100))
    patience = Patience(clock=lambda: next(times))
    assert all(patience.lasts("a") for _ in range(100))


def test_a_child_that_keeps_falling_ends_everything_with_its_last_words_and_its_log(at_once: None) -> None:
    child, said = Fallen(), list[str]()
    with pytest.raises(Trouble, match=r"job worker ended .* times(.|\n)*its last words") as told:
        keep([child], Ending(), lambda: False, said.append)  # type: ignore[list-item]  # it looks like one
    assert "worker.log" in told.value.do
    assert child.starts == FALLS - 1 == len(said)


def test_a_database_that_keeps_falling_ends_everything(at_once: None) -> None:
    with pytest.raises(Trouble, match="database stopped again and again"):
        keep([], Ending(), lambda: True, print)


def test_told_to_end_nothing_is_started_again(at_once: None) -> None:
    ending, child = Ending(), Fallen()
    ending.waiting = True
    ending.hear(signal.SIGTERM, None)
    keep([child], ending, lambda: False, print)  # type: ignore[list-item]  # it looks like one
    assert child.starts == 0


def test_a_signal_before_everything_is_up_ends_the_start_at_once() -> None:
    with pytest.raises(KeyboardInterrupt):
        Ending().hear(signal.SIGINT, None)


def test_a_second_ctrl_c_does_not_break_the_clean_stop() -> None:
    ending = Ending()
    ending.waiting = True
    ending.hear(signal.SIGINT, None)
    ending.hear(signal.SIGINT, None)
    assert ending.told()


def _child(tmp_path: Path, code: str, monkeypatch) -> Child:
    child = Child("a child", [], tmp_path, os.environ)
    monkeypatch.setattr(child, "_command", [sys.executable, "-c", code])
    return child


def test_what_a_child_says_is_in_its_log_and_its_last_words(tmp_path: Path, monkeypatch) -> None:
    child = _child(tmp_path, "print('first'); print('last')", monkeypatch)
    listened = threading.Event()
    listen = child._listen
    monkeypatch.setattr(child, "_listen", lambda process: (listen(process), listened.set()))
    with started([child]):
        child.end(30)
        assert listened.wait(30)
        assert child.ended() == 0
    assert (tmp_path / "a-child.log").read_text() == "first\nlast\n"
    assert child.last_words() == "    first\n    last"


def test_a_child_that_will_not_end_is_ended_with_all_it_started(tmp_path: Path, monkeypatch) -> None:
    code = (
        "import signal, subprocess, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "other = subprocess.Popen(['sleep', '1000']); print(other.pid, flush=True); other.wait()"
    )
    child = _child(tmp_path, code, monkeypatch)
    child.start()
    while not child.last_words():
        os.sched_yield()
    grandchild = int(child.last_words())
    watched = os.pidfd_open(grandchild)
    child.ask()
    child.end(0.01)
    assert child.ended() == -signal.SIGKILL
    assert select.select([watched], [], [], 30)[0] == [watched]


def test_a_web_server_that_does_not_start_is_told_with_its_last_words(tmp_path: Path, monkeypatch) -> None:
    child = _child(tmp_path, "raise SystemExit('no such module')", monkeypatch)
    with started([child]):
        child.end(30)
        with pytest.raises(Trouble, match="web server did not start"):
            wait_until_serving(1, child)


def test_a_child_whose_starter_has_gone_ends(monkeypatch) -> None:
    monkeypatch.setenv(processes._STARTER, str(os.getpid()))
    with pytest.raises(SystemExit, match="gone"):
        end_with_starter()
