"""Galleries: sent several at once, described, seen by whom they are for, hidden, removed for good."""

import random
import re
from datetime import timedelta
from io import BytesIO
from urllib.parse import quote

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone
from PIL import Image

from accounts import groups
from accounts.models import Organisation, OrganisationMembership
from common.models import Mail
from files.models import Content, File
from history.models import Event as Noted
from mapping import writing
from mapping.models import PositionPrecision, Report, ReportAbout, ReportState, Visibility
from mapping.presentation import structure_path
from network.gallery import consent, removing, rules
from network.models import Audience, GalleryPhoto, PhotoRemoval, PhotoState
from network.paths import path_of
from tests.factories import ServiceFactory, StructureFactory, UserFactory, point
from tests.files.test_pictures import drawn
from tests.forms import sent_by
from tests.network.factories import EventFactory
from tests.network.test_groups import group_of, page, professional, said, sent
from tests.privacy.outlets import About, addresses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

ALT = "Douze personnes autour d’une table"


@pytest.fixture
def ada():
    return professional("Ada Première")


@pytest.fixture
def bob():
    return professional("Bob Second")


@pytest.fixture
def stranger():
    return professional("Stella Dehors")


def house(level=Visibility.PUBLIC, **said):
    return ServiceFactory(
        structure=StructureFactory(
            nom="Maison ouverte",
            position=point(48.54, 2.66),
            commune_id="77288",
            position_precision=PositionPrecision.ADDRESS,
            address_visibility=level,
            **said,
        )
    ).structure


def picture(name="a.jpg", content=None):
    return SimpleUploadedFile(name, content or drawn(), "image/jpeg")


def photo_of(by=None, **said):
    """A photograph, shown."""
    from files import pictures

    file = pictures.store(pictures.read(picture()), "photo.jpg", by)
    whole = {"alt": ALT, "state": PhotoState.SHOWN, "recognisable": False, "by": by} | said
    return writing.create(GalleryPhoto(file=file, **whole), by)


def described(photo, **said):
    given = {"alt": ALT, "audience": "0", "recognisable": "non"} | said
    return {f"p{photo.pk}-{name}": value for name, value in given.items()}


