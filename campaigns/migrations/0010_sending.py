"""When may be sent: quotas and what is shipped of them, blackout days, audiences, content of a campaign."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import teamops.lib.naming

# code, name, English name, sends, per
PRESETS = [
    ("service_account", "服务号", "Service account", 4, "month"),
    ("subscription_account", "订阅号", "Subscription account", 1, "day"),
]


def ship(apps, schema_editor):
    """What WeChat grants its two kinds of official account."""
    presets = apps.get_model("campaigns", "QuotaPreset").objects
    for position, (code, name, name_en, at_most, per) in enumerate(PRESETS, start=1):
        presets.create(
            code=code, name=name, name_en=name_en, channel_kind="official_account", at_most=at_most, per=per,
            position=position,
        )  # fmt: skip


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0009_workflow_drafts'),
        ('metrics', '0007_shipped_pairs'),
        ('roles', '0002_catalogue'),
    ]

    operations = [
        migrations.AddField(
            model_name='contentdetail',
            name='audience',
            field=models.CharField(blank=True, help_text="A segment, in the team's words. Empty: everybody on the channel.", max_length=40, verbose_name='audience'),
        ),
        migrations.AddField(
            model_name='contentdetail',
            name='campaign',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contents', to='campaigns.campaigndetail', verbose_name='part of the campaign'),
        ),
        migrations.CreateModel(
            name='QuotaPreset',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, verbose_name='code')),
                ('name', models.CharField(max_length=40, verbose_name='name')),
                ('name_en', models.CharField(max_length=60, verbose_name='English name')),
                ('channel_kind', models.CharField(choices=[('official_account', 'Official account'), ('video_account', 'Video account'), ('mini_program', 'Mini program'), ('wecom', 'WeCom'), ('group', 'Groups'), ('shop', 'Shop')], max_length=20, verbose_name='channel')),
                ('at_most', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='sends')),
                ('per', models.CharField(choices=[('day', 'a day'), ('week', 'a week'), ('month', 'a month')], max_length=5, verbose_name='per')),
                ('position', models.PositiveSmallIntegerField(default=100, verbose_name='position')),
            ],
            options={
                'verbose_name': 'shipped sending quota',
                'ordering': ['position', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('code',), name='a_quota_preset_once')],
            },
            bases=(teamops.lib.naming.Bilingual, models.Model),
        ),
        migrations.CreateModel(
            name='Blackout',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_on', models.DateField(verbose_name='first day')),
                ('last_on', models.DateField(verbose_name='last day')),
                ('reason', models.CharField(max_length=100, verbose_name='reason')),
                ('made_at', models.DateTimeField(verbose_name='made')),
                ('channel', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='blackouts', to='metrics.channel', verbose_name='channel')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roles.member', verbose_name='made by')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='blackouts', to='roles.team', verbose_name='team')),
            ],
            options={
                'verbose_name': 'blackout days',
                'ordering': ['first_on', 'pk'],
                'indexes': [models.Index(fields=['team', 'last_on'], name='blackouts_of_a_team')],
                'constraints': [models.CheckConstraint(condition=models.Q(('last_on__gte', models.F('first_on'))), name='a_blackout_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='a_blackout_says_why')],
            },
        ),
        migrations.CreateModel(
            name='Quota',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at_most', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='sends')),
                ('per', models.CharField(choices=[('day', 'a day'), ('week', 'a week'), ('month', 'a month')], max_length=5, verbose_name='per')),
                ('set_at', models.DateTimeField(verbose_name='set')),
                ('channel', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='quota', to='metrics.channel', verbose_name='channel')),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roles.member', verbose_name='set by')),
            ],
            options={
                'verbose_name': 'sending quota',
                'ordering': ['channel'],
                'constraints': [models.CheckConstraint(condition=models.Q(('at_most__gte', 1)), name='a_quota_allows_something')],
            },
        ),
        migrations.RunPython(ship, migrations.RunPython.noop),
    ]
