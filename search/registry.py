# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every criterion of the one filter, in the order in which links say them: see `docs/adding.md`.

A filter is an object here; `search.criterion` says what follows from it.
"""

from collections.abc import Mapping

from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mapping import finer, vocabulary
from mapping.taxonomies.shown import ShownChoices, shown
from search.criterion import (
    Choices,
    Column,
    Criterion,
    FieldsOfHere,
    File,
    Group,
    InTerritory,
    LeavesOut,
    Moment,
    OutOfZone,
    Switch,
    Table,
    Without,
    WithoutWords,
    Words,
)

# The words of an area that is no official code: not known, or drawn.
ZONE_UNKNOWN, ZONE_DRAWN = "zone:inconnue", "zone:dessinee"

THEME = Choices(
    "theme",
    name="themes",
    label=_("Thème"),
    means="one of its thématiques belongs to the theme",
    column=Column(Table.SERVICE, "thematiques"),
    choices=[(theme.code, theme.nom) for theme in vocabulary.THEMES],
    in_index=True,
    own_tags_sql="""ARRAY(
                SELECT DISTINCT 'theme:' || theme.code
                FROM unnest(sv.thematiques) AS served (code)
                JOIN mapping_thematique thematique ON thematique.code = served.code
                JOIN mapping_theme theme ON theme.id = thematique.theme_id
            )""",
)
PUBLIC = Choices(
    "public",
    name="publics",
    label=_("Public"),
    means="it names one of the publics, or one that is under it, or says « tous publics », which does not"
    " stand for firms and associations; asked for a public under another, what names only that other is"
    " found too, to be asked about; a service that names none is not found",
    column=Column(Table.SERVICE, "publics"),
    choices=vocabulary.PUBLICS,
    everyone=finer.TOUS_PUBLICS,
    apart=finer.NOT_PERSONS,
    under=finer.UNDER["publics"],
    asks_about=True,
    group=Group.WHOM,
    is_menu=True,
    file=File(
        _("Publics"),
        (
            "publics",
            "public",
            "publics accueillis",
            "public accueilli",
            "public cible",
            "publics specifiquement adresses",
            "prise en charge specifique",
            "public vise",
            "publics vises",
            "audience",
            "target audience",
            "beneficiaires",
            "public concerne",
            "eligibility",
        ),
    ),
)
LANGUE = Choices(
    "langue",
    name="langues",
    label=_("Langue parlée"),
    means="it names one of the languages",
    column=Column(Table.SERVICE, "langues"),
    choices=vocabulary.LANGUES,
    group=Group.WHOM,
    is_menu=True,
    file=File(
        _("Langues parlées"),
        (
            "langues",
            "langue",
            "langues parlees",
            "langue s parlee s",
            "languages",
            "language",
            "languages spoken",
            "spoken languages",
            "lang",
        ),
    ),
)
NIVEAU = Choices(
    "niveau",
    name="niveaux",
    label=_("Niveau de français"),
    means="it names one of the levels",
    column=Column(Table.SERVICE, "niveaux"),
    choices=vocabulary.NIVEAUX,
    themes=("francais",),
    group=Group.WHOM,
    file=File(
        _("Niveaux de français"),
        (
            "niveaux",
            "niveau",
            "niveau de francais",
            "niveaux de francais",
            "niveau cecrl",
            "niveau linguistique",
        ),
    ),
)
TYPE = Choices(
    "type",
    name="types",
    label=_("Type de service"),
    means="it is of one of the types",
    column=Column(Table.SERVICE, "type"),
    choices=vocabulary.TYPES_DE_SERVICES,
    is_array=False,
    group=Group.WHAT,
    is_menu=True,
    file=File(
        _("Type de service"),
        ("type service", "type de service"),
    ),
)
MODE = Choices(
    "mode",
    name="modes",
    label=_("Mode d'accueil"),
    means="it is given in one of the ways, on site (by a screen there, too) or at a distance",
    column=Column(Table.SERVICE, "modes_accueil"),
    choices=vocabulary.MODES_ACCUEIL,
    under=finer.UNDER["modes_accueil"],
    group=Group.WHAT,
    file=File(
        _("Sur place ou à distance"),
        ("modes accueil", "mode d accueil", "modalites accompagnement", "modalite"),
    ),
)
THEMATIQUE = Choices(
    "thematique",
    name="thematiques",
    label=_("Besoin précis"),
    means="one of its thématiques is one of these",
    column=Column(Table.SERVICE, "thematiques"),
    choices=vocabulary.THEMATIQUES,
    file=File(
        _("Thématiques"),
        (
            "thematiques",
            "thematique",
            "themes",
            "theme",
            "sujet",
            "sujets",
            "services",
            "domaine",
            "domaines",
            "categorie",
            "categories",
            "category",
            "prestations",
            "topic",
            "topics",
            "thematic",
            "type d aide",
            "activite",
            "champ",
            "champs",
            "champ d intervention",
            "champs d intervention",
            "champ intervention",
            "champs intervention",
            "domaine d intervention",
            "domaines d intervention",
        ),
    ),
    group=Group.WHAT,
    is_menu=True,
    by_theme=True,
)
CHAMP = FieldsOfHere(
    "champ",
    name="champs",
    label=lazy(lambda: shown().name or gettext("Champ"), str)(),
    means="one of its thématiques is of one of these fields, of the region's own list (below)",
    description="Répétable : un champ de la liste que la région, ou le département, s'est donnée, où le site"
    " en montre une ; l'une des thématiques que ce champ rassemble convient.",
    column=Column(Table.SERVICE, "thematiques"),
    choices=ShownChoices(),
    of=THEMATIQUE,
    group=Group.WHAT,
)
RESEAU = Choices(
    "reseau",
    name="reseaux",
    label=_("Réseau"),
    means="it belongs to one of the networks",
    column=Column(Table.STRUCTURE, "reseaux_porteurs"),
    choices=vocabulary.RESEAUX_PORTEURS,
    file=File(
        _("Réseaux et labels"),
        (
            "reseaux porteurs",
            "reseau",
            "reseaux",
            "labels nationaux",
            "label",
            "labels",
            "dispositif programmes nationaux",
            "dispositif",
        ),
    ),
    group=Group.WHAT,
    is_menu=True,
    by_label=True,
)
ACCESSIBLE = Switch(
    "accessible",
    label=_("Accessible en fauteuil roulant"),
    means="it says that a wheelchair can enter",
    column=Column(Table.STRUCTURE, "accessible"),
    file=File(
        _("Accessible en fauteuil roulant"),
        (
            "accessible",
            "accessibilite pmr",
            "acces pmr",
            "pmr",
            "accessible pmr",
            "accessibilite fauteuil",
            "wheelchair",
            "wheelchair accessible",
            "accessibilite handicap",
        ),
    ),
)
GRATUIT = Switch(
    "gratuit",
    label=_("Gratuit"),
    means="it says that it is free; nothing said is not free",
    column=Column(Table.SERVICE, "frais"),
    codes=vocabulary.FRAIS,
    code="gratuit",
    file=File(
        _("Frais"),
        (
            "frais",
            "frais a charge",
            "cout",
            "tarif",
            "tarifs",
            "prix",
            "gratuit",
            "payant",
            "gratuite",
            "fees",
            "cost",
            "fee",
            "participation",
            "participation demandee",
            "participation financiere",
            "couts",
        ),
    ),
)
FRAIS = Choices(
    "frais",
    label=_("Coût"),
    means="it is to be paid, what is sold included, or is sold",
    column=Column(Table.SERVICE, "frais"),
    # Who looks for what is free has a box for it.
    choices=[(code, label) for code, label in vocabulary.FRAIS if code != GRATUIT.code],
    is_array=False,
    under=finer.UNDER["frais"],
    group=Group.TERMS,
)
GARDE_ENFANTS = Switch(
    "garde_enfants",
    label=_("Enfants gardés sur place"),
    means="it says that children are looked after meanwhile",
    column=Column(Table.SERVICE, "garde_enfants"),
    themes=("francais", "formation", "emploi"),
    file=File(
        _("Enfants gardés sur place"),
        (
            "garde enfants",
            "garde d enfants",
            "garde des enfants",
            "enfants gardes",
            "enfants gardes sur place",
            "mode de garde",
            "garderie",
            "halte garderie",
            "childcare",
        ),
    ),
)
RENDEZ_VOUS = Choices(
    "rendez_vous",
    label=_("Rendez-vous"),
    means="one may come so: without an appointment, or with one; where both hold, either finds it",
    column=Column(Table.SERVICE, "rendez_vous"),
    choices=vocabulary.RENDEZ_VOUS,
    group=Group.TERMS,
    file=File(
        _("Avec ou sans rendez-vous"),
        (
            "rendez vous",
            "rdv",
            "sur rendez vous",
            "sans rendez vous",
            "avec ou sans rendez vous",
            "accueil rdv",
            "appointment",
        ),
    ),
)
INTERPRETE = Switch(
    "interprete",
    label=_("Avec un interprète"),
    means="it says that an interpreter may be there",
    column=Column(Table.SERVICE, "interprete"),
    group=Group.WHOM,
    file=File(_("Avec un interprète"), ("interprete", "interpretariat", "avec interprete", "interpreter")),
)
FALC = Switch(
    "falc",
    label=_("Documents faciles à lire (FALC)"),
    means="it says that it gives easy-to-read documents",
    column=Column(Table.SERVICE, "falc"),
    group=Group.WHOM,
    file=File(
        _("Documents faciles à lire (FALC)"), ("falc", "facile a lire", "facile a lire et a comprendre")
    ),
)
EQUIPEMENT = Choices(
    "equipement",
    name="equipements",
    label=_("Équipement sur place"),
    means="one of these may be used there",
    column=Column(Table.STRUCTURE, "equipements"),
    choices=vocabulary.EQUIPEMENTS,
    group=Group.WHAT,
    is_menu=True,
    file=File(
        _("Équipement sur place"),
        ("equipements", "equipement", "materiel", "materiel a disposition", "equipment"),
    ),
)
BUREAU_CONFIDENTIEL = Switch(
    "bureau_confidentiel",
    label=_("Pièce pour parler en confidence"),
    means="it says that there is a room to speak without being heard",
    column=Column(Table.STRUCTURE, "bureau_confidentiel"),
    file=File(
        _("Bureau confidentiel"),
        ("bureau confidentiel", "espace confidentiel", "salle confidentielle", "bureau ferme"),
    ),
)
PORTEUR = Choices(
    "porteur",
    name="porteurs",
    label=_("Qui porte la structure"),
    means="whoever answers for it is an association, an institution or a firm",
    column=Column(Table.STRUCTURE, "porteur"),
    choices=vocabulary.PORTEURS,
    is_array=False,
    group=Group.WHAT,
    file=File(
        _("Nature du porteur"),
        (
            "porteur",
            "nature du porteur",
            "type de porteur",
            "statut juridique",
            "forme juridique",
            "nature juridique",
        ),
    ),
)
VOCATION = Choices(
    "vocation",
    name="vocations",
    label=_("Généraliste ou spécialisée"),
    means="it sees to everything, or to one domain",
    column=Column(Table.STRUCTURE, "vocation"),
    choices=vocabulary.VOCATIONS,
    is_array=False,
    group=Group.WHAT,
    file=File(_("Vocation"), ("vocation",)),
)
PLACES = Switch(
    "places",
    label=_("Avec des places"),
    means="it says that places are left",
    column=Column(Table.SERVICE, "places_restantes", "> 0"),
)
LISTE_ATTENTE = Switch(
    "liste_attente",
    label=_("Avec une liste d'attente"),
    means="it says that it has a waiting list",
    column=Column(Table.SERVICE, "liste_attente"),
    file=File(_("Liste d'attente"), ("liste attente", "liste d attente", "waiting list")),
)
SANS_MAIRIES = Without(
    "sans_mairies",
    label=_("Sans les mairies"),
    means="its structure is not of the network of communes, as town halls are",
    undone=_("Avec les mairies"),
    of=RESEAU,
    code="communes",
)
SANS_MEDIATION = WithoutWords(
    "sans_mediation",
    label=_("Sans la médiation familiale"),
    means="neither it nor its structure says « médiation familiale », unless one says « victimes »: two"
    " people are heard together there, which is not for who is hit or threatened",
    undone=_("Avec la médiation familiale"),
    words="médiation familiale",
    unless="victimes",
)
HORS_ZONE = OutOfZone(
    "hors_zone",
    name="out_of_zone",
    label=_("Montrer aussi ce qui ne prend pas les gens d'ici"),
    means="also what the service's area excludes, marked",
    area_keys=(ZONE_UNKNOWN, ZONE_DRAWN),
    area_tags_sql=f"""ARRAY(
                SELECT '{ZONE_UNKNOWN}'
                WHERE coalesce(sv.zone_eligibilite, '{{}}') = '{{}}' AND sv.zone_polygon IS NULL
            )
            || ARRAY(SELECT '{ZONE_DRAWN}' WHERE sv.zone_polygon IS NOT NULL)""",
)
Q = Words(
    "q",
    label=_("Mots"),
    means="it says these words (below)",
    description="Des mots, dans tout ordre : nom, sigle, service, commune.",
)
OUVERT = Moment(
    "ouvert",
    label=_("Ouvert"),
    means="open at that moment (below)",
    description="`maintenant`, un jour (`jeudi`), une partie d'un jour (`jeudi-soir`, `-matin`,"
    " `-apres-midi`), une habitude des quatre semaines à venir (`matin`, `apres-midi`, `soir`, `journee`,"
    " `semaine`, `week-end`, `semaine-soir`…), une date (`2026-11-26`) ou une date et une heure"
    " (`2026-11-26T18:30`). Plusieurs sont des alternatives, `maintenant` mis à part.",
    group=Group.WHEN,
)
EPCI = InTerritory(
    "epci",
    label=_("EPCI"),
    means="it stands in the EPCI of that SIREN number (below)",
    description="Numéro SIREN : ce qui se trouve dans cet EPCI, sans distance, par numéro de structure.",
    wrong=_("« %(code)s » n'est pas le numéro SIREN d'un EPCI dont une commune fait partie."),
    max_length=9,
)
DEPARTEMENT = InTerritory(
    "departement",
    label=_("Département"),
    means="it stands in the département of that code (below)",
    description="Code (77, 2A, 974) : ce qui se trouve dans ce département, de même.",
    wrong=_("« %(code)s » n'est pas le code d'un département, comme 77, 2A ou 974."),
    max_length=3,
)
TERRITOIRE = InTerritory(
    "territoire",
    label=_("Territoire"),
    means="it stands in a commune of the territory that staff drew up under that code (below)",
    description="Code d'un territoire nommé (bassin de vie, secteur…) : ce qui se trouve dans ses"
    " communes, de même.",
    wrong=_("« %(code)s » n'est pas le code d'un territoire de ce site."),
    max_length=60,
)

CRITERIA: tuple[Criterion, ...] = (
    THEME,
    PUBLIC,
    LANGUE,
    NIVEAU,
    TYPE,
    MODE,
    THEMATIQUE,
    CHAMP,
    RESEAU,
    PORTEUR,
    VOCATION,
    EQUIPEMENT,
    ACCESSIBLE,
    BUREAU_CONFIDENTIEL,
    INTERPRETE,
    FALC,
    GARDE_ENFANTS,
    RENDEZ_VOUS,
    GRATUIT,
    FRAIS,
    PLACES,
    LISTE_ATTENTE,
    SANS_MAIRIES,
    SANS_MEDIATION,
    HORS_ZONE,
    Q,
    OUVERT,
    EPCI,
    DEPARTEMENT,
    TERRITOIRE,
)

BY_PARAMETER: Mapping[str, Criterion] = {one.parameter: one for one in CRITERIA}
# Those with several values, and those that are asked for or not, by parameter.
CHOICES: Mapping[str, Choices] = {one.parameter: one for one in CRITERIA if isinstance(one, Choices)}
SWITCHES: Mapping[str, Switch] = {one.parameter: one for one in CRITERIA if isinstance(one, Switch)}
# Those that may be asked of one need alone, by parameter.
OF_A_NEED: Mapping[str, Criterion] = {one.parameter: one for one in CRITERIA if one.of_a_need}
# Those of them that make sense for some themes only.
OF_SOME_THEMES: tuple[Criterion, ...] = tuple(one for one in OF_A_NEED.values() if one.themes)
# Those that say what of the whole answer is shown, and ask nothing of a service, by name.
OF_THE_ANSWER: Mapping[str, Criterion] = {
    one.name: one for one in CRITERIA if isinstance(one, InTerritory | OutOfZone | LeavesOut)
}
# Every word that a row may have of a criterion. Official territories are not listed: their codes are numbers
# of their own (`search.tags`).
TAG_KEYS: tuple[str, ...] = tuple(dict.fromkeys(key for one in CRITERIA for key in one.tag_keys))


def read_from(record: Table) -> dict[str, Criterion]:
    """The criteria read from columns of one kind of record, by column; the first where two share it."""
    found: dict[str, Criterion] = {}
    for one in CRITERIA:
        if one.column is not None and one.column.table is record:
            found.setdefault(one.column.name, one)
    return found


def given_by_files(record: Table | None = None) -> list[tuple[Criterion, Column, File]]:
    """The criteria whose column files may give, of one kind of record or of both, with both."""
    return [
        (one, one.column, one.file)
        for one in CRITERIA
        if one.file is not None and one.column is not None and record in (None, one.column.table)
    ]
