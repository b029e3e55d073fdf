"""Facts of the clinic as a whole, and what one Wagtail Site shows of it."""

from typing import Any

import swapper
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.contrib.settings.models import (
    BaseGenericSetting,
    BaseSiteSetting,
    register_setting,
)
from wagtail.fields import StreamField

from .. import phones
from ..conf import clinic_settings
from ..facts import PhoneValue, phone_value
from ..standing_texts import TranslationsBlock, stamp
from ..translating import refuse_problems_of_text


@register_setting(icon="home")
class ClinicOrganisation(BaseGenericSetting):
    """The clinic as a whole: one name, one default location, one set of standing texts."""

    name = models.CharField(_("name of the clinic"), max_length=120, default="Our clinic")
    tagline = models.CharField(_("tagline"), max_length=160, blank=True)
    phone = models.CharField(
        _("number of the whole clinic"),
        max_length=32,
        blank=True,
        help_text=_(
            "One number for all locations, if there is one. It is shown in the footer and, on "
            "sites that show all locations, at the top. Texts can refer to it."
        ),
    )
    default_location = models.ForeignKey(
        "clinic_locations.LocationPage",
        verbose_name=_("default location"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Answers requests that nothing else sends to a location."),
    )
    emergency_text = models.TextField(
        _("emergency text"),
        # Content, in the site's own language: not that of whoever happens to open the first page.
        default=(
            "This form is not for emergencies. If you may be in danger, call 911. "
            "If you are thinking of harming yourself, call or text 988."
        ),
        help_text=_("Shown on every consultation form and receipt."),
    )
    consent_text = models.TextField(
        _("consent text"),
        default=(
            "By sending this form you agree that our front desk contacts you about your request. "
            "We use what you write here for nothing else."
        ),
        help_text=_("Shown above the send button and kept with each request as it was shown."),
    )

    translations = StreamField(
        TranslationsBlock(required=False),
        verbose_name=_("these texts in other languages"),
        blank=True,
        help_text=_(
            "When a text above changes, its translations are no longer shown, but the new text, "
            "until they are translated again."
        ),
    )
    # By language and text, a digest of the words that the translation was made of.
    translated_from = models.JSONField(default=dict, blank=True, editable=False)

    panels = [
        FieldPanel("name"),
        FieldPanel("tagline"),
        FieldPanel("phone"),
        PageChooserPanel("default_location"),
        FieldPanel("emergency_text"),
        FieldPanel("consent_text"),
        FieldPanel("translations"),
    ]

    class Meta:
        verbose_name = _("clinic")

    def save(self, *args: Any, **kwargs: Any) -> None:
        stored = type(self)._default_manager.filter(pk=self.pk).first()
        stamp(self, before=stored.translations if stored else ())
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        number = phones.parse(self.phone, region=clinic_settings.PHONE_REGION)
        if self.phone and not number:
            problem = _("“%(typed)s” is not a phone number. Write it like 651-555-0123.")
            raise ValidationError({"phone": ValidationError(problem, params={"typed": self.phone})})
        self.phone = number
        refuse_problems_of_text(self)

    @property
    def main_phone(self) -> PhoneValue | None:
        """The number of the clinic as a whole, None when each location has its own only."""
        return phone_value(self.phone) if self.phone else None


@register_setting(icon="site")
class ClinicSiteSettings(BaseSiteSetting):
    """What one Wagtail Site shows: all locations, or one that it is bound to."""

    location = models.ForeignKey(
        "clinic_locations.LocationPage",
        verbose_name=_("location of this site"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Its number is in the header and preset in forms. Empty: all locations."),
    )
    request_page = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"),
        verbose_name=_("consultation request page"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Where “Request a consultation” leads."),
    )

    select_related = ["request_page"]

    panels = [PageChooserPanel("location"), PageChooserPanel("request_page")]

    class Meta:
        verbose_name = _("clinic site")
