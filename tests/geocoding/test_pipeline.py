"""The whole way, on a real addok over a few invented streets of Belfort and Delle."""

import pytest
from geopy.exc import GeocoderServiceError

from geocoding.models import Answer
from geocoding.pipeline import Pipeline, Text
from geocoding.providers.addok import AddokProvider
from geocoding.providers.ask import Ask
from geocoding.providers.http import Patience, PoliteClient
from geocoding.providers.pace import Unpaced
from geocoding.verdict import TABLE
from tests.geocoding.services import as_csv, as_json, feature, house

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places_loaded")]


@pytest.fixture
def locate(addok_provider):
    pipeline = Pipeline(addok_provider, use_cache=False)

    def one(address, postcode="90000", city="Belfort", **options):
        return pipeline.locate_one(Text("a", address, postcode, city, **options))

    return one


@pytest.mark.parametrize(
    ("address", "line", "precision"),
    [
        ("5 rue des Essais", "house", "address"),
        ("5 R DES ESSAIS BP 1234", "house", "address"),
        ("Maison pour tous, 2 bis rue des Essais", "house", "address"),
        ("12 av. du Gal Epreuve", "house", "address"),
        ("5 rue des Essias", "house-near", "address"),
        ("2 ter rue des Essais", "number-unknown", "street"),
        ("9 ter rue des Essais", "number-unknown", "street"),
        ("77 rue des Essais", "number-unknown", "street"),
        ("rue des Essais", "street-without-number", "street"),
        ("4-9 rue des Essais", "house-of-range", "street"),
        ("1 impasse des Essais", "other-street", "commune"),
        ("1 rue du Contrôle", "other-street", "commune"),
        ("1 rue de nulle part", "nothing-found", "commune"),
        ("7 rue du Double", "two-streets", "commune"),
        ("8 rue du Lointain", "outside", "commune"),
        ("", "no-street", "commune"),
    ],
)
def test_each_address_gets_the_verdict_of_the_table(locate, address, line, precision):
    found = locate(address)
    assert (found.verdict.line, found.precision) == (line, precision)
    assert found.commune == "90010"
    assert found.lat is not None


@pytest.mark.parametrize(
    ("address", "line", "precision"),
    [
        ("5 rue des Essais face à la mairie", "house", "address"),
        ("5 rue des Essais lieu-dit Les Prés", "house", "address"),
        ("5 rue des Essais résidence Les Tilleuls", "house", "address"),
        ("5 rue des Essais et 3 impasse du Contrôle", "house", "address"),
        ("77 rue des Essais face à la mairie", "number-unknown", "street"),
        ("5 rue de Nulle Part face à la mairie", "nothing-found", "commune"),
        ("5 rue de Nulle Part et 1 rue des Essais", "nothing-found", "commune"),
        ("5 reu des Essais", "house-near", "address"),
        ("5 rue ds Essais", "house-near", "address"),
        ("77 rue ds Essais", "street-near", "commune"),
        ("4 rue de la Bérification", "house-near", "address"),
    ],
)
def test_what_people_add_or_mistype_is_forgiven_and_no_more(locate, address, line, precision):
    found = locate(address)
    assert (found.precision, found.waits) == (precision, precision == "commune")
    if line != "nothing-found":
        assert found.verdict.line == line


@pytest.mark.parametrize("address", ["5 rue des Essais ?", "5 rue des Essais (?)", "rue des Essais ?", "?"])
def test_what_is_asked_is_never_accepted_and_what_it_may_be_is_offered(locate, address):
    found = locate(address)
    assert (found.verdict.line, found.precision, found.waits) == ("questioned", "commune", True)
    assert bool(found.alternatives) is ("Essais" in address)


def test_a_commune_that_is_asked_is_no_place_accepted(locate):
    assert locate("5 rue des Essais", city="Belfort ?").verdict.line == "questioned"


def test_what_was_left_out_is_said(locate):
    found = locate("5 rue des Essais face à la mairie")
    assert found.understood == "5 rue des essais, Belfort (90)"
    assert found.verdict.notes == ("Lu sans « face a la mairie ».",)


@pytest.mark.parametrize(
    ("address", "precision"),
    [
        ("3 route du Bornage", "address"),
        ("4 route du Bornage", "commune"),
        ("3 route du Bornage (RD 19)", "address"),
        ("3 route du Bornage (RD 20)", "commune"),
        ("2 rue de l'Atelier", "commune"),
        ("8 rue de l'Atelier", "commune"),
    ],
)
def test_what_the_service_adds_to_a_name_is_no_part_of_it_where_it_names_one_street(
    locate, address, precision
):
    assert locate(address, "90100", "Delle").precision == precision


