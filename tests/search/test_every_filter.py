"""All filters at once, against a plain reading of the directory: nothing wrong, nothing missed.

What should be found is worked out in Python from the services themselves: neither the derived rows nor their
tags, the index or the database's distances have a part in it.
"""

import itertools
import random

import pyproj
import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.roles import Role
from layers.clusters import draw
from mapping.models import Service, Structure
from mapping.vocabulary import theme_of
from places.lookup import codes_at, commune_at
from search import engine, filters
from search.question import Box, Search
from tests.factories import point

EARTH = pyproj.Geod(ellps="WGS84")
THEMATIQUES = {
    "francais": "lecture-ecriture-calcul--maitriser-le-francais",
    "sante": "sante--acces-aux-soins",
    "droits": "difficultes-administratives-ou-juridiques--accompagnement-pour-lacces-aux-droits",
}
# Hours, and the days of the week on which they open at all.
HOURS = {
    "": set(),
    "Mo-Fr 09:00-12:00": {"lundi", "mardi", "mercredi", "jeudi", "vendredi"},
    "Th 18:00-20:00": {"jeudi"},
    "Sa,Su 10:00-18:00": {"samedi", "dimanche"},
    'Th 09:00-12:00 "sur rendez-vous"': set(),
    "le jeudi": set(),
}
# What only the services of some themes are asked for, where others are asked for beside them.
OF_SOME = {"niveau": {"francais"}, "garde_enfants": {"francais", "formation", "emploi"}}
OF_SOME_ALONE = {"lat": "48.3", "lon": "2.3", "rayon_km": "30", "theme": ["francais", "sante"]}
WORDS = ("couture", "cuisine", "potager")
AREAS = ((), ("france",), ("77",), ("91", "75"), ("77288",), ("247700057",))
LISTS = {
    "theme": ("francais", "sante", "droits"),
    "thematique": tuple(THEMATIQUES.values()),
    "public": (
        *("femmes", "jeunes", "tous-publics", "personnes-exilees", "demandeurs-asile", "refugies-bpi"),
        *("jeunes-18-25", "entreprises"),
    ),
    "langue": ("ar", "fr", "uk"),
    "niveau": ("A1", "B1"),
    "type": ("atelier", "formation"),
    "mode": ("en-presentiel", "a-distance", "visio-accueil"),
    "reseau": ("communes", "ccas-cias"),
    "frais": ("payant", "marchand"),
    "rendez_vous": ("sans-rendez-vous", "sur-rendez-vous"),
    "porteur": ("association", "entreprise"),
    "vocation": ("generale", "thematique"),
    "equipement": ("scanner", "webcam"),
}
SWITCHES = (
    *("gratuit", "accessible", "places", "hors_zone", "garde_enfants", "interprete", "falc"),
    *("liste_attente", "bureau_confidentiel"),
)
# A word that is found by another: what is said more finely is found by what is said of all of it.
WIDER = {
    "demandeurs-asile": "personnes-exilees",
    "refugies-bpi": "personnes-exilees",
    "jeunes-18-25": "jeunes",
    "visio-accueil": "en-presentiel",
    "marchand": "payant",
}


def fill(seed: int, structures: int = 220) -> None:
    """Structures on a coarse grid around Melun, so that many stand together, with two services each."""
    choose = random.Random(seed)

    def some(values, most=2) -> list[str]:
        return choose.sample(list(values), choose.randint(0, most))

    def somewhere():
        return point(48.3 + choose.randrange(13) / 20, 2.3 + choose.randrange(17) / 20)

    positions = [somewhere() for _ in range(structures)]
    Structure.objects.bulk_create(
        Structure(
            source="tests",
            source_id=str(n),
            nom=f"Maison {choose.choice(WORDS)}",
            commune=commune_at(position.x, position.y),
            position=position,
            position_precision="address",
            address_visibility=choose.choice([0, 0, 0, 0, 2]),
            accessible=choose.choice([True, False, None]),
            reseaux_porteurs=some(LISTS["reseau"], 1),
            porteur=choose.choice(["", *LISTS["porteur"]]),
            vocation=choose.choice(["", *LISTS["vocation"]]),
            equipements=some(LISTS["equipement"]),
            bureau_confidentiel=choose.choice([True, False, None]),
            horaires_accueil=choose.choice(list(HOURS)),
        )
        for n, position in enumerate(positions)
    )
    confidential = {s.pk for s in Structure.objects.filter(address_visibility=2)}
    Service.objects.bulk_create(
        Service(
            source="tests",
            source_id=f"{pk}-{n}",
            structure_id=pk,
            nom=f"Atelier {choose.choice(WORDS)}",
            thematiques=some(THEMATIQUES.values()),
            publics=["tous-publics", *some(["entreprises"], 1)]
            if choose.random() < 0.3
            else some([one for one in LISTS["public"] if one != "tous-publics"], 3),
            garde_enfants=choose.choice([True, False, None]),
            interprete=choose.choice([True, None]),
            falc=choose.choice([True, None]),
            liste_attente=choose.choice([True, False, None]),
            rendez_vous=some(LISTS["rendez_vous"]),
            langues=some(LISTS["langue"]),
            niveaux=some(LISTS["niveau"]),
            type=choose.choice(["atelier", "formation", ""]),
            frais=choose.choice(["gratuit", "payant", "marchand", ""]),
            modes_accueil=choose.choice(
                [
                    *([], ["en-presentiel"], ["en-presentiel", "a-distance"], ["a-distance"]),
                    ["visio-accueil"],
                ]
            ),
            places_restantes=choose.choice([None, 0, 3]),
            zone_eligibilite=list(choose.choice(AREAS)),
            horaires_accueil=choose.choice(["", *HOURS]),
            **(
                {"position": somewhere(), "position_precision": "address"}
                if pk not in confidential and choose.random() < 0.2
                else {}
            ),
        )
        for pk, n in itertools.product(
            Structure.objects.order_by("pk").values_list("pk", flat=True), range(2)
        )
    )


