"""Properties are tried on the same examples every time, and no example is judged by the clock."""

from hypothesis import settings

settings.register_profile("same-every-time", deadline=None, derandomize=True, database=None)
settings.load_profile("same-every-time")
