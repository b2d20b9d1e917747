"""Where the embedded server's things are in the data folder, and which of them the server's account owns.

MIDAS_HOME/postgres/            closed to other accounts, owned by whoever runs Midas
    data/                       PostgreSQL's own folder, owned by the server's account
    socket/                     where it is reached, owned by the server's account
    passwords                   0600, in libpq's format, for the owner and the superuser
    in-use, changing            locks
MIDAS_HOME/logs/postgres.log    what the server said
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

# A socket's path has room for 107 bytes in Linux (unix(7)), of which PostgreSQL uses these.
SOCKET_NAME = ".s.PGSQL.5432"
LONGEST = 107


@dataclass(frozen=True)
class Layout:
    """The paths of one data folder."""

    home: Path

    @property
    def folder(self) -> Path:
        return self.home / "postgres"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def unfinished(self) -> Path:
        """A data folder in the making; it becomes `data` in one step."""
        return self.folder / "data.unfinished"

    @property
    def passwords(self) -> Path:
        return self.folder / "passwords"

    @property
    def in_use(self) -> Path:
        return self.folder / "in-use"

    @property
    def changing(self) -> Path:
        return self.folder / "changing"

    @property
    def logs(self) -> Path:
        return self.home / "logs"

    @property
    def log(self) -> Path:
        return self.logs / "postgres.log"

    @property
    def elsewhere(self) -> Path:
        """Says where the socket folder is when the data folder's own path will not do for a socket."""
        return self.folder / "socket-folder"

    def fits(self) -> bool:
        """Whether a socket in the data folder can be reached by its path; libpq takes a comma for a second host."""
        path = bytes(self.folder / "socket" / SOCKET_NAME)
        return len(path) <= LONGEST and b"," not in path

    def socket_folder(self) -> Path:
        """Where clients connect: in the data folder, or in the short folder chosen when the server first
        started.
        """
        if not self.fits() and self.elsewhere.is_file():
            return Path(self.elsewhere.read_text().strip())
        return self.folder / "socket"
