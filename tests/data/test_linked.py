"""What machines that read pages find in a structure's: schema.org, as exact as the directory, and no more
than a visitor may read."""

import json
import random
import re
from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone
from pyld import jsonld

from accounts.readers import VISITOR
from data.linked import opening
from data.linked.structures import of_structure
from mapping import timetable, vocabulary
from mapping.models import (
    Contact,
    Service,
    ShownChange,
    Structure,
    TemporaryClosure,
    Visibility,
    VisibleStructure,
)
from mapping.models.contact import CONTACT_FIELDS
from search.detail import visible_structure
from search.serializers import StructureSerializer
from tests.amounts import amount
from tests.factories import (
    CommuneFactory,
    ContactFactory,
    ServiceFactory,
    StructureFactory,
    UserFactory,
    point,
)

HERE = "https://reperes.test"
# The context of schema.org, of what is said here: its own is not read over the network.
CONTEXT = {
    "@vocab": "https://schema.org/",
    **{name: {"@type": "@id"} for name in ("url", "sameAs", "serviceUrl")},
    "dateModified": {"@type": "https://schema.org/DateTime"},
}
# What schema.org 30 knows, of what is said.
CLASSES = """
    AdministrativeArea Audience ContactPoint Country GeoCoordinates GovernmentOffice
    GovernmentService LocalBusiness LocationFeatureSpecification NGO Offer OpeningHoursSpecification
    Organization Place PostalAddress PropertyValue Service ServiceChannel WebPage
"""
PROPERTIES = """
    address addressCountry addressLocality amenityFeature areaServed audience audienceType
    availableChannel availableLanguage closes dateModified dayOfWeek description
    disambiguatingDescription geo hoursAvailable identifier inLanguage isAccessibleForFree latitude
    longitude mainEntityOfPage memberOf name offers openingHoursSpecification opens postalCode
    price priceCurrency propertyID provider sameAs serviceLocation servicePhone serviceType serviceUrl
    specialOpeningHoursSpecification streetAddress telephone url validFrom validThrough value
"""
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_BLOCK = re.compile(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', re.DOTALL)


def loaded(url: str, _options: object) -> dict:
    """The one document that a page names, without the network."""
    assert url == "https://schema.org"
    return {"document": {"@context": CONTEXT}, "documentUrl": url, "contextUrl": None}


def expanded(told: dict) -> list:
    return jsonld.expand(told, {"documentLoader": loaded})


def told_of(structure: Structure) -> dict:
    told = of_structure(structure.pk, HERE.__add__)
    assert told is not None
    return told


def block(client, structure: Structure) -> dict:
    answer = client.get(f"/structures/{structure.pk}-{structure.slug}/")
    assert answer.status_code == 200
    (text,) = _BLOCK.findall(answer.content.decode())
    return json.loads(text)


def listed(value: object) -> list:
    return value if isinstance(value, list) else [] if value is None else [value]


class TestHours:
    """Only what schema.org says exactly."""

    def test_a_week_is_said_with_days_of_the_same_hours_together(self):
        assert opening.week("Mo-Tu,Th 09:00-12:00; Th 14:00-17:30") == [
            {
                "@type": "OpeningHoursSpecification", "dayOfWeek": ["Monday", "Tuesday"],
                "opens": "09:00", "closes": "12:00",
            },
            {
                "@type": "OpeningHoursSpecification", "dayOfWeek": "Thursday",
                "opens": "14:00", "closes": "17:30",
            },
        ]  # fmt: skip

    def test_public_holidays_are_said_to_be_closed(self):
        told = opening.week("Mo-Fr 09:00-12:00; PH off")
        assert (told[-1]["dayOfWeek"], told[-1]["opens"], told[-1]["closes"]) == (
            "PublicHolidays",
            "00:00",
            "00:00",
        )

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "pas des horaires",
            '"sur rendez-vous"',
            'Mo 09:00-12:00; We 09:00-12:00 "sur rendez-vous"',
            "Mo-Fr 09:00-12:00; SH off",
            "Mo 09:00-12:00; Fr[1,3] 18:00-20:00",
            "week 01-53/2 Mo 09:00-12:00",
            "Mo-Fr 09:00-12:00; Dec 24-Jan 02 off",
            "Jun-Aug Mo 09:00-12:00",
        ],
    )
    def test_what_it_cannot_say_is_left_out_whole(self, text):
        assert opening.week(text) == []
        assert opening.dates(text, [], date(2026, 12, 1)) == []

    def test_hours_until_after_midnight_close_before_they_open(self):
        assert [(one["opens"], one["closes"]) for one in opening.week("Fr 22:00-02:00")] == [
            ("22:00", "02:00")
        ]

    def test_a_whole_day_ends_at_its_last_minute(self):
        assert {(one["opens"], one["closes"]) for one in opening.week("24/7")} == {("00:00", "23:59")}

    def test_dates_and_closures_to_come_are_said_and_those_over_are_not(self):
        text = "Mo-Fr 09:00-12:00; 2026 Dec 24 09:00-11:00; 2025 Dec 24 off"
        closures = [(date(2026, 12, 28), date(2026, 12, 31)), (date(2026, 1, 1), date(2026, 1, 2))]
        told = opening.dates(text, closures, date(2026, 12, 1))
        assert [(one["validFrom"], one["validThrough"], one["opens"], one["closes"]) for one in told] == [
            ("2026-12-24", "2026-12-24", "09:00", "11:00"),
            ("2026-12-28", "2026-12-31", "00:00", "00:00"),
        ]


