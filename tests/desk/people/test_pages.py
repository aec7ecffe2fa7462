"""What the pages about people do: invitations, organisations, the directory, persons, profiles, domains."""

import re
from html import unescape

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import (
    AmbassadorOf,
    Invitation,
    JoinRequest,
    Membership,
    Organisation,
    Profile,
    TrustedDomain,
    User,
)
from common.models import Mail
from mapping.models import Visibility
from mapping.presentation import structure_path
from places.models import Commune, NamedTerritory
from tests.accounts.test_tokens import token_for
from tests.desk.people.people import world
from tests.factories import ServiceFactory, StructureFactory, UserFactory, point

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

INVITE = "/professionnels/invitations/"
DIRECTORY = "/professionnels/annuaire/"
ORGANISATIONS = "/professionnels/organisations/"


@pytest.fixture
def people():
    return world()


# --- Invitations ---


def test_one_person_is_invited_at_once(people):
    client = people.client("referent")
    sent = {"organisation": people.organisation.pk, "liste": "Léa Martin <lea@example.org>"}
    assertContains(client.post(INVITE, sent, follow=True), "invitée, un courriel part")
    user = User.objects.get(email="lea@example.org")
    assert (user.is_professional, user.full_name, user.has_usable_password()) == (True, "Léa Martin", False)
    assert user.organisation == people.organisation
    assert Invitation.objects.get().invited_by == people.members["referent"]
    mail = Mail.objects.get()
    assert mail.recipient == "lea@example.org"
    assert "Samira Benali" in mail.text
    assert "/connexion/" in mail.text


def test_reading_a_list_of_one_line_again_invites_nobody(people):
    client = people.client("referent")
    sent = {
        "organisation": people.organisation.pk,
        "liste": "Léa Martin <lea@example.org>",
        "confirmer": "non",
    }
    page = client.post(INVITE, sent)
    assertContains(page, "personne n’est encore invité")
    assertContains(page, "Inviter 1 personne")
    assert not User.objects.filter(email="lea@example.org").exists()
    assert not Mail.objects.exists()


def test_inviting_from_the_page_of_an_organisation_keeps_it(people):
    client = people.client("referent")
    number = people.organisation.pk
    assertContains(client.get(f"{ORGANISATIONS}{number}/"), f'href="{INVITE}?organisation={number}"')
    assertContains(client.get(f"{INVITE}?organisation={number}"), f'<option value="{number}" selected>')
    sent = {"organisation": number, "liste": "Léa Martin <lea@example.org>"}
    assert client.post(INVITE, sent)["Location"] == f"{INVITE}?organisation={number}"


def test_a_list_is_shown_before_anybody_is_invited_and_every_line_is_answered_for(people):
    client = people.client("referent")
    known = UserFactory(email="connu@example.org", full_name="Vrai Nom", is_professional=True)
    member = people.members["member"].email
    blocked = UserFactory(email="bloque@example.org", is_active=False)
    text = f"courriel;nom\nlea@example.org;Léa\nconnu@example.org;Autre\n{member}\nrien\n{blocked.email}"
    sent = {"organisation": people.organisation.pk, "liste": text}
    before = User.objects.count()
    assertContains(client.post(INVITE, sent), "5 lignes lues, personne n’est encore invité")
    assert (User.objects.count(), Mail.objects.count()) == (before, 0)
    answer = client.post(INVITE, sent | {"confirmer": "oui"})
    said = {one.line.email or one.line.text: one.said for one in answer.context["answered"]}
    assert said == {
        "lea@example.org": "invitée, un courriel part",
        # An address that had an account is answered as one that had none.
        "connu@example.org": "invitée, un courriel part",
        member: "fait déjà partie de l’organisation",
        "rien": "pas invitée : aucune adresse électronique : « nom@exemple.fr » est attendu",
        "bloque@example.org": "pas invitée : demandez à la préfecture",
    }
    known.refresh_from_db()
    blocked.refresh_from_db()
    assert (known.full_name, blocked.is_active, blocked.is_professional) == ("Vrai Nom", False, False)
    assert Mail.objects.count() == 2


