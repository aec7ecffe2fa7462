"""The pages of campaigns and of notices of the moment: who may, what is shown before anything leaves."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.http import QueryDict
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import Membership
from common import kept_mails, outbox
from common.models import Mail
from desk.campaigns.forms import SelectionForm
from mapping import tasks
from mapping.campaigns import asking, moments
from mapping.freshness import confirming
from mapping.models import Block, Campaign, ConfirmationRequest, MomentNotice, Visibility, VisibleStructure
from mapping.presentation import structure_path
from tests.factories import ServiceFactory, StructureFactory, UserFactory, answers_for, point

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

LIST = "/professionnels/campagnes/"
NEW = f"{LIST}nouvelle/"
NOTICE = "/professionnels/consignes/nouvelle/"
SAID = {
    "titre": "Avant l’été",
    "qui": "territoire",
    "blocs": ["hours"],
    "message": "",
    "anciennes": "",
    "rythme": "",
}


@pytest.fixture
def staff(client):
    user = UserFactory(is_staff=True)
    client.force_login(user)
    return user


@pytest.fixture
def structure():
    return StructureFactory(nom="Maison des Essais", courriel="maison@example.org")


def referent(*structures):
    user = answers_for(UserFactory(is_professional=True), *structures)
    user.organisation_memberships.update(role=Membership.As.REFERENT)
    return user


def work() -> None:
    for job in ProcrastinateJob.objects.filter(task_name="mapping.send_campaign", status="todo"):
        tasks.send_campaign(**job.args)


@pytest.mark.parametrize("path", [LIST, NEW])
def test_who_may(client, structure, path):
    table = [
        (None, 302),
        (UserFactory(), 403),
        (answers_for(UserFactory(is_professional=True), structure), 403),
        (referent(StructureFactory()), 200),
        (UserFactory(is_staff=True), 200),
    ]
    for user, status in table:
        if user:
            client.force_login(user)
        assert client.get(path).status_code == status


def test_what_is_chosen_is_shown_and_nothing_leaves_before_it_is_said(client, staff, structure):
    answer = client.post(NEW, SAID | {"action": "voir"})
    assertContains(answer, "Maison des Essais")
    assert not Campaign.objects.exists()
    assert client.post(NEW, SAID | {"action": "envoyer"}).status_code == 302
    work()
    one = Campaign.objects.get()
    page = client.get(f"{LIST}{one.pk}/")
    assertContains(page, "Pas encore répondu")
    assertContains(client.get(LIST), "Avant l’été")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"titre": ""}, "Donnez un nom"),
        ({"qui": ""}, "Choisissez quelles structures."),
        ({"blocs": []}, "Choisissez au moins une partie"),
        ({"qui": "recherche", "recherche": "bonjour"}, "n’est pas celle d’une recherche"),
        ({"qui": "recherche", "recherche": "/?rayon_km=beaucoup"}, "rayon_km"),
        ({"qui": "recherche", "recherche": "/?departement=77&q=zzzqqq"}, "Aucune structure ne correspond"),
        ({"message": "x" * 1001}, "1000 caractères au plus"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_leaves(client, staff, structure, changes, said):
    answer = client.post(NEW, SAID | {"action": "envoyer"} | changes)
    assertContains(answer, said, status_code=422)
    assert not Campaign.objects.exists()


def test_those_of_a_search(client, staff, structure):
    here, away = (
        StructureFactory(nom=name, position=point(*at))
        for name, at in (("Ici", (48.54, 2.66)), ("Loin", (48.95, 3.1)))
    )
    for one in (here, away):
        ServiceFactory(structure=one)
    searched = "https://reperes.example.org/?lat=48.54&lon=2.66&rayon_km=2&theme=francais"
    page = client.post(NEW, SAID | {"qui": "recherche", "recherche": searched, "action": "voir"})
    assertContains(page, "Ici")
    assertNotContains(page, "Loin")


def test_only_what_nobody_has_read_for_so_long(client, staff, structure):
    fresh = StructureFactory(nom="Relue hier")
    confirming.confirm(fresh.pk, [Block.HOURS], staff)
    page = client.post(NEW, SAID | {"anciennes": "3", "action": "voir"})
    assertContains(page, "Maison des Essais")
    assertNotContains(page, "Relue hier")


def test_a_referent_asks_their_own_and_reads_no_other(client, structure):
    others, mine = StructureFactory(nom="Des autres"), structure
    user = referent(mine)
    client.force_login(user)
    for asked in ("territoire", "recherche"):
        assert client.post(NEW, SAID | {"qui": asked, "action": "envoyer"}).status_code == 422
    client.post(NEW, SAID | {"qui": "organisation", "action": "envoyer"})
    one = Campaign.objects.get()
    assert one.structures == [mine.pk]
    client.force_login(referent(others))
    assert client.get(f"{LIST}{one.pk}/").status_code == 404
    assert client.post(f"{LIST}{one.pk}/arreter/").status_code == 404


def test_who_answered_who_did_not_and_links_that_are_revoked(client, staff, structure):
    silent = StructureFactory(nom="Sans adresse", courriel="")
    client.post(NEW, SAID | {"action": "envoyer"})
    work()
    one = Campaign.objects.get()
    page = client.get(f"{LIST}{one.pk}/")
    assertContains(page, "aucune adresse électronique")
    assert silent.pk in one.structures
    asked = ConfirmationRequest.objects.get(structure=structure.pk)
    client.post(f"{LIST}{one.pk}/arreter/", {"demande": asked.pk})
    assertContains(client.get(f"{LIST}{one.pk}/"), "Lien révoqué")
    asked.refresh_from_db()
    assert asked.revoked_at
    client.post(f"{LIST}{one.pk}/arreter/")
    one.refresh_from_db()
    assert one.stopped_at


def test_who_would_be_asked_and_who_not_is_said_before(client, staff, structure):
    StructureFactory(nom="Sans adresse", courriel="")
    StructureFactory(nom="Un exemple", courriel="ex@example.org", is_example=True)
    StructureFactory(nom="Même boîte", courriel="maison@example.org")
    page = client.post(NEW, SAID | {"action": "voir"})
    assertContains(page, "dont 1 recevra un courriel : Maison des Essais.")
    assertContains(page, "1, aucune adresse électronique : Sans adresse.")
    assertContains(page, "1, exemple : on ne lui écrit pas : Un exemple.")
    assertContains(page, "1, adresse déjà sollicitée ce mois-ci, ou la même qu’une autre : Même boîte.")
    assertContains(page, "Envoyer à 1 structure")
    sent = client.post(NEW, SAID | {"action": "envoyer"}, follow=True)
    assertContains(sent, "La relance part : un courriel.")
    foreseen = asking.foreseen(Campaign.objects.get().structures)
    work()
    states = dict(ConfirmationRequest.objects.values_list("structure", "state"))
    # What was said before is what was done: then everybody was asked this month.
    assert sorted(states.values()) == ["address", "hidden", "sent", "soon"]
    assert {number: str(state) for number, state in foreseen.items()} == states
    again = client.post(NEW, SAID | {"action": "voir"})
    assertContains(again, "aucune ne peut être sollicitée")
    assertNotContains(again, 'value="envoyer"')
    assertContains(client.post(NEW, SAID | {"action": "envoyer"}), "rien ne partirait", status_code=422)
    assert Campaign.objects.count() == 1


def test_on_a_try_examples_are_asked(client, staff, settings, tmp_path):
    example = StructureFactory(nom="Un exemple", courriel="ex@example.org", is_example=True)
    for debug, backend, sent in (
        (False, kept_mails.BACKEND, 0),
        (True, outbox.SMTP, 0),
        (True, kept_mails.BACKEND, 1),
    ):
        settings.DEBUG, settings.EMAIL_BACKEND, settings.KEPT_MAILS = debug, backend, tmp_path
        settings.EMAIL_HOST, settings.ALLOWED_HOSTS = "mail.example.org", ["localhost"]
        answer = client.post(NEW, SAID | {"action": "voir"}, HTTP_HOST="localhost")
        assertContains(answer, "dont 1 recevra" if sent else "exemple : on ne lui écrit pas")
    client.post(NEW, SAID | {"action": "envoyer"}, HTTP_HOST="localhost")
    work()
    assert ConfirmationRequest.objects.get(structure=example.pk).state == "sent"
    (link,) = re.findall(r"http://localhost(/confirmer/\S+)", Mail.objects.get().text)
    assertContains(client.get(link, HTTP_HOST="localhost"), "Un exemple")


def test_those_of_a_search_are_asked_from_its_page(client, staff):
    query = "?lat=48.54&lon=2.66&rayon_km=2&theme=francais"
    ServiceFactory(structure=StructureFactory(nom="Ici", position=point(48.54, 2.66)))
    page = client.get(f"/{query}").content.decode()
    (link,) = re.findall(r'href="(/professionnels/campagnes/nouvelle/[^"]*)"', page)
    form = client.get(unescape(link)).content.decode()
    searched = unescape(re.search(r'name="recherche"\s+value="([^"]*)"', form)[1])
    assertContains(
        client.post(NEW, SAID | {"qui": "recherche", "recherche": searched, "action": "voir"}), "Ici"
    )
    assert re.search(r'value="recherche"[^>]*checked', form)
    client.logout()
    assert "campagnes/nouvelle" not in client.get(f"/{query}").content.decode()


def test_every_address_of_a_results_page_is_taken_for_its_search(client, staff):
    """What the site writes in its own addresses (« lieu », a page further) is no error here."""
    for number in range(25):
        ServiceFactory(structure=StructureFactory(nom=f"Ici {number}", position=point(48.54, 2.66)))
    page = client.get("/?lat=48.54&lon=2.66&rayon_km=2&lieu=commune&limit=20").content.decode()
    links = {unescape(link) for link in re.findall(r'href="(/\?[^"#]+)"', page)}
    assert len(links) > 5
    for link in links:
        sent = QueryDict(mutable=True)
        sent.update({"qui": "recherche", "recherche": link})
        form = SelectionForm(sent, may_all=True, has_own=False, among=VisibleStructure.objects.none())
        assert form.is_valid(), link


class TestOneByItsName:
    def test_it_alone_is_asked_from_its_page(self, client, staff, structure):
        StructureFactory(nom="Maison des Autres", courriel="autre@example.org")
        page = client.get(structure_path(structure.pk, structure.nom)).content.decode()
        (link,) = re.findall(r'href="(/professionnels/campagnes/nouvelle/[^"]*)"', page)
        form = client.get(link).content.decode()
        named = re.search(r'name="structure"\s+value="([^"]*)"', form)[1]
        one = SAID | {"qui": "une", "structure": named, "action": "envoyer"}
        assert client.post(NEW, one).status_code == 302
        assert Campaign.objects.get().structures == [structure.pk]

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("", "Écrivez le nom"),
            ("Nulle part", "aucune structure de l&#39;annuaire"),
            ("maison", "Maison des Autres"),
        ],
    )
    def test_a_name_that_means_none_or_several_is_said(self, client, staff, structure, typed, said):
        StructureFactory(nom="Maison des Autres")
        answer = client.post(NEW, SAID | {"qui": "une", "structure": typed, "action": "envoyer"})
        assert said in answer.content.decode()
        assert answer.status_code == 422
        assert not Campaign.objects.exists()

    def test_a_referent_names_their_own_alone(self, client, structure):
        client.force_login(referent(structure))
        StructureFactory(nom="Maison des Autres")
        other = SAID | {"qui": "une", "structure": "Maison des Autres", "action": "envoyer"}
        assertContains(client.post(NEW, other), "aucune structure", status_code=422)
        assert client.post(NEW, other | {"structure": "Maison des Essais"}).status_code == 302
        assert Campaign.objects.get().organisation.name


def test_once_stopped_those_that_it_had_not_come_to_are_counted_as_not_asked(client, staff, structure):
    client.post(NEW, SAID | {"action": "envoyer"})
    one = Campaign.objects.get()
    assertContains(client.get(LIST), "en cours : 1 structure à traiter encore")
    client.post(f"{LIST}{one.pk}/arreter/")
    counts = client.get(f"{LIST}{one.pk}/").context["counts"]
    assert (counts["asked"], counts["sent"], counts["not_sent"]) == (1, 0, 1)


def test_addresses_are_told_to_nobody(client, staff, structure):
    client.post(NEW, SAID | {"action": "envoyer"})
    work()
    one = Campaign.objects.get()
    assertNotContains(client.get(f"{LIST}{one.pk}/"), "maison@example.org")


def test_those_to_call_are_listed_with_their_number(client, staff, structure):
    for _ in range(4):
        asking.send_campaign(
            Campaign.objects.create(
                title="x", blocks=["hours"], site="https://x.fr", structures=[structure.pk]
            )
        )
        for row in ConfirmationRequest.objects.all():
            ConfirmationRequest.objects.filter(pk=row.pk).update(
                created_at=row.created_at - timedelta(days=31)
            )
    page = client.get(LIST)
    assertContains(page, "01 99 00 00 01")
    assertContains(page, "Maison des Essais")


def test_a_rhythm_is_set_from_the_page_by_who_keeps_it(client, structure):
    path = f"/professionnels/structures/{structure.pk}/rythme/"
    client.force_login(UserFactory(is_professional=True))
    assert client.post(path, {"mois": "6"}).status_code == 403
    client.force_login(answers_for(UserFactory(is_professional=True), structure))
    client.post(path, {"mois": "6"})
    assert asking.cadence_of(structure.pk) == 6
    client.post(path, {"mois": "7"})
    assertContains(client.get(structure_path(structure.pk, structure.nom)), "3, 6 ou 12 mois")
    client.post(path, {"mois": ""})
    assert asking.cadence_of(structure.pk) is None


class TestMoment:
    def said(self, **changes):
        today = timezone.localdate()
        said = {
            "texte": "Ouvert la nuit pendant le grand froid.",
            "qui": "territoire",
            "du": f"{today}",
            "au": f"{today + timedelta(days=3)}",
            "recherche": "",
        }
        return said | {"action": "envoyer"} | changes

    def test_it_shows_on_the_pages_and_goes_by_itself(self, client, staff, structure):
        assert client.post(NOTICE, self.said()).status_code == 302
        client.logout()
        path = structure_path(structure.pk, structure.nom)
        assertContains(client.get(path), "Ouvert la nuit pendant le grand froid.")
        assertContains(client.get(f"/ar{path}"), "Ouvert la nuit")
        yesterday = timezone.localdate() - timedelta(days=1)
        MomentNotice.objects.update(first_day=yesterday, last_day=yesterday)
        assertNotContains(client.get(path), "grand froid")

    def test_it_waits_for_its_first_day_and_shows_nowhere_else(self, client, staff, structure):
        tomorrow = timezone.localdate() + timedelta(days=1)
        client.post(NOTICE, self.said(du=f"{tomorrow}"))
        assert moments.now_on(structure.pk) == []
        MomentNotice.objects.update(first_day=timezone.localdate())
        assert moments.now_on(structure.pk)
        assert moments.now_on(StructureFactory().pk) == []

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"texte": ""}, "Écrivez ce que les gens doivent savoir."),
            ({"du": "", "au": ""}, "choisissez un jour"),
            ({"du": "demain"}, "un jour est attendu"),
            ({"du": "2030-01-02", "au": "2030-01-01"}, "avant le premier"),
            ({"du": "2020-01-01", "au": "2020-01-02"}, "est passé"),
        ],
    )
    def test_what_is_wrong_is_said(self, client, staff, structure, changes, said):
        assertContains(client.post(NOTICE, self.said(**changes)), said, status_code=422)
        assert not MomentNotice.objects.exists()

    def test_it_can_be_taken_away_before_its_end(self, client, staff, structure):
        client.post(NOTICE, self.said())
        one = MomentNotice.objects.get()
        client.post(f"/professionnels/consignes/{one.pk}/enlever/")
        assert not MomentNotice.objects.exists()

    def test_staff_alone(self, client, structure):
        client.force_login(referent(structure))
        assert client.get(NOTICE).status_code == 403
        assert client.post(NOTICE, self.said()).status_code == 403

    def test_where_a_hidden_place_is_decides_of_nothing(self, client, staff):
        """A search from beside a refuge would else tell on its page that it is near."""
        refuge = StructureFactory(
            position=point(48.60, 2.75),
            address_visibility=Visibility.OWNERS,
            commune__point=point(48.5390, 2.66),
        )
        ServiceFactory(structure=refuge)
        near = "/?lat=48.60&lon=2.75&rayon_km=1&theme=francais"
        answer = client.post(NOTICE, self.said(qui="recherche", recherche=near))
        assertContains(answer, "Aucune structure ne correspond", status_code=422)


def test_what_was_foreseen_and_what_the_page_counts_agree_before_anything_has_left(client, staff, structure):
    unreachable = StructureFactory(nom="Sans adresse", courriel="")
    one = Campaign.objects.create(
        title="Relance",
        blocks=["hours"],
        site="https://x.example/",
        structures=[structure.pk, unreachable.pk],
    )
    page = client.get(f"{LIST}{one.pk}/")
    assert (page.context["to_send"], page.context["counts"]["not_sent"]) == (1, 1)
    assertContains(page, "1 courriel encore à envoyer")


def test_the_way_from_a_search_to_a_campaign_is_hidden_in_nothing(client, staff):
    ServiceFactory(structure=StructureFactory(position=point(48.54, 2.66)))
    page = client.get("/?lat=48.54&lon=2.66&rayon_km=2&theme=francais").content.decode()
    link = page.index("Demander à ces structures de relire leur fiche")
    assert page.rindex("</details>", 0, link) > page.rindex("Télécharger ces résultats", 0, link)
