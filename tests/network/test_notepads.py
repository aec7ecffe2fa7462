"""Notepads: written by several, section by section; nothing lost of two who write at once."""

import random
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts import groups
from history.models import Event as Noted
from mapping import writing
from network import kinds
from network.models import Attachment, Audience, Notepad, Outreach, Section
from network.models.notepad import SECTIONS_MOST
from network.paths import path_of
from tests.amounts import amount
from tests.forms import sent_by
from tests.network.test_groups import group_of, professional, said, sent

pytestmark = pytest.mark.django_db

LIST, NEW = "/reseau/blocs-notes/", "/reseau/blocs-notes/nouveau/"
PDF = b"%PDF-1.4\n%%EOF"


@pytest.fixture
def ada():
    return professional("Ada Première")


@pytest.fixture
def bob():
    return professional("Bob Second")


@pytest.fixture
def stranger():
    return professional("Stella Dehors")


@pytest.fixture
def team(ada, bob):
    return group_of(ada, bob, name="Comité", joining="ferme")


@pytest.fixture
def pad(team):
    held = writing.create(Notepad(title="Ordre du jour", group=team, audience=Audience.MEMBERS))
    for rank, title in enumerate(("Accueil", "Points", "Suite")):
        writing.create(Section(notepad=held, rank=rank, title=title, text=f"Le début de {title}."))
    return held


def at(pad, end=""):
    return f"{LIST}{pad.pk}/{end}"


def of(section, end="modifier/"):
    return f"{LIST}{section.notepad_id}/sections/{section.pk}/{end}"


def status(client, user, path):
    client.force_login(user)
    return client.get(path, follow=True).status_code


def form_of(client, path):
    return sent_by(client.get(path).content, "modification")


class TestWriting:
    def test_one_is_opened_in_a_group_and_its_members_alone_read_it(self, client, ada, bob, stranger, team):
        answer = sent(
            client, ada, f"{NEW}?groupe={team.pk}", version="0", title="Cahier des charges", text="Ensemble.",
            audience="2", group=team.pk, territory="",
        )  # fmt: skip
        held = Notepad.objects.get()
        assert answer["Location"] == path_of(held)
        assert (held.group, held.audience) == (team, Audience.MEMBERS)
        assert "Ensemble." in said(client, bob, path_of(held))
        assert status(client, stranger, path_of(held)) == 404
        assert "Cahier des charges" in said(client, bob, LIST)
        assert "Cahier des charges" not in said(client, stranger, LIST)
        assert "Cahier des charges" in said(client, bob, f"/reseau/groupes/{team.pk}/")

    def test_without_a_group_every_professional_writes_and_no_visitor_reads(self, client, ada, bob):
        sent(client, ada, NEW, version="0", title="Idées", text="", territory="")
        held = Notepad.objects.get()
        assert held.audience == Audience.PROFESSIONALS
        answer = sent(client, bob, at(held, "sections/nouvelle/"), version="0", title="Une", text="Ici.")
        section = Section.objects.get()
        assert answer["Location"] == f"{path_of(held)}#section-{section.pk}"
        text = said(client, ada, path_of(held))
        assert "Ici." in text
        assert "Bob Second" in text
        client.logout()
        assert client.get(path_of(held)).status_code == 302
        assert Notepad.objects.seen_by(0).count() == 0

    def test_sections_change_places(self, client, ada, pad):
        first, second, third = pad.sections.all()
        sent(client, ada, of(third, "deplacer/"), monter="oui")
        assert list(pad.sections.all()) == [first, third, second]
        sent(client, ada, of(first, "deplacer/"), descendre="oui")
        assert list(pad.sections.all()) == [third, first, second]
        sent(client, ada, of(third, "deplacer/"), monter="oui")
        assert list(pad.sections.all()) == [third, first, second]

    def test_one_that_goes_comes_back_by_the_message(self, client, ada, pad):
        section = pad.sections.first()
        assert "Retirer la section" in said(client, ada, of(section, "retirer/"))
        sent(client, ada, of(section, "retirer/"))
        assert pad.sections.count() == 2
        removed = said(client, ada, path_of(pad))
        assert status(client, ada, of(section)) == 404
        assert status(client, ada, of(section, "retirer/")) == 404
        assert f"section « {section.title} »" in said(client, ada, f"/reseau/{pad.pk}/historique/")
        undo = re.search(r'action="(/reseau/\d+/annuler/\d+/)"', removed)[1]
        assert sent(client, ada, undo)["Location"] == path_of(pad)
        assert [one.title for one in pad.sections.all()] == ["Accueil", "Points", "Suite"]

    def test_there_are_so_many_sections_at_most(self, client, ada, pad):
        Section.objects.bulk_create(
            Section(notepad=pad, rank=9, title="Encore") for _ in range(SECTIONS_MOST - 3)
        )
        answer = sent(client, ada, at(pad, "sections/nouvelle/"), version="0", title="De trop", text="")
        assert answer.status_code == 422
        assert f"{SECTIONS_MOST} sections au plus" in answer.content.decode()

    def test_a_section_of_another_notepad_is_none_of_this_one(self, client, ada, pad):
        other = writing.create(Notepad(title="Autre", audience=Audience.PROFESSIONALS))
        theirs = pad.sections.first()
        assert status(client, ada, f"{LIST}{other.pk}/sections/{theirs.pk}/modifier/") == 404
        assert sent(client, ada, f"{LIST}{other.pk}/sections/{theirs.pk}/retirer/").status_code == 404

    def test_documents_are_its_readers(self, client, ada, bob, stranger, pad):
        sent(client, ada, at(pad, "pieces/"), file=SimpleUploadedFile("plan.pdf", PDF), label="Le plan")
        held = Attachment.objects.get()
        assert "Le plan" in said(client, bob, path_of(pad))
        assert status(client, bob, f"/fichiers/{held.file_id}/") == 200
        assert status(client, stranger, f"/fichiers/{held.file_id}/") == 404
        sent(client, bob, at(pad, f"pieces/{held.pk}/retirer/"))
        assert not Attachment.objects.exists()

    def test_it_is_withdrawn_and_comes_back(self, client, ada, bob, pad):
        sent(client, ada, at(pad, "retirer/"))
        assert "Ordre du jour" not in said(client, bob, LIST)
        assert "Retiré" in said(client, bob, path_of(pad))
        sent(client, bob, at(pad, "remettre/"))
        assert "Ordre du jour" in said(client, bob, LIST)

    def test_words_of_sections_are_found(self, client, ada, stranger, pad):
        assert "Ordre du jour" in said(client, ada, f"{LIST}?mots=debut+suite")
        assert "Ordre du jour" not in said(client, ada, f"{LIST}?mots=girafe")
        assert "Ordre du jour" not in said(client, stranger, f"{LIST}?mots=debut")
        assert "Ordre du jour" not in said(client, stranger, f"{LIST}?groupe={pad.group_id}")


