"""An edit writes what it changes and nothing else, whoever edits beside it."""

import ast
import re

import pytest
import tinyhtml5
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mapping.models import Contact, Service, Structure
from mapping.writing import change
from tests.factories import ContactFactory, ServiceFactory, StructureFactory, UserFactory, point
from tests.rooms import APPLICATIONS, ROOT

pytestmark = pytest.mark.django_db


def updates(queries: CaptureQueriesContext) -> list[str]:
    return [query["sql"] for query in queries if query["sql"].startswith("UPDATE")]


def test_only_the_columns_that_differ_are_written():
    structure = StructureFactory(nom="Avant")
    values = {"nom": "Après", "telephone": structure.telephone, "position": structure.position}
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert change(structure, values) == {"nom"}
    (update,) = updates(queries)
    assert set(re.findall(r'"(\w+)" = ', update.split("WHERE")[0])) == {"nom", "updated_at"}


def test_what_changes_nothing_writes_nothing():
    structure = StructureFactory()
    before = structure.updated_at
    with CaptureQueriesContext(connection) as queries:
        assert change(structure, {"nom": structure.nom, "commune": structure.commune, "siret": ""}) == set()
    assert updates(queries) == []
    structure.refresh_from_db()
    assert structure.updated_at == before


def test_what_someone_else_wrote_meanwhile_stays():
    mine = StructureFactory(nom="Avant")
    theirs = Structure.objects.get(pk=mine.pk)
    change(theirs, {"telephone": "01 64 00 00 00"})
    assert change(mine, {"nom": "Après"}) == {"nom"}
    mine.refresh_from_db()
    assert (mine.nom, mine.telephone) == ("Après", "01 64 00 00 00")


def test_the_record_says_afterwards_what_the_database_holds():
    mine = StructureFactory()
    Structure.objects.update(telephone="01 64 00 00 00")
    change(mine, {"nom": "Après"})
    assert (mine.nom, mine.telephone) == ("Après", "01 64 00 00 00")


def test_a_refused_value_names_its_field_and_nothing_is_written():
    structure = StructureFactory(nom="Avant")
    with pytest.raises(ValidationError) as refused:
        change(structure, {"nom": "Après", "siret": "12"})
    assert set(refused.value.message_dict) <= {"siret", "__all__"}
    structure.refresh_from_db()
    assert structure.nom == "Avant"


def test_what_an_older_rule_let_in_does_not_stop_another_field():
    structure = StructureFactory(courriel="pas une adresse")
    assert change(structure, {"nom": "Après"}) == {"nom"}


def test_a_contact_waits_for_its_structure():
    contact = ContactFactory()
    with CaptureQueriesContext(connection) as queries:
        change(contact, {"telephone": "06"})
    locks = [q["sql"] for q in queries if "FOR NO KEY UPDATE" in q["sql"]]
    assert ["mapping_structure" in locks[0], "mapping_contact" in locks[1]] == [True, True]


def test_a_service_that_changes_structure_waits_for_both_in_their_order():
    other, service = StructureFactory(), ServiceFactory()
    with CaptureQueriesContext(connection) as queries:
        change(service, {"structure": other})
    (lock,) = [
        q["sql"] for q in queries if re.search(r'FROM "mapping_structure".*FOR NO KEY UPDATE', q["sql"])
    ]
    assert {str(other.pk), str(service.structure_id)} <= set(re.findall(r"\d+", lock))
    assert "ORDER BY 1 ASC" in lock


def form_of(client, url: str) -> dict[str, list[str]]:
    """What a browser would send back of an administration page's form, untouched."""
    page = tinyhtml5.parse(client.get(url).content.decode(), namespace_html_elements=False)
    form = next(form for form in page.iter("form") if form.get("id", "").endswith("_form"))
    sent: dict[str, list[str]] = {}
    for field in (one for one in form.iter() if one.tag in ("input", "textarea", "select")):
        kind, name = field.get("type", "text"), field.get("name")
        if field.tag == "textarea":
            values = [(field.text or "").removeprefix("\n")]
        elif field.tag == "select":
            values = [one.get("value") for one in field.iter("option") if one.get("selected") is not None]
        elif kind in ("checkbox", "radio"):
            values = [field.get("value", "on")] if field.get("checked") is not None else []
        else:
            values = [] if kind in ("submit", "file") else [field.get("value", "")]
        if name and values:
            sent.setdefault(name, []).extend(values)
    return sent


