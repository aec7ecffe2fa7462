"""A question about a real territory, answered from the database."""

import numpy as np
import pytest
from django.contrib.gis.geos import Point

from mapping.models.structure import Visibility
from places.models import Commune
from search.question import Criteria
from territory import indicators, people, supply
from territory.assessment import assess
from territory.question import Question
from territory.scope import Scope
from tests.factories import CommuneFactory, ServiceFactory, StructureFactory, point
from tests.territory import oracle
from tests.territory.conftest import FRENCH, MELUN, PROVINS, lesson

pytestmark = pytest.mark.django_db

SEINE_ET_MARNE = Scope("departement", "77")
FRANCAIS = Criteria(themes=("francais",))


def distance_of(assessment, code: str) -> float:
    return float(assessment.distance_m[assessment.people.codes.tolist().index(code)])


def test_a_departement_is_assessed_on_all_its_communes(places, two_lessons):
    found = assess(Question(SEINE_ET_MARNE, FRANCAIS))
    assert len(found.people) == 507
    assert found.totals.people == 1_403_997
    assert 0 < found.totals.people_beyond < found.totals.people
    # Melun's town hall is next to its lesson.
    assert distance_of(found, "77288") < 1000


def test_a_place_across_the_border_counts(places, two_lessons):
    with_paris = assess(Question(SEINE_ET_MARNE, FRANCAIS))
    chelles = distance_of(with_paris, "77108")
    two_lessons[2].structure.delete()
    assert distance_of(assess(Question(SEINE_ET_MARNE, FRANCAIS)), "77108") > chelles + 10_000


def test_people_across_the_border_share_what_is_there(places, two_lessons):
    """Seats in Paris, at 20 km of some communes of the département, are mostly Parisians'."""
    found = assess(Question(SEINE_ET_MARNE, FRANCAIS))
    alone = indicators.floating_catchment(
        found.people_at, found.people.count, found.places_at, found.supply.capacities()
    )
    assert np.nansum(found.e2sfca) < np.nansum(alone)


def test_a_nearest_place_far_outside_is_found_all_the_same(places):
    lesson((43.6045, 1.4440))  # Toulouse
    found = assess(Question(SEINE_ET_MARNE, FRANCAIS))
    assert 500_000 < found.distance_m.min() < found.distance_m.max() < 700_000


def test_an_overseas_departement_with_nothing_is_a_gap_and_not_a_missing_figure(places, two_lessons):
    found = assess(Question(Scope("departement", "974"), FRANCAIS))
    assert found.epsg == 2975
    assert np.isinf(found.distance_m).all()
    assert found.totals.people_beyond == found.totals.people > 800_000
    assert (found.e2sfca == 0).all()


def test_mayotte_has_communes_and_no_population(places, two_lessons):
    found = assess(Question(Scope("departement", "976"), FRANCAIS))
    assert (found.totals.communes, found.totals.communes_beyond, found.totals.people) == (17, 17, 0)
    assert found.totals.share_beyond is None


def test_overseas_distances_are_true(places):
    lesson((-20.8789, 55.4481))  # Saint-Denis
    found = assess(Question(Scope("departement", "974"), FRANCAIS))
    assert distance_of(found, "97411") < 2_000
    assert 45_000 < distance_of(found, "97416") < 55_000


def test_the_filter_means_what_it_means_in_the_list(places):
    lesson(MELUN, publics=["femmes"], frais="gratuit")
    lesson(PROVINS, publics=["tous-publics"])
    women = assess(Question(SEINE_ET_MARNE, Criteria(themes=("francais",), publics=("femmes",))))
    free = assess(Question(SEINE_ET_MARNE, Criteria(themes=("francais",), gratuit=True)))
    assert (len(women.supply), len(free.supply)) == (2, 1)


