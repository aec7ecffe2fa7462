"""Asking for an account: the page answers everybody alike, the mail alone says more."""

import re
from html import unescape

import pytest
from django.core import mail
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import JoinRequest, Organisation, TrustedDomain, User
from common import robots
from common.models import Mail
from desk.tasks import tell_deciders
from mapping.models import Visibility
from tests.factories import CommuneFactory, ServiceFactory, StructureFactory, UserFactory, answers_for
from tests.forms import sent_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

PATH = "/inscription/"
GIVEN = {
    "courriel": "lea@example.org",
    "nom": "Léa Martin",
    "organisation": "Les Hirondelles",
    "commune": "Melun",
}


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(robots, "QUICKEST_S", 0)


def ask(client, path=PATH, **changes):
    form = {name: value.strip() for name, value in sent_by(client.get(path).content, "inscription").items()}
    return client.post(path, form | GIVEN | changes)


def bare(answer) -> bytes:
    return re.sub(rb'nonce="[^"]*"|csrfmiddlewaretoken" value="[^"]*"', b"", answer.content)


def waiting_mail() -> Mail:
    return Mail.objects.get()


def test_a_request_waits_and_opens_nothing(client):
    organisation = Organisation.objects.create(name="Les Hirondelles")
    assertContains(ask(client), "Votre demande est partie")
    user = User.objects.get(email="lea@example.org")
    asked = JoinRequest.objects.get(user=user)
    assert (user.is_professional, user.has_usable_password(), user.full_name) == (False, False, "Léa Martin")
    assert (asked.organisation, asked.commune.nom, asked.state) == (organisation, "Melun", "asked")
    assert waiting_mail().recipient == "lea@example.org"
    assert "Nous avons reçu" in waiting_mail().text
    assert mail.outbox == []


@pytest.mark.parametrize("text", ["552 100 554", "55210055400013", "les hirondelles", "LES HIRONDELLES"])
def test_an_organisation_is_found_by_its_number_or_its_whole_name(client, text):
    organisation = Organisation.objects.create(name="Les Hirondelles", siren="552100554")
    ask(client, organisation=text)
    assert JoinRequest.objects.get().organisation == organisation


def test_an_organisation_that_nobody_knows_is_kept_as_it_was_said(client):
    Organisation.objects.create(name="Les Hirondelles du Nord")
    ask(client)
    asked = JoinRequest.objects.get()
    assert (asked.organisation, asked.organisation_said) == (None, "Les Hirondelles")


@pytest.mark.parametrize(
    "known",
    [None, {}, {"is_professional": True}, {"is_staff": True}, {"is_professional": True, "is_active": False}],
)
def test_the_page_is_the_same_for_every_address_and_a_mail_leaves_to_each(client, known):
    unknown = bare(ask(client, courriel="personne@example.org"))
    if known is not None:
        UserFactory(email="lea@example.org", **known)
    answer = ask(client)
    assert answer.status_code == 200
    assert bare(answer) == unknown
    assert Mail.objects.filter(recipient="lea@example.org").count() == 1


@pytest.mark.parametrize(
    ("fields", "said", "requests"),
    [
        ({"is_professional": True}, "en a déjà un", 0),
        ({"is_professional": True, "is_active": False}, "compte est fermé", 0),
        ({}, "Nous avons reçu", 1),
    ],
)
def test_an_account_that_is_known_learns_it_by_mail_alone(client, fields, said, requests):
    before = UserFactory(email="lea@example.org", full_name="Vraie Léa", **fields)
    ask(client)
    before.refresh_from_db()
    assert before.full_name == "Vraie Léa"
    assert said in waiting_mail().text
    assert JoinRequest.objects.count() == requests


def test_an_address_of_a_trusted_domain_enters_at_once(client):
    organisation = Organisation.objects.create(name="Croix rouge")
    TrustedDomain.objects.create(domain="example.org", organisation=organisation)
    ask(client)
    user = User.objects.get(email="lea@example.org")
    assert user.is_professional
    assert user.organisation == organisation
    assert "/connexion/" in waiting_mail().text
    assert JoinRequest.objects.get().state == "accepted"


@pytest.mark.parametrize("domain", ["sub.example.org", "example.org.evil.example", "notexample.org"])
def test_a_domain_is_trusted_whole(client, domain):
    address = f"lea@{domain}"
    TrustedDomain.objects.create(domain="example.org")
    ask(client, courriel=address)
    assert not User.objects.get(email=address).is_professional


def test_asked_again_one_request_waits(client):
    ask(client)
    ask(client, message="Encore moi")
    assert JoinRequest.objects.get().message == "Encore moi"
    assert User.objects.count() == 1


