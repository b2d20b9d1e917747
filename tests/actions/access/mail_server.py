"""A mail server that does not take everything, and two rounds of letters at once."""

from __future__ import annotations

from collections.abc import Callable
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core import mail

from midas.actions.access import letters


def refusing(address: str, code: int = 550, text: bytes = b"5.1.1 There is no such mailbox") -> Exception:
    """What is raised when a server does not take a letter to that address."""
    return SMTPRecipientsRefused({address: (code, text)})


def answer(monkeypatch: pytest.MonkeyPatch, answers: dict[str, Exception]) -> list[str]:
    """Let letters to those addresses fail; the addresses that are tried, in order."""
    tried: list[str] = []

    def send(subject: str, text: str, sender: None, to: list[str]) -> int:
        tried.extend(to)
        for address in to:
            if address in answers:
                raise answers[address]
        return mail.send_mail(subject, text, sender, to)

    monkeypatch.setattr(letters, "send_mail", send)
    return tried


def go_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no letter be taken."""

    def send(*_arguments: object) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr(letters, "send_mail", send)


def overtaken(monkeypatch: pytest.MonkeyPatch, send_round: Callable[[], Any]) -> tuple[Any, Any]:
    """What a round sends that begins when another has looked for what is due, and what that other sends after it."""
    look = letters._due
    inner: list[Any] = []

    def looked(*arguments: Any) -> Any:
        keys = look(*arguments)
        if not inner:
            inner.append(None)
            inner[0] = send_round()
        return keys

    with monkeypatch.context() as patched:
        patched.setattr(letters, "_due", looked)
        outer = send_round()
    return inner[0], outer
