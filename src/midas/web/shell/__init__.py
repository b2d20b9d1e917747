"""What every page shares: navigation, search, home, errors, exports."""

from midas.web.shell.context import shell

__all__ = ["shell"]
