"""The addresses of the routing rules, under the admin's."""

from django.urls import path

from . import views

app_name = "clinic_routing_rules"

urlpatterns = [
    path("", views.RulesView.as_view(), name="index"),
    path("new/", views.AddView.as_view(), name="add"),
    path("<int:pk>/", views.EditView.as_view(), name="edit"),
    path("<int:pk>/up/", views.MoveView.as_view(step=-1), name="up"),
    path("<int:pk>/down/", views.MoveView.as_view(step=1), name="down"),
    path("<int:pk>/delete/", views.DeleteView.as_view(), name="delete"),
    path("examples/", views.ExamplesView.as_view(), name="examples"),
    path("examples/<int:pk>/delete/", views.ForgetExampleView.as_view(), name="forget_example"),
]
