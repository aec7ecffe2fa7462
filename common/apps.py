# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "common"
    verbose_name = "Commun"