class TestReading:
    def test_who_leaves_reads_and_writes_nothing_more_at_once(self, client, bob, pad, team):
        section = pad.sections.first()
        assert status(client, bob, of(section)) == 200
        groups.leave(team.pk, bob)
        for path in (path_of(pad), of(section), at(pad, "pieces/"), f"/reseau/{pad.pk}/historique/"):
            assert status(client, bob, path) == 404
        assert sent(client, bob, of(section), version="0", title="X", text="Y").status_code == 404

    def test_an_archived_group_s_is_read_and_no_more_written(self, client, ada, pad, team):
        writing.change(team, {"archived_at": "2026-01-01T00:00:00Z"})
        assert "Accueil" in said(client, ada, path_of(pad))
        assert "Ajouter une section" not in said(client, ada, path_of(pad))
        section = pad.sections.first()
        assert sent(client, ada, of(section), version="0", title="X", text="Y").status_code == 403
        section.refresh_from_db()
        assert section.title == "Accueil"

    def test_its_page_asks_as_much_whatever_it_holds(self, client, ada, pad, django_assert_max_num_queries):
        client.force_login(ada)
        client.get(path_of(pad))
        with django_assert_max_num_queries(20) as counted:
            client.get(path_of(pad))
        Section.objects.bulk_create(Section(notepad=pad, rank=9, title=f"N{n}") for n in range(30))
        with django_assert_max_num_queries(len(counted)):
            assert client.get(path_of(pad)).status_code == 200


