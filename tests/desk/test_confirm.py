"""The page behind the link sent to a structure: what it asks, what an answer writes, and what a scanner of
mails that opens and sends everything does not."""

from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.core import mail as sent_by_django
from django.db import connection
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django.asserts import assertContains, assertNotContains

from common import tasks
from history.models import Act, Cause, Event
from mapping.campaigns import asking
from mapping.models import (
    Block,
    BlockSeen,
    Campaign,
    ConfirmationRequest,
    Report,
    SeenBy,
    SeenHow,
    Session,
    Status,
    Structure,
    TemporaryClosure,
    Visibility,
)
from mapping.presentation import structure_path
from mapping.writing import change
from tests.factories import ContactFactory, ServiceFactory, StructureFactory, UserFactory
from tests.forms import sent_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

SITE = "http://testserver/"
# Monday closed, Tuesday and Thursday in the afternoon, as the grid sends them.
WEEK = {
    "horaires-lundi-ouvert": "",
    **{f"horaires-{day}-ouvert": "oui" for day in ("mardi", "jeudi")},
    **{f"horaires-{day}-1-de": "14h" for day in ("mardi", "jeudi")},
    **{f"horaires-{day}-1-a": "18h" for day in ("mardi", "jeudi")},
}


@pytest.fixture
def structure():
    return StructureFactory(
        nom="Maison des Essais",
        courriel="maison@example.org",
        telephone="01 60 00 00 00",
        horaires_accueil="Mo 09:00-12:00",
    )


def link_to(structure, *blocks: str) -> str:
    """The address that the mail holds."""
    one = Campaign.objects.create(
        title="Relance", blocks=blocks or list(Block), site=SITE, structures=[structure.pk]
    )
    assert asking.send_campaign(one) == 1
    return urlsplit(addresses_in(leave()[-1].body)[0]).path


def addresses_in(text: str) -> list[str]:
    return [word for word in text.split() if word.startswith(SITE)]


def leave() -> list:
    for job in ProcrastinateJob.objects.filter(task_name="common.deliver", status="todo").order_by("id"):
        tasks.deliver(**job.args)
    return sent_by_django.outbox


def answer(client, link, **given):
    form = sent_by(client.get(link).content, "confirmer")
    return client.post(link, form | given)


def seen(structure) -> dict[str, tuple[str, str]]:
    rows = BlockSeen.objects.filter(structure=structure.pk)
    return {row.block: (row.how, row.seen_by) for row in rows}


class _Facts(HTMLParser):
    """The labels and values of the lists of facts of a page."""

    def __init__(self):
        super().__init__()
        self.within = ""
        self.label = ""
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag, attrs):
        if tag in ("dt", "dd"):
            self.within = tag
            if tag == "dt":
                self.label = ""
            else:
                self.found.append((self.label, ""))

    def handle_endtag(self, tag):
        if tag in ("dt", "dd"):
            self.within = ""

    def handle_data(self, data):
        if self.within == "dt":
            self.label = " ".join(f"{self.label} {data}".split())
        elif self.within == "dd":
            label, value = self.found[-1]
            self.found[-1] = (label, " ".join(f"{value} {data}".replace("\xa0", " ").split()))


def facts_of(page: bytes) -> list[tuple[str, str]]:
    """Those of what the structure says; not of where the page comes from and who keeps it."""
    reader = _Facts()
    reader.feed(page.decode().split('<dl class="source">')[0])
    return [(label, value.replace(" .", ".")) for label, value in reader.found]


class _Scan(HTMLParser):
    """Every form of a page as it is, with each of its buttons."""

    def __init__(self):
        super().__init__()
        self.forms: list[dict] = []

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if tag == "form":
            self.forms.append(
                {"method": said.get("method", "get"), "action": said.get("action"), "fields": {}}
            )
        if self.forms and tag in ("input", "textarea", "select", "button") and said.get("name"):
            if said.get("type") in ("radio", "checkbox") and "checked" not in said:
                return
            self.forms[-1]["fields"][said["name"]] = said.get("value") or ""


