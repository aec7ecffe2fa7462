# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the public reads, the same in every language."""

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from publishing.editions import public_pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("annuaire-papier/", public_pages.books, name="printed-books"),
    path("annuaire-papier/<int:pk>/corrections/", public_pages.changed, name="printed-book-changed"),
]
