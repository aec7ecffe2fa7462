"""How fresh each block is: who moves it, who does not, and what it does not tell of what is hidden."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone, translation
from django.utils.formats import date_format
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import Organisation
from history.models import Act, Cause
from history.undoing import undo
from mapping.freshness import confirming, told
from mapping.models import (
    Block,
    BlockSeen,
    Contact,
    SeenBy,
    SeenHow,
    Session,
    Status,
    Structure,
    TemporaryClosure,
    Visibility,
)
from mapping.presentation import structure_path
from mapping.writing import bulk, change, create, remove
from tests.factories import ContactFactory, ServiceFactory, StructureFactory, UserFactory, answers_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


def seen(structure) -> dict[str, tuple[str, str]]:
    rows = BlockSeen.objects.filter(structure=structure.pk).order_by("block")
    return {row.block: (row.how, row.seen_by) for row in rows}


def age(structure, days: int) -> None:
    BlockSeen.objects.filter(structure=structure.pk).update(at=timezone.localtime() - timedelta(days=days))


def path(structure) -> str:
    return structure_path(structure.pk, structure.nom)


def press(client, structure, **sent):
    return client.post(f"/professionnels/structures/{structure.pk}/toujours-exact/", sent)


@pytest.fixture
def staff():
    return UserFactory(is_staff=True)


@pytest.fixture
def keeper():
    return UserFactory(is_professional=True, full_name="Samira B.")


@pytest.fixture
def kept(keeper):
    structure = StructureFactory(nom="Les Hirondelles", horaires_accueil="Mo 09:00-12:00")
    answers_for(keeper, structure)
    return structure


@pytest.mark.parametrize(
    ("values", "block"),
    [
        ({"telephone": "01 60 00 00 00"}, "contact"),
        ({"courriel": "a@example.org"}, "contact"),
        ({"horaires_accueil": "Tu 09:00-12:00"}, "hours"),
        ({"adresse": "2 rue Neuve"}, "place"),
        ({"nom": "Autre nom"}, "presence"),
        ({"description": "Des mots."}, "presence"),
    ],
)
def test_an_edit_sees_to_the_block_of_its_fields_and_to_no_other(staff, values, block):
    structure = StructureFactory()
    change(structure, values, staff)
    assert seen(structure) == {block: (SeenHow.EDIT, SeenBy.STAFF)}


@pytest.mark.parametrize(
    "values", [{"equipements": ["wifi"]}, {"vocation": "generale"}, {"accessible": True}], ids=str
)
def test_what_is_beside_the_main_facts_makes_nothing_look_read_again(client, staff, values):
    long_ago = timezone.localtime() - timedelta(days=446)
    structure = StructureFactory(verified_at=long_ago)
    change(structure, values, staff)
    assert seen(structure) == {}
    structure.refresh_from_db()
    assert structure.verified_at == long_ago
    assert {one.days for one in told.of(structure).values()} == {446}
    assertNotContains(client.get(path(structure)), "mis à jour aujourd’hui")


def test_what_belongs_to_a_structure_sees_to_its_block(staff):
    structure = StructureFactory()
    service = create(ServiceFactory.build(structure=structure), staff)
    assert set(seen(structure)) == {"services"}
    age(structure, 30)
    create(Session(service=service, first_day=date(2026, 12, 1), last_day=date(2026, 12, 2)), staff)
    assert told.of(structure)[Block.SERVICES].days == 0
    closure = TemporaryClosure(structure=structure, first_day=date(2026, 12, 1), last_day=date(2026, 12, 2))
    create(closure, staff)
    assert set(seen(structure)) == {"services", "hours"}
    age(structure, 30)
    remove(closure, staff)
    assert told.of(structure)[Block.HOURS].days == 0


def test_whoever_makes_a_structure_says_all_that_it_says(staff):
    structure = create(StructureFactory.build(commune=None, horaires_accueil=""), staff)
    assert set(seen(structure)) == {"presence", "contact", "place"}


def test_it_is_said_in_the_name_of_whom(kept, keeper, staff):
    other = UserFactory(is_professional=True)
    for user, name in ((keeper, "structure"), (staff, "staff"), (other, "network")):
        change(kept, {"telephone": f"01 60 00 00 {user.pk % 90 + 10}"}, user)
        assert seen(kept)["contact"] == (SeenHow.EDIT, name)


@pytest.mark.parametrize("cause", [Cause.GEOCODING, Cause.DEMO])
def test_a_program_sees_to_nothing(cause):
    structure = StructureFactory()
    with bulk(cause, structures=[structure.pk]):
        Structure.objects.filter(pk=structure.pk).update(telephone="01 60 00 00 00", adresse="2 rue Neuve")
    assert seen(structure) == {}


def test_an_import_takes_the_place_of_what_it_contradicts_and_of_nothing_else(kept, keeper):
    confirming.confirm(kept.pk, [Block.CONTACT, Block.HOURS], keeper)
    with bulk(Cause.IMPORT, run=1, structures=[kept.pk]):
        Structure.objects.filter(pk=kept.pk).update(telephone="01 60 00 00 00", date_maj="2026-11-01")
    assert seen(kept) == {
        "contact": (SeenHow.SOURCE, SeenBy.SOURCE),
        "hours": (SeenHow.CONFIRMATION, SeenBy.STRUCTURE),
    }


def test_an_import_stamps_nothing_that_nobody_had_seen_to():
    structure = StructureFactory(date_maj=date(2026, 3, 3), source="Annuaire")
    with bulk(Cause.IMPORT, run=1, structures=[structure.pk]):
        Structure.objects.filter(pk=structure.pk).update(telephone="01 60 00 00 00")
    assert seen(structure) == {}
    one = told.of(structure)[Block.CONTACT]
    assert (one.how, one.at.date()) == (SeenHow.SOURCE, date(2026, 3, 3))
    assert "la source Annuaire" in one.text


class TestHidden:
    """An edit of what is hidden from somebody moves no date that they are told."""

    def test_the_address_of_a_refuge(self, staff):
        refuge = StructureFactory(address_visibility=Visibility.OWNERS)
        change(refuge, {"adresse": "7 rue Introuvable", "siret": "12345678901234"}, staff)
        assert seen(refuge) == {}
        change(refuge, {"adresse": "8 rue Introuvable", "telephone": "01 60 00 00 00"}, staff)
        assert set(seen(refuge)) == {"contact"}

    def test_a_private_contact(self, staff):
        contact = ContactFactory(telephone="06 00 00 00 00")
        change(contact, {"telephone": "06 00 00 00 01"}, staff)
        assert seen(contact.structure) == {}
        ContactFactory(structure=contact.structure, telephone="06 00 00 00 02")
        assert told.of(contact.structure)[Block.CONTACT].days is None

    def test_a_line_for_colleagues_makes_no_telephone_look_read_again_to_its_author(
        self, client, kept, keeper
    ):
        change(kept, {"telephone": "01 60 00 00 00"}, keeper)
        age(kept, 200)
        client.force_login(keeper)
        create(Contact(structure=kept, nom="Ada", telephone="06 00 00 00 03"), keeper)
        page = client.get(path(kept)).content.decode()
        assert "coordonnées mises à jour aujourd’hui" not in page.lower()
        assert told.of(kept)[Block.CONTACT].days == 200

    def test_a_private_detail_of_a_public_contact(self, staff):
        contact = ContactFactory(telephone="06 00 00 00 00", nom_visibility=Visibility.PUBLIC)
        change(contact, {"telephone": "06 00 00 00 01"}, staff)
        assert seen(contact.structure) == {}
        change(contact, {"nom": "Dominique"}, staff)
        assert set(seen(contact.structure)) == {"contact"}

    def test_a_function_alone_which_nobody_is_shown(self, client, kept, keeper):
        change(kept, {"telephone": "01 60 00 00 00"}, keeper)
        age(kept, 200)
        verified = Structure.objects.get(pk=kept.pk).verified_at
        contact = Contact(
            structure=kept, nom="Ada", fonction="Coordination", fonction_visibility=Visibility.PUBLIC
        )
        create(contact, keeper)
        change(contact, {"fonction": "Médiation"}, keeper)
        assert "Médiation" not in client.get(path(kept)).content.decode()
        assert told.of(kept)[Block.CONTACT].days == 200
        assert Structure.objects.get(pk=kept.pk).verified_at == verified
        # With a name that everyone reads, it is shown; and what was shown and is taken away was looked at.
        change(contact, {"nom_visibility": Visibility.PUBLIC}, keeper)
        change(contact, {"nom": "Ada L."}, keeper)
        assert told.of(kept)[Block.CONTACT].days == 0
        age(kept, 200)
        remove(contact, keeper)
        assert told.of(kept)[Block.CONTACT].days == 0

    def test_a_draft(self, staff):
        draft = StructureFactory(status=Status.DRAFT)
        change(draft, {"telephone": "01 60 00 00 00"}, staff)
        change(draft, {"status": Status.PUBLISHED}, staff)
        assert seen(draft) == {}

    def test_whose_it_is(self, kept, staff, client):
        confirming.confirm(kept.pk, list(Block), staff)
        before = client.get(path(kept)).content
        change(kept, {"organisation": Organisation.objects.create(name="Une autre")}, staff)
        page, noise = client.get(path(kept)).content, b'nonce="'
        assert page.split(noise)[0] == before.split(noise)[0]
        assert seen(kept)["hours"] == (SeenHow.CONFIRMATION, SeenBy.STAFF)


class TestConfirming:
    def test_it_says_so_in_words_on_the_page(self, client, kept, keeper):
        confirming.confirm(kept.pk, [Block.HOURS], keeper)
        age(kept, 21)
        assertContains(
            client.get(path(kept)), "Horaires confirmés il y a 3\N{NO-BREAK SPACE}semaines par la structure"
        )

    def test_one_block_does_not_make_the_page_look_verified(self, client, kept, keeper):
        day = date_format(timezone.localdate(), "DATE_FORMAT")
        confirming.confirm(kept.pk, [Block.HOURS], keeper)
        assertContains(client.get(path(kept)), f"le {day} (horaires)")
        confirming.confirm(kept.pk, list(Block), keeper)
        assertNotContains(client.get(path(kept)), f"le {day} (")
        assertContains(client.get(path(kept)), f"le {day}")

    @pytest.mark.parametrize(
        ("language", "days", "said"),
        [
            ("fr", 366, "il y a 1 an"),
            ("fr", 800, "il y a 2 ans"),
            ("fr", 21, "il y a 3 semaines"),
            ("en", 366, "1 year ago"),
            ("ar", 366, "منذ سنة"),
            ("ar", 740, "منذ سنتين"),
            ("ar", 340, "منذ 11 شهرًا"),
            ("uk", 366, "1 рік тому"),
            ("uk", 1900, "5 років тому"),
        ],
    )
    def test_how_long_ago_is_said_as_people_say_it(self, language, days, said):
        with translation.override(language):
            when = told.when_text(timezone.localtime() - timedelta(days=days))
        assert when.replace("\N{NO-BREAK SPACE}", " ") == said

    def test_what_was_seen_to_long_ago_is_to_be_checked(self, client, kept, keeper):
        confirming.confirm(kept.pk, [Block.HOURS], keeper)
        age(kept, 90)
        assertNotContains(client.get(path(kept)), "à vérifier")
        age(kept, 91)
        assertContains(client.get(path(kept)), "à vérifier")

    def test_one_button_and_the_structure_is_seen_to(self, client, kept, keeper):
        client.force_login(keeper)
        answer = press(client, kept, bloc="hours")
        assert (answer.status_code, answer.url) == (302, path(kept))
        assert seen(kept) == {"hours": (SeenHow.CONFIRMATION, SeenBy.STRUCTURE)}
        kept.refresh_from_db()
        assert timezone.now() - kept.verified_at < timedelta(minutes=1)
        act = Act.objects.latest("id")
        assert (act.cause, act.by) == (Cause.CONFIRM, keeper)
        page = client.get(path(kept)).content.decode()
        assert "par le lien d’une relance" not in page
        assert "confirmé aujourd’hui, horaires" in page
        assert "Reprendre ma confirmation" in page

    def test_all_at_once(self, client, kept, keeper):
        client.force_login(keeper)
        assert press(client, kept, bloc="tout", vers="espace").url == "/professionnels/"
        assert set(seen(kept)) == set(Block.values)

    def test_it_can_be_taken_back_with_what_was_said_before(self, client, kept, keeper, staff):
        change(kept, {"telephone": "01 60 00 00 00"}, staff)
        age(kept, 40)
        Structure.objects.filter(pk=kept.pk).update(verified_at=timezone.localtime() - timedelta(days=40))
        held = BlockSeen.objects.get(structure=kept.pk)
        client.force_login(keeper)
        press(client, kept, bloc="tout")
        press(client, kept, bloc="tout", action="reprendre")
        row = BlockSeen.objects.get(structure=kept.pk)
        assert (row.block, row.at, row.how, row.by) == ("contact", held.at, SeenHow.EDIT, staff)
        kept.refresh_from_db()
        assert (timezone.now() - kept.verified_at).days == 40

    def test_nobody_takes_back_what_another_confirmed_nor_an_old_one(self, kept, keeper, staff):
        confirming.confirm(kept.pk, [Block.HOURS], keeper)
        assert confirming.take_back(kept.pk, [Block.HOURS], staff) == frozenset()
        age(kept, 2)
        assert confirming.take_back(kept.pk, [Block.HOURS], keeper) == frozenset()

    def test_undoing_an_edit_gives_back_the_date_that_was(self, kept, keeper, staff):
        Structure.objects.filter(pk=kept.pk).update(verified_at=timezone.localtime() - timedelta(days=298))
        kept.refresh_from_db()
        change(kept, {"telephone": "01 60 00 00 01"}, staff)
        assert told.of(kept)[Block.CONTACT].days == 0
        undo(Act.objects.latest("id"), keeper)
        assert seen(kept) == {}
        kept.refresh_from_db()
        assert told.of(kept)[Block.CONTACT].days == 298

    def test_undoing_one_edit_of_several_leaves_the_others_dates(self, kept, keeper, staff):
        change(kept, {"telephone": "01 60 00 00 01"}, keeper)
        age(kept, 40)
        change(kept, {"courriel": "autre@example.org", "site_web": "https://example.org"}, staff)
        vandal = Act.objects.latest("id")
        age_of = BlockSeen.objects.get(structure=kept.pk).at
        confirming.confirm(kept.pk, [Block.CONTACT], keeper)
        undo(vandal, keeper)
        assert seen(kept)["contact"] == (SeenHow.CONFIRMATION, SeenBy.STRUCTURE)
        confirming.take_back(kept.pk, [Block.CONTACT], keeper)
        assert age_of > timezone.localtime() - timedelta(days=1)
        assert told.of(kept)[Block.CONTACT].days == 40
        assert BlockSeen.objects.get(structure=kept.pk).by == keeper

    def test_doing_again_what_was_undone_is_an_edit(self, kept, keeper):
        change(kept, {"horaires_accueil": "Tu 09:00-12:00"}, keeper)
        undo(Act.objects.latest("id"), keeper)
        assert seen(kept) == {}
        undo(Act.objects.latest("id"), keeper)
        assert seen(kept) == {"hours": (SeenHow.EDIT, SeenBy.STRUCTURE)}
        undo(Act.objects.latest("id"), keeper)
        assert seen(kept) == {"hours": (SeenHow.EDIT, SeenBy.STRUCTURE)}

    @pytest.mark.parametrize(
        ("who", "status"),
        [
            (None, 302),
            ({"is_professional": False}, 403),
            ({"is_professional": True}, 302),
            ({"is_staff": True}, 302),
        ],
    )
    def test_who_may(self, client, kept, who, status):
        if who:
            client.force_login(UserFactory(**who))
        assert press(client, kept, bloc="hours").status_code == status
        assert bool(seen(kept)) == bool(who and True in who.values())

    def test_a_get_confirms_nothing(self, client, kept, keeper):
        client.force_login(keeper)
        assert client.get(f"/professionnels/structures/{kept.pk}/toujours-exact/").status_code == 405
        assert seen(kept) == {}

    def test_nothing_chosen_is_said(self, client, kept, keeper):
        client.force_login(keeper)
        press(client, kept, bloc="autre")
        assertContains(client.get(path(kept)), "Rien n’a été confirmé")
        assert seen(kept) == {}

    def test_what_was_closed_meanwhile_is_not_confirmed(self, kept, keeper):
        Structure.objects.filter(pk=kept.pk).update(status=Status.CLOSED)
        assert confirming.confirm(kept.pk, [Block.HOURS], keeper) == frozenset()
        assert seen(kept) == {}


class TestTold:
    def test_what_was_verified_as_a_whole_says_so_until_a_block_is(self, kept, keeper):
        Structure.objects.filter(pk=kept.pk).update(verified_at=timezone.localtime() - timedelta(days=10))
        kept.refresh_from_db()
        one = told.of(kept)[Block.PLACE]
        assert (one.days, one.how, one.text) == (10, "", "")
        confirming.confirm(kept.pk, [Block.HOURS], keeper)
        kept.refresh_from_db()
        assert told.of(kept)[Block.PLACE].state == told.UNKNOWN

    def test_the_api_tells_dates_of_what_a_person_saw_to(self, client, kept, keeper):
        confirming.confirm(kept.pk, [Block.HOURS], keeper)
        said = client.get(f"/api/v1/structures/{kept.pk}").json()["properties"]["verified_blocks"]
        assert said.pop("hours").startswith(f"{timezone.localdate():%Y-%m-%d}")
        assert said == {"presence": None, "contact": None, "place": None, "services": None}

    def test_files_tell_days(self, client, kept, keeper):
        confirming.confirm(kept.pk, [Block.HOURS], keeper)
        text = b"".join(client.get("/exports/csv?departement=77")).decode("utf-8-sig")
        (row,) = [
            one for one in csv.DictReader(io.StringIO(text), delimiter=";") if one["numero"] == str(kept.pk)
        ]
        assert (row["horaires_verifies_le"], row["contact_verifie_le"]) == (str(timezone.localdate()), "")

    @pytest.mark.parametrize("language", ["fr", "en", "ar", "uk"])
    @pytest.mark.parametrize("days", [0, 1, 2, 5, 21, 400])
    def test_every_language_says_all_of_it(self, kept, keeper, staff, language, days):
        confirming.confirm(kept.pk, [Block.HOURS, Block.SERVICES], keeper)
        change(kept, {"nom": "Autre nom"}, staff)
        age(kept, days)
        with translation.override(language):
            for block in (Block.HOURS, Block.SERVICES, Block.PRESENCE):
                text = told.of(kept)[block].text
                assert text
                assert "%" not in text

    @pytest.mark.parametrize(("days", "told_so"), [(179, False), (181, True)])
    def test_a_card_says_what_nobody_has_read_for_long(self, client, kept, days, told_so):
        ServiceFactory(structure=kept)
        Structure.objects.filter(pk=kept.pk).update(verified_at=timezone.localtime() - timedelta(days=days))
        page = client.get("/?lat=48.54&lon=2.66&theme=francais")
        (card,) = page.context["results"].cards
        assert bool(card.stale) is told_so
        assert ("fiche relue il y a" in page.content.decode()) is told_so

    def test_it_goes_with_its_structure(self, kept, keeper):
        confirming.confirm(kept.pk, [Block.HOURS], keeper)
        remove(kept, keeper)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM mapping_blockseen")
            assert cursor.fetchone() == (0,)