def test_who_had_asked_is_let_in_by_the_invitation(people):
    asker = people.members["asker"]
    asked = JoinRequest.objects.create(user=asker, organisation_said="Hirondelles")
    sent = {"organisation": people.organisation.pk, "liste": asker.email}
    people.client("referent").post(INVITE, sent)
    asked.refresh_from_db()
    assert (asked.state, asked.organisation) == ("accepted", people.organisation)


def test_a_list_that_cannot_be_read_is_kept(people):
    answer = people.client("referent").post(INVITE, {"organisation": people.organisation.pk, "liste": ""})
    assertContains(answer, "Écrivez au moins une adresse", status_code=422)


# --- Registrations that somebody decides of ---


def test_staff_make_the_organisation_that_was_said(people):
    asked = JoinRequest.objects.create(user=people.members["asker"], organisation_said="Nouvelle asso")
    client = people.client("staff")
    assertContains(client.get("/professionnels/demandes/"), "Nouvelle organisation : « Nouvelle asso »")
    sent = {"decision": "accepter", "organisation": "creer", "referent": "oui"}
    client.post(f"/professionnels/demandes/comptes/{asked.pk}/", sent)
    joined = people.members["asker"].organisation_memberships.get()
    assert (joined.organisation.name, joined.role) == ("Nouvelle asso", Membership.As.REFERENT)
    assert "Nouvelle asso" in Mail.objects.get().text


def choices_of(client) -> dict[str, bool]:
    """The organisations that the page of requests offers, and whether each is chosen beforehand."""
    page = client.get("/professionnels/demandes/").content.decode()
    radios = re.findall(r'<input type="radio"([^>]*)>', page)
    assert all(re.search(r"\brequired\b", one) for one in radios)
    numbers = [re.search(r'id="([^"]+)"', one)[1] for one in radios]
    said = [re.search(rf'<label for="{number}">([^<]*)</label>', page)[1] for number in numbers]
    return {unescape(name): "checked" in one for name, one in zip(said, radios, strict=True)}


def test_an_organisation_that_merely_looks_alike_is_not_chosen_beforehand(people):
    Organisation.objects.create(name="Ateliers de français Le Fil bleu")
    Organisation.objects.create(name="L’Étape en ville")
    said = "Atelier sociolinguistique L'Etape"
    asked = JoinRequest.objects.create(user=people.members["asker"], organisation_said=said)
    client = people.client("staff")
    assert choices_of(client) == {
        "L’Étape en ville": False,
        f"Nouvelle organisation : « {said} »": False,
        "Sans organisation": False,
    }
    answer = client.post(
        f"/professionnels/demandes/comptes/{asked.pk}/", {"decision": "accepter"}, follow=True
    )
    assertContains(answer, "Choisissez dans quelle organisation")
    asked.refresh_from_db()
    assert asked.state == "asked"


def test_the_same_name_is_chosen_however_it_is_written(people):
    Organisation.objects.create(name="Atelier sociolinguistique L’Étape")
    JoinRequest.objects.create(
        user=people.members["asker"], organisation_said="ATELIER SOCIOLINGUISTIQUE - L'ETAPE"
    )
    assert choices_of(people.client("staff"))["Atelier sociolinguistique L’Étape"]


def test_who_holds_the_structure_somebody_comes_from_is_chosen(people):
    held = StructureFactory(nom="Un toit", organisation=people.other)
    page = structure_path(held.pk, held.nom)
    JoinRequest.objects.create(user=people.members["asker"], organisation_said="Un toit", page=page)
    assert choices_of(people.client("staff"))["Toits solidaires"]


def test_a_refusal_says_why_by_mail(people):
    asked = JoinRequest.objects.create(user=people.members["asker"], organisation=people.organisation)
    sent = {"decision": "refuser", "motif": "Je ne vous connais pas."}
    people.client("referent").post(f"/professionnels/demandes/comptes/{asked.pk}/", sent)
    assert "Je ne vous connais pas." in Mail.objects.get().text
    again = people.client("staff").post(
        f"/professionnels/demandes/comptes/{asked.pk}/", {"decision": "accepter"}
    )
    assert again.status_code in (302, 404)
    asked.user.refresh_from_db()
    assert not asked.user.is_professional


