"""Why a place was found by words, in the API and on the page (docs/search.md)."""

import pytest
from django.template import Context, Template

from accounts.roles import Role
from search.engine import found
from tests.factories import ServiceFactory, StructureFactory

pytestmark = pytest.mark.django_db

HERE = "lat=48.5390&lon=2.6600"


def features(client, query: str) -> list[dict]:
    return client.get(f"/api/v1/structures?{HERE}&{query}").json()["features"]


def marked(fragments: list) -> list[str]:
    return [text for text, matched in fragments if matched]


class TestInTheApi:
    def test_what_was_typed_is_shown_where_it_is_said(self, client):
        structure = StructureFactory(nom="La Ruche des écrivains", description="Une maison pour écrire.")
        ServiceFactory(nom="Atelier d’écriture", description="Pour écrire et lire.", structure=structure)
        ServiceFactory(nom="Couture", structure=structure)
        (one,) = features(client, "q=ecritures+ruche+essais")
        told = one["properties"]["trouve"]
        assert marked(told["nom"]) == ["Ruche"]
        assert "".join(text for text, _matched in told["nom"]) == "La Ruche des écrivains"
        assert [marked(each) for each in told["services"]] == [["écriture"]]
        assert "description" not in told

    def test_a_description_is_cut_around_the_first_word_found(self, client):
        long = "Avant " * 60 + "une épicerie solidaire ouverte à tous " + "après " * 60
        ServiceFactory(nom="Accueil", description=long)
        (one,) = features(client, "q=epicerie")
        told = one["properties"]["trouve"]["description"]
        text = "".join(text for text, _matched in told)
        assert marked(told) == ["épicerie"]
        assert len(text) < 200
        assert text[0] == text[-1] == "…"
        assert text[1:-1] in long

    def test_a_typing_error_and_an_acronym_show_what_was_meant(self, client):
        ServiceFactory(nom="Français langue étrangère", description="")
        (one,) = features(client, "q=FLE")
        assert marked(one["properties"]["trouve"]["services"][0]) == ["Français", "langue", "étrangère"]
        (one,) = features(client, "q=etrangeer")
        assert marked(one["properties"]["trouve"]["services"][0]) == ["étrangère"]

    def test_without_words_nothing_is_said(self, client):
        ServiceFactory(nom="Accueil")
        assert "trouve" not in features(client, "")[0]["properties"]
        assert features(client, "q=de+la")[0]["properties"]["trouve"] == {}

    def test_services_at_a_distance_say_it_too(self, client):
        ServiceFactory(nom="Couture", modes_accueil=["a-distance"], zone_eligibilite=["france"])
        answer = client.get("/api/v1/a-distance?q=coutur").json()
        assert marked(answer["features"][0]["properties"]["trouve"]["services"][0]) == ["Couture"]

    def test_only_the_services_found_are_quoted(self, client):
        structure = StructureFactory(nom="La Ruche", description="")
        ServiceFactory(nom="Couture", description="Le vélo, gratuit", frais="gratuit", structure=structure)
        ServiceFactory(
            nom="Atelier", description="Réparer un vélo, payant", frais="payant", structure=structure
        )
        (one,) = features(client, "q=velo&gratuit=oui")
        assert "".join(text for text, _m in one["properties"]["trouve"]["description"]) == "Le vélo, gratuit"

    def test_a_page_of_many_places_asks_one_thing_more(self, client, django_assert_max_num_queries):
        for n in range(8):
            ServiceFactory(nom="Couture", description=f"Coudre {n}")
        listed = features(client, "q=coudre")
        assert len(listed) == 8
        with django_assert_max_num_queries(1):
            found.tell(listed, frozenset({"coudre"}), Role.VISITOR)


class TestOnThePage:
    def test_words_are_marked_and_the_rest_is_escaped(self, client):
        ServiceFactory(
            nom="<b>Écriture</b>",
            description="Des <i>débutants</i> y viennent.",
            structure=StructureFactory(nom="Ruche & Cie"),
        )
        text = client.get(f"/?{HERE}&q=ecriture+ruche+debutant").content.decode()
        assert "<mark>Ruche</mark> &amp; Cie" in text
        assert "&lt;b&gt;<mark>Écriture</mark>&lt;/b&gt;" in text
        assert "Des &lt;i&gt;<mark>débutants</mark>&lt;/i&gt; y viennent." in text
        assert "<b>" not in text

    def test_without_words_nothing_is_marked(self, client):
        ServiceFactory(nom="Écriture")
        assert "<mark>" not in client.get(f"/?{HERE}").content.decode()

    def test_the_tag_marks_nothing_where_the_page_has_no_words(self):
        template = Template("{% load found %}{% highlight text %}")
        assert template.render(Context({"text": "a<b"})) == "a&lt;b"
        context = Context({"text": "l'aide", "found_words": frozenset({"aide"})})
        assert template.render(context) == "l&#39;<mark>aide</mark>"
