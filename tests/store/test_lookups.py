"""Taking firms in reads each of them a few times, though the planner takes their new cluster to be of one row."""

from __future__ import annotations

import pytest
from django.db import connection
from tests import builders

from midas.actions.members.import_firms import check_firms, save_firms
from midas.store import tenancy
from midas.store.models import Cluster, Membership, MemberWord

FIRMS = 60
TABLES = ("store_organisation", "store_membership", "store_offering", "store_event", "store_memberword")


@pytest.fixture
def cluster(db) -> Cluster:
    """One that was made after the planner last looked."""
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")  # tables as small as these would be read whole
    taken_in(builders.a_cluster())
    with connection.cursor() as cursor:
        cursor.execute(f"analyze {', '.join(TABLES)}")
    return builders.a_cluster()


def taken_in(cluster: Cluster) -> None:
    rows = (f"Firm {one} Ltd,{one:08d},UKE4,cpv:42600000,Forging {one},43" for one in range(1, FIRMS + 1))
    data = "\n".join(["name,number,region,cpv,work,unit price", *rows]).encode()
    with tenancy.tenant(cluster.pk):
        builders.a_sector(cluster)
        checked = check_firms(data, cluster=cluster, on=builders.TODAY)
        save_firms(checked, cluster=cluster, source="firms.csv", by=None, at=builders.AT)
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")  # the events are sealed now


def rows_read(table: str) -> int:
    """How many rows of the table this transaction has read so far."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select seq_tup_read + coalesce(idx_tup_fetch, 0) from pg_stat_xact_user_tables where relname = %s",
            [table],
        )
        return int(cursor.fetchone()[0])


def test_no_row_is_looked_for_among_all_rows_of_its_cluster(cluster):
    before = {table: rows_read(table) for table in TABLES}
    taken_in(cluster)
    read = {table: rows_read(table) - before[table] for table in TABLES}
    with tenancy.tenant(cluster.pk):
        assert Membership.objects.count() == FIRMS
        most = {**dict.fromkeys(TABLES, 10 * FIRMS), "store_memberword": 10 * MemberWord.objects.count()}
    assert {table: rows for table, rows in read.items() if rows > most[table]} == {}
