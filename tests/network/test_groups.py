"""Groups: made, found, entered, led, left, archived; what is theirs alone is told to their members."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts import groups
from accounts.closing import close
from accounts.models import (
    Group,
    GroupInvitation,
    GroupMembership,
    GroupRequest,
    Organisation,
    OrganisationMembership,
    Profile,
    User,
)
from accounts.organisations import folded_names, likely
from accounts.roles import Role
from common.models import Mail
from desk.joining.forms import organisation_of
from history.context import acting
from history.models import Cause
from mapping import writing
from network.groups import unseen
from network.models import Audience, Event, News, Outreach, Post, Resource, Topic
from network.models.common import eyes_of
from network.paths import path_of
from network.search import found
from tests.factories import StructureFactory, UserFactory

pytestmark = pytest.mark.django_db

LIST, NEW = "/reseau/groupes/", "/reseau/groupes/nouveau/"
OPEN, ON_REQUEST, CLOSED = Group.Joining.OPEN, Group.Joining.ON_REQUEST, Group.Joining.CLOSED


BEGINNINGS = (
    *("/reseau/discussions/nouvelle/", "/reseau/actualites/nouvelle/", "/reseau/offres/nouvelle/"),
    *(
        "/reseau/blocs-notes/nouveau/",
        "/reseau/contacts-pris/nouveau/",
        "/agenda/nouveau/",
        "/fiches/nouvelle/",
    ),
)


def professional(name, **fields):
    return UserFactory(is_professional=True, full_name=name, **fields)


def group_of(*members, joining=ON_REQUEST, listed=None, name="Français langue seconde", **said):
    """A group, the first member being its referent."""
    is_listed = joining != CLOSED if listed is None else listed
    made = Group.objects.create(name=name, joining=joining, is_listed=is_listed, **said)
    for number, one in enumerate(members):
        role = GroupMembership.As.MEMBER if number else GroupMembership.As.REFERENT
        GroupMembership.objects.create(group=made, user=one, role=role)
    return made


@pytest.fixture
def leader():
    return professional("Rita Référente")


@pytest.fixture
def member():
    return professional("Marc Membre")


@pytest.fixture
def stranger():
    return professional("Stella Dehors")


def page(client, user, path):
    client.force_login(user)
    return client.get(path, follow=True)


def said(client, user, path):
    return page(client, user, path).content.decode()


def said_path(group):
    return f"{LIST}{group.pk}-{group.slug}/"


def at(group, end=""):
    return f"{LIST}{group.pk}/{end}"


def sent(client, user, path, **fields):
    client.force_login(user)
    return client.post(path, fields)


def written(**changed):
    return {
        "version": "0", "name": "Accueil de la Brie", "kind": "territorial", "summary": "Se connaître.",
        "about": "## Pour quoi\n\nPartager.", "themes": ["droits"], "joining": "demande", "is_listed": "on",
        "territory": "",
    } | changed  # fmt: skip


class TestMaking:
    def test_whoever_makes_a_group_leads_it_for_their_organisation(self, client, leader):
        ours = Organisation.objects.create(name="Les nôtres")
        OrganisationMembership.objects.create(organisation=ours, user=leader)
        StructureFactory(nom="Maison ouverte", organisation=ours)
        answer = sent(client, leader, NEW, **written())
        made = Group.objects.get()
        assert answer["Location"] == f"{LIST}{made.pk}-accueil-de-la-brie/"
        assert made.created_by == leader
        text = said(client, leader, answer["Location"])
        assert "référent(e)" in text
        assert "Les nôtres" in text
        assert "Maison ouverte" in text
        assert "<h3>Pour quoi" in text or "<h2>Pour quoi" in text

    def test_who_left_an_organisation_is_not_there_for_it_any_more(self, client, leader, member):
        theirs = Organisation.objects.create(name="Toits voisins")
        joined = OrganisationMembership.objects.create(organisation=theirs, user=member)
        group = group_of(leader, member)
        groups.stand_for(group.pk, member, theirs)
        assert "Toits voisins" in said(client, leader, at(group))
        joined.delete()
        assert "Toits voisins" not in said(client, leader, at(group))

    def test_a_closed_group_is_in_no_list(self, client, leader):
        answer = sent(client, leader, NEW, **written(joining="ferme"))
        assert answer.status_code == 422
        assert "un groupe fermé n’est pas dans la liste" in answer.content.decode()
        assert not Group.objects.exists()

    def test_a_name_that_the_editor_knows_is_taken_and_one_they_do_not_is_told_by_nothing(
        self, client, leader, stranger
    ):
        group_of(stranger, joining=CLOSED, name="Accueil de la Brie")
        assert sent(client, leader, NEW, **written()).status_code == 302
        answer = sent(client, leader, NEW, **written())
        assert answer.status_code == 422
        assert "s’appelle déjà ainsi" in answer.content.decode()

    def test_a_visitor_signs_in_and_an_account_of_no_role_is_told_why(self, client):
        assert client.get(LIST).status_code == 302
        client.force_login(UserFactory())
        assert client.get(LIST).status_code == 403


class TestFinding:
    def test_one_reads_one_s_own_then_those_that_are_listed(self, client, leader, stranger):
        group_of(leader, name="Groupe zqmien", joining=CLOSED)
        group_of(stranger, name="Groupe zqliste")
        group_of(stranger, name="Groupe zqcache", joining=OPEN, listed=False)
        text = said(client, leader, LIST)
        assert text.index("zqmien") < text.index("zqliste")
        assert "zqcache" not in text

    @pytest.mark.parametrize(
        "query", ["mots=REFUGIE", "theme=droits", "nature=pilotage", "mots=refugies&theme=droits"]
    )
    def test_the_list_is_asked_by_words_theme_and_kind(self, client, leader, stranger, query):
        group_of(stranger, name="Zqtrouve", about="Les réfugiés.", themes=["droits"], kind="pilotage")
        group_of(stranger, name="Zqautre")
        text = said(client, leader, f"{LIST}?{query}")
        assert "Zqtrouve" in text
        assert "Zqautre" not in text

    def test_names_of_members_are_their_own(self, client, leader, stranger):
        group = group_of(leader)
        text = said(client, stranger, at(group))
        assert "1 membre" in text
        assert "Rita" not in text
        assert "Rita" in said(client, UserFactory(is_staff=True), at(group))

    def test_what_is_not_listed_is_as_what_is_not_there(self, client, leader, stranger):
        group = group_of(leader, joining=CLOSED)
        client.force_login(stranger)
        missing = client.get(f"{LIST}999999/")
        for end in ("", "modifier/", "historique/", "quitter/", "inviter/", "archiver/"):
            answer = client.get(at(group, end))
            assert answer.status_code == missing.status_code == 404
            assert group.name not in answer.content.decode()

    def test_the_list_asks_as_much_of_twenty_groups_as_of_two(
        self, client, leader, stranger, django_assert_max_num_queries
    ):
        for number in range(20):
            group_of(stranger, leader, name=f"Groupe {number}")
        client.force_login(leader)
        with django_assert_max_num_queries(16):
            client.get(LIST)

    def test_the_page_asks_as_much_of_thirty_members_as_of_two(
        self, client, leader, django_assert_max_num_queries
    ):
        group = group_of(leader, *(professional(f"Membre {number}") for number in range(30)))
        client.force_login(leader)
        with django_assert_max_num_queries(27):  # That it was opened is written, the first time.
            client.get(f"{LIST}{group.pk}-{group.slug}/")


class TestComingIn:
    def test_an_open_group_is_entered_in_one_press(self, client, leader, stranger):
        group = group_of(leader, joining=OPEN)
        sent(client, stranger, at(group, "entrer/"))
        assert groups.reads(stranger, group)
        assert "Rita" in said(client, stranger, at(group))

    def test_a_request_waits_for_a_referent_who_lets_in(self, client, leader, stranger):
        group = group_of(leader)
        sent(client, stranger, at(group, "entrer/"), message="Je suis formatrice zqmot")
        assert not groups.reads(stranger, group)
        assert "attend la réponse" in said(client, stranger, at(group))
        mail = Mail.objects.get()
        assert mail.recipient == leader.email
        assert "zqmot" not in mail.text
        assert group.name in mail.text
        assert "Stella Dehors demande à entrer" in mail.text
        assert f"/reseau/groupes/{group.pk}/#demandes" in mail.text
        assert group.name not in mail.subject
        assert "Stella" not in mail.subject
        assert "zqmot" in said(client, leader, at(group))
        request = GroupRequest.objects.get()
        sent(client, leader, at(group, f"demandes/{request.pk}/"), accepter="1", mot="Bienvenue")
        assert groups.reads(stranger, group)
        mail = Mail.objects.get(recipient=stranger.email)
        assert f"Vous êtes dans le groupe :\n{group.name}" in mail.text
        assert "Bienvenue" not in mail.text

    def test_the_word_with_which_one_is_let_in_is_read_in_mon_espace_and_on_the_page(
        self, client, leader, stranger
    ):
        group = group_of(leader)
        request, _is_new = groups.ask(group.pk, stranger)
        sent(client, leader, at(group, f"demandes/{request.pk}/"), accepter="1", mot="Bienvenue zqbon")
        text = said(client, stranger, "/professionnels/")
        assert "zqbon" in text
        assert "du nouveau" in text
        assert "zqbon" in said(client, stranger, at(group))
        assert "zqbon" not in said(client, stranger, "/professionnels/")
        assert "zqbon" in said(client, stranger, at(group))
        assert "zqbon" not in said(client, leader, at(group))

    def test_who_is_refused_of_a_group_in_no_list_reads_no_name_in_the_mail(self, client, leader, stranger):
        group = group_of(leader, listed=False)
        invitation = GroupInvitation.objects.create(group=group, email=stranger.email, invited_by=leader)
        request, _is_new = groups.ask(group.pk, stranger)
        invitation.delete()
        sent(client, leader, at(group, f"demandes/{request.pk}/"), refuser="1")
        mail = Mail.objects.get(recipient=stranger.email)
        assert "La réponse est non." in mail.text
        assert group.name not in mail.text

    def test_requests_stand_before_all_that_is_written_there(self, client, leader, stranger):
        group = group_of(leader)
        groups.ask(group.pk, stranger)
        text = said(client, leader, at(group))
        assert text.index('id="demandes"') < text.index('id="pour-quoi"')
        assert 'aria-labelledby="contacts-titre"' not in text
        assert f"/reseau/contacts-pris/nouveau/?groupe={group.pk}" in text
        assert f'href="{said_path(group)}#demandes"' in said(client, leader, "/professionnels/demandes/")

    @pytest.mark.parametrize("between", [", ", ";", "\n", "\r\n", " ", " ;\n"])
    def test_addresses_are_pasted_as_they_come(self, client, leader, between):
        group = group_of(leader)
        pasted = between.join(["a@exemple.fr", "Bea <b@exemple.fr>" if between != " " else "b@exemple.fr"])
        sent(client, leader, at(group, "inviter/"), personnes=pasted)
        found = group.invitations.values_list("email", flat=True)
        assert sorted(found) == ["a@exemple.fr", "b@exemple.fr"]

    def test_who_is_invited_by_name_is_told_by_name(self, client, leader):
        group = group_of(leader)
        known = professional("Inès Moreau (exemple)")
        Profile.objects.update_or_create(user=known, defaults={"is_findable": True})
        sent(client, leader, at(group, "inviter/"), personnes="Inès Moreau")
        text = said(client, leader, at(group))
        assert "<bdi>Inès Moreau</bdi>" in text
        assert known.email not in text

    def test_who_is_refused_reads_why_on_the_page_alone_and_may_ask_again(self, client, leader, stranger):
        group = group_of(leader, joining=OPEN)
        groups.ask(group.pk, stranger)
        request = GroupRequest.objects.get()
        sent(client, leader, at(group, f"demandes/{request.pk}/"), refuser="1", mot="Groupe zqcomplet")
        text = said(client, stranger, at(group))
        assert "zqcomplet" in text
        assert "Envoyer ma demande" in text
        assert not Mail.objects.filter(text__contains="zqcomplet").exists()

    def test_what_waits_is_in_mon_espace_of_who_answers(self, client, leader, member, stranger):
        group = group_of(leader, member, name="Groupe zqattendu")
        groups.ask(group.pk, stranger)
        assert "1 demande d’y entrer" in said(client, leader, "/professionnels/")
        assert "d’y entrer" not in said(client, member, "/professionnels/")
        groups.invite_into(group.pk, leader, member.email)
        other = professional("Invitée")
        groups.invite_into(group.pk, leader, other.email)
        assert "On vous y invite" in said(client, other, "/professionnels/")

    def test_one_who_does_not_lead_decides_nothing(self, client, leader, member, stranger):
        group = group_of(leader, member)
        request, _is_new = groups.ask(group.pk, stranger)
        answer = sent(client, member, at(group, f"demandes/{request.pk}/"), accepter="1")
        assert answer.status_code == 403
        assert not groups.reads(stranger, group)

    def test_a_request_is_decided_once(self, leader, stranger):
        group = group_of(leader)
        request, _is_new = groups.ask(group.pk, stranger)
        groups.withdraw(group.pk, stranger)
        with pytest.raises(groups.AlreadyDecided):
            groups.decide(request, leader, lets_in=True)
        assert not groups.reads(stranger, group)

    def test_a_closed_group_is_entered_by_invitation_alone(self, client, leader, stranger):
        group = group_of(leader, joining=CLOSED)
        with pytest.raises(groups.NotOpen):
            groups.ask(group.pk, stranger)
        with pytest.raises(groups.NotOpen):
            groups.enter(group.pk, stranger)
        sent(client, leader, at(group, "inviter/"), personnes=stranger.email)
        assert group.name in Mail.objects.get(recipient=stranger.email).text
        assert "On vous y invite" in said(client, stranger, LIST)
        sent(client, stranger, at(group, "invitation/"), accepter="1")
        assert groups.reads(stranger, group)
        assert not GroupInvitation.objects.exists()

    def test_who_declines_knows_of_the_group_no_more(self, client, leader, stranger):
        group = group_of(leader, joining=CLOSED)
        groups.invite_into(group.pk, leader, stranger.email)
        sent(client, stranger, at(group, "invitation/"), decliner="1")
        assert page(client, stranger, at(group)).status_code == 404

    def test_whoever_invites_is_told_the_same_of_an_address_with_and_without_an_account(
        self, client, leader, stranger
    ):
        group = group_of(leader, joining=CLOSED)
        told = []
        for address in (stranger.email, "personne@exemple.fr"):
            sent(client, leader, at(group, "inviter/"), personnes=address)
            text = re.sub(r"<[^>]+>", " ", said(client, leader, at(group)))
            told.append(re.search(r"Invitations envoyées : 1 sur 1", text) is not None)
        assert told == [True, True]
        assert not User.objects.filter(email="personne@exemple.fr").exists()

    def test_an_invitation_waits_for_who_has_no_account_yet(self, leader):
        group = group_of(leader, joining=CLOSED)
        groups.invite_into(group.pk, leader, "Bientot@Exemple.fr")
        later = UserFactory(email="bientot@exemple.fr", is_professional=True)
        assert groups.known_to(later).filter(pk=group.pk).exists()
        assert groups.answer(group.pk, later, comes=True)
        assert groups.reads(later, group)

    def test_staff_open_an_account_for_who_is_invited_and_has_none(self, leader):
        group = group_of(leader)
        groups.invite_into(group.pk, UserFactory(is_staff=True), "nouvelle@exemple.fr")
        assert User.objects.get(email="nouvelle@exemple.fr").is_professional

    def test_invitations_and_old_answers_are_forgotten(self, leader, stranger):
        group = group_of(leader)
        groups.invite_into(group.pk, leader, "personne@exemple.fr")
        request, _is_new = groups.ask(group.pk, stranger)
        groups.decide(request, leader, lets_in=False)
        assert groups.forget_due() == 0
        GroupInvitation.objects.update(at=timezone.now() - groups.INVITATION_KEPT - timedelta(days=1))
        GroupRequest.objects.update(decided_at=timezone.now() - groups.DECISION_KEPT - timedelta(days=1))
        assert groups.forget_due() == 2

    def test_an_account_that_closes_is_in_no_group_and_invited_to_none(self, leader, stranger):
        group, other = group_of(leader, stranger), group_of(leader, name="Autre")
        groups.invite_into(other.pk, leader, stranger.email)
        close(stranger)
        assert not group.memberships.filter(user=stranger).exists()
        assert not GroupInvitation.objects.exists()


class TestLeading:
    def test_the_last_referent_names_another_before_leaving(self, client, leader, member):
        group = group_of(leader, member)
        sent(client, leader, at(group, "quitter/"))
        assert groups.reads(leader, group)
        theirs = group.memberships.get(user=member)
        sent(client, leader, at(group, f"membres/{theirs.pk}/"), acte="referent")
        sent(client, leader, at(group, "quitter/"))
        assert not groups.reads(leader, group)
        assert groups.leads(member, group)

    def test_who_closes_their_account_reads_which_group_nobody_would_lead(self, client, leader, member):
        group_of(leader, member, name="Groupe zqorphelin")
        group_of(leader, name="Groupe zqvide")
        text = said(client, leader, "/mon-compte/fermer/")
        assert "zqorphelin" in text
        assert "zqvide" not in text

    def test_the_last_one_of_all_may_leave(self, leader):
        group = group_of(leader)
        assert groups.leave(group.pk, leader)

    def test_two_referents_who_leave_at_once_do_not_leave_it_without_any(self, leader, member, stranger):
        group = group_of(leader, member, stranger)
        groups.name(group.pk, member, GroupMembership.As.REFERENT)
        groups.leave(group.pk, leader)
        with pytest.raises(groups.LastReferent):
            groups.leave(group.pk, member)

    def test_who_is_taken_out_reads_nothing_more_and_asks_to_come_back(self, client, leader, stranger):
        group = group_of(leader, stranger, joining=OPEN)
        theirs = group.memberships.get(user=stranger)
        sent(client, leader, at(group, f"membres/{theirs.pk}/"), acte="sortir")
        assert not groups.reads(stranger, group)
        mail = Mail.objects.get(recipient=stranger.email)
        assert group.name not in mail.text
        with pytest.raises(groups.NotOpen):
            groups.enter(group.pk, stranger)
        sent(client, stranger, at(group, "entrer/"), message="Pardon")
        assert groups.waiting_in(group).get().user == stranger

    def test_what_one_was_of_a_group_opens_nothing_once_one_is_no_professional(self, leader, member):
        group = group_of(leader, member)
        member.is_professional = False
        member.save()
        assert not groups.reads(member, group)
        assert not groups.known_to(member).exists()

    def test_an_archived_group_is_read_by_its_members_and_written_by_nobody(
        self, client, leader, member, stranger
    ):
        group = group_of(leader, member)
        sheet = Resource.objects.create(title="Fiche du groupe", group=group, audience=Audience.MEMBERS)
        sent(client, leader, at(group, "archiver/"), archiver="1")
        assert "Archivé" in said(client, member, at(group))
        assert page(client, member, path_of(sheet)).status_code == 200
        assert page(client, leader, at(group, "modifier/")).status_code == 403
        assert page(client, member, f"/fiches/{sheet.pk}/modifier/").status_code == 403
        assert page(client, stranger, at(group)).status_code == 404
        with pytest.raises(groups.NotOpen):
            groups.ask(group.pk, stranger)
        sent(client, leader, at(group, "archiver/"), rouvrir="1")
        assert page(client, stranger, at(group)).status_code == 200

    def test_a_change_of_its_page_is_told_to_members_and_taken_back(self, client, leader, member, stranger):
        group = group_of(leader, member)
        version = re.search(r'name="version" value="(\d+)"', said(client, leader, at(group, "modifier/")))
        assert version
        fields = written(version=version[1], name="Un autre nom", summary="", about="", themes=[])
        sent(client, leader, at(group, "modifier/"), **fields)
        history = said(client, member, at(group, "historique/"))
        assert "Un autre nom" in history
        assert "Rita" in history
        assert "Annuler cette modification" not in history
        assert page(client, stranger, at(group, "historique/")).status_code == 404
        undo = re.search(r'action="([^"]*/annuler/\d+/)"', said(client, leader, at(group, "historique/")))
        assert undo
        sent(client, leader, undo[1])
        group.refresh_from_db()
        assert group.name == "Français langue seconde"

    def test_what_is_archived_is_said_where_one_looks_for_it_and_nothing_is_begun_there(
        self, client, leader, member, stranger
    ):
        group = group_of(leader, member)
        event = writing.create(Event(title="Réunion", group=group, start_day=timezone.localdate()))
        sheet = writing.create(Resource(title="Fiche", group=group))
        group.archived_at = timezone.now()
        group.save()
        text = said(client, member, LIST)
        assert "Un de vos groupes est archivé" in text
        assert "Vous n’êtes dans aucun groupe pour l’instant" not in text
        for one in (event, sheet):
            assert "En discuter" not in said(client, member, path_of(one))
        for path in BEGINNINGS:
            answer = page(client, member, f"{path}?groupe={group.pk}")
            assert answer.status_code == 403, path
            assert "Ce groupe est archivé" in answer.content.decode()
            assert page(client, stranger, f"{path}?groupe={group.pk}").status_code == 404

    def test_who_is_not_in_a_group_is_told_so_where_they_would_begin_something(
        self, client, leader, stranger
    ):
        group = group_of(leader)
        for path in BEGINNINGS:
            answer = page(client, stranger, f"{path}?groupe={group.pk}")
            assert answer.status_code == 403, path
            assert "entrez-y d’abord" in answer.content.decode()

    def test_staff_who_are_not_in_a_group_are_led_to_no_page_that_is_refused(self, client, leader):
        staff = UserFactory(is_staff=True, is_professional=True, full_name="Paul Préfecture")
        group = group_of(leader)
        contact = writing.create(Outreach(title="CAF", day=timezone.localdate(), group=group, audience=2))
        event = writing.create(Event(title="Réunion", group=group, start_day=timezone.localdate()))
        lists = ("/reseau/discussions/", "/reseau/blocs-notes/", "/reseau/contacts-pris/")
        pages = [f"{one}?groupe={group.pk}" for one in lists]
        for path in (*pages, at(group), path_of(contact), path_of(event)):
            text = said(client, staff, path)
            begun = re.findall(rf'href="([^"]*nouve[^"]*groupe={group.pk}[^"]*)"', text)
            assert not begun, path

    def test_its_themes_and_territory_are_those_of_what_is_begun_there(self, client, leader):
        place = {"territory_kind": "departement", "territory_code": "77"}
        group = group_of(leader, themes=["logement"], **place)
        for path in ("/reseau/discussions/nouvelle/", "/agenda/nouveau/", "/fiches/nouvelle/"):
            text = said(client, leader, f"{path}?groupe={group.pk}")
            assert re.search(r'value="logement"[^>]*checked', text), path
            assert re.search(r'name="territory"[^>]*value="[^"]*77', text), path

    def test_staff_who_are_plain_members_read_why_they_lead(self, client, leader):
        staff = UserFactory(is_staff=True, is_professional=True, full_name="Paul Préfecture")
        group = group_of(leader, staff)
        assert "c’est la préfecture qui vous ouvre cela" in said(client, staff, at(group))
        assert "c’est la préfecture" not in said(client, leader, at(group))

    def test_its_history_says_the_day_on_which_it_was_archived(self, client, leader, member):
        group = group_of(leader, member)
        # In UTC it is the day before, with five digits of a second, as PostgreSQL's JSON writes them.
        at_night = timezone.datetime.fromisoformat("2026-11-29T23:13:26.25966+00:00")
        with acting(Cause.EDIT, leader):
            writing.change(group, {"archived_at": at_night}, leader)
        assert "30 novembre 2026" in said(client, member, at(group, "historique/"))

    def test_the_history_of_everyone_knows_of_no_group(self, client, leader):
        group = group_of(leader, joining=CLOSED)
        with acting(Cause.EDIT, leader):
            writing.change(group, {"name": "Groupe zqsecret"}, leader)
        for path in ("/modifications/", "/modifications/?departement=77"):
            assert "zqsecret" not in said(client, professional("Autre"), path)


class TestWhatIsTheirs:
    @pytest.fixture
    def group(self, leader, member):
        return group_of(leader, member, joining=CLOSED, name="Cercle zqnom")

    @pytest.fixture
    def alone(self, group):
        said = {"group": group, "audience": Audience.MEMBERS}
        today = timezone.localdate()
        return [
            Resource.objects.create(title="Fiche zqseule", text="Le mot zqdedans", **said),
            Event.objects.create(title="Réunion zqseule", start_day=today + timedelta(days=2), **said),
            News.objects.create(title="Nouvelle zqseule", ends_on=today + timedelta(days=2), **said),
        ]

    def test_members_read_it_and_nobody_else(self, client, alone, member, stranger):
        for one in alone:
            assert page(client, member, path_of(one)).status_code == 200
            assert page(client, member, f"/reseau/{one.pk}/historique/").status_code == 200
            assert page(client, stranger, path_of(one)).status_code == 404
            assert page(client, stranger, f"/reseau/{one.pk}/historique/").status_code == 404
            client.logout()
            assert client.get(path_of(one)).status_code == 404

    @pytest.mark.parametrize(
        "path", ["/fiches/", "/fiches/?mots=zqdedans", "/agenda/", "/reseau/actualites/", LIST]
    )
    def test_lists_tell_it_to_members_alone(self, client, alone, group, member, stranger, path):
        word = "zqnom" if path == LIST else "zqseule"
        assert word in said(client, member, path)
        assert word not in said(client, stranger, path)

    @pytest.mark.parametrize("path", ["/fiches/flux.atom", "/reseau/flux/tout.atom", "/agenda/agenda.ics"])
    def test_no_feed_tells_it_whoever_asks(self, client, alone, member, path):
        client.force_login(member)
        answer = client.get(path)
        assert "zqseule" not in (b"".join(answer) if answer.streaming else answer.content).decode()

    def test_the_index_finds_it_for_no_role_below_staff(self, alone):
        assert not found("zqdedans", Role.PROFESSIONAL)
        assert [one.resource for one in found("zqdedans", Role.STAFF)] == [alone[0]]

    def test_leaving_and_being_taken_out_act_at_once(self, client, alone, group, leader, member):
        assert Resource.objects.of_members().seen_by(eyes_of(member)).exists()
        groups.leave(group.pk, member)
        assert not Resource.objects.of_members().seen_by(eyes_of(member)).exists()
        assert page(client, member, path_of(alone[0])).status_code == 404

    def test_who_left_takes_back_nothing_of_what_they_wrote_there(self, client, alone, group, member):
        sheet = alone[0]
        with acting(Cause.EDIT, member):
            writing.change(sheet, {"summary": "écrit par un membre"}, member)
        from history.models import Act

        act = Act.objects.filter(by=member).latest("pk")
        groups.leave(group.pk, member)
        assert sent(client, member, f"/reseau/{sheet.pk}/annuler/{act.pk}/").status_code == 404
        sheet.refresh_from_db()
        assert sheet.summary == "écrit par un membre"

    def test_a_form_offers_one_s_own_groups_alone(self, client, group, member, stranger):
        for path in ("/fiches/nouvelle/", "/agenda/nouveau/", "/reseau/actualites/nouvelle/"):
            mine = said(client, member, f"{path}?groupe={group.pk}")
            assert f'<option value="{group.pk}" selected>' in mine
            theirs = said(client, stranger, f"{path}?groupe={group.pk}")
            assert "zqnom" not in theirs
            assert "les membres du groupe" not in theirs

    def test_what_is_for_members_is_of_a_group(self, client, group, member, stranger):
        fields = {"version": "0", "title": "Sans groupe", "kind": "fiche", "audience": "2"}
        answer = sent(client, member, "/fiches/nouvelle/", **fields, group="")
        assert answer.status_code == 422
        assert "dites de quel groupe" in answer.content.decode()
        assert sent(client, stranger, "/fiches/nouvelle/", **fields, group=str(group.pk)).status_code == 422
        assert not Resource.objects.filter(title="Sans groupe").exists()

    def test_the_database_refuses_what_is_for_the_members_of_no_group(self):
        with pytest.raises(ValidationError):
            writing.create(Resource(title="Rien", audience=Audience.MEMBERS))

    def test_one_does_not_register_for_what_is_members_alone(self, client, group, member):
        day = (timezone.localdate() + timedelta(days=3)).isoformat()
        answer = sent(
            client, member, "/agenda/nouveau/", version="0", title="Réunion", kind="reunion", start_day=day,
            audience="2", group=str(group.pk), registering="here",
        )  # fmt: skip
        assert answer.status_code == 422
        assert "ils y sont tous conviés" in answer.content.decode()

    def test_nobody_else_is_invited_to_what_is_members_alone(self, client, group, member):
        ours = Organisation.objects.create(name="Les nôtres")
        OrganisationMembership.objects.create(organisation=ours, user=member)
        event = Event.objects.create(
            title="Réunion zqseule", start_day=timezone.localdate() + timedelta(days=2), group=group,
            audience=Audience.MEMBERS, organisation=ours,
        )  # fmt: skip
        answer = sent(client, member, f"/agenda/{event.pk}/inviter/", personnes="personne@exemple.fr")
        assert answer.status_code == 302
        assert not Mail.objects.exists()

    def test_a_structure_is_shown_to_members_as_to_any_professional(self, client, group, member):
        from mapping.models import Visibility

        house = StructureFactory(
            nom="Maison zqdiscrete", adresse="7 rue zqcachee", address_visibility=Visibility.OWNERS
        )
        held = Event.objects.create(
            title="Chez eux", start_day=timezone.localdate() + timedelta(days=1), structure=house,
            group=group, audience=Audience.MEMBERS,
        )  # fmt: skip
        assert "zqcachee" not in said(client, member, path_of(held))


class TestOffersOfAGroup:
    def test_one_is_on_the_page_of_its_group_and_in_the_list_of_all(self, client, leader, member, stranger):
        group = group_of(leader, member, name="Comité", joining="ferme")
        form = said(client, member, f"/reseau/offres/nouvelle/?sens=offre&groupe={group.pk}")
        assert "membres du groupe" not in form
        today = timezone.localdate().isoformat()
        answer = sent(
            client, member, "/reseau/offres/nouvelle/", version="0", side="offre", what="salle",
            title="Salle du jeudi", summary="", text="", structure="", commune="", starts_on=today,
            ends_on=today, lent_from="", lent_until="", audience="1", group=group.pk, organisation="",
            consent="on", link="", territory="",
        )  # fmt: skip
        held = News.objects.get()
        assert answer["Location"] == path_of(held)
        assert (held.group, held.audience) == (group, Audience.PROFESSIONALS)
        assert "Salle du jeudi" in said(client, leader, f"/reseau/groupes/{group.pk}/")
        assert "Comité" in said(client, leader, path_of(held))
        text = said(client, stranger, path_of(held))
        assert "Salle du jeudi" in text
        assert "Comité" not in text

    def test_it_is_never_for_its_members_alone(self, client, leader):
        group = group_of(leader, name="Comité", joining="ferme")
        today = timezone.localdate().isoformat()
        answer = sent(
            client, leader, "/reseau/offres/nouvelle/", version="0", side="offre", what="salle",
            title="Salle", starts_on=today, ends_on=today, audience="2", group=group.pk, consent="on",
        )  # fmt: skip
        assert answer.status_code == 422
        assert not News.objects.exists()


class TestWhatIsNew:
    def test_mon_espace_says_what_others_wrote_in_my_groups_until_i_read_it(self, client, leader, member):
        group = group_of(leader, member, joining=CLOSED, name="Cercle zqnom")
        alone = {"group": group, "audience": Audience.MEMBERS}
        writing.create(Resource(title="Une fiche", **alone), leader)
        topic = writing.create(Topic(title="Une question", text="?", by=leader, **alone), leader)
        text = said(client, member, "/professionnels/")
        assert "Cercle zqnom" in text
        assert "1 discussion à lire, 1 autre nouveauté" in text
        assert "zqnom" not in said(client, professional("Stella Dehors"), "/professionnels/")
        page(client, member, at(group))
        assert "1 discussion à lire" in said(client, member, "/professionnels/")
        assert "nouveauté" not in said(client, member, "/professionnels/")
        page(client, member, path_of(topic))
        assert "Rien de nouveau" in said(client, member, "/professionnels/")
        Post.objects.create(topic=topic, text="Une réponse", by=leader)
        Topic.objects.filter(pk=topic.pk).update(last_at=timezone.now())
        assert "1 discussion à lire" in said(client, member, "/professionnels/")
        # Theirs is no news to who wrote it.
        assert "discussion à lire" not in said(client, leader, "/professionnels/")

    def test_mon_espace_asks_as_much_of_ten_groups_as_of_two(self, leader, django_assert_max_num_queries):
        group_of(leader, name="Un")
        group_of(leader, name="Deux")
        with django_assert_max_num_queries(12) as counted:
            unseen.mine(leader)
        for number in range(8):
            group_of(leader, name=f"Autre {number}")
        with django_assert_max_num_queries(len(counted)):
            assert len(unseen.mine(leader)) == 10


def test_an_organisation_of_the_examples_is_found_by_its_name_without_the_mark():
    example = Organisation.objects.create(name="Association Zqhorizon (exemple)")
    assert organisation_of("association zqhorizon") == example
    assert organisation_of("Association Zqhorizon (exemple)") == example
    assert likely("Association Zqhorizon", folded_names()).same == (example,)
    Organisation.objects.create(name="Association Zqhorizon")
    assert organisation_of("Association Zqhorizon") is None
