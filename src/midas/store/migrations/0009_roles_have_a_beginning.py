"""Roles know since when they are held; those that were there before do not."""

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0008_a_cluster_is_found_by_its_slug")]
    operations = [
        migrations.AddField("role", "since", models.DateTimeField(blank=True, null=True)),
        migrations.AlterField(
            "role",
            "since",
            models.DateTimeField(blank=True, db_default=django.db.models.functions.datetime.Now(), null=True),
        ),
    ]