def test_without_a_town_the_only_commune_of_the_postcode_is_taken(locate):
    found = locate("11 rue de la Mitoyenne", "90100", "")
    assert (found.verdict.line, found.commune, found.precision) == ("house", "90056", "address")
    assert "Aucune commune n'est écrite" in found.verdict.notes[0]


@pytest.mark.parametrize(
    "address",
    [
        "5 rue du Partage",
        "7 rue du Partage",  # that number is in Delle alone, the street is not
        "12 rue de la Mitoyenne",
        "rue de la Mitoyenne",
        "5 rue de la Mitoyennes",
    ],
)
def test_without_a_town_anything_less_is_asked(locate, address):
    found = locate(address, "90100", "")
    assert (found.verdict.line, found.waits, found.lat) == ("no-commune", True, None)
    assert found.alternatives


def test_what_the_commune_has_not_and_its_neighbour_has_is_offered_and_not_accepted(locate):
    found = locate("11 rue de la Mitoyenne", "90100", "Delle")
    assert (found.precision, found.waits, found.commune) == ("commune", True, "90033")
    assert found.alternatives[0].citycode == "90056"
    assert found.alternatives[0].number == "11"
    assert found.verdict.notes[-1] == "Cette adresse existe dans une autre commune : Joncherey."


def test_an_accepted_address_is_where_the_documents_put_it(locate):
    found = locate("5 rue des Essais")
    assert (found.lat, found.lon) == pytest.approx((47.6403, 6.863), abs=1e-6)
    assert not found.waits


def test_what_waits_offers_other_places_and_says_why(locate):
    found = locate("7 rue du Double")
    assert found.waits
    assert len({(one.lat, one.lon) for one in found.alternatives}) == 2
    assert found.verdict.reason == "Plusieurs rues de la commune peuvent convenir."


def test_a_street_of_another_commune_is_never_taken(locate):
    assert locate("4 rue des Essais").precision == "street"
    assert locate("4 rue des Essais", "90100", "Delle").precision == "address"


def test_a_contested_town_is_accepted_only_where_the_street_is_in_one_of_them(locate):
    found = locate("5 rue des Essais", "90100", "Belfort")
    assert (found.verdict.line, found.waits) == ("two-communes", True)
    assert locate("12 avenue du Général Épreuve", "90100", "Belfort").verdict.line == "house"


def test_the_town_at_the_end_of_a_line_is_no_part_of_the_street(locate):
    found = locate("4 rue de la Vérification, Belfort", "", "")
    assert (found.verdict.line, found.understood) == ("house", "4 rue de la verification, Belfort (90)")
    assert locate("6 rue de Delle", "90100", "Delle").verdict.line == "house"


def test_an_unknown_commune_waits_without_a_position(locate):
    found = locate("5 rue des Essais", "", "Nulle-Part-les-Bains")
    assert (found.verdict.line, found.lat, found.waits) == ("no-commune", None, True)
    assert "Nulle-Part" in found.verdict.reason


def test_without_a_provider_the_commune_stands_in_and_the_street_waits():
    found = Pipeline(None).locate_one(Text("a", "5 rue des Essais", "90000", "Belfort"))
    assert (found.verdict.line, found.precision, found.waits) == ("no-provider", "commune", True)


def test_an_unchanged_directory_calls_nobody_the_second_time(addok_provider):
    texts = [Text(str(n), f"{n} rue des Essais", "90000", "Belfort") for n in range(1, 8)]
    texts.append(Text("x", "3 rue inconnue", "90000", "Belfort"))
    first = Pipeline(addok_provider).locate(texts)
    calls = addok_provider.client.calls
    assert calls > 0
    assert Pipeline(addok_provider).locate(texts) == first
    assert addok_provider.client.calls == calls
    assert Answer.objects.filter(candidates=[]).exists(), "that nothing was found is kept too"


def test_another_edition_of_the_data_is_asked_again(addok_provider):
    text = Text("a", "5 rue des Essais", "90000", "Belfort")
    Pipeline(addok_provider).locate([text])
    calls = addok_provider.client.calls
    addok_provider.edition = "another"
    Pipeline(addok_provider).locate([text])
    assert addok_provider.client.calls > calls


