# SPDX-License-Identifier: AGPL-3.0-or-later
"""What only administrators set of a source; what staff say of it, and what its files taught, is in the
product's own pages (`data.pages.sources`)."""

from django.contrib import admin
from django.http import HttpRequest

from data.models import Profile, Source
from history.admin import ActsAdmin


@admin.register(Source)
class SourceAdmin(ActsAdmin):
    list_display = ["nom", "code", "organisation", "enabled", "fetched_at", "last_result"]
    search_fields = ["nom", "code"]
    list_select_related = ["organisation"]
    autocomplete_fields = ["owner", "organisation", "watchers"]
    readonly_fields = [
        *("code", "nom", "producteur", "licence", "lien", "url", "enabled", "every_hours"),
        *("fetched_at", "last_result", "edited_at", "edited_by"),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Source | None = None) -> bool:
        return False


@admin.register(Profile)
class ProfileAdmin(admin.ModelAdmin):
    list_display = ["nom", "source", "updated_at"]
    list_filter = ["source"]
    search_fields = ["nom"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Profile | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Profile | None = None) -> bool:
        return False
