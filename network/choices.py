# SPDX-License-Identifier: AGPL-3.0-or-later
"""What resources, events and announcements are, and where they come in a life: words that every reader reads,
in every language."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ResourceKind(models.TextChoices):
    """What a resource is."""

    FICHE = "fiche", _("Fiche pratique")
    DEMARCHE = "demarche", _("Démarche")
    TUTORIEL = "tutoriel", _("Tutoriel")
    FAQ = "faq", _("Questions fréquentes")
    ECHEANCE = "echeance", _("Échéance")
    FORMULAIRE = "formulaire", _("Formulaire")
    LIEN = "lien", _("Site utile")
    DOCUMENT = "document", _("Document ou dépliant")
    QUI_FAIT_QUOI = "qui-fait-quoi", _("Qui fait quoi")
    MODULE = "module", _("Module d’atelier")
    INITIATIVE = "initiative", _("Initiative")


# What each is for, for whoever is about to write one.
ABOUT = {
    ResourceKind.FICHE: "Un sujet expliqué en une page.",
    ResourceKind.DEMARCHE: "Quoi faire, étape par étape : papiers, délais, coût.",
    ResourceKind.TUTORIEL: "Comment se servir d’un site ou d’un outil.",
    ResourceKind.FAQ: "Des questions qui reviennent, et leurs réponses.",
    ResourceKind.ECHEANCE: "Une date à ne pas manquer, une fois ou chaque année.",
    ResourceKind.FORMULAIRE: "Un formulaire officiel, et où le trouver.",
    ResourceKind.LIEN: "Un site d’ailleurs, et ce qu’on y trouve.",
    ResourceKind.DOCUMENT: "Un dépliant ou un guide à emporter.",
    ResourceKind.QUI_FAIT_QUOI: "Qui s’occupe de quoi, tâche par tâche.",
    ResourceKind.MODULE: "Le déroulé d’un atelier, à reprendre avec un groupe.",
    ResourceKind.INITIATIVE: "Ce qui a été essayé quelque part, et ce qu’il en reste.",
}


class LifeCourse(models.TextChoices):
    """Where in somebody's life a procedure comes."""

    ARRIVER = "arriver", _("Arriver en France")
    PAPIERS = "papiers", _("Ses papiers")
    SE_LOGER = "se-loger", _("Se loger")
    TRAVAILLER = "travailler", _("Travailler")
    SE_SOIGNER = "se-soigner", _("Se soigner")
    FAMILLE = "famille", _("Sa famille")
    ETUDIER = "etudier", _("Étudier, se former")
    SE_DEPLACER = "se-deplacer", _("Se déplacer")
    AU_QUOTIDIEN = "au-quotidien", _("Au quotidien")


class HeldAs(models.TextChoices):
    """Where one takes part in an event."""

    SITE = "site", _("sur place")
    ONLINE = "online", _("en ligne")
    BOTH = "both", _("sur place ou en ligne")


class EventKind(models.TextChoices):
    """What an event is."""

    ATELIER = "atelier", _("Atelier")
    PERMANENCE = "permanence", _("Permanence")
    FORMATION = "formation", _("Formation")
    REUNION = "reunion", _("Rencontre, réunion")
    FORUM = "forum", _("Forum, journée")
    EXPOSITION = "exposition", _("Exposition")
    APPEL_A_PROJETS = "appel-a-projets", _("Appel à projets")


class OfferSide(models.TextChoices):
    """Whether an announcement gives something or looks for it."""

    OFFER = "offre", _("Offre")
    REQUEST = "demande", _("Demande")


class OfferKind(models.TextChoices):
    """What an announcement offers, or asks for."""

    FORMATION = "formation", _("Formation")
    SAVOIR_FAIRE = "savoir-faire", _("Savoir-faire")
    SALLE = "salle", _("Salle, espace")
    MATERIEL = "materiel", _("Matériel")
    EXPOSITION = "exposition", _("Exposition ou atelier itinérant")
    BENEVOLES = "benevoles", _("Bénévoles")
    AUTRE = "autre", _("Autre")


# What is lent for some days, and comes back.
LENT = (OfferKind.SALLE, OfferKind.MATERIEL, OfferKind.EXPOSITION)
