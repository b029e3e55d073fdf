"""What the page “Import articles” keeps, so that nothing is lost when a session ends.

The bytes of the files are in private storage (`locations.private`); here is what was read of them
and what its owner decided.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .article_list import ArticleIndexPage
from .articles import ArticlePage


class ImportJobQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ImportJobQuerySet":
        """The imports that `user` may see: their own, and everybody's with the right to."""
        if user.has_perm("clinic_conditions.change_importjob"):
            return self
        return self.filter(owner=user)

    def with_counts(self) -> "ImportJobQuerySet":
        """With `found`, the number of articles, and `waiting`, of those still to be written."""
        waits = models.Q(items__take=True, items__state__in=ImportItem.OPEN)
        return self.annotate(
            found=models.Count("items"), waiting=models.Count("items", filter=waits)
        )


class ImportJob(models.Model):
    """One visit with files or pasted text: read, looked through, and then written as drafts."""

    class Stage(models.TextChoices):
        READING = "reading", _("Being read")
        REVIEW = "review", _("To be looked through")
        WRITING = "writing", _("Drafts are being made")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    index = models.ForeignKey(
        ArticleIndexPage, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.READING)
    created_at = models.DateTimeField(auto_now_add=True)
    touched_at = models.DateTimeField(auto_now=True, db_index=True)

    # Wagtail would show every import as a use of the pages that it names.
    wagtail_reference_index_ignore = True

    objects = ImportJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of articles")
        verbose_name_plural = _("imports of articles")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"Import {self.pk}"


class ImportFile(models.Model):
    """A file of an import, or the text that was pasted.

    `stored` is where its bytes are in private storage. `read_to` says how far it was read, in a
    form that only its reader knows; `refusal` why it cannot be imported.
    """

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=255)
    stored = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    is_pasted = models.BooleanField(default=False)
    is_read = models.BooleanField(default=False)
    read_to = models.JSONField(default=dict, blank=True)
    share_read = models.FloatField(default=0)
    refusal = models.TextField(blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"File {self.pk}"


class ImportItem(models.Model):
    """An article that was found: as it was read, how its owner corrected it, what became of it.

    `source` are the fields of `writer.Source` but for the bytes, of which `content_key` is left.
    `extra` is what an export knows of the article beside its text.
    """

    class State(models.TextChoices):
        FOUND = "found", _("To import")
        EDITED = "edited", _("Changed since: decide")
        CREATED = "created", _("Draft made")
        UPDATED = "updated", _("Draft updated")
        UNCHANGED = "unchanged", _("Already there")
        REFUSED = "refused", _("Not imported")
        UNREADABLE = "unreadable", _("Cannot be imported")

    OPEN = frozenset({State.FOUND, State.EDITED, State.REFUSED})
    DONE = frozenset({State.CREATED, State.UPDATED, State.UNCHANGED})

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="items")
    file = models.ForeignKey(ImportFile, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    source = models.JSONField()
    content_key = models.CharField(max_length=64)
    title = models.CharField(max_length=255)
    document = models.JSONField()
    extra = models.JSONField(default=dict, blank=True)
    source_text = models.TextField(blank=True)
    corrections = models.JSONField(default=dict, blank=True)
    take = models.BooleanField(default=True)
    replace = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.FOUND)
    problem = models.TextField(blank=True)
    remarks = models.JSONField(default=list, blank=True)
    page = models.ForeignKey(
        ArticlePage, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["job", "position"], name="clinic_import_item_order")]

    def __str__(self) -> str:
        return f"Article {self.pk} of import {self.job_id}"

    @property
    def is_open(self) -> bool:
        """Whether something may still become of it."""
        return self.state in self.OPEN


class ImportTodo(models.Model):
    """Something that is left to do by hand after an import; the page's editor shows it."""

    page = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="import_todos")
    text = models.TextField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"To-do {self.pk} of page {self.page_id}"
