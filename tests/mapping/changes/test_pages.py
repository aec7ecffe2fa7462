"""The history of a structure and the recent changes, as each role may read them, and back to what was."""

import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from accounts.models import Organisation, User
from common.postgis.beside import connect_beside
from history import record_rows
from history.context import acting
from history.models import Act, Cause, Event, Patrol
from history.versions import last_event
from mapping.changes.pages import history_path
from mapping.kinds import STRUCTURE
from mapping.models import Contact, Service, Status, Structure, Visibility
from mapping.patrol import restoring
from mapping.writing import change, create
from tests.factories import (
    ContactFactory,
    ServiceFactory,
    StructureFactory,
    UserFactory,
    answers_for,
)
from tests.history.test_versions import directory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
SECRETS = ("rue Introuvable", "06 66 66 66 66", "Motif Caché", "Brouillonne")


@pytest.fixture
def structure():
    return StructureFactory(nom="Les Hirondelles", commune_id="77288", description="On parle français ici.")


@pytest.fixture
def keeper(structure):
    user = UserFactory(is_professional=True, full_name="Samira B.")
    return answers_for(user, structure)


@pytest.fixture
def stranger():
    other = Organisation.objects.create(name="Réseau du Nord")
    return UserFactory(is_professional=True, full_name="Paul V.", organisation=other)


def text_of(answer) -> str:
    """What is read of a page, without its tags."""
    body = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)).replace("\xa0", " ")


def last_act() -> Act:
    return Act.objects.order_by("-pk").first()


def signed_in(client, role: str, keeper: User, stranger: User):
    accounts = {"keeper": keeper, "professional": stranger, "staff": None, "plain": UserFactory()}
    if role == "staff":
        accounts["staff"] = UserFactory(is_staff=True, full_name="Claire D.")
    if role != "visitor":
        client.force_login(accounts[role])
    return client


