"""Sheets where they are needed: beside an answer, where nothing answers, on a page, while typing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from network.models import Audience, Resource
from tests.factories import ServiceFactory, StructureFactory, UserFactory

pytestmark = pytest.mark.django_db

NEAR = "lat=48.5399&lon=2.6608"
FRENCH = "lecture-ecriture-calcul--maitriser-le-francais"


def sheet(title, **said):
    return Resource.objects.create(title=title, **said)


@pytest.fixture
def place():
    structure = StructureFactory()
    ServiceFactory(structure=structure, thematiques=[FRENCH])
    return structure


def page(client, path):
    return client.get(path).content.decode()


def test_an_answer_shows_at_most_three_sheets_of_its_theme(client, place):
    for number in range(5):
        sheet(f"Fiche français {number}", themes=["francais"])
    sheet("Fiche logement", themes=["logement"])
    html = page(client, f"/?theme=francais&{NEAR}")
    assert html.count("Fiche français") == 3
    assert "Fiche logement" not in html
    assert "/fiches/?theme=francais" in html


def test_each_of_several_needs_has_its_sheet(client, place):
    for number in range(5):
        sheet(f"Fiche français {number}", themes=["francais"])
    sheet("Fiche logement", themes=["logement"])
    assert "Fiche logement" in page(client, f"/?theme=francais&theme=logement&{NEAR}")


def test_a_sheet_that_holds_elsewhere_is_not_shown(client, place):
    sheet("Fiche de Paris", themes=["francais"], territory_kind="departement", territory_code="75")
    assert "Fiche de Paris" not in page(client, f"/?theme=francais&{NEAR}")


def test_an_empty_answer_shows_those_of_what_was_asked(client):
    sheet("Fiche santé", themes=["sante"])
    sheet("Échanger un permis")
    assert "Fiche santé" in page(client, f"/?theme=sante&{NEAR}")
    assert "Échanger un <mark>permis</mark>" in page(client, f"/?q=permis&{NEAR}")


def test_a_structure_s_page_shows_those_that_name_it_first(client, place):
    sheet("Une fiche de français", themes=["francais"])
    sheet("Elle parle de nous", themes=["sante"], structures=[place.pk])
    html = client.get(f"/structures/{place.pk}/", follow=True).content.decode()
    assert 0 < html.index("Elle parle de nous") < html.index("Une fiche de français")


def test_what_is_typed_is_answered_by_titles_too(client):
    held = sheet("Échanger un permis étranger")
    sheet("Permis interne", audience=Audience.PROFESSIONALS)
    told = client.get("/api/v1/suggestions", {"q": "permis"}).json()["suggestions"]
    sheets = [one for one in told if one["genre"] == "fiche"]
    assert [(one["libelle"], one["url"]) for one in sheets] == [
        (held.title, f"/fiches/{held.pk}-{held.slug}/")
    ]
    client.force_login(UserFactory(is_professional=True))
    told = client.get("/api/v1/suggestions", {"q": "permis"}).json()["suggestions"]
    assert len([one for one in told if one["genre"] == "fiche"]) == 2


def test_what_professionals_read_shows_to_no_visitor_anywhere(client, place):
    paths = [
        "/", "/reseau/", f"/?theme=francais&{NEAR}", f"/?q=quetzal&{NEAR}", f"/?theme=sante&{NEAR}",
        f"/structures/{place.pk}/", "/api/v1/suggestions?q=quetzal", "/fiches/?mots=quetzal",
        "/reseau/flux/tout.atom", "/reseau/flux/fiches.atom", "/fiches/flux.atom", "/sitemap-resources.xml",
    ]  # fmt: skip

    def answers():
        return [_bare(client.get(path, follow=True).content.decode()) for path in paths]

    before = answers()
    sheet("Protocole quetzal", themes=["francais", "sante"], structures=[place.pk],
          audience=Audience.PROFESSIONALS,
          summary="quetzal", text="quetzal")  # fmt: skip
    assert answers() == before
    client.force_login(UserFactory(is_professional=True))
    assert "Protocole quetzal" in page(client, f"/?theme=francais&{NEAR}")


def _bare(html):
    """Without what differs each time: nonces, tokens and moments."""
    import re

    return re.sub(r'nonce="[^"]*"|value="[A-Za-z0-9]{64}"|<updated>[^<]*</updated>', "", html)


def test_an_answer_costs_four_statements_more(client, place):
    path = f"/?theme=francais&{NEAR}"
    page(client, path)
    with CaptureQueriesContext(connection) as without:
        page(client, path)
    sheet("Fiche français", themes=["francais"])
    with CaptureQueriesContext(connection) as with_one:
        page(client, path)
    assert len(with_one) - len(without) <= 2
    every = [one["sql"] or "" for one in with_one]
    told = [sql for sql in every if "network_" in sql or "places_namedterritory" in sql]
    assert len(told) <= 4, told


def test_a_sheet_leads_to_who_helps_near_by(client, place):
    held = sheet("Apprendre", themes=["francais"])
    html = page(client, f"/fiches/{held.pk}-{held.slug}/?{NEAR}")
    place_of_link = NEAR.replace("&", "&amp;")
    assert f"/?theme=francais&amp;{place_of_link}" in html
    assert place.nom in html
    assert "/?theme=francais" in page(client, f"/fiches/{held.pk}-{held.slug}/")


def test_frequent_questions_are_told_to_search_engines(client):
    held = sheet("FAQ", kind="faq", text="## Est-ce payant ?\nNon.\n\n## Note\nRien")
    html = page(client, f"/fiches/{held.pk}-{held.slug}/")
    assert '"@type": "FAQPage"' in html
    assert "Est-ce payant ?" in html.split("ld+json")[1]
