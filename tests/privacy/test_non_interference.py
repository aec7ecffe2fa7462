"""Whatever is hidden from a role may change: not one byte of what it is answered does.

Two answers to one question differ by their tokens and by the version of the data, which moves at each edit
of anything; nothing else may.
"""

import io
import json
import random
import re
import zipfile
from datetime import time, timedelta

import pytest
from django.core.cache import cache
from django.db.models import Max, Min, Q
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.models import (
    Funding,
    Group,
    GroupInvitation,
    GroupRequest,
    JoinRequest,
    Organisation,
    Profile,
    User,
)
from accounts.roles import Role
from data.models import Duplicate, ImportRow, ImportRun
from data.models.run import Action, RunState
from files.models import Content, File
from geoapp.middleware import takes_tokens
from history.models import Act
from history.models import Event as Noted
from mapping.models import (
    AreaOrigin,
    Contact,
    GroupField,
    GroupValue,
    HoldingRequest,
    Photo,
    PositionPrecision,
    PositionReview,
    Service,
    Session,
    Status,
    Structure,
    Visibility,
)
from mapping.models.contact import CONTACT_FIELDS
from mapping.service_area import circle
from mapping.writing import change, remove
from network.agenda.moved import Moved
from network.agenda.recurrence import Frequency, Recurrence
from network.models import (
    Attachment,
    Audience,
    Bulletin,
    BulletinItem,
    Event,
    GalleryPhoto,
    News,
    Notepad,
    Outreach,
    Post,
    Registration,
    Reply,
    Resource,
    Section,
    State,
    Topic,
    Translation,
    Vote,
)
from places.models import NamedTerritory
from publishing.editions.frozen import keep
from publishing.editions.gathering import gathered
from publishing.editions.models import PrintingState
from publishing.editions.scope import scope_of
from publishing.models import Edition, PrintedFile, Printing, Recipient, Widget
from tests.accounts.test_tokens import token_for
from tests.amounts import amount
from tests.factories import ContactFactory, ServiceFactory, StructureFactory, UserFactory, point
from tests.forms import sent_by
from tests.privacy.outlets import ROUTES, About, addresses, route_names

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

# Worlds a role, each asked two thousand addresses twice: one every day, where every kind of value changes;
# `make test ARGS="--hypothesis-profile=thorough tests/privacy"` tries twenty.
SEEDS = amount(1, 20)
# Around Melun.
LAT, LON = 48.54, 2.66
_NOISE = re.compile(
    rb'(?:csrfmiddlewaretoken" value|jeton" value|nonce|csrf-token" content|data-version)="[^"]*"|[?&]v=-?\d+'
    rb'|"version": ?"?-?\d+"?|"data_version": ?-?\d+|DTSTAMP:\w+|<dcterms:(?:created|modified)[^<]*'
    # A feed without entries says that it was made now.
    rb"|<updated>[^<]*</updated></feed>"
)
_HEADERS_THAT_MOVE = {"ETag", "Set-Cookie", "Content-Security-Policy", "Last-Modified", "Date", "Expires"}


def test_every_route_is_asked():
    assert route_names() - ROUTES.keys() == set()


# One registers on its page, as long as one likes.
BY_NAME = {"registering": "here"}


