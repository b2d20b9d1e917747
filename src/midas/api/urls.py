"""All routers of the API under one roof."""

from __future__ import annotations

from midas.api import access, demand, formation, matching, members, standing
from midas.api.application import api

for stage in (access, members, standing, demand, matching, formation):
    api.add_router("", stage.router)

urls = api.urls
