# SPDX-License-Identifier: AGPL-3.0-or-later
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from history.admin import ActsAdmin


@admin.register(Organisation)
class OrganisationAdmin(ActsAdmin):
    list_display = ["name", "siren"]
    search_fields = ["name", "siren"]


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    list_display = ["email", "full_name", "organisation", "is_professional", "is_staff", "is_active"]
    list_filter = ["is_professional", "is_staff", "is_active"]
    search_fields = ["email", "full_name"]
    ordering = ["email"]
    autocomplete_fields = ["organisation"]
    fieldsets = [
        (None, {"fields": ["email", "password", "full_name", "organisation"]}),
        (
            _("Droits"),
            {"fields": ["is_active", "is_professional", "is_staff", "is_superuser", "groups"]},
        ),
    ]
    add_fieldsets = [(None, {"fields": ["email", "password1", "password2"]})]
