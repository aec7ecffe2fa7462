from django.apps import AppConfig


class OrdinaryConfig(AppConfig):
    name = "bench.ordinary"
    label = "ordinary"
    default_auto_field = "django.db.models.BigAutoField"
