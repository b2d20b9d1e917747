"""All routers of the API under one roof."""

from __future__ import annotations

from midas.api import access, demand, demand_intake, formation, members, standing
from midas.api.application import api

for stage in (access, members, standing, demand, demand_intake, formation):
    api.add_router("", stage.router)

urls = api.urls
