"""Links of the past: what each of them asks, and what it finds in which order, is what it always was.

Those that the documentation, the pages of earlier versions and mails hold, a few of every parameter. A change
that makes one of them mean another thing is a new parameter's business, not theirs.
"""

import pytest
from django.http import QueryDict

from accounts.roles import Role
from search import engine, filters
from search.question import Box, Criteria, Cursor, Place, Search, Window
from tests.factories import CommuneFactory, ServiceFactory, StructureFactory, point

FRENCH = "lecture-ecriture-calcul--maitriser-le-francais"
HEALTH = "sante--acces-aux-soins"
RIGHTS = "difficultes-administratives-ou-juridiques--accompagnement-pour-lacces-aux-droits"

MELUN = Place(48.53998, 2.66085)
HERE = "lat=48.53998&lon=2.66085"


def at(place: Place = MELUN, radius_km: float = 20.0, window: Window | None = None, **asked) -> Search:
    """A question around a place."""
    around = Place(place.lat, place.lon, radius_km, place.commune)
    return Search(Criteria(**asked), around, window or Window())


def over(window: Window | None = None, **asked) -> Search:
    """A question without a place."""
    return Search(Criteria(**asked), None, window or Window())


# The link, what it asks, and the places that it finds in the directory below, by their figures, in order.
LINKS: list[tuple[str, Search, str]] = [
    ("", over(), "1234567"),
    (HERE, at(), "123456"),
    (f"{HERE}&rayon_km=10", at(radius_km=10.0), "12345"),
    (f"{HERE}&rayon_km=0.5", at(radius_km=0.5), ""),
    (f"{HERE}&rayon_km=200", at(radius_km=200.0), "1234567"),
    ("lat=48.55&lon=2.65", at(Place(48.55, 2.65)), "123456"),
    ("lat=48.8534&lon=2.3488&rayon_km=50", at(Place(48.8534, 2.3488), 50.0), "7654321"),
    ("commune=77900", at(Place(48.539, 2.66, commune="77900")), "123456"),
    (
        "commune=77900&rayon_km=5&theme=sante",
        at(Place(48.539, 2.66, commune="77900"), 5.0, themes=("sante",)),
        "2",
    ),
    ("theme=francais", over(themes=("francais",)), "1345"),
    ("theme=sante", over(themes=("sante",)), "234"),
    (f"{HERE}&theme=francais&rayon_km=10", at(radius_km=10.0, themes=("francais",)), "1345"),
    (f"theme=francais&{HERE}", at(themes=("francais",)), "1345"),
    (f"{HERE}&theme=francais&theme=sante", at(themes=("francais", "sante")), "12345"),
    (f"{HERE}&theme=sante&theme=francais&theme=sante", at(themes=("sante", "francais")), "12345"),
    # Found "15": a level of French narrowed health too, which says none (argued in docs/search.md).
    (
        f"{HERE}&theme=francais&theme=sante&niveau=A1",
        at(themes=("francais", "sante"), niveaux=("A1",)),
        "1245",
    ),
    (f"{HERE}&theme=logement&rayon_km=5", at(radius_km=5.0, themes=("logement",)), ""),
    (f"{HERE}&public=femmes", at(publics=("femmes",)), "24"),
    (f"{HERE}&public=femmes&public=jeunes", at(publics=("femmes", "jeunes")), "24"),
    (
        "theme=francais&public=femmes&gratuit=oui",
        over(themes=("francais",), publics=("femmes",), gratuit=True),
        "",
    ),
    (f"{HERE}&public=personnes-exilees&langue=uk", at(publics=("personnes-exilees",), langues=("uk",)), "6"),
    (f"{HERE}&langue=ar", at(langues=("ar",)), "1"),
    (f"{HERE}&langue=ar&langue=en", at(langues=("ar", "en")), "1"),
    (f"{HERE}&theme=mobilite&langue=en", at(themes=("mobilite",), langues=("en",)), ""),
    (f"{HERE}&niveau=A1", at(niveaux=("A1",)), "15"),
    (f"{HERE}&niveau=a1&niveau=ALPHA", at(niveaux=("A1", "alpha")), "135"),
    ("niveau=B1&departement=77", over(niveaux=("B1",), departement="77"), "3"),
    (f"{HERE}&type=atelier", at(types=("atelier",)), "3"),
    (f"{HERE}&mode=en-presentiel", at(modes=("en-presentiel",)), "6"),
    (f"{HERE}&mode=a-distance", at(modes=("a-distance",)), ""),
    (f"{HERE}&thematique={HEALTH}", at(thematiques=(HEALTH,)), "24"),
    (f"{HERE}&thematique={HEALTH}&thematique={FRENCH}", at(thematiques=(HEALTH, FRENCH)), "12345"),
    (f"{HERE}&theme=sante&thematique={HEALTH}", at(themes=("sante",), thematiques=(HEALTH,)), "24"),
    (f"{HERE}&reseau=ccas-cias", at(reseaux=("ccas-cias",)), "1"),
    (f"{HERE}&accessible=oui", at(accessible=True), "13"),
    (f"{HERE}&gratuit=oui", at(gratuit=True), "126"),
    (f"{HERE}&places=oui", at(places=True), "2"),
    (f"{HERE}&hors_zone=oui", at(out_of_zone=True), "123456"),
    (f"{HERE}&accessible=oui&gratuit=oui&places=oui", at(accessible=True, gratuit=True, places=True), ""),
    (f"{HERE}&q=couture", at(q="couture"), "34"),
    (f"{HERE}&q=atelier+couture&theme=francais", at(q="atelier couture", themes=("francais",)), "3"),
    ("q=couture", over(q="couture"), "34"),
    ("q=zzzzqqq", over(q="zzzzqqq"), ""),
    (f"{HERE}&ouvert=jeudi", at(ouvert="jeudi"), "23"),
    (f"{HERE}&ouvert=jeudi-soir", at(ouvert="jeudi-soir"), "3"),
    (f"{HERE}&ouvert=samedi-matin&theme=francais", at(ouvert="samedi-matin", themes=("francais",)), "5"),
    (
        f"{HERE}&public=femmes&gratuit=oui&hors_zone=oui&ouvert=jeudi",
        at(publics=("femmes",), gratuit=True, out_of_zone=True, ouvert="jeudi"),
        "2",
    ),
    ("departement=77", over(departement="77"), "123567"),
    ("departement=77&theme=francais", over(departement="77", themes=("francais",)), "135"),
    ("departement=91&theme=sante&theme=francais", over(departement="91", themes=("sante", "francais")), "4"),
    ("epci=247700057", over(epci="247700057"), "123567"),
    ("epci=247700057&gratuit=oui", over(epci="247700057", gratuit=True), "126"),
    ("departement=77&tri=pertinence", over(Window(order="pertinence"), departement="77"), "123567"),
    ("departement=77&hors_zone=oui", over(departement="77", out_of_zone=True), "123567"),
    (f"{HERE}&tri=distance", at(), "123456"),
    (f"{HERE}&tri=pertinence", at(window=Window(order="pertinence")), "123456"),
    (f"{HERE}&q=atelier&tri=pertinence", at(window=Window(order="pertinence"), q="atelier"), "12356"),
    (f"{HERE}&limit=2", at(window=Window(limit=2)), "12"),
    (
        f"{HERE}&limit=2&theme=francais&theme=sante",
        at(window=Window(limit=2), themes=("francais", "sante")),
        "12",
    ),
    (f"{HERE}&cursor=1500.5~1~0", at(window=Window(cursor=Cursor(1500.5, 1))), "23456"),
    ("limit=3&cursor=0.0~0~0", over(Window(limit=3, cursor=Cursor(0.0, 0))), "123"),
    (f"{HERE}&vue=carte", at(window=Window(view="carte")), "123456"),
    (f"{HERE}&bbox=2.6,48.5,2.7,48.6", at(window=Window(bbox=Box(2.6, 48.5, 2.7, 48.6))), "1234"),
    (
        f"{HERE}&theme=francais&bbox=2,48,3,49&zoom=9",
        at(window=Window(bbox=Box(2.0, 48.0, 3.0, 49.0), zoom=9), themes=("francais",)),
        "1345",
    ),
    ("zoom=12&vue=carte&theme=droits", over(Window(view="carte", zoom=12), themes=("droits",)), "6"),
]


