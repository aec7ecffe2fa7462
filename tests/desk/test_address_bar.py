"""What a page says of its own address: in plain words, by the labels of the form, and lost nowhere."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import override_settings
from django.urls import reverse

from search import filters
from tests.factories import ServiceFactory, StructureFactory, point

pytestmark = pytest.mark.django_db

HERE = {"lat": "48.539", "lon": "2.66"}
# Words of the inside: names of parameters between quotation marks, codes, and what only programs write.
INSIDE = re.compile(
    r"« (?:lat|lon|epci|rayon_km|bbox|cursor|tri|vue|zoom|limit|oui)\b|minlon|point décimal|INSEE|SIREN|/api/"
    r"|2026-11-26|apres-midi|« (?:next|distance|pertinence|liste|carte) »|les valeurs sont|ce paramètre"
)
PLACES = ("lat", "lon", "commune", "epci", "departement")


@pytest.fixture(autouse=True)
def _places(places):
    """Every page speaks of real communes."""


@pytest.fixture
def structure():
    structure = StructureFactory(nom="École du soir", position=point(48.55, 2.66))
    ServiceFactory(structure=structure)
    return structure


def words(answer) -> str:
    """What a page reads as, without its tags, scripts and fields."""
    text = answer.content.decode()
    bar = text[text.index("<form", text.index("</header>")) :] if 'role="search"' in text else text
    page = bar.split("</main>")[0] if bar is not text else text.split("<main", 1)[1].split("</main>")[0]
    page = re.sub(r"<script.*?</script>|<select.*?</select>", " ", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).replace("\N{NO-BREAK SPACE}", " ").split())


@pytest.mark.parametrize("name", sorted(filters.PARAMETERS - {"q"}))
@pytest.mark.parametrize("value", ["zz9", "-1e9"])
def test_what_is_wrong_with_an_address_is_said_without_the_words_of_the_inside(
    client, structure, name, value
):
    query = {name: value} if name in PLACES else HERE | {name: value}
    answer = client.get("/", query)
    assert answer.status_code == 200
    told = words(answer)
    assert not INSIDE.search(told), INSIDE.search(told)
    assert "compr" in told or "choix proposés" in told or "pas été retrouvée" in told
    assert "École du soir" in told or name in PLACES


@pytest.mark.parametrize(
    ("query", "label"),
    [
        ({"niveau": "Z9"}, "« Niveau de français »"),
        ({"rayon_km": "beaucoup"}, "« À moins de »"),
        ({"theme": "zz"}, "« Pour quoi ? »"),
        ({"ouvert": "hier"}, "« Ouvert »"),
        ({"gratuit": "zz"}, "« Gratuit »"),
    ],
)
def test_a_control_is_named_as_the_form_labels_it(client, query, label):
    structure = StructureFactory(position=point(48.55, 2.66))
    ServiceFactory(structure=structure)
    assert label in words(client.get("/", HERE | query))


@pytest.mark.parametrize("repeated", ["rayon_km", "ouvert", "lat", "vue"])
def test_what_is_given_twice_is_said_plainly(client, repeated):
    query = {name: [value] for name, value in HERE.items()} | {repeated: ["48.5", "48.6"]}
    assert not INSIDE.search(words(client.get("/", query)))


def test_an_unknown_parameter_is_named_on_every_page_that_reads_the_search(client, structure):
    own = reverse("structure", args=[structure.id, structure.slug])
    for path, query in (
        ("/", {}),
        ("/", HERE),
        ("/", HERE | {"theme": "mobilite"}),
        (own, HERE | {"vers": "48.55,2.66"}),
        (reverse("compare"), HERE | {"id": structure.id}),
        (reverse("print-sheet"), HERE | {"id": structure.id}),
    ):
        assert "ne connaissons pas" not in words(client.get(path, query | {"utm_source": "x"}))
        told = words(client.get(path, query | {"couleur": "bleu"}))
        assert told.count("un réglage que nous ne connaissons pas (« couleur »)") == 1, (path, query)
        if path != "/":
            assert "École du soir" in told


def test_a_wrong_value_in_the_address_of_a_structure_is_told_and_the_page_is_there(client, structure):
    own = reverse("structure", args=[structure.id, structure.slug])
    told = words(client.get(own, HERE | {"niveau": "Z9"}))
    assert "« Z9 » n’est pas un des choix proposés" in told
    assert "École du soir" in told


class TestTheCentreOfACommune:
    """That only the centre was found is said as long as the place stays."""

    TOLD = "Lieu retenu : le centre de Melun (77)"
    AT = HERE | {"lieu": "commune"}

    def test_it_stays_through_a_second_search_from_the_form(self, client, structure):
        first = client.get("/", self.AT)
        assert self.TOLD in words(first)
        fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', first.content.decode()))
        again = client.get("/", fields | {"adresse": "Melun (77)", "rayon_km": "50"}, follow=True)
        assert self.TOLD in words(again)

    def test_every_link_to_the_same_place_keeps_it(self, client, structure):
        page = client.get("/", self.AT | {"theme": "francais", "gratuit": "oui", "tri": "pertinence"})
        links = re.findall(r'href="(/\?[^"#]*)', page.content.decode())
        same = [link for link in map(unescape, links) if "lat=48.539&lon=2.66" in link]
        assert len(same) > 10
        assert not [link for link in same if "lieu=commune" not in link]

    def test_another_place_does_not_inherit_it(self, client, structure):
        again = client.get("/", self.AT | {"adresse": "77100 Meaux"}, follow=True)
        assert "Lieu retenu" not in words(again)
        assert "lieu" not in parse_qs(urlsplit(again.redirect_chain[-1][0]).query)


class TestAPlaceThatTheSiteDoesNotServe:
    @override_settings(DEPARTEMENT="77")
    def test_it_says_which_one_it_serves_and_who_to_ask(self, client, structure):
        told = words(client.get("/", {"lat": "43.296", "lon": "5.37"}))
        for part in (
            "seul département : Seine-et-Marne",
            "les Bouches-du-Rhône",
            "mairie",
            "115",
            "112",
            "3919",
        ):
            assert part in told, part
        assert "Aucune structure" not in told
        assert "La plus proche est à" not in told

    @override_settings(DEPARTEMENT="77")
    def test_what_is_found_beyond_the_border_is_shown_as_ever(self, client):
        ServiceFactory(structure=StructureFactory(nom="Au bord de la mer", position=point(43.3, 5.37)))
        told = words(client.get("/", {"lat": "43.296", "lon": "5.37"}))
        assert "Au bord de la mer" in told
        assert "un autre département" not in told

    @override_settings(DEPARTEMENT="all")
    def test_a_site_for_the_whole_country_serves_every_place(self, client):
        assert "Aucune structure" in words(client.get("/", {"lat": "43.296", "lon": "5.37"}))


class TestAPlaceToChoose:
    @override_settings(DEPARTEMENT="77")
    def test_one_answer_is_asked_about_as_one(self, client):
        told = words(client.get("/", {"adresse": "hopital de meaux"}))
        assert "Est-ce bien ce lieu ? Meaux (77)" in told
        assert "lequel" not in told
        assert "la recherche part du centre de la commune" in told

    def test_several_are_asked_about_as_several(self, client):
        assert "lequel ?" in words(client.get("/", {"adresse": "Saint-Denis"}))


def test_an_empty_field_that_is_sent_says_what_to_write(client):
    for query in ({"adresse": ""}, HERE | {"adresse": ""}):
        answer = client.get("/", query, follow=True)
        assert "Écrivez une adresse, une commune ou un code postal." in words(answer), query
    assert "Écrivez une adresse, une commune" not in words(client.get("/"))
