"""Fields of a group's own: declared by its referents, filled in by who edits structures, told to whom they
are for, asked and sorted by on the group's page."""

import io
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import Group, GroupMembership
from history.models import Act
from mapping.group_fields.reading import Refused, read
from mapping.models import GroupField, GroupValue, Structure, Visibility
from tests.factories import ServiceFactory, StructureFactory, UserFactory
from tests.forms import hidden_in

pytestmark = pytest.mark.django_db

GROUPS = "/reseau/groupes/"
PUBLIC, PROFESSIONALS, MEMBERS = GroupField.Audience
SAID = "Vingt-deux lits pliants"


def professional(name, **said):
    return UserFactory(is_professional=True, full_name=name, **said)


@pytest.fixture
def leader():
    return professional("Rita Référente")


@pytest.fixture
def member():
    return professional("Marc Membre")


@pytest.fixture
def stranger():
    return professional("Stella Dehors")


@pytest.fixture
def group(leader, member):
    made = Group.objects.create(name="Logement d’abord", joining=Group.Joining.ON_REQUEST, is_listed=True)
    GroupMembership.objects.create(group=made, user=leader, role=GroupMembership.As.REFERENT)
    GroupMembership.objects.create(group=made, user=member)
    return made


@pytest.fixture
def structure():
    return StructureFactory(nom="Maison ouverte")


def field_of(group, name="Lits", kind="texte", audience=MEMBERS, **said):
    return GroupField.objects.create(group=group, name=name, kind=kind, audience=audience, **said)


def value_of(structure, field, text=SAID):
    return GroupValue.objects.create(structure=structure, field=field, text=text)


def page(client, user, path):
    client.logout() if user is None else client.force_login(user)
    return client.get(path, follow=True)


def text_of(client, user, path):
    return page(client, user, path).content.decode()


def path_of(structure):
    return f"/structures/{structure.pk}-{structure.slug}/"


def sheet(structure, group):
    return f"{path_of(structure)}modifier/champs/{group.pk}/"


def fill(client, user, structure, group, shown=None, **said):
    """Send the form of a group's fields as a browser does: what it holds by itself, and what is typed."""
    shown = shown or page(client, user, sheet(structure, group)).content
    client.force_login(user)
    return client.post(sheet(structure, group), hidden_in(shown, "modification") | said)


def declared(**changed):
    return {
        "version": "0", "name": "Places libres", "kind": "nombre", "unit": "places", "choices": "",
        "help": "", "audience": "2",
    } | changed  # fmt: skip


def declare(client, user, group, **changed):
    client.force_login(user)
    return client.post(f"{GROUPS}{group.pk}/champs/nouveau/", declared(**changed))


