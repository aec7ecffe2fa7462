# SPDX-License-Identifier: AGPL-3.0-or-later
"""Access to rights, and help with paperwork."""

from demonstration.catalogue.model import Kind, Offer, Reach, Rhythm

_D = "difficultes-administratives-ou-juridiques--"
_DEMARCHES = f"{_D}accompagnement-aux-demarches-administratives"
_COURRIERS = "Les courriers reçus, une pièce d'identité et le numéro d'allocataire si vous en avez un."

KINDS = (
    Kind(
        code="ccas",
        porteurs=("institution",),
        vocation="generale",
        equipements=("scanner", "imprimante", "telephone"),
        bureau_confidentiel=True,
        names=("CCAS, antenne {nom}", "Centre d'action sociale {nom}"),
        descriptions=(
            "Le centre communal d'action sociale reçoit les habitants de la commune pour toute difficulté : "
            "budget, logement, perte d'autonomie, accès aux droits.",
            "Un travailleur social vous reçoit, fait le point avec vous et cherche les aides possibles.",
        ),
        reach=Reach.COMMUNE,
        reseaux=("ccas-cias",),
        roles=("Travailleuse sociale", "Agent d'accueil social", "Responsable du CCAS"),
        weight=4,
        offers=(
            Offer(
                nom="Accueil social",
                descriptions=("Un entretien pour faire le point sur vos droits et préparer vos demandes.",),
                thematiques=(_DEMARCHES, f"{_D}accompagnement-pour-lacces-aux-droits"),
                type="accompagnement",
                conditions=("Habiter la commune.", "Habiter la commune depuis trois mois."),
                a_apporter=(_COURRIERS, "Un justificatif de domicile et de ressources."),
            ),
            Offer(
                nom="Domiciliation",
                descriptions=("Une adresse pour recevoir votre courrier et ouvrir vos droits.",),
                thematiques=(f"{_D}accompagnement-pour-lacces-aux-droits",),
                type="accompagnement",
                publics=("personnes-en-situation-durgence", "demandeurs-asile", "sans-titre-de-sejour"),
                conditions=("Avoir un lien avec la commune : travail, famille, école ou suivi social.",),
                a_apporter=("Une pièce d'identité, ou la déclaration de perte.",),
            ),
            Offer(
                nom="Aide financière ponctuelle",
                descriptions=(
                    "Une aide exceptionnelle pour passer un moment difficile, après étude du dossier.",
                ),
                thematiques=("difficultes-financieres--prevenir-une-degradation-de-la-situation-financiere",),
                type="aide-financiere",
                publics=("beneficiaires-des-minimas-sociaux", "seniors", "familles"),
                a_apporter=("Les trois derniers relevés de compte et les charges du mois.",),
            ),
            Offer(
                nom="Mesure d'accompagnement social personnalisé",
                descriptions=(
                    "Un suivi régulier, pendant six mois, pour reprendre la main sur son quotidien.",
                ),
                thematiques=(f"{_D}beneficier-dune-mesure-daccompagnement-adapte",),
                type="accompagnement",
                professionals_only=True,
                places=(5, 20),
            ),
        ),
    ),
    Kind(
        code="france-services",
        porteurs=(
            "institution",
            "association",
            "",
        ),
        vocation="generale",
        equipements=(
            "ordinateur",
            "webcam",
            "scanner",
            "imprimante",
            "telephone",
            "wifi",
            "aide-par-telephone",
        ),
        bureau_confidentiel=True,
        names=("Espace France services {nom}", "France services, bus {nom}"),
        descriptions=(
            "Deux agents vous aident dans vos démarches avec les grands services publics : impôts, retraite, "
            "santé, allocations, titres.",
            "On vous accueille sans rendez-vous, on vous accompagne devant l'ordinateur, et on appelle avec "
            "vous si c'est nécessaire.",
        ),
        reseaux=("france-service",),
        roles=("Conseillère France services", "Conseiller France services"),
        weight=4,
        offers=(
            Offer(
                nom="Aide aux démarches",
                descriptions=(
                    "Remplir un dossier, prendre un rendez-vous, comprendre une réponse de l'administration.",
                ),
                thematiques=(_DEMARCHES,),
                type="accompagnement",
                a_apporter=(_COURRIERS, "Vos identifiants, si vous avez déjà un compte en ligne."),
            ),
            Offer(
                nom="Ordinateurs en accès libre",
                descriptions=("Trois postes, une imprimante et un scanner, avec un agent à côté.",),
                thematiques=(
                    "numerique--acceder-a-des-services-en-ligne",
                    "numerique--acceder-a-une-connexion-internet",
                ),
                type="aide-materielle",
            ),
        ),
    ),
    Kind(
        code="point-justice",
        porteurs=("institution",),
        vocation="thematique",
        bureau_confidentiel=True,
        names=("Point-justice {nom}", "Permanence juridique {nom}"),
        descriptions=(
            "Des juristes et des avocats donnent une information gratuite et confidentielle.",
            "Un lieu pour connaître ses droits : famille, travail, logement, séjour, discriminations.",
        ),
        reach=Reach.DEPARTEMENT,
        rhythm=Rhythm.APPOINTMENT,
        reseaux=("points-justice",),
        roles=("Juriste", "Coordinateur du point-justice"),
        weight=3,
        offers=(
            Offer(
                nom="Consultation juridique",
                descriptions=("Un entretien de trente minutes avec un juriste.",),
                thematiques=(f"{_D}accompagnement-pour-lacces-aux-droits",),
                type="information",
                a_apporter=("Tous les papiers en rapport avec votre question.",),
            ),
            Offer(
                nom="Droit des étrangers",
                descriptions=(
                    "Titre de séjour, regroupement familial, recours : une avocate vous renseigne.",
                ),
                thematiques=(
                    f"{_D}accompagnement-pour-lacces-aux-droits",
                    f"{_D}accompagnement-pour-lacces-a-la-citoyennete",
                ),
                type="information",
                publics=("primo-arrivants", "sans-titre-de-sejour", "mineurs-non-accompagnes"),
                a_apporter=("Le titre de séjour, le récépissé ou la décision reçue, avec son enveloppe.",),
            ),
            Offer(
                nom="Agir contre une discrimination",
                descriptions=("Un délégué vous écoute, vérifie les faits et intervient s'il le peut.",),
                thematiques=(f"{_D}connaitre-ses-droits-face-a-une-discrimination",),
                type="accompagnement",
            ),
            Offer(
                nom="Aide aux victimes et suites judiciaires",
                descriptions=("Être soutenu avant, pendant et après une procédure.",),
                thematiques=(f"{_D}prendre-en-compte-une-problematique-judiciaire",),
                type="accompagnement",
                publics=("personnes-en-situation-juridique-specifique",),
            ),
        ),
    ),
    Kind(
        code="ecrivain-public",
        porteurs=("association",),
        vocation="generale",
        equipements=("ordinateur", "scanner", "imprimante"),
        bureau_confidentiel=True,
        names=("Permanence d'écrivain public {nom}", "La Plume partagée {nom}"),
        descriptions=(
            "Un écrivain public lit avec vous vos courriers et vous aide à y répondre.",
            "On écrit avec vous, jamais à votre place : lettres, formulaires, recours simples.",
        ),
        reach=Reach.COMMUNE,
        rhythm=Rhythm.PERMANENCE,
        roles=("Écrivaine publique", "Écrivain public"),
        weight=3,
        offers=(
            Offer(
                nom="Aide à la lecture et à l'écriture de courriers",
                descriptions=("Sans rendez-vous, dans l'ordre d'arrivée.", "Confidentiel et gratuit."),
                thematiques=(_DEMARCHES,),
                type="accompagnement",
                a_apporter=(_COURRIERS,),
            ),
        ),
    ),
    Kind(
        code="nouveaux-arrivants",
        porteurs=("association",),
        vocation="generale",
        equipements=("ordinateur", "telephone"),
        bureau_confidentiel=True,
        names=("Accueil des nouveaux arrivants {nom}", "Maison de l'intégration {nom}"),
        descriptions=(
            "L'équipe aide les personnes arrivées depuis moins de cinq ans à trouver leurs repères.",
            "Un premier rendez-vous pour savoir par où commencer : français, école, santé, logement.",
        ),
        reach=Reach.DEPARTEMENT,
        roles=("Chargée d'intégration", "Médiateur interculturel"),
        weight=3,
        offers=(
            Offer(
                nom="Bilan et parcours d'intégration",
                descriptions=("Un entretien, un plan en quelques étapes, et un suivi pendant un an.",),
                thematiques=(
                    f"{_D}accompagnement-pour-lacces-a-la-citoyennete",
                    f"{_D}beneficier-dune-mesure-daccompagnement-adapte",
                ),
                type="accompagnement",
                publics=("refugies-bpi", "primo-arrivants"),
                publics_precisions="Réfugiés ou signataires du contrat d'intégration républicaine.",
                conditions=("Être en situation régulière.", ""),
                a_apporter=("Le titre de séjour ou le récépissé.",),
                places=(20, 60),
            ),
            Offer(
                nom="Découverte de la vie en France",
                descriptions=(
                    "Des visites et des rencontres : mairie, école, caisse d'allocations, marché.",
                ),
                thematiques=(
                    f"{_D}accompagnement-pour-lacces-a-la-citoyennete",
                    "remobilisation--lien-social",
                ),
                type="atelier",
                publics=("personnes-exilees",),
                places=(10, 20),
                weeks=6,
                weekly_hours=3,
                rhythm=Rhythm.SATURDAY,
            ),
        ),
    ),
)