def test_a_scanner_that_opens_and_sends_everything_changes_nothing(client, structure):
    """Of the mail: every address; of each page behind: every form, as it is and empty, by GET and by POST."""
    contact = ContactFactory(structure=structure)
    link_to(structure)
    mail = leave()[-1]
    tables = ("mapping_structure", "mapping_service", "mapping_contact", "mapping_temporaryclosure")
    tables += ("mapping_blockseen", "mapping_confirmationrequest", "mapping_report", "history_event")

    def everything() -> list:
        with connection.cursor() as cursor:
            held = []
            for table in tables:
                cursor.execute(f"SELECT coalesce(json_agg(t ORDER BY t.id)::text, '') FROM {table} t")
                held.append(cursor.fetchone()[0])
            return held

    before = everything()
    scanner = Client(enforce_csrf_checks=True)
    addresses = addresses_in(mail.body)
    assert addresses
    sent = 0
    for address in addresses:
        path = urlsplit(address).path
        page = scanner.get(path)
        assert page.status_code == 200
        scan = _Scan()
        scan.feed(page.content.decode())
        for form in scan.forms:
            target = form["action"] or path
            for fields in (form["fields"], {}, {**form["fields"], "action": "envoyer"}):
                # The sign-out of the header and the language's are not the mail's.
                scanner.get(target, fields)
                scanner.post(target, fields)
                scanner.head(target)
                sent += 1
    assert sent >= 3
    assert everything() == before
    assert ConfirmationRequest.objects.get().answered_at is None
    contact.refresh_from_db()


class TestAsking:
    def test_only_the_blocks_that_the_link_names(self, client, structure):
        page = client.get(link_to(structure, "hours")).content.decode()
        assert "hours_choix" in page
        assert "contact_choix" not in page
        assert "lundi" in page

    def test_nothing_is_chosen_beforehand(self, client, structure):
        form = sent_by(client.get(link_to(structure)).content, "confirmer")
        assert not [name for name in form if name.endswith("_choix")]

    def test_only_what_everyone_reads_is_shown(self, client):
        refuge = StructureFactory(
            courriel="refuge@example.org",
            adresse="7 rue Introuvable",
            address_visibility=Visibility.OWNERS,
        )
        ContactFactory(structure=refuge, telephone="06 99 99 99 99")
        page = client.get(link_to(refuge)).content.decode()
        assert "Introuvable" not in page
        assert "06 99 99 99 99" not in page

    def test_it_is_told_to_no_other_site_and_kept_by_nobody(self, client, structure):
        page = client.get(link_to(structure))
        assert page["Referrer-Policy"] == "same-origin"
        assert "noindex" in page["X-Robots-Tag"]
        assert "no-store" in page["Cache-Control"]

    @pytest.mark.parametrize("wrong", ["/confirmer/x/", "/confirmer/x:y/"])
    def test_a_link_that_is_none_opens_nothing(self, client, wrong):
        assertContains(client.get(wrong), "Ce lien n’ouvre plus rien", status_code=404)
        assert client.post(wrong, {"hours_choix": "exact"}).status_code == 404

    def test_a_link_revoked_or_expired_or_of_what_is_closed(self, client, structure):
        link = link_to(structure, "hours")
        for change_it in (
            lambda: asking.revoke(ConfirmationRequest.objects.all()),
            lambda: ConfirmationRequest.objects.update(
                revoked_at=None, expires_at=timezone.now() - timedelta(seconds=1)
            ),
            lambda: (
                ConfirmationRequest.objects.update(expires_at=timezone.now() + timedelta(days=1)),
                Structure.objects.filter(pk=structure.pk).update(status=Status.CLOSED),
            ),
        ):
            change_it()
            assert client.get(link).status_code == 404
            assert client.post(link, {"hours_choix": "exact"}).status_code == 404
        assert seen(structure) == {}


