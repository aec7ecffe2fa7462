# SPDX-License-Identifier: AGPL-3.0-or-later
"""What machines, partners' sites and staff use: one address, in French."""

from django.urls.resolvers import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
