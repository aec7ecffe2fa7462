"""A new structure in one short form: what it may be a duplicate of comes first."""

import pytest

from accounts.models import Organisation
from geocoding.providers import configured
from history.models import Act
from mapping.models import PositionPrecision, Service, Structure, Visibility
from tests.factories import StructureFactory
from tests.mapping.editing.addresses import HOUSE, AddressService
from tests.mapping.editing.conftest import signed_in
from tests.mapping.editing.sending import read, save, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

NEW = "/structures/nouvelle/"
TYPED = {
    "nom": "Maison des mots",
    "thematique": "lecture-ecriture-calcul--maitriser-le-francais",
    "code_postal": "77000",
    "commune_nom": "Melun",
    "telephone": "01 64 52 89 00",
    "horaires-mode": "texte",
    "horaires-texte": "lundi au jeudi 9h-12h et 14h-17h",
    "horaires-compris": "Mo-Th 09:00-12:00,14:00-17:00",
}


@pytest.fixture
def samira():
    return signed_in(full_name="Samira B.")


@pytest.fixture(autouse=True)
def no_service(monkeypatch):
    monkeypatch.setattr(configured, "interactive", lambda: None)


def test_it_is_online_at_once_as_one_act_that_can_be_taken_back(client, samira):
    answer = save(samira, NEW, **TYPED)
    assert answer.status_code == 302
    made = Structure.objects.get()
    assert made.horaires_accueil == "Mo-Th 09:00-12:00,14:00-17:00"
    assert made.commune_id == "77288"
    assert made.services.get().thematiques == [TYPED["thematique"]]
    assert Act.objects.count() == 1
    assert "Maison des mots" in client.get("/?commune=77288").content.decode()
    page = samira.get(answer.url)
    assert "est en ligne" in page.content.decode()
    undo = f"/structures/{made.pk}-{made.slug}/modifier/annuler/{Act.objects.get().pk}/"
    assert undo in page.content.decode()
    samira.post(undo)
    assert not Structure.objects.exists()
    assert not Service.objects.exists()


@pytest.mark.parametrize(
    "held",
    [
        {"nom": "La Maison des Mots"},
        {"nom": "Tout autre chose", "telephone": "+33 1 64 52 89 00"},
    ],
)
def test_what_it_may_be_is_shown_before_anything_is_made(samira, held):
    other = StructureFactory(**{"telephone": "", "commune_id": "77288", **held})
    answer = save(samira, NEW, **TYPED)
    assert answer.status_code == 200
    assert f'href="/structures/{other.pk}/"' in answer.content.decode()
    assert Structure.objects.count() == 1
    assert read(answer)[1]["telephone"] == [TYPED["telephone"]]
    # The Enter key presses the first button: it looks again.
    form = answer.content.decode().partition('id="modification"')[2]
    assert 'name="autre"' not in form.partition("<button")[2].partition(">")[0]
    assert send(samira, answer, autre="oui").status_code == 302
    assert Structure.objects.count() == 2


@pytest.mark.parametrize("nom", ["Mots en Seine", "Mots en Seine (exemple)", "Les mots en Seine : cours"])
def test_an_invented_one_is_shown_as_any_other(samira, nom):
    StructureFactory(nom="Mots en Seine (exemple)", commune_nom="Melun", commune_id="77288", is_example=True)
    answer = save(samira, NEW, **TYPED | {"nom": nom, "telephone": ""})
    assert answer.status_code == 200
    assert "Mots en Seine" in answer.content.decode()
    assert not Structure.objects.filter(is_example=False).exists()


def test_nothing_alike_nothing_asked_and_no_hidden_place_told(samira):
    StructureFactory(nom="Tout autre chose", telephone="", commune_id="77288")
    refuge = StructureFactory(
        nom="Un refuge", adresse="7 rue Cachée", commune_id="77288", address_visibility=Visibility.OWNERS
    )
    answer = save(samira, NEW, **TYPED | {"nom": "Un refuge"})
    assert "7 rue Cachée" not in answer.content.decode()
    assert f"/structures/{refuge.pk}/" in answer.content.decode()
    assert save(samira, NEW, **TYPED | {"nom": "Rien de pareil"}).status_code == 302


