# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the structure offers: what it is, for whom, at what cost, how many may come."""

from django.utils.translation import gettext_lazy as _

from data.imports.targets import looks, session
from data.imports.targets.target import SERVICE, Target, of_criterion
from data.imports.values import simple
from search import registry

TARGETS = (
    Target(
        "service_nom",
        _("Nom du service ou de l'atelier"),
        SERVICE,
        (
            "service", "nom service", "nom du service", "atelier", "nom atelier", "action", "intitule action",
            "intitule de l action", "ce qui est propose", "permanence", "permanences",
            "ce que nous proposons", "prestation", "formation", "intitule de la formation",
            "nom de la formation", "intitule du cours", "stage", "parcours",
        ),
    ),
    Target(
        "service_description",
        _("Description du service"),
        SERVICE,
        ("description service", "description du service", "contenu", "programme"),
        many=True,
    ),
    of_criterion(registry.TYPE),
    of_criterion(registry.THEMATIQUE),
    of_criterion(registry.PUBLIC),
    Target(
        "publics_precisions",
        _("Précisions sur les publics"),
        SERVICE,
        ("publics precisions", "precisions publics"),
    ),
    of_criterion(registry.GRATUIT),
    Target(
        "frais_precisions",
        _("Précisions sur les frais"),
        SERVICE,
        ("frais precisions", "frais autres", "precisions tarif"),
    ),
    Target(
        "conditions_acces",
        _("Conditions d'accès"),
        SERVICE,
        (
            "conditions acces", "conditions d acces", "prerequis", "pre requis", "modalites d inscription",
            "inscription", "criteres",
        ),
    ),
    of_criterion(registry.LANGUE),
    of_criterion(registry.NIVEAU),
    of_criterion(registry.MODE),
    Target(
        "modes_mobilisation",
        _("Comment s'adresser au service"),
        SERVICE,
        ("modes mobilisation", "modalites acces", "modalites d acces"),
    ),
    Target(
        "mobilisable_par",
        _("Qui peut s'adresser au service"),
        SERVICE,
        (
            "mobilisable par", "oriente par", "orient par", "orientation par", "qui oriente", "prescripteur",
            "prescription",
        ),
    ),
    Target(
        "lien_mobilisation",
        _("Lien pour prendre rendez-vous"),
        SERVICE,
        ("lien mobilisation", "prise rdv", "prise de rdv", "lien rdv", "rendez vous en ligne"),
        looks.is_url,
    ),
    Target(
        "zone_eligibilite",
        _("Zone d'éligibilité (codes officiels)"),
        SERVICE,
        ("zone eligibilite", "zone d eligibilite", "zone diffusion code"),
    ),
    Target(
        "capacite",
        _("Capacité (personnes)"),
        SERVICE,
        (
            "capacite", "nombre de places", "nb places", "places", "effectif", "effectif max",
            "effectif maximum", "eff max", "capacite max", "postes", "nb de places", "nb de postes",
            "nombre de postes", "capacite d accueil", "capacite autorisee", "capacite totale",
        ),
    ),
    Target(
        "volume_horaire_hebdomadaire",
        _("Heures par semaine"),
        SERVICE,
        (
            "volume horaire hebdomadaire", "volume horaire", "heures par semaine", "nb heures semaine",
            "nb heures par semaine", "nombre d heures par semaine", "heures semaine", "h sem", "h semaine",
            "heures sem", "nb h sem",
        ),
        lambda cell: simple.number(cell, 0, 168).value is not None,
    ),
    Target(
        "places_restantes",
        _("Places restantes (nombre, ou « complet »)"),
        SERVICE,
        (
            "places restantes", "places disponibles", "places libres", "restant", "restantes", "places dispo",
            "nombre de places restantes", "nombre de places disponibles", "nb places restantes",
            "nb places disponibles", "places left",
        ),
    ),
    Target(
        "places_restantes_le",
        _("Places restantes, à la date du"),
        SERVICE,
        ("places restantes le", "places restantes au", "date places restantes", "date des places"),
        looks.is_date,
    ),
    *session.TARGETS,
    of_criterion(registry.GARDE_ENFANTS),
    Target(
        "garde_enfants_precisions",
        _("Précisions sur la garde des enfants"),
        SERVICE,
        ("garde enfants precisions", "precisions garde enfants", "age des enfants gardes"),
    ),
    Target(
        "a_apporter",
        _("À apporter"),
        SERVICE,
        ("a apporter", "justificatifs", "pieces a fournir", "documents a apporter", "documents"),
    ),
)  # fmt: skip
