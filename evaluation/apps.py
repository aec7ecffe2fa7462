# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "evaluation"
    verbose_name = "Évaluation"

    def ready(self) -> None:
        from demonstration import beside
        from evaluation import examples
        from evaluation.unmet import unmet
        from territory.unmet import told_by

        told_by(unmet)
        beside.filled_by(examples.fill)
