"""Discussions: opened, answered, moderated, found; an answer kept and made a sheet; told to who reads."""

import html
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.utils import timezone

from accounts import groups
from accounts.closing import close
from accounts.models import GroupMembership, Organisation, OrganisationMembership, Profile, User
from accounts.roles import Role
from common.models import Mail
from history.context import acting
from history.models import Cause
from mapping import writing
from network.discussions.naming import named, read
from network.models import (
    Attachment,
    Audience,
    Event,
    EventKind,
    Notepad,
    Post,
    QuietHours,
    Resource,
    ResourceKind,
    State,
    Topic,
)
from network.paths import path_of
from tests.factories import StructureFactory, UserFactory
from tests.network.test_groups import group_of, professional, said, sent

pytestmark = pytest.mark.django_db

LIST, NEW = "/reseau/discussions/", "/reseau/discussions/nouvelle/"
PDF = b"%PDF-1.4\n%%EOF"


@pytest.fixture
def asker():
    return professional("Aïcha Demande")


@pytest.fixture
def other():
    return professional("Nadia Benali")


@pytest.fixture
def leader():
    return professional("Rita Référente")


@pytest.fixture
def team(leader, asker, other):
    return group_of(leader, asker, other, name="Accueil de la Brie", joining="ferme")


def opened(by, group=None, text="Qui traduit le dari ?", **values):
    audience = Audience.MEMBERS if group else Audience.PROFESSIONALS
    topic = Topic(
        **{"title": "Interprètes en dari", "by": by, "group": group, "audience": audience} | values, text=text
    )
    with acting(Cause.EDIT, by):
        return writing.create(topic, by)


def answered(topic, by, text="Le centre social en connaît deux.", **values):
    with acting(Cause.EDIT, by):
        return writing.create(Post(topic=topic, by=by, text=text, **values), by)


def written(**changed):
    return {
        "version": "0",
        "title": "Interprètes en dari",
        "text": "Qui traduit ?",
        "territory": "",
    } | changed


def at(topic, end=""):
    return f"{LIST}{topic.pk}/{end}"


def message(post, end=""):
    return f"/reseau/messages/{post.pk}/{end}"


def status(client, user, path):
    client.force_login(user)
    return client.get(path, follow=True).status_code


