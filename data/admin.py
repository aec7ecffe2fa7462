# SPDX-License-Identifier: AGPL-3.0-or-later
from django.contrib import admin

from data.models import Profile, Source
from history.admin import ActsAdmin


@admin.register(Source)
class SourceAdmin(ActsAdmin):
    list_display = ["nom", "code", "organisation", "enabled", "fetched_at", "last_result"]
    search_fields = ["nom", "code"]
    list_select_related = ["organisation"]
    autocomplete_fields = ["owner", "organisation", "watchers"]
    readonly_fields = ["fetched_at", "last_result"]


@admin.register(Profile)
class ProfileAdmin(admin.ModelAdmin):
    list_display = ["nom", "source", "updated_at"]
    list_filter = ["source"]
    search_fields = ["nom"]
