"""Put the fence of midas.store.fence around every tenant-owned table."""

from django.db import migrations

from midas.store.fence import fence, fence_cluster, fence_role, fence_shared, fence_token

PLAIN = [
    "certificate",
    "enterprise",
    "event",
    "formation",
    "membership",
    "notice",
    "noticeimport",
    "offering",
    "offeringuse",
    "opportunity",
    "organisation",
    "partner",
    "partnerwork",
    "proposal",
    "requirement",
    "resource",
    "sectorgroup",
    "workpackage",
]

STATEMENTS = [
    *(statement for table in PLAIN for statement in fence(f"store_{table}")),
    *fence_role("store_role"),
    *fence_token("store_apitoken"),
    *fence_shared("store_competency"),
    *fence_cluster("store_cluster"),
]


class Migration(migrations.Migration):
    dependencies = [("store", "0001_initial")]
    operations = [migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in STATEMENTS]