class TestOpening:
    def test_a_professional_asks_the_whole_network(self, client, asker, other):
        answer = sent(client, asker, NEW, **written(asks="on", themes=["droits"]))
        topic = Topic.objects.get()
        assert answer["Location"] == f"{LIST}{topic.pk}-interpretes-en-dari/"
        assert (topic.by, topic.asks, topic.audience) == (asker, True, Audience.PROFESSIONALS)
        text = said(client, other, answer["Location"])
        assert "Qui traduit ?" in text
        assert "Aïcha Demande" in text
        assert "question" in text

    def test_in_a_group_its_members_read_it_and_nobody_else(self, client, asker, other, team):
        stranger = professional("Stella Dehors")
        client.force_login(asker)
        assert 'value="2"' in client.get(f"{NEW}?groupe={team.pk}").content.decode()
        sent(client, asker, f"{NEW}?groupe={team.pk}", **written(group=team.pk, audience="2"))
        topic = Topic.objects.get()
        assert (topic.group, topic.audience) == (team, Audience.MEMBERS)
        assert status(client, other, at(topic)) == 200
        assert status(client, stranger, at(topic)) == 404
        assert "Interprètes en dari" in said(client, other, LIST)
        assert "Interprètes en dari" not in said(client, stranger, LIST)

    def test_it_is_about_what_its_page_leads_from(self, client, asker):
        structure = StructureFactory(nom="Maison ouverte")
        text = said(client, asker, f"{NEW}?structure={structure.pk}")
        assert "Maison ouverte" in text
        assert f"structure={structure.pk}" in text
        sent(client, asker, f"{NEW}?structure={structure.pk}", **written())
        topic = Topic.objects.get()
        assert topic.structure_id == structure.pk
        assert "Maison ouverte" in said(client, asker, at(topic))
        assert "Interprètes" in said(client, asker, f"{LIST}?structure={structure.pk}")
        assert "Interprètes" not in said(client, asker, f"{LIST}?structure={structure.pk + 1}")

    def test_what_one_does_not_see_is_nothing_to_speak_of(self, client, asker, leader):
        hidden = StructureFactory(nom="Brouillon", status="draft")
        theirs = group_of(leader, name="Autre groupe", joining="ferme")
        sheet = writing.create(Resource(title="À nous", group=theirs, audience=Audience.MEMBERS))
        assert status(client, asker, f"{NEW}?structure={hidden.pk}") == 404
        assert status(client, asker, f"{NEW}?fiche={sheet.pk}") == 404
        assert status(client, asker, f"{NEW}?evenement={sheet.pk}") == 404
        assert sent(client, asker, f"{NEW}?fiche={sheet.pk}", **written()).status_code == 404

    def test_what_it_is_about_is_not_named_to_who_may_not_know_of_it(self, client, asker, other, leader):
        theirs = group_of(leader, asker, name="Autre groupe", joining="ferme")
        sheet = writing.create(Resource(title="Fiche à nous", group=theirs, audience=Audience.MEMBERS))
        topic = opened(asker, resource=sheet)
        assert "Fiche à nous" in said(client, asker, at(topic))
        assert "Fiche à nous" not in said(client, other, at(topic))

    def test_a_group_that_one_is_not_in_takes_nothing(self, client, asker, leader):
        theirs = group_of(leader, name="Autre groupe", joining="ferme")
        answer = sent(client, asker, NEW, **written(group=theirs.pk, audience="2"))
        assert answer.status_code in (302, 422)
        assert not Topic.objects.filter(group=theirs).exists()

    def test_members_of_no_group_are_asked_which(self, client, asker, team):
        answer = sent(client, asker, NEW, **written(group="", audience="2"))
        assert answer.status_code == 422
        assert "dites de quel groupe" in answer.content.decode()

    def test_the_public_reads_no_discussion(self, client, asker):
        topic = opened(asker)
        visitor = UserFactory(is_professional=False)
        assert client.get(path_of(topic)).status_code in (302, 404)
        assert client.get(LIST).status_code in (302, 404)
        client.force_login(visitor)
        assert client.get(path_of(topic)).status_code in (403, 404)
        with pytest.raises(IntegrityError):
            Topic.objects.filter(pk=topic.pk).update(audience=Audience.PUBLIC)

    def test_where_it_was_opened_stays(self, client, asker, team):
        topic = opened(asker, team)
        form = said(client, asker, at(topic, "modifier/"))
        assert 'name="audience"' not in form
        assert 'name="group"' not in form