class TestDeclaring:
    def test_a_referent_declares_a_field_and_it_is_in_the_form_of_a_structure(
        self, client, leader, member, group, structure
    ):
        answer = declare(client, leader, group, help="Ce soir.")
        assert answer["Location"] == f"{GROUPS}{group.pk}/champs/"
        assert "Places libres" in text_of(client, member, answer["Location"])
        form = text_of(client, member, sheet(structure, group))
        assert "Places libres (places)" in form
        assert "Ce soir." in form

    def test_who_does_not_lead_the_group_declares_nothing(self, client, member, stranger, group):
        assert declare(client, member, group).status_code == 403
        assert declare(client, stranger, group).status_code == 403
        assert not GroupField.objects.exists()

    def test_a_field_of_a_group_that_is_unknown_to_somebody_is_nowhere_for_them(
        self, client, stranger, group
    ):
        Group.objects.filter(pk=group.pk).update(is_listed=False)
        for end in ("champs/", "champs/nouveau/"):
            assert page(client, stranger, f"{GROUPS}{group.pk}/{end}").status_code == 404
        assert page(client, stranger, f"{GROUPS}{group.pk}-{group.slug}/structures/").status_code == 404

    def test_a_choice_needs_its_choices_each_once(self, client, leader, group):
        answer = declare(client, leader, group, kind="choix", choices=" \n")
        assert answer.status_code == 422
        assert "écrivez les choix" in answer.content.decode()
        answer = declare(client, leader, group, kind="choix", choices="Oui\nNon\noui")
        assert "« Oui » y est deux fois" in answer.content.decode()
        assert declare(client, leader, group, kind="choix", choices="T1\nT2").status_code == 302
        assert GroupField.objects.get().choices == ["T1", "T2"]

    def test_two_fields_of_a_group_have_two_names(self, client, leader, group):
        field_of(group, "Places libres")
        answer = declare(client, leader, group, name="places LIBRES")
        assert answer.status_code == 422
        assert "s’appelle déjà ainsi" in answer.content.decode()

    def test_the_fields_of_a_group_in_no_list_are_its_members(self, client, leader, group):
        Group.objects.filter(pk=group.pk).update(is_listed=False)
        asked = page(client, leader, f"{GROUPS}{group.pk}/champs/nouveau/").content.decode()
        assert "ses champs restent à ses membres" in asked
        assert 'value="0"' not in asked.split('name="audience"', 1)[1].split("is_required")[0]
        answer = declare(client, leader, group, audience="0")
        assert answer.status_code == 422
        assert "ses champs restent à ses membres" in answer.content.decode()
        assert declare(client, leader, group).status_code == 302

    def test_once_filled_in_a_field_keeps_its_kind_its_answers_and_its_readers(
        self, client, leader, group, structure
    ):
        field = field_of(group, "Type", "choix", choices=["T1", "T2"])
        value_of(structure, field, "T1")
        at = f"{GROUPS}{group.pk}/champs/{field.pk}/"
        version = hidden_in(page(client, leader, at).content, "modification")["version"]
        for changed, told in (
            ({"kind": "texte"}, "sa nature ne change plus"),
            ({"choices": "T2"}, "« T1 » est la réponse de 1 structure"),
            ({"audience": "0"}, "pour moins de monde"),
        ):
            sent = declared(name="Type", kind="choix", unit="", choices="T1\nT2", version=version)
            answer = client.post(at, sent | changed)
            assert answer.status_code == 422
            assert told in answer.content.decode()
        sent = declared(name="Type", kind="choix", unit="", choices="T1\nT2\nT3", version=version)
        assert client.post(at, sent).status_code == 302
        field.refresh_from_db()
        assert field.choices == ["T1", "T2", "T3"]

    def test_a_field_that_was_filled_in_is_retired_and_comes_back_with_its_values(
        self, client, leader, group, structure
    ):
        field = field_of(group)
        value_of(structure, field)
        client.force_login(leader)
        assert "gardé" in client.get(f"{GROUPS}{group.pk}/champs/{field.pk}/retirer/").content.decode()
        client.post(f"{GROUPS}{group.pk}/champs/{field.pk}/retirer/")
        assert SAID not in text_of(client, leader, path_of(structure))
        assert page(client, leader, sheet(structure, group)).status_code == 404
        client.post(f"{GROUPS}{group.pk}/champs/{field.pk}/reprendre/")
        assert SAID in text_of(client, leader, path_of(structure))

    def test_a_field_that_nobody_filled_in_goes(self, client, leader, group):
        field = field_of(group)
        client.force_login(leader)
        client.post(f"{GROUPS}{group.pk}/champs/{field.pk}/retirer/")
        assert not GroupField.objects.exists()
        assert "Lits" in text_of(client, leader, f"{GROUPS}{group.pk}/historique/")

    def test_fields_are_put_in_order(self, client, leader, group):
        first, second = field_of(group, "Un", rank=0), field_of(group, "Deux", rank=1)
        client.force_login(leader)
        client.post(f"{GROUPS}{group.pk}/champs/{second.pk}/deplacer/", {"monter": ""})
        assert list(GroupField.objects.filter(group=group)) == [second, first]
        text = text_of(client, leader, f"{GROUPS}{group.pk}/champs/")
        assert text.index("<bdi>Deux</bdi>") < text.index("<bdi>Un</bdi>")

    def test_a_group_that_leaves_the_list_keeps_its_fields_to_its_members_should_it_come_back(
        self, client, leader, group, structure
    ):
        field = field_of(group, audience=PUBLIC)
        client.force_login(leader)
        at = f"{GROUPS}{group.pk}/modifier/"
        shown = hidden_in(client.get(at).content, "modification")
        sent = shown | {"name": group.name, "kind": "thematique", "joining": "demande", "territory": ""}
        assert client.post(at, sent).status_code == 302
        field.refresh_from_db()
        assert field.audience == MEMBERS
        act = Act.objects.order_by("-pk").first().pk
        client.post(f"{GROUPS}{group.pk}/annuler/{act}/")
        field.refresh_from_db()
        assert field.audience == MEMBERS