def test_a_batch_and_single_questions_give_the_same_answers(addok_provider):
    asks = [
        Ask("5 rue des essais", "90010"),
        Ask("zzzz", "90010"),
        Ask("4 rue des essais", postcode="90100"),
        Ask("-", "90010"),
    ]
    batch = addok_provider.search_many(asks)
    single = [addok_provider.search(ask, limit=1) for ask in asks]
    assert [[(one.lat, one.lon, one.kind, one.number) for one in found] for found in batch] == [
        [(one.lat, one.lon, one.kind, one.number) for one in found] for found in single
    ]


def test_a_point_finds_its_address(addok_provider):
    found = addok_provider.reverse(47.6403, 6.863)
    assert (found.number, found.street) == ("5", "Rue des Essais")


def quick(url) -> AddokProvider:
    return AddokProvider(
        PoliteClient(url, pace=Unpaced(), patience=Patience(total=1, tries=2, first_wait=0.01))
    )


def test_one_bad_line_does_not_spoil_a_file(serve):
    def reply(path, query):
        return as_json({}, 400) if "mauvaise" in query["file"] else as_csv(query["file"], house)

    service = serve(reply)
    texts = [Text(str(n), f"{n} rue des Lilas", "90000", "Belfort") for n in range(1, 30)]
    texts[12] = Text("bad", "13 rue mauvaise", "90000", "Belfort")
    found = Pipeline(quick(service.url), use_cache=False).locate(texts)
    assert [one.verdict.line for one in found].count("house") == 28
    assert found[12].verdict.line == "nothing-found"


@pytest.mark.parametrize(
    "reply",
    [
        as_json({"features": "?"}),
        (200, {"content-type": "text/csv"}, b"latitude,longitude\r\n"),
        (200, {"content-type": "text/csv"}, b"\xff\xfe"),
        (200, {"content-type": "text/html"}, b"<html>"),
        as_json({}, 500),
    ],
)
def test_a_service_that_answers_rubbish_is_an_error_and_no_position(serve, reply):
    with pytest.raises(GeocoderServiceError):
        Pipeline(quick(serve(lambda path, query: reply).url), use_cache=False).locate(
            [Text("a", "5 rue des Lilas", "90000", "Belfort")]
        )


@pytest.mark.parametrize("lat", ["nan", "0.0"])
def test_a_null_or_mad_position_is_never_taken(serve, lat):
    def reply(path, query):
        return as_csv(query["file"], lambda row: {**house(row), "latitude": lat, "longitude": "0.0"})

    pipeline = Pipeline(quick(serve(reply).url), use_cache=False)
    if lat == "nan":
        with pytest.raises(GeocoderServiceError):
            pipeline.locate_one(Text("a", "5 rue des Lilas", "90000", "Belfort"))
    else:
        assert pipeline.locate_one(Text("a", "5 rue des Lilas", "90000", "Belfort")).precision == "commune"


def test_one_position_for_many_addresses_is_a_default_value(serve):
    def reply(path, query):
        return as_csv(query["file"], lambda row: {**house(row), "latitude": "47.6386", "longitude": "6.8628"})

    texts = [Text(str(n), f"{n} rue des Lilas", "90000", "Belfort") for n in range(1, 30)]
    found = Pipeline(quick(serve(reply).url), use_cache=False).locate(texts)
    assert {one.verdict.line for one in found} == {"crowd"}


def test_the_answer_to_a_search_keeps_score_type_and_code(serve):
    service = serve(lambda path, query: as_json({"features": [feature()]}))
    (found,) = quick(service.url).search(Ask("12 rue thiers", "90010"))
    assert (found.score, found.kind, found.citycode) == (0.97, "housenumber", "90010")
    assert (
        service.asked[0][1] | {"q": "12 rue thiers", "citycode": "90010", "autocomplete": "0"}
        == service.asked[0][1]
    )


def test_every_line_of_the_table_has_a_name_of_its_own_and_a_reason():
    assert len({line.name for line in TABLE}) == len(TABLE)
    assert all(line.reason.endswith((".", "?")) for line in TABLE)
    assert TABLE[-1].applies(None)


def test_a_slip_that_is_a_word_of_other_streets_is_asked(locate):
    # "Rue de la Charriere" stands in Delle: typed in Belfort, it is no slip of "Rue de la Carrière" there.
    found = locate("4 rue de la Charrière")
    assert (found.verdict.line, found.waits) == ("slip-or-name", True)
    assert found.alternatives[0].street == "Rue de la Carrière"
    assert locate("4 rue de la Carrièrre").verdict.line == "house-near"
