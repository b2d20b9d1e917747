from django.db import migrations, models

from midas.store.trail import SEAL_AT_ONCE, remember

PROGRESS = ("bytes_read", "releases", "valid", "imported", "updated", "unchanged", "problems")


def remembered(*ignored):
    return ["drop trigger noticeimport_remembered on store_noticeimport", remember("noticeimport", *ignored)]


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0014_firms_are_counted_by_words'),
    ]

    operations = [
        migrations.AddField(
            model_name='noticeimport',
            name='faulty',
            field=models.BooleanField(default=False, help_text='something in it is invalid, so far'),
        ),
        migrations.AddField(
            model_name='noticeimport',
            name='digest',
            field=models.CharField(blank=True, default='', help_text='the SHA-256 of the file', max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='noticeimport',
            name='done',
            field=models.PositiveBigIntegerField(default=0, help_text='parts of the file that are dealt with; a run that broke off goes on after them'),
        ),
        migrations.AddField(
            model_name='noticeimport',
            name='attempts',
            field=models.PositiveSmallIntegerField(default=0, help_text='how often it broke off in a row without getting further'),
        ),
        migrations.RunSQL(
            remembered(*PROGRESS, "faulty", "digest", "done", "attempts"), remembered(*PROGRESS)
        ),
        migrations.AddIndex(
            model_name='opportunity',
            index=models.Index(condition=models.Q(('awards', []), _negated=True), fields=['cluster', 'cpv'], name='opportunity_won_kind'),
        ),
        migrations.AddIndex(
            model_name='opportunity',
            index=models.Index(condition=models.Q(('awards', []), _negated=True), fields=['cluster', 'buyer_name'], name='opportunity_won_buyer'),
        ),
        migrations.RunSQL(SEAL_AT_ONCE, migrations.RunSQL.noop),
    ]
