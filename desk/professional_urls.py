# SPDX-License-Identifier: AGPL-3.0-or-later
"""What professionals read, answer and try, in French only: messages from the public, requests to confirm,
exercises; what staff see to: the governance's page, the vocabulary."""

from django.urls import path

from desk import hub, practice
from desk.campaigns import pages as campaigns
from desk.governance import editing as governance
from desk.reports import answering
from desk.vocabulary import pages as vocabulary

urlpatterns = [
    path("campagnes/", campaigns.campaigns, name="campaigns"),
    path("campagnes/nouvelle/", campaigns.new_campaign, name="campaign-new"),
    path("campagnes/<int:pk>/", campaigns.campaign, name="campaign"),
    path("campagnes/<int:pk>/arreter/", campaigns.stop_campaign, name="campaign-stop"),
    path("consignes/nouvelle/", campaigns.new_notice, name="notice-new"),
    path("consignes/<int:pk>/enlever/", campaigns.remove_notice, name="notice-remove"),
    path("structures/<int:pk>/rythme/", campaigns.set_cadence, name="cadence"),
    path("pilotage/", hub.hub, name="hub"),
    path("gouvernance/", governance.edit, name="governance-edit"),
    path("gouvernance/instances/nouvelle/", governance.body, name="governance-body-new"),
    path("gouvernance/instances/<int:pk>/", governance.body, name="governance-body"),
    path("gouvernance/instances/<int:pk>/supprimer/", governance.remove, name="governance-body-remove"),
    path("gouvernance/actes/<int:pk>/annuler/", governance.undo, name="governance-undo"),
    path("vocabulaire/", vocabulary.vocabulary, name="vocabulary"),
    path("vocabulaire/mots/<int:pk>/retirer/", vocabulary.remove, name="vocabulary-word-remove"),
    path("vocabulaire/<slug:parameter>/<str:code>/", vocabulary.value, name="vocabulary-value"),
    path("exercice/", practice.practice, name="practice"),
    path("exercice/commencer/", practice.begin, name="practice-begin"),
    path("exercice/effacer/", practice.erase, name="practice-erase"),
    path("exercice/<int:pk>/a-deux/", practice.together, name="practice-together"),
    path("signalements/", answering.reports, name="reports"),
    path("signalements/<uuid:pk>/", answering.report, name="report"),
    path("signalements/<uuid:pk>/rouvrir/", answering.reopen, name="report-reopen"),
]
