"""The same place twice: each line of the evidence, what is decided, what holds whatever two records say."""

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from data.same_place.comparison import Comparison, Door, Said, Shared, compare
from data.same_place.described import Described, is_siret
from data.same_place.gain import COLUMNS, gain, worth
from data.same_place.names import Names, likeness, taken_apart
from data.same_place.table import TABLE, lines_of, points_of
from data.same_place.verdict import Decision, judge, weigh
from mapping.models import Status

MELUN = {"commune": "77288", "commune_nom": "Melun", "code_postal": "77000"}
HOUSE = Described(
    "Maison des mots", "12 rue du Port", telephone="01 64 52 89 00", courriel="mots@example.org",
    site_web="https://mots.example.org/", siret="73282932000074", lat=48.54, lon=2.66, exact=True, **MELUN,
)  # fmt: skip
OTHER_SIRET = "13000548100010"
FAR = {"lat": 48.9, "lon": 2.9}


def named(name: str, **said) -> Described:
    return replace(HOUSE, nom=name, siret="", **said)


def lines(a: Described, b: Described, shared: Shared | None = None) -> set[str]:
    return {line.name for line in lines_of(compare(a, b, shared))}


# Each line of the table: two records of which it says so.
SAID = [
    ("name-same", HOUSE, named("La maison des mots")),
    ("name-near", HOUSE, named("Espace maison des mots")),
    ("name-part", HOUSE, named("Maison des mots et des chiffres")),
    ("name-shared", named("Lire, écrire, compter"), named("Lire, écrire, parler")),
    ("name-town", named("Mairie de Melun"), named("Mairie des Trois Rivières de Melun")),
    ("name-other", HOUSE, named("Les jardins de Cybèle")),
    ("trade-same", named("Bibliothèque Aragon"), named("Médiathèque Aragon")),
    ("trade-unsaid", HOUSE, named("Les mots de la maison de Melun")),
    ("trade-other", named("Bibliothèque Aragon"), named("Mission locale Aragon")),
    ("travel-same", named("Bus des mots"), named("Camion des mots")),
    ("travel-other", named("Bus des mots"), HOUSE),
    ("branch-same", named("Antenne des mots"), named("Les mots, antenne")),
    ("branch-elsewhere", named("Antenne des mots", adresse="3 quai Hippolyte Rossignol", **FAR), HOUSE),
    ("branch-other", named("Antenne des mots"), HOUSE),
    ("telephone-same", HOUSE, named("Les mots", telephone="+33 1 64 52 89 00")),
    ("telephone-other", HOUSE, named("Les mots", telephone="01 60 56 00 11")),
    ("courriel-same", HOUSE, named("Les mots", courriel="MOTS@example.org")),
    ("courriel-other", HOUSE, named("Les mots", courriel="chiffres@example.org")),
    ("site-same", HOUSE, named("Les mots", site_web="http://www.mots.example.org")),
    ("site-host", HOUSE, named("Les mots", site_web="https://mots.example.org/ateliers")),
    ("siret-same", HOUSE, replace(HOUSE, nom="Les mots")),
    ("siret-other", HOUSE, replace(HOUSE, siret=OTHER_SIRET)),
    (
        "networks-same",
        replace(HOUSE, reseaux=frozenset(["ccas-cias"])),
        replace(HOUSE, reseaux=frozenset(["ccas-cias", "fcsf"])),
    ),
    (
        "networks-other",
        replace(HOUSE, reseaux=frozenset(["ccas-cias"])),
        replace(HOUSE, reseaux=frozenset(["mission-locale"])),
    ),
    ("address-same", HOUSE, named("Les mots", adresse="12 R. DU PORT")),
    ("address-street", HOUSE, named("Les mots", adresse="rue du Port")),
    ("address-number", HOUSE, named("Les mots", adresse="14 rue du Port")),
    ("address-other", HOUSE, named("Les mots", adresse="3 quai Hippolyte Rossignol")),
    ("building-same", replace(HOUSE, complement="Bâtiment B"), replace(HOUSE, complement="batiment b")),
    ("commune-same", HOUSE, HOUSE),
    ("commune-other", HOUSE, replace(HOUSE, commune="77284", code_postal="77100", **FAR)),
    ("commune-border", HOUSE, replace(HOUSE, commune="77284", code_postal="77100")),
    ("commune-postcode", HOUSE, replace(HOUSE, commune="77284", **FAR)),
    ("distance-spot", HOUSE, replace(HOUSE, lat=48.5405)),
    ("distance-near", HOUSE, replace(HOUSE, lat=48.545)),
    ("distance-town", HOUSE, replace(HOUSE, lat=48.56)),
    ("distance-country", HOUSE, replace(HOUSE, lat=48.66)),
    ("distance-far", HOUSE, replace(HOUSE, lat=45.0)),
    ("all-equal", HOUSE, replace(HOUSE)),
]
BORNE_ELSEWHERE = [
    ("telephone-shared", Shared(phone=True)),
    ("courriel-shared", Shared(mail=True)),
    ("siret-shared", Shared(siret=True)),
]