class World:
    """A small directory where every sort of record has something hidden, and the dice to change it."""

    def __init__(self, chance: random.Random):
        self.chance = chance
        self.organisations = [Organisation.objects.create(name=f"Organisation {one}") for one in "AB"]
        # Who holds structures: with a public page, and without.
        self.holders = [Organisation.objects.create(name=f"Tenante {one}") for one in "CD"]
        discreet = {"is_public": False}
        self.discreet = [Organisation.objects.create(name=f"Discrète {one}", **discreet) for one in "EF"]
        NamedTerritory.objects.create(slug="essai", nom="Essai", communes=["77288", "77900"])
        self.groups = [Group.objects.create(name=f"Groupe {one}") for one in "GH"]
        self.open = [self.structure(Visibility.PUBLIC) for _ in range(3)]
        self.hidden = [
            self.structure(level) for level in (Visibility.PROFESSIONALS, Visibility.OWNERS) for _ in "ab"
        ]
        self.unpublished = [
            self.structure(Visibility.PUBLIC, status=one) for one in (Status.DRAFT, Status.CLOSED)
        ]
        self.staff = Client()
        user = UserFactory(is_staff=True)
        self.staff.force_login(user)
        # What staff are about to write, of every structure.
        self.run = ImportRun.objects.create(user=user, state=RunState.REHEARSED, counts={"rows": 1})
        ImportRow.objects.create(
            run=self.run, number=1, kind="structure", key="x", payload=self.row(), action=Action.CREATE
        )
        for one in self.hidden:
            self.save_the_area_as_the_page_shows_it(one)
        structures = [one.pk for one in (*self.open, *self.hidden, *self.unpublished)]
        found = UserFactory(full_name="Alix Trouvable", is_professional=True)
        Profile.objects.create(user=found, is_findable=True, phone="06 11 22 33 44", trade="juriste")
        self.sheets = [
            self.sheet(title="Fiche ouverte", structures=structures),
            self.sheet(audience=Audience.PROFESSIONALS),
            self.sheet(state=State.WITHDRAWN),
        ]
        private = {"audience": Audience.PROFESSIONALS}
        self.news = [self.told(News, ends_on=timezone.localdate(), **more) for more in ({}, private)]
        lent = {"ends_on": timezone.localdate(), "side": "offre", "what": "salle", "consent": True}
        self.offers = [self.told(News, **lent, **more) for more in ({}, private)]
        self.reply = Reply.objects.create(
            news=self.offers[0],
            user=UserFactory(full_name=self.word(), is_professional=True),
            message=self.word(),
            first_day=timezone.localdate(),
            last_day=timezone.localdate(),
            state="accepted",
        )
        self.events = [self.told(Event, start_day=timezone.localdate(), **more) for more in ({}, private)]
        self.weekly = [self.comes_again(), self.comes_again(**private)]
        # Held where not everybody sees that it is.
        self.events += [
            self.told(Event, start_day=timezone.localdate(), structure=one, commune_id="77288", **BY_NAME)
            for one in (*self.hidden, *self.unpublished)
        ]
        for one in (*self.events, *self.weekly):
            self.registration(one)
        self.circles()
        self.widget = Widget.objects.create(
            key="essai", partner="Partenaire", origins=["https://partenaire.example"], search="departement=77"
        )
        self.bulletins = [self.bulletin(one) for one in (Audience.PUBLIC, Audience.PROFESSIONALS)]
        self.publish_a_book()
        pair = Duplicate.objects.create(first_id=structures[3], second_id=structures[4], score=0.9)
        self.words = ["caché", "atelier", "cache", "introuvable"]
        self.about = About(
            structures=tuple(structures),
            services=tuple(Service.objects.order_by("pk").values_list("pk", flat=True)),
            points=(
                (LAT, LON),
                *((one.position.y, one.position.x) for one in (self.hidden[0], self.hidden[2])),
            ),
            words=tuple(self.words),
            contacts=tuple(Contact.objects.order_by("pk").values_list("pk", flat=True)),
            files=tuple(str(one) for one in File.objects.order_by("created_at").values_list("pk", flat=True)),
            runs=(self.run.pk,),
            pairs=(pair.pk,),
            organisations=tuple(one.pk for one in (*self.organisations, *self.holders, *self.discreet)),
            sheets=tuple(one.pk for one in (*self.sheets, self.alone[0])),
            news=tuple(one.pk for one in (*self.news, self.alone[2])),
            events=tuple(one.pk for one in (*self.events, *self.weekly, self.alone[1])),
            weekly=tuple(one.pk for one in self.weekly),
            offers=tuple(one.pk for one in self.offers),
            replies=(self.reply.pk,),
            groups=(self.circle.pk, self.listed.pk),
            topics=(self.said_inside.pk, self.said_to_all.pk, self.voted.pk),
            notepads=(self.pad.pk,),
            outreach=(self.contact.pk,),
            bulletins=tuple(one.pk for one in self.bulletins),
            pictures=tuple(one.pk for one in self.pictures),
            posts=(*self.said_inside.posts.values_list("pk", flat=True), self.taken_out.pk),
            widgets=(self.widget.key,),
            acts=tuple(Act.objects.order_by("-pk").values_list("pk", flat=True)[:3]),
            people=(user.pk, found.pk),
            versions=self.versions(),
        )

    def circles(self) -> None:
        """A group that nobody is told of, with what is its members' alone; one that is listed."""
        self.circle = Group.objects.create(name=self.word(), about=self.word())
        alone = {"audience": Audience.MEMBERS, "group": self.circle}
        self.alone = [
            self.sheet(**alone),
            self.told(Event, start_day=timezone.localdate(), **alone),
            self.told(News, ends_on=timezone.localdate(), **alone),
        ]
        self.listed = Group.objects.create(name="Groupe de la liste", joining="demande", is_listed=True)
        self.say_in_groups()
        someone_of(UserFactory(full_name=self.word(), is_professional=True), self.listed)
        by = UserFactory(full_name=self.word(), is_professional=True)
        self.said_inside = self.topic(by, **alone)
        self.said_to_all = self.topic(by, audience=Audience.PROFESSIONALS)
        self.pad = self.told(Notepad, text=self.word(), **alone)
        self.section = Section.objects.create(notepad=self.pad, title=self.word(), text=self.word())
        self.contact = self.told(Outreach, text=self.word(), next_words=self.word(), by=by, **alone)
        self.voted = self.told(
            Topic, text=self.word(), proposes=True, **alone | {"audience": Audience.PROFESSIONALS}
        )
        open_house = self.open[0]
        self.pictures = [
            self.picture(group=self.circle, audience=Audience.MEMBERS, credit=self.word(), by=by),
            self.picture(structure=open_house, state="asked", by=by),
            self.picture(structure=open_house, state="draft", by=by),
            self.picture(structure=self.hidden[2], by=by),
            self.picture(structure=open_house, recognisable=True, consent_who=self.word(), by=by),
        ]
        # What is taken out of what every professional reads.
        self.taken_out = Post.objects.create(
            topic=self.said_to_all, text=self.word(), state=State.WITHDRAWN, by=by, withdrawn_by=by
        )

    def say_in_groups(self) -> None:
        """What structures say in fields of groups: a group that nobody is told of, and one that is listed,
        whose fields are for each audience; one field is retired."""
        audiences = GroupField.Audience
        self.fields = [
            GroupField.objects.create(group=group, name=f"{self.word()} {rank}", audience=audience, rank=rank)
            for rank, (group, audience) in enumerate(
                [
                    (self.circle, audiences.MEMBERS),
                    (self.circle, audiences.PUBLIC),
                    (self.listed, audiences.MEMBERS),
                    (self.listed, audiences.PROFESSIONALS),
                ]
            )
        ]
        said = GroupField.objects.create(group=self.listed, name="Dit à chacun", audience=audiences.PUBLIC)
        for one in (*self.open, *self.hidden):
            GroupValue.objects.create(structure=one, field=said, text="Dit")
        for one, field in zip((*self.open, *self.hidden), self.fields, strict=False):
            GroupValue.objects.create(structure=one, field=field, text=self.word())

    def change_group_fields(self, role: Role) -> None:
        """What is said in fields that the role does not read, of which structures, and what they are
        called."""
        hidden = {Role.VISITOR: self.fields, Role.PROFESSIONAL: self.fields[:3], Role.STAFF: []}[role]
        for field in hidden:
            self.write(field, {"name": f"{self.word()} {field.rank}", "help": self.word()})
            for one in (*self.open, *self.hidden):
                held = GroupValue.objects.filter(structure=one, field=field).first()
                if held is None and self.chance.random() < 0.5:
                    held = GroupValue.objects.create(structure=one, field=field)
                if held is not None:
                    self.write(held, {"text": self.chance.choice(["", self.word()])})

    def picture(self, **said) -> GalleryPhoto:
        """A photograph, with words."""
        file = File.objects.create(name="photo.jpg", media_type="image/jpeg", size=3, width=3, height=3)
        for which in Content.Size:
            Content.objects.create(file=file, which=which, content=self.word().encode())
        whole = {"state": "shown", "alt": self.word(), "legend": self.word(), "recognisable": False}
        return GalleryPhoto.objects.create(file=file, **whole | said)

    def change_pictures(self) -> None:
        """What photographs that are not the reader's show and say; who agreed to be seen in the others."""
        *hidden, seen = self.pictures
        for one in hidden:
            self.write(one, {name: self.word() for name in ("alt", "legend", "credit")} | {"rank": 7})
            for held in Content.objects.filter(file=one.file_id).order_by("pk"):
                Content.objects.filter(pk=held.pk).update(content=self.word().encode())
        self.write(seen, {"consent_who": self.word(), "for_social": True})
        self.picture(group=self.circle, audience=Audience.MEMBERS)
        self.picture(structure=hidden[1].structure, state="asked")
        hidden[2].delete()

    def topic(self, by: User, **more) -> Topic:
        """A question with a file, an answer that is kept and a reply to it."""
        one = self.told(Topic, text=self.word(), asks=True, by=by, **more)
        one.answer = Post.objects.create(topic=one, text=self.word(), by=by)
        one.save(update_fields=["answer"])
        Post.objects.create(topic=one, reply_to=one.answer, text=self.word(), by=by)
        file = File.objects.create(name="plan.pdf", media_type="application/pdf", size=3)
        Content.objects.create(file=file, content=self.word().encode())
        Attachment.objects.create(post=one.answer, file=file, label=self.word())
        return one

    def change_said(self, topic: Topic) -> None:
        """What a discussion that the reader does not read says, how many messages, and of whom."""
        self.write(topic, {"title": self.word(), "text": self.word(), "themes": ["sante"], "answer": None})
        for one in topic.posts.order_by("pk"):
            self.write(one, {"text": self.word()})
        Attachment.objects.filter(post__topic=topic).update(label=self.word())
        for held in Attachment.objects.filter(post__topic=topic):
            Content.objects.filter(file=held.file_id).update(content=self.word().encode())
        other = UserFactory(full_name=self.word(), is_professional=True)
        Post.objects.create(topic=topic, text=self.word(), by=other)
        Topic.objects.filter(pk=topic.pk).update(last_at=timezone.now(), by=other)

    def change_circles(self, role: Role) -> None:
        """What a group that the reader is not in is called, says, holds and how many it has; who belongs to
        the one that is listed, who asks to, who is invited."""
        if role is Role.STAFF:
            return
        self.change_group_fields(role)
        self.change_said(self.said_inside)
        self.change_pictures()
        if role is Role.VISITOR:
            self.change_said(self.said_to_all)
        self.write(self.pad, {"title": self.word(), "text": self.word(), "themes": ["sante"]})
        self.write(self.section, {"title": self.word(), "text": self.word()})
        Section.objects.create(notepad=self.pad, title=self.word())
        self.write(self.contact, {"title": self.word(), "text": self.word(), "next_words": self.word()})
        if role is Role.VISITOR:
            Vote.objects.create(topic=self.voted, user=UserFactory(), choice="pour")
        # Who is told that something is taken out is told nothing of it.
        self.write(self.taken_out, {"text": self.word()})
        self.write(self.circle, {"name": self.word(), "about": self.word(), "themes": ["sante"]})
        for one in self.alone:
            self.write(one, {"title": self.word(), "text": self.word(), "themes": ["sante"]})
        self.alone[0].attachments.update(label=self.word())
        stranger = UserFactory(full_name=self.word(), is_professional=True)
        someone_of(stranger, self.circle)
        User.objects.filter(group_memberships__group=self.listed).update(full_name=self.word())
        GroupRequest.objects.create(group=self.listed, user=stranger, message=self.word())
        GroupInvitation.objects.create(
            group=self.chance.choice([self.circle, self.listed]),
            email=f"x{self.chance.randrange(10**9)}@example.org",
            invited_by=stranger,
        )

    def bulletin(self, audience: Audience) -> Bulletin:
        """A bulletin of this month that was sent, and tells of everything, whoever may read it."""
        held = Bulletin.objects.create(
            title=f"Bulletin {int(audience)}", text="Bonjour.", territory_kind="departement",
            territory_code="77", month=timezone.localdate().replace(day=1), audience=audience,
            state=State.PUBLISHED, sent_at=timezone.now(), handed_at=timezone.now(),
        )  # fmt: skip
        houses = (*self.open, *self.hidden, *self.unpublished)
        told = {
            "nouvelle": houses,
            "changee": houses,
            "actualite": (*self.news, self.alone[2]),
            "rendez-vous": (*self.events, *self.weekly, self.alone[1]),
            "session": Session.objects.order_by("pk"),
            "fiche": (*self.sheets, self.alone[0]),
            "annonce": self.offers,
        }
        every = [(source, one.pk) for source, records in told.items() for one in records]
        for rank, (source, number) in enumerate(every):
            BulletinItem.objects.create(bulletin=held, source=source, number=number, rank=rank)
        return held

    def versions(self) -> tuple[tuple[int, int], ...]:
        """The first and the last event of each record that has pages of its versions."""
        roots = [one.pk for one in (*self.open, *self.hidden, *self.unpublished, *self.sheets)]
        ends = Noted.objects.filter(root__in=roots).values("root").annotate(one=Min("pk"), other=Max("pk"))
        return tuple(sorted({(end["root"], end[which]) for end in ends for which in ("one", "other")}))

    def publish_a_book(self) -> None:
        """A book of the département that everyone takes away: what changed since is told of all of it. Its
        number is that of the addresses that are asked."""
        held = Edition.objects.create(
            pk=1, title="Annuaire", territory_kind="departement", territory_code="77", copies=100
        )
        Recipient.objects.create(edition=held, name=self.word(), street=self.word(), copies=10)
        made = Printing.objects.create(
            pk=1, edition=held, title=held.title, paper="a5", scope=scope_of(held), state=PrintingState.DONE,
            pages=12, entries_count=1, made_at=timezone.now(), published_at=timezone.now(),
            read_on=timezone.localdate(),
        )  # fmt: skip
        keep(made, gathered(held).read, {})
        for which in PrintedFile.Which:
            PrintedFile.objects.create(printing=made, which=which, size=4, content=b"%PDF")

    def row(self) -> dict:
        return {"nom": self.word(), "adresse": f"{self.chance.randrange(10**6)} rue {self.word()}"}

    def sheet(self, **more) -> Resource:
        """A sheet of the network, with a translation and a file."""
        said = {"title": self.word(), "summary": self.word(), "themes": ["droits"]} | more
        one = Resource.objects.create(**said)
        Translation.objects.create(resource=one, language="en", title=self.word())
        file = File.objects.create(name="plaquette.pdf", media_type="application/pdf", size=3)
        Content.objects.create(file=file, content=self.word().encode())
        Attachment.objects.create(resource=one, file=file, label=self.word())
        return one

    def told(self, model: type, **more):
        """News, an announcement or an event."""
        return model.objects.create(title=self.word(), themes=["droits"], **more)

    def comes_again(self, **more) -> Event:
        """An event of each day, one of which is moved."""
        today = timezone.localdate()
        rule = Recurrence(Frequency.DAILY, interval=2)
        return self.told(
            Event, start_day=today, recurrence=rule.to_json(), position=self.somewhere(), **BY_NAME,
            position_precision="address", moved_days=[self.move()], **more,
        )  # fmt: skip

    def move(self) -> str:
        """The day after tomorrow, on the next."""
        days = [timezone.localdate() + timedelta(days=days) for days in (2, 3)]
        return str(Moved(*days, time(self.chance.randrange(8, 20)), place=self.word()))

    def registration(self, event: Event) -> None:
        """Somebody who comes, told to who organises alone."""
        Registration.objects.create(
            event=event, day=event.start_day, name=self.word(), state="seated",
            email=f"x{self.chance.randrange(10**9)}@example.org", organisation=self.holders[0],
        )  # fmt: skip

    def change_registrations(self) -> None:
        """Who comes to what, how many, and who came: nobody is told but who organises."""
        for one in Registration.objects.order_by("pk"):
            one.name, one.email = self.word(), f"x{self.chance.randrange(10**9)}@example.org"
            one.attended = self.chance.choice([None, True, False])
            one.save()
            if self.chance.random() < 0.3:
                self.registration(one.event)

    def change_sheets(self, role: Role) -> None:
        """What sheets that the role does not read say, hold and are translated as."""
        for one in self.sheets[1:] if role is Role.VISITOR else ():
            values = {
                "title": self.word(),
                "text": self.word(),
                "link": f"https://{self.word()}.example.org/",
            }
            self.write(one, values | {"themes": self.chance.choice([[], ["droits"], ["sante"]])})
            one.translations.update(title=self.word(), text=self.word())
            one.attachments.update(label=self.word())
            if self.chance.random() < 0.5:
                one.translations.get().delete()
            for held in one.attachments.all():
                Content.objects.filter(file=held.file_id).update(content=self.word().encode())
        hidden = (self.news[1], self.offers[1], self.events[1], self.weekly[1])
        for one in hidden if role is Role.VISITOR else ():
            self.write(one, {"title": self.word(), "summary": self.word(), "themes": ["sante"]})
        if role is Role.VISITOR:
            where = {"position": self.somewhere(), "position_precision": "address"}
            self.write(self.weekly[1], {"moved_days": [self.move()], "place_name": self.word()} | where)

    def change_recipients(self) -> None:
        """To whom a book goes, how many copies, and who got theirs: staff's alone."""
        today = timezone.localdate()
        Recipient.objects.update(name=self.word(), street=self.word(), copies=7, delivered_on=today)

    def change_replies(self, role: Role) -> None:
        """Who answered an announcement, in which words; from visitors, also for which days and whether."""
        if role is Role.STAFF:
            return
        other = UserFactory(full_name=self.word(), is_professional=True)
        values = {"message": self.word(), "word": self.word(), "user": other}
        if role is Role.VISITOR:
            later = timezone.localdate() + timedelta(days=self.chance.randrange(1, 60))
            values |= {"last_day": later, "state": self.chance.choice(["accepted", "waiting"])}
        Reply.objects.filter(pk=self.reply.pk).update(**values)
        # Whoever waits is told to nobody else.
        Reply.objects.create(news=self.offers[0], user=other, message=self.word())

    def somewhere(self):
        return point(LAT + self.chance.uniform(-0.05, 0.05), LON + self.chance.uniform(-0.05, 0.05))

    def word(self) -> str:
        return self.chance.choice(
            ["caché", "cacher", "introuvable", "ateliers", f"x{self.chance.randrange(10**6)}"]
        )

    def address(self) -> dict:
        """Everything that gives a confidential place away."""
        number = self.chance.randrange(10**8)
        precise = [PositionPrecision.ADDRESS, PositionPrecision.STREET, PositionPrecision.MANUAL]
        return {
            "position": self.somewhere(), "position_precision": self.chance.choice(precise),
            "position_origin": self.word(), "adresse": f"{number} rue {self.word()}",
            "complement_adresse": self.word(), "code_postal": f"{number % 100_000:05}",
            "commune_nom": self.word(), "source_id": f"{self.word()}-{number}", "lien_source": f"https://example.org/{self.word()}",
        }  # fmt: skip

    def structure(self, level: Visibility, **fields) -> Structure:
        one = StructureFactory(
            nom=f"Maison {self.chance.randrange(1000)}", commune_id="77288", address_visibility=level,
            **self.address(), siret=f"{self.chance.randrange(10**14):014}", **fields,
        )  # fmt: skip
        place = self.address() if self.chance.random() < 0.5 else {}
        service = ServiceFactory(
            structure=one, horaires_accueil="Th 18:00-20:00", zone_polygon=circle(one.position, 4_000),
            zone_origin=self.chance.choice([AreaOrigin.PLACE, AreaOrigin.UNKNOWN]), **place,
        )  # fmt: skip
        Session.objects.create(service=service, first_day="2026-12-01", last_day="2027-02-01")
        ContactFactory(
            structure=one, service=service, nom="Camille", telephone="06 00 00 00 00",
            nom_visibility=Visibility.PUBLIC, telephone_visibility=Visibility.OWNERS,
            fonction_visibility=Visibility.OWNERS, courriel_visibility=Visibility.PROFESSIONALS,
            **self.audiences(),
        )  # fmt: skip
        # One of which some readers see nothing, unless they belong somewhere.
        ContactFactory(
            structure=one, nom="", telephone="06 11 11 11 11",
            **{f"{name}_visibility": Visibility.OWNERS for name in CONTACT_FIELDS}, **self.audiences(),
        )  # fmt: skip
        self.photo(one)
        PositionReview.objects.create(
            structure=one, fingerprint="x", state="waiting", line="two-streets", reason="Deux rues."
        )
        return one

    def photo(self, one: Structure) -> None:
        """Of a confidential place, it shows where that is."""
        file = File.objects.create(name="photo.jpg", media_type="image/jpeg", size=3, width=4, height=3)
        for which in Content.Size:
            Content.objects.create(file=file, which=which, content=self.word().encode())
        Photo.objects.create(structure=one, file=file, description=self.word(), consent=True)

    def audiences(self) -> dict:
        """For whom a detail is besides roles: nobody, an organisation, a group, or both."""
        return {
            f"{name}_{kind}": self.chance.choice([None, *some])
            for name in CONTACT_FIELDS
            for kind, some in (("organisation", self.organisations), ("group", self.groups))
        }

    def save_the_area_as_the_page_shows_it(self, one: Structure) -> None:
        page = f"/professionnels/services/{one.services.get().pk}/zone/"
        assert self.staff.post(page, sent_by(self.staff.get(page).content, "zone")).status_code == 302

    def write(self, record, values: dict) -> None:
        """By a road of the site, or straight into the tables, as scripts do: each tells when in its way."""
        if isinstance(record, Structure) and self.chance.random() < 0.3:
            self.write_by_the_api(record, values)
        elif isinstance(record, Contact) and self.chance.random() < 0.3:
            said = {name: getattr(value, "pk", value) for name, value in values.items()}
            address = f"/api/v1/contacts/{record.pk}"
            answer = self.staff.patch(address, said, content_type="application/json")
            assert answer.status_code == 200, answer.content
        elif self.chance.random() < 0.8:
            change(type(record).objects.get(pk=record.pk), values)
        else:
            type(record).objects.filter(pk=record.pk).update(**values)

    def write_by_the_api(self, one: Structure, values: dict) -> None:
        said = {name: value for name, value in values.items() if name != "position"}
        feature = {"type": "Feature", "properties": said, "geometry": json.loads(values["position"].geojson)}
        address = f"/api/v1/structures/{one.pk}"
        answer = self.staff.patch(address, feature, content_type="application/json")
        assert answer.status_code == 200, answer.content

    def change_what_is_hidden_from(self, role: Role, mine: frozenset) -> None:
        """Every value that this role, belonging to `mine`, may not see becomes another, by all roads."""
        for one in Structure.objects.filter(address_visibility__gt=role).order_by("pk"):
            values = self.address() | {
                "siret": f"{self.chance.randrange(10**14):014}",
                "accessibilite_lieu": f"https://example.org/{self.word()}",
            }
            self.write(one, values)
            for service in one.services.order_by("pk"):
                place = self.address()
                if self.chance.random() < 0.3:
                    place |= {"position": None, "position_precision": ""}
                area = self.chance.choice([None, circle(self.somewhere(), self.chance.uniform(500, 9_000))])
                if area is not None or service.zone_polygon is not None:
                    # That there is an area at all is said as « unknown » either way.
                    place |= {"zone_polygon": area}
                self.write(service, place)
            PositionReview.objects.filter(structure=one).update(reason=self.word(), understood=self.word())
        unseen = Q(structure__address_visibility__gt=role) | ~Q(structure__status=Status.PUBLISHED)
        for photo in Photo.objects.filter(unseen).order_by("pk"):
            self.write(photo, {"description": self.word(), "credit": self.word()})
            Content.objects.filter(file=photo.file_id).update(content=self.word().encode())
            if self.chance.random() < 0.3:
                remove(photo)
        self.run.rows.update(payload=self.row(), key=self.word())
        for one in Structure.objects.exclude(status=Status.PUBLISHED).order_by("pk"):
            self.write(one, self.address() | {"nom": self.word(), "description": self.word()})
            one.services.update(nom=self.word(), horaires_accueil="Mo 08:00-09:00", publics=["femmes"])
        # Who runs a structure is told with its address; to visitors, where they have a public page besides.
        every = [*self.holders, *self.discreet]
        hidden = Structure.objects.exclude(address_visibility__lte=role, status=Status.PUBLISHED)
        hidden.update(organisation=self.chance.choice(every))
        if role is Role.VISITOR:
            Structure.objects.filter(pk__in=[one.pk for one in self.open]).update(
                organisation=self.chance.choice(self.discreet)
            )
        self.change_people()
        self.change_sheets(role)
        self.change_circles(role)
        self.change_registrations()
        self.change_replies(role)
        self.change_recipients()
        strangers = [one for one in (*self.organisations, *self.groups) if one not in mine]
        for contact in Contact.objects.order_by("pk"):
            number = f"06 {self.chance.randrange(10**8)}"
            values = {
                "nom": self.word(),
                "telephone": number,
                "courriel": f"x{self.chance.randrange(10**6)}@example.org",
                "fonction": self.word(),
            }
            held = {}
            for name, value in values.items():
                audience = {getattr(contact, f"{name}_organisation"), getattr(contact, f"{name}_group")}
                if getattr(contact, f"{name}_visibility") <= role or audience & mine:
                    continue
                # That it is there at all is hidden too, and so is for whom else it is.
                held[name] = self.chance.choice([value, value, "" if name != "telephone" else value])
                held[f"{name}_organisation"] = self.other(strangers, Organisation)
                held[f"{name}_group"] = self.other(strangers, Group)
            self.write(contact, held)
        # Who else belongs to what.
        someone = UserFactory(is_professional=True)
        for one in strangers:
            someone_of(someone, one)

    def change_people(self) -> None:
        """Who pays whom, who asks to come in or to hold something, and what profiles do not show."""
        for one in Organisation.objects.order_by("pk"):
            Funding.objects.create(organisation=one, funder=self.word())
        somebody = UserFactory(full_name=self.word(), is_professional=True)
        Profile.objects.create(user=somebody, trade=self.word(), phone="06 12 34 56 78")
        shown = Profile.objects.filter(is_findable=True)
        shown.update(phone=f"06 {self.chance.randrange(10**8):08}")
        JoinRequest.objects.create(user=UserFactory(), organisation=self.holders[0], message=self.word())
        HoldingRequest.objects.create(
            structure=self.open[0], organisation=self.discreet[0], user=somebody, message=self.word()
        )

    def other(self, some: list, kind: type):
        return self.chance.choice([None, *(one for one in some if isinstance(one, kind))])


