"""The ways in which formation says no to a well-formed wish; each tells what is in the way, and what to do.

UnableToMove
└── UnableToForm
    ├── AlreadyForming     this requirement is being solved
    ├── StaleProposal      the plan no longer fits what is asked for, or who is there
    └── AlreadyChosen      the opportunity has its team
"""

from __future__ import annotations

from midas.core.values.states import UnableToMove


class UnableToForm(UnableToMove):
    """A formation cannot be started, stopped or acted on as things stand."""


class AlreadyForming(UnableToForm):
    """A run on this requirement waits or runs; `formation_id` says which."""

    def __init__(self, formation_id: int) -> None:
        self.formation_id = formation_id
        super().__init__("A team for this requirement is being worked out already; wait for it, or stop it.")


class StaleProposal(UnableToForm):
    """The plan was right when it was made; `reasons` say what has changed since."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        self.reasons = reasons
        super().__init__(
            f"This plan is out of date: {'; '.join(reasons)}. Form the team again to get a plan for today."
        )


class AlreadyChosen(UnableToForm):
    """The opportunity has a live enterprise; `enterprise_id` says which."""

    def __init__(self, enterprise_id: int, name: str) -> None:
        self.enterprise_id = enterprise_id
        super().__init__(
            f"{name} is already the team for this opportunity."
            " Abandon it first if another is to take its place."
        )
