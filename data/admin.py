from django.contrib import admin

from data.models import Profile, Source


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin):
    list_display = ["nom", "code", "enabled", "fetched_at", "last_result"]
    search_fields = ["nom", "code"]
    readonly_fields = ["fetched_at", "last_result"]


@admin.register(Profile)
class ProfileAdmin(admin.ModelAdmin):
    list_display = ["nom", "source", "updated_at"]
    list_filter = ["source"]
    search_fields = ["nom"]