class Directory:
    """The services as they stand, and what of them a query asks for."""

    def __init__(self) -> None:
        self.services = []
        for service in Service.objects.select_related("structure__commune").order_by("pk"):
            structure, commune = service.structure, service.structure.commune
            # The public position of a confidential place is its commune's point.
            at = commune.point if structure.address_visibility else service.position or structure.position
            place = at.x, at.y
            # A position of its own without a commune is where the boundaries say.
            stands = set(codes_at(*place).all()) if service.position else {commune.departement_code}
            self.services.append((service, structure, place, stands))

    def found(self, query: dict, here: set[str] | None) -> dict[tuple, set[int]]:
        """Places, as a structure and a position, with their services that have all that is asked.

        `here` are the codes where the person is; None where nobody said.
        """
        places: dict[tuple, set[int]] = {}
        for service, structure, place, stands in self.services:
            if self._matches(service, structure, stands, query, here):
                places.setdefault((structure.pk, place), set()).add(service.pk)
        return places

    @staticmethod
    def _matches(service, structure, stands, query, here) -> bool:
        if service.modes_accueil == ["a-distance"]:
            return False
        asked = set(query.get("theme", ()))
        if len(asked) > 1:
            themes = {theme_of(code).code for code in service.thematiques}
            # A service answers one of the themes, with all that is asked of that theme.
            return any(
                Directory._answers(service, structure, stands, Directory._of(theme, query), here)
                for theme in asked & themes
            )
        return Directory._answers(service, structure, stands, query, here)

    @staticmethod
    def _of(theme: str, query: dict) -> dict:
        """What a query asks of one of its several themes."""
        spares = {name for name, themes in OF_SOME.items() if theme not in themes}
        # What suits none of the themes is asked of all.
        spares -= {name for name in OF_SOME if not set(query["theme"]) & OF_SOME[name]}
        return {name: value for name, value in query.items() if name not in spares} | {"theme": [theme]}

    @staticmethod
    def _answers(service, structure, stands, query, here) -> bool:
        hours = service.horaires_accueil or structure.horaires_accueil
        has = {
            "theme": {theme_of(code).code for code in service.thematiques},
            "thematique": set(service.thematiques),
            "public": set(service.publics),
            "langue": set(service.langues),
            "niveau": set(service.niveaux),
            "type": {service.type},
            "mode": set(service.modes_accueil),
            "reseau": set(structure.reseaux_porteurs),
            "frais": {service.frais},
            "rendez_vous": set(service.rendez_vous),
            "porteur": {structure.porteur},
            "vocation": {structure.vocation},
            "equipement": set(structure.equipements),
        }
        for name, values in has.items():
            wanted = set(query.get(name, ()))
            said = values | {WIDER[one] for one in values & WIDER.keys()}
            if name == "public":
                # Firms are no public of « tous publics »; who names a wider public alone may take the finer.
                said |= set(LISTS["public"]) - {"entreprises"} if "tous-publics" in values else set()
                vague = values - {WIDER[one] for one in values & WIDER.keys()}
                said |= {finer for finer, wider in WIDER.items() if wider in vague}
            if wanted and not wanted & said:
                return False
        words = f"{service.nom} {structure.nom}".lower().split()
        area = set(service.zone_eligibilite)
        covers = here is None or not area or area & {*here, "france"}
        return bool(
            all(
                getattr(record, name)
                for record, names in {
                    service: ("garde_enfants", "interprete", "falc", "liste_attente"),
                    structure: ("bureau_confidentiel",),
                }.items()
                for name in names
                if name in query
            )
            and ("gratuit" not in query or service.frais == "gratuit")
            and ("accessible" not in query or structure.accessible)
            and ("places" not in query or (service.places_restantes or 0) > 0)
            and ("ouvert" not in query or any(day in HOURS[hours] for day in query["ouvert"]))
            and ("q" not in query or all(word in words for word in query["q"].split()))
            and ("departement" not in query or query["departement"] in stands)
            and ("hors_zone" in query or covers)
        )


