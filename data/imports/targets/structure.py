# SPDX-License-Identifier: AGPL-3.0-or-later
"""The structure: what it is called, its identifiers, who carries it, how fresh it is."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from data.imports.targets import looks
from data.imports.targets.target import STRUCTURE, Target, of_criterion
from search import registry

TARGETS = (
    Target(
        "id",
        _("Identifiant"),
        STRUCTURE,
        (
            "id", "identifiant", "id fs", "id structure", "id lieu", "id lieumed", "identifiant structure",
            "uuid", "reference", "ref", "code structure", "numero", "n ordre", "numero d ordre", "cle",
            "code", "nofinesset", "finess", "organization id",
        ),
    ),
    Target(
        "nom",
        _("Nom"),
        STRUCTURE,
        (
            "nom", "nom structure", "nom de la structure", "structure", "nom association",
            "nom de l association", "association",
            # As people shorten them at the head of a column.
            "asso", "assoc", "nom asso", "nom de l asso", "organisme", "nom organisme", "denomination",
            "raison sociale", "intitule", "libelle", "titre", "name", "nom du lieu", "lieu", "lib fs",
            "etablissement", "nom etablissement", "nom du site", "site", "enseigne", "nom de l organisme",
            "title", "nom lieu", "label fr", "name fr", "nom fr", "rs longue", "rslongue", "rs",
            "raison sociale longue", "organization name", "organisation name", "structure name",
            "association name", "nom usuel", "nome", "nombre", "nom complet",
        ),
        looks.is_words,
    ),
    Target(
        "description",
        _("Description"),
        STRUCTURE,
        (
            "description", "presentation", "presentation detail", "presentation resume",
            "presentation detaillee", "descriptif", "infos", "informations", "commentaire", "commentaires",
            "remarques", "observations", "activites", "missions", "resume", "details", "objet",
        ),
        many=True,
    ),
    Target(
        "siret",
        _("SIRET"),
        STRUCTURE,
        ("siret", "n siret", "numero siret", "no siret", "code siret", "pivot", "siret structure"),
        looks.is_siret,
        alone=True,
    ),
    of_criterion(registry.RESEAU),
    # « Porteur » is the name of one as often as what it is.
    replace(of_criterion(registry.PORTEUR), looks=looks.is_carrier),
    of_criterion(registry.ACCESSIBLE),
    Target(
        "accessibilite_lieu",
        _("Page AccèsLibre"),
        STRUCTURE,
        ("accessibilite lieu", "fiche acces libre", "acceslibre", "accessibilite"),
        looks.is_url,
    ),
    Target(
        "lien_source",
        _("Page chez la source"),
        STRUCTURE,
        ("lien source", "url source", "fiche", "lien fiche"),
        looks.is_url,
    ),
    Target(
        "date_maj",
        _("Date de mise à jour"),
        STRUCTURE,
        (
            "date maj", "dat maj", "date de mise a jour", "mise a jour", "maj", "date de maj",
            "derniere mise a jour", "date modification", "updated at", "date actualisation", "mis a jour le",
            "mise a jour le", "modifie le", "actualise le", "derniere modification", "date de modification",
            "date de derniere modification", "last modified", "last modified time", "modified time",
            "modified", "last edited time", "last updated",
        ),
        looks.is_date,
    ),
)  # fmt: skip
