"""Workers leave a sign of life."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("clinic_leads", "0004_life_cycle"),
        ("clinic_leads", "0004_scale"),
        ("clinic_leads", "0004_secrets_in_turn"),
        ("clinic_leads", "0004_the_visitors_link"),
    ]

    operations = [
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("worker", models.CharField(max_length=120, unique=True)),
                ("beat_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "heartbeat",
                "verbose_name_plural": "heartbeats",
                "default_permissions": (),
            },
        ),
    ]