class TestWhatIsRead:
    def test_who_when_and_what_in_words(self, client, structure, keeper):
        change(structure, {"horaires_accueil": "Mo 09:00-12:00"}, keeper)
        change(structure, {"horaires_accueil": "Mo 14:00-17:00", "telephone": "01 99 00 00 86"}, keeper)
        change(structure, {"description": "On parle bien français."}, keeper)
        page = text_of(client.get(history_path(structure.pk, structure.nom)))
        assert "lundi avant : 9 h – 12 h → après : 14 h – 17 h" in page
        assert "Téléphone avant : 01 99 00 00 01 → après : 01 99 00 00 86" in page
        assert "ajouté : bien" in page
        assert "enlevé : ici" in page
        assert "relue" not in page

    @pytest.mark.parametrize(
        ("role", "told"),
        [
            ("visitor", "une personne du réseau"),
            ("plain", "une personne du réseau"),
            ("professional", "Samira B. (Organisation de"),
            ("keeper", "vous"),
            ("staff", "Samira B. (Organisation de"),
        ],
    )
    def test_names_are_for_professionals(self, client, structure, keeper, stranger, role, told):
        change(structure, {"nom": "Les Hirondelles 2"}, keeper)
        signed_in(client, role, keeper, stranger)
        for path in (history_path(structure.pk, structure.nom), "/modifications/?commune=77288"):
            page = text_of(client.get(path))
            assert told in page
            assert ("Samira" in page) == (role in ("professional", "staff"))

    def test_nor_for_those_who_do_not_see_the_place(self, client, keeper, stranger):
        refuge = StructureFactory(
            nom="Refuge",
            commune_id="77288",
            address_visibility=Visibility.OWNERS,
            organisation=keeper.organisation,
        )
        change(refuge, {"description": "Ouvert la nuit."}, keeper)
        client.force_login(stranger)
        for path in (
            history_path(refuge.pk, "Refuge"), "/modifications/?commune=77288",
            f"/modifications/?auteur={keeper.pk}",
        ):  # fmt: skip
            page = text_of(client.get(path))
            assert "Samira" not in page
        assert "Ouvert la nuit" in text_of(client.get("/modifications/?commune=77288"))
        assert "Ouvert la nuit" not in text_of(client.get(f"/modifications/?auteur={keeper.pk}"))
        client.force_login(keeper)
        assert "Ouvert la nuit" in text_of(client.get(f"/modifications/?auteur={keeper.pk}"))

    def test_an_address_is_not_put_on_a_page_for_harvesters(self, client, structure, keeper, stranger):
        change(structure, {"courriel": "bonjour@example.org"}, keeper)
        path = history_path(structure.pk, structure.nom)
        assert "bonjour@example.org" not in client.get(path).content.decode()
        assert "Courriel changé" in text_of(client.get(path))
        client.force_login(stranger)
        assert "bonjour@example.org" in client.get(path).content.decode()

    @pytest.mark.parametrize("status", [Status.DRAFT, Status.CLOSED])
    def test_a_draft_has_no_history_but_for_staff(self, client, structure, keeper, stranger, status):
        change(structure, {"status": status}, keeper)
        path = history_path(structure.pk, structure.nom)
        for role, code in (("visitor", 404), ("professional", 404), ("staff", 200)):
            signed_in(client, role, keeper, stranger)
            assert client.get(path).status_code == code

    def test_an_old_name_leads_to_the_page(self, client, structure):
        answer = client.get(f"/structures/{structure.pk}-autrefois/historique/")
        assert answer.status_code == 301
        assert answer.url == history_path(structure.pk, structure.nom)

    def test_in_every_language(self, client, structure, keeper):
        change(structure, {"telephone": "01 99 00 00 86"}, keeper)
        for language in ("en", "ar", "uk"):
            answer = client.get(f"/{language}/structures/{structure.pk}-les-hirondelles/historique/")
            assert answer.status_code == 200
            assert "Ce qui a été changé" not in answer.content.decode()
            assert client.get(f"/{language}/modifications/").status_code == 200

    def test_an_import_is_one_line(self, client, structure):
        with acting(Cause.IMPORT, run=3):
            for number in range(30):
                ServiceFactory(structure=StructureFactory(commune_id="77288", nom=f"Importée {number}"))
        page = client.get("/modifications/?commune=77288").content.decode()
        assert page.count('class="box change"') == 2
        assert page.count("Importée") <= 3 * 2
        assert "Et d’autres fiches" in page

    def test_pages_follow_one_another_and_lose_no_act(self, client, structure):
        for number in range(47):
            with acting(Cause.EDIT, None):
                Structure.objects.filter(pk=structure.pk).update(nom=f"Nom numéro {number}.")
        Structure.objects.filter(pk=structure.pk).update(nom="Nom")
        # A test is one transaction, and all its acts are of one moment: give each its own.
        with connection.cursor() as cursor:
            cursor.execute("UPDATE history_act SET at = at + id * interval '1 ms'")
        path, seen = f"/structures/{structure.pk}-nom/historique/", []
        while path:
            body = client.get(path).content.decode()
            seen += re.findall(r'<time datetime="([^"]+)"', body)
            older = re.search(r'rel="next" href="([^"]+)"', body)
            path = f"/structures/{structure.pk}-nom/historique/{older[1]}" if older else ""
        assert len(seen) == len(set(seen)) == 48


