# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class GeoappConfig(AppConfig):
    name = "geoapp"
    verbose_name = "Repères"
