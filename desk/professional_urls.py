# SPDX-License-Identifier: AGPL-3.0-or-later
"""What professionals read, answer and try, in French only: messages from the public, requests to confirm,
exercises; what staff see to: the governance's page, the vocabulary, a region's own fields."""

from django.urls import path

from desk import hub, practice
from desk.campaigns import pages as campaigns
from desk.governance import editing as governance
from desk.reports import answering
from desk.taxonomies import pages as taxonomies
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
    path("champs/", taxonomies.taxonomies, name="taxonomies"),
    path("champs/<int:pk>/", taxonomies.taxonomy, name="taxonomy"),
    path("champs/<int:pk>/montrer/", taxonomies.show, name="taxonomy-show"),
    path("champs/<int:pk>/supprimer/", taxonomies.remove, name="taxonomy-remove"),
    path("champs/<int:pk>/champs.csv", taxonomies.export, {"kind": "csv"}, name="taxonomy-csv"),
    path("champs/<int:pk>/champs.xlsx", taxonomies.export, {"kind": "xlsx"}, name="taxonomy-xlsx"),
    path("champs/<int:pk>/nouveau/", taxonomies.field, name="taxonomy-field-new"),
    path("champs/<int:pk>/<int:number>/", taxonomies.field, name="taxonomy-field"),
    path("champs/<int:pk>/<int:number>/supprimer/", taxonomies.remove_field, name="taxonomy-field-remove"),
    path("champs/actes/<int:pk>/annuler/", taxonomies.undo, name="taxonomy-undo"),
    path("exercice/", practice.practice, name="practice"),
    path("exercice/commencer/", practice.begin, name="practice-begin"),
    path("exercice/effacer/", practice.erase, name="practice-erase"),
    path("exercice/<int:pk>/a-deux/", practice.together, name="practice-together"),
    path("signalements/", answering.reports, name="reports"),
    path("signalements/<uuid:pk>/", answering.report, name="report"),
    path("signalements/<uuid:pk>/rouvrir/", answering.reopen, name="report-reopen"),
]
