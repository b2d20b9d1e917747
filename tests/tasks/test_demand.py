"""Jobs of the demand stage: what a handed-in file may be at most."""

import io
import json

import pytest

from midas.formats.ocds.limits import Refused
from midas.formats.ocds.read import read_releases
from midas.tasks import demand

RELEASE = {"ocid": "ocds-213czf-7", "id": "1", "tag": ["tender"]}


def handed_in(*releases):
    content = json.dumps({"uri": "x", "releases": list(releases)}).encode()
    return list(read_releases(io.BytesIO(content), demand._desk().limits))


def test_a_handed_in_release_of_more_than_8_mib_is_refused():
    with pytest.raises(Refused, match="is larger than 8 MiB"):
        handed_in({**RELEASE, "description": "x" * (17 * 2**20)})
    assert handed_in({**RELEASE, "description": "x" * (7 * 2**20)})


def test_a_handed_in_file_has_a_most_of_releases(monkeypatch):
    assert demand._desk().limits.max_releases == 200_000
    monkeypatch.setattr(demand, "MOST_RELEASES", 2)
    with pytest.raises(Refused, match="holds more than 2 releases"):
        handed_in(RELEASE, RELEASE, RELEASE)
