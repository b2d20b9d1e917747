"""`python -m midas` is the command `midas`."""

from midas.cli import main

main()