def test_a_referent_lets_nobody_into_another_organisation(people):
    asked = JoinRequest.objects.create(user=people.members["asker"], organisation=people.organisation)
    sent = {"decision": "accepter", "organisation": people.other.pk}
    people.client("referent").post(f"/professionnels/demandes/comptes/{asked.pk}/", sent)
    asked.refresh_from_db()
    assert asked.state == "asked"


def test_a_professional_asks_to_belong_somewhere_and_waits(people):
    client = people.client("professional")
    client.post(f"{ORGANISATIONS}{people.organisation.pk}/rejoindre/")
    assert not people.members["professional"].organisation_memberships.exists()
    asked = JoinRequest.objects.get()
    people.client("referent").post(f"/professionnels/demandes/comptes/{asked.pk}/", {"decision": "accepter"})
    assert people.members["professional"].organisation == people.organisation


# --- Organisations ---


def test_an_organisation_is_made_once(people):
    client = people.client("professional")
    sent = {"nouvelle-nom": "Nouvelle", "nouvelle-siren": "732 829 320", "nouvelle-publique": "on"}
    client.post(ORGANISATIONS, sent)
    made = Organisation.objects.get(name="Nouvelle")
    joined = made.memberships.get()
    # Whoever makes one answers for nobody else before somebody says so.
    assert (made.siren, joined.user, joined.role) == ("732829320", people.members["professional"], "member")
    for changes, message in (
        ({"nouvelle-nom": "Autre"}, "a déjà ce numéro"),
        ({"nouvelle-nom": "LES HIRONDELLES", "nouvelle-siren": ""}, "s’appelle déjà"),
        ({"nouvelle-nom": "", "nouvelle-siren": ""}, "Écrivez le nom"),
        ({"nouvelle-nom": "Autre", "nouvelle-siren": "123456789"}, "sa clé est fausse"),
    ):
        assertContains(client.post(ORGANISATIONS, sent | changes), message, status_code=422)
    assert Organisation.objects.count() == 3


def test_until_there_is_a_referent_its_members_write_its_page_and_ambassadors_name_one(people):
    one = Organisation.objects.create(name="Sans référent")
    joined = one.memberships.create(user=people.members["professional"])
    at = f"{ORGANISATIONS}{one.pk}/"
    client = people.client("professional")
    client.post(at, {"nom": "Sans référent", "presentation": "Nous accueillons."})
    one.refresh_from_db()
    assert one.about == "Nous accueillons."
    assert client.post(f"{at}membres/{joined.pk}/", {"acte": "referent"}).status_code == 403
    people.client("ambassador").post(f"{at}membres/{joined.pk}/", {"acte": "referent"})
    joined.refresh_from_db()
    assert joined.role == "referent"


def test_members_see_each_other_and_strangers_do_not(people):
    at = f"{ORGANISATIONS}{people.organisation.pk}/"
    assertContains(people.client("member").get(at), "Samira Benali")
    assertNotContains(people.client("professional").get(at), "Samira Benali")


def test_whoever_wants_leaves(people):
    joined = people.organisation.memberships.get(user=people.members["member"])
    people.client("member").post(
        f"{ORGANISATIONS}{people.organisation.pk}/membres/{joined.pk}/", {"acte": "sortir"}
    )
    assert not people.members["member"].organisation_memberships.exists()


def test_dates_out_of_order_are_said(people):
    at = f"{ORGANISATIONS}{people.organisation.pk}/labels/"
    sent = {"labels-name": "Label", "labels-since": "2026-01-02", "labels-until": "01/01/2026"}
    assertContains(people.client("referent").post(at, sent), "vient avant celle du début", status_code=422)


# --- Directory and profile ---


@pytest.fixture
def found(people):
    """Nadia, who works in Melun and whose organisation holds a course there."""
    one = people.members["professional"]
    one.organisation_memberships.create(organisation=people.other)
    place = {"commune_id": "77288", "position": point(48.539, 2.66)}
    ServiceFactory(structure=StructureFactory(nom="Le cours", organisation=people.other, **place))
    hidden = StructureFactory(
        nom="SOWN-REFUGE", organisation=people.other, address_visibility=Visibility.OWNERS, **place
    )
    ServiceFactory(structure=hidden, thematiques=["sante--acces-aux-soins"])
    melun = Commune.objects.get(code="77288")
    return Profile.objects.create(
        user=one, trade="médiateur numérique", phone="06 11 22 33 44", commune=melun, is_findable=True
    )


