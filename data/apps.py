# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class DataConfig(AppConfig):
    name = "data"
    verbose_name = "Données"

    def ready(self) -> None:
        from data.imports.journal import name_of_import
        from data.imports.ownership import brought_by, geocodings_of
        from data.kinds import KINDS
        from history.kinds import register
        from mapping import permissions, trace

        register(*KINDS)
        permissions.also(brought_by)
        permissions.also_follows(geocodings_of)
        trace.also(name_of_import)
