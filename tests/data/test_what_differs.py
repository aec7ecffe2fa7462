"""Whatever a row says that differs from what its source said last is a change, in every column."""

import pytest

from data.imports import runs
from data.imports.targets import DAYS, SERVICE_KEYS, SESSION_KEYS, TARGETS
from data.imports.teachable import is_teachable, vocabulary_of
from data.models import ImportRun, Link
from data.models.run import Action
from data.models.source import source_named
from mapping.models import Contact, Service, Structure
from tests.data.digest import digest
from tests.data.samples import csv_bytes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

# What says which record a row is: another value is another record. How the others are tried, below.
IDENTITY = {"id", "nom", "service_nom"}
# Read another way than as a value of its own: sessions are records, and tried in `test_sessions`.
OF_SESSIONS = SESSION_KEYS
TWO = {
    "description": ("Une aide", "Deux aides"),
    "siret": ("26770006200016", "21770288400019"),
    "accessibilite_lieu": ("https://acceslibre.example/un", "https://acceslibre.example/deux"),
    "lien_source": ("https://source.example/un", "https://source.example/deux"),
    "date_maj": ("2026-01-02", "2026-03-04"),
    "adresse": ("1 rue Haute", "2 rue Basse"),
    "complement_adresse": ("Bâtiment A", "Bâtiment B"),
    "numero": ("1", "2"),
    "type_voie": ("Rue", "Avenue"),
    "cp_commune": ("77000 Melun", "77350 Le Mée-sur-Seine"),
    "insee_commune": ("77288 Melun", "77285 Le Mée-sur-Seine"),
    "boite_postale": ("BP 12", "BP 13"),
    "code_postal": ("77000", "77190"),
    "commune": ("Melun", "Le Mée-sur-Seine"),
    "code_insee": ("77288", "77285"),
    "latitude": ("48.5391", "48.5402"),
    "longitude": ("2.6601", "2.6702"),
    "point": ("48.5391, 2.6601", "48.5402, 2.6702"),
    "telephone": ("01 64 52 89 00", "01 64 52 89 01"),
    "autre_telephone": ("01 64 52 89 02", "01 64 52 89 03"),
    "courriel": ("un@asso.example.org", "deux@asso.example.org"),
    "site_web": ("https://un.example.org", "https://deux.example.org"),
    "joindre": ("01 64 52 89 00", "01 64 52 89 01"),
    "horaires": ("lundi 9h-12h", "mardi 9h-12h"),
    "horaires_saison": ("lundi 9h-12h", "mardi 9h-12h"),
    "jours": ("lundi", "mardi"),
    "heures_de": ("9h-12h", "14h-17h"),
    "heures_a": ("12h", "13h"),
    "periode": ("", "hors vacances scolaires"),
    "service_description": ("Une aide", "Deux aides"),
    "publics_precisions": ("avec un bébé", "avec un chien"),
    "frais_precisions": ("10 € par an", "12 € par an"),
    "conditions_acces": ("sur test", "sans test"),
    "lien_mobilisation": ("https://un.example.org/oser", "https://un.example.org/venir"),
    "zone_eligibilite": ("77", "77288"),
    "capacite": ("10", "12"),
    "volume_horaire_hebdomadaire": ("2", "4"),
    "places_restantes": ("1", "2"),
    "places_restantes_le": ("2026-01-02", "2026-03-04"),
    "garde_enfants_precisions": ("dès trois mois", "dès deux ans"),
    "a_apporter": ("une pièce d'identité", "un stylo"),
    "confidentiel": ("non", "oui"),
    "frais": ("gratuit", "payant"),
    "contact_nom": ("Camille Essai", "Zoé Modèle"),
    "contact_fonction": ("coordinatrice", "présidente"),
    "contact_telephone": ("01 64 52 89 10", "01 64 52 89 11"),
    "contact_courriel": ("camille.essai@asso.example.org", "c.essai@asso.example.org"),
    **dict.fromkeys(DAYS, ("9h-12h", "14h-17h")),
}
# What needs another column to mean something.
NEEDS = {
    "heures_de": {"jours": "lundi"},
    "heures_a": {"jours": "lundi", "heures_de": "9h"},
    "jours": {"heures_de": "9h-12h"},
    "periode": {"jours": "lundi", "heures_de": "9h-12h"},
    "numero": {"adresse": "rue des Essais"},
    "type_voie": {"adresse": "des Essais"},
    "latitude": {"longitude": "2.6601"},
    "longitude": {"latitude": "48.5391"},
    "contact_fonction": {"contact_nom": "Camille Essai"},
    "contact_telephone": {"contact_nom": "Camille Essai"},
    "contact_courriel": {"contact_nom": "Camille Essai"},
    "places_restantes_le": {"places_restantes": "1"},
}
TRIED = sorted(target.key for target in TARGETS if target.key not in IDENTITY | set(OF_SESSIONS))


def two_values(field: str) -> tuple[str, str]:
    """Two cells of a field that say two things."""
    if field in TWO:
        return TWO[field]
    if not is_teachable(field):
        raise AssertionError(f"« {field} » is a new column of files: say two of its values here.")
    choices = vocabulary_of(field).choices
    return str(choices[0][1]), str(choices[-1][1])


def brought(rows: list[dict[str, str]], kind: str) -> ImportRun:
    """The run of a file whose columns are named after the fields that they are, rehearsed."""
    run = runs.receive("annuaire.csv", iter([csv_bytes(rows)]), source_named("annuaire", "Annuaire"))
    mapping = {name: name for name in rows[0]}
    runs.save_mapping(run, mapping, source_named("annuaire", "Annuaire"), {"_rows": kind})
    runs.rehearse(run)
    return run


