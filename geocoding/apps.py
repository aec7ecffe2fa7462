# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class GeocodingConfig(AppConfig):
    name = "geocoding"
    verbose_name = "Géocodage"
