"""What is asked: text or files, and on the review screen the few things worth correcting."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from locations.years import refuse_other_years

from ..importing.decoding import MAX_BYTES
from ..importing.sources import kinds
from ..importing.understanding import SiteFacts, Understood
from ..models import ArticleIndexPage


class SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; `clean` returns a list."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(file, initial) for file in files]

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "accept": ",".join(kinds())}


class ListField(forms.ModelChoiceField):
    """A list of articles, with its language where the site has several."""

    def __init__(self, lists: Iterable[ArticleIndexPage], **kwargs: Any) -> None:
        lists = list(lists)
        queryset = ArticleIndexPage.objects.filter(pk__in=[page.pk for page in lists])
        self.says_language = len({page.locale_id for page in lists}) > 1
        super().__init__(queryset.select_related("locale").order_by("path"), **kwargs)

    def label_from_instance(self, obj: ArticleIndexPage) -> str:
        if not self.says_language:
            return obj.get_admin_display_title()
        return f"{obj.get_admin_display_title()} ({obj.locale.get_display_name()})"


class UploadForm(forms.Form):
    """Pasted text, files, or both, and where the articles go."""

    text = forms.CharField(
        label=_("Paste the text of an article"),
        help_text=_("With the title on its first line."),
        required=False,
        strip=False,
        max_length=MAX_BYTES,
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages={"max_length": _("This is longer than any article. Paste one at a time.")},
    )
    uploads = FilesField(label=_("Or upload files"), required=False, allow_empty_file=True)

    def __init__(
        self, *args: Any, lists: list[ArticleIndexPage], refusal: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.refusal = refusal
        self.fields["uploads"].help_text = gettext("One or several of these kinds: %(kinds)s") % {
            "kinds": ", ".join(kinds())
        }
        if len(lists) > 1:
            self.fields["index"] = ListField(
                lists,
                label=_("List of articles"),
                initial=lists[0],
                empty_label=None,
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.refusal:
            self.add_error("uploads", self.refusal)
            return cleaned
        asked = {"text", "uploads"}
        if asked & self.errors.keys() or cleaned.get("text", "").strip() or cleaned.get("uploads"):
            return cleaned
        self.add_error("text", _("Paste a text here, or choose a file below."))
        return cleaned


class ListForm(forms.Form):
    """Another list of articles for an import that is being looked through."""

    def __init__(self, *args: Any, lists: list[ArticleIndexPage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["index"] = ListField(lists, label=_("List of articles"), empty_label=None)


class CorrectionsForm(forms.Form):
    """What a person may set right before the draft is made."""

    title = forms.CharField(label=_("Title"), max_length=255)
    author = forms.TypedChoiceField(label=_("Author"), required=False, coerce=int, empty_value=None)
    date = forms.DateField(
        label=_("Date"),
        required=False,
        help_text=_("Empty: today's date."),
        validators=[refuse_other_years],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    topics = forms.TypedMultipleChoiceField(
        label=_("Link these pages"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, understood: Understood, facts: SiteFacts, **kwargs: Any) -> None:
        person, dateline = understood.author.person, understood.document.dateline
        pages = {topic.page_id: topic for topic in understood.topics if topic.page_id is not None}
        kwargs["initial"] = {
            "title": understood.document.title,
            "author": person.page_id if person else "",
            "date": dateline.date if dateline else None,
            "topics": [pk for pk, topic in pages.items() if topic.is_certain],
        }
        super().__init__(*args, **kwargs)
        people = sorted(facts.people, key=lambda person: person.name.casefold())
        fields: dict[str, Any] = self.fields
        fields["author"].choices = [
            ("", gettext("Nobody yet")),
            *((one.page_id, ", ".join([one.name, *one.credentials])) for one in people),
        ]
        fields["topics"].choices = [(pk, topic.name) for pk, topic in pages.items()]
        if not pages:
            del self.fields["topics"]

    def corrections(self) -> dict[str, Any]:
        """Return what was changed, as JSON values."""
        changed = {name: self.cleaned_data[name] for name in self.changed_data}
        if changed.get("date"):
            changed["date"] = changed["date"].isoformat()
        return changed