class TestFillingIn:
    def test_every_kind_is_written_as_it_is_typed_and_told_in_words(self, client, member, group, structure):
        fields = {
            "texte": field_of(group, "Surnom", "texte"),
            "texte-long": field_of(group, "Projet", "texte-long"),
            "nombre": field_of(group, "Lits", "nombre", unit="places"),
            "oui-non": field_of(group, "Animaux", "oui-non"),
            "choix": field_of(group, "Type", "choix", choices=["Foyer", "Pension"]),
            "choix-multiple": field_of(group, "Publics", "choix-multiple", choices=["Femmes", "Jeunes"]),
            "date": field_of(group, "Ouverture", "date"),
            "lien": field_of(group, "Plan", "lien"),
        }  # fmt: skip
        typed = {
            "texte": " La  Maison ", "texte-long": "Un.\r\nDeux.", "nombre": "1 200,50", "oui-non": "oui",
            "choix": "Pension", "choix-multiple": ["Jeunes", "Femmes"], "date": "2027-03-01",
            "lien": "exemple.org/plan",
        }  # fmt: skip
        said = {f"c{one.pk}": typed[kind] for kind, one in fields.items()}
        assert fill(client, member, structure, group, **said)["Location"] == path_of(structure)
        held = {one.field.kind: one.text for one in GroupValue.objects.select_related("field")}
        assert held == {
            "texte": "La Maison", "texte-long": "Un.\nDeux.", "nombre": "1200.5", "oui-non": "oui",
            "choix": "Pension", "choix-multiple": "Femmes\nJeunes", "date": "2027-03-01",
            "lien": "https://exemple.org/plan",
        }  # fmt: skip
        told = re.sub(r"[\s\u00a0\u202f]+", " ", text_of(client, member, path_of(structure)))
        for words in ("1 200,5 places", "Femmes, Jeunes", "1er mars 2027", 'href="https://exemple.org/plan"'):
            assert words in told
        assert "Logement d’abord" in told

    def test_what_is_no_value_is_refused_beside_its_field_and_nothing_is_written(
        self, client, member, group, structure
    ):
        number, day = field_of(group, "Lits", "nombre", unit="places"), field_of(group, "Ouverture", "date")
        answer = fill(
            client, member, structure, group, **{f"c{number.pk}": "une dizaine", f"c{day.pk}": "2027-03-01"}
        )
        assert answer.status_code == 422
        text = answer.content.decode()
        assert "« une dizaine » n’est pas un nombre de places" in text
        assert 'value="une dizaine"' in text
        assert 'value="2027-03-01"' in text
        assert not GroupValue.objects.exists()

    def test_a_field_that_is_needed_is_not_left_empty(self, client, member, group, structure):
        field_of(group, "Lits", is_required=True)
        other = field_of(group, "Surnom")
        answer = fill(client, member, structure, group, **{f"c{other.pk}": "Maison"})
        assert answer.status_code == 422
        assert "le groupe demande ce champ" in answer.content.decode()

    def test_what_two_people_wrote_in_two_fields_stays(self, client, leader, member, group, structure):
        one, other = field_of(group, "Lits"), field_of(group, "Surnom")
        shown = page(client, member, sheet(structure, group)).content
        fill(client, leader, structure, group, **{f"c{one.pk}": "Douze"})
        answer = fill(client, member, structure, group, shown, **{f"c{one.pk}": "", f"c{other.pk}": "Maison"})
        assert answer.status_code == 302
        assert set(GroupValue.objects.values_list("text", flat=True)) == {"Douze", "Maison"}

    def test_of_one_field_both_values_are_shown_and_the_editor_decides(
        self, client, leader, member, group, structure
    ):
        field = field_of(group, "Lits")
        name = f"c{field.pk}"
        shown = page(client, member, sheet(structure, group)).content
        fill(client, leader, structure, group, **{name: "Douze"})
        answer = fill(client, member, structure, group, shown, **{name: "Treize"})
        assert answer.status_code == 409
        text = answer.content.decode()
        assert "Douze" in text
        assert "Treize" in text
        assert "Rita Référente" in text
        assert GroupValue.objects.get().text == "Douze"
        again = fill(
            client, member, structure, group, answer.content, **{name: "Treize", f"choix_{name}": "mienne"}
        )
        assert again.status_code == 302
        assert GroupValue.objects.get().text == "Treize"

    def test_a_choice_made_of_a_value_that_changed_again_is_asked_again(
        self, client, leader, member, group, structure
    ):
        field = field_of(group, "Lits")
        name = f"c{field.pk}"
        shown = page(client, member, sheet(structure, group)).content
        fill(client, leader, structure, group, **{name: "Douze"})
        answer = fill(client, member, structure, group, shown, **{name: "Treize"})
        fill(client, leader, structure, group, **{name: "Quatorze"})
        again = fill(
            client, member, structure, group, answer.content, **{name: "Treize", f"choix_{name}": "mienne"}
        )
        assert again.status_code == 409
        assert "Quatorze" in again.content.decode()
        assert GroupValue.objects.get().text == "Quatorze"

    def test_an_edit_is_taken_back_by_who_made_it(self, client, member, group, structure):
        field = field_of(group, "Lits")
        value = value_of(structure, field, "Douze")
        fill(client, member, structure, group, **{f"c{field.pk}": "Treize"})
        undo = re.search(
            r'action="([^"]*/modifier/annuler/\d+/)"', text_of(client, member, path_of(structure))
        )
        client.post(undo[1])
        value.refresh_from_db()
        assert value.text == "Douze"

    def test_any_professional_fills_in_what_they_read_and_nothing_else(
        self, client, stranger, group, structure
    ):
        ours, open_one = field_of(group, "Secret", "texte"), field_of(group, "Lits", audience=PROFESSIONALS)
        value_of(structure, open_one, "Douze")
        form = page(client, stranger, sheet(structure, group))
        assert "Lits" in form.content.decode()
        assert "Secret" not in form.content.decode()
        fill(client, stranger, structure, group, **{f"c{open_one.pk}": "Treize", f"c{ours.pk}": "Lu ?"})
        assert list(GroupValue.objects.values_list("text", flat=True)) == ["Treize"]

    def test_who_is_no_member_is_offered_nothing_for_a_structure_that_is_not_the_groups(
        self, client, stranger, member, group, structure
    ):
        field_of(group, "Lits", audience=PROFESSIONALS)
        assert page(client, stranger, sheet(structure, group)).status_code == 404
        assert sheet(structure, group) not in text_of(client, stranger, path_of(structure))
        assert sheet(structure, group) in text_of(client, member, path_of(structure))

    def test_a_structure_of_the_groups_theme_and_territory_is_its_own(
        self, client, stranger, group, structure
    ):
        field_of(group, "Lits", audience=PROFESSIONALS)
        Group.objects.filter(pk=group.pk).update(
            themes=["francais"], territory_kind="departement", territory_code="77"
        )
        assert page(client, stranger, sheet(structure, group)).status_code == 404
        ServiceFactory(structure=structure)
        assert page(client, stranger, sheet(structure, group)).status_code == 200
        assert "Maison ouverte" in text_of(client, stranger, f"{GROUPS}{group.pk}-{group.slug}/structures/")
        Group.objects.filter(pk=group.pk).update(territory_code="91")
        assert page(client, stranger, sheet(structure, group)).status_code == 404

    def test_a_visitor_and_an_archived_group_write_nothing(self, client, member, group, structure):
        field = field_of(group, "Lits", audience=PUBLIC)
        value_of(structure, field)
        assert page(client, None, sheet(structure, group)).request["PATH_INFO"].startswith("/connexion")
        Group.objects.filter(pk=group.pk).update(archived_at=timezone.now())
        assert page(client, member, sheet(structure, group)).status_code == 403
        assert SAID in text_of(client, member, path_of(structure))
        assert SAID not in text_of(client, None, path_of(structure))