class TestTwoAtOnce:
    def test_different_sections_are_in_nobody_s_way(self, ada, bob, pad):
        first, second, _third = pad.sections.all()
        one, other = Client(), Client()
        one.force_login(ada)
        other.force_login(bob)
        hers, his = form_of(one, of(first)), form_of(other, of(second))
        assert one.post(of(first), hers | {"text": "Par Ada."}).status_code == 302
        assert other.post(of(second), his | {"text": "Par Bob."}).status_code == 302
        assert [section.text for section in pad.sections.all()][:2] == ["Par Ada.", "Par Bob."]

    def test_of_one_section_the_second_reads_both_and_keeps_both(self, ada, bob, pad):
        section = pad.sections.first()
        one, other = Client(), Client()
        one.force_login(ada)
        other.force_login(bob)
        hers, his = form_of(one, of(section)), form_of(other, of(section))
        assert one.post(of(section), hers | {"text": "Par Ada."}).status_code == 302
        answer = other.post(of(section), his | {"text": "Par Bob."})
        assert answer.status_code == 409
        page = answer.content.decode()
        assert "Par Ada." in page
        assert "Par Bob." in page
        assert "Ada Première" in page
        again = sent_by(answer.content, "modification") | {"text": "Par Bob.", "choix_text": "deux"}
        assert other.post(of(section), again).status_code == 302
        section.refresh_from_db()
        assert section.text == "Par Ada.\n\nPar Bob."

    def test_a_section_that_moves_meanwhile_is_written_all_the_same(self, ada, bob, pad):
        section = pad.sections.first()
        one, other = Client(), Client()
        one.force_login(ada)
        other.force_login(bob)
        his = form_of(other, of(section))
        one.post(of(section, "deplacer/"), {"descendre": "oui"})
        assert other.post(of(section), his | {"text": "Par Bob."}).status_code == 302
        section.refresh_from_db()
        assert (section.text, section.rank) == ("Par Bob.", 1)

    def test_what_was_typed_in_a_section_that_went_meanwhile_is_added_again(self, ada, bob, pad):
        section = pad.sections.first()
        one, other = Client(), Client()
        one.force_login(ada)
        other.force_login(bob)
        his = form_of(other, of(section))
        one.post(of(section, "retirer/"))
        answer = other.post(of(section), his | {"text": "Par Bob."})
        assert answer.status_code == 409
        assert f'action="{at(pad, "sections/nouvelle/")}"' in answer.content.decode()
        other.post(at(pad, "sections/nouvelle/"), sent_by(answer.content, "modification"))
        assert pad.sections.last().text == "Par Bob."

    @pytest.mark.slow
    def test_interleavings_lose_nothing_and_tell_whoever_comes_second(self, ada, bob, pad):
        """Forty every day, two hundred in a thorough run."""
        times = amount(40, 200)
        chance = random.Random(23)
        people = {}
        for user in (ada, bob):
            people[user] = Client()
            people[user].force_login(user)
        sections = list(pad.sections.all())
        number = told = 0
        for _time in range(times):
            # Each opens a section, the same or not; they save in any order.
            opened = {user: chance.choice(sections) for user in people}
            forms = {user: form_of(people[user], of(opened[user])) for user in people}
            order = chance.sample(list(people), 2)
            shares = opened[order[0]] == opened[order[1]]
            for place, user in enumerate(order):
                number += 1
                word, path = f"mot{number}", of(opened[user])
                before = Section.objects.get(pk=opened[user].pk).text
                mine = forms[user] | {"text": f"{forms[user]['text']}\n\n{word}"[-2_000:]}
                answer = people[user].post(path, mine)
                if place and shares:
                    assert answer.status_code == 409
                    page = answer.content.decode()
                    assert before.splitlines()[-1] in page
                    assert word in page
                    assert Section.objects.get(pk=opened[user].pk).text == before
                    choice = chance.choice(["deux", "mienne", "leur"])
                    again = sent_by(answer.content, "modification")
                    answer = people[user].post(path, again | {"text": mine["text"], "choix_text": choice})
                    told += 1
                    now = Section.objects.get(pk=opened[user].pk).text
                    assert (word in now) is (choice != "leur")
                    assert choice == "mienne" or before.splitlines()[-1] in now
                else:
                    assert word in Section.objects.get(pk=opened[user].pk).text
                assert answer.status_code == 302
        assert told > times // 10
        # Whatever was ever written is in the history.
        noted = Noted.objects.filter(root=pad.pk, kind=kinds.SECTION.number, operation="U")
        assert noted.count() >= number - told


class TestFoundBesideDiscussions:
    """What notepads and contacts taken say is found where discussions are looked for, by who reads it."""

    def looked_for(self, client, user, words="Concordance"):
        client.force_login(user)
        return client.get("/reseau/discussions/", {"mots": words}).content.decode()

    def test_who_reads_them_finds_them_with_what_surrounds_the_words(self, client):
        ada = professional("Ada Première")
        pad = Notepad.objects.create(title="Bloc des temps", audience=Audience.PROFESSIONALS)
        Section.objects.create(notepad=pad, title="Les temps", text="La **concordance** des temps.")
        Outreach.objects.create(
            title="La médiathèque", text="Une concordance à revoir.", audience=Audience.PROFESSIONALS
        )
        page = self.looked_for(client, ada)
        for words in ("Bloc des temps", "La médiathèque", "<mark>concordance</mark>", "à revoir"):
            assert words in page
        assert "Bloc des temps" not in self.looked_for(client, ada, "introuvable")

    def test_nothing_of_a_group_is_told_to_who_is_not_in_it_or_left_it(self, client):
        ada, bob = professional("Ada Première"), professional("Bob Second")
        group = group_of(ada, bob)
        inside = {"group": group, "audience": Audience.MEMBERS}
        Notepad.objects.create(title="zqbloc", text="Concordance", **inside)
        Outreach.objects.create(title="zqcontact", text="Concordance", **inside)
        Notepad.objects.create(
            title="zqretiré", text="Concordance", audience=Audience.PROFESSIONALS, state="withdrawn"
        )
        page = self.looked_for(client, bob)
        assert "zqbloc" in page
        assert "zqcontact" in page
        assert "zqretiré" not in page
        group.memberships.filter(user=bob).delete()
        assert "zq" not in self.looked_for(client, bob)
        assert "zq" not in self.looked_for(client, professional("Cléo Dehors"))