class TestWhatIsHidden:
    """Then and now: neither a value that was hidden, nor that there was one."""

    @pytest.fixture
    def secret(self):
        refuge = StructureFactory(
            nom="Refuge",
            commune_id="77288",
            address_visibility=Visibility.OWNERS,
            adresse="1 rue Introuvable",
        )
        service = ServiceFactory(structure=refuge, nom="Écoute", adresse="2 rue Introuvable")
        staff = UserFactory(is_staff=True)
        contact = create(
            Contact(
                structure=refuge, nom="Camille", nom_visibility=Visibility.PUBLIC,
                telephone="06 66 66 66 66", telephone_visibility=Visibility.OWNERS,
            ),
            staff,
        )  # fmt: skip
        change(refuge, {"adresse": "3 rue Introuvable"}, staff)
        change(service, {"adresse": "4 rue Introuvable"}, staff)
        change(contact, {"telephone": "06 66 66 66 67"}, staff)
        draft = StructureFactory(nom="Brouillonne", commune_id="77288", status=Status.DRAFT)
        change(draft, {"description": "Motif Caché"}, staff)
        # Told to all today, hidden then.
        change(contact, {"telephone_visibility": Visibility.PUBLIC}, staff)
        # What is told and what is not, in one change.
        change(refuge, {"nom": "Refuge ouvert", "adresse": "5 rue Introuvable"}, staff)
        return refuge

    @pytest.mark.parametrize("role", ["visitor", "plain", "professional"])
    def test_no_page_tells(self, client, secret, keeper, stranger, role):
        signed_in(client, role, keeper, stranger)
        acts = Act.objects.values_list("pk", flat=True)
        events = Event.objects.values_list("pk", flat=True)
        paths = [
            history_path(secret.pk, "Refuge ouvert"), "/modifications/?commune=77288",
            "/modifications/flux.atom?commune=77288", "/modifications/", "/modifications/?a_voir=oui",
            *(reverse("change-undo", args=[pk]) for pk in acts),
            *(reverse("structure-version", args=[secret.pk, pk]) for pk in events),
            reverse("structure-protection", args=[secret.pk]),
        ]  # fmt: skip
        for path in paths:
            body = client.get(path, follow=True).content.decode()
            for word in SECRETS:
                assert word not in body.replace("\xa0", " "), (path, word)

    def test_staff_are_told(self, client, secret, keeper, stranger):
        signed_in(client, "staff", keeper, stranger)
        page = text_of(client.get("/modifications/?commune=77288"))
        for word in SECRETS:
            assert word in page

    def test_what_is_hidden_now_is_not_told_of_when_it_was_not(self, client, structure, keeper):
        change(structure, {"adresse": "9 rue Introuvable"}, keeper)
        path = history_path(structure.pk, structure.nom)
        assert "9 rue Introuvable" in client.get(path).content.decode()
        change(structure, {"address_visibility": Visibility.OWNERS}, keeper)
        for where in (path, "/modifications/?commune=77288", "/modifications/flux.atom?commune=77288"):
            assert "Introuvable" not in client.get(where).content.decode()


