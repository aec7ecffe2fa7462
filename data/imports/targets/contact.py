# SPDX-License-Identifier: AGPL-3.0-or-later
"""A person to reach, for professionals alone."""

from django.utils.translation import gettext_lazy as _

from data.imports.targets import looks
from data.imports.targets.target import CONTACT, Target

TARGETS = (
    Target(
        "contact_nom",
        _("Nom de la personne"),
        CONTACT,
        (
            "contact", "nom contact", "contact nom", "contact nom prenom", "referent", "nom referent",
            "responsable", "interlocuteur", "personne contact", "nom du contact", "nom du referent",
            "personne a contacter", "correspondant", "directeur", "coordinateur", "president", "contact name",
            "contact person", "animateur", "animatrice", "nom prenom", "prenom nom", "nom et prenom",
            "personne ressource",
            # A column each, in the programs where addresses are kept.
            "first name", "middle name", "last name", "given name", "family name", "surname", "prenom",
            "deuxieme prenom", "nom de famille",
        ),
        many=True,
    ),
    Target(
        "contact_fonction",
        _("Fonction de la personne"),
        CONTACT,
        (
            "fonction", "fonction contact", "poste", "qualite", "job title", "organization title",
            "titre du poste", "intitule du poste",
        ),
    ),
    Target(
        "contact_telephone",
        _("Téléphone de la personne"),
        CONTACT,
        (
            "telephone contact", "tel contact", "contact telephone", "portable", "mobile", "tel referent",
            "tel portable", "telephone referent", "gsm", "telephone portable", "contact tel",
            "contact portable", "contact mobile", "ligne directe", "telephone direct", "tel direct",
            "numero direct", "telephone mobile", "tel mobile", "mobile phone", "sms",
        ),
        looks.is_telephone,
    ),
    Target(
        "contact_courriel",
        _("Courriel de la personne"),
        CONTACT,
        (
            "mail contact", "courriel contact", "contact mail", "contact courriel", "email contact",
            "mail referent", "courriel referent", "contact e mail", "mail pro", "mail perso", "mail direct",
            "courriel direct",
        ),
        looks.is_email,
    ),
)  # fmt: skip
