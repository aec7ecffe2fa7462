"""What search engines are told of: every public page in each language, and when it last changed."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts.models import Organisation
from geoapp import sitemaps
from mapping.models import ShownChange, Structure, Visibility
from network.models import Event, Resource
from tests.factories import StructureFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

NS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def urls(client, section: str, page: int = 1) -> dict[str, ElementTree.Element]:
    answer = client.get(f"/sitemap-{section}.xml?p={page}")
    assert answer.status_code == 200
    return {one.findtext(f"{NS}loc"): one for one in ElementTree.fromstring(answer.content)}


def date_of(url: ElementTree.Element) -> datetime | None:
    text = url.findtext(f"{NS}lastmod")
    return datetime.fromisoformat(text) if text else None


def path_of(structure: Structure) -> str:
    return f"/structures/{structure.pk}-{structure.slug}/"


def test_a_structure_is_told_in_each_language_with_what_the_others_are(client):
    path = path_of(StructureFactory(commune_id="77288"))
    told = urls(client, "structures")
    expected = {code: f"http://testserver{'' if code == 'fr' else f'/{code}'}{path}" for code in LANGUAGES}
    assert set(told) == set(expected.values())
    for url in told.values():
        others = {one.get("hreflang"): one.get("href") for one in url.findall(f"{XHTML}link")}
        assert others == expected | {"x-default": expected["fr"]}


def test_a_date_is_that_of_the_last_change_of_what_everyone_sees(client):
    structure = StructureFactory(commune_id="77288", address_visibility=Visibility.OWNERS)
    at = timezone.now().replace(microsecond=0) - timedelta(days=40)
    ShownChange.objects.filter(structure=structure.pk).update(at=at)
    url = f"http://testserver{path_of(structure)}"
    assert date_of(urls(client, "structures")[url]) == at
    Structure.objects.filter(pk=structure.pk).update(adresse="9 rue Cachée")
    assert date_of(urls(client, "structures")[url]) == at
    Structure.objects.filter(pk=structure.pk).update(telephone="01 60 00 00 00")
    assert date_of(urls(client, "structures")[url]) > at


def test_sheets_and_events_have_the_date_of_their_last_change(client):
    at = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
    Resource.objects.create(title="Une fiche", updated_at=at)
    Event.objects.create(title="Un atelier", start_day=at.date(), updated_at=at)
    for section in ("resources", "events"):
        assert {date_of(one) for one in urls(client, section).values()} == {at}


def test_an_organisation_has_no_date_that_nobody_noted(client):
    Organisation.objects.create(name="Maison ouverte", is_public=True)
    Organisation.objects.create(name="Maison discrète", is_public=False)
    told = urls(client, "organisations")
    assert len(told) == len(LANGUAGES)
    assert {date_of(one) for one in told.values()} == {None}


def test_what_is_not_published_is_not_told(client):
    StructureFactory(status="draft", nom="Brouillon")
    assert urls(client, "structures") == {}


def test_the_index_names_every_part_with_its_date(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "RUN", 2)
    at = timezone.now().replace(microsecond=0)
    made = [StructureFactory(commune_id="77288") for _ in range(5)]
    for days, one in enumerate(made):
        ShownChange.objects.filter(structure=one.pk).update(at=at - timedelta(days=days))
    index = ElementTree.fromstring(client.get("/sitemap.xml").content)
    parts = {one.findtext(f"{NS}loc"): date_of(one) for one in index}
    of_structures = [url for url in parts if "structures" in url]
    assert 3 <= len(of_structures) <= 4
    found = {}
    for number, url in enumerate(of_structures, start=1):
        told = urls(client, "structures", number)
        assert parts[url] == max(date_of(one) for one in told.values())
        found |= told
    assert {f"http://testserver{path_of(one)}" for one in made} <= set(found)
    assert len(found) == len(made) * len(LANGUAGES)


@pytest.mark.parametrize("page", ["0", "99", "x", "", "-1", "1e3", "9" * 40])
def test_a_part_that_is_not_there_is_not_found(client, page):
    StructureFactory(commune_id="77288")
    assert client.get(f"/sitemap-structures.xml?p={page}").status_code == 404
    assert client.get("/sitemap-rien.xml").status_code == 404


@pytest.mark.parametrize("path", ["/sitemap.xml", "/sitemap-structures.xml", "/sitemap-pages.xml"])
def test_who_has_it_is_told_so_until_something_changes(client, path, django_assert_max_num_queries):
    structure = StructureFactory(commune_id="77288")
    first = client.get(path)
    with django_assert_max_num_queries(6):
        again = client.get(path, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    if "pages" in path:
        return
    assert parsedate_to_datetime(first["Last-Modified"]) <= timezone.now()
    Structure.objects.filter(pk=structure.pk).update(nom="Un autre nom")
    assert client.get(path, headers={"if-none-match": first["ETag"]}).status_code == 200
    now = client.get(path)["ETag"]
    Structure.objects.filter(pk=structure.pk).update(status="closed")
    assert client.get(path, headers={"if-none-match": now}).status_code == 200


def test_a_new_structure_leaves_the_parts_before_as_they_were(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "RUN", 1)
    StructureFactory(commune_id="77288")
    first = client.get("/sitemap-structures.xml")
    StructureFactory(commune_id="77288")
    assert client.get("/sitemap-structures.xml", headers={"if-none-match": first["ETag"]}).status_code == 304


def test_no_part_is_more_than_the_protocol_allows():
    longest = 80 + len("/structures/") + 20 + len("https://reperes.prefecture-de-seine-et-marne.gouv.fr/xx")
    per_url = (longest + 80) * (len(LANGUAGES) + 2) + 60
    assert sitemaps.RUN * len(LANGUAGES) <= 50_000
    assert sitemaps.RUN * len(LANGUAGES) * per_url <= 50_000_000


def test_counting_the_parts_reads_the_index_of_changes_and_no_table_of_services():
    """What is asked at each look, of a directory of any size."""
    query, parameters = (
        sitemaps.SECTIONS["structures"].records().order_by().values("changed").query.sql_with_params()
    )
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {query}", parameters)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "mapping_service" not in plan
    assert "mapping_searchrow" not in plan
