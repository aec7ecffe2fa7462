"""Files of resources: told by their bytes, made anew or taken as they are, read with their resource."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from files.documents import kind_of
from files.models import File
from network.models import Attachment, Audience, Resource, State
from network.paths import path_of
from tests.factories import UserFactory
from tests.network.factories import ResourceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

PDF = b"%PDF-1.7\n1 0 obj\n"


def packed(*names, first=None, **contents):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        if first:
            archive.writestr(zipfile.ZipInfo("mimetype"), first)
        for name in names:
            archive.writestr(name, contents.get(name, "x"), zipfile.ZIP_DEFLATED)
    return held.getvalue()


DOCX = packed("[Content_Types].xml", "word/document.xml")
ODT = packed("content.xml", first="application/vnd.oasis.opendocument.text")


def picture():
    held = io.BytesIO()
    Image.new("RGB", (20, 10), "red").save(held, "PNG")
    return held.getvalue()


@pytest.fixture
def professional(client):
    client.force_login(UserFactory(is_professional=True))
    return client


def sent(client, sheet, content, name="plaquette.pdf", label="Plaquette"):
    file = SimpleUploadedFile(name, content)
    return client.post(f"/fiches/{sheet.pk}/pieces/", {"file": file, "label": label}, follow=True)


@pytest.mark.parametrize(
    ("content", "suffix"),
    [
        (PDF, ".pdf"), (DOCX, ".docx"), (ODT, ".odt"),
        (packed("[Content_Types].xml", "xl/workbook.xml"), ".xlsx"),
        (packed("[Content_Types].xml", "ppt/presentation.xml"), ".pptx"),
        (packed("content.xml", first="application/vnd.oasis.opendocument.spreadsheet"), ".ods"),
    ],
)  # fmt: skip
def test_a_document_is_what_its_bytes_say(content, suffix):
    assert kind_of(content).suffix == suffix


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><script>alert(1)</script>",
        b"<svg onload=alert(1)>",
        packed("a.html"),
        b"MZ\x90",
        b"#!/bin/sh",
    ],
)
def test_anything_else_is_no_document(professional, content):
    sheet = ResourceFactory()
    assert kind_of(content) is None
    answer = sent(professional, sheet, content)
    assert answer.status_code == 422
    assert not File.objects.exists()


def test_a_document_with_programs_is_refused_and_its_label_is_kept(professional):
    macros = packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")
    page = sent(professional, ResourceFactory(), macros, "a.docm").content.decode()
    assert "contient des macros" in page
    assert 'value="Plaquette"' in page


def test_a_document_is_taken_away_as_a_file_that_nothing_runs(professional, client):
    sheet = ResourceFactory()
    page = sent(professional, sheet, PDF, "../../Été <b>.html").content.decode()
    assert "Ajouté : Plaquette." in page
    file = File.objects.get()
    assert file.name == "Été <b>.html.pdf"
    answer = client.get(f"/fichiers/{file.pk}/")
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.content == PDF


def test_a_picture_is_made_anew_and_offered_to_the_text(professional):
    sheet = ResourceFactory()
    sent(professional, sheet, picture(), "a.png", "Un guichet")
    file = File.objects.get()
    assert (file.media_type, file.width) == ("image/jpeg", 20)
    form = professional.get(f"/fiches/{sheet.pk}/modifier/").content.decode()
    assert f'data-picture="/fichiers/{file.pk}/"' in form
    Resource.objects.filter(pk=sheet.pk).update(text=f"![Un guichet](/fichiers/{file.pk}/)")
    page = professional.get(path_of(sheet)).content.decode()
    assert f'<img src="/fichiers/{file.pk}/" alt="Un guichet" width="20" height="10"' in page
    # Shown in the text, it is not told again beside the documents.
    assert "À emporter" not in page


def test_a_label_is_needed(professional):
    page = sent(professional, ResourceFactory(), PDF, label=" ").content.decode()
    assert "dites en quelques mots ce que c’est" in page


def test_what_is_removed_comes_back(professional):
    sheet = ResourceFactory()
    sent(professional, sheet, PDF)
    one = Attachment.objects.get()
    path = f"/fiches/{sheet.pk}/pieces/{one.pk}/retirer/"
    assert "Retirer « Plaquette »" in professional.get(path).content.decode()
    page = professional.post(path, follow=True)
    assert "Retiré : Plaquette." in page.content.decode()
    assert not Attachment.objects.exists()
    professional.post(next(said.undo_url for said in page.context["said"]))
    assert Attachment.objects.get().label == "Plaquette"


def test_a_file_of_another_sheet_is_not_removed_by_this_one_s_page(professional):
    sheet, other = ResourceFactory(), ResourceFactory()
    sent(professional, sheet, PDF)
    path = f"/fiches/{other.pk}/pieces/{Attachment.objects.get().pk}/retirer/"
    assert professional.post(path).status_code == 404
    assert Attachment.objects.exists()


@pytest.mark.parametrize("more", [{"audience": Audience.PROFESSIONALS}, {"state": State.WITHDRAWN}])
def test_a_file_is_read_by_whoever_reads_its_sheet(professional, client, more):
    sheet = ResourceFactory(**more)
    sent(professional, sheet, PDF)
    path = f"/fichiers/{File.objects.get().pk}/"
    assert professional.get(path).status_code == 200
    client.logout()
    assert client.get(path).status_code == 404
