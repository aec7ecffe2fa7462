# SPDX-License-Identifier: AGPL-3.0-or-later
"""Employment, training, and starting a business."""

from demonstration.catalogue.model import Kind, Offer, Reach, Rhythm

_CV = "Un CV, même incomplet, et une pièce d'identité."

KINDS = (
    Kind(
        code="mission-locale",
        porteurs=("association",),
        vocation="generale",
        equipements=("ordinateur", "imprimante", "wifi"),
        bureau_confidentiel=True,
        names=("Mission locale, antenne {nom}", "Mission locale {nom}"),
        descriptions=(
            "La mission locale accompagne les 16-25 ans sortis de l'école, dans tous les domaines : emploi, "
            "formation, santé, logement, mobilité.",
            "Un conseiller suit chaque jeune, du projet à l'emploi.",
        ),
        reseaux=("mission-locale",),
        roles=("Conseillère en insertion", "Conseiller en insertion", "Accueil"),
        weight=4,
        offers=(
            Offer(
                nom="Accompagnement vers l'emploi des jeunes",
                descriptions=(
                    "Des rendez-vous réguliers, des offres, et un coup de pouce avant l'entretien.",
                ),
                thematiques=("trouver-un-emploi--repondre-a-des-offres-demploi",),
                type="accompagnement",
                publics=("jeunes", "demandeurs-emploi"),
                conditions=("Avoir entre 16 et 25 ans.",),
                a_apporter=(_CV,),
            ),
            Offer(
                nom="Découverte des métiers",
                descriptions=(
                    "Visites d'entreprises, stages d'une semaine, rencontres avec des professionnels.",
                ),
                thematiques=("choisir-un-metier--decouvrir-un-metier-ou-un-secteur-dactivite",),
                type="atelier",
                publics=("jeunes-18-25",),
                places=(8, 15),
                weeks=2,
            ),
            Offer(
                nom="Atelier CV et lettre de motivation",
                descriptions=("Une demi-journée pour un CV clair, avec photo et relecture.",),
                thematiques=("preparer-sa-candidature--realiser-un-cv-et-ou-une-lettre-de-motivation",),
                type="atelier",
                publics=("jeunes",),
                a_apporter=(_CV,),
                places=(6, 12),
            ),
        ),
    ),
    Kind(
        code="maison-emploi",
        porteurs=(
            "institution",
            "association",
        ),
        vocation="thematique",
        equipements=("ordinateur", "webcam", "scanner", "imprimante", "telephone", "wifi"),
        names=("Maison de l'emploi {nom}", "Relais emploi {nom}"),
        descriptions=(
            "Des conseillers et des bénévoles issus de l'entreprise aident à chercher du travail.",
            "Offres locales, ordinateurs, ateliers : tout pour avancer dans sa recherche.",
        ),
        reseaux=("maisons-de-l-emploi",),
        roles=("Conseillère emploi", "Conseiller emploi"),
        weight=5,
        offers=(
            Offer(
                nom="Organiser sa recherche d'emploi",
                descriptions=("Se fixer un plan, tenir un tableau de suivi, relancer au bon moment.",),
                thematiques=(
                    "preparer-sa-candidature--organiser-ses-demarches-de-recherche-demploi",
                    "trouver-un-emploi--suivre-ses-candidatures-et-relancer-les-employeurs",
                ),
                type="atelier",
                publics=("demandeurs-emploi", "residents-qpv-frr"),
                a_apporter=(_CV,),
                places=(6, 12),
            ),
            Offer(
                nom="Réussir son entretien",
                descriptions=("Simulations avec un recruteur bénévole, suivies de conseils.",),
                thematiques=("trouver-un-emploi--convaincre-un-recruteur-en-entretien",),
                type="atelier",
                publics=("demandeurs-emploi", "jeunes"),
                a_apporter=("L'offre visée et votre CV.",),
                places=(4, 10),
            ),
            Offer(
                nom="Candidatures spontanées et réseau",
                descriptions=("Repérer les entreprises, oser le contact, parler de soi en une minute.",),
                thematiques=(
                    "trouver-un-emploi--faire-des-candidatures-spontanees",
                    "preparer-sa-candidature--developper-son-reseau",
                ),
                type="atelier",
                publics=("demandeurs-emploi", "actifs"),
                places=(6, 12),
            ),
            Offer(
                nom="Reconnaissance des diplômes étrangers",
                descriptions=(
                    "Constituer le dossier de comparabilité et présenter son expérience acquise ailleurs.",
                ),
                thematiques=("preparer-sa-candidature--valoriser-ses-competences",),
                type="accompagnement",
                publics=("personnes-exilees",),
                a_apporter=("Les diplômes, traduits si possible, et les certificats de travail.",),
            ),
        ),
    ),
    Kind(
        code="chantier-insertion",
        porteurs=("association",),
        vocation="thematique",
        names=("Chantier d'insertion {nom}", "Jardins d'insertion {nom}"),
        descriptions=(
            "Un contrat de travail, une équipe et un accompagnement pour reprendre pied dans l'emploi.",
            "On y travaille vingt-six heures par semaine : maraîchage, bâtiment, espaces verts.",
        ),
        reseaux=("aci", "chantier-ecole"),
        roles=("Encadrante technique", "Conseiller en insertion professionnelle"),
        weight=3,
        offers=(
            Offer(
                nom="Contrat de travail en insertion",
                descriptions=("Un contrat de quatre mois renouvelable, avec un projet construit ensemble.",),
                thematiques=(
                    "preparer-sa-candidature--valoriser-ses-competences",
                    "trouver-un-emploi--repondre-a-des-offres-demploi",
                ),
                type="accompagnement",
                publics=("demandeurs-emploi", "beneficiaires-des-minimas-sociaux"),
                conditions=("Orientation par un prescripteur habilité.",),
                places=(8, 24),
                professionals_only=True,
            ),
            Offer(
                nom="Rester dans l'emploi",
                descriptions=(
                    "Un suivi des premiers mois après l'embauche : horaires, transports, relations.",
                ),
                thematiques=("trouver-un-emploi--maintien-dans-lemploi",),
                type="accompagnement",
                publics=("actifs", "personnes-en-situation-de-handicap"),
            ),
        ),
    ),
    Kind(
        code="creation-entreprise",
        porteurs=(
            "association",
            "entreprise",
        ),
        vocation="thematique",
        equipements=("ordinateur", "wifi"),
        names=("Couveuse d'entreprises {nom}", "La Fabrique à projets {nom}"),
        descriptions=(
            "De l'idée à la première facture, des conseillers accompagnent ceux qui créent leur activité.",
            "Un lieu pour tester son projet sans risque et rencontrer d'autres créateurs.",
        ),
        reseaux=("reseau-bge",),
        roles=("Conseillère en création d'entreprise", "Chargé de projet"),
        rhythm=Rhythm.APPOINTMENT,
        offers=(
            Offer(
                nom="De l'idée au projet",
                descriptions=("Trois rendez-vous pour savoir si son idée tient debout.",),
                thematiques=("creer-une-entreprise--definir-son-projet-de-creation-dentreprise",),
                type="accompagnement",
                publics=("demandeurs-emploi", "actifs"),
            ),
            Offer(
                nom="Construire son plan d'affaires",
                descriptions=("Étude du marché, prix, financement, choix du statut.",),
                thematiques=("creer-une-entreprise--structurer-son-projet-de-creation-dentreprise",),
                type="formation",
                publics=("demandeurs-emploi",),
                frais="payant",
                frais_precisions="Finançable par le compte personnel de formation.",
                places=(6, 12),
                weeks=4,
                weekly_hours=7,
            ),
            Offer(
                nom="Développer son activité",
                descriptions=("Trouver des clients, tenir ses comptes, embaucher.",),
                thematiques=("creer-une-entreprise--developper-son-entreprise",),
                type="accompagnement",
                publics=("salaries-tpe-pme", "artisans-commercants", "entreprises"),
                frais="marchand",
                frais_precisions="450 € la journée",
                a_distance=True,
            ),
        ),
    ),
    Kind(
        code="international",
        porteurs=("institution",),
        vocation="thematique",
        names=("Passerelle internationale {nom}", "Info mobilité internationale {nom}"),
        descriptions=(
            "Un guichet pour partir travailler à l'étranger, et pour bien en revenir.",
            "Volontariats, emplois, aides : les informations sont à jour et gratuites.",
        ),
        reach=Reach.DEPARTEMENT,
        rhythm=Rhythm.PERMANENCE,
        reseaux=("reseau-information-jeunesse",),
        roles=("Informatrice jeunesse", "Conseiller mobilité internationale"),
        weight=2,
        offers=(
            Offer(
                nom="Travailler à l'étranger",
                descriptions=("Les pays, les offres et les contrats possibles selon votre situation.",),
                thematiques=("souvrir-a-linternational--connaitre-les-opportunites-demploi-a-letranger",),
                type="information",
                publics=("jeunes", "demandeurs-emploi"),
                a_distance=True,
            ),
            Offer(
                nom="Les aides pour partir",
                descriptions=("Bourses, assurances, visas : ce qu'il faut demander, et quand.",),
                thematiques=(
                    "souvrir-a-linternational--sinformer-sur-les-aides-pour-travailler-a-letranger",
                ),
                type="information",
                publics=("jeunes", "etudiants"),
            ),
            Offer(
                nom="Préparer son retour en France",
                descriptions=("Logement, couverture maladie, emploi : les démarches dans le bon ordre.",),
                thematiques=("souvrir-a-linternational--sorganiser-suite-a-son-retour-en-france",),
                type="accompagnement",
            ),
        ),
    ),
    Kind(
        code="formation",
        porteurs=(
            "entreprise",
            "association",
        ),
        vocation="thematique",
        equipements=("ordinateur",),
        bureau_confidentiel=True,
        names=("Point conseil formation {nom}", "Cité des métiers {nom}"),
        descriptions=(
            "On vient ici pour choisir un métier, trouver une formation et la financer.",
            "Des conseillers reçoivent tous les publics, avec ou sans rendez-vous.",
        ),
        roles=("Conseillère en évolution professionnelle", "Psychologue du travail"),
        weight=4,
        offers=(
            Offer(
                nom="Trouver sa formation",
                descriptions=(
                    "Comparer les formations de la région, leurs dates et leurs conditions d'entrée.",
                ),
                thematiques=("se-former--trouver-sa-formation",),
                type="information",
            ),
            Offer(
                nom="Monter son dossier de formation",
                descriptions=("Financement, inscription, calendrier : on remplit le dossier ensemble.",),
                thematiques=("se-former--monter-son-dossier-de-formation",),
                type="accompagnement",
                publics=("demandeurs-emploi", "actifs"),
                a_apporter=("Vos diplômes et votre relevé de carrière.",),
            ),
            Offer(
                nom="Bilan : mes points forts",
                descriptions=("Un atelier en trois séances pour nommer ce que l'on sait faire.",),
                thematiques=("choisir-un-metier--identifier-ses-points-forts-et-ses-competences",),
                type="atelier",
                publics=("demandeurs-emploi", "femmes"),
                places=(6, 12),
                weeks=3,
            ),
            Offer(
                nom="Confirmer son choix de métier",
                descriptions=("Confronter son projet au terrain, par une immersion en entreprise.",),
                thematiques=("choisir-un-metier--confirmer-son-choix-de-metier",),
                type="accompagnement",
                publics=("demandeurs-emploi", "jeunes"),
            ),
            Offer(
                nom="Les métiers qui recrutent près de chez vous",
                descriptions=("Une matinée d'information, avec des entreprises du territoire.",),
                thematiques=("choisir-un-metier--connaitre-les-opportunites-demploi",),
                type="information",
                publics=("tous-publics", "entreprises"),
                places=(15, 40),
                rhythm=Rhythm.SATURDAY,
            ),
        ),
    ),
)
