"""Structures, streets and persons of the third set; in Seine-et-Marne, its smaller towns too."""

from collections.abc import Callable
from dataclasses import replace

from bench.messy import communes
from bench.messy.communes import Commune
from bench.messy.world import ROLES, Address, Org, Person, World, contracted, slug_of

_NAMES = (
    "Le Tournesol", "Ricochet", "Mille et un liens", "Les Cigognes", "Langues sans frontières", "L'Embellie",
    "À portée de mots", "Femmes d'ici et d'ailleurs", "Le Petit Pont", "Solidarité Val de Seine",
    "Le Fournil des savoirs", "Amitié Briarde", "Déclic et Vous", "Les Amis du Loing", "Un pas de plus",
    "Le Grain de sel", "Co'hab", "Habitat et Humanisme du Gâtinais", "Cap vers l'emploi", "L'Étincelle",
    "Les Ateliers du Bocage", "Parents en chemin", "Cultures du Cœur en Brie", "La Ruche aux mots",
    "Vélo pour tous", "ADAGE", "AFIJ'ère", "C.L.E.F.", "La Marmite", "R.A.M.E.", "Terres mêlées",
    "L'Abri du passant", "Traverses", "Vivre en ville", "Envol 2000", "Le Rucher solidaire",
)  # fmt: skip
_LOCAL = (
    ("CCAS de {}", "ccas-cias"), ("Maison France services de {}", "france-service"),
    ("Mission locale de {}", "mission-locale"), ("Espace de vie sociale de {}", ""),
    ("Centre social et culturel de {}", ""), ("Médiathèque municipale de {}", ""),
    ("Point d'accès au droit de {}", ""), ("Resto du cœur de {}", "restos-du-coeur"),
    ("Comité du Secours populaire de {}", "secours-populaire"), ("Espace public numérique de {}", ""),
    ("Mairie annexe de {}", "communes"), ("Maison des habitants de {}", ""),
    ("Union locale de la Croix-Rouge de {}", "croix-rouge"), ("Régie de quartier de {}", ""),
    ("Plateforme mobilité de {}", ""), ("PMI de {}", ""), ("Centre de santé de {}", ""),
    ("Université populaire de {}", ""),
)  # fmt: skip
_STREETS = (
    "rue du Palais de justice", "avenue Thiers", "rue des Fossés", "place Saint-Jean",
    "rue du Général-Leclerc", "boulevard Chamblain", "allée Henri-Dunant", "rue de Dammarie",
    "rue Grande", "avenue de Meaux", "rue du Château", "quai de l'Almont", "place des Trois-Horloges",
    "rue Rosa-Bonheur", "square Jean-Monnet", "rue de l'Abreuvoir", "avenue Franklin-Roosevelt",
    "rue Paul-Doumer", "chemin des Meuniers", "rue Wangari-Maathai", "rue de la Sous-préfecture",
    "esplanade Louise-Weiss", "venelle du Puits", "rue Colette", "rue du 19 Mars 1962", "mail Rosa-Parks",
)  # fmt: skip
_COMPLEMENTS = (
    "Bât. Les Mésanges", "RDC", "3ème étage gauche", "Espace Jean-Ferrat", "Porte 12", "Cour intérieure",
    "Salle du conseil", "Au-dessus de la crèche", "Local 4", "ZAC du Champ de foire",
)  # fmt: skip
_FIRST = ("Sabrina", "Didier", "Aïcha", "Élodie", "Fanta", "Guillaume", "Ghislaine", "Hakim", "Inès",
          "Laurence", "Mamadou", "Odile", "Régis", "Souad", "Valérie", "Marie-Claude")  # fmt: skip
_LAST = ("Arnaud", "Bensaïd", "Colin", "Diarra", "Ferreira", "Guérin", "Hamidi", "Jacquet", "Koné",
         "Lacroix", "Marchal", "Nowak", "Ouedraogo", "Prévost", "Renard", "Tran", "De Almeida")  # fmt: skip
_MEN = frozenset(("Didier", "Guillaume", "Hakim", "Mamadou", "Régis"))
_DESCRIPTIONS = (
    "Ateliers sociolinguistiques et sorties familiales",
    "Aide à la constitution des dossiers, accompagnement aux rendez-vous",
    "Paniers de légumes, cuisine partagée, frigo solidaire",
    "Écoute, information et orientation des femmes",
    "Initiation à l'informatique, aide aux démarches dématérialisées",
    "Accompagnement social lié au logement, médiation avec les bailleurs",
    "Consultations sans avance de frais, interprétariat possible",
    "Chantier d'insertion : espaces verts et petite maçonnerie",
    "Location de scooters et auto-école sociale",
    "Aide aux devoirs et accueil des parents",
    "Point écoute jeunes, entretiens anonymes",
)
# Names, codes and points come from the official list of communes, as those of the other sets.
TOWNS = (
    Commune("Avon", "77014", "77210", 48.4049, 2.7209),
    Commune("Bray-sur-Seine", "77051", "77480", 48.4149, 3.2396),
    Commune("Champagne-sur-Seine", "77079", "77430", 48.3949, 2.8045),
    Commune("Claye-Souilly", "77118", "77410", 48.9463, 2.6880),
    Commune("Crégy-lès-Meaux", "77143", "77124", 48.9780, 2.8778),
    Commune("Esbly", "77171", "77450", 48.9009, 2.8135),
    Commune("Lieusaint", "77251", "77127", 48.6313, 2.5514),
    Commune("Moret-Loing-et-Orvanne", "77316", "77250", 48.3735, 2.8155),
    Commune("Mormant", "77317", "77720", 48.5502, 2.9009),
    Commune("Nandy", "77326", "77176", 48.5811, 2.5642),
    Commune("Nangis", "77327", "77370", 48.5555, 3.0136),
    Commune("Nemours", "77333", "77140", 48.2661, 2.6941),
    Commune("Provins", "77379", "77160", 48.5602, 3.2992),
    Commune("Saint-Fargeau-Ponthierry", "77407", "77310", 48.5353, 2.5283),
    Commune("Serris", "77449", "77700", 48.8440, 2.7882),
    Commune("Souppes-sur-Loing", "77458", "77460", 48.1831, 2.7360),
    Commune("Tournan-en-Brie", "77470", "77220", 48.7404, 2.7640),
    Commune("Vaux-le-Pénil", "77487", "77000", 48.5258, 2.6836),
)