@pytest.mark.django_db
@pytest.mark.usefixtures("places")
class TestPage:
    """The block of a page."""

    @pytest.mark.parametrize(
        "name",
        [
            "</script><script>alert(1)</script>",
            "<!--<script>",
            "Droits & devoirs ]]>",
            "Fin de ligne\N{LINE SEPARATOR}ici\N{PARAGRAPH SEPARATOR}",
            'Guillemets " et \\ barre',
            "جمعية الأمل",
        ],
    )
    def test_no_text_leaves_its_element(self, client, name):
        structure = StructureFactory(nom=name, description=name * 3)
        ServiceFactory(structure=structure, nom=name)
        text = client.get(f"/structures/{structure.pk}-{structure.slug}/").content.decode()
        (raw,) = _BLOCK.findall(text)
        assert not set("<>&\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}") & set(raw)
        assert [node["name"] for node in json.loads(raw)["@graph"]] == [name, name]

    def test_it_is_a_visitor_s_whoever_reads(self, client):
        structure = StructureFactory(
            adresse="1 rue zqcachee", complement_adresse="zqcachee", commune_id="77288", siret="1" * 14,
            lien_source="https://example.org/zqcachee", position=point(48.5512, 2.6712),
            address_visibility=Visibility.OWNERS,
        )  # fmt: skip
        service = ServiceFactory(structure=structure)
        levels = {f"{name}_visibility": Visibility.PROFESSIONALS for name in CONTACT_FIELDS}
        ContactFactory(structure=structure, service=service, nom="Nom zqcachee", **levels)
        ContactFactory(structure=structure, nom="Personne zqpublique")
        seen = block(client, structure)
        for fields in ({}, {"is_professional": True}, {"is_staff": True, "is_superuser": True}):
            client.force_login(UserFactory(**fields))
            assert block(client, structure) == seen
        said = json.dumps(seen)
        assert "zqcachee" not in said
        assert "1" * 14 not in said
        assert not [word for word in ("48.55", "2.67") if word in said]
        # Visitors may read who to ask on the page; machines take no names of persons away.
        assert "zqpublique" not in said
        assert seen["@graph"][0]["address"] == {
            "@type": "PostalAddress", "addressLocality": "Melun", "addressCountry": "FR",
        }  # fmt: skip

    def test_in_every_language_it_names_the_page_in_french(self, client):
        structure = StructureFactory(commune_id="77288")
        ServiceFactory(structure=structure, publics=["familles"])
        french = block(client, structure)
        answer = client.get(f"/ar/structures/{structure.pk}-{structure.slug}/").content.decode()
        assert json.loads(_BLOCK.findall(answer)[0]) == french
        assert french["@graph"][0]["@id"] == f"http://testserver/structures/{structure.pk}/#structure"
        assert french["@graph"][0]["url"].endswith(f"/structures/{structure.pk}-{structure.slug}/")

    def test_an_address_that_is_no_link_is_none_for_machines_either(self):
        structure = StructureFactory()
        service = ServiceFactory(structure=structure)
        for record, field in ((structure, "site_web"), (service, "lien_mobilisation")):
            type(record).objects.filter(pk=record.pk).update(**{field: "javascript:alert(1)"})
        assert "javascript" not in json.dumps(told_of(structure))

    def test_an_example_says_that_it_is_invented(self):
        told = told_of(StructureFactory(is_example=True))
        assert "inventée" in told["@graph"][0]["disambiguatingDescription"]

    def test_what_is_not_published_has_none(self):
        assert of_structure(StructureFactory(status="draft").pk, HERE.__add__) is None

    def test_its_date_moves_with_what_is_shown_and_with_nothing_else(self):
        structure = StructureFactory(commune_id="77288", address_visibility=Visibility.OWNERS)
        before = told_of(structure)["@graph"][0]["mainEntityOfPage"]["dateModified"]
        Structure.objects.filter(pk=structure.pk).update(adresse="9 rue Autre")
        assert told_of(structure)["@graph"][0]["mainEntityOfPage"]["dateModified"] == before
        at = timezone.now() + timedelta(days=2)
        ShownChange.objects.filter(structure=structure.pk).update(at=at)
        assert datetime.fromisoformat(
            told_of(structure)["@graph"][0]["mainEntityOfPage"]["dateModified"]
        ) == at.replace(microsecond=0)

    def test_kinds_follow_who_holds_it(self):
        kinds = {
            holder: told_of(StructureFactory(porteur=holder))["@graph"][0]["@type"]
            for holder in ("institution", "association", "entreprise", "")
        }
        assert kinds == {
            "institution": "GovernmentOffice",
            "association": ["NGO", "Place"],
            "entreprise": "LocalBusiness",
            "": ["Organization", "Place"],
        }
        told = told_of(ServiceFactory(structure=StructureFactory(reseaux_porteurs=["caf"])).structure)
        assert [node["@type"] for node in told["@graph"]] == ["GovernmentOffice", "GovernmentService"]

    def test_it_is_free_where_all_that_is_done_there_is(self):
        def free(*fees: str) -> object:
            structure = StructureFactory()
            for fee in fees:
                ServiceFactory(structure=structure, frais=fee)
            return told_of(structure)["@graph"][0].get("isAccessibleForFree")

        assert [free("gratuit", "gratuit"), free("payant", "marchand"), free("gratuit", "payant")] == [
            True,
            False,
            None,
        ]
        assert [free("gratuit", ""), free("")] == [None, None]


