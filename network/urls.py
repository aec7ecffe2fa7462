# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where what is shared is written and put back: in French only. Whoever writes has accepted the charter."""

from django.urls import path

from network import feeds, history_pages
from network.news import editing as news

urlpatterns = [
    path("reseau/flux/<slug:what>.atom", feeds.feed, name="network-feed"),
    path("reseau/actualites/nouvelle/", news.new, name="news-new"),
    path("reseau/actualites/<int:pk>/modifier/", news.edit, name="news-edit"),
    path("reseau/actualites/<int:pk>/retirer/", news.withdraw, name="news-withdraw"),
    path("reseau/<int:pk>/retablir/", history_pages.restore_field, name="shared-restore"),
    path("reseau/<int:pk>/versions/<int:id>/", history_pages.version, name="shared-version"),
    path("reseau/<int:pk>/annuler/<int:act>/", history_pages.undo, name="shared-undo"),
]
