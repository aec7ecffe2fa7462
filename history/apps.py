# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "history"
    verbose_name = "Historique"
