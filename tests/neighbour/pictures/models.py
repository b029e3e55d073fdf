"""The project's own image model, which came after its albums: it is not in the first migration."""

from django.db import models
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class Album(models.Model):
    title = models.CharField(max_length=120)

    def __str__(self):
        return self.title


class Picture(AbstractImage):
    photographer = models.CharField(max_length=120, blank=True)
    album = models.ForeignKey(Album, on_delete=models.SET_NULL, null=True, blank=True)

    admin_form_fields = (*Image.admin_form_fields, "photographer")


class Rendition(AbstractRendition):
    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)