# Who holds a place by the beginning of its name; the names without a kind of place are associations.
_PUBLIC_BODIES = ("CCAS", "Mairie", "Maison France", "Médiathèque", "Bibliothèque", "PMI", "Point d'accès")


def is_association(org: Org) -> bool:
    """Whether anybody would call it an association: its name is no kind of place."""
    return org.nom in _NAMES


def is_public(org: Org) -> bool:
    """Whether a town or the State holds it, by its name."""
    return org.nom.startswith(_PUBLIC_BODIES)


def title_of(person: Person) -> str:
    """« M. » or « Mme », by the first name."""
    return "M." if person.first in _MEN else "Mme"


class Cast(World):
    """Draws structures of the third set, always the same for a seed."""

    kinds: tuple[tuple[str, str], ...] = _LOCAL

    def __init__(self, seed: str) -> None:
        super().__init__(seed)
        self._dialled: set[str] = set()

    def telephone(self, commune: Commune) -> str:
        """A number that no other structure of the file has."""
        return self._new(super().telephone, commune)

    def mobile(self, commune: Commune) -> str:
        return self._new(super().mobile, commune)

    def _new(self, draw: Callable[[Commune], str], commune: Commune) -> str:
        while (number := draw(commune)) in self._dialled:
            pass
        self._dialled.add(number)
        return number

    def orgs(self, count: int, *departements: str, association: float = 0.5) -> list[Org]:
        towns = [town for code in departements or ("77",) for town in _towns(code)]
        return [self.org(self.rng.choice(towns), association) for _ in range(count)]

    def org(self, commune: Commune, association: float = 0.5) -> Org:
        found = super().org(commune, association)
        # Long names keep their town in their mails: no two structures share one.
        short, whole = slug_of(found.nom)[:30].rstrip("-"), slug_of(found.nom)
        return replace(
            found,
            description=self.rng.choice(_DESCRIPTIONS),
            courriel=found.courriel.replace(f"@{short}.", f"@{whole}."),
            site=found.site.replace(f"www.{short}.", f"www.{whole}."),
            person=replace(found.person, courriel=found.person.courriel.replace(f"@{short}.", f"@{whole}.")),
        )

    def _name(self, commune: Commune, association: float) -> tuple[str, str]:
        for _ in range(500):
            if self.rng.random() < association:
                nom, network = self.rng.choice(_NAMES), ""
            else:
                pattern, network = self.rng.choice(self.kinds)
                nom = contracted(pattern, commune.name)
            if nom not in self._names:
                break
        else:
            nom, network = f"{self.rng.choice(_NAMES)} {commune.name} {self._drawn}", ""
        self._names.add(nom)
        return nom, network

    def address(self, commune: Commune) -> Address:
        rng = self.rng
        return Address(
            number=str(rng.randint(1, 119)) + rng.choice(("", "", "", "", "", "", " bis", "B")),
            street=rng.choice(_STREETS),
            complement=rng.choice(_COMPLEMENTS) if rng.random() < 0.4 else "",
            commune=commune,
            latitude=round(commune.latitude + rng.uniform(-0.005, 0.005), 5),
            longitude=round(commune.longitude + rng.uniform(-0.005, 0.005), 5),
        )

    def person(self, commune: Commune, slug: str) -> Person:
        first, last = self.rng.choice(_FIRST), self.rng.choice(_LAST)
        courriel = f"{slug_of(first)}.{slug_of(last)}@{slug}.example.org"
        return Person(first, last, self.rng.choice(ROLES), self.mobile(commune), courriel)


def only(w: World, *kinds: str) -> World:
    """The same world, where every structure that is no association is of these kinds: « PMI de {} »."""
    if isinstance(w, Cast):
        w.kinds = tuple((kind, dict(_LOCAL).get(kind, "")) for kind in kinds)
    return w


def orgs_in(w: World, count: int, *towns: str, association: float = 0.5) -> list[Org]:
    """`count` structures in towns of Seine-et-Marne."""
    found = [town for town in _towns("77") if town.name in towns]
    return [w.org(w.rng.choice(found), association) for _ in range(count)]


def _towns(departement: str) -> tuple[Commune, ...]:
    return communes.of(departement) + (TOWNS if departement == "77" else ())
