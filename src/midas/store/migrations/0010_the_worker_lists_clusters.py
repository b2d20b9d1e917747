"""Jobs that run for every cluster may learn which clusters there are, and nothing else of them.

The role the site runs as sees only the cluster it works for; the function runs as the owner of the tables, for whom
the list of clusters is readable while no tenant is set.
"""

from django.db import migrations

MAKE = """
create function midas_cluster_ids() returns setof bigint language sql stable security definer
    set search_path = public, pg_temp as $$ select id from store_cluster order by id $$
"""
UNMAKE = "drop function midas_cluster_ids()"


class Migration(migrations.Migration):
    dependencies = [("store", "0009_roles_have_a_beginning")]
    operations = [migrations.RunSQL(MAKE, UNMAKE)]
