"""The same place twice, in the directory: found by index, joined or proposed, kept apart, told in words."""

import io

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from data import tasks
from data.imports import merging, runs
from data.models import Duplicate
from data.models.run import Action
from data.same_place import candidates, looking, proposing
from mapping.models import Contact, Status, Structure, Visibility
from tests.data.samples import applied, csv_bytes, rehearsed, row
from tests.factories import ContactFactory, StructureFactory, UserFactory, point

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

MELUN, MEAUX = "77288", "77284"
PHONE, MAIL = "01 64 37 11 22", "accueil@quai.example"
SIRET = "73282932000074"


def place(nom="Le Quai des mots", **said) -> Structure:
    values = {
        "nom": nom, "adresse": "12 rue du Port", "commune_id": MELUN, "commune_nom": "Melun",
        "code_postal": "77000",
        "position": point(48.54, 2.66), "position_precision": "address", "telephone": PHONE, "courriel": MAIL,
        "site_web": "", "siret": "",
    }  # fmt: skip
    return StructureFactory(**values | said)


def line(number=7, **said) -> dict:
    values = {
        "nom": "Le Quai des mots", "adresse": "12 rue du Port", "telephone": PHONE, "courriel": MAIL,
        "siret": "", "latitude": 48.54, "longitude": 2.66,
    }  # fmt: skip
    return row(number, **values | said)


def nobody(nom: str, **said) -> Structure:
    """A structure that shares nothing but what is said."""
    values = {
        "adresse": "3 quai Neuf", "commune_id": MEAUX, "commune_nom": "Meaux", "position": point(48.96, 2.88),
        "telephone": "", "courriel": "",
    }  # fmt: skip
    return place(nom, **values | said)


class TestFound:
    """Which structures are laid beside one, and at what cost."""

    def found(self, one: Structure) -> set[int]:
        pairs = candidates.find(looking.STRUCTURES, {"ids": [one.pk]}, pool=proposing.ALL_OPEN, placed="true")
        return {other for _one, other in pairs}

    @pytest.mark.parametrize(
        ("mine", "theirs"),
        [
            ({"telephone": PHONE}, {"telephone": "+33 (0)1.64.37.11.22"}),
            ({"courriel": MAIL}, {"courriel": "Accueil@Quai.example"}),
            ({"site_web": "https://www.quai.example/nous"}, {"site_web": "http://quai.example"}),
            ({"siret": SIRET}, {"siret": SIRET}),
            ({"position": point(48.9601, 2.88)}, {"position": point(48.9603, 2.8801)}),
        ],
    )
    def test_by_what_identifies_it(self, mine, theirs):
        one = nobody("Un", **{"position": point(48.0, 2.0), **mine})
        other = nobody("Autre", **{"commune_id": MELUN, **theirs})
        assert self.found(one) == {other.pk}

    def test_by_its_name_in_its_commune_alone(self):
        one = nobody("Maison des associations", position=point(48.0, 2.0))
        other = nobody("La maison des associations", position=None, position_precision="")
        nobody("Maison des associations", commune_id=MELUN, position=None, position_precision="")
        assert self.found(one) == {other.pk}

    @pytest.mark.parametrize(
        "said",
        [
            {"site_web": "https://www.facebook.com/un"},
            {"site_web": "https://un.gouv.fr/"},
            {"telephone": "39 49"},
        ],
    )
    def test_not_by_what_everybody_shares(self, said):
        one = nobody("Un", position=point(48.0, 2.0), **said)
        nobody("Autre", **said)
        assert self.found(one) == set()

    def test_every_way_goes_through_its_index(self):
        asked = looking.STRUCTURES.replace("%(ids)s", "'{1}'")
        sql = candidates._FIND.format(asked=asked, pool="true", placed="true")
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {sql}", {"big_hosts": []})
            plan = "\n".join(row[0] for row in cursor.fetchall())
        for index in ("phone_key", "mail_key", "host_key", "siret_key"):
            assert f"structure_{index}" in plan, index
        # Where a commune has few, they are looked at one by one: what is counted was left by other tests.
        assert "structure_name_in_commune" in plan or "mapping_structure_code_insee" in plan
        assert "mapping_structure_position" in plan
        # The records asked about are read by their number; nothing else is read whole.
        assert "Seq Scan on mapping_structure" not in plan

    def test_as_many_queries_for_few_as_for_many(self):
        def queries() -> int:
            with CaptureQueriesContext(connection) as said:
                proposing.search_all()
            return len(said)

        [place(f"Lieu {n}", telephone="") for n in range(2)]
        few = queries()
        [place(f"Lieu {n}", telephone="") for n in range(2, 30)]
        assert queries() == few