def write(run: ImportRun) -> ImportRun:
    runs.accept(run)
    return runs.apply(run)


def told_of(run: ImportRun) -> str:
    """Why each row of the run does what it does, for a test that fails."""
    return "\n".join(
        f"{row.number} {row.kind} {row.action} {row.match} {row.changes} kept {row.kept} {row.doubts}"
        for row in run.rows.all()
    )


def differs(run: ImportRun) -> bool:
    return run.rows.exclude(changes={}).exists() or run.rows.filter(action=Action.CREATE).exists()


@pytest.mark.parametrize("id_of", ["known", "made"])
@pytest.mark.parametrize("field", TRIED)
def test_what_a_structure_s_row_says_otherwise_is_a_change(field, id_of):
    before, after = two_values(field)
    row = {"nom": "Entraide", "code_postal": "77000", "commune": "Melun", **NEEDS.get(field, {})}
    if id_of == "known":
        row = {"id": "e1", **row}
    if field in ("cp_commune", "insee_commune", "code_insee"):
        del row["code_postal"], row["commune"]
    write(brought([{**row, field: before}], "structure"))
    assert Structure.objects.count() == 1
    run = brought([{**row, field: after}], "structure")
    assert differs(run), told_of(run)
    write(run)
    again = brought([{**row, field: after}], "structure")
    assert not differs(again), told_of(again)


OF_SERVICES = sorted(SERVICE_KEYS & set(TRIED))


@pytest.mark.parametrize("line", [0, 1])
@pytest.mark.parametrize("field", OF_SERVICES)
def test_what_one_of_two_services_says_otherwise_is_a_change_of_that_service(field, line):
    before, after = two_values(field)
    rows = [
        {
            "nom": "Entraide",
            "code_postal": "77000",
            "commune": "Melun",
            "service_nom": name,
            **NEEDS.get(field, {}),
        }
        for name in ("Atelier 1", "Atelier 2")
    ]
    write(brought([{**row, field: before} for row in rows], "service"))
    first = list(Service.objects.order_by("pk").values_list("pk", flat=True))
    assert len(first) == 2
    run = brought([{**row, field: after if at == line else before} for at, row in enumerate(rows)], "service")
    changed = run.rows.filter(kind="service").exclude(changes={})
    assert [row.number for row in changed] == [line + 2], told_of(run)
    write(run)
    assert list(Service.objects.order_by("pk").values_list("pk", flat=True)) == first
    again = brought(
        [{**row, field: after if at == line else before} for at, row in enumerate(rows)], "service"
    )
    assert not differs(again), told_of(again)


def test_a_level_that_goes_and_comes_back_is_followed_each_time_and_undone():
    def levels(said: str) -> ImportRun:
        rows = [
            {"nom": "Coulommiers", "commune": "Melun", "service_nom": "Atelier 1", "niveaux": "A1"},
            {"nom": "Coulommiers", "commune": "Melun", "service_nom": "Atelier 2", "niveaux": said},
        ]
        return write(brought(rows, "service"))

    levels("A2")
    before, service = digest(), Service.objects.get(nom="Atelier 2")
    run = levels("A2/B1")
    service.refresh_from_db()
    assert service.niveaux == ["A2", "B1"]
    assert Link.objects.filter(kind="service").count() == 2
    assert runs.undo(run.pk).left_by_undo == []
    assert digest() == before
    levels("A2/B1")
    levels("A2")
    service.refresh_from_db()
    assert service.niveaux == ["A2"]


def test_two_services_of_one_name_that_both_change_stay_two():
    def twice(one: str, other: str) -> ImportRun:
        rows = [
            {"nom": "Coulommiers", "commune": "Melun", "service_nom": "Atelier", "niveaux": said}
            for said in (one, other)
        ]
        return write(brought(rows, "service"))

    twice("A1", "A2")
    first = list(Service.objects.order_by("pk").values_list("pk", flat=True))
    twice("B1", "B2")
    assert list(Service.objects.order_by("pk").values_list("pk", "niveaux")) == [
        (first[0], ["B1"]),
        (first[1], ["B2"]),
    ]


def test_what_a_person_wrote_meanwhile_is_kept_though_the_level_s_key_changed():
    rows = [
        {
            "nom": "Coulommiers",
            "commune": "Melun",
            "service_nom": "Atelier",
            "niveaux": "A1",
            "capacite": "10",
        }
    ]
    write(brought(rows, "service"))
    Service.objects.update(capacite=99)
    write(brought([{**rows[0], "niveaux": "A2", "capacite": "12"}], "service"))
    service = Service.objects.get()
    assert (service.niveaux, service.capacite) == (["A2"], 99)


def test_the_second_person_of_a_structure_takes_another_telephone():
    def people(number: str) -> ImportRun:
        rows = [
            {"nom": "Coulommiers", "commune": "Melun", "contact_nom": name, "contact_telephone": phone}
            for name, phone in (("Camille Essai", "01 64 52 89 10"), ("Zoé Modèle", number))
        ]
        return write(brought(rows, "contact"))

    people("01 64 52 89 11")
    number = Contact.objects.get(nom="Zoé Modèle").pk
    people("01 64 52 89 12")
    assert Contact.objects.get(pk=number).telephone == "01 64 52 89 12"