def asked(query: dict) -> Search:
    made = QueryDict(mutable=True)
    for name, value in query.items():
        made.setlist(name, list(value) if isinstance(value, tuple | list) else [value])
    parsed = filters.parse(made)
    assert not parsed.errors, parsed.errors
    return parsed.search


def metres(origin: tuple[float, float], place: tuple[float, float]) -> float:
    return EARTH.inv(*origin, *place)[2]


several = {
    name: st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True)
    for name, values in LISTS.items()
}
queries = st.fixed_dictionaries(
    {
        "lat": st.integers(48_300_000, 48_900_000).map(lambda value: f"{value / 1e6:.6f}"),
        "lon": st.integers(2_300_000, 3_100_000).map(lambda value: f"{value / 1e6:.6f}"),
        "rayon_km": st.sampled_from(["3", "10", "30", "200"]),
    },
    # Few at a time, or nothing would ever be found.
    optional={},
).flatmap(
    lambda place: st.lists(
        st.sampled_from([*LISTS, *SWITCHES, "ouvert", "q"]), max_size=4, unique=True
    ).flatmap(
        lambda names: st.fixed_dictionaries(
            {name: st.just(value) for name, value in place.items()}
            | {
                name: several[name]
                if name in LISTS
                else st.just("oui")
                if name in SWITCHES
                else st.lists(
                    st.sampled_from(["lundi", "jeudi", "dimanche"]), min_size=1, max_size=2, unique=True
                )
                if name == "ouvert"
                else st.sampled_from([*WORDS, "maison couture", "atelier potager"])
                for name in names
            }
        )
    )
)


@pytest.mark.usefixtures("places")
class EveryFilter(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        fill(seed=11)
        cls.directory = Directory()

    @settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(query=queries)
    @example(query=OF_SOME_ALONE | {"garde_enfants": "oui"})
    @example(query=OF_SOME_ALONE | {"niveau": ["A1"], "garde_enfants": "oui"})
    def test_the_nearest_twenty_are_those_of_a_plain_reading(self, query):
        answer = engine.run(asked(query), Role.VISITOR)
        origin = float(query["lon"]), float(query["lat"])
        here = set(codes_at(*origin).all())
        expected = sorted(
            (round(distance, 4), structure)
            for (structure, place), _services in self.directory.found(query, here).items()
            if (distance := metres(origin, place)) <= float(query["rayon_km"]) * 1000
        )
        assert answer.total == len(expected), str(query)
        found = answer.items()
        assert [one["id"] for one in found] == [structure for _distance, structure in expected[:20]]
        for one, (distance, _structure) in zip(found, expected, strict=False):
            assert one["properties"]["distance_m"] == pytest.approx(distance, abs=0.06)

    def test_lists_facets_and_maps_count_the_same_for_random_filters(self):
        choose = random.Random(12)
        for number in range(500):
            query: dict = {}
            for name in choose.sample([*LISTS, *SWITCHES, "ouvert", "q"], choose.randint(0, 4)):
                if name in LISTS:
                    query[name] = choose.sample(LISTS[name], choose.randint(1, 2))
                else:
                    query[name] = {"ouvert": ["jeudi"], "q": choose.choice(WORDS)}.get(name, "oui")
            if choose.random() < 0.3:
                query["departement"] = choose.choice(["77", "91", "75"])
                box, here = Box(-180, -85, 180, 85), None
            else:
                lon, lat = 2.3 + choose.random() * 0.8, 48.3 + choose.random() * 0.6
                query |= {
                    "lat": f"{lat:.6f}",
                    "lon": f"{lon:.6f}",
                    "rayon_km": choose.choice(["5", "20", "60"]),
                }
                # The map's box replaces the circle: one that holds everything, and a list that does too.
                box, here = Box(-180, -85, 180, 85), set()
            wanted = asked(query)
            drawn = draw(wanted, Role.VISITOR, box, choose.randint(0, 16))
            everywhere = asked(query | {"rayon_km": "200"}) if here is not None else wanted
            assert drawn.total == engine.total(everywhere, Role.VISITOR), (number, query)
            total = engine.total(wanted, Role.VISITOR)
            assert engine.run(wanted, Role.VISITOR).total == total
            facets = engine.facets(wanted, Role.VISITOR)
            name = choose.choice(list(LISTS))
            for value in LISTS[name]:
                alone = engine.total(asked(query | {name: [value]}), Role.VISITOR)
                assert facets[name].get(value, 0) == alone, (number, query, name, value)
            if here is None and "hors_zone" in query:
                assert total == len(self.directory.found(query, None)), (number, query)