class TestImported:
    def test_a_place_that_moved_and_kept_its_telephone_is_proposed(self):
        known = place()
        run = rehearsed(csv_bytes([line(adresse="40 avenue Thiers", latitude=48.531, longitude=2.654)]))
        found = run.rows.get(kind="structure")
        assert (found.action, found.candidate) == (Action.CREATE, known.pk)

    @pytest.mark.parametrize(
        "said",
        [
            {"siret": "13000548100010"},
            {"nom": "Bus du Quai des mots"},
            {"nom": "Mission locale du Quai des mots"},
            {"courriel": "autre@quai.example", "telephone": "01 64 00 00 01"},
        ],
    )
    def test_what_speaks_against_is_never_joined_without_a_person(self, said):
        known = place(siret=SIRET)
        run = rehearsed(csv_bytes([line(**said)]))
        assert run.rows.get(kind="structure").target is None
        assert Structure.objects.get() == known

    def test_a_telephone_alone_joins_nothing(self):
        place()
        other = line(
            nom="Vélos pour tous", adresse="3 quai Neuf", courriel="", latitude=48.53, longitude=2.65
        )
        found = rehearsed(csv_bytes([other])).rows.get(kind="structure")
        assert (found.target, found.candidate) == (None, None)

    def test_one_siret_is_one_but_under_another_trade(self):
        known = place("Mairie de Melun", siret=SIRET, telephone="", courriel="")
        service = line(nom="Bibliothèque de Melun", siret=SIRET, telephone="", courriel="")
        assert rehearsed(csv_bytes([service])).rows.get(kind="structure").target is None
        itself = line(nom="Mairie de la ville de Melun", siret=SIRET, adresse="1 rue Haute", latitude=48.53)
        found = rehearsed(csv_bytes([itself])).rows.get(kind="structure")
        assert (found.match, found.target) == ("siret", known.pk)

    def test_a_whole_edition_renumbered_doubles_nothing(self):
        applied(csv_bytes([line(1), line(2, nom="Vélos pour tous", telephone="", courriel="")]), whole=True)
        run = applied(
            csv_bytes([line(11), line(12, nom="Vélos pour tous", telephone="", courriel="")]), whole=True
        )
        assert (run.counts[Action.CREATE], run.counts[Action.CLOSE]) == (0, 0)
        assert Structure.objects.count() == 2

    def test_a_new_key_in_a_part_of_an_edition_is_asked_about(self):
        applied(csv_bytes([line(1)]))
        found = rehearsed(csv_bytes([line(11)])).rows.get(kind="structure")
        assert (found.target, found.candidate) == (None, Structure.objects.get().pk)

    def test_the_same_place_twice_in_a_file_is_put_to_a_person_at_once(self):
        twice = line(2, nom="Au Quai des Mots", latitude="", longitude="")
        run = applied(csv_bytes([line(1), twice]))
        assert run.counts[Action.CREATE] == 2
        pair = Duplicate.objects.get()
        made = Structure.objects.order_by("pk").values_list("pk", flat=True)
        assert [pair.first_id, pair.second_id] == list(made)

    @pytest.mark.parametrize("is_try", [True, False])
    def test_an_invented_structure_is_somebody_on_a_try_alone(self, is_try, settings):
        settings.DEBUG = is_try
        known = place(is_example=True)
        found = rehearsed(csv_bytes([line()])).rows.get(kind="structure")
        assert (known.pk in (found.target, found.candidate)) == is_try

    def test_two_rows_of_one_file_are_two_by_its_own_word(self):
        run = applied(csv_bytes([line(1), line(2)]), whole=True)
        assert run.counts[Action.CREATE] == 2
        again = rehearsed(csv_bytes([line(1), line(2), line(3)]), whole=True)
        assert again.rows.get(kind="structure", key="a3").target is None


class TestKeptApart:
    """What a person said distinct is not asked again, under whatever identifier it comes."""

    @pytest.fixture
    def said(self):
        known = place(telephone="", courriel="")
        content = csv_bytes([line(telephone="", courriel="", adresse="14 rue du Port")])
        run = applied(content)
        pair = Duplicate.objects.get()
        assert known.pk in (pair.first_id, pair.second_id)
        merging.keep_apart(pair)
        return pair, content, run

    def test_when_it_is_imported_again(self, said):
        applied(said[1])
        assert Duplicate.objects.filter(state=Duplicate.State.OPEN).count() == 0
        assert Structure.objects.count() == 2

    def test_when_its_import_was_taken_back_and_is_done_again(self, said):
        _pair, content, run = said
        runs.undo(run.pk)
        assert Structure.objects.count() == 1
        again = applied(content)
        assert again.counts["candidates"] == 0
        assert Duplicate.objects.filter(state=Duplicate.State.OPEN).count() == 0

    def test_when_another_edition_has_other_identifiers(self, said):
        for whole in (False, True):
            edition = csv_bytes([line(99, telephone="", courriel="", adresse="14 rue du Port")])
            run = rehearsed(edition, whole=whole)
            found = run.rows.get(kind="structure", number__gt=0)
            # Made first, it has the lower number: the one that was there before the source came.
            there_before = said[0].first_id
            assert there_before not in (found.candidate, found.target), whole

    def test_when_the_whole_directory_is_searched(self, said):
        assert proposing.search_all().new == 0
        said[0].refresh_from_db()
        assert said[0].state == Duplicate.State.DISTINCT

    def test_until_somebody_asks_again(self, said, client):
        staff = UserFactory(is_staff=True)
        client.force_login(staff)
        url = reverse("duplicate", args=[said[0].pk])
        assert "Poser la question de nouveau" in client.get(url).content.decode()
        client.post(url, {"decision": "rouvrir"})
        said[0].refresh_from_db()
        assert (said[0].state, said[0].first_origin) == (Duplicate.State.OPEN, "")
        page = client.post(url, {"decision": "rouvrir"}, follow=True).content.decode()
        assert "dite distincte" in page


