"""A small file completes what is known: rows of our own export by their number, others once somebody said
that they are what they resemble; and who will read what it writes is told truly."""

import html
import re

import pytest
from django.urls import reverse

from accounts.models import Group, GroupMembership
from data.imports import completing, runs
from data.models import ImportRow
from data.models.run import Action
from mapping.models import GroupField, GroupValue, PositionPrecision, Structure
from tests.data.samples import csv_bytes
from tests.data.test_group_fields import brought
from tests.factories import StructureFactory, UserFactory, point

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


def text_of(content):
    """The words of a page, as they are read."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", content.decode())).split()).replace(" .", ".")


FIELD = "Nombre de places en garde d’enfants"


@pytest.fixture(autouse=True)
def member(client):
    user = UserFactory(is_professional=True, full_name="Léa Référente")
    client.force_login(user)
    return user


@pytest.fixture
def group(member):
    made = Group.objects.create(name="Français", joining=Group.Joining.ON_REQUEST, is_listed=True)
    GroupMembership.objects.create(group=made, user=member, role=GroupMembership.As.REFERENT)
    return made


@pytest.fixture
def places_field(group):
    return GroupField.objects.create(
        group=group, name=FIELD, kind="nombre", unit="places", audience=GroupField.Audience.MEMBERS
    )


def known(nom, number=1, **said):
    return StructureFactory(
        nom=nom,
        adresse=f"{number} rue du Bac",
        commune_id="77243",
        commune_nom="Lagny-sur-Marne",
        code_postal="77400",
        position=point(48.87, 2.70 + number / 100),
        position_precision=PositionPrecision.ADDRESS,
        source="exemple",
        source_id=f"e{number}",
        telephone="",
        **said,
    )


@pytest.fixture
def houses():
    return [known("Lire et Dire Lagny"), known("Accueil du Bac", 2), known("Entraide de Lagny", 3)]


def row(structure, value, *names):
    whole = {
        "numero": structure.pk,
        "source": structure.source,
        "id": structure.source_id,
        "nom": structure.nom,
        "commune": structure.commune_nom,
        f"Français : {FIELD}": value,
    }
    return {name: text for name, text in whole.items() if name in names or name.startswith("Français")}


@pytest.mark.parametrize(
    "names",
    [
        ("numero", "nom"),
        ("numero", "source", "id"),
        ("numero", "source", "id", "nom", "commune"),
    ],
)
def test_rows_of_our_export_are_known_by_their_number_whatever_columns_are_missing(
    member, houses, places_field, names
):
    run = brought(member, [row(one, n + 1, *names) for n, one in enumerate(houses)], "petit.csv")
    assert run.told["Format"] == "Export de Repères"
    assert (run.counts[Action.CHANGE], run.counts[Action.CREATE]) == (3, 0)
    runs.apply(run)
    said = dict(GroupValue.objects.values_list("structure", "text"))
    assert said == {one.pk: str(n + 1) for n, one in enumerate(houses)}
    assert Structure.objects.count() == 3


def test_numbers_under_other_names_are_another_directory_s(member, houses, places_field):
    rows = [row(one, 1, "numero", "nom") | {"nom": f"Autre {n}"} for n, one in enumerate(houses)]
    run = runs.receive("autre.csv", iter([csv_bytes(rows)]), user=member)
    assert run.told.get("Format", "") != "Export de Repères"


def small(*rows):
    return [
        {"Nom": nom, "Commune": "Lagny-sur-Marne", FIELD.replace("’", "'"): value, **more}
        for nom, value, more in rows
    ]


def press(client, run, key, said):
    answer = client.post(
        reverse("import-rehearse", args=[run.pk]), {"meme": key, "reponse": said}, follow=True
    )
    run.refresh_from_db()
    return text_of(answer.content)


def test_a_row_that_resembles_a_structure_completes_it_once_somebody_says_so(
    client, member, houses, places_field
):
    run = brought(member, small(("Lire et Dire Lagny", "8 places", {"Téléphone": "01 64 00 00 01"})))
    assert run.counts[Action.CREATE] == 1
    page = text_of(client.get(reverse("import", args=[run.pk])).content)
    assert "Ressemble à « Lire et Dire Lagny »" in page
    assert "C’est la même : compléter" in page
    (asked,) = completing.questions(run)
    page = press(client, run, asked.key, "oui")
    assert (run.counts[Action.CREATE], run.counts[Action.CHANGE]) == (0, 1)
    assert "1 ligne complète une fiche" in page
    page = press(client, run, asked.key, "encore")
    assert run.counts[Action.CREATE] == 1
    press(client, run, asked.key, "oui")
    before = houses[0].position
    runs.apply(run)
    assert Structure.objects.count() == 3
    held = Structure.objects.get(pk=houses[0].pk)
    assert (held.adresse, held.position.coords) == ("1 rue du Bac", before.coords)
    assert held.telephone == "01 64 00 00 01"
    assert GroupValue.objects.get().text == "8"
    # The next edition of the file knows it.
    again = brought(member, small(("Lire et Dire Lagny", "9 places", {"Téléphone": "01 64 00 00 01"})))
    assert (again.counts[Action.CREATE], again.counts[Action.CHANGE]) == (0, 1)


def test_what_both_say_otherwise_is_kept_but_in_the_fields_of_the_group(client, member, houses, places_field):
    Structure.objects.filter(pk=houses[0].pk).update(telephone="+33164999999")
    GroupValue.objects.create(structure=houses[0], field=places_field, text="3")
    run = brought(member, small(("Lire et Dire Lagny", "8", {"Téléphone": "01 64 00 00 01"})))
    (asked,) = completing.questions(run)
    press(client, run, asked.key, "oui")
    held = ImportRow.objects.get(run=run, kind="structure")
    assert set(held.changes) == {f"champ-{places_field.pk}"}
    assert "telephone" in held.kept
    assert "position" not in held.kept
    runs.apply(run)
    assert Structure.objects.get(pk=houses[0].pk).telephone == "+33164999999"
    assert GroupValue.objects.get().text == "8"


def test_all_that_resemble_one_alone_are_said_at_once_and_the_others_are_left(
    client, member, houses, places_field
):
    known("Lire et Dire Lagny", 7)
    run = brought(
        member,
        small(("Lire et Dire Lagny", "1", {}), ("Accueil du Bac", "2", {}), ("Entraide de Lagny", "3", {})),
    )
    assert run.counts[Action.CREATE] == 3
    page = press(client, run, "toutes", "toutes")
    assert "2 lignes complètent une fiche" in page
    assert "1 autre peut être plusieurs fiches" in page
    assert (run.counts[Action.CREATE], run.counts[Action.CHANGE]) == (1, 2)


def test_nobody_answers_of_what_is_not_asked_nor_of_another_s_import(client, member, houses, places_field):
    run = brought(member, small(("Lire et Dire Lagny", "8", {})))
    assert "plus demandé" in press(client, run, "nom-de-personne", "oui")
    (asked,) = completing.questions(run)
    client.force_login(UserFactory(is_professional=True))
    answer = client.post(reverse("import-rehearse", args=[run.pk]), {"meme": asked.key, "reponse": "oui"})
    assert answer.status_code == 404


class TestColumns:
    def test_a_whole_header_that_is_a_field_s_name_outranks_a_word_of_it(self, member, places_field):
        run = runs.receive("p.csv", iter([csv_bytes(small(("Nouvelle maison", "8", {})))]), user=member)
        taken = {one["name"]: one["target"] for one in run.settings["columns"]}
        assert taken[FIELD.replace("’", "'")] == f"champ-{places_field.pk}"

    def test_a_column_that_the_directory_calls_so_stays_the_directory_s(self, member, group):
        GroupField.objects.create(group=group, name="Téléphone", kind="texte")
        rows = [{"Nom": f"Maison {n}", "Téléphone": f"01 64 00 00 0{n}"} for n in range(1, 4)]
        run = runs.receive("p.csv", iter([csv_bytes(rows)]), user=member)
        taken = {one["name"]: one["target"] for one in run.settings["columns"]}
        assert taken["Téléphone"] == "telephone"

    def test_id_and_source_are_no_address_and_no_description(self, member):
        rows = [
            {
                "Nom": f"Association des Essais {n}",
                "Commune": "Melun",
                "id": f"{n} rue de la Mairie 77000 Melun",
                "source": f"Relevé auprès de la mairie de Melun, avec l’aide de la commune, en {2000 + n}",
            }
            for n in range(1, 9)
        ]
        run = runs.receive("p.csv", iter([csv_bytes(rows)]), user=member)
        taken = {one["name"]: (one["target"], one["proposal"]) for one in run.settings["columns"]}
        assert taken["id"] in (("id", ""), ("", ""), ("", "id"))
        assert taken["source"] == ("", "")


class TestWhoWillReadWhat:
    def told(self, client, run):
        page = text_of(client.get(reverse("import", args=[run.pk])).content)
        return page.split("Qui lira quoi")[1].split("Ligne par ligne")[0]

    def test_a_field_of_members_makes_nothing_public(self, client, member, houses, places_field):
        run = brought(member, [row(one, 4, "numero", "nom") for one in houses], "petit.csv")
        told = self.told(client, run)
        assert "Les structures" not in told
        assert "Aucun de ces textes" not in told
        assert f"Ce que seuls les membres du groupe liront Français : {FIELD}." in told

    def test_a_new_structure_is_public(self, client, member, places_field):
        run = brought(member, small(("Nouvelle maison", "8", {"Téléphone": "01 64 00 00 01"})))
        told = self.told(client, run)
        assert "Ce qui devient public Les structures créées et leurs textes" in told
        assert "Ce que seuls les membres du groupe liront" in told
