"""The blocks of an article, a condition or a treatment."""

from collections.abc import Iterable
from copy import copy
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.images.models import AbstractImage

from locations.blocks import (
    PREVIEW_TEMPLATE,
    ConsultationBlock,
    PhoneReferenceBlock,
    ShownAsPublished,
)
from locations.pictures import RIGHTS
from locations.prepared import Prepared, filling, room_for, several

from .features import SHORT_TEXT_FEATURES, TEXT_FEATURES


class PointBlock(blocks.StructBlock):
    """One numbered point: a short heading and what there is to say about it."""

    heading = blocks.CharBlock(label=_("Point"), max_length=160)
    text = blocks.RichTextBlock(label=_("Text"), features=SHORT_TEXT_FEATURES)

    class Meta:
        icon = "list-ol"
        label = _("Point")
        label_format = "{heading}"


class PointsBlock(ShownAsPublished, blocks.StructBlock):
    """A heading and its numbered points: “3 ways …”. The numbers are made, never typed."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=160, required=False)
    points = blocks.ListBlock(PointBlock(), label=_("Points"), min_num=1)

    class Meta:
        icon = "list-ol"
        label = _("Numbered points")
        template = "clinic/blocks/points.html"
        description = _("Points that are counted for you, each with a text of its own.")
        preview_value = {
            "heading": _("How it helps"),
            "points": [
                {"heading": _("First point"), "text": "<p>What there is to say about it.</p>"},
                {"heading": _("Second point"), "text": "<p>And about the next one.</p>"},
            ],
        }


class _PictureChooserBlock(ImageChooserBlock):
    """The chooser of a picture, which reads the rights of all pictures of a text along."""

    def bulk_to_python(self, values: Iterable[int | None]) -> list[AbstractImage | None]:
        ids = list(values)
        known = {one for one in ids if one is not None}
        room = room_for(len(known))
        found = _pictures.rows(room, **filling("picture", known, room)) if known else []
        pictures = {picture.pk: picture for picture in found}
        # One for each place: what is said of a picture there is written on it.
        return [copy(pictures.get(one)) for one in ids]


def _with_rights(count: int) -> QuerySet:
    pictures = get_image_model()._default_manager.select_related(RIGHTS)
    return pictures.filter(pk__in=several("picture", get_image_model()._meta.pk, count))


_pictures: Prepared[Any] = Prepared(_with_rights)


class PictureBlock(ImageBlock):
    """Wagtail's picture with its alternative text, and with what is known of its rights."""

    def __init__(self, required: bool = True, **kwargs: Any) -> None:
        super().__init__(required=required, **kwargs)
        chooser = _PictureChooserBlock(required=required)
        chooser.set_name("image")
        self.child_blocks["image"] = chooser


class CreditedImageBlock(ShownAsPublished, blocks.StructBlock):
    """A picture with its caption and the credit of who made it."""

    image = PictureBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), max_length=200, required=False)
    credit = blocks.CharBlock(
        label=_("Credit"),
        max_length=120,
        required=False,
        help_text=_("Empty: the credit that the picture has in the library."),
    )

    class Meta:
        icon = "image"
        label = _("Picture with credit")
        template = "clinic/blocks/image.html"
        description = _("A picture with alternative text, caption and credit.")

    def get_preview_value(self) -> blocks.StructValue:
        """The newest picture in the library, so that the preview shows one."""
        picture = get_image_model().objects.order_by("-pk").first()
        caption, credit = _("What the picture shows"), _("Who made it")
        return self.normalize({"image": picture, "caption": caption, "credit": credit})


class CalloutBlock(ShownAsPublished, blocks.StructBlock):
    """A short text set apart: a tip, a caution, or when to get help."""

    kind = blocks.ChoiceBlock(
        label=_("Kind"),
        choices=[
            ("note", _("Good to know")),
            ("caution", _("Caution")),
            ("urgent", _("When to get urgent help")),
        ],
        default="note",
    )
    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    text = blocks.RichTextBlock(label=_("Text"), features=SHORT_TEXT_FEATURES)

    class Meta:
        icon = "warning"
        label = _("Callout")
        label_format = "{heading}"
        template = "clinic/blocks/callout.html"
        description = _("A text set apart: good to know, caution, or when to get urgent help.")
        preview_value = {
            "kind": "urgent",
            "heading": _("When to get urgent help"),
            "text": "<p>See a doctor at once if you cannot put weight on the leg.</p>",
        }


class BodyBlock(blocks.StreamBlock):
    """What the body of a page is made of."""

    text = blocks.RichTextBlock(
        label=_("Text"),
        icon="pilcrow",
        features=TEXT_FEATURES,
        template="clinic/blocks/text.html",
        preview_template=PREVIEW_TEMPLATE,
        description=_("Headings, paragraphs, lists and links."),
        preview_value=_("<h2>A heading</h2><p>Running text with headings, lists and links.</p>"),
    )
    points = PointsBlock()
    image = CreditedImageBlock()
    callout = CalloutBlock()
    phone = PhoneReferenceBlock()
    consultation = ConsultationBlock()