class TestAnswering:
    def test_a_message_is_read_where_it_stands(self, client, asker, other):
        topic = opened(asker)
        works = Organisation.objects.create(name="Les Traducteurs")
        OrganisationMembership.objects.create(organisation=works, user=other)
        answer = sent(client, other, at(topic, "repondre/"), text="Le centre social.")
        post = Post.objects.get()
        assert answer["Location"] == message(post)
        text = said(client, asker, message(post))
        assert f'id="message-{post.pk}"' in text
        assert "Le centre social." in text
        assert "Les Traducteurs" in text

    def test_replies_are_of_one_level_whoever_writes(self, client, asker, other):
        topic = opened(asker)
        first = answered(topic, other)
        sent(client, asker, at(topic, f"repondre/?a={first.pk}"), text="Merci !")
        reply = Post.objects.get(text="Merci !")
        assert reply.reply_to == first
        sent(client, other, at(topic, f"repondre/?a={reply.pk}"), text="De rien.")
        assert Post.objects.get(text="De rien.").reply_to == first
        with pytest.raises(IntegrityError):
            Post.objects.create(topic=topic, reply_to=reply, text="Plus bas", by=other)

    def test_an_answer_stands_under_what_it_answers_and_pages_hold_fifty(self, client, asker, other):
        topic = opened(asker)
        first = answered(topic, other, "Premier message")
        for number in range(60):
            answered(topic, other, f"Suite {number}.")
        late = answered(topic, asker, "Réponse tardive", reply_to=first)
        text = said(client, asker, path_of(topic))
        assert text.index("Premier message") < text.index("Réponse tardive") < text.index("Suite 0.")
        assert "Suite 59." not in text
        last = Post.objects.get(text="Suite 59.")
        client.force_login(asker)
        assert client.get(message(last))["Location"] == f"{path_of(topic)}?page=2#message-{last.pk}"
        assert client.get(message(late))["Location"] == f"{path_of(topic)}#message-{late.pk}"
        assert "Suite 59." in said(client, asker, message(last))

    def test_an_empty_message_is_refused_where_it_was_typed(self, client, asker):
        topic = opened(asker)
        answer = sent(client, asker, at(topic, "repondre/"), text="  ")
        assert answer.status_code == 422
        assert not Post.objects.exists()

    def test_nobody_answers_what_is_locked_archived_or_withdrawn(self, client, asker, leader, team):
        topic = opened(asker, team)
        sent(client, leader, at(topic, "verrouiller/"))
        assert "verrouillée" in said(client, asker, at(topic))
        assert sent(client, asker, at(topic, "repondre/"), text="Encore").status_code == 403
        assert sent(client, asker, at(topic, "modifier/"), **written()).status_code == 403
        sent(client, leader, at(topic, "verrouiller/"), rouvrir="oui")
        assert sent(client, asker, at(topic, "repondre/"), text="Encore").status_code == 302
        team.archived_at = timezone.now()
        team.save()
        assert "Encore" in said(client, asker, at(topic))
        assert sent(client, asker, at(topic, "repondre/"), text="Trop tard").status_code == 403
        assert sent(client, leader, at(topic, "verrouiller/")).status_code == 403
        assert Post.objects.count() == 1

    def test_who_wrote_there_is_told_which_in_the_mail_and_not_in_its_subject(
        self, client, asker, other, leader, team
    ):
        third = professional("Tom Troisième")
        GroupMembership.objects.create(group=team, user=third)
        topic = opened(asker, team)
        answered(topic, third)
        first = answered(topic, other)
        sent(client, leader, at(topic, f"repondre/?a={first.pk}"), text="Je confirme.")
        told = {one.recipient: one for one in Mail.objects.all()}
        assert told.keys() == {asker.email, other.email, third.email}
        for mail in told.values():
            for word in ("Rita Référente", "Interprètes en dari", "Accueil de la Brie"):
                assert word in mail.text
                assert word not in mail.subject
            assert "confirme" not in mail.subject + mail.text
            assert mail.unsubscribe in mail.text
        assert "a répondu à votre message" in told[other.email].text
        assert "dans une discussion" in told[third.email].text

    def test_the_name_of_an_unlisted_group_is_in_no_mail_to_who_is_not_in_it(
        self, client, asker, other, leader, team
    ):
        outside = professional("Stella Dehors")
        topic = opened(asker, team, audience=Audience.PROFESSIONALS)
        answered(topic, outside)
        sent(client, leader, at(topic, "repondre/"), text="Je confirme.")
        told = {one.recipient: one.text for one in Mail.objects.all()}
        assert "Interprètes en dari" in told[outside.email]
        assert "Brie" not in told[outside.email]
        assert "Brie" in told[asker.email]

    def test_the_mails_of_one_discussion_end_by_their_link_then_those_of_all(
        self, client, asker, other, leader, team
    ):
        topic, second = opened(asker, team), opened(asker, team, title="Une autre")
        sent(client, other, at(topic, "repondre/"), text="Un.")
        mail = Mail.objects.get()
        client.logout()
        page = client.get(mail.unsubscribe).content.decode()
        assert "discussion" in page
        assert "dari" not in page
        assert client.post(mail.unsubscribe).status_code == 200
        sent(client, other, at(topic, "repondre/"), text="Deux.")
        assert Mail.objects.count() == 1
        assert "En recevoir les réponses" in said(client, asker, path_of(topic))
        sent(client, other, at(second, "repondre/"), text="Trois.")
        last = Mail.objects.exclude(pk=mail.pk).get()
        of_all = re.search(r"Ni d’aucune autre : (\S+)", last.text)[1]
        client.logout()
        client.post(of_all)
        sent(client, other, at(second, "repondre/"), text="Quatre.")
        assert Mail.objects.count() == 2
        page = said(client, asker, "/reseau/groupes/courriels/")
        assert 'name="tells_names"' in page
        sent(client, asker, at(topic, "suivre/"))
        assert "arrêté les courriels de toutes" in said(client, asker, path_of(topic))

    def test_who_leaves_the_group_is_sent_nothing_that_waited(self, client, asker, other, leader, team):
        sent(client, other, at(opened(asker, team), "repondre/"), text="Dedans.")
        sent(client, other, at(opened(asker), "repondre/"), text="Dehors.")
        assert Mail.objects.filter(recipient=asker.email).count() == 2
        groups.leave(team.pk, asker)
        assert "Accueil de la Brie" not in Mail.objects.get(recipient=asker.email).text

    def test_who_left_is_told_nothing(self, client, asker, other, leader, team):
        topic = opened(asker, team)
        groups.leave(team.pk, asker)
        sent(client, other, at(topic, "repondre/"), text="Voilà.")
        assert not Mail.objects.exists()
        assert status(client, asker, at(topic)) == 404
        assert status(client, asker, message(Post.objects.get())) == 404

    def test_a_file_is_joined_and_given_to_who_reads_the_message(self, client, asker, other, team):
        topic = opened(asker, team)
        answer = sent(client, asker, at(topic, "repondre/"), text="Voici la liste.", joindre="oui")
        post = Post.objects.get()
        assert answer["Location"] == message(post, "pieces/")
        file = SimpleUploadedFile("liste.pdf", PDF, "application/pdf")
        client.post(answer["Location"], {"file": file, "label": "La liste"})
        held = Attachment.objects.get()
        assert held.post == post
        assert f'href="{message(post)}">' in said(client, asker, answer["Location"])
        assert "Terminé" in said(client, asker, answer["Location"])
        assert "La liste" in said(client, other, message(post))
        assert status(client, other, f"/fichiers/{held.file_id}/") == 200
        assert status(client, professional("Stella Dehors"), f"/fichiers/{held.file_id}/") == 404
        groups.leave(team.pk, other)
        assert status(client, other, f"/fichiers/{held.file_id}/") == 404
        assert status(client, other, message(post, "pieces/")) == 404


