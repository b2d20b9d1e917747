"""All routers of the API under one roof."""

from __future__ import annotations

from midas.api import (
    access,
    bidding,
    deciding,
    demand,
    demand_intake,
    formation,
    joining,
    judging,
    matching,
    members,
    seeing,
    standing,
)
from midas.api.application import api

for stage in (
    access,
    members,
    joining,
    standing,
    judging,
    deciding,
    seeing,
    demand,
    matching,
    bidding,
    demand_intake,
    formation,
):
    api.add_router("", stage.router)

urls = api.urls