def test_sent_twice_it_is_made_once(samira):
    form = samira.get(NEW)
    first, second = (send(samira, form, **TYPED) for _ in "ab")
    assert first.url == second.url
    assert Structure.objects.count() == 1


def test_an_address_in_doubt_is_asked_about(samira):
    answer = save(samira, NEW, **TYPED, adresse="5 rue Introuvable")
    assert answer.status_code == 422
    assert 'href="#champ_lieu"' in answer.content.decode()
    assert send(samira, answer, lieu="commune").status_code == 302
    assert Structure.objects.get().position is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("nom", ""),
        ("thematique", ""),
        ("commune_nom", "Nullepartville"),
        ("code_postal", "77"),
        ("telephone", "abc"),
        ("horaires", "quand il fait beau"),
        ("lat", "midi"),
    ],
)
def test_bad_input_names_its_field_and_makes_nothing(samira, field, value):
    box = "horaires-texte" if field == "horaires" else field
    typed = TYPED | {box: value} | ({"code_postal": ""} if field == "commune_nom" else {})
    answer = save(samira, NEW, **typed)
    assert answer.status_code == 422
    assert f'href="#champ_{field}"' in answer.content.decode()
    assert not Structure.objects.exists()


def test_all_that_is_wrong_is_told_at_once_with_the_map_to_say_where(samira):
    answer = save(
        samira, NEW, **TYPED | {"nom": "", "horaires-texte": "le samedi matin"}, adresse="5 rue Introuvable"
    )
    told = answer.content.decode()
    for field in ("nom", "horaires", "lieu"):
        assert f'href="#champ_{field}"' in told
    assert "il manque les heures de « le samedi matin »" in told
    assert 'id="carte"' in samira.get(NEW).content.decode()
    answer = send(
        samira,
        answer,
        **{"nom": "Maison des mots", "horaires-texte": "samedi 9h-12h", "horaires-compris": "Sa 09:00-12:00"},
        lieu="carte",
        lat="48,5405",
        lon="2.661",
    )
    assert answer.status_code == 302
    made = Structure.objects.get()
    assert (made.position.y, made.position_precision) == (48.5405, PositionPrecision.MANUAL)
    assert made.horaires_accueil == "Sa 09:00-12:00"


def test_a_point_far_from_the_commune_is_refused(samira):
    answer = save(samira, NEW, **TYPED, lieu="carte", lat="43.3", lon="5.4")
    assert answer.status_code == 422
    assert "km de Melun" in answer.content.decode()


def test_hours_are_ticked_in_the_grid_and_its_buttons_make_nothing(samira):
    grid = {"horaires-mode": "grille", "horaires-samedi-ouvert": "oui", "horaires-samedi-1-de": "9h"}
    typed = TYPED | grid | {"nom": "", "horaires-samedi-1-a": "12h"}
    answer = save(samira, NEW, **typed, **{"horaires-acte": "ajouter:samedi"})
    assert 'href="#champ_nom"' not in answer.content.decode()
    assert "horaires-samedi-3-de" in read(answer)[1]
    assert not Structure.objects.exists()
    assert send(samira, answer, nom="Maison des mots").status_code == 302
    assert Structure.objects.get().horaires_accueil == "Sa 09:00-12:00"


def test_the_address_that_is_found_places_it_without_a_question(samira, monkeypatch):
    monkeypatch.setattr(configured, "interactive", lambda: AddressService(HOUSE))
    assert save(samira, NEW, **TYPED, adresse="5 rue du Château").status_code == 302
    made = Structure.objects.get()
    assert (made.position.y, made.position_precision) == (48.5401, PositionPrecision.ADDRESS)


def test_only_professionals_make_structures(client):
    assert client.get(NEW).status_code == 302
    assert signed_in(is_professional=False).post(NEW, TYPED).status_code == 403
    assert not Structure.objects.exists()


def test_it_may_be_of_an_organisation_of_ones_own(samira):
    own, other = (Organisation.objects.create(name=name) for name in ("Les Mots", "Ailleurs"))
    samira.user.organisation_memberships.create(organisation=own)
    assert "Ailleurs" not in samira.get(NEW).content.decode()
    assert save(samira, NEW, **TYPED, organisation=str(other.pk)).status_code == 422
    save(samira, NEW, **TYPED, organisation=str(own.pk))
    assert Structure.objects.get().organisation == own