class TestSearched:
    def test_the_command_and_the_night_find_what_no_import_saw(self):
        one, other = place(), place(position=point(48.545, 2.66), adresse="40 avenue Thiers")
        place(is_example=True)
        out = io.StringIO()
        call_command("find_duplicates", stdout=out)
        pair = Duplicate.objects.get()
        assert (pair.first_id, pair.second_id) == (one.pk, other.pk)
        assert "1 nouvelles" in out.getvalue()
        assert 0 < pair.worth <= pair.score <= 1
        tasks.find_duplicates(0)
        assert Duplicate.objects.count() == 1

    def test_one_that_waits_is_weighed_anew(self):
        place()
        other = place(position=point(48.545, 2.66), adresse="40 avenue Thiers")
        proposing.search_all()
        before = Duplicate.objects.get().score
        Structure.objects.filter(pk=other.pk).update(courriel="autre@quai.example")
        proposing.search_all()
        assert Duplicate.objects.get().score < before

    def test_what_may_be_a_confidential_place_is_looked_at_where_less_speaks_for_it(self):
        hidden = {"position": None, "position_precision": "", "adresse": "", "telephone": "", "courriel": ""}
        place("Refuge des Tilleuls fleuris", address_visibility=Visibility.OWNERS, **hidden)
        place("Refuge des Tilleuls blancs", **hidden)
        proposing.search_all()
        assert Duplicate.objects.count() == 1


class TestTold:
    def test_what_is_most_worth_deciding_comes_first_with_what_speaks_for_and_against(self, client):
        sure = place("Maison Louise"), place("Espace maison Louise", horaires_accueil="Mo 09:00-12:00")
        unsure = (
            place("Vélos pour tous", telephone="", courriel=""),
            place(
                "Vélos pour tous",
                telephone="",
                courriel="",
                adresse="9 quai Neuf",
                position=point(48.56, 2.66),
            ),
        )
        proposing.search_all()
        client.force_login(UserFactory(is_professional=True))
        with CaptureQueriesContext(connection) as said:
            page = client.get(reverse("duplicates")).content.decode()
        assert page.index("Espace maison Louise") < page.index("Vélos pour tous")
        assert "même téléphone" in page
        assert "adresses différentes" in page
        assert "Une seule des deux dit : horaires" in page
        few = len(said)
        for n in range(5):
            place(f"Lieu {n} des mots"), place(f"Espace lieu {n} des mots")
        proposing.search_all()
        with CaptureQueriesContext(connection) as said:
            client.get(reverse("duplicates"))
        assert len(said) == few
        pair = Duplicate.objects.get(first_id=unsure[0].pk, second_id=unsure[1].pk)
        page = client.get(reverse("duplicate", args=[pair.pk])).content.decode()
        assert "Contre : " in page
        assert sure[0].nom in client.get(reverse("duplicates")).content.decode()

    def test_a_hidden_record_changes_nothing_of_what_a_professional_reads(self, client):
        place(), place("Espace du Quai des mots", adresse="14 rue du Port")
        proposing.search_all()
        client.force_login(UserFactory(is_professional=True))
        before = client.get(reverse("duplicates")).content.decode().partition("<main")[2]
        nobody("Brouillon", telephone=PHONE, courriel=MAIL, status=Status.DRAFT)
        proposing.search_all()
        assert client.get(reverse("duplicates")).content.decode().partition("<main")[2] == before
        nobody("Publiée", telephone=PHONE, courriel=MAIL)
        assert "que d&#39;autres communes ont aussi" in client.get(reverse("duplicates")).content.decode()

    def test_a_private_telephone_is_no_evidence(self):
        """A contact's, which only those it is for may read."""
        known = place(telephone="", courriel="")
        ContactFactory(structure=known, telephone=PHONE, telephone_visibility=Visibility.OWNERS)
        other = line(nom="Autre nom", adresse="3 quai Neuf", latitude=48.53, longitude=2.65)
        assert Contact.objects.exists()
        assert rehearsed(csv_bytes([other])).rows.get(kind="structure").candidate is None