class TestSending:
    def test_several_are_sent_at_once_and_those_that_are_refused_are_named(self, client, ada):
        held = house()
        path = f"/photos/structures/{held.pk}/ajouter/"
        client.force_login(ada)
        files = [picture("une.jpg"), SimpleUploadedFile("lettre.pdf", b"%PDF-1.4"), picture("deux.jpg")]
        answer = client.post(path, {"photos": files}, follow=True)
        text = answer.content.decode()
        assert "lettre.pdf" in text
        assert "Photo 2 sur 2" in text
        assert GalleryPhoto.objects.filter(state=PhotoState.DRAFT, by=ada).count() == 2
        # Nothing is shown before it is described, to anybody else.
        client.logout()
        assert (
            "photos/" not in client.get(f"/photos/structures/{held.pk}/").content.decode().split("<main")[1]
        )

    def test_what_is_no_picture_at_all_is_said_and_nothing_is_kept(self, client, ada):
        held = house()
        files = [SimpleUploadedFile("lettre.pdf", b"%PDF-1.4")]
        answer = sent(client, ada, f"/photos/structures/{held.pk}/ajouter/", photos=files)
        assert answer.status_code == 422
        assert "lettre.pdf" in answer.content.decode()
        assert not File.objects.exists()

    def test_more_than_ten_are_refused_by_name(self, client, ada):
        held = house()
        files = [picture(f"n{n}.jpg") for n in range(11)]
        client.force_login(ada)
        answer = client.post(f"/photos/structures/{held.pk}/ajouter/", {"photos": files}, follow=True)
        assert GalleryPhoto.objects.count() == 10
        assert "n10.jpg" in answer.content.decode()

    def test_a_full_gallery_takes_no_more(self, client, ada, monkeypatch):
        monkeypatch.setattr(rules, "MOST", 1)
        held = house()
        client.force_login(ada)
        files = [picture("une.jpg"), picture("deux.jpg")]
        text = client.post(f"/photos/structures/{held.pk}/ajouter/", {"photos": files}, follow=True).content
        assert GalleryPhoto.objects.count() == 1
        assert "deux.jpg" in text.decode()

    def test_each_is_online_once_it_is_described_and_what_was_typed_of_the_others_stays(self, client, ada):
        held = house()
        client.force_login(ada)
        at = f"/photos/structures/{held.pk}/"
        client.post(f"{at}ajouter/", {"photos": [picture("1.jpg"), picture("2.jpg"), picture("3.jpg")]})
        one, two, three = GalleryPhoto.objects.order_by("pk")
        answer = client.post(
            f"{at}decrire/",
            described(one) | described(two, alt="", legend="Le goûter") | {f"p{three.pk}-audience": "0"},
        )
        text = answer.content.decode()
        assert answer.status_code == 422
        assert "Le goûter" in text
        assert f'href="#champ_p{two.pk}-alt"' in text
        assert f"champ_p{three.pk}-alt_error" not in text
        client.logout()
        seen = client.get(at).content.decode()
        assert ALT in seen
        assert f"/photos/{two.pk}/" not in seen
        assert f'srcset="/fichiers/{one.file_id}/petit/' in seen
        assert ALT in client.get(structure_path(held.pk, held.nom)).content.decode()
        assert ALT in client.get("/photos/").content.decode()
        assert ALT in client.get("/reseau/").content.decode()

    def test_who_is_recognisable_is_said_with_their_agreement(self, client, ada):
        held = house()
        client.force_login(ada)
        at = f"/photos/structures/{held.pk}/"
        client.post(f"{at}ajouter/", {"photos": [picture()]})
        one = GalleryPhoto.objects.get()
        answer = client.post(f"{at}decrire/", described(one, recognisable="oui"))
        assert answer.status_code == 422
        until = timezone.localdate() + timedelta(days=40)
        said_of = {"recognisable": "oui", "consent_who": "Zoé, par écrit", "consent_until": until.isoformat()}
        assert client.post(f"{at}decrire/", described(one, **said_of)).status_code == 302
        one.refresh_from_db()
        assert (one.consent_who, one.consent_until, one.consent_noted_by) == ("Zoé, par écrit", until, ada)
        assert not one.may_print
        assert "Zoé" in said(client, ada, path_of(one))
        client.logout()
        assert "Zoé" not in client.get(path_of(one)).content.decode()


class TestSeeing:
    def test_a_photo_of_a_confidential_place_is_for_who_sees_its_address(self, client, ada):
        one = photo_of(structure=house(Visibility.PROFESSIONALS))
        assert client.get(path_of(one)).status_code == 404
        assert client.get(f"/fichiers/{one.file_id}/").status_code == 404
        assert client.get(f"/photos/structures/{one.structure_id}/").status_code == 404
        assert ALT not in client.get("/photos/").content.decode()
        assert page(client, ada, path_of(one)).status_code == 200

    def test_one_for_professionals_is_no_visitor_s(self, client, ada):
        held = house()
        one = photo_of(structure=held, audience=Audience.PROFESSIONALS)
        for path in (path_of(one), f"/fichiers/{one.file_id}/petit/"):
            assert client.get(path).status_code == 404
        for path in (
            "/photos/",
            f"/photos/structures/{held.pk}/",
            structure_path(held.pk, held.nom),
            "/reseau/",
        ):
            assert ALT not in client.get(path).content.decode()
            assert ALT in said(client, ada, path)
            client.logout()

    def test_a_group_s_is_its_members_and_gone_at_once_for_who_leaves(self, client, ada, bob, stranger):
        team = group_of(ada, bob, name="Comité", joining="ferme")
        one = photo_of(group=team, audience=Audience.MEMBERS)
        for user in (stranger, None):
            client.logout()
            if user:
                client.force_login(user)
            assert client.get(path_of(one)).status_code == 404
            assert client.get(f"/fichiers/{one.file_id}/").status_code == 404
            assert client.get(f"/photos/groupes/{team.pk}/").status_code == 404
            assert ALT not in client.get("/photos/").content.decode()
        assert ALT in said(client, bob, f"/photos/groupes/{team.pk}/")
        assert ALT in said(client, bob, f"/reseau/groupes/{team.pk}/")
        groups.leave(team.pk, bob)
        assert page(client, bob, path_of(one)).status_code == 404
        assert client.get(f"/fichiers/{one.file_id}/").status_code == 404

    def test_an_event_s_is_for_who_reads_the_event_whatever_it_says(self, client, ada, stranger):
        team = group_of(ada, name="Comité", joining="ferme")
        event = EventFactory(group=team, audience=Audience.MEMBERS)
        one = photo_of(event=event, audience=Audience.PUBLIC)
        assert page(client, stranger, path_of(one)).status_code == 404
        assert ALT in said(client, ada, path_of(event))

    def test_who_is_next_is_one_link_away_without_scripts(self, client):
        held = house()
        one, two, three = (photo_of(structure=held, rank=n, legend=f"Photo n{n}") for n in range(3))
        text = re.sub(r"\s+", " ", client.get(path_of(two)).content.decode())
        assert f'rel="prev" href="/photos/{one.pk}/"' in text
        assert f'rel="next" href="/photos/{three.pk}/"' in text
        assert "Photo 2 sur 3" in text

    def test_the_page_of_a_structure_asks_one_query_more(self, client, django_assert_num_queries):
        held = house()
        path = structure_path(held.pk, held.nom)
        client.get(path)
        with_none = len(_asked(client, path))
        for n in range(8):
            photo_of(structure=held, rank=n)
        asked = _asked(client, path)
        assert len(asked) == with_none
        assert sum("network_galleryphoto" in (one or "") for one in asked) == 1


