"""What is there already, for the desk: answers that were given, and a search text of every lead.

The texts are empty here: 0008 writes them, and makes their index.
"""

from django.db import migrations, models

TEXTS = "INSERT INTO clinic_leads_searchtext (lead_id, text) SELECT id, '' FROM clinic_leads_lead"
TRIGGERS = ["clinic_leads_found_insert", "clinic_leads_found_delete", "clinic_leads_found_update"]


def take_over_answers(apps, schema_editor):
    """Until now the first answer was the only one."""
    leads = apps.get_model("clinic_leads", "Lead").objects.using(schema_editor.connection.alias)
    answered = leads.filter(first_response_at__isnull=False)
    answered.update(answered_at=models.F("first_response_at"))


def drop_index(apps, schema_editor):
    """PostgreSQL's goes with its table; SQLite's is a table of its own."""
    if schema_editor.connection.vendor == "sqlite":
        for name in TRIGGERS:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
        schema_editor.execute("DROP TABLE IF EXISTS clinic_leads_found")


class Migration(migrations.Migration):

    dependencies = [
        ("clinic_leads", "0002_the_desk"),
    ]

    operations = [
        migrations.RunPython(take_over_answers, migrations.RunPython.noop),
        migrations.RunSQL(TEXTS, "DELETE FROM clinic_leads_searchtext"),
        migrations.RunPython(migrations.RunPython.noop, drop_index),
    ]