class TestRecentChanges:
    def test_by_place_theme_and_road(self, client, structure, keeper):
        lesson = ServiceFactory(structure=structure)
        other = StructureFactory(nom="Ailleurs", commune_id="77379")
        change(lesson, {"frais": "gratuit"}, keeper)
        change(other, {"telephone": "01 99 00 00 10"}, keeper)
        with acting(Cause.IMPORT, run=2):
            Structure.objects.filter(pk=other.pk).update(description="Importée.")
        shown = {
            "commune=77288": (True, False), "commune=77379": (False, True), "departement=77": (True, True),
            "departement=78": (False, False), "departement=77&theme=francais": (True, False),
            "lieu=Melun": (True, False), "lieu=Seine-et-Marne": (True, True),
            # As the box itself says what it holds.
            "lieu=Seine-et-Marne+(77)": (True, True), "lieu=Melun+(77)": (True, False),
        }  # fmt: skip
        for query, expected in shown.items():
            page = text_of(client.get(f"/modifications/?{query}&voie=personnes"))
            assert ("Coût" in page, "01 99 00 00 10" in page) == expected, query
        imported = text_of(client.get("/modifications/?departement=77&voie=imports"))
        assert "Importée." in imported
        assert "Coût avant" not in imported

    def test_what_is_not_understood_is_said_and_the_rest_works(self, client, structure, keeper):
        change(structure, {"telephone": "01 99 00 00 86"}, keeper)
        answer = client.get("/modifications/?lieu=Nulle+part&theme=x&voie=y&du=hier&au=2026-13-01")
        page = text_of(answer)
        assert answer.status_code == 200
        for said in ("« Nulle part »", "« x »", "« y »", "« hier »", "« 2026-13-01 »"):
            assert said in page
        assert "01 99 00 00 86" in page

    def test_by_dates(self, client, structure, keeper):
        change(structure, {"telephone": "01 99 00 00 86"}, keeper)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE history_act SET at = '2026-03-10 12:00+01'")
        for query, expected in (
            ("du=2026-03-10&au=2026-03-10", True), ("du=2026-03-11", False), ("au=2026-03-09", False),
            ("au=2026-03-10", True), ("du=2026-03-12&au=2026-03-09", True),
        ):  # fmt: skip
            assert ("00 86" in text_of(client.get(f"/modifications/?{query}"))) == expected, query

    def test_the_feed_is_for_everyone_and_the_same_to_all(self, client, structure, keeper):
        change(structure, {"telephone": "01 99 00 00 86"}, keeper)
        feed = client.get("/modifications/flux.atom?departement=77")
        assert feed["Content-Type"].startswith("application/atom+xml")
        assert "Téléphone" in feed.content.decode()
        assert "Samira" not in feed.content.decode()
        client.force_login(UserFactory(is_staff=True))
        assert re.sub(
            b"<updated>.*?</updated>", b"", client.get("/modifications/flux.atom?departement=77").content
        ) == (re.sub(b"<updated>.*?</updated>", b"", feed.content))

    def test_what_someone_looked_at_waits_no_more(self, client, structure, keeper, stranger):
        change(structure, {"telephone": "01 99 00 00 86"}, keeper)
        act = last_act()
        client.force_login(stranger)
        waiting = "/modifications/?departement=77&a_voir=oui"
        assert "00 86" in text_of(client.get(waiting))
        answer = client.post(reverse("change-seen", args=[act.pk]), {"retour": waiting})
        assert (answer.status_code, answer.url) == (302, waiting)
        assert Patrol.objects.get().by == stranger
        assert "00 86" not in text_of(client.get(waiting))
        assert "vue" in text_of(client.get("/modifications/?departement=77"))
        answer = client.post(reverse("change-seen", args=[act.pk]), {"retour": "https://example.org/"})
        assert answer.url == "/modifications/"

    def test_nobody_says_it_of_their_own(self, client, structure, keeper):
        change(structure, {"telephone": "01 99 00 00 86"}, keeper)
        client.force_login(keeper)
        assert client.post(reverse("change-seen", args=[last_act().pk])).status_code == 403
        assert "00 86" not in text_of(client.get("/modifications/?departement=77&a_voir=oui"))

    def test_as_many_queries_for_twenty_acts_as_for_two(self, client, structure, keeper, stranger):
        def queries() -> int:
            with CaptureQueriesContext(
                connection,
            ) as counted:
                client.get("/modifications/?departement=77")
            return len(counted)

        client.force_login(stranger)
        for number in range(2):
            change(structure, {"nom": f"Nom {number}"}, keeper)
        client.get("/modifications/?departement=77")
        few = queries()
        for number in range(20):
            other = answers_for(UserFactory(is_professional=True), StructureFactory(commune_id="77288"))
            change(structure, {"nom": f"Autre {number}"}, other)
            change(ServiceFactory(structure=structure), {"frais": "gratuit"}, other)
        many = queries()
        assert many <= few + 4  # a kind of record more, and no more for more of them
        assert many <= 32