def _asked(client, path):
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return [one["sql"] for one in asked]


class TestEditing:
    def test_a_text_is_edited_by_any_professional_and_put_back(self, client, ada, bob):
        one = photo_of(by=ada, structure=house(), legend="Le goûter")
        client.force_login(bob)
        form = client.get(f"/photos/{one.pk}/modifier/").content
        assert b"consent_who" not in form
        answer = client.post(
            f"/photos/{one.pk}/modifier/", sent_by(form, "modification") | {"legend": "La fête"}, follow=True
        )
        assert "La fête" in answer.content.decode()
        one.refresh_from_db()
        assert one.legend == "La fête"
        act = Noted.objects.filter(object=one.pk, operation="U").latest("pk").act_id
        client.post(f"/reseau/{one.pk}/annuler/{act}/")
        one.refresh_from_db()
        assert one.legend == "Le goûter"
        text = said(client, bob, f"/reseau/{one.pk}/historique/")
        assert "Légende" in text

    def test_who_keeps_it_says_who_sees_it_and_who_agreed(self, client, ada):
        one = photo_of(by=ada, structure=house())
        client.force_login(ada)
        form = sent_by(client.get(f"/photos/{one.pk}/modifier/").content, "modification")
        client.post(
            f"/photos/{one.pk}/modifier/",
            form | {"audience": "1", "recognisable": "oui", "consent_who": "Zoé Unetelle", "for_print": "on"},
        )
        one.refresh_from_db()
        assert (one.audience, one.recognisable, one.consent_noted_by) == (1, True, ada)
        assert one.may_print
        assert "Zoé Unetelle" not in said(client, ada, f"/reseau/{one.pk}/historique/")

    def test_photos_change_places_and_one_is_the_cover(self, client, ada):
        held = house()
        one, two, three = (photo_of(by=ada, structure=held, rank=n) for n in range(3))
        sent(client, ada, f"/photos/{three.pk}/place/", monter="oui")
        order = GalleryPhoto.objects.of(structure=held.pk)
        assert [each.pk for each in order.all()] == [one.pk, three.pk, two.pk]
        sent(client, ada, f"/photos/{two.pk}/place/", couverture="oui")
        assert [each.pk for each in order.all()] == [two.pk, one.pk, three.pk]

    def test_nothing_is_added_to_an_archived_group(self, client, ada):
        team = group_of(ada, name="Comité")
        one = photo_of(by=ada, group=team, audience=Audience.MEMBERS)
        type(team).objects.filter(pk=team.pk).update(archived_at=timezone.now())
        client.force_login(ada)
        assert client.get(f"/photos/groupes/{team.pk}/ajouter/").status_code == 403
        assert client.get(f"/photos/{one.pk}/modifier/").status_code == 403
        # What was put there is still removed.
        client.post(f"/photos/{one.pk}/retirer/")
        assert not GalleryPhoto.objects.exists()


