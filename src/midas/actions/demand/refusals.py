"""The ways in which work on a requirement is refused although nothing is wrong with what was typed.

UnableToMove
├── RequirementClosed    the opportunity is past the point where its requirement may change
├── StaleRequirement     somebody saved another version in the meantime
└── DraftHeld            another person's unsaved work is in the draft
"""

from __future__ import annotations

from datetime import datetime

from midas.core.values.states import UnableToMove


class RequirementClosed(UnableToMove):
    """The requirement of an opportunity that is bid, decided or dropped stays as it is."""

    def __init__(self, state: str) -> None:
        super().__init__(
            f"This opportunity is {state}, so its requirement can no longer be changed. "
            "It can while the opportunity is new, qualified or forming a team."
        )


class StaleRequirement(UnableToMove):
    """Version `version` was saved by `who` at `when`, after the reader had opened an older one."""

    def __init__(self, version: int, who: str, when: datetime) -> None:
        self.version, self.who, self.when = version, who, when
        super().__init__(
            f"{who} saved version {version} while you were editing. Nothing of yours is lost: your text is "
            "below, not saved. Compare it with the saved version, then save it over or discard it."
        )


class DraftHeld(UnableToMove):
    """`who` has unsaved work here since `when`; it is not overwritten by accident."""

    def __init__(self, who: str, when: datetime) -> None:
        self.who, self.when = who, when
        super().__init__(
            f"{who} has unsaved changes to this requirement. Yours are not kept as a draft until you take over."
        )
