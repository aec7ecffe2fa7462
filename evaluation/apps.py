# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "evaluation"
    verbose_name = "Évaluation"

    def ready(self) -> None:
        from demonstration import beside
        from desk.awaited import asked_of
        from desk.satisfied import told_by as satisfaction_told_by
        from evaluation import examples
        from evaluation.charter import examples as charter_examples
        from evaluation.charter import labels
        from evaluation.charter.awaiting import awaiting
        from evaluation.charter.policy import FILES
        from evaluation.reports.beside import also
        from evaluation.satisfaction import examples as satisfaction_examples
        from evaluation.satisfaction.reported import reported
        from evaluation.satisfaction.shown import satisfied
        from evaluation.surveys import examples as survey_examples
        from evaluation.unmet import unmet
        from files.policy import refers
        from mapping import labelled
        from territory.unmet import told_by

        told_by(unmet)
        satisfaction_told_by(satisfied)
        also(reported)
        refers(FILES)
        asked_of(awaiting)
        labelled.told_by(labels.of, labels.of_list)
        for of in (examples, charter_examples, satisfaction_examples, survey_examples):
            beside.filled_by(of.fill)
