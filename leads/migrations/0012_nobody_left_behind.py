"""An import outlives the account of who began it; a list with full names is a look at people."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clinic_leads', '0008_contacts_set_apart'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='leadaccess',
            name='kind',
            field=models.CharField(choices=[('viewed', 'Opened'), ('listed', 'Had the full names in a list shown'), ('revealed', 'Looked at the phone number or e-mail address'), ('exported', 'Exported'), ('printed', 'Printed')], max_length=12),
        ),
        migrations.AlterField(
            model_name='leadimport',
            name='owner',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
    ]