class TestReading:
    @pytest.mark.parametrize(
        ("audience", "who_reads"),
        [
            (PUBLIC, {"visitor", "stranger", "member", "staff"}),
            (PROFESSIONALS, {"stranger", "member", "staff"}),
            (MEMBERS, {"member", "staff"}),
        ],
    )
    def test_a_value_is_read_by_whom_the_field_is_for_on_every_page(
        self, client, group, structure, stranger, member, audience, who_reads
    ):
        field = field_of(group, "Couchages", audience=audience)
        fill(client, member, structure, group, **{f"c{field.pk}": SAID})
        staff = UserFactory(is_professional=True, is_staff=True)
        people = {"visitor": None, "stranger": stranger, "member": member, "staff": staff}
        by_page = {}
        for end in ("", "historique/"):
            by_page[end] = {
                who for who, one in people.items() if SAID in text_of(client, one, path_of(structure) + end)
            }
        assert by_page[""] == who_reads
        assert by_page["historique/"] == who_reads

    def test_who_leaves_the_group_reads_no_more(self, client, group, structure, member):
        value_of(structure, field_of(group))
        assert SAID in text_of(client, member, path_of(structure))
        GroupMembership.objects.filter(user=member).delete()
        assert SAID not in text_of(client, member, path_of(structure))
        assert "Logement d’abord" not in text_of(client, member, path_of(structure))

    def test_a_members_value_moves_no_date_that_others_read(self, client, group, structure, member):
        long_ago = timezone.now() - timedelta(days=400)
        Structure.objects.filter(pk=structure.pk).update(verified_at=long_ago)
        field = field_of(group)
        fill(client, member, structure, group, **{f"c{field.pk}": SAID})
        structure.refresh_from_db()
        assert structure.verified_at == long_ago

    def test_a_structure_that_is_hidden_tells_nothing(self, client, group, structure):
        value_of(structure, field_of(group, audience=PUBLIC))
        Structure.objects.filter(pk=structure.pk).update(address_visibility=Visibility.OWNERS)
        assert SAID in text_of(client, None, path_of(structure))
        Structure.objects.filter(pk=structure.pk).update(status="closed")
        assert page(client, None, path_of(structure)).status_code == 404


