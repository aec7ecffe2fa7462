# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    name = "demonstration"
    verbose_name = "Démonstration"
