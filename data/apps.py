from django.apps import AppConfig


class DataConfig(AppConfig):
    name = "data"
    verbose_name = "Données"

    def ready(self) -> None:
        from data.imports.ownership import brought_by, geocodings_of
        from mapping import permissions

        permissions.also(brought_by)
        permissions.also_follows(geocodings_of)
