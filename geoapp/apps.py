# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig
from django.core.checks import register


class GeoappConfig(AppConfig):
    name = "geoapp"
    verbose_name = "Repères"

    def ready(self) -> None:
        from common.emblems import faults

        register(faults)
