from django.apps import AppConfig
from django.db.models.signals import post_migrate


class MappingConfig(AppConfig):
    name = "mapping"
    verbose_name = "Annuaire"

    def ready(self) -> None:
        from mapping.models.theme import sync_vocabulary

        post_migrate.connect(sync_vocabulary, sender=self)
