# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from accounts.models import ApiToken, Group, GroupMembership, Organisation, OrganisationMembership, User
from history.admin import ActsAdmin

# What django-allauth keeps of people is theirs: they see and change it in pages of their own.
for _theirs in (EmailAddress, Authenticator, UserSession, SocialAccount, SocialApp, SocialToken):
    admin.site.unregister(_theirs)

# The text of a token just made, which its record does not keep.
_TEXT = "_text"


class OrganisationMemberInline(admin.TabularInline):
    model = OrganisationMembership
    extra = 0
    autocomplete_fields = ["user", "organisation"]


class GroupMemberInline(admin.TabularInline):
    model = GroupMembership
    extra = 0
    autocomplete_fields = ["user", "group"]


@admin.register(Organisation)
class OrganisationAdmin(ActsAdmin):
    list_display = ["name", "siren"]
    search_fields = ["name", "siren"]
    inlines = [OrganisationMemberInline]


@admin.register(Group)
class GroupAdmin(ActsAdmin):
    list_display = ["name", "kind", "joining", "is_listed", "archived_at"]
    search_fields = ["name"]
    readonly_fields = ["created_by"]
    inlines = [GroupMemberInline]


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    list_display = ["email", "full_name", "is_professional", "is_staff", "is_active"]
    list_filter = ["is_professional", "is_staff", "is_active"]
    search_fields = ["email", "full_name"]
    ordering = ["email"]
    inlines = [OrganisationMemberInline, GroupMemberInline]
    fieldsets = [
        (None, {"fields": ["email", "password", "full_name"]}),
        (
            gettext_lazy("Droits"),
            {"fields": ["is_active", "is_professional", "is_staff", "is_superuser"]},
        ),
    ]
    add_fieldsets = [(None, {"fields": ["email", "password1", "password2"]})]

    def get_inlines(self, request: HttpRequest, obj: User | None) -> list[type[InlineModelAdmin]]:
        return list(self.inlines) if obj else []


@admin.register(ApiToken)
class ApiTokenAdmin(admin.ModelAdmin):
    """Tokens are made and revoked; who owns one, what it opens and its text change no more."""

    list_display = ["name", "user", "may_import", "created_at", "expires_at", "revoked_at"]
    list_select_related = ["user"]
    list_filter = ["may_import"]
    search_fields = ["name", "user__email"]
    autocomplete_fields = ["user"]
    readonly_fields = ["created_at", "revoked_at"]
    actions = ["revoke"]

    def get_readonly_fields(self, request: HttpRequest, obj: ApiToken | None = None) -> list[str]:
        return [*self.readonly_fields, *(["user", "may_import"] if obj else [])]

    @sensitive_variables()
    def save_model(self, request: HttpRequest, obj: ApiToken, form: Any, change: bool) -> None:
        if not change:
            setattr(obj, _TEXT, obj.renew())
        super().save_model(request, obj, form, change)

    @sensitive_variables()
    def response_add(
        self, request: HttpRequest, obj: ApiToken, post_url_continue: str | None = None
    ) -> HttpResponse:
        # On this very page: a message for the next one would be kept in a cookie or a session meanwhile.
        told = {"title": _("Jeton d'accès"), "token": getattr(obj, _TEXT), "made": obj}
        return render(request, "accounts/token_made.html", self.admin_site.each_context(request) | told)

    @admin.action(description=gettext_lazy("Révoquer les jetons choisis"), permissions=["change"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiToken]) -> None:
        queryset.filter(revoked_at=None).update(revoked_at=timezone.now())