@pytest.mark.parametrize(("line", "one", "other"), SAID)
def test_a_line_says_what_two_records_say(line, one, other):
    assert line in lines(one, other)
    assert line in lines(other, one)


@pytest.mark.parametrize(("line", "shared"), BORNE_ELSEWHERE)
def test_what_others_bear_too_says_less(line, shared):
    assert line in lines(HOUSE, HOUSE, shared)
    same = line.replace("shared", "same")
    points = {one.name: one.points for one in TABLE}
    assert points[line] < points[same]


def test_every_line_of_the_table_is_tried_and_worded():
    assert {line for line, *_rest in [*SAID, *BORNE_ELSEWHERE]} == {line.name for line in TABLE}
    assert all(str(line.words) for line in TABLE)


# Pairs of every kind that was judged: what a person said of them, invented anew.
ONE_PLACE = [
    ("entered twice", HOUSE, replace(HOUSE)),
    ("accents and articles", HOUSE, named("LA MAISON DES MOTS", adresse="12 r du port")),
    (
        "moved within the town",
        HOUSE,
        named("Maison des mots", adresse="3 quai Hippolyte Rossignol", lat=48.545),
    ),
    ("renamed, at one door, one telephone", HOUSE, named("Le Passage", courriel="")),
    (
        "the counter in the post office",
        named("France services de Laplume"),
        named("France services La Poste de Laplume", courriel=""),
    ),
    (
        "an antenna that became a counter",
        named("France services Aubance - Antenne de Melun"),
        named("France services de Melun"),
    ),
    ("a mistyped telephone", HOUSE, named("Maison des mots", telephone="01 64 52 98 00")),
    (
        "without a point nor a telephone",
        named("Maison des mots", telephone="", lat=None, lon=None, exact=False),
        HOUSE,
    ),
]
TWO_PLACES = [
    ("bus and counter at one base", named("Bus France services de Melun"), named("France services de Melun")),
    (
        "a call centre",
        named("MSA Agence Nord", adresse="1 rue Haute", courriel="", **FAR),
        named("MSA Agence Sud", courriel="", site_web=""),
    ),
    (
        "a service within the town hall",
        named("Mairie de Melun", courriel="", site_web=""),
        named("Bibliothèque municipale de Melun", telephone="01 60 56 00 11", courriel="", site_web=""),
    ),
    (
        "one name in two communes",
        named("Médiathèque Jean Moulin", telephone="", courriel="", site_web=""),
        named(
            "Médiathèque Jean Moulin", adresse="6 rue Haute", telephone="", courriel="", site_web="",
            commune="77284", commune_nom="Meaux", code_postal="77100", **FAR,
        ),
    ),
    (
        "two associations in one building",
        named("Les amis du théâtre", telephone="", courriel="", site_web=""),
        named("Vélos pour tous", telephone="01 60 56 00 11", courriel="", site_web=""),
    ),
    (
        "two sites of one body",
        named("CMS Bonfait", adresse="3 avenue Thiré", courriel="", site_web="", telephone=""),
        named("CMS Verdun", adresse="214 rue de Verdun", courriel="", site_web="", telephone="", lat=48.56),
    ),
    (
        "the main counter and an antenna elsewhere",
        named("France services Ségala"),
        named(
            "France services Ségala - Antenne de Sousceyrac", adresse="3 place de l'Église", courriel="",
            site_web="", commune="77284", commune_nom="Meaux", code_postal="77100", **FAR,
        ),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "one", "other"), ONE_PLACE)