class TestBack:
    def sent(self, client, structure, event, columns, seen=None):
        return client.post(
            reverse("structure-restore", args=[structure.pk]),
            {
                "evenement": event.pk,
                "champs": columns,
                "vu": last_event(structure.pk) if seen is None else seen,
            },
            follow=True,
        )

    def test_a_field_is_put_back_and_the_page_has_the_button(self, client, structure, keeper):
        client.force_login(keeper)
        change(structure, {"telephone": "00", "nom": "Vandale"}, keeper)
        event = Event.objects.filter(root=structure.pk).order_by("-pk").first()
        page = client.get(history_path(structure.pk, "Vandale")).content.decode()
        path = reverse("structure-restore", args=[structure.pk])
        assert f"{path}?evenement={event.pk}&amp;champs=telephone" in page
        answer = self.sent(client, structure, event, "telephone")
        assert "Téléphone : c’est rétabli" in answer.content.decode()
        structure.refresh_from_db()
        assert (structure.telephone, structure.nom) == ("01 99 00 00 01", "Vandale")
        assert last_act().cause == Cause.RESTORE

    def test_what_will_be_online_is_shown_before_each_way_back(self, client, structure, keeper):
        """A field, an act and a version: each shows the value that comes back beside today's, and writes
        nothing until its button is pressed."""
        change(structure, {"description": "Une maison ouverte à tous."}, keeper)
        before = last_event(structure.pk)
        change(structure, {"description": "ACHETEZ DES MONTRES"}, UserFactory(is_professional=True))
        act, event = last_act(), Event.objects.filter(root=structure.pk, operation="U").latest("pk")
        client.force_login(keeper)
        field = reverse("structure-restore", args=[structure.pk])
        for path in (
            f"{field}?evenement={event.pk}&champs=description",
            reverse("change-undo", args=[act.pk]),
            reverse("structure-version", args=[structure.pk, before]),
        ):
            page = text_of(client.get(path))
            shown = page.index("Voici ce qui sera en ligne")
            comes, goes = (
                page.index(words, shown) for words in ("Une maison ouverte à tous.", "ACHETEZ DES MONTRES")
            )
            assert shown < comes < page.index("Aujourd’hui", shown) < goes
            structure.refresh_from_db()
            assert structure.description == "ACHETEZ DES MONTRES"

    def test_what_was_taken_out_is_told_so_beside_its_line_and_before_it_comes_back(
        self, client, structure, keeper
    ):
        change(structure, {"description": "ACHETEZ DES MONTRES"}, UserFactory(is_professional=True))
        client.force_login(keeper)
        client.post(reverse("change-undo", args=[last_act().pk]))
        event = Event.objects.filter(root=structure.pk, operation="U").latest("pk")
        assert "avait été retiré" in text_of(client.get(history_path(structure.pk, structure.nom)))
        field = reverse("structure-restore", args=[structure.pk])
        for path in (
            f"{field}?evenement={event.pk}&champs=description",
            reverse("change-undo", args=[last_act().pk]),
        ):
            page = text_of(client.get(path))
            assert "Attention." in page
            assert "l’a retiré" in page
            assert page.index("ACHETEZ DES MONTRES", page.index("Voici ce qui sera en ligne"))

    def test_a_service_that_was_removed_is_shown_whole_before_it_comes_back(self, client, structure, keeper):
        service = ServiceFactory(structure=structure, nom="Cours du soir", description="Pour apprendre.")
        with acting(Cause.EDIT, keeper):
            service.delete()
        client.force_login(keeper)
        page = text_of(client.get(reverse("change-undo", args=[last_act().pk])))
        online = page[page.index("Voici ce qui sera en ligne") :]
        assert "revient" in online
        assert "Pour apprendre." in online
        assert not Service.objects.filter(pk=service.pk).exists()

    def test_a_hidden_street_is_not_told_by_what_would_come_back(self, client, structure, keeper):
        Structure.objects.filter(pk=structure.pk).update(address_visibility=Visibility.OWNERS)
        staff = UserFactory(is_staff=True)
        with acting(Cause.EDIT, staff):
            Structure.objects.filter(pk=structure.pk).update(adresse="7 rue Introuvable", telephone="00")
        act = last_act()
        client.force_login(UserFactory(is_professional=True))
        page = client.get(reverse("change-undo", args=[act.pk])).content.decode()
        assert "Voici ce qui sera en ligne" in page
        assert "Introuvable" not in page

    def test_somebody_wrote_there_meanwhile(self, client, structure, keeper):
        client.force_login(keeper)
        change(structure, {"telephone": "00"}, keeper)
        event = Event.objects.filter(root=structure.pk).order_by("-pk").first()
        seen = last_event(structure.pk)
        change(structure, {"telephone": "01 99 00 00 55"}, keeper)
        answer = self.sent(client, structure, event, "telephone", seen)
        assert "Quelqu’un vient de changer Téléphone" in answer.content.decode()
        structure.refresh_from_db()
        assert structure.telephone == "01 99 00 00 55"

    def test_a_version_is_put_back_byte_for_byte(self, client, structure, keeper):
        service = ServiceFactory(structure=structure, publics=["femmes"])
        contact = ContactFactory(structure=structure, telephone="06 00 00 00 01")
        before, event = directory(), last_event(structure.pk)
        change(structure, {"telephone": "00", "nom": "Vandale", "accessible": False}, keeper)
        change(service, {"publics": ["jeunes"], "capacite": 3}, keeper)
        with acting(Cause.EDIT, keeper):
            contact.delete()
        client.force_login(UserFactory(is_staff=True))
        path = reverse("structure-version", args=[structure.pk, event])
        asked = client.get(path)
        assert "3 fiches ou parties de fiches changent" in text_of(asked)
        assert directory() != before
        client.post(path, {"vu": last_event(structure.pk)})
        after = directory()
        for key, row in before.items():
            assert json.dumps(after[key] | {"verified_at": ""}) == json.dumps(row | {"verified_at": ""})

    @pytest.mark.django_db(transaction=True)
    @pytest.mark.parametrize("moment", ["while it is shown", "while it is written"])
    def test_what_somebody_writes_meanwhile_is_not_lost_to_a_version(
        self, client, structure, keeper, monkeypatch, moment
    ):
        change(structure, {"accessible": True}, keeper)
        event = last_event(structure.pk)
        change(structure, {"nom": "Vandale", "telephone": "00"}, keeper)
        path = reverse("structure-version", args=[structure.pk, event])
        client.force_login(keeper)

        def somebody_writes() -> None:
            with connect_beside() as other:
                other.execute("UPDATE mapping_structure SET telephone = '01 99 00 00 55'")

        if moment == "while it is shown":
            tried = restoring._tried

            def shown(*given):
                done = tried(*given)
                somebody_writes()
                return done

            monkeypatch.setattr(restoring, "_tried", shown)
            said = {"vu": client.get(path).context["seen"]}
        else:
            lock, came = record_rows.lock, iter([somebody_writes])

            def locked(*given):
                next(came, lambda: None)()
                lock(*given)

            said = {"vu": last_event(structure.pk)}
            monkeypatch.setattr(restoring.record_rows, "lock", locked)
        answer = client.post(path, said)
        monkeypatch.undo()
        assert answer.url == path
        assert "Quelqu’un vient de modifier cette fiche" in text_of(client.get(path))
        structure.refresh_from_db()
        assert (structure.nom, structure.telephone) == ("Vandale", "01 99 00 00 55")

    def test_what_was_added_since_stays_and_is_said(self, client, structure, keeper):
        change(structure, {"accessible": True}, keeper)
        event = last_event(structure.pk)
        change(structure, {"nom": "Vandale"}, keeper)
        added = create(Service(structure=structure, source="tests", source_id="neuf", nom="Neuf"), keeper)
        client.force_login(keeper)
        path = reverse("structure-version", args=[structure.pk, event])
        assert "un service ajouté depuis, qui reste" in text_of(client.get(path))
        client.post(path, {"vu": last_event(structure.pk)})
        structure.refresh_from_db()
        assert structure.nom == "Les Hirondelles"
        assert Service.objects.filter(pk=added.pk).exists()

    def test_an_act_is_taken_back_after_one_look(self, client, structure, keeper):
        change(structure, {"telephone": "00"}, UserFactory(is_professional=True))
        act = last_act()
        client.force_login(keeper)
        path = reverse("change-undo", args=[act.pk])
        assert "redevient" in text_of(client.get(path))
        structure.refresh_from_db()
        assert structure.telephone == "00"
        answer = client.post(path, follow=True)
        assert "C’est annulé" in answer.content.decode()
        structure.refresh_from_db()
        assert structure.telephone == "01 99 00 00 01"
        assert last_act().undoes == act

    def test_a_professional_takes_back_what_they_are_told_and_no_more(self, client, structure, keeper):
        with acting(Cause.EDIT, UserFactory(is_staff=True)):
            Structure.objects.filter(pk=structure.pk).update(
                telephone="00", address_visibility=Visibility.PROFESSIONALS
            )
        act = last_act()
        client.force_login(keeper)
        client.post(reverse("change-undo", args=[act.pk]))
        structure.refresh_from_db()
        assert (structure.telephone, structure.address_visibility) == (
            "01 99 00 00 01", Visibility.PROFESSIONALS,
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("role", "code"),
        # As on a wiki: what anyone of the network may write, they may also take back.
        [("visitor", 302), ("plain", 403), ("professional", 200), ("keeper", 200), ("staff", 200)],
    )
    def test_who_may(self, client, structure, keeper, stranger, role, code):
        change(structure, {"telephone": "00"}, UserFactory(is_professional=True))
        act, event = last_act(), last_event(structure.pk)
        signed_in(client, role, keeper, stranger)
        undo, version = (
            reverse("change-undo", args=[act.pk]),
            reverse("structure-version", args=[structure.pk, event]),
        )
        restore = reverse("structure-restore", args=[structure.pk])
        assert client.get(undo).status_code == code
        assert client.get(version).status_code == code
        done = 302 if code == 200 else code
        sent = {"evenement": event - 1, "champs": "telephone", "vu": event}
        number = (
            Event.objects.filter(kind=STRUCTURE.number, object=structure.pk, operation="U").latest("pk").pk
        )
        assert client.post(restore, sent | {"evenement": number}).status_code == done
        assert client.post(undo).status_code in (done, 404)
        structure.refresh_from_db()
        assert structure.telephone == ("01 99 00 00 01" if code == 200 else "00")

    @pytest.mark.parametrize(
        "sent", [{}, {"evenement": "x"}, {"evenement": "1", "champs": "status"}, {"evenement": "9" * 30}]
    )
    def test_what_is_sent_wrong_changes_nothing(self, client, structure, keeper, sent):
        client.force_login(keeper)
        before = directory()
        assert client.post(reverse("structure-restore", args=[structure.pk]), sent).status_code == 404
        assert directory() == before

    def test_a_column_that_is_not_told_is_not_put_back(self, client, structure, keeper):
        with acting(Cause.EDIT, UserFactory(is_staff=True)):
            Structure.objects.filter(pk=structure.pk).update(
                telephone="00", address_visibility=Visibility.PROFESSIONALS
            )
        event = Event.objects.filter(root=structure.pk, operation="U").latest("pk")
        client.force_login(keeper)
        for columns in ("address_visibility", "telephone,address_visibility", "updated_at"):
            assert self.sent(client, structure, event, columns).status_code == 404
        structure.refresh_from_db()
        assert structure.telephone == "00"

    def test_what_was_taken_back_is_told_to_professionals_alone(self, client, structure, keeper):
        change(structure, {"description": "ACHETEZ DES MONTRES"}, UserFactory(is_professional=True))
        act = last_act()
        pages = [f"/structures/{structure.pk}-les-hirondelles/historique/", "/modifications/"]
        client.force_login(keeper)
        client.post(reverse("change-undo", args=[act.pk]))
        for page in pages:
            told = client.get(page).content.decode()
            assert "MONTRES" in told
            assert "annulée" in told
            assert reverse("change-undo", args=[act.pk]) not in told
            assert "MONTRES" not in Client().get(page).content.decode()
        assert b"MONTRES" not in b"".join(Client().get("/modifications/flux.atom"))
        # Done again, it is news again.
        client.post(reverse("change-undo", args=[last_act().pk]))
        assert "MONTRES" in Client().get(pages[0]).content.decode()

    def test_an_import_is_taken_back_from_its_own_page(self, client, structure):
        with acting(Cause.IMPORT, run=3):
            Structure.objects.filter(pk=structure.pk).update(telephone="00")
        client.force_login(UserFactory(is_staff=True))
        assert client.post(reverse("change-undo", args=[last_act().pk])).status_code == 403


def test_the_page_of_a_structure_leads_to_its_history(client, structure, keeper):
    path = f"/structures/{structure.pk}-les-hirondelles/"
    assert f'href="{path}historique/"' in client.get(path).content.decode()
    change(structure, {"telephone": "01 99 00 00 86"}, UserFactory(is_professional=True, full_name="Paul V."))
    assert "Derniers changements" not in client.get(path).content.decode()
    client.force_login(keeper)
    page = client.get(path).content.decode()
    assert "Derniers changements" in page
    assert escape("Paul V.") in page
