# SPDX-License-Identifier: AGPL-3.0-or-later
"""Results and deposits in the administration: to be read, and taken away."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from search.engine import cells
from territory.models import DemandColumn, Grouping, Overlay, Result, Scenario


@admin.register(Result)
class ResultAdmin(admin.ModelAdmin):
    """Kept results with what they were worked out from, and whether a structure changed since."""

    list_display = ("__str__", "criteria", "threshold_m", "structures", "computed_at", "up_to_date")
    list_filter = ("scope_kind", "quarter")
    exclude = ("columns",)

    def get_queryset(self, request):
        # Columns weigh up to a megabyte each, and no list shows them.
        return super().get_queryset(request).defer("columns")

    @admin.display(boolean=True, description=_("à jour"))
    def up_to_date(self, result: Result) -> bool:
        return not result.is_stale(cells.data_version())

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False


@admin.register(DemandColumn, Grouping, Overlay)
class DepositAdmin(admin.ModelAdmin):
    list_display = ("name", "author", "created_at")
    exclude = ("values", "left", "groups", "geojson")

    def has_add_permission(self, request) -> bool:
        return False


@admin.register(Scenario)
class ScenarioAdmin(admin.ModelAdmin):
    list_display = ("name", "author", "updated_at")

    def has_add_permission(self, request) -> bool:
        return False
