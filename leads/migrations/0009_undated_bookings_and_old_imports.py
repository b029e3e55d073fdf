"""What was booked without a date comes back: the order of the lists has a time for it, too.

A column that the database works out cannot be given another meaning: it is made anew, and so are the
indexes that have it. Beside that, what an import's check found to be too old to keep.
"""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import migrations, models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

NEVER = datetime(3000, 1, 1, tzinfo=UTC)


def ask_about_them(apps, schema_editor):
    """So many days after they were booked, which for most is now."""
    days = getattr(settings, "CLINIC", {}).get("UNDATED_BOOKING_DAYS", 14)
    if not days:
        return
    alias = schema_editor.connection.alias
    events = apps.get_model("clinic_leads", "LeadEvent").objects.using(alias)
    booked = events.filter(lead=OuterRef("pk"), kind="booked").order_by("-at").values("at")[:1]
    since = Coalesce(Subquery(booked), F("answered_at"), F("received_at"))
    leads = apps.get_model("clinic_leads", "Lead").objects.using(alias)
    leads.filter(status="booked", appointment_at=None, attendance="").update(
        attendance_due_at=since + timedelta(days=days)
    )


STAGE = Case(
    When(Q(quarantined_at__isnull=False), then=Value(7)),
    When(Q(status__in=["new", "waiting"], answered_at__isnull=True), then=Value(1)),
    When(status="new", then=Value(2)),
    When(status="waiting", then=Value(3)),
    When(
        Q(status="booked", attendance="")
        & (Q(appointment_at__isnull=False) | Q(attendance_due_at__isnull=False)),
        then=Value(4),
    ),
    When(status="booked", then=Value(5)),
    default=Value(6),
    output_field=models.PositiveSmallIntegerField(),
)

QUEUE_AT = Case(
    When(Q(quarantined_at__isnull=False) | Q(status="closed"), then=Value(NEVER)),
    When(
        status="booked",
        then=Coalesce(F("appointment_at"), F("attendance_due_at"), Value(NEVER)),
    ),
    default=Coalesce(F("due_at"), Value(NEVER)),
    output_field=models.DateTimeField(),
)

INDEXES = {
    "clinic_leads_stage": ["stage", "queue_at", "received_at", "id", "source", "language"],
    "clinic_leads_queue": [
        "location",
        "stage",
        "queue_at",
        "received_at",
        "id",
        "source",
        "language",
        "assigned_to",
    ],
    "clinic_leads_mine": ["assigned_to", "stage", "queue_at", "received_at", "id"],
}


class Migration(migrations.Migration):
    dependencies = [
        ("clinic_leads", "0008_contacts_set_apart"),
        ("clinic_locations", "0005_old_secrets_of_publish_hooks"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="leadimportline",
            name="is_over",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="lead",
            name="attendance_due_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        *(migrations.RemoveIndex(model_name="lead", name=name) for name in INDEXES),
        migrations.RemoveField(model_name="lead", name="stage"),
        migrations.RemoveField(model_name="lead", name="queue_at"),
        migrations.RunPython(ask_about_them, migrations.RunPython.noop),
        migrations.AddField(
            model_name="lead",
            name="stage",
            field=models.GeneratedField(
                db_persist=True,
                expression=STAGE,
                output_field=models.PositiveSmallIntegerField(),
            ),
        ),
        migrations.AddField(
            model_name="lead",
            name="queue_at",
            field=models.GeneratedField(
                db_persist=True, expression=QUEUE_AT, output_field=models.DateTimeField()
            ),
        ),
        *(
            migrations.AddIndex(model_name="lead", index=models.Index(fields=fields, name=name))
            for name, fields in INDEXES.items()
        ),
    ]