class TestNaming:
    def test_members_are_named_by_their_name(self, client, asker, other, leader, team):
        topic = opened(asker, team)
        assert named("Merci @nadia benali, et @Rita Référente !", topic, asker) == [other, leader]
        assert named("écrivez à nadia@benali.fr ou @Zoé", topic, asker) == []
        sent(client, asker, at(topic, "repondre/"), text="@Nadia Benali, une idée ?")
        assert [one.recipient for one in Mail.objects.all()] == [other.email]
        post = Post.objects.get()
        client.force_login(asker)
        form = client.get(message(post, "modifier/")).content.decode()
        version = re.search(r'name="version" value="(\d+)"', form)[1]
        sent(
            client,
            asker,
            message(post, "modifier/"),
            version=version,
            text="@Nadia Benali, @Rita Référente ?",
        )
        assert Mail.objects.filter(recipient=other.email).count() == 1
        assert Mail.objects.filter(recipient=leader.email).count() == 1

    def test_a_first_name_is_enough_where_it_is_one_person_s(self, client, asker, other, leader, team):
        example = professional("Inès Moreau (exemple)")
        GroupMembership.objects.create(group=team, user=example)
        topic = opened(asker, team)
        assert named("@Inès Moreau, et @nadia ?", topic, asker) == [example, other]
        GroupMembership.objects.create(group=team, user=professional("Nadia Roux"))
        found = read("@Nadia, @Karim et @Aïcha", topic, asker)
        assert (found.people, found.shared, found.unknown) == ((), ("Nadia",), ("Karim",))

    def test_who_writes_is_told_who_is_told_and_whom_nobody_is(self, client, asker, other, leader, team):
        topic = opened(asker, team)
        text = "@Nadia Benali et @Karim, une idée ? `@Rita Référente`"
        sent(client, asker, at(topic, "repondre/"), text=text)
        page = said(client, asker, path_of(topic))
        assert "Nadia Benali, Rita Référente en sont prévenu(e)s." in page or (
            "Rita Référente, Nadia Benali en sont prévenu(e)s." in page
        )
        assert "« @Karim » : personne de ce nom ici" in page
        assert "<strong>@Nadia Benali</strong>" in page
        assert "<strong>@Rita" not in page
        assert Mail.objects.filter(recipient=other.email).count() == 1

    def test_names_are_proposed_to_who_writes_those_of_members_to_members_alone(
        self, client, asker, other, leader, team
    ):
        topic = opened(asker, team)
        page = said(client, asker, path_of(topic))
        proposed = json.loads(html.unescape(re.search(r"data-names='([^']*)'", page)[1]))
        assert proposed == ["Nadia Benali", "Rita Référente"]
        alone = said(client, professional("Stella Dehors"), path_of(opened(asker)))
        assert "data-names" not in alone

    def test_who_wants_no_such_mail_is_named_all_the_same(self, client, asker, other, team):
        QuietHours.objects.create(user=other, tells_names=False)
        sent(client, asker, at(opened(asker, team), "repondre/"), text="@Nadia Benali ?")
        assert not Mail.objects.exists()

    def test_nobody_outside_is_told_of_a_group_by_being_named(self, client, asker, team):
        outside = professional("Stella Dehors")
        Profile.objects.update_or_create(user=outside, defaults={"is_findable": True})
        sent(client, asker, at(opened(asker, team), "repondre/"), text="@Stella Dehors ?")
        assert not Mail.objects.exists()
        sent(client, asker, at(opened(asker), "repondre/"), text="@Stella Dehors ?")
        assert Mail.objects.filter(recipient=outside.email).exists()


