import django.db.models.deletion
from django.db import migrations, models

from midas.store.directory import SPELL_WHAT_IS_THERE
from midas.store.facets import FACET_FUNCTIONS, FACET_TRIGGERS
from midas.store.lookups import LOOKUP_FUNCTIONS


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0013_bank_and_insurances'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='memberword', name='member_word'),
        migrations.AlterField(
            model_name='memberword',
            name='word',
            field=models.CharField(db_collation='C', max_length=140),
        ),
        migrations.AlterField(
            model_name='memberword',
            name='cluster',
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name='+',
                to='store.cluster',
            ),
        ),
        migrations.AlterField(
            model_name='memberword',
            name='membership',
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name='words',
                to='store.membership',
            ),
        ),
        migrations.AddField(
            model_name='memberword',
            name='state',
            field=models.CharField(default='', max_length=20),
        ),
        migrations.AddField(
            model_name='memberword',
            name='region',
            field=models.CharField(default='', max_length=8),
        ),
        migrations.AddIndex(
            model_name='memberword',
            index=models.Index(
                fields=['cluster', 'word', 'until', 'membership'],
                include=('state', 'region'),
                name='member_word_counted',
            ),
        ),
        migrations.AddIndex(
            model_name='membership',
            index=models.Index(fields=['cluster', 'listed_name', 'id'], name='membership_by_name'),
        ),
        *(
            migrations.RunSQL(statement, migrations.RunSQL.noop)
            for statement in (*LOOKUP_FUNCTIONS, *FACET_FUNCTIONS, *FACET_TRIGGERS, SPELL_WHAT_IS_THERE)
        ),
    ]
