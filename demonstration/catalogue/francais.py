# SPDX-License-Identifier: AGPL-3.0-or-later
"""Learning French, and meeting people to speak it."""

from demonstration.catalogue.model import Kind, Offer, Reach, Rhythm

_FRANCAIS = "lecture-ecriture-calcul--maitriser-le-francais"
_IDENTITE = "Une pièce d'identité, même périmée, ou un récépissé."

KINDS = (
    Kind(
        code="asl",
        porteurs=("association",),
        vocation="thematique",
        names=(
            "Ateliers de français {nom}",
            "Atelier sociolinguistique {nom}",
            "Association Mots d'ici {nom}",
        ),
        descriptions=(
            "Des bénévoles formés animent des ateliers de français en petits groupes. On y apprend à "
            "parler, à lire et à écrire à partir de situations de tous les jours : l'école, le médecin, "
            "le guichet.",
            "L'association accueille les adultes qui veulent gagner en aisance en français. Un premier "
            "entretien permet de trouver le bon groupe.",
            "Ici, on apprend le français à son rythme, avec des sorties au marché, à la médiathèque ou à "
            "la mairie.",
        ),
        reach=Reach.EPCI,
        rhythm=Rhythm.PERMANENCE,
        roles=("Coordinatrice des ateliers", "Coordinateur des ateliers", "Accueil"),
        weight=5,
        offers=(
            Offer(
                nom="Cours de français pour adultes",
                descriptions=(
                    "Deux cours par semaine, en groupe de niveau. Le positionnement se fait à l'inscription.",
                    "Apprendre à se présenter, à téléphoner, à remplir un formulaire. Groupes de douze "
                    "personnes au plus.",
                ),
                thematiques=(_FRANCAIS,),
                type="formation",
                publics=("demandeurs-asile", "refugies-bpi", "familles"),
                frais="payant",
                frais_precisions="10 € par an",
                conditions=("Avoir plus de 16 ans.", "Ne pas être scolarisé en France.", ""),
                a_apporter=(_IDENTITE, "Un cahier et un stylo."),
                niveaux=(("alpha", "A1"), ("A1", "A2"), ("A2", "B1"), ("B1", "B2")),
                places=(10, 24),
                weeks=14,
                weekly_hours=4,
            ),
            Offer(
                nom="Français du soir",
                descriptions=(
                    "Cours pour les personnes qui travaillent en journée.",
                    "Séances de deux heures après le travail, avec un bénévole pour quatre personnes.",
                ),
                thematiques=(_FRANCAIS,),
                type="formation",
                publics=("actifs", "demandeurs-asile", "primo-arrivants"),
                conditions=("Suivre les deux séances de la semaine.", ""),
                a_apporter=(_IDENTITE,),
                niveaux=(("A1",), ("A2",), ("A2", "B1"), ("B2", "C1")),
                places=(8, 16),
                weeks=12,
                weekly_hours=4,
                rhythm=Rhythm.EVENING,
            ),
            Offer(
                nom="Calcul et repères de tous les jours",
                descriptions=(
                    "Compter, lire une facture, un horaire, un plan : les chiffres utiles au quotidien.",
                ),
                thematiques=("lecture-ecriture-calcul--maitriser-le-calcul",),
                type="atelier",
                places=(6, 12),
                weeks=10,
                weekly_hours=2,
            ),
            Offer(
                nom="Préparation au DELF et à l'examen civique",
                descriptions=(
                    "S'entraîner dans les conditions de l'examen, avec des sujets corrigés ensemble.",
                ),
                thematiques=(
                    _FRANCAIS,
                    "difficultes-administratives-ou-juridiques--accompagnement-pour-lacces-a-la-citoyennete",
                ),
                type="formation",
                publics=("refugies-bpi", "primo-arrivants"),
                conditions=("Avoir déjà le niveau A2.",),
                niveaux=(("A2",), ("B1",), ("B1", "B2")),
                places=(8, 15),
                weeks=8,
                weekly_hours=3,
                rhythm=Rhythm.SATURDAY,
            ),
        ),
    ),
    Kind(
        code="association-de-quartier",
        porteurs=("association",),
        vocation="generale",
        equipements=("wifi",),
        names=("Association de quartier {nom}", "Maison de quartier {nom}", "Les voisins {nom}"),
        descriptions=(
            "Un lieu ouvert à tous les habitants du quartier, pour se rencontrer, s'entraider et monter des "
            "projets.",
            "La maison propose un café des habitants, des ateliers et des sorties. On peut venir sans rien "
            "demander.",
        ),
        reach=Reach.COMMUNE,
        rhythm=Rhythm.PERMANENCE,
        weight=4,
        offers=(
            Offer(
                nom="Atelier de conversation en français",
                descriptions=(
                    "Parler français autour d'un thé, sans note et sans jugement.",
                    "Une heure et demie pour oser parler, avec des habitants du quartier.",
                ),
                thematiques=(_FRANCAIS, "remobilisation--lien-social"),
                type="atelier",
                niveaux=(("A2", "B1"), ("A1", "A2", "B1"), ("B1", "B2", "C1")),
                places=(8, 20),
                rhythm=Rhythm.EVENING,
            ),
            Offer(
                nom="Café des habitants",
                descriptions=("On se pose, on discute, on cherche des solutions ensemble.",),
                thematiques=("remobilisation--lien-social",),
                type="atelier",
            ),
            Offer(
                nom="Devenir bénévole",
                descriptions=(
                    "Donner un peu de son temps : aide aux devoirs, jardin partagé, fêtes du quartier.",
                ),
                thematiques=("remobilisation--benevolat-action-citoyenne",),
                type="accompagnement",
                publics=("tous-publics", "associations"),
            ),
            Offer(
                nom="Sorties et pratiques sportives",
                descriptions=("Marche, football en salle, théâtre, visites de musées, à petits prix.",),
                thematiques=("remobilisation--activites-sportives-et-culturelles",),
                type="atelier",
                publics=("jeunes", "familles"),
                frais="payant",
                frais_precisions="2 à 5 € par sortie",
                rhythm=Rhythm.SATURDAY,
            ),
        ),
    ),
    Kind(
        code="centre-social",
        porteurs=("association",),
        vocation="generale",
        equipements=("ordinateur", "imprimante", "wifi"),
        bureau_confidentiel=True,
        names=("Centre social {nom}", "Espace de vie sociale {nom}"),
        descriptions=(
            "Le centre social accompagne les familles et les projets des habitants. L'accueil est libre.",
            "Un équipement de proximité pour tous les âges : activités, permanences, accueil des parents.",
        ),
        reach=Reach.COMMUNE,
        reseaux=("fcsf",),
        roles=("Référente familles", "Directeur", "Accueil"),
        weight=4,
        offers=(
            Offer(
                nom="Accueil parents-enfants",
                descriptions=("Jouer avec son enfant de moins de six ans et parler avec d'autres parents.",),
                thematiques=("famille--soutien-a-la-parentalite-et-a-leducation",),
                type="atelier",
                publics=("familles",),
                a_apporter=("Le carnet de santé n'est pas demandé.", ""),
            ),
            Offer(
                nom="Atelier de français pour les parents d'élèves",
                descriptions=(
                    "Comprendre le cahier de liaison, rencontrer l'enseignant, suivre les devoirs.",
                ),
                thematiques=(_FRANCAIS, "famille--soutien-a-la-parentalite-et-a-leducation"),
                type="atelier",
                publics=("parents-eleves", "personnes-exilees"),
                niveaux=(("alpha",), ("A1",), ("A1", "A2")),
                places=(8, 14),
                weeks=12,
                weekly_hours=3,
            ),
            Offer(
                nom="Activités culturelles et sportives",
                descriptions=(
                    "Couture, cuisine du monde, gymnastique douce, chorale : un programme par trimestre.",
                ),
                thematiques=(
                    "remobilisation--activites-sportives-et-culturelles",
                    "remobilisation--lien-social",
                ),
                type="atelier",
                frais="payant",
                frais_precisions="Selon le quotient familial.",
                places=(10, 20),
            ),
        ),
    ),
)
