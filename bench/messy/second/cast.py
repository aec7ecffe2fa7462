"""Other structures, streets and persons than the first set's, at the same real communes."""

from bench.messy import communes
from bench.messy.world import ROLES, Address, Org, Person, World, contracted, slug_of

_NAMES = (
    "Lire et Dire", "Les Mots d'à côté", "Graines de savoir", "Le Pont des Langues", "Accolade",
    "L'Arbre à palabres", "Café des Femmes", "La Boussole", "Carrefour des Cultures",
    "Entraide et Amitié", "Le Chaînon", "Coup de pouce", "Bienvenue chez nous", "Pas à Pas",
    "Les Passeurs", "Un Livre, une Voix", "Horizon 2000", "Le Petit Bal", "Cité Plurielle",
    "Les Jardins de l'Espoir", "Atout Mots", "Mosaïque", "Le Square", "SOS Accueil", "Dialogue & Partage",
    "La Clé des champs", "Kaléidoscope", "Interlignes", "Savoirs en partage", "Tremplin pour tous",
)  # fmt: skip
_LOCAL = (
    ("ASTI de {}", ""), ("La Cimade, groupe de {}", ""), ("Secours catholique de {}", ""),
    ("Familles rurales de {}", ""), ("Espace de vie sociale de {}", ""), ("CCAS de {}", "ccas-cias"),
    ("Bibliothèque municipale de {}", ""), ("Maison de la parentalité de {}", ""),
    ("Greta de {}", ""), ("Pimms Médiation de {}", "pimms-mediation"), ("Emmaüs de {}", "emmaus"),
    ("Maison du droit de {}", ""), ("Centre socioculturel de {}", ""), ("Épicerie solidaire de {}", ""),
    ("Point d'accueil de jour de {}", ""), ("Relais logement de {}", ""),
    ("Banque alimentaire, antenne de {}", "banques-alimentaires"), ("Foyer rural de {}", ""),
)  # fmt: skip
_STREETS = (
    "rue Louise-Michel", "avenue Salvador-Allende", "rue du Four à Chaux", "place Nelson-Mandela",
    "rue Aristide-Briand", "cours de Verdun", "allée du Clos-Fleuri", "rue de la Fontaine aux Loups",
    "boulevard de l'Yser", "rue Neuve", "avenue du Maréchal-Foch", "impasse du Presbytère",
    "rue Olympe-de-Gouges", "rue des Frères-Lumière", "chemin de la Croix", "rue Joliot-Curie",
    "place de la Gare", "rue Simone-Signoret", "esplanade des Droits de l'Homme", "rue Basse",
    "rue du Docteur-Calmette", "mail des Petits-Clos", "rue d'Alsace", "avenue de Stalingrad",
)  # fmt: skip
_COMPLEMENTS = (
    "Espace Simone-Veil", "Bât. C", "2e étage", "Local collectif", "Salle polyvalente", "Hall 4",
    "Derrière la poste", "Ancienne école Jules-Ferry", "Tour Égalité", "Porte gauche",
)  # fmt: skip
_FIRST = ("Josiane", "Yacine", "Brigitte", "Awa", "Michel", "Leïla", "Pascale", "Idriss", "Monique",
          "Éric", "Nadège", "Rachid", "Solène", "Jean-Luc", "Mariam", "Christelle")  # fmt: skip
_LAST = ("Moreau", "Cissé", "Lambert", "Belkacem", "Girard", "Pereira", "Roussel", "Keïta", "Delattre",
         "Mokhtari", "Perrin", "Sow", "Vasseur", "Yilmaz", "Chevallier", "Le Bihan")  # fmt: skip
_MEN = frozenset(("Yacine", "Michel", "Idriss", "Éric", "Rachid", "Jean-Luc"))
_DESCRIPTIONS = (
    "Lieu d'écoute ouvert sur le quartier, café le matin",
    "Aide à la rédaction de courriers et de dossiers",
    "Médiation entre les habitants et les services de la ville",
    "Ateliers de conversation animés par des bénévoles",
    "Colis et produits d'hygiène, petite participation",
    "Suivi individuel et visites à domicile",
    "Sorties culturelles, jardin partagé, couture",
    "Permanences d'une juriste et d'un interprète",
    "Prêt de vêtements pour un entretien d'embauche",
    "Recherche de logement et suivi dans le logement",
)


def title_of(person: Person) -> str:
    """« M. » or « Mme », by the first name."""
    return "M." if person.first in _MEN else "Mme"


class Cast(World):
    """Draws structures of the second set, always the same for a seed."""

    def org(self, commune: communes.Commune, association: float = 0.5) -> Org:
        found = super().org(commune, association)
        found.description = self.rng.choice(_DESCRIPTIONS)
        return found

    def _name(self, commune: communes.Commune, association: float) -> tuple[str, str]:
        for _ in range(500):
            if self.rng.random() < association:
                nom, network = self.rng.choice(_NAMES), ""
            else:
                pattern, network = self.rng.choice(_LOCAL)
                nom = contracted(pattern, commune.name)
            if nom not in self._names:
                break
        else:
            nom, network = f"{self.rng.choice(_NAMES)} {commune.name} {self._drawn}", ""
        self._names.add(nom)
        return nom, network

    def address(self, commune: communes.Commune) -> Address:
        rng = self.rng
        return Address(
            number=str(rng.randint(1, 98)) + rng.choice(("", "", "", "", "", " bis")),
            street=rng.choice(_STREETS),
            complement=rng.choice(_COMPLEMENTS) if rng.random() < 0.4 else "",
            commune=commune,
            latitude=round(commune.latitude + rng.uniform(-0.006, 0.006), 5),
            longitude=round(commune.longitude + rng.uniform(-0.006, 0.006), 5),
        )

    def person(self, commune: communes.Commune, slug: str) -> Person:
        first, last = self.rng.choice(_FIRST), self.rng.choice(_LAST)
        courriel = f"{slug_of(first)[0]}.{slug_of(last)}@{slug}.example.org"
        return Person(first, last, self.rng.choice(ROLES), self.mobile(commune), courriel)