def directory(count: int) -> list[int]:
    """Structures of every kind, with services, closures, confidential addresses among them."""
    dice = random.Random(22)
    texts = [
        "Mo-Fr 09:00-12:00",
        "Mo-Fr 09:00-12:00; PH off",
        "Tu,Sa 14:00-17:30; Tu 09:00-12:00",
        "",
        "24/7",
    ]
    texts += ["Fr 20:00-01:00", "We[1] 09:00-12:00", 'Mo 09:00-10:00 "sur rendez-vous"']
    modes: list[list[str]] = [[], ["a-distance"], ["en-presentiel"], ["en-presentiel", "a-distance"]]
    names = ["Maison des <habitants>", "Droits & devoirs", "Accueil « ici »", "جمعية الأمل", "Допомога"]
    commune = CommuneFactory()

    def some(choices: list, most: int) -> list[str]:
        return dice.sample([code for code, _label in choices], dice.randint(0, most))

    structures = Structure.objects.bulk_create(
        Structure(
            source="tests", source_id=f"l-{number}", nom=f"{dice.choice(names)} {number}",
            adresse=dice.choice(["", f"{number} rue des Lilas"]),
            complement_adresse=dice.choice(["", "Bâtiment B"]),
            code_postal="77000", commune_nom="Melun", commune=commune,
            position=point(48.4 + number / 10_000, 2.6),
            position_precision=dice.choice(["address", "street", "commune", "manual"]),
            telephone=dice.choice(["", "01 64 00 00 00", "3939", "0164000000 poste 2"]),
            courriel=dice.choice(["", "accueil@example.org"]), site_web=dice.choice(["", "https://example.org/a"]),
            lien_source=dice.choice(["", "https://example.org/source"]), siret=dice.choice(["", "2" * 14]),
            horaires_accueil=dice.choice(texts), accessible=dice.choice([None, True, False]),
            reseaux_porteurs=some(vocabulary.RESEAUX_PORTEURS, 2), is_example=number % 50 == 0,
            porteur=dice.choice(["", "association", "institution", "entreprise"]),
            address_visibility=Visibility.OWNERS if number % 9 == 0 else Visibility.PUBLIC,
            description=dice.choice(["", "Un accueil. " * 60]),
        )
        for number in range(count)
    )  # fmt: skip
    Service.objects.bulk_create(
        Service(
            structure=one, source="tests", source_id=f"l-{one.pk}-{number}",
            nom=f"{dice.choice(names)} {number}",
            thematiques=dice.sample([code for code, _label in vocabulary.THEMATIQUES], 2),
            publics=dice.choice([[], ["tous-publics"], ["familles", "jeunes-18-25"]]),
            langues=some(vocabulary.LANGUES, 3), frais=dice.choice(["", "gratuit", "payant"]),
            modes_accueil=dice.choice(modes),
            zone_eligibilite=dice.choice([[], ["france"], [commune.code, "77"]]),
            telephone=dice.choice(["", "06 12 34 56 78"]),
            lien_mobilisation=dice.choice(["", "https://example.org/m"]),
            horaires_accueil=dice.choice(texts),
        )
        for one in structures
        for number in range(dice.randint(0, 2))
    )  # fmt: skip
    Contact.objects.bulk_create(
        Contact(structure=one, nom="Camille zqpersonne", telephone="01 99 88 77 66")
        for one in structures[::10]
    )
    TemporaryClosure.objects.bulk_create(
        TemporaryClosure(structure=one, first_day=date(2030, 1, 1), last_day=date(2030, 1, 9))
        for one in structures[::7]
    )
    return [one.pk for one in structures]


