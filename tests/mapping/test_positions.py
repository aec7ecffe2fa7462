"""What the geocoding does to structures, and what it never does."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from geopy.exc import GeocoderUnavailable

from accounts.roles import Role
from geocoding.candidate import Candidate, Kind
from geocoding.pipeline import Outcome
from geocoding.verdict import Verdict
from mapping import positions
from mapping.models import PositionPrecision, PositionReview, ReviewState, Structure, Visibility
from tests.factories import CommuneFactory, StructureFactory, UserFactory

pytestmark = pytest.mark.django_db


def structure(**fields) -> Structure:
    return StructureFactory(**{"position": None, "position_precision": "", **fields})


def outcome(
    of: Structure, precision="address", waits=False, line="house", lat=48.54, lon=2.66, **fields
) -> Outcome:
    return Outcome(
        key=str(of.pk),
        raw=positions.text_of(of).raw,
        verdict=Verdict(line, precision, waits, "Une raison."),
        lat=lat,
        lon=lon,
        provider="addok",
        **fields,
    )


def test_a_sure_address_places_the_structure():
    one = structure()
    positions.apply([outcome(one)])
    one.refresh_from_db()
    assert (one.position.y, one.position.x) == pytest.approx((48.54, 2.66))
    assert (one.position_precision, one.position_origin) == (PositionPrecision.ADDRESS, "addok")
    assert one.position_review.state == ReviewState.SETTLED


def test_a_doubt_puts_it_at_its_commune_and_in_the_queue():
    one = structure()
    offered = Candidate("12 Rue X", 48.5, 2.6, Kind.HOUSE)
    positions.apply([outcome(one, "commune", True, "two-streets", alternatives=(offered,))])
    one.refresh_from_db()
    assert one.position_precision == PositionPrecision.COMMUNE
    review = positions.waiting(Role.PROFESSIONAL).get()
    assert (review.structure, review.reason, review.candidates[0]["label"]) == (
        one,
        "Une raison.",
        "12 Rue X",
    )


def test_an_unknown_commune_leaves_no_position_at_all():
    one = structure()
    positions.apply([outcome(one, "", True, "no-commune", lat=None, lon=None)])
    one.refresh_from_db()
    assert (one.position, one.position_precision) == (None, "")


def test_a_position_placed_by_hand_is_never_overwritten():
    one = StructureFactory(position_precision=PositionPrecision.MANUAL)
    before = (one.position.x, one.position.y)
    positions.apply([outcome(one, lat=47.0, lon=3.0)])
    one.refresh_from_db()
    assert (one.position.x, one.position.y) == before
    assert one.position_precision == PositionPrecision.MANUAL
    review = one.position_review
    assert (review.state, review.reason) == (ReviewState.WAITING, positions.MANUAL_REASON)
    assert review.candidates[0]["lat"] == 47.0


def test_an_address_edited_during_the_run_is_left_for_the_next_one():
    one = structure()
    found = outcome(one)
    Structure.objects.filter(pk=one.pk).update(adresse="99 rue Nouvelle")
    positions.apply([found])
    one.refresh_from_db()
    assert one.position is None
    assert not PositionReview.objects.exists()
    assert positions.to_geocode(Structure.objects.all()) == [one]


def test_what_was_looked_at_is_not_asked_again_until_its_address_changes():
    one = structure()
    StructureFactory()  # comes with a position of its own
    assert positions.to_geocode(Structure.objects.all()) == [one]
    positions.apply([outcome(one, "commune", True, "nothing-found")])
    assert positions.to_geocode(Structure.objects.all()) == []
    one.refresh_from_db()
    one.adresse = "99 rue Nouvelle"
    one.save()
    assert positions.to_geocode(Structure.objects.all()) == [one]


def test_what_no_service_could_be_asked_is_asked_again():
    one = structure()
    positions.apply([outcome(one, "commune", True, "no-provider")])
    assert positions.to_geocode(Structure.objects.all()) == [one]


@pytest.mark.parametrize("decide", [lambda r, p: positions.accept(r, 48.5, 2.6, p), positions.refuse])
def test_whoever_decides_locks_in_the_order_of_the_geocoding(decide):
    """The structure, then what is asked of it: in two orders, two may wait for each other for ever."""
    one = structure()
    positions.apply([outcome(one, "commune", waits=True)])
    with CaptureQueriesContext(connection) as queries:
        decide(one.position_review, UserFactory())
    locked = [
        found[1] for q in queries if (found := re.search(r'FROM "(\w+)".* FOR (?:NO KEY )?UPDATE', q["sql"]))
    ]
    assert locked[:2] == ["mapping_structure", "mapping_positionreview"]


def test_a_person_accepts_a_place_once():
    one, person = structure(), UserFactory(is_professional=True)
    positions.apply([outcome(one, "commune", True, "two-streets")])
    review = one.position_review
    positions.accept(review, 48.51, 2.61, person)
    one.refresh_from_db()
    assert (one.position.y, one.position.x) == pytest.approx((48.51, 2.61))
    assert (one.position_precision, one.position_origin) == (PositionPrecision.MANUAL, "personne")
    with pytest.raises(positions.AlreadyDecided):
        positions.accept(review, 1, 1, person)
    assert positions.to_geocode(Structure.objects.all()) == []


def test_a_point_off_the_earth_is_refused():
    one = structure()
    positions.apply([outcome(one, "commune", True, "two-streets")])
    with pytest.raises(ValidationError):
        positions.accept(one.position_review, 95, 2, UserFactory())


def test_what_is_skipped_comes_back_last():
    ones = [structure() for _n in range(3)]
    positions.apply([outcome(one, "commune", True, "nothing-found") for one in ones])
    first = positions.waiting(Role.PROFESSIONAL).first()
    positions.skip(first)
    assert [review.structure for review in positions.waiting(Role.PROFESSIONAL)] == [
        ones[1],
        ones[2],
        ones[0],
    ]


def test_a_confidential_address_is_shown_only_to_those_who_may_see_it():
    one = structure(address_visibility=Visibility.OWNERS, commune=CommuneFactory())
    positions.apply([outcome(one, "commune", True, "nothing-found")])
    assert not positions.waiting(Role.PROFESSIONAL).exists()
    assert positions.waiting(Role.STAFF).exists()


class Listening:
    """An address service that knows nothing, and keeps everything that it was told."""

    name, edition, min_score = "listening", "", 0.0

    def __init__(self) -> None:
        self.told: list[str] = []

    def __getattr__(self, name: str):
        def ask(*args, **kwargs):
            self.told.append(f"{name} {args} {kwargs}")
            raise GeocoderUnavailable("away")

        return ask


SECRET = {
    "adresse": "7 rue Introuvable", "complement_adresse": "escalier Caché", "code_postal": "77999",
    "commune_nom": "hameau Secret",
}  # fmt: skip


def hidden(**fields) -> Structure:
    return structure(
        **SECRET, address_visibility=Visibility.PROFESSIONALS, commune=CommuneFactory(), **fields
    )


@pytest.mark.parametrize("since", [False, True])
def test_a_confidential_address_is_never_said_to_a_service(since):
    """Nor one that became confidential after its turn was written."""
    one = hidden()
    if since:
        Structure.objects.update(address_visibility=Visibility.PUBLIC)
    run = positions.start_run(positions.to_geocode(Structure.objects.all()), "essai", "77")
    Structure.objects.update(address_visibility=Visibility.PROFESSIONALS)
    service = Listening()
    positions.work(run, service)
    told = " ".join(service.told)
    assert not any(word in told for word in ("Introuvable", "Caché", "77999", "Secret")), told
    review = one.position_review
    assert (review.state, review.line) == (ReviewState.WAITING, "confidential")
    assert "Introuvable" not in review.understood


def test_a_place_known_before_it_was_hidden_stays():
    one = hidden()
    Structure.objects.update(position="POINT(2.7 48.56)", position_precision=PositionPrecision.ADDRESS)
    one.refresh_from_db()
    positions.apply([outcome(one, "commune", False, "commune", lat=48.5, lon=2.6)])
    one.refresh_from_db()
    assert (one.position.x, one.position_precision) == (2.7, PositionPrecision.ADDRESS)


def test_only_who_may_see_a_confidential_address_is_asked_to_place_it():
    one = hidden()
    Structure.objects.update(address_visibility=Visibility.OWNERS)
    one.refresh_from_db()
    positions.apply([outcome(one, "commune", False, "commune")])
    assert not positions.waiting(Role.PROFESSIONAL).exists()
    assert positions.waiting(Role.STAFF).exists()
