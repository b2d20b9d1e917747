"""What is wrong with something a person or a file gave us, as a value.

Readers collect every problem and show them together; nothing is half-accepted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: `message` says what, and what to do.

    `where` is a JSON path (`$.firms[3].id`), a form field or a file.
    """

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


class BadInput(ValueError):
    """Raised at the edge of an action when input cannot be taken; carries *all* problems, in order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("; ".join(str(problem) for problem in self.problems))