class TestListing:
    @pytest.fixture
    def filled(self, group):
        group.refresh_from_db()
        beds = field_of(group, "Lits", "nombre", unit="places")
        kind = field_of(group, "Publics", "choix-multiple", choices=["Femmes", "Femmes seules", "Jeunes"])
        for name, number, said in (
            ("Aube", "9", "Femmes seules"),
            ("Brise", "10", "Femmes\nJeunes"),
            ("Cime", "", "Jeunes"),
        ):
            one = StructureFactory(nom=name)
            value_of(one, kind, said)
            if number:
                value_of(one, beds, number)
        return beds, kind

    def names(self, client, user, group, query=""):
        text = text_of(client, user, f"{GROUPS}{group.pk}-{group.slug}/structures/{query}")
        return re.findall(r'<bdi lang="fr">(Aube|Brise|Cime)</bdi>', text)

    def test_structures_are_asked_and_sorted_by_what_they_say(self, client, member, group, filled):
        beds, kind = filled
        assert self.names(client, member, group) == ["Aube", "Brise", "Cime"]
        assert self.names(client, member, group, f"?tri=c{beds.pk}") == ["Aube", "Brise", "Cime"]
        assert self.names(client, member, group, f"?tri=-c{beds.pk}") == ["Brise", "Aube", "Cime"]
        assert self.names(client, member, group, f"?c{beds.pk}_min=9,5") == ["Brise"]
        assert self.names(client, member, group, f"?vide={beds.pk}") == ["Cime"]
        assert self.names(client, member, group, f"?c{beds.pk}_max=9&vide={beds.pk}") == ["Aube", "Cime"]
        assert self.names(client, member, group, f"?c{kind.pk}=Femmes") == ["Brise"]
        assert self.names(client, member, group, f"?c{kind.pk}=Jeunes") == ["Brise", "Cime"]
        assert self.names(client, member, group, "?mots=aub") == ["Aube"]

    def test_what_the_address_says_wrongly_is_told_by_the_name_of_the_field(
        self, client, member, group, filled
    ):
        beds, kind = filled
        text = text_of(
            client,
            member,
            f"{GROUPS}{group.pk}-{group.slug}/structures/?c{beds.pk}_min=dix&c{kind.pk}=Chats&tri=c0",
        )
        assert "Lits : « dix » n’est pas un nombre" in text
        assert "Publics : « Chats » n’est pas un des choix" in text
        assert "Ce tri ne veut rien dire" in text

    def test_a_value_that_is_not_for_somebody_brings_no_structure_into_their_list(
        self, client, stranger, group, filled
    ):
        assert self.names(client, stranger, group) == []
        GroupField.objects.filter(pk=filled[0].pk).update(audience=PROFESSIONALS)
        assert self.names(client, stranger, group) == ["Aube", "Brise"]
        text = text_of(
            client, stranger, f"{GROUPS}{group.pk}-{group.slug}/structures/?c{filled[1].pk}=Jeunes"
        )
        assert "Publics" not in text
        assert "Jeunes" not in text

    def test_a_structure_is_named_to_fill_its_fields_in(self, client, member, group, structure):
        field_of(group)
        path = f"{GROUPS}{group.pk}-{group.slug}/structures/"
        client.force_login(member)
        assert client.get(f"{path}?structure=maison ouverte")["Location"] == sheet(structure, group)
        assert "Aucune structure de l&#39;annuaire ne porte ce nom" in text_of(
            client, member, f"{path}?structure=nulle part"
        )


