# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "evaluation"
    verbose_name = "Évaluation"

    def ready(self) -> None:
        from desk.satisfied import told_by as satisfaction_told_by
        from evaluation.satisfaction.shown import satisfied
        from evaluation.unmet import unmet
        from territory.unmet import told_by

        told_by(unmet)
        satisfaction_told_by(satisfied)
