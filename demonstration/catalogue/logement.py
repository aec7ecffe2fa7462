# SPDX-License-Identifier: AGPL-3.0-or-later
"""Housing and shelter."""

from demonstration.catalogue.model import Kind, Offer, Reach, Rhythm

_L = "logement-hebergement--"
_HEBERGEMENT = f"{_L}rechercher-une-solution-dhebergement-temporaire"

KINDS = (
    Kind(
        code="cada",
        porteurs=("association",),
        vocation="thematique",
        names=("Centre d'accueil pour demandeurs d'asile {nom}", "CADA {nom}"),
        descriptions=(
            "Le centre héberge et accompagne des personnes pendant leur demande d'asile.",
            "Une équipe suit la procédure, la scolarité des enfants et la santé de chacun.",
        ),
        reach=Reach.DEPARTEMENT,
        reseaux=("cada",),
        roles=("Cheffe de service", "Intervenant social"),
        offers=(
            Offer(
                nom="Hébergement pendant la demande d'asile",
                descriptions=(
                    "L'entrée se fait sur décision de l'Office de l'immigration et de l'intégration.",
                ),
                thematiques=(_HEBERGEMENT,),
                type="aide-materielle",
                publics=("demandeurs-asile",),
                conditions=("Orientation par l'Office français de l'immigration et de l'intégration.",),
                places=(40, 110),
                professionals_only=True,
            ),
            Offer(
                nom="Accompagnement dans la procédure d'asile",
                descriptions=("Préparer le récit, l'entretien et, s'il le faut, le recours.",),
                thematiques=(
                    "difficultes-administratives-ou-juridiques--accompagnement-pour-lacces-aux-droits",
                ),
                type="accompagnement",
                publics=("demandeurs-asile",),
                a_apporter=("L'attestation de demande d'asile et tous les courriers reçus.",),
            ),
        ),
    ),
    Kind(
        code="information-logement",
        porteurs=("association",),
        vocation="thematique",
        equipements=("ordinateur", "scanner"),
        names=("Conseil logement {nom}", "Maison du logement {nom}"),
        descriptions=(
            "Des conseillers neutres répondent à toutes les questions sur le logement, gratuitement.",
            "Louer, acheter, déménager, faire valoir ses droits : on vous explique et on vous oriente.",
        ),
        reach=Reach.DEPARTEMENT,
        rhythm=Rhythm.OFFICE,
        roles=("Conseillère logement", "Conseiller juriste"),
        weight=3,
        offers=(
            Offer(
                nom="Demande de logement social",
                descriptions=(
                    "Créer ou renouveler sa demande, comprendre les délais, faire valoir une priorité.",
                ),
                thematiques=(f"{_L}sinformer-sur-les-demarches-liees-a-lacces-au-logement",),
                type="accompagnement",
                a_apporter=("Une pièce d'identité, l'avis d'imposition et le numéro unique s'il existe.",),
            ),
            Offer(
                nom="Chercher et louer un logement",
                descriptions=("Monter un dossier solide, trouver une garantie, lire un bail.",),
                thematiques=(f"{_L}louer-un-logement",),
                type="atelier",
                places=(8, 16),
            ),
            Offer(
                nom="Changer de logement",
                descriptions=("Logement trop petit, trop cher ou inadapté : les solutions et les aides.",),
                thematiques=(f"{_L}changer-de-logement",),
                type="information",
                publics=("familles", "personnes-en-situation-de-handicap", "seniors"),
            ),
            Offer(
                nom="Devenir propriétaire",
                descriptions=("Calculer son budget, connaître les prêts aidés, éviter les pièges.",),
                thematiques=(f"{_L}acheter-un-logement",),
                type="information",
                publics=("actifs", "familles"),
                a_distance=True,
            ),
        ),
    ),
    Kind(
        code="fjt",
        porteurs=("association",),
        vocation="thematique",
        equipements=("wifi",),
        names=("Foyer de jeunes travailleurs {nom}", "Résidence Habitat jeunes {nom}"),
        descriptions=(
            "Des studios meublés pour les 16-30 ans en emploi, en stage ou en apprentissage, avec une équipe "
            "présente chaque jour.",
            "Une résidence pour prendre son indépendance, près des transports.",
        ),
        reach=Reach.DEPARTEMENT,
        reseaux=("residences-fjt",),
        roles=("Responsable de résidence", "Animateur socio-éducatif"),
        offers=(
            Offer(
                nom="Studio meublé pour jeune en activité",
                descriptions=(
                    "Séjour d'un mois à deux ans. La redevance ouvre droit aux aides au logement.",
                ),
                thematiques=(_HEBERGEMENT, f"{_L}louer-un-logement"),
                type="aide-materielle",
                publics=("jeunes-18-25",),
                frais="payant",
                frais_precisions="Redevance mensuelle, aides au logement déductibles.",
                conditions=("Avoir entre 16 et 30 ans et une activité.",),
                a_apporter=(
                    "Contrat ou attestation de formation, pièce d'identité, trois dernières fiches de paie.",
                ),
                places=(20, 80),
            ),
        ),
    ),
    Kind(
        code="maintien-logement",
        porteurs=("association",),
        vocation="thematique",
        names=("Équipe logement {nom}", "Association Un toit {nom}"),
        descriptions=(
            "L'équipe intervient quand un loyer ne peut plus être payé ou qu'une expulsion menace.",
            "On vient chez vous ou on vous reçoit, avant que la situation ne se complique.",
        ),
        rhythm=Rhythm.APPOINTMENT,
        roles=("Travailleur social", "Conseillère en économie sociale"),
        weight=3,
        offers=(
            Offer(
                nom="Impayés de loyer",
                descriptions=(
                    "Négocier un échéancier, demander les aides, répondre au commissaire de justice.",
                ),
                thematiques=(f"{_L}reduire-les-impayes-de-loyer",),
                type="accompagnement",
                a_apporter=("Le bail, les avis d'échéance et les courriers reçus.",),
            ),
            Offer(
                nom="Bien vivre dans son logement",
                descriptions=(
                    "Énergie, entretien, voisinage : des visites à domicile pour trouver des solutions.",
                ),
                thematiques=(f"{_L}se-maintenir-dans-le-logement",),
                type="accompagnement",
                publics=("familles", "seniors", "beneficiaires-des-minimas-sociaux"),
            ),
        ),
    ),
    Kind(
        code="refuge",
        porteurs=("association",),
        vocation="thematique",
        bureau_confidentiel=True,
        names=("Hébergement protégé {nom}", "Maison d'accueil {nom}"),
        descriptions=(
            "Un hébergement sûr pour des personnes victimes de violences, avec leurs enfants. "
            "L'adresse n'est pas communiquée.",
            "Un lieu protégé : on appelle d'abord, l'équipe organise l'arrivée.",
        ),
        reach=Reach.DEPARTEMENT,
        rhythm=Rhythm.ALWAYS,
        reseaux=("chrs",),
        roles=("Éducatrice", "Responsable de l'hébergement"),
        weight=2,
        confidential=True,
        offers=(
            Offer(
                nom="Mise à l'abri",
                descriptions=(
                    "Un accueil immédiat ou rapide selon les places. En danger, appelez le 17 ou le 112.",
                ),
                thematiques=(_HEBERGEMENT, "famille--surmonter-conflits-separation-violence"),
                type="aide-materielle",
                publics=("femmes", "personnes-en-situation-durgence"),
                places=(6, 18),
                rhythm=Rhythm.ALWAYS,
            ),
            Offer(
                nom="Écoute et accompagnement des victimes de violences",
                descriptions=("Des entretiens confidentiels, sur place ou par téléphone.",),
                thematiques=("famille--surmonter-conflits-separation-violence",),
                type="accompagnement",
                publics=("femmes",),
                a_distance=True,
            ),
        ),
    ),
)
