# SPDX-License-Identifier: AGPL-3.0-or-later
"""The short and the long names of one thing: acronyms that people use, and names that changed.

Whoever types one form finds what is written under any other. The forms of a line mean the same;
a form of several words stands for all of them, in any order.
"""

from functools import cache

from places.folding import fold
from search.lexicon.spelling import one_error_apart

FORMS: tuple[tuple[str, ...], ...] = (
    # Learning French, diplomas and levels
    ("ASL", "atelier sociolinguistique", "atelier socio-linguistique"),
    ("FLE", "français langue étrangère"),
    ("FLI", "français langue d'intégration"),
    ("FLS", "français langue seconde"),
    ("FOS", "français objectif spécifique", "français sur objectifs spécifiques"),
    ("DELF", "diplôme d'études en langue française"),
    ("DALF", "diplôme approfondi de langue française"),
    ("DILF", "diplôme initial de langue française"),
    ("TCF", "test de connaissance du français"),
    ("TEF", "test d'évaluation de français"),
    ("CECRL", "cadre européen commun de référence pour les langues"),
    ("UPE2A", "unité pédagogique pour élèves allophones arrivants"),
    ("OEPRE", "ouvrir l'école aux parents pour la réussite des enfants"),
    ("VAE", "validation des acquis de l'expérience"),
    # Asylum, residence, reception
    ("OFII", "office français de l'immigration et de l'intégration"),
    ("OFPRA", "office français de protection des réfugiés et apatrides"),
    ("CNDA", "cour nationale du droit d'asile"),
    ("CIR", "contrat d'intégration républicaine"),
    ("CADA", "centre d'accueil pour demandeurs d'asile"),
    ("CPH", "centre provisoire d'hébergement"),
    ("HUDA", "hébergement d'urgence pour demandeurs d'asile"),
    ("CAES", "centre d'accueil et d'examen des situations"),
    ("PRAHDA", "programme d'accueil et d'hébergement des demandeurs d'asile"),
    ("SPADA", "structure de premier accueil des demandeurs d'asile"),
    ("GUDA", "guichet unique pour demandeurs d'asile"),
    ("ADA", "allocation pour demandeur d'asile"),
    ("AGIR", "accompagnement global et individualisé des réfugiés"),
    ("MNA", "mineur non accompagné"),
    ("BPI", "bénéficiaire de la protection internationale"),
    ("OQTF", "obligation de quitter le territoire français"),
    ("ANEF", "administration numérique pour les étrangers en France"),
    ("CIMADE", "comité inter-mouvements auprès des évacués"),
    # Local social services
    ("CCAS", "centre communal d'action sociale"),
    ("CIAS", "centre intercommunal d'action sociale"),
    ("CAF", "caisse d'allocations familiales"),
    ("MSA", "mutualité sociale agricole"),
    ("MDS", "maison des solidarités", "maison départementale des solidarités"),
    ("MSAP", "maison de services au public", "France services"),
    ("PMI", "protection maternelle et infantile"),
    ("ASE", "aide sociale à l'enfance"),
    ("MDPH", "maison départementale des personnes handicapées"),
    ("PIMMS", "point information médiation multi-services"),
    ("EVS", "espace de vie sociale"),
    ("RSA", "revenu de solidarité active"),
    ("AAH", "allocation aux adultes handicapés"),
    ("APA", "allocation personnalisée d'autonomie"),
    ("REAAP", "réseau d'écoute d'appui et d'accompagnement des parents"),
    ("CLAS", "contrat local d'accompagnement à la scolarité"),
    ("EPN", "espace public numérique"),
    # Rights and justice
    ("CIDFF", "centre d'information sur les droits des femmes et des familles"),
    ("MJD", "maison de justice et du droit", "maison de la justice et du droit"),
    ("PAD", "point d'accès au droit", "point justice"),
    ("CDAD", "conseil départemental de l'accès au droit"),
    ("SPIP", "service pénitentiaire d'insertion et de probation"),
    ("PJJ", "protection judiciaire de la jeunesse"),
    ("UDAF", "union départementale des associations familiales"),
    # Work
    ("France Travail", "Pôle emploi"),
    ("APEC", "association pour l'emploi des cadres"),
    ("PLIE", "plan local pour l'insertion et l'emploi"),
    ("SIAE", "structure d'insertion par l'activité économique"),
    ("IAE", "insertion par l'activité économique"),
    ("ACI", "atelier et chantier d'insertion", "chantier d'insertion"),
    ("ETTI", "entreprise de travail temporaire d'insertion"),
    ("ESAT", "établissement et service d'aide par le travail"),
    ("EPIDE", "établissement pour l'insertion dans l'emploi"),
    ("E2C", "école de la deuxième chance"),
    ("AFPA", "agence nationale pour la formation professionnelle des adultes"),
    ("GRETA", "groupement d'établissements"),
    ("CFA", "centre de formation d'apprentis"),
    ("CIO", "centre d'information et d'orientation"),
    ("ADIE", "association pour le droit à l'initiative économique"),
    ("CEJ", "contrat d'engagement jeune"),
    ("CV", "curriculum vitae"),
    # Health
    ("CSS", "complémentaire santé solidaire"),
    ("AME", "aide médicale de l'État"),
    ("PUMA", "protection universelle maladie"),
    ("CPAM", "caisse primaire d'assurance maladie"),
    ("PASS", "permanence d'accès aux soins de santé"),
    ("CMP", "centre médico-psychologique", "centre médicopsychologique"),
    ("CMPP", "centre médico-psycho-pédagogique"),
    ("CSAPA", "centre de soins d'accompagnement et de prévention en addictologie"),
    ("CAARUD", "centre d'accueil et d'accompagnement à la réduction des risques pour usagers de drogues"),
    ("CeGIDD", "centre gratuit d'information de dépistage et de diagnostic"),
    ("CPEF", "centre de planification et d'éducation familiale", "planning familial"),
    ("PAEJ", "point accueil écoute jeunes"),
    ("EMPP", "équipe mobile psychiatrie précarité"),
    ("LHSS", "lits halte soins santé"),
    # Housing
    ("CHRS", "centre d'hébergement et de réinsertion sociale"),
    ("CHU", "centre d'hébergement d'urgence"),
    ("FJT", "foyer de jeunes travailleurs"),
    ("FTM", "foyer de travailleurs migrants"),
    ("SIAO", "service intégré d'accueil et d'orientation"),
    ("FSL", "fonds de solidarité pour le logement"),
    ("APL", "aide personnalisée au logement"),
    ("DALO", "droit au logement opposable"),
    ("HLM", "habitation à loyer modéré"),
    ("CLLAJ", "comité local pour le logement autonome des jeunes"),
    ("ADIL", "agence départementale d'information sur le logement"),
    ("IML", "intermédiation locative"),
    ("AVDL", "accompagnement vers et dans le logement"),
    # Violence, youth, mobility, associations
    ("VIF", "violences intrafamiliales"),
    ("MJC", "maison des jeunes et de la culture"),
    ("BIJ", "bureau information jeunesse"),
    ("PIJ", "point information jeunesse"),
    ("TISF", "technicien de l'intervention sociale et familiale"),
    ("SAMU social", "samusocial"),
    ("ressourcerie", "recyclerie"),
)  # fmt: skip

