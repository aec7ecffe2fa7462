# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the columns of records are called where their changes are told, and how each is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mapping.kinds import (
    CLOSURE,
    CONTACT,
    GOVERNANCE,
    GOVERNING_BODY,
    GOVERNING_SEAT,
    PHOTO,
    SERVICE,
    SESSION,
    STRUCTURE,
    TAXONOMY,
    TAXONOMY_FIELD,
)


class Way(StrEnum):
    """How a change of a column is told."""

    TEXT = "text"  # by word
    VALUE = "value"  # one in place of the other
    MASKED = "masked"  # that it changed, and to whom one may write: an address is not put on a page
    HOURS = "hours"  # by day
    CODES = "codes"  # what was added, what was taken away
    CODE = "code"  # by its label
    YES_NO = "yes-no"
    DATE = "date"
    ADDRESS = "address"  # parts that make one line
    COMMUNE = "commune"
    POSITION = "position"  # how far it moved
    AREA = "area"  # names of territories
    SHAPE = "shape"  # that it changed
    ORGANISATION = "organisation"
    GROUP = "group"
    ASIDE = "aside"  # told with another column, or not at all


@dataclass(frozen=True, slots=True)
class Column:
    """What a column is called, and how its changes are told."""

    label: str | Promise
    way: Way


_ADDRESS = {
    "adresse": Column(_("Adresse"), Way.ADDRESS),
    "complement_adresse": Column(_("Adresse"), Way.ADDRESS),
    "code_postal": Column(_("Adresse"), Way.ADDRESS),
    "commune_nom": Column(_("Adresse"), Way.ADDRESS),
    "code_insee": Column(_("Commune"), Way.COMMUNE),
    "position": Column(_("Place sur la carte"), Way.POSITION),
    "position_precision": Column("", Way.ASIDE),
    "position_origin": Column("", Way.ASIDE),
}
_SOURCE = {
    "source": Column("", Way.ASIDE),
    "source_id": Column("", Way.ASIDE),
    "lien_source": Column("", Way.ASIDE),
    "date_maj": Column("", Way.ASIDE),
    "created_at": Column("", Way.ASIDE),
    "updated_at": Column("", Way.ASIDE),
    "id": Column("", Way.ASIDE),
    "structure_id": Column("", Way.ASIDE),
    "service_id": Column("", Way.ASIDE),
}
_REACHED = {
    "telephone": Column(_("Téléphone"), Way.VALUE),
    "courriel": Column(_("Courriel"), Way.MASKED),
}

