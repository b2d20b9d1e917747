"""Files handed in for a job to read: put aside whole, or refused with what to do instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from midas.core.values.problems import BadInput, Problem
from midas.store.uploads import Empty, TooLarge, keep, megabytes, shown_name


@dataclass(frozen=True, slots=True)
class Door:
    """Where a kind of file comes in: the field of the form, and the command that takes larger ones."""

    field: str
    command: str

    def too_large(self, name: str, most: int) -> BadInput:
        """What to say of a file above the limit of `most` bytes."""
        message = (
            f"{shown_name(name)} is larger than {megabytes(most)}, the most that is taken in the browser. "
            f"Nothing of it was saved. Compress it with gzip, split it, or use `{self.command}` on the server."
        )
        return BadInput([Problem(self.field, message)])

    def put_aside(self, chunks: Iterable[bytes], path: Path, name: str, most: int) -> int:
        """The size of the file, which now lies there. Raises BadInput, with a part of it written."""
        try:
            return keep(chunks, path, most)
        except TooLarge:
            raise self.too_large(name, most) from None
        except Empty:
            message = f"{shown_name(name)} is empty; there is nothing to import."
            raise BadInput([Problem(self.field, message)]) from None