def labels(choices: list, codes: list[str]) -> list[str]:
    known = dict(choices)
    return [str(known[code]) for code in codes]


def week_of(specifications: list[dict]) -> dict[str, set[tuple[str, str]]]:
    """By day of the week, what is open on an ordinary one."""
    week: dict[str, set[tuple[str, str]]] = {day: set() for day in DAYS}
    for one in specifications:
        for day in set(listed(one["dayOfWeek"])) & set(DAYS):
            week[day].add((one["opens"], one["closes"]))
    return week


def week_read(text: str) -> dict[str, set[tuple[str, str]]]:
    """The same from the text, as the pages read it: in a week of September without a holiday."""
    monday, read = date(2027, 9, 6), timetable.read(text)
    week: dict[str, set[tuple[str, str]]] = {day: set() for day in DAYS}
    start = datetime.combine(monday, time(0), timetable.PARIS)
    for span in read.spans(start, start + timedelta(days=7)) if read else ():
        if (span.end - span.start) > timedelta(days=1):
            return {day: {("00:00", "23:59")} for day in DAYS}
        week[DAYS[span.start.weekday()]].add((f"{span.start:%H:%M}", f"{span.end:%H:%M}"))
    return week


def same_hours(specifications: list[dict], text: str) -> None:
    """What is said of hours is what the text says; nothing is said of those that it cannot say."""
    if specifications:
        assert week_of(specifications) == week_read(text)
    else:
        assert text in ("", "We[1] 09:00-12:00", 'Mo 09:00-10:00 "sur rendez-vous"')


def same_place(node: dict, api: dict, geometry: dict | None) -> None:
    """An address and a point are the API's; a point is said where it is the place itself."""
    address = node.get("address", {})
    street = ", ".join(filter(None, (api["adresse"], api["complement_adresse"])))
    assert (
        address.get("streetAddress", ""),
        address.get("postalCode", ""),
        address.get("addressLocality"),
    ) == (
        street,
        api["code_postal"],
        api["commune_nom"],
    )
    exact = not api["position_masked"] and api["position_precision"] not in ("", "commune")
    geo = node.get("geo")
    assert ([geo["longitude"], geo["latitude"]] if geo else None) == (
        list(geometry["coordinates"]) if exact and geometry else None
    )


def digits(text: str) -> str:
    return re.sub(r"\D", "", text.replace("+33", "0"))


