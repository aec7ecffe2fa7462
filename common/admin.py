# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common import delivery, tasks
from common.models import Mail, MailState


@admin.register(Mail)
class MailAdmin(admin.ModelAdmin):
    """The outbox, for all staff: what waits, what left, what did not and why. What mails say is not shown."""

    list_display = ["purpose", "state", "recipient", "created_at", "attempts", "due", "why"]
    list_filter = ["state", "purpose", "trouble"]
    search_fields = ["recipient"]
    ordering = ["-created_at"]
    fields = [
        *("purpose", "state", "recipient", "created_at", "attempts", "due", "useful_until"),
        *("settled_at", "why"),
    ]
    actions = ["send_again"]

    @admin.display(description=gettext_lazy("prochain essai"), ordering="due_at")
    def due(self, mail: Mail) -> Any:
        return mail.due_at if mail.state == MailState.WAITING else None

    @admin.display(description=gettext_lazy("dernière difficulté"), ordering="trouble")
    def why(self, mail: Mail) -> str:
        code = f" ({mail.smtp_code})" if mail.smtp_code else ""
        return f"{mail.get_trouble_display()}{code}" if mail.trouble else ""

    @admin.action(description=gettext_lazy("Envoyer à nouveau"), permissions=["view"])
    def send_again(self, request: HttpRequest, chosen: QuerySet[Mail]) -> None:
        keys = list(chosen.exclude(state=MailState.SENT).values_list("pk", flat=True))
        count = delivery.again(Mail.objects.filter(pk__in=keys))
        for key in keys:
            tasks.ask(key)
        told = ngettext("%(n)d courriel va repartir.", "%(n)d courriels vont repartir.", count) % {"n": count}
        self.message_user(request, told, messages.SUCCESS if count else messages.WARNING)
        if count < chosen.count():
            left = _("Ceux qui sont déjà partis, ou qui ne sont plus utiles, restent comme ils sont.")
            self.message_user(request, left, messages.WARNING)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_staff

    def has_view_permission(self, request: HttpRequest, obj: Mail | None = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Mail | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Mail | None = None) -> bool:
        return False