@pytest.mark.parametrize(
    ("query", "answers"),
    [
        ("", True),
        ("theme=francais", True),
        ("theme=francais&pres_de=Melun&rayon_km=5", True),
        ("theme=francais&pres_de=Chelles&rayon_km=5", False),
        # The one place of that theme is hidden from whoever asks.
        ("theme=sante", False),
        ("metier=m%C3%A9diateur+num%C3%A9rique", True),
        ("metier=juriste", False),
        ("territoire=77", True),
        ("territoire=13", False),
        ("territoire=Secteur&theme=francais", True),
    ],
)
def test_who_works_near_me_on_this_theme(people, found, query, answers):
    NamedTerritory.objects.create(slug="secteur", nom="Secteur", communes=["77288"])
    answer = people.client("member").get(f"{DIRECTORY}?{query}")
    assert answer.status_code == 200
    assert ("Nadia Kaci" in answer.content.decode()) == answers
    assertNotContains(answer, "SOWN-REFUGE")


@pytest.mark.parametrize(
    ("fields", "told", "hidden"),
    [
        ({}, ["Nadia Kaci"], ["06 11 22 33 44", "@example.org"]),
        ({"shows_phone": True}, ["06 11 22 33 44"], ["@example.org"]),
        ({"shows_email": True}, ["@example.org"], ["06 11 22 33 44"]),
        ({"is_findable": False, "shows_phone": True}, [], ["Nadia Kaci", "06 11 22 33 44"]),
    ],
)
def test_its_owner_says_what_is_told(people, found, fields, told, hidden):
    Profile.objects.filter(pk=found.pk).update(**fields)
    answer = people.client("member").get(DIRECTORY)
    for word in told:
        assertContains(answer, word)
    for word in hidden:
        assertNotContains(answer, word)


def test_who_may_no_longer_come_is_found_no_longer(people, found):
    User.objects.filter(pk=found.user_id).update(is_professional=False)
    assertNotContains(people.client("member").get(DIRECTORY), "Nadia Kaci")


def test_the_directory_costs_the_same_for_ten_as_for_one(people, found, django_assert_max_num_queries):
    for number in range(10):
        one = UserFactory(full_name=f"Personne {number}", is_professional=True)
        one.organisation_memberships.create(organisation=people.other)
        Profile.objects.create(user=one, is_findable=True)
    client = people.client("member")
    with django_assert_max_num_queries(18):
        assertContains(client.get(DIRECTORY), "11 personnes")


def test_a_profile_is_its_owner_s(people):
    client = people.client("professional")
    sent = {"nom": "Nadia K.", "metier": "Médiatrice", "commune": "Melun", "telephone": "01 23 45 67 89"}
    client.post("/mon-compte/profil/", sent | {"trouvable": "on"})
    mine = Profile.objects.get()
    assert (mine.user, mine.commune.code, mine.is_findable) == (people.members["professional"], "77288", True)
    assert (mine.shows_phone, mine.user.full_name) == (False, "Nadia K.")
    for changes, message in (
        ({"telephone": "bonjour"}, "n’est pas un numéro"),
        ({"commune": "Zzzq"}, "aucune commune"),
        ({"nom": ""}, "Écrivez vos prénom et nom"),
    ):
        answer = client.post("/mon-compte/profil/", sent | changes)
        assertContains(answer, message, status_code=422)
        assertContains(answer, "Médiatrice", status_code=422)


# --- Persons and domains ---


def test_persons_are_found_by_name_address_organisation_and_what_they_are(people):
    client = people.client("staff")
    path = "/professionnels/personnes/"
    for query, told in (
        ("q=samira", {"Samira Benali"}),
        ("q=hirondelles+durand", {"Paul Durand"}),
        ("etat=ambassadeurs", {"Yann Le Goff", "Zoé Loin"}),
        ("etat=sans-acces", {"Omar Diallo", "Ana Petit"}),
        ("etat=administrateurs", {"Chef Admin"}),
    ):
        found = {str(one) for one in client.get(f"{path}?{query}").context["page"].object_list}
        assert found == told, query


