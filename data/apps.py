# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class DataConfig(AppConfig):
    name = "data"
    verbose_name = "Données"

    def ready(self) -> None:
        from data.imports.journal import last_change_of_service
        from data.imports.ownership import brought_by, geocodings_of
        from mapping import permissions, trace

        permissions.also(brought_by)
        permissions.also_follows(geocodings_of)
        trace.also(last_change_of_service)
