"""Whoever names a cluster may find it: its page for firms that want to join is open to everybody."""

from django.db import migrations

from midas.store.fence import find_cluster_by_name


class Migration(migrations.Migration):
    dependencies = [("store", "0007_searches_are_stopped")]

    operations = [
        migrations.RunSQL(
            find_cluster_by_name("store_cluster"), reverse_sql="drop policy named on store_cluster"
        )
    ]