COLUMNS: Mapping[int, Mapping[str, Column]] = {
    STRUCTURE.number: {
        "nom": Column(_("Nom"), Way.TEXT),
        "description": Column(_("Description"), Way.TEXT),
        "horaires_accueil": Column(_("Horaires de l’accueil"), Way.HOURS),
        **_REACHED,
        "site_web": Column(_("Site web"), Way.VALUE),
        **_ADDRESS,
        "accessible": Column(_("Accessible en fauteuil roulant"), Way.YES_NO),
        "accessibilite_lieu": Column(_("Page d’accessibilité du lieu"), Way.VALUE),
        "reseaux_porteurs": Column(_("Réseaux"), Way.CODES),
        "porteur": Column(_("Qui porte la structure"), Way.CODE),
        "vocation": Column(_("Généraliste ou spécialisée"), Way.CODE),
        "equipements": Column(_("Équipements"), Way.CODES),
        "bureau_confidentiel": Column(_("Pièce pour parler en confidence"), Way.YES_NO),
        "siret": Column("SIRET", Way.VALUE),
        "organisation_id": Column(_("Tenue par"), Way.ORGANISATION),
        "address_visibility": Column(_("Qui voit l’adresse"), Way.CODE),
        "status": Column(_("État de la fiche"), Way.CODE),
        "is_example": Column("", Way.ASIDE),
        "verified_at": Column("", Way.ASIDE),
        **_SOURCE,
    },
    SERVICE.number: {
        "nom": Column(_("Nom"), Way.TEXT),
        "description": Column(_("Description"), Way.TEXT),
        "horaires_accueil": Column(_("Horaires"), Way.HOURS),
        "type": Column(_("Type de service"), Way.CODE),
        "thematiques": Column(_("Thématiques"), Way.CODES),
        "frais": Column(_("Coût"), Way.CODE),
        "frais_precisions": Column(_("Précisions sur le coût"), Way.TEXT),
        "publics": Column(_("Publics"), Way.CODES),
        "publics_precisions": Column(_("Précisions sur les publics"), Way.TEXT),
        "conditions_acces": Column(_("Conditions d’accès"), Way.TEXT),
        "modes_accueil": Column(_("Modes d’accueil"), Way.CODES),
        "zone_eligibilite": Column(_("Zone desservie"), Way.AREA),
        "zone_polygon": Column(_("Zone dessinée"), Way.SHAPE),
        "zone_origin": Column("", Way.ASIDE),
        **_REACHED,
        "lien_mobilisation": Column(_("Page pour s’inscrire"), Way.VALUE),
        "modes_mobilisation": Column(_("Comment s’inscrire"), Way.CODES),
        "mobilisable_par": Column(_("Qui peut inscrire"), Way.CODES),
        "mobilisation_precisions": Column(_("Précisions sur l’inscription"), Way.TEXT),
        "volume_horaire_hebdomadaire": Column(_("Heures par semaine"), Way.VALUE),
        "nombre_semaines": Column(_("Nombre de semaines"), Way.VALUE),
        "langues": Column(_("Langues parlées"), Way.CODES),
        "niveaux": Column(_("Niveaux de français"), Way.CODES),
        "capacite": Column(_("Capacité"), Way.VALUE),
        "places_restantes": Column(_("Places restantes"), Way.VALUE),
        "places_restantes_le": Column(_("Places, à la date du"), Way.DATE),
        "liste_attente": Column(_("Liste d’attente"), Way.YES_NO),
        "garde_enfants": Column(_("Enfants gardés"), Way.YES_NO),
        "garde_enfants_precisions": Column(_("Précisions sur la garde des enfants"), Way.TEXT),
        "rendez_vous": Column(_("Rendez-vous"), Way.CODES),
        "interprete": Column(_("Interprète"), Way.YES_NO),
        "falc": Column(_("Documents faciles à lire (FALC)"), Way.YES_NO),
        "a_apporter": Column(_("À apporter"), Way.TEXT),
        **_ADDRESS,
        **_SOURCE,
    },
    CONTACT.number: {
        "nom": Column(_("Nom"), Way.VALUE),
        "fonction": Column(_("Fonction"), Way.VALUE),
        **_REACHED,
        "nom_visibility": Column(_("Qui voit le nom"), Way.CODE),
        "fonction_visibility": Column(_("Qui voit la fonction"), Way.CODE),
        "telephone_visibility": Column(_("Qui voit le téléphone"), Way.CODE),
        "courriel_visibility": Column(_("Qui voit le courriel"), Way.CODE),
        **{
            f"{name}_{whom}_id": Column(label, way)
            for name, label in (
                ("nom", _("Qui voit le nom")),
                ("fonction", _("Qui voit la fonction")),
                ("telephone", _("Qui voit le téléphone")),
                ("courriel", _("Qui voit le courriel")),
            )
            for whom, way in (("organisation", Way.ORGANISATION), ("group", Way.GROUP))
        },
        **_SOURCE,
    },
    SESSION.number: {
        "first_day": Column(_("Premier jour"), Way.DATE),
        "last_day": Column(_("Dernier jour"), Way.DATE),
        "details": Column(_("Précisions"), Way.VALUE),
        **_SOURCE,
    },
    PHOTO.number: {
        "description": Column(_("Ce que l’on voit"), Way.TEXT),
        "credit": Column(_("Auteur de la photo"), Way.VALUE),
    },
    GOVERNANCE.number: {
        "presentation": Column(_("Qui porte l’annuaire"), Way.TEXT),
        "quality": Column(_("L’approche qualité"), Way.TEXT),
        "sustainability": Column(_("Le développement durable"), Way.TEXT),
        "since": Column(_("En vigueur depuis le"), Way.DATE),
        "is_example": Column("", Way.ASIDE),
        "id": Column("", Way.ASIDE),
    },
    GOVERNING_BODY.number: {
        "nom": Column(_("Nom"), Way.TEXT),
        "role": Column(_("Son rôle"), Way.TEXT),
        "meets": Column(_("Se réunit"), Way.VALUE),
        "functions": Column(_("Qui y siège"), Way.TEXT),
        "rank": Column(_("Ordre"), Way.VALUE),
        "is_example": Column("", Way.ASIDE),
        "id": Column("", Way.ASIDE),
    },
    GOVERNING_SEAT.number: {
        "organisation_id": Column(_("Organisation qui y siège"), Way.ORGANISATION),
        "body_id": Column("", Way.ASIDE),
        "id": Column("", Way.ASIDE),
    },
    TAXONOMY.number: {
        "name": Column(_("Nom"), Way.TEXT),
        "note": Column(_("Ce qu’elle est"), Way.TEXT),
        "is_shown": Column(_("Montrée à tous"), Way.YES_NO),
        "is_example": Column("", Way.ASIDE),
        "id": Column("", Way.ASIDE),
    },
    TAXONOMY_FIELD.number: {
        "label": Column(_("Libellé"), Way.TEXT),
        "label_en": Column(_("Libellé en anglais"), Way.VALUE),
        "label_ar": Column(_("Libellé en arabe"), Way.VALUE),
        "label_uk": Column(_("Libellé en ukrainien"), Way.VALUE),
        "code": Column(_("Code"), Way.VALUE),
        "thematiques": Column(_("Thématiques"), Way.CODES),
        "rank": Column(_("Ordre"), Way.VALUE),
        "taxonomy_id": Column("", Way.ASIDE),
        "id": Column("", Way.ASIDE),
    },
    CLOSURE.number: {
        "first_day": Column(_("Premier jour"), Way.DATE),
        "last_day": Column(_("Dernier jour"), Way.DATE),
        "reason": Column(_("Motif"), Way.VALUE),
        **_SOURCE,
    },
}
