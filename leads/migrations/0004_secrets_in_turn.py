"""Webhooks keep their old secret for a day and their log for a month; follow-ups are found."""

from django.conf import settings
from django.db import migrations, models

from leads.models.search import ASKED_AGAIN, text_of, text_of_follow_up


def make_follow_ups_searchable(apps, schema_editor):
    """Until now only the first request of a lead was looked into."""
    alias = schema_editor.connection.alias
    events = apps.get_model("clinic_leads", "LeadEvent").objects.using(alias)
    rows = apps.get_model("clinic_leads", "SearchText").objects.using(alias)
    asked = events.filter(kind=ASKED_AGAIN)
    for row in rows.filter(lead__events__in=asked).select_related("lead").distinct().iterator():
        said = asked.filter(lead=row.lead_id).order_by("pk").values_list("text", "data")
        row.text = text_of(row.lead, again=[text_of_follow_up(*each) for each in said])
        row.save(update_fields=["text"])


class Migration(migrations.Migration):

    dependencies = [
        ("clinic_leads", "0003_take_over"),
        ("clinic_locations", "0002_facts_pictures_announcements"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="webhookendpoint",
            name="old_secret",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="webhookendpoint",
            name="old_secret_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("kind", "webhook")),
                fields=["created_at"],
                name="clinic_leads_webhook_log",
            ),
        ),
        migrations.AddConstraint(
            model_name="webhookendpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("old_secret", ""), ("old_secret_until__isnull", False), _connector="XOR"
                ),
                name="clinic_leads_old_secret_ends",
            ),
        ),
        migrations.RunPython(make_follow_ups_searchable, migrations.RunPython.noop),
    ]
