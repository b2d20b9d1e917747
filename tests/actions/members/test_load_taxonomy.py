"""Loading CPV codes: new ones are added, labels brought up to date, nothing taken away, nothing done twice."""

import pytest
from tests.builders import a_cluster
from tests.shared_data import shared_data

from midas.actions.members.load_taxonomy import Loaded, load_cpv, shipped_codes
from midas.formats.cpv_list import read_cpv_list
from midas.store import tenancy
from midas.store.models import Competency

pytestmark = pytest.mark.django_db

MACHINES = {
    "42000000": "Industrial machinery",
    "42600000": "Machine tools",
    "42611000": "Special machine tools",
}


def test_codes_become_competencies_shared_by_all_clusters():
    assert load_cpv(MACHINES) == Loaded(3, 0, 0)
    with tenancy.tenant(a_cluster().pk):
        rows = {row.code: row for row in Competency.objects.all()}
    assert {code: row.label for code, row in rows.items()} == {
        f"cpv:{code}": name for code, name in MACHINES.items()
    }
    assert all(row.cluster_id is None and f"cpv:{row.cpv}" == code for code, row in rows.items())


def test_loading_the_same_codes_again_changes_nothing():
    load_cpv(MACHINES)
    assert load_cpv(MACHINES) == Loaded(0, 0, 3)


def test_a_code_lies_under_the_nearest_one_above_that_is_known():
    load_cpv(MACHINES)
    assert _parents() == {"cpv:42000000": "", "cpv:42600000": "cpv:42000000", "cpv:42611000": "cpv:42600000"}
    load_cpv({"42610000": "Machining centres", "42611000": "Special machine tools"})
    assert _parents()["cpv:42611000"] == "cpv:42610000"


def test_a_new_label_replaces_the_old_one_unless_that_is_to_stay():
    load_cpv(MACHINES)
    assert load_cpv({"42600000": "Tools"}, overwrite=False) == Loaded(0, 0, 1)
    assert load_cpv({"42600000": "Tools"}) == Loaded(0, 1, 0)
    assert Competency.objects.get(code="cpv:42600000").label == "Tools"


def test_codes_that_are_not_in_a_list_stay():
    load_cpv(MACHINES)
    load_cpv({"33000000": "Medical equipments"})
    assert Competency.objects.count() == 4


def test_a_clusters_own_competencies_are_left_alone():
    cluster = a_cluster()
    with tenancy.tenant(cluster.pk):
        Competency.objects.create(cluster=cluster, code="cpv:42600000", label="Ours", cpv="42600000")
    load_cpv(MACHINES)
    with tenancy.tenant(cluster.pk):
        assert set(Competency.objects.filter(code="cpv:42600000").values_list("label", flat=True)) == {
            "Ours",
            "Machine tools",
        }


def test_progress_ends_with_all_of_them():
    told = []
    load_cpv(MACHINES, tell=lambda done, total: told.append((done, total)))
    assert told[-1] == (3, 3)


def test_divisions_and_groups_ship_with_the_program():
    assert load_cpv(shipped_codes()) == Loaded(317, 0, 0)


@pytest.mark.shared_data
def test_the_whole_official_list_goes_in_over_what_shipped():
    load_cpv(shipped_codes())
    codes = read_cpv_list(shared_data("codelists", "cpv_2008_en.csv.gz").read_bytes())
    done = load_cpv({entry.code: entry.label for entry in codes})
    assert (done.added, done.changed, done.unchanged) == (9454 - 317, 0, 317)
    rootless = [code for code, parent in _parents().items() if not parent]
    assert len(rootless) == 45


def _parents():
    return dict(Competency.objects.values_list("code", "parent_code"))