class TestEditing:
    def test_who_wrote_edits_and_the_history_says_what_was_said(self, client, asker, other):
        topic = opened(asker)
        post = answered(topic, other)
        client.force_login(other)
        form = client.get(message(post, "modifier/")).content.decode()
        version = re.search(r'name="version" value="(\d+)"', form)[1]
        sent(client, other, message(post, "modifier/"), version=version, text="La mairie en connaît deux.")
        post.refresh_from_db()
        assert post.text == "La mairie en connaît deux."
        text = said(client, asker, f"/reseau/{post.pk}/historique/")
        assert "centre social" in text
        assert "Nadia Benali" in text

    def test_that_it_was_changed_is_said_at_once_and_by_whom_where_it_was_another(
        self, client, asker, other, leader, team
    ):
        topic = opened(asker, team)
        post = answered(topic, other)
        assert "modifié" not in said(client, asker, path_of(topic)).split('id="repondre"')[0]
        for by, word in ((other, ">modifié</a>"), (leader, "modifié par <bdi>Rita Référente</bdi>")):
            form = said(client, by, message(post, "modifier/"))
            version = re.search(r'name="version" value="(\d+)"', form)[1]
            sent(client, by, message(post, "modifier/"), version=version, text=f"Selon {by.full_name}.")
            assert word in said(client, asker, path_of(topic))
        history = f"/reseau/{post.pk}/historique/"
        assert "fiche" not in said(client, other, history).split("<article")[1]
        assert "tout peut revenir" not in said(client, other, history)
        undo = re.search(rf'action="(/reseau/{post.pk}/annuler/\d+/)"', said(client, other, history))[1]
        assert "/annuler/" not in said(client, asker, history)
        sent(client, other, undo)
        post.refresh_from_db()
        assert post.text == "Selon Rita Référente."
        mail = Mail.objects.get(subject__contains="a été changé")
        assert mail.recipient == other.email
        assert "Selon" not in mail.text

    def test_nobody_edits_what_another_said(self, client, asker, other):
        topic = opened(asker)
        post = answered(topic, other)
        for path in (message(post, "modifier/"), message(post, "retirer/"), message(post, "pieces/")):
            assert status(client, asker, path) == 403
        assert status(client, other, at(topic, "modifier/")) == 403
        for end in ("retablir/", "versions/1/"):
            assert status(client, asker, f"/reseau/{post.pk}/{end}") == 404

    def test_what_was_just_said_is_taken_back_in_one_press(self, client, asker, other):
        topic = opened(asker)
        sent(client, other, at(topic, "repondre/"), text="Trop vite")
        text = said(client, other, path_of(topic))
        undo = re.search(r'action="(/reseau/\d+/annuler/\d+/)"', text)[1]
        answer = sent(client, other, undo)
        assert answer["Location"] == path_of(topic)
        assert not Post.objects.exists()

    def test_two_edits_of_one_message_are_told_apart(self, client, asker, leader, team):
        topic = opened(asker, team)
        post = answered(topic, asker)
        client.force_login(leader)
        form = client.get(message(post, "modifier/")).content.decode()
        version = re.search(r'name="version" value="(\d+)"', form)[1]
        writing.change(post, {"text": "Entre-temps."}, asker)
        answer = sent(client, leader, message(post, "modifier/"), version=version, text="Autrement.")
        assert answer.status_code == 409
        post.refresh_from_db()
        assert post.text == "Entre-temps."