class TestRemoving:
    def test_it_is_said_before_that_it_does_not_come_back(self, client, ada):
        one = photo_of(by=ada, structure=house())
        text = said(client, ada, f"/photos/{one.pk}/retirer/")
        assert "Vous ne pourrez pas revenir en arrière" in text

    def test_other_professionals_do_not_remove(self, client, ada, stranger):
        one = photo_of(by=ada, structure=house())
        assert sent(client, stranger, f"/photos/{one.pk}/retirer/").status_code == 403
        assert GalleryPhoto.objects.exists()

    @pytest.mark.parametrize("who", ["author", "referent", "holder", "staff"])
    def test_who_keeps_it_removes_it(self, client, ada, bob, who):
        ours = Organisation.objects.create(name="Les nôtres")
        OrganisationMembership.objects.create(organisation=ours, user=bob)
        team = group_of(bob, ada, name="Comité")
        users = {"author": ada, "referent": bob, "holder": bob, "staff": UserFactory(is_staff=True)}
        of = (
            {"group": team, "audience": Audience.MEMBERS}
            if who == "referent"
            else {"structure": house(organisation=ours)}
        )
        one = photo_of(by=ada, **of)
        assert sent(client, users[who], f"/photos/{one.pk}/retirer/").status_code == 302
        assert not GalleryPhoto.objects.exists()

    def test_every_outlet_says_nothing_of_it_any_more(self, client, ada):
        held = house()
        one = photo_of(by=ada, structure=held, legend="Legende-Semee", credit="Credit-Seme", alt="Alt-Seme")
        writing.change(
            one, {"legend": "Legende-Semee-2", "recognisable": True, "consent_who": "Zoe-Semee"}, ada
        )
        file, addresses = one.file_id, [path_of(one), f"/reseau/{one.pk}/historique/"]
        tags = {}
        for end in ("", "petit/"):
            answer = client.get(f"/fichiers/{file}/{end}")
            tags[end] = answer["ETag"]
            assert "no-cache" in answer["Cache-Control"]
        removing.remove(one, ada)
        for path in addresses:
            assert client.get(path).status_code == 404
        for end, tag in tags.items():
            answer = client.get(f"/fichiers/{file}/{end}", headers={"if-none-match": tag})
            assert answer.status_code == 404
            assert "no-store" in answer["Cache-Control"]
        assert not File.objects.filter(pk=file).exists()
        assert not Content.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(string_agg(e::text, ' '), '') FROM history_event e")
            (noted,) = cursor.fetchone()
        assert "Sem" not in noted
        for user in (None, ada, UserFactory(is_staff=True)):
            client.logout()
            if user:
                client.force_login(user)
            for path in (
                structure_path(held.pk, held.nom), "/photos/", f"/photos/structures/{held.pk}/", "/reseau/",
                "/reseau/flux/tout.atom", "/modifications/?departement=77",
                "/modifications/flux.atom?departement=77",
                f"{structure_path(held.pk, held.nom)}historique/", f"/apercus/structures/{held.pk}.png",
                f"/api/v1/structures/{held.pk}", "/exports/csv?departement=77",
                "/exports/geojson?departement=77", "/sitemap.xml",
            ):  # fmt: skip
                answer = client.get(path)
                assert answer.status_code in (200, 302), path
                content = b"".join(answer) if answer.streaming else answer.content
                assert b"Sem" not in content.replace(b"Semaine", b""), path
                assert str(file).encode() not in content, path

    def test_that_one_was_removed_stays_with_who_and_when(self, client, ada, bob):
        held = house()
        removing.remove(photo_of(by=ada, structure=held), ada)
        text = said(client, bob, f"/photos/structures/{held.pk}/")
        assert "Photos retirées" in text
        assert "Ada Première" in text
        client.logout()
        assert "Photos retirées" not in client.get(f"/photos/structures/{held.pk}/").content.decode()

    def test_a_machine_that_stops_in_the_middle_removed_all_or_nothing(self, ada, monkeypatch):
        one = photo_of(by=ada, structure=house())

        def stop(*_args, **_named):
            raise SystemExit

        monkeypatch.setattr(writing, "remove", stop)
        with pytest.raises(SystemExit):
            removing.remove(one, ada)
        assert GalleryPhoto.objects.filter(pk=one.pk).exists()
        assert File.objects.filter(pk=one.file_id).exists()
        assert not PhotoRemoval.objects.exists()

    def test_by_whatever_road_the_row_goes_its_file_goes(self, ada):
        one = photo_of(by=ada, structure=house())
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM network_galleryphoto WHERE id = %s", [one.pk])
        assert not File.objects.exists()
        assert not Content.objects.exists()

    def test_undoing_the_removal_brings_nothing_back(self, client, ada):
        one = photo_of(by=ada, structure=house())
        removing.remove(one, ada)
        act = Noted.objects.filter(object=one.pk, operation="D").get().act_id
        client.force_login(ada)
        client.post(f"/reseau/{one.pk}/annuler/{act}/")
        assert not GalleryPhoto.objects.exists()


