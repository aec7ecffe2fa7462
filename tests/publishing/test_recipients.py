"""To whom an edition goes: a list that staff keep, its copies beside those printed, a table, labels."""

import csv
import io
from datetime import date

import openpyxl
import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mapping.models import Visibility
from publishing.book import reread
from publishing.editions.models import Edition
from publishing.models import Recipient
from publishing.recipients import adding, lines
from tests.factories import ServiceFactory, StructureFactory, UserFactory, point

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

GIVEN = {"name": "Mairie de Melun", "kind": "mairie", "street": "16 rue Paul Doumer", "postcode": "77000",
         "town": "Melun", "copies": "50"}  # fmt: skip


@pytest.fixture
def staff():
    client = Client()
    client.force_login(UserFactory(is_staff=True))
    return client


@pytest.fixture
def edition():
    return Edition.objects.create(
        title="Annuaire", period="Automne", territory_kind="departement", territory_code="77", copies=100
    )


def text(answer) -> str:
    return " ".join(answer.content.decode().replace("\xa0", " ").replace("\u202f", " ").split())


def page(edition, name="recipients", *more) -> str:
    return reverse(name, args=[edition.pk, *more])


def test_who_receives_how_many_is_written_and_counted_beside_what_is_printed(staff, edition):
    assert "Aucun destinataire" in text(staff.get(page(edition)))
    answer = staff.post(page(edition, "recipient-new"), GIVEN, follow=True)
    assert "Ajouté : « Mairie de Melun, Melun »" in text(answer)
    told = text(answer)
    assert "<strong>50</strong> exemplaires pour 1 destinataire, sur <strong>100</strong> imprimés" in told
    assert "0 remis, 50 à remettre" in told
    assert "50 ne sont encore pour personne" in told
    assert "16 rue Paul Doumer, 77000 Melun" in told
    one = edition.recipients.get()
    staff.post(reverse("recipient-delivered", args=[one.pk]), {"remis": "oui"})
    one.refresh_from_db()
    assert one.delivered_on == timezone.localdate()
    assert "50 remis, 0 à remettre" in text(staff.get(page(edition)))
    staff.post(reverse("recipient-delivered", args=[one.pk]), {"remis": "non"})
    one.refresh_from_db()
    assert one.delivered_on is None
    Recipient.objects.create(edition=edition, name="Médiathèque", copies=70)
    # The edition's own page says it too.
    assert "Il en manque 20" in text(staff.get(reverse("edition", args=[edition.pk])))
    Edition.objects.update(copies=None)
    assert "Combien sont imprimés" in text(staff.get(page(edition)))
    gone = reverse("recipient-remove", args=[one.pk])
    assert "Retirer ce destinataire" in text(staff.get(gone))
    assert edition.recipients.count() == 2
    staff.post(gone)
    assert [held.name for held in edition.recipients.all()] == ["Médiathèque"]


