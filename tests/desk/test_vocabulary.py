"""The pages of the vocabulary: values, their labels and uses, words of here added and taken back."""

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from mapping.models import Status
from search.models import LocalWord
from tests.factories import ServiceFactory, StructureFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

LIST, WOMEN = "/professionnels/vocabulaire/", "/professionnels/vocabulaire/public/femmes/"


@pytest.fixture
def staff(client):
    user = UserFactory(full_name="Paule Préfète", is_staff=True)
    client.force_login(user)
    return user


def test_nobody_else_comes_in(client):
    word = LocalWord.objects.create(
        word="Tisserie", folded="tisserie", parameter="public", value="femmes", language="fr"
    )
    for user, status in ((None, 302), (UserFactory(), 403), (UserFactory(is_professional=True), 403)):
        if user:
            client.force_login(user)
        for path in (LIST, WOMEN):
            assert client.get(path).status_code == status
        for path in (WOMEN, f"{LIST}mots/{word.pk}/retirer/"):
            assert client.post(path, {"mot": "Autre", "langue": "fr"}).status_code == status
    assert LocalWord.objects.get().removed_at is None


def test_every_criterion_tells_its_values_in_four_languages_and_who_uses_them(client, staff):
    ServiceFactory.create_batch(2, publics=["femmes"])
    ServiceFactory(publics=["femmes"], structure=StructureFactory(status=Status.DRAFT))
    page = client.get(LIST, {"critere": "public"})
    (value,) = [one for one in page.context["values"] if one.code == "femmes"]
    assert (value.uses.services, value.uses.structures) == (2, 2)
    assert value.labels == {"fr": "Femmes", "en": "Women", "ar": value.labels["ar"], "uk": value.labels["uk"]}
    for label in value.labels.values():
        assertContains(page, label)
        assertContains(client.get(WOMEN), label)
    for facet in page.context["facets"]:
        assert client.get(LIST, {"critere": facet.parameter}).context["shown"] == facet


@pytest.mark.parametrize(
    ("parameter", "code", "given"),
    [
        ("theme", "francais", {}),
        ("thematique", "lecture-ecriture-calcul--maitriser-le-francais", {}),
        ("langue", "ar", {"langues": ["ar"]}),
        ("gratuit", "oui", {"frais": "gratuit"}),
        ("places", "oui", {"places_restantes": 3, "capacite": 5}),
        ("frais", "payant", {"frais": "payant"}),
        ("interprete", "oui", {"interprete": True}),
    ],
)
def test_what_services_say_is_counted_by_value(client, staff, parameter, code, given):
    ServiceFactory(**given)
    page = client.get(f"{LIST}{parameter}/{code}/")
    assert (page.context["uses"].services, page.context["uses"].structures) == (1, 1)


def test_what_structures_say_is_counted_once_each(client, staff):
    StructureFactory(reseaux_porteurs=["ccas-cias"], accessible=True)
    assert client.get(f"{LIST}reseau/ccas-cias/").context["uses"].structures == 1
    page = client.get(f"{LIST}accessible/oui/")
    assert page.context["uses"].structures == 1
    assertNotContains(page, "Services publics qui la disent")


def test_a_value_tells_its_words(client, staff):
    page = client.get(f"{LIST}theme/francais/")
    assertContains(page, "atelier sociolinguistique")
    assertContains(page, "курси французької")


def test_what_is_no_value_is_not_there(client, staff):
    for path in ("public/licornes/", "q/oui/", "sans_mairies/oui/", "nulle-part/x/"):
        assert client.get(f"{LIST}{path}").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_word_is_added_told_and_taken_back(client, staff):
    assertContains(client.post(WOMEN, {"mot": "La Tisserie", "langue": "fr"}, follow=True), "La Tisserie")
    page = client.get(LIST)
    assertContains(page, "La Tisserie")
    assertContains(page, "Paule Préfète")
    tried = client.get(LIST, {"essai": "tisserie gratuit"})
    assertContains(tried, "<strong>Femmes</strong>", html=True)
    word = LocalWord.objects.get()
    assertContains(client.post(f"{LIST}mots/{word.pk}/retirer/", follow=True), "est retiré")
    assertContains(client.get(WOMEN), "Mots retirés")
    assert client.post(f"{LIST}mots/{word.pk}/retirer/").status_code == 404
    assertNotContains(client.get(LIST, {"essai": "tisserie"}), "<strong>Femmes</strong>", html=True)


def test_a_refusal_is_said_at_the_field_and_what_was_typed_stays(client, staff):
    answer = client.post(WOMEN, {"mot": "alpha", "langue": "uk"})
    assertContains(answer, "veut déjà dire autre chose", status_code=422)
    assertContains(answer, 'value="alpha"', status_code=422)
    assertContains(answer, 'aria-invalid="true"', status_code=422)
    assertContains(
        client.post(WOMEN, {"mot": "Tisserie", "langue": "xx"}), "Choisissez une des langues", status_code=422
    )
    assert not LocalWord.objects.exists()
