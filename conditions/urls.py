"""The addresses of feeds; the site mounts them anywhere above Wagtail's own, such as /feeds/.

Where addresses begin with a language, these do too: mount them inside `i18n_patterns`.
"""

from django.urls import path, re_path

from locations.machines.answers import A_MINUTE, for_machines

from .feeds import ArticleFeed, AuthorFeed, ConditionFeed

app_name = "clinic_conditions"
kept = for_machines(max_age=A_MINUTE)
# No more digits than a database takes for a number.
urlpatterns = [
    path("articles.atom", kept(ArticleFeed()), name="feed"),
    re_path(r"^authors/(?P<pk>[0-9]{1,18})\.atom$", kept(AuthorFeed()), name="author_feed"),
    re_path(
        r"^conditions/(?P<pk>[0-9]{1,18})\.atom$", kept(ConditionFeed()), name="condition_feed"
    ),
]