@pytest.mark.parametrize(
    ("sent", "field", "said"),
    [
        ({"name": " "}, "name", "obligatoire"),
        ({"copies": ""}, "copies", "dites combien d’exemplaires"),
        ({"copies": "0"}, "copies", "un exemplaire au moins"),
        ({"copies": "peu"}, "copies", "un nombre est attendu"),
        ({"kind": "x"}, "kind", "x"),
        ({"delivered_on": "hier"}, "delivered_on", "écrivez un jour"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_kept(staff, edition, sent, field, said):
    answer = staff.post(page(edition, "recipient-new"), GIVEN | sent)
    assert answer.status_code == 422
    assert said in text(answer)
    assert f'href="#champ_{field}"' in answer.content.decode()
    assert not Recipient.objects.exists()


def test_two_people_who_change_one_recipient_lose_nothing(staff, edition):
    one = Recipient.objects.create(edition=edition, name="Mairie", copies=5)
    address = reverse("recipient", args=[one.pk])
    Recipient.objects.update(version=2, copies=8)
    late = staff.post(address, GIVEN | {"version": "1"})
    assert late.status_code == 422
    assert "« Mairie · 8 ex. · à remettre »" in text(late)
    assert 'value="50"' in text(late)
    one.refresh_from_db()
    assert one.copies == 8
    assert staff.post(address, GIVEN | {"version": "2"}).status_code == 302
    one.refresh_from_db()
    assert (one.copies, one.version) == (50, 3)


def test_a_list_is_pasted_from_a_spreadsheet_or_typed(staff, edition):
    pasted = (
        "Nom\tAdresse\tCode postal\tCommune\tExemplaires\n"
        "Mairie de Melun\t16 rue Paul Doumer\t77000\tMelun\t1 000\n"
        "\n"
        "Médiathèque\t\t77100\tMeaux\n"
    )
    sent = {"kind": "mairie", "copies": "20", "lines": pasted}
    answer = staff.post(page(edition, "recipients-several"), sent, follow=True)
    assert "2 destinataires ajoutés." in text(answer)
    found = {one.name: (one.postcode, one.town, one.copies) for one in edition.recipients.all()}
    assert found == {"Mairie de Melun": ("77000", "Melun", 1000), "Médiathèque": ("77100", "Meaux", 20)}
    typed = "MAIRIE DE MELUN; ;77000;Melun;9\nÉcole ; 3 rue Neuve ; 77000 ; Melun"
    again = staff.post(page(edition, "recipients-several"), sent | {"lines": typed}, follow=True)
    assert "1 destinataire ajouté. 1 y était déjà : rien n’en a changé." in text(again)
    assert edition.recipients.get(name="Mairie de Melun").copies == 1000
    assert edition.recipients.get(name="École").street == "3 rue Neuve"


def test_each_line_that_is_wrong_is_named_and_none_is_added(staff, edition):
    given = "Mairie;1 rue;77000;Melun;dix\n;2 rue;77000;Melun;5\nÉcole;3 rue;77000;Melun;5"
    sent = {"kind": "autre", "copies": "5", "lines": given}
    answer = staff.post(page(edition, "recipients-several"), sent)
    assert answer.status_code == 422
    told = text(answer)
    assert "Ligne 1, exemplaires : « dix » n’est pas un nombre d’exemplaires" in told
    assert "Ligne 2, nom : il est vide" in told
    assert "École;3 rue" in told
    assert not Recipient.objects.exists()
    with pytest.raises(lines.Wrong, match="2 lignes au plus : il y en a 3"):
        lines.read("a\nb\nc", 1, 2)


def test_structures_of_a_search_are_taken_as_visitors_see_them(staff, edition):
    """What a confidential place is known by goes on no parcel, though staff read it."""
    school = StructureFactory(nom="École de langue", adresse="3 rue Neuve", code_postal="77000")
    ServiceFactory(structure=school, thematiques=["lecture-ecriture-calcul--maitriser-le-francais"])
    refuge = StructureFactory(
        nom="Refuge", adresse="13 rue Secrete", code_postal="77999", position=point(48.5712, 2.7033),
        address_visibility=Visibility.PROFESSIONALS,
    )  # fmt: skip
    ServiceFactory(structure=refuge, thematiques=["sante--acces-aux-soins"])
    sent = {"annuaire": "oui", "kind": "association", "copies": "15", "search": ""}
    answer = staff.post(page(edition, "recipients-several"), sent, follow=True)
    assert "2 destinataires ajoutés." in text(answer)
    found = {one.structure: (one.street, one.postcode, one.copies) for one in edition.recipients.all()}
    assert found[school.pk] == ("3 rue Neuve", "77000", 15)
    assert found[refuge.pk] == ("", "", 15)
    assert "Secrete" not in text(answer)
    other = Edition.objects.create(title="Autre", territory_kind="departement", territory_code="77")
    search = "http://testserver/?departement=77&theme=francais"
    staff.post(page(other, "recipients-several"), sent | {"search": search})
    assert [one.structure for one in other.recipients.all()] == [school.pk]
    wrong = staff.post(page(other, "recipients-several"), sent | {"search": "http://testserver/?zut=1"})
    assert wrong.status_code == 422
    assert "zut" in text(wrong)


def test_more_than_a_list_holds_is_refused_whole(staff, edition, monkeypatch):
    monkeypatch.setattr(adding, "MOST", 2)
    sent = {"kind": "autre", "copies": "5", "lines": "a\nb\nc"}
    answer = staff.post(page(edition, "recipients-several"), sent)
    assert answer.status_code == 422
    assert "2 destinataires au plus" in text(answer)
    assert not Recipient.objects.exists()


def test_the_list_leaves_as_a_table_that_runs_nothing_and_comes_back(staff, edition):
    Recipient.objects.create(
        edition=edition, name="=1+1", town="Melun", copies=5, kind="mairie", delivered_on=date(2026, 11, 2)
    )
    Recipient.objects.create(
        edition=edition, name="École", street="3 rue Neuve", copies=7, note="À l’accueil"
    )
    answer = staff.get(page(edition, "recipients-table", "csv"))
    assert f'filename="destinataires-{edition.pk}.csv"' in answer["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert tuple(rows[0]) == lines.HEADERS
    assert rows[1][0] != "=1+1"
    assert rows[1][-1] == "2026-11-02"
    assert rows[2][:5] == ["École", "3 rue Neuve", "", "", "7"]
    book = openpyxl.load_workbook(io.BytesIO(staff.get(page(edition, "recipients-table", "xlsx")).content))
    assert [cell.value for cell in book.active[3]][:2] == ["École", "3 rue Neuve"]
    again = lines.read(answer.content.decode("utf-8-sig"), 1, 10)
    assert [(one.name, one.copies) for one in again][1] == ("École", 7)


def test_labels_are_made_of_what_is_left_to_deliver(staff, edition):
    for number in range(25):
        Recipient.objects.create(
            edition=edition, name=f"Mairie n° {number} #[*_$", street="1 rue Haute", postcode="77000",
            town="Melun", copies=number + 1,
        )  # fmt: skip
    Recipient.objects.create(edition=edition, name="Déjà servie", copies=1, delivered_on=date(2026, 11, 2))

    def told(**asked) -> list[str]:
        answer = staff.get(page(edition, "recipients-labels"), asked)
        assert answer["Content-Type"] == "application/pdf"
        document = pypdfium2.PdfDocument(answer.content)
        sizes = {tuple(round(side / 72 * 25.4) for side in one.get_size()) for one in document}
        document.close()
        assert sizes == {(210, 297)}
        return [" ".join(one.replace("\u200b", "").split()) for one in reread.pages_of(answer.content)]

    sheets = told()
    assert len(sheets) == 2
    assert "Mairie n° 24 #[*_$" in " ".join(sheets)
    assert "77000 Melun" in sheets[0]
    assert "1 exemplaire" in " ".join(sheets)
    assert "Déjà servie" not in " ".join(sheets)
    assert "Déjà servie" in " ".join(told(tous="oui"))
    Recipient.objects.update(delivered_on=date(2026, 11, 3))
    assert staff.get(page(edition, "recipients-labels")).status_code == 404


def test_the_next_edition_goes_to_the_same_people_to_whom_nothing_was_delivered(staff, edition):
    Recipient.objects.create(edition=edition, name="Mairie", copies=5, delivered_on=date(2026, 11, 2))
    staff.post(reverse("edition-duplicate", args=[edition.pk]))
    after = Edition.objects.exclude(pk=edition.pk).get()
    assert [(one.name, one.copies, one.delivered_on) for one in after.recipients.all()] == [
        ("Mairie", 5, None)
    ]


def test_a_recipient_is_staff_s_alone(edition, client):
    one = Recipient.objects.create(edition=edition, name="Mairie", copies=5)
    paths = [
        *(page(edition, name) for name in ("recipients", "recipient-new", "recipients-several")),
        *(page(edition, "recipients-table", kind) for kind in ("csv", "xlsx")),
        page(edition, "recipients-labels"),
        *(reverse(f"recipient{way}", args=[one.pk]) for way in ("", "-delivered", "-remove")),
    ]
    for path in paths:
        assert client.get(path).status_code in (302, 405), path
    client.force_login(UserFactory(is_professional=True))
    for path in paths:
        assert client.get(path).status_code in (403, 405), path
        assert client.post(path, GIVEN).status_code in (403, 405), path
    assert Recipient.objects.get().copies == 5
    assert Recipient.objects.get().delivered_on is None