class TestModerating:
    def test_who_leads_takes_out_and_the_author_cannot_put_back(self, client, asker, other, leader, team):
        topic = opened(asker, team)
        post = answered(topic, other, "Un nom de famille")
        sent(client, leader, message(post, "retirer/"))
        assert "Un nom de famille" not in said(client, asker, at(topic))
        assert "Message retiré." in said(client, asker, at(topic))
        assert "Un nom de famille" in said(client, other, at(topic))
        assert "Un nom de famille" in said(client, leader, at(topic))
        assert status(client, asker, f"/reseau/{post.pk}/historique/") == 404
        assert status(client, asker, message(post)) == 404
        assert "Un nom de famille" not in said(client, asker, f"{LIST}?mots=famille")
        assert status(client, other, message(post, "retirer/")) == 403
        sent(client, leader, message(post, "retirer/"), remettre="oui")
        assert "Un nom de famille" in said(client, asker, at(topic))

    def test_who_wrote_takes_out_and_puts_back_their_own(self, client, asker, other):
        topic = opened(asker)
        post = answered(topic, other)
        sent(client, other, message(post, "retirer/"))
        assert "centre social" not in said(client, asker, at(topic))
        sent(client, other, message(post, "retirer/"), remettre="oui")
        assert "centre social" in said(client, asker, at(topic))

    def test_a_topic_that_is_withdrawn_goes_with_what_was_said_and_its_history(self, client, asker, other):
        staff = UserFactory(is_staff=True, is_professional=True, full_name="La préfecture")
        topic = opened(asker)
        post = answered(topic, other)
        sent(client, staff, message(topic, "retirer/"))
        for path in (
            at(topic),
            message(post),
            f"/reseau/{topic.pk}/historique/",
            f"/reseau/{post.pk}/historique/",
        ):
            assert status(client, other, path) == 404, path
        assert "Interprètes" not in said(client, other, LIST)
        assert "Interprètes" in said(client, asker, at(topic))
        assert Topic.objects.known_to(Role.PROFESSIONAL).count() == 0

    def test_who_left_undoes_nothing_of_what_they_said(self, client, asker, leader, team):
        topic = opened(asker, team)
        sent(client, asker, at(topic, "repondre/"), text="Je pars.")
        undo = re.search(r'action="(/reseau/\d+/annuler/\d+/)"', said(client, asker, path_of(topic)))[1]
        groups.leave(team.pk, asker)
        assert sent(client, asker, undo).status_code == 404
        assert Post.objects.exists()

    def test_only_who_moderates_locks(self, client, asker, other, leader, team):
        topic = opened(asker, team)
        assert sent(client, other, at(topic, "verrouiller/")).status_code == 403
        assert sent(client, asker, at(topic, "verrouiller/")).status_code == 403
        topic.refresh_from_db()
        assert not topic.is_locked


