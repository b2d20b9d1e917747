"""What stops an installation, in words: what happened, and what to do about it.

Everything in `midas.site` that cannot go on raises `Trouble`; commands print it and leave with a status above
zero. A traceback therefore always means a fault in Midas, never in the machine it stands on.
"""

from __future__ import annotations


class Trouble(Exception):
    """`what` happened (with where and why), and what to `do` next, each in plain sentences."""

    def __init__(self, what: str, do: str) -> None:
        super().__init__(f"{what}\nWhat to do: {do}")
        self.what = what
        self.do = do
