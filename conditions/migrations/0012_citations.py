import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clinic_conditions', '0011_disclaimers'),
    ]

    operations = [
        migrations.CreateModel(
            name='Citation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('guideline', 'Clinical guideline'), ('systematic_review', 'Systematic review'), ('randomised_trial', 'Randomized trial'), ('cohort_study', 'Cohort study'), ('other_study', 'Other study'), ('book', 'Book'), ('web_page', 'Web page')], max_length=24, verbose_name='kind')),
                ('authors', models.CharField(help_text='As PubMed writes them: Vickers AJ, Vertosick EA. Or an organization.', max_length=500, verbose_name='authors')),
                ('title', models.CharField(max_length=400, verbose_name='title')),
                ('journal', models.CharField(blank=True, max_length=200, verbose_name='journal or publisher')),
                ('year', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1500), django.core.validators.MaxValueValidator(2100)], verbose_name='year')),
                ('volume', models.CharField(blank=True, help_text='Such as 19(5).', max_length=40, verbose_name='volume and issue')),
                ('pages', models.CharField(blank=True, help_text='Such as 455-474, or CD001218.', max_length=40, verbose_name='pages')),
                ('doi', models.CharField(blank=True, help_text='Such as 10.1016/j.jpain.2017.11.005. Paste the address, if you like.', max_length=200, verbose_name='DOI')),
                ('pmid', models.CharField(blank=True, help_text='Such as 29198932.', max_length=60, verbose_name='PubMed number (PMID)')),
                ('url', models.URLField(blank=True, help_text='Where it can be read, if it has neither DOI nor PubMed number.', max_length=500, validators=[django.core.validators.RegexValidator('^https?://', 'Use an address that begins with https://.')], verbose_name='web address')),
            ],
            options={
                'verbose_name': 'source',
                'verbose_name_plural': 'sources',
                'ordering': ['authors', 'year', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('doi', ''), _negated=True), fields=('doi',), name='clinic_citation_doi_once', violation_error_message='A source with this DOI is there already.'), models.UniqueConstraint(condition=models.Q(('pmid', ''), _negated=True), fields=('pmid',), name='clinic_citation_pmid_once', violation_error_message='A source with this PubMed number is there already.')],
            },
        ),
    ]
