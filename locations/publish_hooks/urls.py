"""The addresses of publish webhooks, under the admin's."""

from django.urls import path

from . import views

app_name = "clinic_publish_hooks"
urlpatterns = [
    path("", views.IndexView.as_view(), name="index"),
    path("add/", views.FormView.as_view(), name="add"),
    path("<int:pk>/", views.DetailView.as_view(), name="detail"),
    path("<int:pk>/edit/", views.FormView.as_view(), name="edit"),
    path("<int:pk>/test/", views.TestView.as_view(), name="test"),
    path("<int:pk>/secret/", views.SecretView.as_view(), name="secret"),
    path("<int:pk>/replay/", views.ReplayView.as_view(), name="replay"),
    path("<int:pk>/remove/", views.RemoveView.as_view(), name="remove"),
]
