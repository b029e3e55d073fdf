"""The reference to a source in the rich text editor: its button, and the chooser behind it.

In the editor a reference is one unbreakable piece of text, “[Vickers 2018]”. Only the source's id
is kept of it.
"""

from django.urls import reverse_lazy
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature
from wagtail.rich_text.feature_registry import FeatureRegistry

from locations import draftail

from .citing import CitationReference

SCRIPTS = [
    "wagtailadmin/js/chooser-modal.js",
    draftail.SCRIPT,
    "clinic_conditions/admin/citation.js",
]


def register(features: FeatureRegistry) -> None:
    """Add the feature to Wagtail's registry: rendering, the button, and both conversions."""
    draftail.register(features, CitationReference)
    # Sources are chosen from a list that is searched and added to, not from a few buttons.
    features.register_editor_plugin("draftail", CitationReference.identifier, _button())


def _button() -> EntityFeature:
    control = {
        "type": CitationReference.entity_type(),
        "icon": CitationReference.icon,
        "description": CitationReference.button,
        "attributes": ["id", "label", "missing"],  # what survives copy and paste
        "chooserUrls": {"citationChooser": reverse_lazy("clinic_citation_chooser:choose")},
    }
    return EntityFeature(control, js=SCRIPTS, css={"all": [draftail.STYLES]})
