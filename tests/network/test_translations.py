"""Translations by people, who are told what changed of the French since."""

import pytest
from lxml.html import document_fromstring

from mapping import writing
from network.models import Translation
from network.models.translation import TRANSLATED, stands_for
from network.resources.french_then import changes_since
from tests.factories import UserFactory
from tests.network.factories import ResourceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


@pytest.fixture
def professional(client):
    client.force_login(UserFactory(is_professional=True))
    return client


def sheet_of(**more):
    return ResourceFactory(title="Renouveler", summary="Avant la fin", fact_cost="225 €", **more)


def form_of(client, path):
    context = client.get(path).context
    sent = {bound.html_name: bound.value() or "" for bound in context["form"]}
    return sent | {"version": context["version"], "source": context["source"]}


def test_it_stands_beside_the_french_and_is_read_at_once(professional):
    sheet = sheet_of()
    path = f"/fiches/{sheet.pk}/traduire/ar/"
    page = professional.get(path).content.decode()
    assert "225 €" in page
    # What says nothing in French is not asked for.
    assert 'name="fact_delay"' not in page
    answer = professional.post(
        path, form_of(professional, path) | {"title": "تجديد", "fact_cost": "225 يورو"}
    )
    assert answer["Location"] == f"/ar/fiches/{sheet.pk}-renouveler/"
    made = Translation.objects.get()
    assert (made.title, made.of, made.is_outdated) == ("تجديد", stands_for(sheet), False)
    assert "225 يورو" in professional.get(answer["Location"]).content.decode()


def test_it_is_edited_with_what_another_translator_wrote_meanwhile(professional):
    sheet = sheet_of()
    held = Translation.objects.create(resource=sheet, language="uk", title="Продовжити", of=stands_for(sheet))
    path = f"/fiches/{sheet.pk}/traduire/uk/"
    sent = form_of(professional, path)
    writing.change(held, {"summary": "Вчасно"}, UserFactory(is_professional=True))
    assert professional.post(path, sent | {"fact_cost": "225 євро"}).status_code == 302
    held.refresh_from_db()
    assert (held.summary, held.fact_cost) == ("Вчасно", "225 євро")
    assert professional.post(path, sent | {"summary": "Інше"}).status_code == 409


def test_what_changed_of_the_french_is_told_by_words(professional):
    sheet = sheet_of()
    Translation.objects.create(resource=sheet, language="en", title="Renew", of=stands_for(sheet))
    writer = UserFactory(is_professional=True)
    writing.change(sheet, {"fact_cost": "200 €"}, writer)
    writing.change(sheet, {"summary": "Deux mois avant la fin"}, writer)
    page = professional.get(f"/fiches/{sheet.pk}/traduire/").content.decode()
    assert "le français a changé depuis" in page
    page = professional.get(f"/fiches/{sheet.pk}/traduire/en/").content.decode()
    assert "Le français a changé depuis cette traduction." in page
    assert "<del><span" in page
    told = {one.name: [(piece.kind, piece.text) for piece in one.pieces] for one in changes_since(
        sheet, Translation.objects.get().of
    )}  # fmt: skip
    assert set(told) == {"summary", "fact_cost"}
    assert ("ins", "200 €") in told["fact_cost"]
    assert ("del", "225 €") in told["fact_cost"]


def test_whoever_saves_it_says_that_it_is_of_the_french_that_they_saw(professional):
    sheet = sheet_of()
    held = Translation.objects.create(resource=sheet, language="en", title="Renew", of=stands_for(sheet))
    path = f"/fiches/{sheet.pk}/traduire/en/"
    writing.change(sheet, {"fact_cost": "200 €"}, UserFactory(is_professional=True))
    sent = form_of(professional, path)
    writing.change(sheet, {"summary": "Autre chose"}, UserFactory(is_professional=True))
    professional.post(path, sent)
    held.refresh_from_db()
    # The second change came after the page: it is still to be translated.
    assert held.is_outdated
    assert [one.name for one in changes_since(sheet, held.of)] == ["summary"]
    professional.post(path, form_of(professional, path))
    held.refresh_from_db()
    assert not held.is_outdated


def test_a_source_that_is_no_stamp_is_not_believed(professional):
    sheet = sheet_of()
    path = f"/fiches/{sheet.pk}/traduire/en/"
    professional.post(path, form_of(professional, path) | {"title": "Renew", "source": "x"})
    assert Translation.objects.get().of == stands_for(sheet)


def test_it_is_removed_and_comes_back(professional):
    sheet = sheet_of()
    Translation.objects.create(resource=sheet, language="ps", title="نوی", of=stands_for(sheet))
    page = professional.post(f"/fiches/{sheet.pk}/traduire/ps/retirer/", follow=True)
    assert "Retiré : la traduction en pachto." in page.content.decode()
    assert not Translation.objects.exists()
    professional.post(next(said.undo_url for said in page.context["said"]))
    assert Translation.objects.get().title == "نوی"


@pytest.mark.parametrize("language", ["fr", "xx"])
def test_only_languages_that_are_known_are_translated_into(professional, language):
    assert professional.get(f"/fiches/{sheet_of().pk}/traduire/{language}/").status_code == 404


@pytest.mark.parametrize("page", ["", "imprimer/"])
def test_what_is_not_translated_is_there_in_french_and_said_to_be(client, page):
    sheet = sheet_of(steps="Prendre rendez-vous", text="Le dossier est **long**.")
    Translation.objects.create(resource=sheet, language="en", title="Renew", of=stands_for(sheet))
    path = f"/en/fiches/{sheet.pk}-renouveler/{page}"
    read = document_fromstring(client.get(path).content.decode())
    text = " ".join(read.text_content().split())
    assert "Renew" in text
    assert "Part of this sheet is not translated: it is in French." in text
    for said in ("Prendre rendez-vous", "Le dossier est", "225 €"):
        (part,) = (one for one in read.iter() if said in (one.text or ""))
        spoken = next(one.get("lang") for one in [part, *part.iterancestors()] if one.get("lang"))
        assert spoken == "fr", said
        # The voice that reads aloud knows English.
        assert not any("data-said" in one.attrib for one in [part, *part.iterancestors()])


def test_a_whole_translation_says_nothing_of_french(client):
    sheet = sheet_of()
    said = {name: "Words" for name in TRANSLATED if getattr(sheet, name)}
    Translation.objects.create(resource=sheet, language="en", of=stands_for(sheet), **said)
    page = client.get(f"/en/fiches/{sheet.pk}-renouveler/").content.decode()
    assert "Part of this sheet is not translated" not in page