def test_one_place_is_joined_or_proposed(kind, one, other):
    assert judge(one, other).decision >= Decision.ASK, kind


@pytest.mark.parametrize(("kind", "one", "other"), TWO_PLACES)
def test_two_places_are_left_apart_or_at_most_put_to_a_person(kind, one, other):
    shared = Shared(phone=kind == "a call centre")
    verdict = judge(one, other, shared)
    assert verdict.decision is not Decision.ONE, kind
    if kind != "bus and counter at one base":
        assert verdict.decision is Decision.TWO, kind


def test_what_is_plainly_one_is_joined_without_a_person():
    for kind in ("entered twice", "accents and articles"):
        one, other = next(pair[1:] for pair in ONE_PLACE if pair[0] == kind)
        assert judge(one, other).decision is Decision.ONE, kind


# -- Whatever two records say --------------------------------------------------------------------

NAMES = [
    "Maison des mots", "La maison des mots", "Bus des mots", "Antenne des mots", "Les Mots",
    "Mairie de Melun",
    "CCAS de Melun", "Bibliothèque Aragon", "MDM", "Maisons des mot", "France services", "",
]  # fmt: skip
records = st.builds(
    Described,
    nom=st.sampled_from(NAMES),
    adresse=st.sampled_from(
        ["", "12 rue du Port", "rue du Port", "14 rue du Port", "Le bourg", "3 quai Neuf"]
    ),
    complement=st.sampled_from(["", "Bâtiment B"]),
    code_postal=st.sampled_from(["", "77000", "77100"]),
    commune=st.sampled_from(["", "77288", "77284"]),
    commune_nom=st.sampled_from(["", "Melun", "Meaux"]),
    telephone=st.sampled_from(["", "01 64 52 89 00", "+33164528900", "39 49", "01 60 56 00 11"]),
    courriel=st.sampled_from(["", "mots@example.org", "Mots@example.org", "x@gmail.com"]),
    site_web=st.sampled_from(["", "https://mots.example.org", "https://facebook.com/mots", "//["]),
    siret=st.sampled_from(["", "73282932000074", OTHER_SIRET, "36750100000000", "00000000000000"]),
    reseaux=st.sampled_from([frozenset(), frozenset(["ccas-cias"]), frozenset(["mission-locale"])]),
    lat=st.sampled_from([None, 48.54, 48.5404, 48.6]),
    lon=st.just(2.66),
    exact=st.booleans(),
)
shareds = st.builds(Shared, st.booleans(), st.booleans(), st.booleans())
comparisons = st.builds(
    Comparison,
    name=st.sampled_from(Names),
    trade=st.sampled_from([Said.UNKNOWN, Said.SAME, Said.PARTLY, Said.OTHER]),
    mobile=st.sampled_from([Said.UNKNOWN, Said.SAME, Said.OTHER]),
    branch=st.sampled_from([Said.UNKNOWN, Said.SAME, Said.OTHER]),
    phone=st.sampled_from([Said.UNKNOWN, Said.SAME, Said.SHARED, Said.OTHER]),
    mail=st.sampled_from([Said.UNKNOWN, Said.SAME, Said.SHARED, Said.OTHER]),
    site=st.sampled_from([Said.UNKNOWN, Said.SAME, Said.PARTLY, Said.OTHER]),
    siret=st.sampled_from([Said.UNKNOWN, Said.SAME, Said.SHARED, Said.OTHER]),
    networks=st.sampled_from([Said.UNKNOWN, Said.SAME, Said.OTHER]),
    door=st.sampled_from(Door),
    building=st.sampled_from([Said.UNKNOWN, Said.SAME]),
    commune=st.sampled_from([Said.UNKNOWN, Said.SAME, Said.PARTLY, Said.OTHER]),
    metres=st.sampled_from([None, 0.0, 500.0, 3000.0, 20_000.0, 90_000.0]),
)
# What is not known, and what speaks against in its place.
AGAINST = [
    {"trade": Said.OTHER}, {"mobile": Said.OTHER}, {"branch": Said.OTHER}, {"phone": Said.OTHER},
    {"mail": Said.OTHER}, {"siret": Said.OTHER}, {"networks": Said.OTHER}, {"door": Door.OTHER},
    {"door": Door.NUMBER}, {"commune": Said.OTHER}, {"commune": Said.PARTLY}, {"metres": 3000.0},
    {"metres": 90_000.0}, {"name": Names.OTHER},
]  # fmt: skip