class TestValues:
    @pytest.mark.parametrize(
        ("kind", "cell", "kept"),
        [
            ("nombre", 12.0, "12"), ("nombre", "-3,50", "-3.5"), ("nombre", "12 places", "12"),
            ("nombre", "0,0", "0"), ("oui-non", True, "oui"), ("oui-non", "NON", "non"),
            ("choix", "FEMMES", "Femmes"), ("choix-multiple", "jeunes, femmes", "Femmes\nJeunes"),
            ("choix-multiple", "Jeunes | Femmes", "Femmes\nJeunes"), ("date", "3 mars 2027", "2027-03-03"),
            ("date", "03/03/2027", "2027-03-03"), ("lien", "www.exemple.org", "https://www.exemple.org"),
            ("texte", None, ""),
        ],
    )  # fmt: skip
    def test_a_cell_is_read_by_the_kind_of_the_field(self, kind, cell, kept):
        assert read(GroupField(kind=kind, unit="places", choices=["Femmes", "Jeunes"]), cell) == kept

    @pytest.mark.parametrize(
        ("kind", "cell"),
        [
            ("nombre", "douze"), ("nombre", "12 lits"), ("nombre", "1e400"), ("nombre", "1,23456"),
            ("oui-non", "peut-être"), ("choix", "Chats"), ("choix-multiple", "Femmes, Chats"),
            ("date", "31/02/2027"), ("date", "demain"), ("lien", "javascript:alert(1)"),
            ("lien", "https://prefecture.fr@exemple.org"), ("texte", "a" * 201), ("texte-long", "a" * 5001),
        ],
    )  # fmt: skip
    def test_what_is_no_value_is_refused_in_words(self, kind, cell):
        with pytest.raises(Refused, match=r"«|caractères"):
            read(GroupField(kind=kind, unit="places", choices=["Femmes", "Jeunes"]), cell)


class TestTakingTheTableAway:
    @pytest.fixture
    def table(self, group, structure, member):
        field = field_of(group, "Lits", "nombre", unit="places")
        other = StructureFactory(nom="Autre maison")
        value_of(structure, field, "1")
        value_of(other, field, "12")
        return field

    def test_it_holds_what_the_table_shows_with_the_fields_of_the_group(
        self, client, member, group, structure, table
    ):
        path = f"{GROUPS}{group.pk}-{group.slug}/structures/?c{table.pk}_min=2"
        text = text_of(client, member, path)
        at = f"{GROUPS}{group.pk}/structures.csv?c{table.pk}_min=2"
        assert at.replace("&", "&amp;") in text
        answer = client.get(at)
        whole = b"".join(answer.streaming_content).decode()
        assert "Autre maison" in whole
        assert structure.nom not in whole
        assert f"{group.name} : Lits" in whole

    def test_one_is_said_of_one(self, client, member, group, table):
        text = text_of(client, member, f"{GROUPS}{group.pk}-{group.slug}/structures/?c{table.pk}_min=1")
        assert "1 place<" in text.replace("\xa0", " ")
        assert "12 places" in text.replace("\xa0", " ")

    def test_who_does_not_read_the_field_has_nothing_of_it(self, client, stranger, group, structure, table):
        client.force_login(stranger)
        at = f"{GROUPS}{group.pk}/structures"
        assert client.get(f"{at}.vcard").status_code == 404
        whole = b"".join(client.get(f"{at}.csv").streaming_content).decode()
        assert "Lits" not in whole
        Group.objects.filter(pk=group.pk).update(is_listed=False)
        assert client.get(f"{at}.csv").status_code == 404

    def test_the_workbook_to_read_of_a_search_has_the_fields_that_its_reader_reads(
        self, client, member, stranger, group, structure, table
    ):
        for who, reads in ((member, True), (stranger, False)):
            client.force_login(who)
            content = b"".join(client.get("/exports/excel-a-lire").streaming_content)
            sheet = load_workbook(io.BytesIO(content))["Services"]
            heads = [cell.value for cell in sheet[1]]
            assert (f"{group.name} : Lits (places)" in heads) is reads