def test_two_people_in_the_administration_keep_what_each_changed(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    structure = StructureFactory(nom="Avant", reseaux_porteurs=["caf"])
    ContactFactory(structure=structure, nom="Camille", telephone="01")
    url = reverse("admin:mapping_structure_change", args=[structure.pk])
    first, second = form_of(client, url), form_of(client, url)
    first |= {"telephone": ["01 64 00 00 00"], "contacts-0-telephone": ["02"]}
    second |= {"nom": ["Après"], "contacts-0-nom": ["Dominique"]}
    for sent in (first, second):
        answer = client.post(url, sent)
        assert answer.status_code == 302, answer.context["errors"]
    structure.refresh_from_db()
    assert (structure.nom, structure.telephone) == ("Après", "01 64 00 00 00")
    assert structure.reseaux_porteurs == ["caf"]
    contact = Contact.objects.get()
    assert (contact.nom, contact.telephone) == ("Dominique", "02")


def test_the_api_writes_what_differs(client):
    client.force_login(UserFactory(is_staff=True))
    structure = StructureFactory(nom="Avant", position=point(48.5, 2.5))
    with CaptureQueriesContext(connection) as queries:
        answer = client.patch(
            f"/api/v1/structures/{structure.pk}",
            {"type": "Feature", "properties": {"nom": "Après"}},
            content_type="application/json",
        )
    assert answer.status_code == 200, answer.content
    (update,) = updates(queries)
    assert set(re.findall(r'"(\w+)" = ', update.split("WHERE")[0])) == {"nom", "updated_at"}


# Where records are made whole, in one go.
_MAKERS = {"demonstration/loading.py"}


def bare_saves(source: str) -> list[int]:
    """Lines that save a whole record: `.save()` of one, or of what may be one, that says neither which fields
    nor that it is a new one."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "save":
            owner = ast.unparse(node.func.value)
            names = {keyword.arg for keyword in node.keywords}
            if re.search(
                r"structure|service|contact|closure|session|obj|record|held|instance", owner
            ) and not names & {"update_fields", "force_insert"}:
                found.append(node.lineno)
    return found


def test_no_record_of_the_directory_is_saved_whole():
    found = {
        str(file.relative_to(ROOT)): lines
        for app in APPLICATIONS
        for file in (ROOT / app).rglob("*.py")
        if "migrations" not in file.parts and str(file.relative_to(ROOT)) not in _MAKERS
        if (lines := bare_saves(file.read_text()))
    }
    assert found == {}
    assert bare_saves("structure.save()") == bare_saves("form.instance.save()") == [1]
    assert bare_saves("run.save(); structure.save(update_fields=names)") == []


def test_a_service_of_a_structure_that_is_gone_is_told():
    service = ServiceFactory()
    service.structure.delete()
    with pytest.raises(type(service).DoesNotExist):
        change(service, {"nom": "Après"})


def test_fields_that_two_people_changed_are_judged_together():
    service = ServiceFactory(capacite=20, places_restantes=5)
    Service.objects.update(capacite=10)
    with pytest.raises(ValidationError):
        change(service, {"places_restantes": 15})
    service.refresh_from_db()
    assert service.places_restantes == 5


def test_an_identifier_that_another_has_is_refused():
    StructureFactory(source="mairie", source_id="1")
    structure = StructureFactory(source="mairie", source_id="2")
    with pytest.raises(ValidationError) as refused:
        change(structure, {"source_id": "1"})
    assert set(refused.value.message_dict) <= {"source_id", "__all__"}


def test_a_value_too_long_is_refused_with_its_field():
    structure = StructureFactory()
    with pytest.raises(ValidationError) as refused:
        change(structure, {"telephone": "0" * 40})
    assert set(refused.value.message_dict) == {"telephone"}


def test_what_the_administration_cannot_write_is_told_in_the_form(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    service = ServiceFactory(capacite=20, places_restantes=5)
    url = reverse("admin:mapping_service_change", args=[service.pk])
    sent = form_of(client, url) | {"places_restantes": ["15"]}
    Service.objects.update(capacite=10)
    answer = client.post(url, sent)
    assert answer.status_code == 200
    assert answer.context["errors"]
    service.refresh_from_db()
    assert (service.capacite, service.places_restantes) == (10, 5)


def test_a_record_deleted_meanwhile_is_told_in_the_administration(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    structure = StructureFactory()
    contact = ContactFactory(structure=structure)
    url = reverse("admin:mapping_structure_change", args=[structure.pk])
    sent = form_of(client, url) | {"contacts-0-telephone": ["02"]}
    contact.delete()
    assert client.post(url, sent).status_code == 200