class TestAsking:
    def _asked(self, client, one, **said):
        client.logout()
        at = f"/photos/{one.pk}/retrait/"
        form = sent_by(client.get(at).content, "signalement")
        return client.post(at, form | said)

    @pytest.fixture(autouse=True)
    def _quick(self, monkeypatch):
        monkeypatch.setattr("common.robots.QUICKEST_S", 0)

    def test_somebody_on_it_has_it_hidden_at_once_then_removed_and_is_answered(
        self, client, ada, django_capture_on_commit_callbacks
    ):
        one = photo_of(by=ada, structure=house())
        answer = self._asked(client, one, courriel="zoe@exemple.fr", message="C’est moi.")
        assert "La photo est masquée" in answer.content.decode()
        assert client.get(path_of(one)).status_code == 404
        assert client.get(f"/fichiers/{one.file_id}/").status_code == 404
        held = Report.objects.get()
        assert (held.about, held.photo) == (ReportAbout.PHOTO, one.pk)
        assert Mail.objects.filter(recipient=ada.email).exists()
        text = said(client, ada, f"/professionnels/signalements/{held.pk}/")
        assert "C’est moi." in text
        assert "zoe@exemple.fr" not in text
        assert path_of(one) in text
        answer = client.post(f"/professionnels/signalements/{held.pk}/", {"decision": ReportState.DONE})
        assert answer.status_code == 302
        assert not GalleryPhoto.objects.exists()
        assert not File.objects.exists()
        assert PhotoRemoval.objects.get().was_asked
        told = Mail.objects.get(recipient="zoe@exemple.fr")
        assert "retirée" in told.text

    def test_it_is_shown_again_where_who_keeps_it_says_no_and_no_second_asking_hides_it(self, client, ada):
        one = photo_of(by=ada, structure=house())
        self._asked(client, one)
        held = Report.objects.get()
        client.force_login(ada)
        client.post(f"/professionnels/signalements/{held.pk}/", {"decision": ReportState.REFUSED})
        client.logout()
        assert client.get(path_of(one)).status_code == 200
        self._asked(client, one)
        assert client.get(path_of(one)).status_code == 200
        assert Report.objects.count() == 2

    def test_the_request_is_for_who_keeps_the_photo(self, client, ada, stranger):
        one = photo_of(by=ada, structure=house())
        self._asked(client, one)
        held = Report.objects.get()
        assert page(client, stranger, f"/professionnels/signalements/{held.pk}/").status_code == 404

    def test_a_photo_that_one_does_not_see_is_not_asked_about(self, client, ada):
        one = photo_of(by=ada, structure=house(), audience=Audience.PROFESSIONALS)
        assert client.get(f"/photos/{one.pk}/retrait/").status_code == 404


def _holders(ada):
    """Everything that a photograph may be of, by what it is called here, each with who sees it."""
    inside = group_of(ada)
    return {
        "a structure": ({"structure": house()}, Audience.PUBLIC),
        "an event at an address": ({"event": EventFactory(commune_id="77288")}, Audience.PUBLIC),
        "an event in a structure": ({"event": EventFactory(structure=house())}, Audience.PUBLIC),
        "an event nowhere": ({"event": EventFactory()}, Audience.PUBLIC),
        "an event of a group": (
            {"event": EventFactory(group=inside, audience=Audience.MEMBERS)},
            Audience.MEMBERS,
        ),
        "a group": ({"group": inside}, Audience.PROFESSIONALS),
        "a group, for its members": ({"group": inside}, Audience.MEMBERS),
    }


