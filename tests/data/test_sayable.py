"""What a directory says of whom, how and with what: in by a file, out in each format, and back."""

import csv
import html
import io
import json

import openpyxl
import pytest
from data_inclusion.schema import v1
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from data.imports import runs
from data.imports.records import BEYOND_CAPACITY
from data.imports.values import simple
from data.models import ImportRow
from mapping import finer, vocabulary
from mapping.models import Service, Structure
from search.tags import SIGNATURE_BITS, numbered
from tests.data.samples import applied, csv_bytes, received, rehearsed, row
from tests.factories import ServiceFactory, StructureFactory, point

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

HERE = {"lat": "48.539", "lon": "2.66"}
SAID = {
    "Service": "Cours du soir",
    "Publics": "Demandeurs d'asile ; réfugiés ; RSA",
    "Garde d'enfants": "oui, dès 3 mois",
    "Rendez-vous": "avec ou sans rendez-vous",
    "Interprète": "oui",
    "FALC": "non",
    "Places disponibles": "3",
    "Places restantes au": "20/11/2026",
    "Liste d'attente": "non",
    "Frais": "Prestations marchandes",
    "Modes accueil": "accueil sur visio ; sur place",
    "Équipements": "PC, scan, impression",
    "Bureau confidentiel": "oui",
    "Statut juridique": "Association loi 1901",
    "Vocation": "polyvalente",
    "Horaires": "1er et 3e vendredi du mois 14h-16h",
}


def the_service() -> Service:
    return Service.objects.select_related("structure").get(structure__source="annuaire")


def payload(run, kind: str) -> dict:
    return ImportRow.objects.get(run=run, kind=kind).payload


def fetched(client, kind: str, **query) -> bytes:
    answer = client.get(reverse("export", args=[kind]), HERE | query)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_a_file_says_all_of_it():
    applied(csv_bytes([row(1, **SAID)]))
    service, structure = the_service(), the_service().structure
    assert set(service.publics) == {"demandeurs-asile", "refugies-bpi", "beneficiaires-rsa"}
    assert (service.garde_enfants, service.garde_enfants_precisions) == (True, "dès 3 mois")
    assert set(service.rendez_vous) == {"sans-rendez-vous", "sur-rendez-vous"}
    assert (service.interprete, service.falc, service.liste_attente) == (True, False, False)
    assert (service.places_restantes, service.places_restantes_le.isoformat()) == (3, "2026-11-20")
    assert service.frais == "marchand"
    assert set(service.modes_accueil) == {"visio-accueil", "en-presentiel"}
    assert set(structure.equipements) == {"ordinateur", "scanner", "imprimante"}
    assert structure.bureau_confidentiel is True
    assert (structure.porteur, structure.vocation) == ("association", "generale")
    assert structure.horaires_accueil == "Fr[1,3] 14:00-16:00"


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        ("Sans rendez-vous", "oui", ["sans-rendez-vous"]),
        ("Sans rendez-vous", "non", ["sur-rendez-vous"]),
        ("Sur rendez-vous", "oui", ["sur-rendez-vous"]),
        ("Avec ou sans rendez-vous", "oui", ["sans-rendez-vous", "sur-rendez-vous"]),
        ("RDV", "accueil libre", ["sans-rendez-vous"]),
        ("RDV", "", []),
    ],
)
def test_a_column_of_yes_and_no_is_named_after_what_it_says_yes_to(column, cell, said):
    run = rehearsed(csv_bytes([row(1, **{column: cell, "Service": "Accueil"})]))
    assert payload(run, "service")["rendez_vous"] == said


@pytest.mark.parametrize(
    ("cell", "left"),
    [("complet", 0), ("0", 0), ("12 places", 12), ("", None), ("quelques-unes", None), ("2,5", None)],
)
def test_places_left(cell, left):
    run = rehearsed(csv_bytes([row(1, **{"Places restantes": cell, "Service": "Cours"})]))
    assert payload(run, "service")["places_restantes"] == left


