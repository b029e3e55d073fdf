"""Where shared versions are seen; the site mounts this outside of any language's prefix."""

from django.urls import path

from . import views

app_name = "clinic_previews"
urlpatterns = [path("<str:token>/", views.shared, name="shared")]