def test_a_form_that_comes_twice_sends_one_mail(client):
    form = sent_by(client.get(PATH).content, "inscription") | GIVEN
    client.post(PATH, form)
    client.post(PATH, form)
    assert Mail.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"courriel": ""}, "Écrivez votre adresse électronique"),
        ({"courriel": "lea@"}, "adresse électronique entière"),
        ({"nom": ""}, "Écrivez vos prénom et nom"),
        ({"organisation": ""}, "nom de votre organisation"),
        ({"commune": ""}, "Écrivez la commune où vous travaillez"),
        ({"commune": "Zzzzq"}, "aucune commune de ce nom"),
        ({"nom": "Léa\nBcc: x@example.org"}, "une seule ligne"),
        ({"site_internet": "https://spam.example"}, "comme par un robot"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(client, changes, message):
    answer = ask(client, **changes)
    assert answer.status_code == 422
    assertContains(answer, message, status_code=422)
    assertContains(answer, "Votre demande n’est pas partie", status_code=422)
    if "commune" not in changes:
        assertContains(answer, 'value="Melun"', status_code=422)
    assert not User.objects.exists()
    assert not Mail.objects.exists()


def test_a_closed_site_says_how_to_ask(client, settings):
    settings.REGISTRATION = "closed"
    settings.SITE_CONTACT = "equipe@example.org"
    assertContains(client.get(PATH), "sur invitation")
    assert client.post(PATH, GIVEN).status_code == 403
    assert not User.objects.exists()


def test_who_comes_from_a_structure_says_nothing_twice_and_learns_nothing_of_who_holds_it(client):
    CommuneFactory()
    holder = Organisation.objects.create(name="SOWN-HOLDER", is_public=False)
    structure = StructureFactory(
        organisation=holder, nom="Maison des Essais", address_visibility=Visibility.OWNERS
    )
    path = f"{PATH}?structure={structure.pk}"
    page = client.get(path).content.decode()
    assert "Maison des Essais" in page
    assert page.count("Laissez vide si c’est celle de cette structure.") == 2
    answer = ask(client, path, organisation="", commune="")
    asked = JoinRequest.objects.get()
    assert (asked.organisation, asked.commune_id) == (holder, "77900")
    assert asked.page.startswith(f"/structures/{structure.pk}-")
    assert "SOWN-HOLDER" not in page + answer.content.decode() + waiting_mail().text


def test_the_page_speaks_the_reader_s_language_and_so_does_the_mail(client):
    answer = ask(client, "/en/inscription/")
    assert b'lang="en"' in answer.content
    assert "received your request" in waiting_mail().text


def test_a_structure_s_page_leads_here(client):
    service = ServiceFactory()
    answer = client.get(f"/structures/{service.structure_id}-x/", follow=True)
    assertContains(answer, f'href="/inscription/?structure={service.structure_id}"')
    assertContains(answer, f'href="/professionnels/structures/{service.structure_id}/tenir/"')


def test_who_decides_is_told_by_a_worker_once(client):
    organisation = Organisation.objects.create(name="Les Hirondelles")
    referent = UserFactory(is_professional=True)
    organisation.memberships.create(user=referent, role="referent")
    far = UserFactory(is_professional=True)
    far.ambassadorships.create(kind="departement", code="13")
    ask(client)
    for number in (JoinRequest.objects.get().pk, 0):
        tell_deciders(request=number, url="https://reperes.example/professionnels/demandes/")
    told = Mail.objects.exclude(recipient="lea@example.org").get()
    assert (told.recipient, "https://reperes.example" in told.text) == (referent.email, True)


def test_without_a_referent_the_ambassadors_of_the_place_are_told(client):
    near, far = UserFactory(is_professional=True), UserFactory(is_professional=True)
    near.ambassadorships.create(kind="departement", code="77")
    far.ambassadorships.create(kind="departement", code="13")
    ask(client)
    tell_deciders(request=JoinRequest.objects.get().pk, url="https://reperes.example/")
    assert [one.recipient for one in Mail.objects.exclude(recipient="lea@example.org")] == [near.email]


def test_who_signs_in_before_the_answer_is_told_where_the_request_is_and_who_decides(client, settings):
    settings.SITE_OPERATOR = "Conseil des Essais"
    ask(client)
    client.force_login(User.objects.get(email="lea@example.org"))
    page = client.get("/professionnels/").content.decode()
    assert "Votre demande attend une réponse" in page
    assert "Conseil des Essais" in page
    assert "Les Hirondelles" in page
    assert "Cette page est réservée" not in page


def test_who_waits_is_offered_nothing_on_a_page_that_would_be_refused(client):
    structure = ServiceFactory().structure
    ask(client)
    client.force_login(User.objects.get(email="lea@example.org"))
    answer = client.get(f"/structures/{structure.pk}-x/", follow=True)
    assertContains(answer, "Votre demande de compte attend une réponse")
    for refused in ("Cette structure est la mienne", "Demander un compte", "/modifier/", "Vous tenez"):
        assertNotContains(answer, refused)


def test_who_holds_a_structure_is_not_offered_to_ask_for_it(client):
    structure = ServiceFactory().structure
    user = UserFactory(is_professional=True)
    answers_for(user, structure)
    client.force_login(user)
    answer = client.get(f"/structures/{structure.pk}-x/", follow=True)
    assertNotContains(answer, "Cette structure est la mienne")
    assertContains(answer, "Votre organisation tient cette fiche")


@pytest.mark.parametrize(("days", "promised"), [(0, False), (5, True)])
def test_who_asks_learns_who_answers_and_how_soon_only_where_the_site_says_so(
    client, settings, days, promised
):
    settings.SITE_OPERATOR = "Conseil des Essais"
    settings.REGISTRATION_ANSWER_DAYS = days
    page = ask(client).content.decode()
    for text in (page, waiting_mail().text):
        assert "Conseil des Essais" in text
        assert ("sous 5 jours" in text) == promised


def test_a_structure_of_the_directory_is_offered_when_its_name_is_sent(client):
    structure = StructureFactory(nom="Le Fil bleu")
    hidden = StructureFactory(nom="Le Fil bleu secret", status="draft")
    answer = ask(client, organisation="fil bleu")
    assertContains(answer, "Est-ce l’une de ces structures", status_code=422)
    assertContains(answer, f'value="{structure.pk}"', status_code=422)
    assertNotContains(answer, hidden.nom, status_code=422)
    assert not JoinRequest.objects.exists()
    assertContains(ask(client, organisation="fil bleu", laquelle=str(structure.pk)), "demande est partie")
    assert JoinRequest.objects.get().page.startswith(f"/structures/{structure.pk}-")
    ask(client, organisation="fil bleu", laquelle="aucune")
    assert JoinRequest.objects.get().page == ""


def test_accepting_who_chose_a_structure_has_their_organisation_hold_it(client):
    structure = StructureFactory(nom="Le Fil bleu")
    ask(client, organisation="fil bleu", laquelle=str(structure.pk))
    asked = JoinRequest.objects.get()
    client.force_login(UserFactory(is_staff=True))
    page = client.get("/professionnels/demandes/").content.decode()
    assert "pas encore connue" not in page
    assert "son organisation la tiendra" in page
    given = {"decision": "accepter", "organisation": "creer", "fiche": str(structure.pk)}
    client.post(f"/professionnels/demandes/comptes/{asked.pk}/", given)
    structure.refresh_from_db()
    assert structure.organisation.memberships.filter(user=asked.user).exists()


def test_a_referent_who_does_not_decide_of_a_structure_gives_it_to_nobody(client):
    structure = StructureFactory(nom="Le Fil bleu")
    organisation = Organisation.objects.create(name="Les Hirondelles", is_public=True)
    referent = UserFactory(is_professional=True)
    organisation.memberships.create(user=referent, role="referent")
    ask(client)
    asked = JoinRequest.objects.get()
    client.force_login(referent)
    given = {"decision": "accepter", "fiche": str(structure.pk)}
    client.post(f"/professionnels/demandes/comptes/{asked.pk}/", given)
    structure.refresh_from_db()
    assert (JoinRequest.objects.get().state, structure.organisation) == ("accepted", None)


def test_staff_are_told_that_what_was_written_is_in_the_directory(client):
    StructureFactory(nom="Le Fil bleu")
    ask(client, organisation="Fil bleu", laquelle="aucune")
    client.force_login(UserFactory(is_staff=True))
    assertContains(client.get("/professionnels/demandes/"), "son organisation la tiendra")


def test_what_i_asked_is_not_said_to_be_asked_by_nobody(client):
    user = UserFactory(is_professional=True)
    client.force_login(user)
    page = client.get("/professionnels/demandes/").content.decode()
    assert "Personne ne demande" not in page
    assert "Aucune demande de tenir une fiche n’attend votre réponse" in page


def test_one_s_own_structure_is_kept_through_the_page_to_sign_in(client):
    structure = StructureFactory(nom="Les Hirondelles")
    asked = client.get(f"/professionnels/structures/{structure.pk}/tenir/", follow=True).content.decode()
    (link,) = re.findall(r'href="(/inscription/[^"]*)"', asked)
    page = client.get(unescape(link)).content.decode()
    assert f'name="structure" value="{structure.pk}"' in " ".join(page.split())
    assert "Les Hirondelles" in page
    for wrong in ("/", "/professionnels/structures/x/tenir/", "//example.org/", "é\x00"):
        assert client.get("/inscription/", {"next": wrong}).status_code == 200
