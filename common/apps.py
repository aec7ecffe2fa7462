# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig
from django.core.checks import Tags, register


class CommonConfig(AppConfig):
    name = "common"
    verbose_name = "Commun"

    def ready(self) -> None:
        from common.checks import mails_can_leave

        register(mails_can_leave, Tags.security, deploy=True)
