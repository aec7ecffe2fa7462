# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the public reads, the same in every language."""

from django.urls.resolvers import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