def same_as_the_api(graph: list[dict], feature: dict) -> None:
    """Field by field."""
    node, *services = graph
    api = feature["properties"]
    assert node["name"] == api["nom"]
    assert digits(node.get("telephone", "")) == digits(api["telephone"])
    assert "email" not in node, "a structure is written to by the site: no page shows the address"
    assert node.get("sameAs", []) == [one for one in (api["site_web"], api["lien_source"]) if one]
    assert node.get("identifier", {}).get("value", "") == api["siret"]
    assert node.get("amenityFeature", {}).get("value") == api["accessible"]
    assert [one["name"] for one in node.get("memberOf", [])] == labels(
        vocabulary.RESEAUX_PORTEURS, api["reseaux_porteurs"]
    )
    assert (node.get("disambiguatingDescription") is not None) == api["is_example"]
    assert [
        (one["validFrom"], one["validThrough"]) for one in node.get("specialOpeningHoursSpecification", [])
    ] == [(one["first_day"], one["last_day"]) for one in api["closures"]]
    assert node.get("description", "")[:250] == " ".join(api["description"].split())[:250]
    same_place(node, api, feature["geometry"])
    same_hours(node.get("openingHoursSpecification", []), api["horaires_accueil"])
    assert len(services) == len(api["services"])
    for one, of_api in zip(services, api["services"], strict=True):
        same_service(one, of_api, node["@id"])


def same_service(node: dict, api: dict, structure: str) -> None:
    channel = node.get("availableChannel", {})
    assert node["@id"].endswith(f"#service-{api['id']}")
    assert node["provider"] == {"@id": structure}
    assert node["name"] == api["nom"]
    assert node["serviceType"] == labels(vocabulary.THEMATIQUES, api["thematiques"])
    assert [one["audienceType"] for one in node.get("audience", [])] == labels(
        vocabulary.PUBLICS, api["publics"]
    )
    codes = [
        "france" if one["identifier"] == "FR" else one["identifier"] for one in node.get("areaServed", [])
    ]
    assert codes == api["zone_eligibilite"]
    assert channel.get("availableLanguage", []) == api["langues"]
    assert channel.get("serviceUrl", "") == api["lien_mobilisation"]
    assert digits(channel.get("servicePhone", {}).get("telephone", "")) == digits(api["telephone"])
    assert ("serviceLocation" in channel) == (api["modes_accueil"] != ["a-distance"])
    assert ("offers" in node) == (api["frais"] == "gratuit")
    same_hours(node.get("hoursAvailable", []), api["horaires_accueil"])


def words_of(nodes: object) -> tuple[set[str], set[str]]:
    """The classes and the properties of expanded nodes."""
    classes: set[str] = set()
    properties: set[str] = set()
    for node in listed(nodes):
        if isinstance(node, dict):
            classes.update(listed(node.get("@type")) if "@value" not in node else [])
            properties.update(name for name in node if not name.startswith("@"))
            for value in node.values():
                more = words_of(value)
                classes |= more[0]
                properties |= more[1]
    return classes, properties


@pytest.mark.django_db
@pytest.mark.usefixtures("places")
def test_many_structures_expand_without_error_and_say_the_same_as_the_api():
    """Enough to meet every word that is known here, with a confidential address among each nine."""
    classes: set[str] = set()
    properties: set[str] = set()
    for number in directory(amount(120, 1000)):
        told = json.loads(json.dumps(of_structure(number, HERE.__add__)))
        feature = json.loads(
            json.dumps(StructureSerializer(visible_structure(number, VISITOR)).data, default=str)
        )
        same_as_the_api(told["@graph"], feature)
        assert "zqpersonne" not in json.dumps(told)
        nodes = expanded(told)
        assert len(nodes) == len(told["@graph"])
        of_these = words_of(nodes)
        classes |= of_these[0]
        properties |= of_these[1]
    # Every word is one of schema.org's, and all that are known here were met.
    assert classes == {f"https://schema.org/{name}" for name in CLASSES.split()}
    assert properties == {f"https://schema.org/{name}" for name in PROPERTIES.split()}


@pytest.mark.django_db
@pytest.mark.usefixtures("places")
def test_the_page_says_what_the_api_answers(client):
    for number in directory(12):
        seen = VisibleStructure.objects.seen_by(0).get(pk=number)
        told = block(client, seen)
        same_as_the_api(told["@graph"], client.get(f"/api/v1/structures/{number}").json())
        expanded(told)
