"""Requests that were added to a lead are found by the day on which they came: reconciliation asks."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("clinic_leads", "0012_nobody_left_behind"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(fields=["received_at"], name="clinic_leads_asked_again"),
        ),
    ]
