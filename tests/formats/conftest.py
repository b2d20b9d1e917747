"""Properties try the same examples every time, however busy the machine is."""

from hypothesis import settings

settings.register_profile("same-every-time", deadline=None, derandomize=True, database=None)
settings.load_profile("same-every-time")