def test_a_confidential_place_is_taken_at_its_commune(places):
    """An indicator ends on paper: it must not tell where a refuge is."""
    commune = Commune.objects.get(code="77379")
    structure = StructureFactory(
        position=point(48.60, 3.35), commune=commune, address_visibility=Visibility.OWNERS
    )
    ServiceFactory(structure=structure, thematiques=FRENCH)
    found = supply.places(FRANCAIS)
    assert found.lonlat.tolist() == [pytest.approx([commune.point.x, commune.point.y])]


def test_a_service_at_a_distance_is_nowhere(places):
    lesson(MELUN, modes_accueil=["a-distance"])
    assert len(supply.places(FRANCAIS)) == 0


def test_capacities_that_are_not_said_are_assumed_and_counted(places, two_lessons):
    found = assess(Question(SEINE_ET_MARNE, FRANCAIS, assumed_capacity=25))
    assert found.capacities_known == 2
    assert sorted(found.supply.capacities(25)) == [10, 25, 40]


def test_another_population_counts_where_it_is_given(places, two_lessons):
    found = assess(Question(SEINE_ET_MARNE, FRANCAIS, demand={"77379": 12.0, "77288": 5.0}))
    assert found.totals.people == 17
    assert found.totals.unknown == 505


def test_paris_is_counted_by_arrondissement(places):
    found = people.of(Scope("departement", "75"))
    assert len(found) == 20
    assert found.count.sum() > 2_000_000


def test_a_town_hall_far_from_its_commune_is_not_where_its_people_are(places):
    """Chelles: 54,917 people whose town hall the source puts 53 km away."""
    chelles = people.of(SEINE_ET_MARNE)
    at = chelles.lonlat[chelles.codes.tolist().index("77108")]
    assert at == pytest.approx([2.60, 48.88], abs=0.03)


def test_a_commune_without_a_point_is_missing(places, two_lessons):
    mere = Commune.objects.get(code="77379")
    mere.point, mere.point_source = None, ""
    mere.save()
    found = assess(Question(SEINE_ET_MARNE, FRANCAIS))
    assert np.isnan(distance_of(found, "77379"))
    assert found.totals.unknown == 1


def test_communes_that_no_longer_exist_are_left_out(places):
    CommuneFactory(code="77999", nom="Ancienne commune", point=Point(2.7, 48.5, srid=4326))
    assert "77999" not in people.of(SEINE_ET_MARNE).codes


def test_lacking_themes_are_counted(places, two_lessons):
    found = assess(Question(SEINE_ET_MARNE, FRANCAIS))
    index = found.people.codes.tolist().index("77288")
    assert found.lacking[index] == 9


def test_weights_that_mean_nothing_are_refused(places):
    with pytest.raises(ValueError, match="poids"):
        assess(Question(SEINE_ET_MARNE, FRANCAIS, weights=(0.2, 0.5, 1.0)))


def test_france_counts_its_mainland_and_corsica_only(places, two_lessons):
    found = assess(Question(Scope("france"), FRANCAIS), capacities=False)
    assert len(found.people) > 34_000
    assert not set(found.people.departements) & {"971", "976"}


@oracle.needs_oracle
@pytest.mark.parametrize(
    ("theme", "people_beyond", "communes"), [("langue", 135_507, 148), ("droits", 228_317, 179)]
)
def test_the_oracle_holds_through_the_database(places, theme, people_beyond, communes):
    """The same figures from our own communes and the search's own rows."""
    lonlat, capacity = oracle.structures(theme)
    for (lon, lat), seats in zip(lonlat, capacity, strict=True):
        lesson((lat, lon), capacity=int(seats))
    found = assess(Question(SEINE_ET_MARNE, FRANCAIS))
    assert (found.totals.people_beyond, found.totals.communes_beyond) == (people_beyond, communes)
    expected = oracle.expected(theme)
    for code, distance, access in zip(found.people.codes, found.distance_m, found.e2sfca, strict=True):
        assert distance == pytest.approx(expected[code]["nearest_m"], abs=0.1), code
        assert access == pytest.approx(expected[code]["e2sfca_per10k"], abs=1e-4), code
