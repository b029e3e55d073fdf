"""The addresses of the inbox, under the admin's."""

from django.urls import path

from .aid_views import CannedTextView, PractitionersView, PresenceView
from .canned_views import (
    CannedRepliesView,
    CannedReplyAddView,
    CannedReplyDeleteView,
    CannedReplyEditView,
)
from .forms import ACTION_FORMS
from .lead_views import ActionView, LeadView
from .views import InboxView, SearchView

app_name = "clinic_inbox"

urlpatterns = [
    path("", InboxView.as_view(), name="index"),
    path("results/", InboxView.as_view(results_only=True), name="results"),
    path("search/", SearchView.as_view(), name="search"),
    path("replies/", CannedRepliesView.as_view(), name="canned"),
    path("replies/add/", CannedReplyAddView.as_view(), name="canned_add"),
    path("replies/<int:pk>/", CannedReplyEditView.as_view(), name="canned_edit"),
    path("replies/<int:pk>/delete/", CannedReplyDeleteView.as_view(), name="canned_delete"),
    path("<int:pk>/", LeadView.as_view(), name="detail"),
    path("<int:pk>/presence/", PresenceView.as_view(), name="presence"),
    path("<int:pk>/practitioners/", PractitionersView.as_view(), name="practitioners"),
    path("<int:pk>/canned/<int:reply_pk>/", CannedTextView.as_view(), name="canned_text"),
    *[
        path(f"<int:pk>/{name}/", ActionView.as_view(form_class=form), name=name)
        for name, form in ACTION_FORMS.items()
    ],
]