@pytest.fixture
def directory(places, db) -> None:
    """Eight places: at two kilometres or so from each other, northwards from Melun."""
    CommuneFactory()
    melun = CommuneFactory(code="77288", nom="Melun", epci_code="247700057")
    evry = CommuneFactory(code="91228", nom="Évry", departement_code="91")

    def place(name: str, km: float, commune=melun, **said):
        return StructureFactory(nom=name, commune=commune, position=point(48.54 + km / 111.2, 2.661), **said)

    one = place("Lieu 1", 1, reseaux_porteurs=["ccas-cias"], accessible=True, description="Un lieu.")
    ServiceFactory(structure=one, thematiques=[FRENCH], niveaux=["A1"], langues=["ar"], frais="gratuit")
    two = place("Lieu 2", 3, horaires_accueil="Mo-Fr 09:00-12:00")
    ServiceFactory(
        structure=two, thematiques=[HEALTH], publics=["femmes"], frais="gratuit", places_restantes=2
    )
    three = place("Lieu 3 couture", 4.5, accessible=True, horaires_accueil="Th 18:00-20:00")
    ServiceFactory(
        structure=three, nom="Atelier", thematiques=[FRENCH], niveaux=["alpha", "B1"], type="atelier"
    )
    ServiceFactory(
        structure=three, nom="Soins", thematiques=[HEALTH], langues=["en"], zone_eligibilite=["91"]
    )
    four = place("Lieu 4", 6, commune=evry, telephone="")
    ServiceFactory(structure=four, nom="Couture", thematiques=[FRENCH, HEALTH], publics=["tous-publics"])
    five = place("Lieu 5", 9, horaires_accueil="Sa 10:00-12:00")
    ServiceFactory(structure=five, thematiques=[FRENCH], niveaux=["A1"], places_restantes=0, langues=["uk"])
    six = place("Lieu 6", 15)
    ServiceFactory(
        structure=six,
        thematiques=[RIGHTS],
        publics=["personnes-exilees"],
        langues=["uk"],
        modes_accueil=["en-presentiel"],
        frais="gratuit",
    )
    place("Lieu 7, sans service", 25)
    eight = place("Lieu 8, à distance", 2)
    ServiceFactory(
        structure=eight, thematiques=[FRENCH], modes_accueil=["a-distance"], zone_eligibilite=["77"]
    )


def found(query: str) -> str:
    """The places that a link finds, by the figure of each, in order."""
    answer = engine.run(filters.parse(QueryDict(query)).search, Role.VISITOR)
    return "".join(one["properties"]["nom"][len("Lieu ")] for one in answer.items())


@pytest.mark.parametrize(("link", "asked", "_names"), LINKS, ids=[link or "rien" for link, *_rest in LINKS])
def test_a_link_of_the_past_asks_what_it_always_did(db, places, link, asked, _names):
    CommuneFactory()
    parsed = filters.parse(QueryDict(link))
    assert parsed.errors == {}
    assert parsed.search == asked
    assert filters.parse(parsed.search.query()).search == asked


def test_every_link_of_the_past_finds_what_it_always_did(directory):
    assert {link: found(link) for link, *_rest in LINKS} == {link: names for link, _asked, names in LINKS}
