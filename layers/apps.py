# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class LayersConfig(AppConfig):
    name = "layers"
    verbose_name = "Couches"