class TestAnswering:
    def test_still_right(self, client, structure):
        assertContains(answer(client, link_to(structure), hours_choix="exact"), "Toujours exact : horaires")
        assert seen(structure) == {"hours": (SeenHow.CAMPAIGN, SeenBy.STRUCTURE)}
        asked = ConfirmationRequest.objects.get()
        assert asked.answers == {"hours": "exact"}
        act = Act.objects.latest("id")
        assert (act.cause, act.by) == (Cause.CONFIRM, None)
        structure.refresh_from_db()
        assert timezone.now() - structure.verified_at < timedelta(minutes=1)

    def test_hours_in_words_and_a_closure(self, client, structure):
        done = answer(
            client,
            link_to(structure, "hours"),
            hours_choix="corriger",
            **WEEK,
            ferme_du="2026-12-21",
            ferme_au="2027-01-03",
        )
        assertContains(done, "Corrigé : horaires")
        structure.refresh_from_db()
        assert structure.horaires_accueil == "Tu,Th 14:00-18:00"
        closure = TemporaryClosure.objects.get()
        assert (f"{closure.first_day}", f"{closure.last_day}") == ("2026-12-21", "2027-01-03")
        assert seen(structure) == {"hours": (SeenHow.CAMPAIGN, SeenBy.STRUCTURE)}

    def test_a_telephone_and_an_address(self, client, structure):
        answer(
            client,
            link_to(structure, "contact"),
            contact_choix="corriger",
            telephone="01 60 11 11 11",
            courriel="accueil@example.org",
            site_web="",
        )
        structure.refresh_from_db()
        assert (structure.telephone, structure.courriel) == ("01 60 11 11 11", "accueil@example.org")
        event = Event.objects.filter(kind=1, object=structure.pk, operation="U").order_by("id").first()
        assert set(event.before) >= {"telephone", "courriel"}

    @pytest.mark.parametrize("block", ["presence", "place", "services"])
    def test_what_is_said_in_words_goes_to_a_person_and_confirms_nothing(self, client, structure, block):
        link = link_to(structure, block)
        refused = answer(client, link, **{f"{block}_choix": "corriger"})
        assertContains(refused, "Écrivez ce qu’il faut corriger.", status_code=422)
        answer(client, link, **{f"{block}_choix": "corriger", f"{block}_note": "Nous avons déménagé."})
        assert Report.objects.get().text == "Nous avons déménagé."
        assert seen(structure) == {}

    def test_closing_for_good_is_asked_once_apart_and_confirmed(self, client, structure):
        link = link_to(structure)
        page = client.get(link).content.decode()
        assert page.count("Nous avons fermé définitivement") == 1
        refused = client.post(link, {"action": "fermer"})
        assertContains(refused, "Cochez la case qui confirme", status_code=422)
        structure.refresh_from_db()
        assert structure.status == Status.PUBLISHED
        done = client.post(link, {"action": "fermer", "confirme": "oui"})
        assertContains(done, "n’est plus dans l’annuaire")
        structure.refresh_from_db()
        assert structure.status == Status.CLOSED
        assert Act.objects.latest("id").cause == Cause.CONFIRM

    def test_one_button_says_that_all_is_right_once_it_was_read(self, client, structure):
        link = link_to(structure)
        refused = client.post(link, {"action": "tout-exact"})
        assertContains(refused, "J’ai tout relu", status_code=422)
        assert seen(structure) == {}
        client.post(link, {"action": "tout-exact", "confirme": "oui"})
        assert set(seen(structure)) == {block.value for block in Block}

    def test_hours_are_corrected_in_the_grid_of_those_that_are_kept(self, client, structure):
        Structure.objects.filter(pk=structure.pk).update(horaires_accueil="Mo 09:00-12:00; PH off")
        link = link_to(structure, "hours")
        grid = sent_by(client.get(link).content, "confirmer")
        assert (grid["horaires-lundi-1-de"], grid["horaires-lundi-1-a"]) == ("9h", "12h")
        assert grid["horaires-feries"] == "oui"
        same = answer(client, link, hours_choix="corriger")
        assertContains(same, "déjà sur la fiche", status_code=422)
        nothing = answer(client, link, hours_choix="corriger", **{"horaires-lundi-ouvert": ""})
        assertContains(nothing, "aucun jour n’est ouvert", status_code=422)
        tuesday = {"horaires-mardi-ouvert": "oui", "horaires-mardi-1-de": "14h", "horaires-mardi-1-a": "18h"}
        done = answer(client, link, hours_choix="corriger", **tuesday)
        structure.refresh_from_db()
        assert structure.horaires_accueil == "Mo 09:00-12:00; Tu 14:00-18:00; PH off"
        assert "mardi : de 14 h à 18 h" in done.content.decode().replace("\xa0", " ").lower()

    def test_the_grid_says_what_it_understands_without_an_account_and_keeps_nothing(self, client, structure):
        link = link_to(structure, "hours")
        said = client.post(
            link, sent_by(client.get(link).content, "confirmer") | WEEK | {"champ": "horaires"}
        )
        assert "de 14 h à 18 h" in said.content.decode().replace("\xa0", " ")
        structure.refresh_from_db()
        assert structure.horaires_accueil == "Mo 09:00-12:00"

    def test_a_button_of_the_grid_sends_no_answer(self, client, structure):
        link = link_to(structure)
        answer(client, link, place_choix="exact", **{"horaires-acte": "ajouter:lundi"})
        assert seen(structure) == {}

    def test_each_service_has_its_own_answer(self, client, structure):
        first = ServiceFactory(structure=structure, nom="Cours du soir")
        other = ServiceFactory(structure=structure, nom="Écrivain public")
        link = link_to(structure, "services")
        half = answer(client, link, **{f"services_{first.pk}_choix": "exact"})
        assertContains(half, "« Écrivain public » : répondez aussi", status_code=422)
        answer(
            client,
            link,
            **{
                f"services_{first.pk}_choix": "exact",
                f"services_{other.pk}_choix": "corriger",
                f"services_{other.pk}_note": "Le jeudi seulement.",
            },
        )
        assert Report.objects.get().text == "Écrivain public : Le jeudi seulement."
        assert seen(structure) == {}
        both = {f"services_{one.pk}_choix": "exact" for one in (first, other)}
        answer(client, link, **both)
        assert set(seen(structure)) == {"services"}

    def test_a_link_that_was_answered_says_when(self, client, structure):
        link = link_to(structure, "hours")
        assertNotContains(client.get(link), "Vous avez répondu le")
        answer(client, link, hours_choix="exact")
        assertContains(client.get(link), "Vous avez répondu le")

    def test_it_shows_each_label_and_value_that_the_public_page_does(self, client, structure):
        """Of a structure that is filled: what stands on its page in a list of facts stands here under the
        same label, and none is empty."""
        change(
            structure,
            {
                "description": "Une maison pour tous.",
                "accessible": True,
                "horaires_accueil": "Mo 09:00-12:00; PH off",
                "site_web": "https://maison.example.org/",
            },
        )
        service = ServiceFactory(
            structure=structure,
            nom="Cours du soir",
            description="Pour apprendre.",
            frais="payant",
            frais_precisions="20 € par an",
            a_apporter="Un justificatif",
            conditions_acces="Habiter la ville",
            zone_eligibilite=["77288"],
            publics=["femmes"],
            langues=["fr"],
            modes_accueil=["en-presentiel"],
            horaires_accueil="Tu 18:00-20:00",
            garde_enfants=True,
        )
        today = timezone.localdate()
        TemporaryClosure.objects.create(structure=structure, first_day=today, last_day=today)
        later = today + timedelta(days=3)
        Session.objects.create(service=service, first_day=today, last_day=later, details="Niveau 1")
        page = facts_of(client.get(structure_path(structure.pk, structure.nom)).content)
        asked = facts_of(client.get(link_to(structure)).content)
        assert len(page) >= 10
        plural = {"Horaires de ce service"}
        assert not {fact for fact in page if fact[0] not in plural and fact not in asked}
        assert not [label for label, value in asked if not label or not value]
        told = " ".join(value for _label, value in asked)
        for words in (
            *("Une maison pour tous.", "https://maison.example.org/", "Accessible en fauteuil roulant"),
            *("20 € par an", "Un justificatif", "Fermé : les jours fériés", "Niveau 1", "18 h"),
        ):
            assert words in told

    def test_the_page_shows_what_everybody_reads_of_each_part(self, client, structure):
        ContactFactory(
            structure=structure,
            nom="Ada Public",
            courriel="ada@example.org",
            nom_visibility=Visibility.PUBLIC,
            courriel_visibility=Visibility.PUBLIC,
        )
        ContactFactory(structure=structure, nom="Secrète", courriel="secret@example.org")
        ServiceFactory(structure=structure, nom="Cours du soir", frais="gratuit", places_restantes=7)
        page = client.get(link_to(structure)).content.decode()
        for told in ("ada@example.org", "maison@example.org", "Cours du soir", "Gratuit", "7"):
            assert told in page
        assert "secret@example.org" not in page

    def test_the_history_says_that_it_was_the_structure_and_it_is_undone_as_others(self, client, structure):
        answer(
            client,
            link_to(structure, "hours"),
            hours_choix="corriger",
            **WEEK,
        )
        act = Act.objects.filter(cause=Cause.CONFIRM).latest("id")
        client.force_login(UserFactory(is_staff=True))
        page = client.get(f"/structures/{structure.pk}-maison-des-essais/historique/").content.decode()
        assert "la structure" in page
        assert "par le lien d’une relance" in page
        assert "Annuler cette modification" in page
        client.post(f"/professionnels/modifications/{act.pk}/annuler/")
        structure.refresh_from_db()
        assert structure.horaires_accueil == "Mo 09:00-12:00"

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({}, "choisissez une réponse"),
            ({"hours_choix": "peut-être"}, "Choisissez une des réponses proposées."),
            ({"hours_choix": "corriger"}, "Écrivez les horaires"),
            (
                {"hours_choix": "corriger", "horaires-mode": "texte", "horaires-texte": "quand il fait beau"},
                "ne sont pas compris",
            ),
            ({"hours_choix": "corriger", "horaires-lundi-1-a": "8h"}, "vient avant le début"),
            ({"horaires-acte": "ajouter:lundi"}, "Rien n&#39;est enregistré encore"),
            ({"hours_choix": "corriger", "ferme_du": "2026-12-21"}, "un premier et un dernier jour"),
            (
                {"hours_choix": "corriger", "ferme_du": "2026-12-21", "ferme_au": "2026-12-01"},
                "avant le premier",
            ),
            ({"contact_choix": "corriger", "courriel": "ici"}, "nom@exemple.fr"),
            ({"contact_choix": "corriger", "telephone": "-"}, "numéro de téléphone"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_half_done(self, client, structure, given, said):
        typed = {"presence_note": "Des mots tapés"}
        answers = {"place_choix": "exact"} if given else {}
        done = answer(client, link_to(structure), **(answers | typed | given))
        assertContains(done, said, status_code=422)
        assertContains(done, "Des mots tapés", status_code=422)
        assert seen(structure) == {}
        assert not TemporaryClosure.objects.exists()
        assert ConfirmationRequest.objects.get().answered_at is None

    def test_what_was_typed_without_being_chosen_is_left_out(self, client, structure):
        answer(client, link_to(structure), hours_choix="exact", telephone="01 99 99 99 99", courriel="ici")
        structure.refresh_from_db()
        assert (structure.telephone, structure.courriel) == ("01 60 00 00 00", "maison@example.org")

    def test_somebody_wrote_meanwhile(self, client, structure):
        link = link_to(structure, "contact")
        form = sent_by(client.get(link).content, "confirmer")
        change(structure, {"telephone": "01 60 22 22 22"}, UserFactory(is_staff=True))
        form |= {"contact_choix": "corriger", "telephone": "01 60 33 33 33"}
        refused = client.post(link, form)
        assertContains(refused, "01 60 22 22 22", status_code=422)
        assertContains(refused, "01 60 33 33 33", status_code=422)
        structure.refresh_from_db()
        assert structure.telephone == "01 60 22 22 22"
        again = sent_by(refused.content, "confirmer") | {"contact_choix": "corriger"}
        assert client.post(link, again).status_code == 200
        structure.refresh_from_db()
        assert structure.telephone == "01 60 33 33 33"

    def test_a_service_of_it_is_named(self, client, structure):
        ServiceFactory(structure=structure, nom="Cours du soir")
        assertContains(client.get(link_to(structure, "services")), "Cours du soir")

    def test_the_message_of_who_asks_is_read_as_text(self, client, structure):
        link = link_to(structure, "hours")
        Campaign.objects.update(message="<script>alert(1)</script>")
        assertNotContains(client.get(link), "<script>alert(1)")
