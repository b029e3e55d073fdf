"""What is there already, for the desk: answers that were given, and every lead's words."""

from django.db import migrations, models

from leads.models.search import BATCH, create_index, drop_index, text_of


def take_over_answers(apps, schema_editor):
    """Until now the first answer was the only one."""
    leads = apps.get_model("clinic_leads", "Lead").objects.using(schema_editor.connection.alias)
    answered = leads.filter(first_response_at__isnull=False)
    answered.update(answered_at=models.F("first_response_at"))


def make_searchable(apps, schema_editor):
    """The index first: PostgreSQL makes none on a table with rows that are checked later."""
    connection = schema_editor.connection
    create_index(connection)
    leads = apps.get_model("clinic_leads", "Lead").objects.using(connection.alias)
    rows = apps.get_model("clinic_leads", "SearchText").objects.using(connection.alias)
    batch = []
    for lead in leads.iterator(chunk_size=BATCH):
        batch.append(rows.model(lead_id=lead.pk, text=text_of(lead)))
        if len(batch) == BATCH:
            rows.bulk_create(batch)
            batch = []
    rows.bulk_create(batch)


def unmake_searchable(apps, schema_editor):
    drop_index(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ("clinic_leads", "0002_the_desk"),
    ]

    operations = [
        migrations.RunPython(take_over_answers, migrations.RunPython.noop),
        migrations.RunPython(make_searchable, unmake_searchable),
    ]
