# SPDX-License-Identifier: AGPL-3.0-or-later
from importlib import import_module

from django.apps import AppConfig
from django.core.checks import register


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Comptes"

    def ready(self) -> None:
        # What it describes is known by having been imported.
        import_module("accounts.schema")
        register(import_module("accounts.checks").no_example_accounts, deploy=True)