@given(records, records, shareds)
def test_it_does_not_matter_which_comes_first(a, b, shared):
    assert compare(a, b, shared) == compare(b, a, shared)


# All that two records may agree on.
ALL_AGREES = compare(HOUSE, HOUSE)


@pytest.mark.parametrize("against", AGAINST)
@given(comparison=comparisons)
@example(comparison=ALL_AGREES)
def test_what_speaks_against_never_makes_it_surer(against, comparison):
    name = next(iter(against))
    unknown = {"name": Names.SAME, "door": Door.UNKNOWN, "metres": None}.get(name, Said.UNKNOWN)
    before, after = replace(comparison, **{name: unknown}), replace(comparison, **against)
    assert points_of(after) <= points_of(before)
    assert weigh(after).decision <= weigh(before).decision


@pytest.mark.parametrize("against", AGAINST[:3] + AGAINST[5:9])
@given(comparison=comparisons)
@example(comparison=replace(ALL_AGREES, siret=Said.UNKNOWN))
def test_what_stops_is_never_joined_but_by_one_siret(against, comparison):
    verdict = weigh(replace(comparison, **against))
    assert verdict.decision is not Decision.ONE or verdict.decided_by.name == "one-siret"


@given(comparisons)
@example(ALL_AGREES)
def test_another_siret_is_never_joined(comparison):
    assert weigh(replace(comparison, siret=Said.OTHER)).decision is not Decision.ONE


@given(records, records)
def test_a_telephone_alone_never_joins(a, b):
    bare = {
        "courriel": "",
        "site_web": "",
        "siret": "",
        "adresse": "",
        "exact": False,
    }
    one, other = replace(a, **bare, telephone="01 64 52 89 00"), replace(b, **bare, telephone="0164528900")
    if taken_apart(one.nom).whole != taken_apart(other.nom).whole:
        assert judge(one, other).decision is not Decision.ONE


@given(records)
def test_the_same_record_is_always_joined_or_recognised(record):
    if record.nom:
        assert judge(record, replace(record)).decision >= Decision.ASK


# -- Names, SIRET, gain --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Les Restos du Cœur", "Association les Restos du coeur", Names.SAME),
        ("Saint-Étienne Accueil", "St Etienne accueil", Names.SAME),
        ("Refuge des Tilleuls", "Refuge du Tilleul", Names.NEAR),
        ("MDA", "Maison des associations du Mée", Names.PART),
        ("Bibliothèque Salacrou", "Bibliothèque Niemeyer", Names.OTHER),
        ("Groupe 1", "Groupe 2", Names.OTHER),
    ],
)
def test_how_alike_names_are(one, other, expected):
    assert likeness(taken_apart(one), taken_apart(other)) is expected


@pytest.mark.parametrize(
    ("digits", "is_one"),
    [
        ("73282932000074", True),
        ("73282932000075", False),
        ("36750100000000", False),
        ("", False),
        ("x" * 14, False),
    ],
)
def test_a_siret_rounded_by_a_spreadsheet_is_none(digits, is_one):
    assert is_siret(digits) is is_one


def filled(**said):
    return dict.fromkeys(COLUMNS, "") | {"status": Status.PUBLISHED, "accessible": None} | said


def test_what_completes_or_settles_most_comes_first_of_pairs_as_sure():
    bare, with_phone = filled(), filled(telephone="01 64 52 89 00")
    nothing, completes = gain(bare, bare), gain(bare, with_phone)
    settles = gain(with_phone, filled(telephone="01 60 56 00 11"))
    assert completes.completes == ("téléphone",)
    assert settles.settles == ("téléphone",)
    assert worth(0.9, completes) > worth(0.9, nothing) > worth(0.5, nothing)
    assert gain(bare, filled(status=Status.DRAFT)).points < nothing.points