def test_blocking_ends_sessions_and_tokens_at_once(people):
    someone = people.members["member"]
    there = people.client("member")
    token = token_for(someone)
    assert there.get("/professionnels/").status_code == 200
    people.client("staff").post(f"/professionnels/personnes/{someone.pk}/", {"acte": "bloquer"})
    assert there.get("/professionnels/").status_code == 302
    answer = there.get("/api/v1/structures", headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 401
    people.client("staff").post(f"/professionnels/personnes/{someone.pk}/", {"acte": "debloquer"})
    someone.refresh_from_db()
    assert someone.is_active


@pytest.mark.parametrize(
    ("typed", "kind", "code"),
    [
        ("77", "departement", "77"),
        ("Seine-et-Marne", "departement", "77"),
        ("secteur", "territoire", "secteur"),
    ],
)
def test_an_ambassador_is_named_of_a_territory(people, typed, kind, code):
    NamedTerritory.objects.create(slug="secteur", nom="Secteur", communes=["77288"])
    someone = people.members["professional"]
    at = f"/professionnels/personnes/{someone.pk}/"
    people.client("staff").post(at, {"acte": "ambassadeur", "territoire": typed})
    named = AmbassadorOf.objects.get(user=someone)
    assert (named.kind, named.code) == (kind, code)
    people.client("staff").post(at, {"acte": "retirer-ambassadeur", "numero": named.pk})
    assert not AmbassadorOf.objects.filter(user=someone).exists()


def test_a_territory_that_goes_takes_its_ambassadors_along(people):
    NamedTerritory.objects.create(slug="secteur", nom="Secteur", communes=["77288"])
    AmbassadorOf.objects.create(user=people.members["professional"], kind="territoire", code="secteur")
    people.client("staff").post("/professionnels/territoires/secteur/supprimer/")
    assert not AmbassadorOf.objects.filter(kind="territoire").exists()
    assert not NamedTerritory.objects.exists()


def test_a_territory_is_drawn_up_and_changed(people):
    client = people.client("staff")
    sent = {"nom": "Bassin de Melun", "sorte": "bassin", "communes": "Melun, 77285"}
    assert client.post("/professionnels/territoires/nouveau/", sent).url.endswith("/bassin-de-melun/")
    named = NamedTerritory.objects.get()
    assert named.communes == ["77285", "77288"]
    wrong = client.post("/professionnels/territoires/bassin-de-melun/", sent | {"communes": "Melun, Zzzq"})
    assertContains(wrong, "« Zzzq » n’est ni un code", status_code=422)
    named.refresh_from_db()
    assert len(named.communes) == 2


@pytest.mark.parametrize(
    ("domain", "message"),
    [
        ("gmail.com", "N’importe qui"),
        ("pas un domaine", "n’est pas un domaine"),
        ("connu.org", "déjà dans la liste"),
        ("", "Écrivez un domaine"),
    ],
)
def test_a_domain_of_anybody_is_refused(people, domain, message):
    TrustedDomain.objects.create(domain="connu.org")
    answer = people.client("staff").post("/professionnels/domaines/", {"domaine": domain})
    assertContains(answer, message, status_code=422)
    assert TrustedDomain.objects.count() == 1


def test_an_administrator_alone_takes_a_lost_factor_away_and_its_owner_is_told(people):
    lost = UserFactory(is_staff=True, email="perdu@example.org")
    Authenticator.objects.create(user=lost, type="totp", data={})
    Authenticator.objects.create(user=lost, type="recovery_codes", data={})
    session = Client()
    session.force_login(lost)
    page = f"/professionnels/personnes/{lost.pk}/"
    button = "Second facteur perdu"
    assertNotContains(people.client("staff").get(page), button)
    assert people.client("staff").post(page, {"acte": "oublier-facteur"}).status_code == 403
    administrator = Client()
    administrator.force_login(UserFactory(is_staff=True, is_superuser=True))
    assertContains(administrator.get(page), button)
    answer = administrator.post(page, {"acte": "oublier-facteur"}, follow=True)
    assertContains(answer, "n’a plus de second facteur")
    assertNotContains(answer, button)
    assert not Authenticator.objects.filter(user=lost).exists()
    assert session.get("/professionnels/").status_code == 302
    assert [mail.recipient for mail in Mail.objects.all()] == ["perdu@example.org"]