def someone_of(user: User, one: Organisation | Group) -> None:
    """Make the user a member."""
    if isinstance(one, Group):
        user.group_memberships.create(group=one)
    else:
        user.organisation_memberships.create(organisation=one)


def asked_of(about: About, by_token: bool) -> list[str]:
    """Every address; by a token those where the site looks at one, and all of them in a thorough run.

    Elsewhere a token is nothing, and whoever shows it is the visitor that is asked of too
    (`test_a_token_opens_no_page`).
    """
    every = addresses(about)
    if not by_token or amount(0, 1):
        return every
    request = RequestFactory()
    return [address for address in every if takes_tokens(request.get(address))]


def answers(reader: User | None, token: str, asked: list[str]) -> dict[str, tuple]:
    """Everything that a reader is answered, by session or by token, without what moves from one time to the
    next."""
    cache.clear()
    headers = {"authorization": f"Bearer {token}"} if token else None
    client = Client(raise_request_exception=False, headers=headers)
    if reader and not token:
        client.force_login(reader)
    found = {}
    for address in asked:
        answer = client.get(address)
        body = b"".join(answer) if answer.streaming else answer.content
        headers = {name: value for name, value in answer.headers.items() if name not in _HEADERS_THAT_MOVE}
        if body.startswith(b"PK"):
            # How long an archive is follows the moment that it says too.
            headers = {
                name: said
                for name, said in dict(headers).items()
                if name.lower() not in ("content-length", "etag")
            }
        found[address] = (answer.status_code, headers, _NOISE.sub(b"", readable(address, body)))
    return found


