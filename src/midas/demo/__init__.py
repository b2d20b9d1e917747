"""The demo: two invented clusters to try Midas with. `midas.demo.load` saves them; the rest is plain Python."""

from midas.demo.people import PASSWORD, SIGN_INS

__all__ = ["PASSWORD", "SIGN_INS"]
