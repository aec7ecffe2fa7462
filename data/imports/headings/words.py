# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of headings that several readings share: which say nothing, which kinds of things there are."""

EMPTY_WORDS = frozenset(
    [
        "a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "ou", "par", "pour",
        "sur", "un", "une", "the", "of", "and", "or", "to", "ex", "exemple", "obligatoire", "facultatif", "o",
        "oui", "non", "si", "votre", "vos", "notre", "cf", "eventuellement",
        # Of a question: « Dans quelle commune ? », « Quelles langues parlez-vous ? ».
        "quel", "quelle", "quels", "quelles", "dans", "est", "sont", "vous", "nous", "ce", "que", "qu",
        "accueillez", "parlez", "proposez", "pouvons", "pouvez", "y", "t", "il", "elle", "peut", "on",
        "venir", "publier",
    ]
)  # fmt: skip
# A heading that is a question, whole, and the name of a field that says the same.
QUESTIONS = {
    "qui": "structure",
    "ou": "adresse",
    "ou ca": "adresse",
    "ou est ce": "adresse",
    "quoi": "action",
    "pour faire quoi": "action",
    "quand": "horaires",
    "quel jour": "jour",
    "quels jours": "jours",
    "a quelle heure": "heure",
    "pour qui": "public",
    "a qui": "public",
    "combien": "tarif",
    "combien ca coute": "tarif",
    "c est payant": "tarif",
    "combien de places": "nombre de places",
    "a partir de quand": "date de debut",
    "depuis quand": "date de debut",
    "jusqu a quand": "date de fin",
    "qui appeler": "telephone",
    "qui contacter": "contact",
    "comment venir": "acces",
    "dans quelle langue": "langue",
    "quel niveau": "niveau",
}
# Kinds of things: a heading that begins with one of them is no other.
KINDS = frozenset(
    [
        "type", "types", "nature", "categorie", "categories", "statut", "statuts", "forme", "date", "dates",
        "annee", "mois", "nombre", "nb", "effectif", "code", "codes", "numero", "no", "num", "n", "tel",
        "telephone", "telephones", "portable", "mobile", "fax", "mail", "mails", "email", "emails",
        "courriel", "courriels", "e", "adresse", "adresses", "horaire", "horaires", "jour", "jours", "heure",
        "heures", "url", "lien", "liens", "id", "identifiant", "departement", "region", "canton", "epci",
        "pays", "secteur", "quartier", "zone", "surface", "siren", "siret", "rna", "montant", "budget",
        "taux", "distance", "duree", "periode", "nom", "noms", "prenom", "prenoms", "fonction",
    ]
)  # fmt: skip
# Who may be called or written to besides the structure itself.
PEOPLE = frozenset(
    [
        "referent", "referente", "referents", "responsable", "responsables", "president", "presidente",
        "directeur", "directrice", "interlocuteur", "interlocutrice", "coordinateur", "coordinatrice",
        "coordonnateur", "coordonnatrice", "animateur", "animatrice", "formateur", "formatrice", "benevole",
        "benevoles", "personne", "proprietaire", "gerant", "gerante", "correspondant", "correspondante",
        "conseiller", "conseillere", "perso", "personnel", "personnelle", "prenom", "prenoms", "secretaire",
        "tresorier", "maire", "coordo", "charge", "chargee", "chargees", "charges", "directeurs",
        "intervenant", "intervenante",
    ]
)  # fmt: skip


def content_of(words: str) -> list[str]:
    """Those of folded words that say something."""
    return [word for word in words.split() if word not in EMPTY_WORDS]