# Words that link others and say nothing: « demandeurs d'asile » is two words. The database's own list of
# French stop words says which are left out of what is searched; these only decide where a form begins.
LINKS = frozenset(
    [
        *(
            "a",
            "au",
            "aux",
            "avec",
            "ce",
            "ces",
            "d",
            "dans",
            "de",
            "des",
            "du",
            "en",
            "et",
            "l",
            "la",
            "le",
            "les",
        ),
        *(
            "leur",
            "leurs",
            "ou",
            "par",
            "pour",
            "qu",
            "que",
            "s",
            "sa",
            "se",
            "ses",
            "son",
            "sur",
            "un",
            "une",
            "vers",
        ),
        "y",
    ]
)
# A form of one word this short is taken to the letter: « FLE » does not begin « Fleury ».
LONGEST_ACRONYM = 6
# From this many letters on, a typing error in a form is forgiven.
FORGIVEN_FROM = 5


def said_words(form: str) -> tuple[str, ...]:
    """The words of a form that say something, folded: `("francais", "langue", "etrangere")`."""
    return tuple(word for word in fold(form).split() if word not in LINKS)


@cache
def lines() -> tuple[tuple[tuple[str, ...], ...], ...]:
    """Every line of `FORMS`, each form as its words."""
    return tuple(tuple(dict.fromkeys(said_words(form) for form in line)) for line in FORMS)


@cache
def _by_length() -> dict[int, list[tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]]]:
    table: dict[int, list] = {}
    for line in lines():
        for form in line:
            table.setdefault(len(form), []).append((form, line))
    return dict(sorted(table.items(), reverse=True))


def forms_at(words: list[str], start: int) -> tuple[int, tuple[tuple[str, ...], ...]] | None:
    """The longest form that the folded `words` say from `start` on, whatever its words' order.

    Returns how many of `words` it takes and all the forms of its line, or None. Plurals and, in
    words of five letters and more, one typing error are forgiven.
    """
    for length, forms in _by_length().items():
        typed = words[start : start + length]
        if len(typed) == length:
            for form, line in forms:
                if _same_words(typed, form):
                    return length, line
    return None


def _same_words(typed: list[str], form: tuple[str, ...]) -> bool:
    if len(form) == 1:
        return typed[0] == form[0] or (len(form[0]) > LONGEST_ACRONYM and _same(typed[0], form[0]))
    left = list(form)
    for word in typed:
        found = next((known for known in left if _same(word, known)), None)
        if found is None:
            return False
        left.remove(found)
    return True


def _same(typed: str, known: str) -> bool:
    typed, known = _singular(typed), _singular(known)
    return typed == known or (min(len(typed), len(known)) >= FORGIVEN_FROM and one_error_apart(typed, known))


def _singular(word: str) -> str:
    if word.endswith("aux") and not word.endswith("eaux"):
        return word[:-2] + "l"
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word