_READERS = {
    "a visitor": (Audience.PUBLIC, lambda ada: None),
    "a professional": (Audience.PROFESSIONALS, lambda ada: professional("Paule")),
    "a referent": (Audience.MEMBERS, lambda ada: ada),
    "staff": (Audience.MEMBERS, lambda ada: UserFactory(is_staff=True)),
}


@pytest.mark.parametrize("reader", _READERS)
@pytest.mark.parametrize(
    "holder",
    [
        *("a structure", "an event at an address", "an event in a structure", "an event nowhere"),
        *("an event of a group", "a group", "a group, for its members"),
    ],
)
def test_whatever_it_is_of_whoever_sees_it_has_it_hidden_at_once_and_who_keeps_it_is_told(
    client, ada, monkeypatch, holder, reader
):
    monkeypatch.setattr("common.robots.QUICKEST_S", 0)
    of, audience = _holders(ada)[holder]
    one = photo_of(by=ada, audience=audience, **of)
    reads, made = _READERS[reader]
    client.logout()
    if (user := made(ada)) is not None:
        client.force_login(user)
    at = f"/photos/{one.pk}/retrait/"
    asked = client.get(at)
    if reads < audience:
        assert asked.status_code == 404
        return
    answer = client.post(at, sent_by(asked.content, "signalement"))
    assert answer.status_code == 200
    assert "La photo est masquée" in answer.content.decode()
    one.refresh_from_db()
    assert one.state == PhotoState.ASKED
    held = Report.objects.get()
    place = None if holder not in ("an event at an address", "an event in a structure") else "77288"
    assert held.commune_id == place
    assert Mail.objects.filter(recipient=ada.email).exists()
    client.logout()
    assert client.get(path_of(one)).status_code == 404
    assert client.get(f"/fichiers/{one.file_id}/").status_code == 404


def test_what_is_said_once_for_all_is_said_of_each_that_says_nothing_else(client, ada):
    place = house()
    client.force_login(ada)
    client.post(
        f"/photos/structures/{place.pk}/ajouter/",
        {"photos": [picture("a.jpg"), picture("b.jpg"), picture("c.jpg")]},
    )
    at = f"/photos/structures/{place.pk}/decrire/"
    assert "pour toutes" in client.get(at).content.decode()
    first, second, third = GalleryPhoto.objects.order_by("pk")
    together = {
        "toutes-taken_on": "2026-03-12",
        "toutes-recognisable": "oui",
        "toutes-consent_who": "Accords signés, à l’accueil",
        "toutes-for_print": "on",
        "toutes-credit": "Zoé",
    }
    least = str(int(Audience.PROFESSIONALS))
    sent = {f"p{first.pk}-alt": "Une table", f"p{first.pk}-audience": least}
    sent |= described(second, audience=least) | {f"p{third.pk}-audience": least}
    client.post(at, sent | together)
    for one in (first, second, third):
        one.refresh_from_db()
    assert (first.state, first.consent_who, first.for_print, first.credit) == (
        PhotoState.SHOWN, "Accords signés, à l’accueil", True, "Zoé",
    )  # fmt: skip
    assert first.taken_on == second.taken_on
    assert (second.recognisable, second.consent_who) == (False, "")
    # Nothing is said of it alone: it waits.
    assert third.state == PhotoState.DRAFT


@pytest.mark.parametrize(
    ("holder", "least"),
    [
        ("a structure", Audience.PROFESSIONALS),
        ("an event nowhere", Audience.PROFESSIONALS),
        ("an event of a group", Audience.MEMBERS),
        ("a group", Audience.MEMBERS),
    ],
)
def test_a_photo_is_for_the_fewest_until_somebody_says_otherwise(client, ada, holder, least):
    ((what, record),) = _holders(ada)[holder][0].items()
    of = {"structure": "structures", "event": "evenements", "group": "groupes"}[what]
    client.force_login(ada)
    client.post(f"/photos/{of}/{record.pk}/ajouter/", {"photos": [picture()]})
    assert GalleryPhoto.objects.get().audience == least