class TestAnswerKept:
    def test_who_asked_keeps_an_answer_and_makes_it_a_sheet_in_one_press(self, client, asker, other, team):
        topic = opened(asker, team, asks=True, themes=["droits"])
        post = answered(topic, other)
        assert sent(client, other, message(post, "retenir/")).status_code == 403
        sent(client, asker, message(post, "retenir/"))
        assert "Réponse retenue" in said(client, other, at(topic))
        answer = sent(client, other, at(topic, "faq/"))
        sheet = Resource.objects.get()
        assert answer["Location"] == f"/fiches/{sheet.pk}/modifier/"
        assert (sheet.kind, sheet.state, sheet.group, sheet.audience) == (
            ResourceKind.FAQ, State.WITHDRAWN, team, Audience.MEMBERS,
        )  # fmt: skip
        assert "Qui traduit le dari ?" in sheet.text
        assert "centre social" in sheet.text
        assert "Nadia" not in sheet.text
        assert sheet.themes == ["droits"]
        assert path_of(sheet) in said(client, asker, at(topic))
        assert path_of(topic) in said(client, asker, path_of(sheet))
        assert sent(client, asker, at(topic, "faq/"))["Location"] == answer["Location"]
        assert Resource.objects.count() == 1
        assert status(client, professional("Stella Dehors"), path_of(sheet)) == 404

    def test_no_sheet_is_made_without_an_answer(self, client, asker, other):
        topic = opened(asker, asks=True)
        post = answered(topic, other)
        sent(client, asker, at(topic, "faq/"))
        assert not Resource.objects.exists()
        sent(client, asker, message(post, "retenir/"))
        sent(client, asker, message(post, "retenir/"), oublier="oui")
        topic.refresh_from_db()
        assert topic.answer is None

    def test_what_waits_for_an_answer_is_asked_for(self, client, asker, other):
        opened(asker, title="Un récit", asks=False)
        opened(asker, title="Une question", asks=True)
        text = said(client, other, f"{LIST}?sans-reponse=oui")
        assert "Une question" in text
        assert "Un récit" not in text


class TestFinding:
    def test_words_are_found_in_what_is_said_whatever_their_form(self, client, asker, other):
        topic = opened(asker, title="Logements", text="Rien d’autre.")
        post = answered(topic, other, "La mairie prête des **chaussures** aux familles.")
        opened(asker, title="Ailleurs", text="Tout autre chose.")
        for words in ("chaussure", "Mairie chaussures", "CHAUSSURES"):
            text = said(client, other, f"{LIST}?mots={words}")
            assert "Logements" in text
            assert "Ailleurs" not in text
            assert message(post) in text
        assert "<mark>chaussures</mark>" in said(client, other, f"{LIST}?mots=chaussure")
        assert "Logements" in said(client, other, f"{LIST}?mots=logement")
        assert "Aucune discussion" in said(client, other, f"{LIST}?mots=girafes")

    def test_words_follow_an_edit_by_any_road(self, client, asker):
        topic = opened(asker, text="girafe")
        Topic.objects.filter(pk=topic.pk).update(text="zèbre")
        assert "Interprètes" not in said(client, asker, f"{LIST}?mots=girafe")
        assert "Interprètes" in said(client, asker, f"{LIST}?mots=zebre")

    def test_nothing_of_a_group_is_found_by_who_is_not_in_it(self, client, asker, team):
        stranger = professional("Stella Dehors")
        topic = opened(asker, team)
        answered(topic, asker, "girafe")
        assert "Interprètes" in said(client, asker, f"{LIST}?mots=girafe")
        for query in ("mots=girafe", "mots=dari", f"groupe={team.pk}"):
            text = said(client, stranger, f"{LIST}?{query}")
            assert "Interprètes" not in text
            assert "Brie" not in text

    def test_a_group_page_tells_its_discussions_to_its_members(self, client, asker, other, team):
        opened(asker, team)
        path = f"/reseau/groupes/{team.pk}/"
        assert "Interprètes" in said(client, other, path)

    def test_the_name_of_an_unlisted_group_is_told_to_nobody_by_what_others_read(self, client, asker, team):
        topic = opened(asker, team, audience=Audience.PROFESSIONALS)
        stranger = professional("Stella Dehors")
        for path in (LIST, at(topic), f"/reseau/{topic.pk}/historique/"):
            text = said(client, stranger, path)
            assert "Interprètes" in text
            assert "Brie" not in text


def test_an_account_that_is_closed_leaves_what_it_said_without_a_name(client, asker, other):
    topic = opened(asker)
    answered(topic, other)
    close(User.objects.get(pk=other.pk))
    text = said(client, asker, at(topic))
    assert "centre social" in text
    assert "Nadia" not in text