def test_more_places_left_than_there_are_are_left_out_and_told():
    run = rehearsed(csv_bytes([row(1, **{"Service": "Cours", "Capacité": "5", "Places restantes": "9"})]))
    assert payload(run, "service")["places_restantes"] is None
    doubts = ImportRow.objects.get(run=run, kind="service").doubts
    assert BEYOND_CAPACITY in json.dumps(doubts, ensure_ascii=False)


def test_a_capacity_that_the_directory_knows_bounds_what_a_file_says():
    applied(csv_bytes([row(1, Service="Cours", Capacité="5")]))
    run = rehearsed(csv_bytes([row(1, **{"Service": "Cours", "Places restantes": "9"})]))
    assert "places_restantes" in ImportRow.objects.get(run=run, kind="service").kept
    runs.accept(run)
    runs.apply(run)
    assert the_service().places_restantes is None


def test_a_network_says_who_answers_where_no_column_does():
    applied(
        csv_bytes(
            [row(1, Service="Accueil", Réseau="CCAS"), row(2, Service="Cours", Réseau="France Services")]
        )
    )
    assert dict(Structure.objects.values_list("source_id", "porteur")) == {"a1": "institution", "a2": ""}


def test_the_name_of_a_holder_is_no_kind_of_holder():
    run = received(csv_bytes([row(1, Porteur="Les Amis du quartier"), row(2, Porteur="La Maison commune")]))
    assert {one["name"]: one["target"] for one in run.settings["columns"]}["Porteur"] != "porteur"


def test_tous_publics_stands_for_persons_and_not_for_firms():
    applied(csv_bytes([row(1, Service="Accueil", Publics="Tous publics ; Jeunes ; Entreprises")]))
    assert the_service().publics == ["tous-publics", "entreprises"]


class TestOut:
    @pytest.fixture
    def lesson(self):
        structure = StructureFactory(
            nom="Maison", position=point(48.54, 2.66), commune__code="77288", porteur="association",
            vocation="generale", equipements=["scanner"], bureau_confidentiel=False,
        )  # fmt: skip
        return ServiceFactory(
            structure=structure, nom="Cours", publics=["demandeurs-asile", "refugies-bpi", "entreprises"],
            frais="marchand", frais_precisions="450 € la journée", modes_accueil=["visio-accueil"],
            garde_enfants=True, rendez_vous=["sans-rendez-vous"], places_restantes=0, liste_attente=True,
        )  # fmt: skip

    def test_data_inclusion_says_the_wider_value_and_the_finer_one_in_words(self, client, lesson):
        document = json.loads(fetched(client, "data-inclusion"))
        (service,) = document["services"]
        v1.Service.model_validate(service)
        assert service["publics"] == ["personnes-exilees"]
        assert "Demandeurs d'asile" in service["publics_precisions"]
        assert (service["frais"], service["modes_accueil"]) == ("payant", ["en-presentiel"])

    def test_the_workbook_has_each_column(self, client, lesson):
        book = openpyxl.load_workbook(io.BytesIO(fetched(client, "xlsx")))
        (header, line) = book["Services"].iter_rows(values_only=True)
        service = dict(zip(header, line, strict=True))
        assert service["publics"] == "demandeurs-asile, refugies-bpi, entreprises"
        assert (service["garde_enfants"], service["rendez_vous"]) == (True, "sans-rendez-vous")
        assert (service["places_restantes"], service["liste_attente"]) == (0, True)
        (header, line) = book["Structures"].iter_rows(values_only=True)
        structure = dict(zip(header, line, strict=True))
        assert (structure["porteur"], structure["equipements"]) == ("association", "scanner")

    def test_one_line_a_structure_says_what_its_services_say_together(self, client, lesson):
        ServiceFactory(structure=lesson.structure, nom="Accueil", garde_enfants=False, falc=False)
        (line,) = csv.DictReader(io.StringIO(fetched(client, "csv").decode("utf-8-sig")), delimiter=";")
        assert (line["garde_enfants"], line["falc"], line["interprete"]) == ("oui", "non", "")
        assert line["bureau_confidentiel"] == "non"
        assert line["publics"] == "demandeurs-asile|entreprises|refugies-bpi"

    def test_our_own_geojson_comes_back_the_same(self, client, lesson):
        content = fetched(client, "geojson")
        here = received(content, "carte.geojson")
        assert runs.rehearse(here).counts["same"] == 1
        # Into another directory, it is made there.
        Service.objects.all().delete()
        Structure.objects.all().delete()
        run = received(content, "carte.geojson")
        runs.rehearse(run)
        runs.accept(run)
        runs.apply(run)
        back = Service.objects.select_related("structure").get()
        for name in ("garde_enfants", "rendez_vous", "liste_attente", "frais"):
            assert getattr(back, name) == getattr(lesson, name), name
        assert set(back.publics) == set(lesson.publics)
        assert back.structure.equipements == ["scanner"]
        assert (back.structure.porteur, back.structure.vocation) == ("association", "generale")

    def test_digital_mediation_says_the_wider_value(self, client):
        structure = StructureFactory(position=point(48.54, 2.66), commune__code="77288")
        ServiceFactory(
            structure=structure, thematiques=["numerique--maitriser-les-fondamentaux-du-numerique"],
            publics=["jeunes-18-25"], frais="marchand",
        )  # fmt: skip
        (line,) = csv.DictReader(io.StringIO(fetched(client, "mediation-numerique").decode()))
        assert (line["publics_specifiquement_adresses"], line["frais_a_charge"]) == ("Jeunes", "Payant")

    def test_the_record_of_the_api_and_its_page_tell_it(self, client, lesson):
        service = client.get(f"/api/v1/structures/{lesson.structure_id}").json()["properties"]["services"][0]
        assert service["publics"][0] == "demandeurs-asile"
        assert service["garde_enfants"] is True
        page = html.unescape(
            client.get(f"/structures/{lesson.structure_id}-x/", follow=True).content.decode()
        )
        told = ("Demandeurs d'asile", "Gardés sur place", "450 € la journée", "liste d'attente")
        for words in (*told, "Prestation marchande", "Scanner"):
            assert words in page, words


