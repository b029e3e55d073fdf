"""The addresses of desks and absences, under the admin's."""

from django.urls import path

from . import views

app_name = "clinic_desks"

urlpatterns = [
    path("", views.DesksView.as_view(), name="index"),
    path("<int:pk>/", views.DeskView.as_view(), name="edit"),
    path("absences/", views.AbsencesView.as_view(), name="absences"),
    path("absences/<int:pk>/delete/", views.RemoveAbsenceView.as_view(), name="remove_absence"),
]
