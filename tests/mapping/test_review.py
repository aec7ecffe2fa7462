"""The pages of the positions in doubt, as a professional uses them."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from geocoding import runs
from geocoding.candidate import Candidate, Kind
from geocoding.models import Run, RunState
from geocoding.pipeline import Text
from mapping import positions
from mapping.models import PositionPrecision, PositionReview, ReviewState, Visibility
from tests.factories import CommuneFactory, UserFactory, answers_for
from tests.mapping.test_positions import outcome, structure

pytestmark = pytest.mark.django_db
REVIEW = "/professionnels/positions/"


@pytest.fixture
def professional(client):
    person = UserFactory(is_professional=True)
    client.force_login(person)
    return person


@pytest.fixture
def doubtful(professional):
    one = structure(nom="Maison des mots", adresse="7 rue du Double")
    answers_for(professional, one)
    offered = tuple(Candidate(f"7 Rue du Double {n}", 48.5 + n / 100, 2.6, Kind.HOUSE) for n in (1, 2))
    positions.apply([outcome(one, "commune", True, "two-streets", alternatives=offered)])
    return one


def decide(client, doubtful, **posted):
    return client.post(reverse("review-decide", args=[doubtful.position_review.pk]), posted)


@pytest.mark.parametrize("path", [REVIEW, "/professionnels/"])
def test_visitors_are_asked_to_sign_in_and_come_back(client, path):
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer["Location"] == f"/connexion/?next={path}"
    client.force_login(UserFactory())
    assert client.get(path).status_code == 403


def test_signing_in_takes_whatever_case_and_leads_back(client):
    person = UserFactory(email="camille@example.org", is_professional=True)
    person.set_password("un long mot de passe")
    person.save()
    credentials = {"username": "Camille@Example.org", "password": "un long mot de passe", "next": REVIEW}
    assert client.post("/connexion/", credentials)["Location"] == REVIEW
    assert client.get("/professionnels/").status_code == 200
    assert client.post("/deconnexion/").status_code == 302
    assert client.get("/professionnels/").status_code == 302


def test_a_wrong_password_is_told_in_words(client):
    page = client.post("/connexion/", {"username": "a@example.org", "password": "x"}).content.decode()
    assert "ne vont pas ensemble" in page


def test_the_page_shows_what_was_written_why_and_the_places(client, professional, doubtful):
    page = client.get(REVIEW).content.decode()
    for told in (
        "Maison des mots",
        "7 rue du Double",
        "Une raison.",
        "7 Rue du Double 1",
        "7 Rue du Double 2",
    ):
        assert told in page


def test_choosing_a_place_puts_the_structure_there_and_goes_on(client, professional, doubtful):
    answer = decide(client, doubtful, choix="2", action="accepter")
    assert answer["Location"] == REVIEW
    doubtful.refresh_from_db()
    assert doubtful.position.y == pytest.approx(48.52)
    assert doubtful.position_precision == PositionPrecision.MANUAL
    assert doubtful.position_review.decided_by == professional
    assert "Aucune position" in client.get(REVIEW).content.decode()


def test_a_place_of_another_commune_is_offered_and_never_preset(client, professional):
    one = structure(nom="Maison des mots", adresse="11 rue de la Mitoyenne", commune=CommuneFactory())
    answers_for(professional, one)
    beside = Candidate("11 Rue de la Mitoyenne 77000 Voisine", 48.51, 2.6, Kind.HOUSE, citycode="77901")
    positions.apply([outcome(one, "commune", True, "nothing-found", alternatives=(beside,))])
    page = client.get(REVIEW).content.decode()
    assert "11 Rue de la Mitoyenne 77000 Voisine" in page
    assert "dans une autre commune" in page
    assert "checked" not in page
    assert decide(client, one, action="accepter").status_code == 422, "nothing was chosen"
    decide(client, one, choix="1", action="accepter")
    one.refresh_from_db()
    assert one.position.y == pytest.approx(48.51)
    assert "placée dans une autre commune" in client.get(REVIEW).content.decode()


def test_a_place_of_its_own_commune_is_preset(client, professional):
    one = structure(nom="Maison des mots", adresse="7 rue du Double", commune=CommuneFactory())
    answers_for(professional, one)
    here = Candidate("7 Rue du Double", 48.51, 2.6, Kind.HOUSE, citycode=one.commune_id)
    positions.apply([outcome(one, "commune", True, "two-streets", alternatives=(here,))])
    page = client.get(REVIEW).content.decode()
    assert "checked" in page
    assert "dans une autre commune" not in page


def test_a_point_of_ones_own_may_have_a_comma(client, professional, doubtful):
    decide(client, doubtful, choix="carte", lat="48,531", lon="2.612", action="accepter")
    doubtful.refresh_from_db()
    assert (doubtful.position.y, doubtful.position.x) == pytest.approx((48.531, 2.612))


@pytest.mark.parametrize(
    "posted",
    [
        {},
        {"choix": "9"},
        {"choix": "carte", "lat": "95", "lon": "2"},
        {"choix": "carte", "lat": "x", "lon": "y"},
        {"choix": "carte", "lat": "nan", "lon": "2"},
    ],
)
def test_nothing_usable_is_explained_and_nothing_is_decided(client, professional, doubtful, posted):
    answer = decide(client, doubtful, action="accepter", **posted)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert doubtful.position_review.state == ReviewState.WAITING


def test_refusing_and_skipping(client, professional, doubtful):
    decide(client, doubtful, action="passer")
    doubtful.position_review.refresh_from_db()
    assert doubtful.position_review.skipped_at
    decide(client, doubtful, action="introuvable")
    doubtful.position_review.refresh_from_db()
    assert doubtful.position_review.state == ReviewState.REFUSED


def test_what_somebody_else_decided_is_said(client, professional, doubtful):
    positions.accept(doubtful.position_review, 48.5, 2.6, UserFactory())
    answer = decide(client, doubtful, choix="1", action="accepter")
    assert answer["Location"] == REVIEW
    assert "entre-temps" in client.get(REVIEW).content.decode()
    doubtful.refresh_from_db()
    assert doubtful.position.y == pytest.approx(48.5)


def test_a_professional_cannot_decide_what_only_the_prefecture_may_see(client, professional):
    secret = structure(
        address_visibility=Visibility.OWNERS, commune=CommuneFactory(), adresse="12 rue Secrète"
    )
    answers_for(professional, secret)
    positions.apply([outcome(secret, "commune", True, "nothing-found")])
    assert "Secrète" not in client.get(REVIEW).content.decode()
    decide(client, secret, action="introuvable")
    assert positions.waiting(Role.STAFF).exists()


def test_a_professional_cannot_decide_where_somebody_elses_structure_is(client, professional, doubtful):
    doubtful.organisation = None
    doubtful.save()
    assert "Maison des mots" not in client.get(REVIEW).content.decode()
    decide(client, doubtful, choix="2", action="accepter")
    assert doubtful.position_review.state == ReviewState.WAITING
    client.force_login(UserFactory(is_staff=True))
    assert "Maison des mots" in client.get(REVIEW).content.decode()


def test_a_run_shows_what_waits_and_staff_may_stop_it(client, professional):
    run = runs.create([Text("1", "1 rue X"), Text("2", "2 rue X")], "Annuaire d'essai")
    Run.objects.filter(pk=run.pk).update(state=RunState.PAUSED, message="Le service est en panne (500).")
    assert client.post(f"/professionnels/geocodages/{run.pk}/annuler/").status_code == 403
    client.force_login(UserFactory(is_staff=True))
    page = client.get(f"/professionnels/geocodages/{run.pk}/").content.decode()
    assert "2 adresses attendent que le service réponde" in page
    assert "en panne (500)" in page
    client.post(f"/professionnels/geocodages/{run.pk}/annuler/")
    run.refresh_from_db()
    assert run.state == RunState.CANCELLED


def test_a_position_that_never_was_theirs_to_decide_is_no_page(client, professional, doubtful):
    review = doubtful.position_review
    refused = {"action": "introuvable"}
    assert client.post(reverse("review-decide", args=[review.pk + 1]), refused).status_code == 404
    doubtful.organisation = None
    doubtful.save()
    assert client.post(reverse("review-decide", args=[review.pk]), refused).status_code == 404
    answers_for(professional, doubtful)
    positions.refuse(review, UserFactory(is_staff=True))
    late = client.post(reverse("review-decide", args=[review.pk]), refused, follow=True)
    assert "entre-temps" in late.content.decode()


@pytest.mark.parametrize(("lat", "lon", "status"), [("0", "0", 422), ("48.54", "2.66", 302)])
def test_a_point_far_from_the_commune_is_told_with_how_far(client, professional, lat, lon, status):
    one = structure(nom="Maison du Loin", commune=CommuneFactory())
    answers_for(professional, one)
    positions.apply([outcome(one, "commune", True, "nothing-found")])
    answer = decide(client, one, lat=lat, lon=lon, choix="carte", action="accepter")
    assert answer.status_code == status
    assert (" km de " in answer.content.decode()) == (status == 422)
    one.position_review.refresh_from_db()
    assert (one.position_review.state == ReviewState.WAITING) == (status == 422)


@pytest.mark.usefixtures("places")
def test_a_point_outside_the_sites_departement_is_asked_about_before_it_is_taken(
    client, professional, settings
):
    settings.DEPARTEMENT = "77"
    one = structure(nom="Sans commune", commune=None, position=None, position_precision="")
    answers_for(professional, one)
    PositionReview.objects.create(structure=one, fingerprint="x", state=ReviewState.WAITING)
    page = client.get(REVIEW).content.decode()
    assert '"zoom": 9' in page
    assert '"lat": 48.' in page
    far = {"lat": "47.24", "lon": "2.99", "choix": "carte", "action": "accepter"}
    answer = decide(client, one, **far)
    assert answer.status_code == 422
    told = answer.content.decode().split('role="alert"')[1].split("</div>")[0]
    assert "hors du département du site (Seine-et-Marne)" in told
    assert "C’est bien là" in answer.content.decode()
    assert decide(client, one, **far, sur="oui").status_code == 302
    one.refresh_from_db()
    assert one.position_precision == PositionPrecision.MANUAL


def test_a_geocoding_that_nobody_answered_says_so_at_its_top_and_asks_again(client, professional):
    one = structure(nom="Jamais cherchée", adresse="7 rue du Double")
    answers_for(professional, one)
    positions.apply([outcome(one, "commune", True, positions.UNASKED)])
    staff = UserFactory(is_staff=True)
    client.force_login(staff)
    run = runs.create([positions.text_of(one)], "Essai")
    Run.objects.filter(pk=run.pk).update(state=RunState.DONE)
    run.rows.update(outcome={})
    page = " ".join(client.get(reverse("run", args=[run.pk])).content.decode().split())
    assert (
        "Aucun service d’adresses n’a répondu : 1 adresse de ce géocodage n’a été cherchée nulle part" in page
    )
    decide(client, one, action="redemander-tout", geocodage=run.pk)
    assert Run.objects.exclude(pk=run.pk).get().total == 1


def test_who_follows_a_geocoding_meets_its_positions_and_no_others(client, professional, doubtful):
    others = structure(nom="D’un autre import", adresse="9 rue du Double")
    answers_for(professional, others)
    positions.apply([outcome(others, "commune", True, "two-streets")])
    client.force_login(UserFactory(is_staff=True))
    mine = runs.create([positions.text_of(others)], "Import 12 : recensement.xlsx")
    page = " ".join(client.get(reverse("run", args=[mine.pk])).content.decode().split())
    assert "Vérifier 1 position de ce géocodage" in page
    page = client.get(f"{REVIEW}?geocodage={mine.pk}").content.decode()
    assert "D’un autre import" in page
    assert "1 à vérifier" in page
    assert "Voir aussi les 1 autres" in page
    answer = decide(client, others, action="introuvable", geocodage=mine.pk)
    assert answer["Location"] == f"{REVIEW}?geocodage={mine.pk}"
    page = client.get(answer["Location"]).content.decode()
    assert "rien n’attend plus" in page
    assert "Maison des mots" in client.get(REVIEW).content.decode()


def test_a_geocoding_that_one_may_not_follow_filters_nothing(client, professional, doubtful):
    theirs = runs.create([positions.text_of(structure(nom="Ailleurs"))], "Import d’une autre")
    page = client.get(f"{REVIEW}?geocodage={theirs.pk}").content.decode()
    assert "Maison des mots" in page
    assert "Import d’une autre" not in page


def test_the_address_service_is_asked_again_for_one_and_for_all_that_wait(client, professional, doubtful):
    other = structure(nom="Autre lieu", adresse="8 rue du Double")
    answers_for(professional, other)
    theirs = structure(nom="Ailleurs", adresse="9 rue du Double")
    positions.apply(
        [outcome(other, "commune", True, "two-streets"), outcome(theirs, "commune", True, "two-streets")]
    )
    page = client.get(REVIEW).content.decode()
    assert "Redemander au service d’adresses" in page
    assert "Redemander toutes celles qui attendent (2)" in page
    decide(client, doubtful, action="redemander")
    first = Run.objects.get()
    assert [row.key for row in first.rows.all()] == [str(doubtful.pk)]
    decide(client, doubtful, action="redemander-tout")
    second = Run.objects.exclude(pk=first.pk).get()
    assert [row.key for row in second.rows.all()] == [str(other.pk)]
    answer = client.post(
        reverse("review-decide", args=[doubtful.position_review.pk]),
        {"action": "redemander-tout"},
        follow=True,
    )
    assert "déjà en cours" in answer.content.decode()
    assert Run.objects.count() == 2


def test_a_hidden_address_is_not_asked_of_the_service(client, professional, doubtful):
    doubtful.address_visibility = Visibility.PROFESSIONALS
    doubtful.save()
    assert "Redemander au service" not in client.get(REVIEW).content.decode()
    decide(client, doubtful, action="redemander")
    assert not Run.objects.exists()
