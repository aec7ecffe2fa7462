# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class MappingConfig(AppConfig):
    name = "mapping"
    verbose_name = "Annuaire"