def test_a_page_of_fifty_messages_asks_as_much_as_one_of_two(
    client, asker, other, django_assert_max_num_queries
):
    topic = opened(asker, asks=True)
    for number in range(60):
        answered(
            topic, professional(f"Personne {number}") if number % 20 == 0 else other, f"Message {number}"
        )
    client.force_login(asker)
    path = path_of(topic)
    client.get(path)
    with django_assert_max_num_queries(24) as counted:
        client.get(path)
    most = len(counted)
    short = opened(asker, asks=True)
    for _ in range(2):
        answered(short, other)
    # That it was read is written the first time, and changed afterwards.
    client.get(path_of(short))
    with django_assert_max_num_queries(most):
        client.get(path_of(short))


def test_events_and_sheets_lead_to_what_is_said_of_them(client, asker):
    sheet = writing.create(Resource(title="Une fiche"))
    event = writing.create(Event(title="Un atelier", kind=EventKind.ATELIER, start_day=timezone.localdate()))
    assert f"/reseau/discussions/?fiche={sheet.pk}" in said(client, asker, path_of(sheet))
    assert f"/reseau/discussions/?evenement={event.pk}" in said(client, asker, path_of(event))
    client.logout()
    assert "/reseau/discussions/" not in client.get(path_of(sheet)).content.decode()


def test_whoever_leaves_and_comes_back_reads_again(client, asker, other, team):
    topic = opened(asker, team)
    groups.leave(team.pk, other)
    assert status(client, other, at(topic)) == 404
    GroupMembership.objects.create(group=team, user=other)
    assert status(client, other, at(topic)) == 200


def test_a_meeting_leads_to_its_votes_and_notepads_and_back_to_its_group(client, asker, other, team):
    alone = {"group": team, "audience": Audience.MEMBERS}
    event = writing.create(Event(title="Réunion", kind="reunion", start_day=timezone.localdate(), **alone))
    page = said(client, asker, path_of(event))
    assert f'class="back" href="/reseau/groupes/{team.pk}-' in page
    begun = f"groupe={team.pk}&amp;evenement={event.pk}"
    for start in ("/reseau/discussions/nouvelle/", "/reseau/blocs-notes/nouveau/"):
        assert f"{start}?{begun}" in page
    vote = said(client, asker, f"{NEW}?groupe={team.pk}&evenement={event.pk}&proposition=oui")
    assert re.search(r'name="proposes"[^>]*checked', vote)
    fields = {
        "version": "0",
        "title": "Ordre du jour",
        "text": "",
        "territory": "",
        "group": team.pk,
        "audience": "2",
    }
    sent(client, asker, f"/reseau/blocs-notes/nouveau/?groupe={team.pk}&evenement={event.pk}", **fields)
    notepad = Notepad.objects.get()
    assert notepad.event == event
    opened(asker, team, title="Où se retrouver", event=event, proposes=True)
    page = said(client, other, path_of(event))
    assert "Ordre du jour" in page
    assert "Où se retrouver" in page
    assert path_of(event) in said(client, other, path_of(notepad))
    writing.change(team, {"archived_at": timezone.now()})
    assert "En discuter" not in said(client, other, path_of(event))
    client.logout()
    assert client.get(path_of(event)).status_code == 404


def test_what_one_may_not_read_says_that_a_group_may_read_it_and_the_same_where_there_is_nothing(
    client, asker, team
):
    client.force_login(professional("Stella Dehors"))
    pages = [client.get(at(topic)) for topic in (opened(asker, team), Topic(pk=99_999_999))]
    assert [one.status_code for one in pages] == [404, 404]
    for one in pages:
        text = one.content.decode()
        assert "les membres d’un groupe seuls le lisent" in text
        assert 'name="adresse"' not in text.split("<main")[1]


def test_what_is_new_to_its_reader_is_said_until_they_read_it(client, asker, other, team):
    topic = opened(asker, team)
    assert "nouveau</span>" in said(client, other, LIST)
    said(client, other, path_of(topic))
    assert "nouveau</span>" not in said(client, other, LIST)
    sent(client, asker, at(topic, "repondre/"), text="Encore.")
    assert "nouveau</span>" in said(client, other, LIST)
    assert "nouveau</span>" not in said(client, asker, LIST)
