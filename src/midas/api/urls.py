"""All routers of the API under one roof."""

from __future__ import annotations

from midas.api import access, deciding, demand, formation, joining, judging, members, seeing, standing
from midas.api.application import api

for stage in (access, members, joining, standing, judging, deciding, seeing, demand, formation):
    api.add_router("", stage.router)

urls = api.urls