def test_a_photo_changes_places_with_those_that_there_are_alone(client, ada):
    place = house()
    only = photo_of(by=ada, structure=place)
    text = said(client, ada, path_of(only))
    assert "Avancer d’une place" not in text
    assert "Reculer d’une place" not in text
    last = photo_of(by=ada, structure=place, rank=1)
    assert "Reculer d’une place" in said(client, ada, path_of(only))
    text = said(client, ada, path_of(last))
    assert "Avancer d’une place" in text
    assert "Reculer d’une place" not in text


def test_who_leads_a_group_is_told_on_its_page_that_a_photo_is_hidden_and_why(client, ada, bob, monkeypatch):
    monkeypatch.setattr("common.robots.QUICKEST_S", 0)
    group = group_of(ada, bob)
    one = photo_of(by=bob, group=group, audience=Audience.MEMBERS)
    client.force_login(bob)
    at = f"/photos/{one.pk}/retrait/"
    client.post(at, sent_by(client.get(at).content, "signalement"))
    text = said(client, ada, f"/reseau/groupes/{group.pk}/")
    assert "quelqu’un a demandé son retrait" in text
    assert path_of(one) in text
    assert f"/professionnels/signalements/{Report.objects.get().pk}/" in said(client, ada, path_of(one))


class TestConsentThatEnds:
    def agreed(self, by, days):
        until = timezone.localdate() + timedelta(days=days)
        said_of = {"recognisable": True, "consent_who": "Zoé", "consent_until": until, "consent_noted_by": by}
        return photo_of(by=by, structure=house(), **said_of)

    def test_the_day_after_nobody_sees_it_even_before_the_job(self, client, ada, stranger):
        one = self.agreed(ada, -1)
        assert client.get(path_of(one)).status_code == 404
        assert page(client, stranger, path_of(one)).status_code == 404
        client.logout()
        assert client.get(f"/fichiers/{one.file_id}/").status_code == 404
        assert consent.hide_due() == 1
        assert consent.hide_due() == 0
        text = said(client, ada, path_of(one))
        assert "l’accord a pris fin" in text.lower()

    def test_the_last_day_it_is_still_seen(self, client, ada):
        one = self.agreed(ada, 0)
        assert consent.hide_due() == 0
        assert client.get(path_of(one)).status_code == 200

    def test_a_new_agreement_shows_it_again(self, client, ada):
        one = self.agreed(ada, -1)
        consent.hide_due()
        client.force_login(ada)
        form = sent_by(client.get(f"/photos/{one.pk}/modifier/").content, "modification")
        later = (timezone.localdate() + timedelta(days=300)).isoformat()
        client.post(
            f"/photos/{one.pk}/modifier/",
            form | {"audience": "0", "recognisable": "oui", "consent_until": later},
        )
        client.logout()
        assert client.get(path_of(one)).status_code == 200

    def test_of_one_whose_agreement_ended_the_words_are_edited_and_an_end_that_is_past_is_refused(
        self, client, ada
    ):
        one = self.agreed(ada, -1)
        consent.hide_due()
        client.force_login(ada)
        at = f"/photos/{one.pk}/modifier/"
        form = sent_by(client.get(at).content, "modification") | {"audience": "0", "recognisable": "oui"}
        assert client.post(at, form | {"legend": "La fête"}).status_code == 302
        one.refresh_from_db()
        assert (one.legend, one.state) == ("La fête", PhotoState.ENDED)
        answer = client.post(at, form | {"consent_who": "Zoé et Max"})
        assert answer.status_code == 422
        assert "Zoé et Max" in answer.content.decode()

    def test_who_noted_it_is_told_a_fortnight_before_once_without_a_word_of_it(self, ada):
        self.agreed(ada, 15)
        one = self.agreed(ada, 14)
        assert consent.warn_due() == 1
        assert consent.warn_due() == 0
        (told,) = Mail.objects.all()
        assert told.recipient == ada.email
        assert f"/photos/{one.pk}/" in told.text
        assert "Zoé" not in told.text + told.subject
        assert ALT not in told.text + told.subject

    def test_photos_that_nobody_described_are_forgotten_after_a_month(self, ada):
        one = photo_of(by=ada, structure=house(), state=PhotoState.DRAFT)
        assert consent.forget_drafts() == 0
        GalleryPhoto.objects.filter(pk=one.pk).update(created_at=timezone.now() - timedelta(days=31))
        assert consent.forget_drafts() == 1
        assert not File.objects.exists()
        assert not PhotoRemoval.objects.exists()


