# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "evaluation"
    verbose_name = "Évaluation"

    def ready(self) -> None:
        from demonstration import beside
        from desk.satisfied import told_by as satisfaction_told_by
        from evaluation import examples
        from evaluation.charter import labels
        from evaluation.charter.policy import FILES
        from evaluation.satisfaction.shown import satisfied
        from evaluation.unmet import unmet
        from files.policy import refers
        from mapping import labelled
        from territory.unmet import told_by

        told_by(unmet)
        satisfaction_told_by(satisfied)
        refers(FILES)
        labelled.told_by(labels.of, labels.of_list)
        beside.filled_by(examples.fill)
