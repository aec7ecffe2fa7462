"""The commune of a row is read as the geocoding reads it; a misspelt one is asked about."""

import pytest

from data.imports.geocode import Asked, Locator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


@pytest.mark.parametrize(
    ("street", "postcode", "name"),
    [
        ("rue de l'Abreuvoir, Melun", "", "Melun"),
        ("Brie-Comte-Robert", "", "Brie-Comte-Robert"),
        ("7, rue Hugues-Le-Grand - PROVINS", "", "Provins"),
        ("2 pl. Hotel de ville, Lagny sur Marne", "", "Lagny-sur-Marne"),
        ("rue des Tilleuls Combs la Ville", "77380", "Combs-la-Ville"),
        ("rue des Tilleuls Combs la Ville 77380", "", "Combs-la-Ville"),
        ("Noisiel, maison de quartier du Luzard", "", "Noisiel"),
        ("Nangis – salle Dulcie September", "", "Nangis"),
    ],
)
def test_a_commune_at_an_end_of_the_address_raises_no_alarm(street, postcode, name, settings):
    settings.DEPARTEMENT = "77"
    locator = Locator("essai")
    located = locator.locate(Asked(street, postcode))
    assert locator._known.labels[located.code_insee] == name
    assert located.doubts == ()
    assert located.precision == "commune"


@pytest.mark.parametrize("street", ["15 avenue de Meaux", "place de Melun", "Salle des fêtes", "rue X"])
def test_the_name_of_a_street_is_no_commune(street, settings):
    settings.DEPARTEMENT = "77"
    assert Locator("essai").locate(Asked(street)).code_insee is None


@pytest.mark.parametrize(
    ("typed", "postcode", "proposed", "never"),
    [("Prvins", "77160", "Provins", "?!"), ("Maux", "77100", "Meaux", "58290")],
)
def test_a_misspelt_commune_is_asked_about_the_nearest_of_its_postcode_first(
    typed, postcode, proposed, never, settings
):
    settings.DEPARTEMENT = "77"
    located = Locator("essai").locate(Asked("2 rue Saint Ayoul", postcode, typed))
    told = " ".join(doubt.message for doubt in located.doubts)
    assert located.code_insee is None
    assert f"Peut-être {proposed}" in told
    assert never not in told
