# SPDX-License-Identifier: AGPL-3.0-or-later
"""Health, disability and care."""

from demonstration.catalogue.model import Kind, Offer, Reach, Rhythm

_VITALE = "La carte Vitale ou l'attestation de droits, si vous en avez une."

KINDS = (
    Kind(
        code="pass",
        porteurs=("institution",),
        vocation="thematique",
        bureau_confidentiel=True,
        names=("Permanence d'accès aux soins {nom}", "Centre de santé {nom}"),
        descriptions=(
            "Voir un médecin ou une infirmière, même sans couverture maladie. Une assistante sociale aide à "
            "ouvrir les droits.",
            "L'accueil est gratuit et confidentiel. Un interprète peut être joint par téléphone.",
        ),
        roles=("Infirmière", "Assistant social"),
        weight=4,
        offers=(
            Offer(
                nom="Consultation sans avance de frais",
                descriptions=("Médecine générale, soins infirmiers, vaccinations.",),
                thematiques=("sante--acces-aux-soins",),
                type="accompagnement",
                a_apporter=(_VITALE, "Vos ordonnances et vos résultats d'examens."),
            ),
            Offer(
                nom="Ouverture des droits à la santé",
                descriptions=("Complémentaire santé solidaire, aide médicale d'État, choix du médecin.",),
                thematiques=("sante--acces-aux-soins",),
                type="accompagnement",
                publics=("demandeurs-asile", "sans-titre-de-sejour", "beneficiaires-rsa"),
                a_apporter=("Pièce d'identité, justificatifs de présence en France et de ressources.",),
            ),
        ),
    ),
    Kind(
        code="ecoute",
        porteurs=("association",),
        vocation="thematique",
        bureau_confidentiel=True,
        names=("Espace d'écoute {nom}", "Point écoute {nom}"),
        descriptions=(
            "Des psychologues reçoivent sans jugement, pour quelques rendez-vous ou plus longtemps.",
            "Un lieu pour parler de ce qui pèse : exil, séparation, fatigue, solitude.",
        ),
        rhythm=Rhythm.APPOINTMENT,
        roles=("Psychologue", "Accueillante"),
        weight=3,
        offers=(
            Offer(
                nom="Entretiens avec un psychologue",
                descriptions=("Cinq entretiens gratuits, avec un interprète si besoin.",),
                thematiques=("sante--sante-mentale",),
                type="accompagnement",
                publics=("personnes-exilees", "mineurs-non-accompagnes", "jeunes"),
                places=(10, 30),
            ),
            Offer(
                nom="Groupe de parole et confiance en soi",
                descriptions=("Relaxation, théâtre, échanges : reprendre confiance avec d'autres.",),
                thematiques=("remobilisation--bien-etre-confiance-en-soi", "sante--sante-mentale"),
                type="atelier",
                places=(6, 12),
                weeks=8,
                rhythm=Rhythm.EVENING,
            ),
        ),
    ),
    Kind(
        code="csapa",
        porteurs=("association",),
        vocation="thematique",
        bureau_confidentiel=True,
        names=("Centre de soins en addictologie {nom}",),
        descriptions=(
            "Une équipe médicale et sociale aide à réduire ou à arrêter : alcool, tabac, médicaments, jeux.",
            "Gratuit, confidentiel et ouvert aux proches.",
        ),
        reach=Reach.DEPARTEMENT,
        reseaux=("csapa",),
        roles=("Médecin addictologue", "Éducatrice spécialisée"),
        offers=(
            Offer(
                nom="Consultation addictions",
                descriptions=("Un premier rendez-vous sous dix jours, anonyme si vous le souhaitez.",),
                thematiques=("sante--addictions",),
                type="accompagnement",
            ),
        ),
    ),
    Kind(
        code="sante-sexuelle",
        porteurs=("institution",),
        vocation="thematique",
        bureau_confidentiel=True,
        names=("Centre de santé sexuelle {nom}",),
        descriptions=(
            "Contraception, dépistage, grossesse, violences : des réponses gratuites et confidentielles, dès "
            "l'adolescence.",
        ),
        reach=Reach.DEPARTEMENT,
        roles=("Sage-femme", "Conseillère conjugale"),
        offers=(
            Offer(
                nom="Consultation de santé sexuelle",
                descriptions=("Avec une sage-femme ou un médecin, sans avance de frais.",),
                thematiques=("sante--sante-sexuelle",),
                type="accompagnement",
                publics=("femmes", "jeunes"),
            ),
        ),
    ),
    Kind(
        code="autonomie",
        porteurs=("institution",),
        vocation="thematique",
        names=("Maison de l'autonomie {nom}", "Relais autonomie {nom}"),
        descriptions=(
            "Un guichet pour les personnes âgées, les personnes en situation de handicap et leurs proches.",
            "On y prépare les dossiers d'aide et on trouve les bons services près de chez soi.",
        ),
        reach=Reach.DEPARTEMENT,
        reseaux=("maison-departementale-de-lautonomie",),
        roles=("Référente autonomie", "Chargé d'évaluation"),
        weight=4,
        offers=(
            Offer(
                nom="Constituer un dossier de handicap",
                descriptions=("Formulaire, certificat médical, projet de vie : on le remplit avec vous.",),
                thematiques=("sante--constituer-un-dossier-mdph-invalidite",),
                type="accompagnement",
                publics=("personnes-en-situation-de-handicap",),
                a_apporter=("Le certificat médical de moins d'un an et une pièce d'identité.",),
            ),
            Offer(
                nom="Soutien aux aidants",
                descriptions=("Souffler, s'informer, rencontrer d'autres aidants une fois par mois.",),
                thematiques=("famille--soutien-aidants",),
                type="atelier",
                places=(8, 15),
                rhythm=Rhythm.SATURDAY,
            ),
            Offer(
                nom="Vivre chez soi malgré la perte d'autonomie",
                descriptions=("Évaluer les besoins, organiser les passages, trouver un accueil de jour.",),
                thematiques=("famille--prise-en-charge-personne-dependante",),
                type="accompagnement",
                publics=("seniors", "personnes-en-situation-de-handicap"),
            ),
            Offer(
                nom="Aide au ménage",
                descriptions=(
                    "Quelques heures par semaine, le temps d'une maladie, d'une naissance ou plus.",
                ),
                thematiques=("equipement-et-alimentation--aide-menagere",),
                type="aide-materielle",
                publics=("seniors", "familles"),
                frais="payant",
                frais_precisions="Selon les ressources ; une part peut être prise en charge.",
                conditions=("Après une visite d'évaluation à domicile.",),
            ),
        ),
    ),
)
