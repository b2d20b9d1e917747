"""A block that is to be rolled back ends quietly, and the tenant before it returns."""

import pytest
from django.db import connection, transaction

from midas.store import tenancy


@pytest.mark.django_db
def test_a_block_marked_for_rollback_ends_without_another_query():
    with tenancy.tenant(7):
        with tenancy.tenant(8):
            transaction.set_rollback(True)
        with connection.cursor() as cursor:
            cursor.execute("select current_setting('midas.cluster', true)")
            assert cursor.fetchone() == ("7",)
