"""What leads are searched by: how their people are reached now stands apart, behind the rest."""

from django.db import migrations

from leads.models.search import (
    BATCH,
    SAID_LATER,
    create_index,
    drop_index,
    text_of,
    text_of_follow_up,
)


def set_apart(apps, schema_editor):
    """Without the index while it lasts: it would be changed word by word."""
    drop_index(schema_editor.connection)
    alias = schema_editor.connection.alias
    rows = apps.get_model("clinic_leads", "SearchText").objects.using(alias)
    events = apps.get_model("clinic_leads", "LeadEvent").objects.using(alias)
    begin = 0
    while batch := list(rows.filter(pk__gt=begin).select_related("lead").order_by("pk")[:BATCH]):
        again = {row.pk: [] for row in batch}
        said = events.filter(kind__in=SAID_LATER, lead__in=list(again)).order_by("pk")
        for lead, text, data in said.values_list("lead_id", "text", "data"):
            again[lead].append(text_of_follow_up(text, data))
        for row in batch:
            row.text = text_of(row.lead, again=again[row.pk])
        rows.bulk_update(batch, ["text"])
        begin = batch[-1].pk
    create_index(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ("clinic_leads", "0007_filters_in_the_index"),
    ]

    operations = [
        migrations.RunPython(set_apart, migrations.RunPython.noop),
    ]
