from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class ConditionsConfig(AppConfig):
    """WHAT the clinic treats and WHO treats it: conditions, treatments, practitioners, articles."""

    name = "conditions"
    label = "clinic_conditions"
    verbose_name = _("Clinic content")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        self._tell_of_content()
        if apps.is_installed("wagtail.api.v3"):
            from .api.joining import join

            join()

    def _tell_of_content(self) -> None:
        """What pages show beside their own content is told to publish webhooks, too."""
        from locations.changes.beside import kept_beside_pages
        from locations.changes.watching import anywhere, watch

        from .feed_paths import feed_paths
        from .models import ArticleSeries, Citation, ClinicalReview, Disclaimer, GlossaryTerm

        kept_beside_pages(feed_paths)
        watch(Disclaimer, pages=anywhere)
        watch(GlossaryTerm, pages=anywhere)
        watch(ArticleSeries)
        watch(Citation)
        watch(ClinicalReview, pages=lambda review: [review.page_id])
