from django.apps import AppConfig
from django.db import connection, transaction
from django.db.models.signals import post_migrate


class MappingConfig(AppConfig):
    name = "mapping"
    verbose_name = "Annuaire"

    def ready(self) -> None:
        from history.kinds import register
        from mapping.kinds import KINDS

        register(*KINDS)
        post_migrate.connect(_say_vocabulary, sender=self)


def _say_vocabulary(**_kwargs) -> None:
    from mapping.models.derivation import Derivation
    from mapping.models.theme import sync_vocabulary
    from mapping.search import derived

    if Derivation._meta.db_table not in connection.introspection.table_names():
        return  # the application has just been migrated away, or back to before it noted this
    # All or nothing: rows that say the old vocabulary would find what was not asked for.
    with transaction.atomic():
        # Before as well as after: a vocabulary that somebody changed in the tables was followed by the edits
        # made since, and is put right here.
        moved = derived.is_stale()
        sync_vocabulary()
        if moved or derived.is_stale():
            derived.rebuild()
