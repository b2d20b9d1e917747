"""Notices come from sources, demands published twice are one, and who works on a demand hears of changes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from midas.store.fence import fence
from midas.store.trail import remember

NEW = (
    "amendmentnote",
    "demandfollower",
    "demandlikeness",
    "demandmerge",
    "demandnumber",
    "demandverdict",
    "noticesource",
    "sourcerun",
)
PROGRESS = ("pages", "bytes", "releases", "valid", "imported", "updated", "unchanged", "requests", "problems")

STATEMENTS = [
    *(statement for table in NEW for statement in fence(f"store_{table}")),
    remember("amendmentnote", "mailed_at"),
    remember("demandfollower"),
    remember("demandmerge"),
    remember("demandverdict"),
    remember("noticesource", "cursor", "next_at", "failures", "last_result", "last_at"),
    remember("sourcerun", *PROGRESS),
]


class Migration(migrations.Migration):

    dependencies = [
        ('store', "0016_imports_go_on_where_they_broke_off"),
    ]

    operations = [
        migrations.CreateModel(
            name='AmendmentNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField()),
                ('mailed_at', models.DateTimeField(blank=True, null=True)),
                ('seen_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-made_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='DemandFollower',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('muted', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='DemandLikeness',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('score', models.PositiveSmallIntegerField(help_text='0 to 100')),
                ('reasons', models.JSONField(default=list, help_text='in words')),
                ('found_at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'demand likenesses',
            },
        ),
        migrations.CreateModel(
            name='DemandMerge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('moved', models.JSONField(help_text='rows given to the kept one, by model')),
                ('merged_at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='DemandNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(db_collation='C', max_length=120)),
            ],
        ),
        migrations.CreateModel(
            name='DemandVerdict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('same', models.BooleanField()),
                ('decided_at', models.DateTimeField()),
                ('reason', models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name='NoticeSource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(choices=[('portal', 'portal with pages'), ('address', 'one file at a web address'), ('folder', 'folder on the server')], max_length=10)),
                ('portal', models.CharField(blank=True, help_text='how a portal turns its pages', max_length=40)),
                ('address', models.CharField(help_text="http(s) address, or a folder below the operator's", max_length=1000)),
                ('since', models.DateField(blank=True, help_text='take notices from this day on', null=True)),
                ('every_minutes', models.PositiveIntegerField(default=360)),
                ('pause_seconds', models.PositiveSmallIntegerField(default=2, help_text='between two requests, at least')),
                ('timeout_seconds', models.PositiveSmallIntegerField(default=30)),
                ('max_bytes', models.PositiveBigIntegerField(default=50000000, help_text='of one page or file')),
                ('max_pages', models.PositiveIntegerField(default=200, help_text='in one run; the next goes on from there')),
                ('user_agent', models.CharField(blank=True, max_length=200)),
                ('paused', models.BooleanField(default=False)),
                ('cursor', models.JSONField(default=dict)),
                ('next_at', models.DateTimeField(help_text='when it is due')),
                ('failures', models.PositiveIntegerField(default=0, help_text='in a row; each makes the next wait longer')),
                ('last_result', models.CharField(blank=True, choices=[('', 'not run yet'), ('done', 'all fetched'), ('later', 'goes on later'), ('failed', 'failed')], default='', max_length=10)),
                ('last_at', models.DateTimeField(blank=True, null=True)),
                ('added_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='SourceRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('running', 'running'), ('done', 'done'), ('later', 'goes on later'), ('failed', 'failed')], default='waiting', max_length=10)),
                ('started_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('pages', models.PositiveIntegerField(default=0)),
                ('bytes', models.PositiveBigIntegerField(default=0)),
                ('releases', models.PositiveIntegerField(default=0)),
                ('valid', models.PositiveIntegerField(default=0)),
                ('imported', models.PositiveIntegerField(default=0)),
                ('updated', models.PositiveIntegerField(default=0)),
                ('unchanged', models.PositiveIntegerField(default=0)),
                ('requests', models.JSONField(default=list, help_text='[{"at", "what", "status", "bytes"}], the last 200')),
                ('problems', models.JSONField(default=list, help_text='[{"path", "message"}], the first 1,000')),
                ('word', models.TextField(blank=True, help_text='why it ended as it did')),
            ],
            options={
                'ordering': ['-started_at', '-id'],
            },
        ),
        migrations.AddField(
            model_name='opportunity',
            name='same_as',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='also', to='store.opportunity'),
        ),
        migrations.AlterField(
            model_name='opportunity',
            name='door',
            field=models.CharField(choices=[('ocds', 'public notice'), ('eforms', 'European notice'), ('customer', "customer's request"), ('cluster', "the cluster's own idea")], max_length=10),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('changes', []), _negated=True), fields=['cluster', 'imported_at'], name='notice_amending'),
        ),
        migrations.AddField(
            model_name='amendmentnote',
            name='cluster',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='store.cluster'),
        ),
        migrations.AddField(
            model_name='amendmentnote',
            name='notice',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='store.notice'),
        ),
        migrations.AddField(
            model_name='amendmentnote',
            name='opportunity',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='amendment_notes', to='store.opportunity'),
        ),
        migrations.AddField(
            model_name='amendmentnote',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='demandfollower',
            name='cluster',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='store.cluster'),
        ),
        migrations.AddField(
            model_name='demandfollower',
            name='opportunity',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='followers', to='store.opportunity'),
        ),
        migrations.AddField(
            model_name='demandfollower',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='demandlikeness',
            name='cluster',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='store.cluster'),
        ),
        migrations.AddField(
            model_name='demandlikeness',
            name='first',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='store.opportunity'),
        ),
        migrations.AddField(
            model_name='demandlikeness',
            name='second',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='store.opportunity'),
        ),
        migrations.AddField(
            model_name='demandmerge',
            name='cluster',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='store.cluster'),
        ),
        migrations.AddField(
            model_name='demandmerge',
            name='gone',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='merged', to='store.opportunity'),
        ),
        migrations.AddField(
            model_name='demandmerge',
            name='kept',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='merges', to='store.opportunity'),
        ),
        migrations.AddField(
            model_name='demandmerge',
            name='merged_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='demandnumber',
            name='cluster',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='store.cluster'),
        ),
        migrations.AddField(
            model_name='demandnumber',
            name='opportunity',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='numbers', to='store.opportunity'),
        ),
        migrations.AddField(
            model_name='demandverdict',
            name='cluster',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='store.cluster'),
        ),
        migrations.AddField(
            model_name='demandverdict',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='demandverdict',
            name='first',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='store.opportunity'),
        ),
        migrations.AddField(
            model_name='demandverdict',
            name='second',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='store.opportunity'),
        ),
        migrations.AddField(
            model_name='noticesource',
            name='added_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='noticesource',
            name='cluster',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='store.cluster'),
        ),
        migrations.AddField(
            model_name='sourcerun',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='sourcerun',
            name='cluster',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='store.cluster'),
        ),
        migrations.AddField(
            model_name='sourcerun',
            name='source',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='runs', to='store.noticesource'),
        ),
        migrations.AddIndex(
            model_name='amendmentnote',
            index=models.Index(fields=['cluster', 'person', 'seen_at'], name='amendment_note_unseen'),
        ),
        migrations.AddConstraint(
            model_name='amendmentnote',
            constraint=models.UniqueConstraint(fields=('notice', 'person'), name='amendment_note_once'),
        ),
        migrations.AddConstraint(
            model_name='demandfollower',
            constraint=models.UniqueConstraint(fields=('opportunity', 'person'), name='demand_follower_once'),
        ),
        migrations.AddIndex(
            model_name='demandlikeness',
            index=models.Index(fields=['cluster', '-score'], name='demand_likeness_score'),
        ),
        migrations.AddConstraint(
            model_name='demandlikeness',
            constraint=models.UniqueConstraint(fields=('first', 'second'), name='demand_likeness_once'),
        ),
        migrations.AddConstraint(
            model_name='demandlikeness',
            constraint=models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='demand_likeness_in_order'),
        ),
        migrations.AddConstraint(
            model_name='demandmerge',
            constraint=models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True)), fields=('gone',), name='demand_merged_once'),
        ),
        migrations.AddIndex(
            model_name='demandnumber',
            index=models.Index(fields=['cluster', 'number'], name='demand_number'),
        ),
        migrations.AddConstraint(
            model_name='demandnumber',
            constraint=models.UniqueConstraint(fields=('opportunity', 'number'), name='demand_number_once'),
        ),
        migrations.AddConstraint(
            model_name='demandverdict',
            constraint=models.UniqueConstraint(fields=('first', 'second'), name='demand_verdict_once'),
        ),
        migrations.AddConstraint(
            model_name='demandverdict',
            constraint=models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='demand_verdict_in_order'),
        ),
        migrations.AddIndex(
            model_name='noticesource',
            index=models.Index(fields=['cluster', 'paused', 'next_at'], name='notice_source_due'),
        ),
        migrations.AddConstraint(
            model_name='noticesource',
            constraint=models.UniqueConstraint(fields=('cluster', 'name'), name='notice_source_name'),
        ),
        migrations.AddConstraint(
            model_name='sourcerun',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('waiting', 'running'))), fields=('source',), name='source_run_one_at_a_time'),
        ),
        *(migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in STATEMENTS),
    ]
