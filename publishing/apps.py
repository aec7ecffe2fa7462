# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "publishing"
    verbose_name = "Papier et sites des partenaires"

    def ready(self) -> None:
        from desk.printed import told_by
        from files.policy import refers
        from publishing.editions.found import books_of
        from publishing.editions.policy import FILES
        from publishing.embedding.policy import REFERENCE as LOGOS

        refers(FILES)
        refers(LOGOS)
        told_by(books_of)
