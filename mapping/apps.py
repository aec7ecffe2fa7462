from django.apps import AppConfig
from django.db import transaction
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
    from mapping.models.theme import sync_vocabulary
    from mapping.search import derived

    # All or nothing: rows that say the old numbers would find what was not asked for.
    with transaction.atomic():
        if sync_vocabulary():
            derived.rebuild()
