"""The addresses of the inbox, under the admin's."""

from django.urls import path

from .adding import AddView
from .aid_views import CannedTextView, PractitionersView, PresenceView
from .canned_views import (
    CannedRepliesView,
    CannedReplyAddView,
    CannedReplyDeleteView,
    CannedReplyEditView,
)
from .forms import ACTION_FORMS
from .health_views import HealthView
from .holding import HoldView
from .lead_views import ActionView, LeadView
from .list_views import BulkView, NamesView
from .merging import MergeForm, UnmergeForm
from .misrouting import MisroutedForm
from .notice_views import NoticesView, PreferencesView, ReadView
from .person_data_views import PersonDataView
from .privacy_views import ForgetView, RevealView
from .reports import ReportsView
from .saved_views import DeleteView, RenameView, SaveView
from .search_views import SearchView
from .stamp import StampView
from .team import DismissView, TeamView
from .then_views import PageThenView
from .views import InboxView
from .webhook_views import (
    WebhookAddView,
    WebhookDetailView,
    WebhookFormView,
    WebhookOwnView,
    WebhookRemoveView,
    WebhookReplayView,
    WebhookSecretView,
    WebhooksView,
    WebhookTestView,
)

app_name = "clinic_inbox"

urlpatterns = [
    path("", InboxView.as_view(), name="index"),
    path("results/", InboxView.as_view(results_only=True), name="results"),
    path("search/", SearchView.as_view(), name="search"),
    path("team/", TeamView.as_view(), name="team"),
    path("team/out/", DismissView.as_view(), name="dismiss"),
    path("reports/", ReportsView.as_view(), name="reports"),
    path("health/", HealthView.as_view(), name="health"),
    path("notices/", NoticesView.as_view(), name="notices"),
    path("notices/read/", ReadView.as_view(), name="notices_read"),
    path("notices/preferences/", PreferencesView.as_view(), name="preferences"),
    path("notices/preferences/<int:location>/", PreferencesView.as_view(), name="preferences_at"),
    path("webhooks/", WebhooksView.as_view(), name="webhooks"),
    path("webhooks/add/", WebhookAddView.as_view(), name="webhook_add"),
    path("webhooks/own/", WebhookOwnView.as_view(), name="webhook_own"),
    path("webhooks/<int:pk>/", WebhookDetailView.as_view(), name="webhook"),
    path("webhooks/<int:pk>/edit/", WebhookFormView.as_view(), name="webhook_edit"),
    path("webhooks/<int:pk>/test/", WebhookTestView.as_view(), name="webhook_test"),
    path("webhooks/<int:pk>/secret/", WebhookSecretView.as_view(), name="webhook_secret"),
    path("webhooks/<int:pk>/replay/", WebhookReplayView.as_view(), name="webhook_replay"),
    path("webhooks/<int:pk>/remove/", WebhookRemoveView.as_view(), name="webhook_remove"),
    path("add/", AddView.as_view(), name="add"),
    path("stamp/", StampView.as_view(), name="stamp"),
    path("bulk/", BulkView.as_view(), name="bulk"),
    path("names/", NamesView.as_view(), name="names"),
    path("views/save/", SaveView.as_view(), name="view_save"),
    path("views/<int:pk>/rename/", RenameView.as_view(), name="view_rename"),
    path("views/<int:pk>/delete/", DeleteView.as_view(), name="view_delete"),
    path("<int:pk>/reveal/", RevealView.as_view(), name="reveal"),
    path("<int:pk>/hold/", HoldView.as_view(), name="hold"),
    path("<int:pk>/their-data/", PersonDataView.as_view(), name="person_data"),
    path("<int:pk>/forget/", ForgetView.as_view(), name="forget"),
    path("replies/", CannedRepliesView.as_view(), name="canned"),
    path("replies/add/", CannedReplyAddView.as_view(), name="canned_add"),
    path("replies/<int:pk>/", CannedReplyEditView.as_view(), name="canned_edit"),
    path("replies/<int:pk>/delete/", CannedReplyDeleteView.as_view(), name="canned_delete"),
    path("<int:pk>/", LeadView.as_view(), name="detail"),
    path("<int:pk>/page/", PageThenView.as_view(), name="page_then"),
    path("<int:pk>/presence/", PresenceView.as_view(), name="presence"),
    path("<int:pk>/practitioners/", PractitionersView.as_view(), name="practitioners"),
    path("<int:pk>/canned/<int:reply_pk>/", CannedTextView.as_view(), name="canned_text"),
    *[
        path(f"<int:pk>/{name}/", ActionView.as_view(form_class=form), name=name)
        for name, form in ACTION_FORMS.items()
    ],
    path(
        "<int:pk>/misrouted/",
        ActionView.as_view(form_class=MisroutedForm),
        name=MisroutedForm.name,
    ),
    *[
        path(f"<int:pk>/{form.name}/", ActionView.as_view(form_class=form), name=form.name)
        for form in (MergeForm, UnmergeForm)
    ],
]
