"""The addresses of the inbox, under the admin's."""

from django.urls import path

from .adding import AddView
from .forms import ACTION_FORMS
from .lead_views import ActionView, LeadView
from .merging import MergeForm, UnmergeForm
from .views import InboxView, SearchView

app_name = "clinic_inbox"

urlpatterns = [
    path("", InboxView.as_view(), name="index"),
    path("results/", InboxView.as_view(results_only=True), name="results"),
    path("search/", SearchView.as_view(), name="search"),
    path("add/", AddView.as_view(), name="add"),
    path("<int:pk>/", LeadView.as_view(), name="detail"),
    *[
        path(f"<int:pk>/{name}/", ActionView.as_view(form_class=form), name=name)
        for name, form in ACTION_FORMS.items()
    ],
    *[
        path(f"<int:pk>/{form.name}/", ActionView.as_view(form_class=form), name=form.name)
        for form in (MergeForm, UnmergeForm)
    ],
]
