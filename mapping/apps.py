# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class MappingConfig(AppConfig):
    name = "mapping"
    verbose_name = "Annuaire"

    def ready(self) -> None:
        from files.policy import refers
        from history.kinds import register
        from mapping import permissions, protection
        from mapping.kinds import KINDS
        from mapping.photos import REFERENCE

        register(*KINDS)
        refers(REFERENCE)
        permissions.edits_refused_by(protection.refuses)
