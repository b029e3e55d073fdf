"""Addresses below /clinic/import/ in the admin."""

from django.urls import path

from . import article_views, job_views, todo_views, upload_views

app_name = "clinic_import"
urlpatterns = [
    path("", upload_views.start, name="start"),
    path("to-do/<int:pk>/", todo_views.TickView.as_view(), name="tick"),
    path("<int:pk>/", job_views.ReviewView.as_view(), name="review"),
    path("<int:pk>/more/", upload_views.start, name="more"),
    path("<int:pk>/progress/", job_views.ProgressView.as_view(), name="progress"),
    path("<int:pk>/remove/", job_views.RemoveView.as_view(), name="remove"),
    path("<int:pk>/<int:item_pk>/", article_views.ArticleView.as_view(), name="article"),
    path("<int:pk>/<int:item_pk>/split/", article_views.SplitView.as_view(), name="split"),
    path("<int:pk>/<int:item_pk>/decide/", article_views.DecideView.as_view(), name="decide"),
    path("<int:pk>/<int:item_pk>/preview/", article_views.PreviewView.as_view(), name="preview"),
]
