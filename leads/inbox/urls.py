"""The addresses of the inbox, under the admin's."""

from django.urls import path

from .forms import ACTION_FORMS
from .lead_views import ActionView, LeadView
from .list_views import BulkView, NamesView
from .saved_views import DeleteView, RenameView, SaveView
from .stamp import StampView
from .views import InboxView, SearchView

app_name = "clinic_inbox"

urlpatterns = [
    path("", InboxView.as_view(), name="index"),
    path("results/", InboxView.as_view(results_only=True), name="results"),
    path("search/", SearchView.as_view(), name="search"),
    path("stamp/", StampView.as_view(), name="stamp"),
    path("bulk/", BulkView.as_view(), name="bulk"),
    path("names/", NamesView.as_view(), name="names"),
    path("views/save/", SaveView.as_view(), name="view_save"),
    path("views/<int:pk>/rename/", RenameView.as_view(), name="view_rename"),
    path("views/<int:pk>/delete/", DeleteView.as_view(), name="view_delete"),
    path("<int:pk>/", LeadView.as_view(), name="detail"),
    *[
        path(f"<int:pk>/{name}/", ActionView.as_view(form_class=form), name=name)
        for name, form in ACTION_FORMS.items()
    ],
]