class TestValues:
    @pytest.mark.parametrize(
        ("cell", "answer", "more"),
        [
            ("oui", True, ""), ("Non", False, ""), ("", None, ""), ("oui, dès 3 mois", True, "dès 3 mois"),
            ("Oui (de 3 à 6 ans)", True, "de 3 à 6 ans"), ("non : rien sur place", False, "rien sur place"),
            ("dès 18 mois", True, "dès 18 mois"), ("à voir avec la mairie", None, ""),
        ],
    )  # fmt: skip
    def test_childcare(self, cell, answer, more):
        reading, rest = simple.childcare(cell)
        assert (reading.value, rest) == (answer, more)
        assert bool(reading.doubts) is (answer is None and bool(cell))

    @given(st.text(max_size=40))
    def test_no_cell_raises_and_nothing_is_lost_in_silence(self, cell):
        reading = simple.answer(cell)
        assert reading.value in (True, False, None)
        simple.childcare(cell)
        left = simple.places_left(cell)
        assert left.value is None or (isinstance(left.value, int) and left.value >= 0)


class TestFiner:
    def test_each_is_under_a_value_of_the_standard_or_is_ours_alone(self):
        standard = {"publics": v1.Public, "modes_accueil": v1.ModeAccueil, "frais": v1.Frais}
        for column, under in finer.UNDER.items():
            assert set(under.values()) <= set(vocabulary.values(standard[column]))
            assert not set(under) & set(vocabulary.values(standard[column]))

    @given(st.lists(st.sampled_from([code for code, _label in vocabulary.PUBLICS]), unique=True))
    def test_any_publics_are_valid_in_the_standard_and_kept_by_the_directory(self, codes):
        told = finer.in_the_standard("publics", codes)
        assert set(told) <= set(vocabulary.values(v1.Public))
        assert "tous-publics" not in told or told == ["tous-publics"]
        kept = finer.consistent_publics(codes)
        assert "tous-publics" not in kept or set(kept) <= {"tous-publics", *finer.NOT_PERSONS}

    def test_the_index_says_when_it_has_no_bit_left_for_a_word(self):
        assert len(numbered(map(str, range(SIGNATURE_BITS - 1)))) == SIGNATURE_BITS - 1
        with pytest.raises(ValueError, match="no word more"):
            numbered(map(str, range(SIGNATURE_BITS)))