def readable(address: str, body: bytes) -> bytes:
    """A workbook is an archive, which says when it was made: what is in it instead."""
    if not body.startswith(b"PK"):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return b"\n".join(archive.read(name) for name in sorted(archive.namelist()))


def first_difference(one: tuple, other: tuple) -> str:
    """Where two answers begin to differ, for who has to find out why."""
    # A length that differs says less than the text that makes it.
    texts = [
        f"{status} {body.decode('utf-8', 'backslashreplace')} {headers}"
        for status, headers, body in (one, other)
    ]
    place = next((n for n, (a, b) in enumerate(zip(*texts, strict=False)) if a != b), min(map(len, texts)))
    return " / ".join(text[max(0, place - 60) : place + 60] for text in texts)


@pytest.mark.parametrize(
    ("role", "belongs", "by_token"),
    [
        (Role.VISITOR, (), False),
        # What was a professional's opens nothing any more, whatever they still belong to.
        (Role.VISITOR, (0, 2), True),
        (Role.PROFESSIONAL, (), False),
        (Role.PROFESSIONAL, (0,), False),
        (Role.PROFESSIONAL, (2,), True),
        (Role.PROFESSIONAL, (0, 2), False),
    ],
    ids=["visitor", "token of no role", "professional", "member of A", "token of a member of G", "of both"],
)
@pytest.mark.parametrize("seed", range(SEEDS))
def test_changing_what_is_hidden_changes_no_byte(role, belongs, by_token, seed):
    chance = random.Random(f"{role} {seed}")
    world = World(chance)
    reader = UserFactory(is_professional=role is Role.PROFESSIONAL)
    joined = [[*world.organisations, *world.groups][number] for number in belongs]
    for one in joined:
        someone_of(reader, one)
    signed_in = None if role is Role.VISITOR and not by_token else reader
    token = token_for(reader) if by_token else ""
    asked = asked_of(world.about, by_token)
    before = answers(signed_in, token, asked)
    world.change_what_is_hidden_from(role, frozenset(joined) if role is Role.PROFESSIONAL else frozenset())
    after = answers(signed_in, token, asked)
    differ = [address for address in asked if before[address] != after[address]]
    # For who has to find out why: those that differ from one time to the next, whatever is changed.
    again = answers(signed_in, token, differ)
    moving = [address for address in differ if again[address] != after[address]]
    found = {address: first_difference(before[address], after[address]) for address in differ}
    assert not found, f"{found}, of which of themselves: {moving}"


