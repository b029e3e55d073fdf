"""The form of a picture in Wagtail's image library, with its rights and a look into drawings.

A project chooses it with
``WAGTAILIMAGES_IMAGE_FORM_BASE = "locations.picture_forms.ClinicImageForm"``.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db.models import Field, URLField
from django.forms.models import fields_for_model
from django.utils.translation import gettext as _
from wagtail.admin.widgets import AdminDateInput
from wagtail.images.forms import BaseImageForm
from wagtail.images.models import AbstractImage

from .drawings import UnreadableDrawing, is_plain_drawing
from .models.pictures import NEEDS_CREDIT, People, PictureRights
from .pictures import RIGHTS
from .translating import refuse_problems_of_text

# The fields of PictureRights, in the order of the form.
FIELDS = (
    "credit",
    "license",
    "source_url",
    "people",
    "consent_note",
    "consent_until_date",
    "is_decorative",
)
# The names of the fields in a picture's form: a project's image model may have a `credit` too.
PREFIX = "rights_"


class ClinicImageForm(BaseImageForm):
    """A picture with its credit, licence and consents; drawings with scripts are refused."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rights = _rights_of(self.instance)
        for name, field in fields_for_model(
            PictureRights,
            FIELDS,
            widgets={"consent_until_date": AdminDateInput()},
            formfield_callback=_form_field,
        ).items():
            field.initial = getattr(self.rights, name)
            self.fields[f"{PREFIX}{name}"] = field

    def clean_file(self) -> Any:
        """Refuse a drawing that could run something. Wagtail has looked at the rest."""
        file = self.cleaned_data["file"]
        if file and "file" in self.changed_data and file.name.lower().endswith(".svg"):
            refuse_active_drawing(file)
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        license, credit = cleaned.get(f"{PREFIX}license"), cleaned.get(f"{PREFIX}credit")
        if license in NEEDS_CREDIT and not credit:
            self.add_error(f"{PREFIX}credit", _("This licence asks for a credit."))
        until, people = cleaned.get(f"{PREFIX}consent_until_date"), cleaned.get(f"{PREFIX}people")
        if until and people != People.AGREED:
            self.add_error(f"{PREFIX}people", _("A consent that ends was given: choose “agreed”."))
        return cleaned

    def _post_clean(self) -> None:
        """Look at what pages say of the picture once it is filled in."""
        super()._post_clean()
        self._refuse_problems_of(self.instance)
        credit = self.cleaned_data.get(f"{PREFIX}credit") or ""
        self._refuse_problems_of(PictureRights(credit=credit), prefix=PREFIX)

    def _refuse_problems_of(self, row: Any, *, prefix: str = "") -> None:
        try:
            refuse_problems_of_text(row)
        except ValidationError as error:
            for name, errors in error.error_dict.items():
                if f"{prefix}{name}" in self.fields:
                    self.add_error(f"{prefix}{name}", errors)

    def _save_m2m(self) -> None:
        """Save the rights as soon as the picture they belong to is saved."""
        super()._save_m2m()
        for name in FIELDS:
            setattr(self.rights, name, self.cleaned_data[f"{PREFIX}{name}"])
        self.rights.picture = self.instance
        self.rights.save()


def refuse_active_drawing(file: File) -> None:
    """Raise ValidationError unless an SVG is known to run nothing and load nothing."""
    try:
        is_plain = is_plain_drawing(file)
    except UnreadableDrawing as error:
        raise ValidationError(_("This drawing cannot be read."), code="unreadable") from error
    finally:
        file.seek(0)
    if not is_plain:
        raise ValidationError(
            _("This drawing holds a script or loads something. Export it as a plain SVG."),
            code="active_drawing",
        )


def _form_field(field: Field, **kwargs: Any) -> forms.Field | None:
    if isinstance(field, URLField):
        kwargs["assume_scheme"] = "https"
    return field.formfield(**kwargs)


def _rights_of(image: AbstractImage) -> PictureRights:
    rights = getattr(image, RIGHTS, None) if image.pk else None
    return rights or PictureRights()
