from django.apps import AppConfig


class DataConfig(AppConfig):
    name = "data"
    verbose_name = "Données"

    def ready(self) -> None:
        from data.imports.ownership import brought_by
        from data.kinds import KINDS
        from history.kinds import register
        from mapping import permissions

        register(*KINDS)
        permissions.also(brought_by)
