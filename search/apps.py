# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig
from django.db import connection
from django.db.models.signals import post_migrate


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = "Recherche"

    def ready(self) -> None:
        post_migrate.connect(_say_vocabulary, sender=self)


def _say_vocabulary(**_kwargs) -> None:
    from search import vocabulary_rows
    from search.models import Derivation

    if Derivation._meta.db_table in connection.introspection.table_names():
        vocabulary_rows.bring_up_to_date()
    # Else the application has just been migrated away, or back to before it noted this.