def test_where_and_when_a_photograph_was_made_is_not_kept(client, ada):
    held = house()
    exif = Image.Exif()
    exif[0x010F] = "Appareil-Seme"
    sink = BytesIO()
    Image.new("RGB", (64, 64), "red").save(sink, "JPEG", exif=exif)
    client.force_login(ada)
    client.post(
        f"/photos/structures/{held.pk}/ajouter/", {"photos": [picture("Zoe-Semee.jpg", sink.getvalue())]}
    )
    kept = Content.objects.values_list("content", flat=True)
    assert all(b"Appareil-Seme" not in bytes(one) for one in kept)
    assert "Semee" not in File.objects.get().name
    assert not mail.outbox


def _by_its_page(client, photo, keeper):
    assert sent(client, keeper, f"/photos/{photo.pk}/retirer/").status_code == 302


def _by_the_answer_to_who_asked(client, photo, keeper):
    removing.hide_as_asked(photo)
    held = Report.objects.create(about=ReportAbout.PHOTO, photo=photo.pk, text="", language="fr")
    at = f"/professionnels/signalements/{held.pk}/"
    assert sent(client, keeper, at, decision=ReportState.DONE).status_code == 302


def _by_plain_sql(client, photo, keeper):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM network_galleryphoto WHERE id = %s", [photo.pk])


def _by_undoing_its_making(client, photo, keeper):
    act = Noted.objects.filter(object=photo.pk, operation="I").get().act_id
    sent(client, keeper, f"/reseau/{photo.pk}/annuler/{act}/")


ROADS = (_by_its_page, _by_the_answer_to_who_asked, _by_plain_sql, _by_undoing_its_making)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_whatever_it_was_and_however_it_went_no_route_of_the_site_says_a_word_of_it(client, seed):
    """Photographs of all sorts, removed by every road, then every address of the site is asked as staff, who
    read all there is."""
    chance = random.Random(seed)
    keeper = professional("Ada Première")
    held, event, team = house(), EventFactory(), group_of(keeper, name="Comité", joining="ferme")
    places = [
        {"structure": held}, {"event": event}, {"group": team, "audience": Audience.MEMBERS},
        {"structure": held, "audience": Audience.PROFESSIONALS},
    ]  # fmt: skip
    chance.shuffle(places)
    made = []
    for n, place in enumerate(places):
        agreed = {"recognisable": True, "consent_who": f"Qui-Seme-{n}"} if chance.random() < 0.5 else {}
        words = {name: f"{name}-Seme-{n}" for name in ("alt", "legend", "credit")}
        one = photo_of(by=keeper, **place, **words, **agreed)
        for turn in range(chance.randrange(3)):
            writing.change(one, {chance.choice(list(words)): f"Reseme-{turn}"}, keeper)
        made.append(one)
    files = [str(one.file_id) for one in made]
    assert "Seme" in said(client, keeper, "/photos/") or "Reseme" in said(client, keeper, "/photos/")
    for one, road in zip(made, ROADS, strict=True):
        # Nobody takes back a making that somebody wrote on since.
        is_changed = Noted.objects.filter(object=one.pk, operation="U").exists()
        (_by_plain_sql if road is _by_undoing_its_making and is_changed else road)(client, one, keeper)
    assert not GalleryPhoto.objects.exists()
    assert not File.objects.exists()
    about = About(
        structures=(held.pk,), services=(held.services.get().pk,), points=((48.54, 2.66),), words=("Seme",),
        files=tuple(files), events=(event.pk,), groups=(team.pk,), pictures=tuple(one.pk for one in made),
        acts=tuple(Noted.objects.values_list("act", flat=True).distinct()), people=(keeper.pk,),
    )  # fmt: skip
    client.force_login(UserFactory(is_staff=True))
    client.raise_request_exception = False
    told_of = []
    for address in addresses(about):
        answer = client.get(address)
        body = (b"".join(answer) if answer.streaming else answer.content).decode("utf-8", "replace")
        for part in (address, address.replace("&", "&amp;"), quote(address, safe="")):
            body = body.replace(part, "")
        if re.search(r"(alt|legend|credit|Qui)-Seme|Reseme", body) or any(one in body for one in files):
            told_of.append(address)
    assert told_of == []
