# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig
from django.db import connection
from django.db.models.signals import post_migrate


class MappingConfig(AppConfig):
    name = "mapping"
    verbose_name = "Annuaire"

    def ready(self) -> None:
        from files.policy import refers
        from history.kinds import register
        from mapping import permissions, protection
        from mapping.changes import subjects
        from mapping.group_fields.changes import SUBJECT
        from mapping.kinds import KINDS
        from mapping.photos import REFERENCE

        register(*KINDS)
        refers(REFERENCE)
        subjects.also(SUBJECT)
        permissions.edits_refused_by(protection.refuses)
        post_migrate.connect(_build_practice_room, sender=self)


def _build_practice_room(**_kwargs) -> None:
    from mapping.models import Practice
    from mapping.practice import room

    if Practice._meta.db_table in connection.introspection.table_names():
        room.build()
    # Else the application has just been migrated away, or back to before it had one.
