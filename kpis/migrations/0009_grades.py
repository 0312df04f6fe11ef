from decimal import Decimal

import django.db.models.deletion
from django.db import migrations, models

# A start that each team may replace by its own.
LADDER = [("A", 90), ("B", 80), ("C", 70), ("D", 0)]


def ship(apps, schema_editor):
    grade = apps.get_model("kpis", "Grade")
    grade.objects.bulk_create(grade(name=name, from_total=Decimal(bound)) for name, bound in LADDER)


class Migration(migrations.Migration):
    dependencies = [
        ("kpis", "0008_month_end"),
        ("roles", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Grade",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=10, verbose_name="grade")),
                ("from_total", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="from")),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grades",
                        to="roles.team",
                        verbose_name="team",
                    ),
                ),
            ],
            options={
                "verbose_name": "grade",
                "ordering": ["-from_total"],
                "constraints": [
                    models.UniqueConstraint(fields=("team", "name"), name="a_grade_name_once_a_team"),
                    models.UniqueConstraint(fields=("team", "from_total"), name="a_grade_bound_once_a_team"),
                    models.UniqueConstraint(
                        condition=models.Q(("team", None)), fields=("name",), name="a_shipped_grade_name_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("team", None)), fields=("from_total",), name="a_shipped_grade_bound_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("from_total__gte", 0), ("from_total__lte", 200)),
                        name="grade_from_0_to_200",
                    ),
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="grade_has_a_name"),
                ],
            },
        ),
        migrations.RunPython(ship, migrations.RunPython.noop),
    ]
