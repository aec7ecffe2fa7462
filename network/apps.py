# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "network"
    verbose_name = "Réseau"

    def ready(self) -> None:
        from files.policy import refers
        from history.kinds import register
        from mapping.changes import subjects
        from mapping.reports import inbox
        from network.changes import SUBJECT
        from network.derived import ROWS
        from network.gallery.rules import asked_of
        from network.kinds import KINDS
        from network.policy import FILES, PHOTOS
        from network.registering.following import following_all
        from network.suggested import sheets
        from search import derived_beside, suggestions

        register(*KINDS)
        refers(FILES)
        refers(PHOTOS)
        inbox.also_shown(asked_of)
        subjects.also(SUBJECT)
        subjects.also_around(following_all)
        suggestions.also(sheets)
        derived_beside.also(ROWS)