@pytest.mark.parametrize("by_token", [False, True])
@pytest.mark.parametrize(
    ("account", "joined", "told"),
    [
        ({}, "AG", ""),
        ({"is_professional": True}, "", ""),
        ({"is_professional": True}, "A", "A"),
        ({"is_professional": True}, "G", "G"),
        ({"is_professional": True}, "AG", "AG"),
        ({"is_professional": True, "is_active": False}, "AG", ""),
        ({"is_staff": True}, "", "AG"),
    ],
)
def test_every_outlet_tells_a_detail_to_its_audience_and_to_nobody_else(account, joined, told, by_token):
    audiences = {"A": Organisation.objects.create(name="A"), "G": Group.objects.create(name="G")}
    contact = ContactFactory(
        structure=ServiceFactory().structure, nom="", telephone="06 11 11 11 11", courriel="g@example.org",
        **{f"{name}_visibility": Visibility.OWNERS for name in CONTACT_FIELDS},
        telephone_organisation=audiences["A"], courriel_group=audiences["G"],
    )  # fmt: skip
    reader = UserFactory(**account)
    for one in joined:
        someone_of(reader, audiences[one])
    number = contact.structure_id
    asked = [f"/api/v1/structures/{number}", "/exports/csv?departement=77", "/exports/vcard?departement=77"]
    if not by_token:
        asked += [f"/structures/{number}/", f"/comparer/?id={number}", f"/fiche-a-imprimer/?id={number}"]
    token = token_for(reader) if by_token else ""
    client = Client(headers={"authorization": f"Bearer {token}"} if token else None)
    if not by_token:
        client.force_login(reader)
    for address in asked:
        answer = client.get(address, follow=True)
        body = (b"".join(answer) if answer.streaming else answer.content).decode()
        if "vcard" not in address and "comparer" not in address and "imprimer" not in address:
            assert ("11 11 11 11" in body.replace("\xa0", " ")) == ("A" in told), address
            assert ("g@example.org" in body) == ("G" in told), address
        else:
            assert told or not re.search(r"11.11.11.11|g@example", body), address
        if reader.is_active or token:
            assert answer["Cache-Control"] == "private, no-store"
