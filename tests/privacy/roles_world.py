"""One of each role, around one small directory in which each private thing holds a word of its own.

Built once for a file of tests, in one transaction; whatever a test does there is taken back.
"""

import contextlib
import io
import logging
import re
import uuid
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.contrib.gis.geos import Point
from django.core.cache import cache
from django.db import connection, transaction
from django.http import SimpleCookie
from django.test import Client, override_settings
from django.utils import timezone

from accounts import charter
from accounts import organisations as joining_organisations
from accounts.models import (
    Agreement,
    AmbassadorOf,
    Funding,
    Group,
    GroupInvitation,
    GroupRequest,
    Invitation,
    JoinRequest,
    Label,
    Membership,
    Organisation,
    Profile,
    TrustedDomain,
    User,
)
from accounts.organisation_facts import AgreementState
from data.models import Duplicate, ImportRow, ImportRun, Source
from data.models import Profile as FileProfile
from data.models.run import Action, RunState
from evaluation.models import Answer, Assessment, Charter, Criterion, Decision, ToldAnswers, UseCell, Visit
from evaluation.satisfaction import codes
from evaluation.surveys import kept
from evaluation.surveys import links as survey_links
from evaluation.surveys.models import Invited, Survey, SurveyQuestion, Whom
from evaluation.surveys.models import State as SurveyState
from files.models import Content, File
from geocoding.models import Run
from history.context import acting
from history.models import Act, Batch, BatchState, Cause, Event
from mapping import governance, protection, writing
from mapping.campaigns import links
from mapping.models import (
    Block,
    Campaign,
    ConfirmationRequest,
    GroupField,
    GroupValue,
    Guard,
    HoldingRequest,
    MomentNotice,
    Photo,
    PositionPrecision,
    PositionReview,
    Report,
    ReportAbout,
    ReportState,
    RequestState,
    Service,
    Status,
    Visibility,
)
from mapping.models.contact import CONTACT_FIELDS
from mapping.patrol import blocking
from mapping.service_area import circle
from mapping.taxonomies import writing as taxonomies
from network.agenda.moved import Moved
from network.agenda.recurrence import Frequency, Recurrence
from network.models import (
    Attachment,
    Audience,
    Bulletin,
    BulletinItem,
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
)
from network.models import Event as Gathering
from network.models.translation import stands_for
from places.models import NamedTerritory
from places.territories import TerritoryKind
from publishing.book.reread import pages_of
from publishing.editions.models import (
    Edition,
    EditionChapter,
    EditionEmblem,
    PrintedFile,
    Printing,
    PrintingState,
)
from publishing.editions.scope import scope_of
from publishing.models import Recipient, Widget
from search.models import LocalWord
from tests.accounts.test_tokens import token_for
from tests.factories import ContactFactory, ServiceFactory, StructureFactory, UserFactory, point

# In the order of the tables' columns, with their short names.
ROLES = {
    "VIS": "visitor",
    "ACC": "account of no role",
    "PRO": "professional",
    "MEM": "member of the organisation that holds it",
    "REF": "referent of the organisation that holds it",
    "OTH": "referent of another organisation",
    "GRP": "member of the group",
    "AMB": "ambassador of the territory",
    "UNP": "administrator who has not shown their second factor",
    "STA": "staff",
    "ADM": "administrator",
    "BLK": "blocked account, once a member",
}
LAT, LON = 48.54, 2.66
# Where the confidential houses are: a few streets from the town hall, each at its own point.
PRO_POINT, STAFF_POINT = (48.5511, 2.6311), (48.5277, 2.6899)
FRENCH_LESSONS = "lecture-ecriture-calcul--maitriser-le-francais"


@dataclass
class World:
    """What the tables are about; each by a short name, `world["open"]`."""

    people: dict[str, User | None] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    # The pages of forms as an administrator is shown them, by path.
    forms: dict[str, Any] = field(default_factory=dict)
    # The same world where a thing is, of one where its number is nobody's.
    original: "World | None" = None

    def __getitem__(self, name: str) -> Any:
        return self.things[name]

    def without(self, name: str) -> "World":
        """The same world, where this thing is asked for by a number that is nobody's."""
        held = self[name]
        number: Any = uuid.UUID(int=7) if isinstance(held.pk, uuid.UUID) else 10**9
        nothing = SimpleNamespace(pk=number, slug="x", file_id=uuid.UUID(int=7))
        return replace(self, things=self.things | {name: nothing}, original=self)

    def form(self, path: str) -> Any:
        """The page of a form as an administrator is shown it."""
        if path not in self.forms:
            self.forms[path] = self.client("ADM").get(path)
        return self.forms[path]

    def client(self, role: str) -> Client:
        """A browser where this role has signed in, fresh each time."""
        client = Client(raise_request_exception=False)
        if kept := self.cookies.get(role):
            client.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: kept})
        return client

    def program(self, role: str) -> Client:
        """A program that shows this role's token."""
        headers = {"authorization": f"Bearer {self.tokens[role]}"} if role in self.tokens else None
        return Client(raise_request_exception=False, headers=headers)

    def path(self, name: str) -> str:
        """The page of a structure."""
        one = self[name]
        return f"/structures/{one.pk}-{one.slug}/"


@contextlib.contextmanager
def standing(blocker: Any) -> Iterator[World]:
    """The world, for as long as the block lasts."""
    with blocker.unblock(), override_settings(REQUIRE_SECOND_FACTOR=True), taken_back():
        cache.clear()
        # Hundreds of refusals, each of which is a warning.
        logging.disable(logging.WARNING)
        try:
            yield build()
        finally:
            logging.disable(logging.NOTSET)


@contextlib.contextmanager
def taken_back() -> Iterator[None]:
    """Whatever is written in the block is taken back."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def build() -> World:
    world = World()
    _people(world)
    _structures(world)
    _contacts(world)
    _photos(world)
    _history(world)
    _around(world)
    _sheets(world)
    _groups(world)
    _fields_of_groups(world)
    _pictures(world)
    _told(world)
    _editions(world)
    _bulletins(world)
    for role, user in world.people.items():
        if user is not None:
            _signs_in(world, role, user)
    blocking.block(world.people["BLK"], world.people["STA"], "zqbloque")
    return world


def _people(world: World) -> None:
    ours = world.things["ours"] = Organisation.objects.create(name="Maison commune", about="Qui nous sommes.")
    theirs = world.things["theirs"] = Organisation.objects.create(name="Toits voisins")
    world.things["discreet"] = Organisation.objects.create(name="Zqdiscrete", is_public=False)
    group = world.things["group"] = Group.objects.create(name="Cercle de lecture", summary="zqcercle")
    pro = {"is_professional": True}
    world.people = {
        "VIS": None,
        "ACC": UserFactory(full_name="Omar Sansrole"),
        "PRO": UserFactory(full_name="Nadia Prof", **pro),
        "MEM": UserFactory(full_name="Paul Membre", **pro),
        "REF": UserFactory(full_name="Samira Referente", **pro),
        "OTH": UserFactory(full_name="Lina Ailleurs", **pro),
        "GRP": UserFactory(full_name="Ana Cercle", **pro),
        "AMB": UserFactory(full_name="Yann Ambassadeur", **pro),
        "UNP": UserFactory(full_name="Paule Presque", is_staff=True, is_superuser=True),
        "STA": UserFactory(full_name="Paule Prefete", is_staff=True),
        "ADM": UserFactory(full_name="Chef Admin", is_staff=True, is_superuser=True),
        "BLK": UserFactory(full_name="Jean Bloque", **pro),
    }
    people = world.people
    joining_organisations.join(people["MEM"], ours)
    joining_organisations.join(people["BLK"], ours)
    joining_organisations.join(people["REF"], ours, Membership.As.REFERENT)
    joining_organisations.join(people["OTH"], theirs, Membership.As.REFERENT)
    world.things["group member"] = people["GRP"].group_memberships.create(group=group)
    AmbassadorOf.objects.create(user=people["AMB"], kind=TerritoryKind.DEPARTEMENT.value, code="77")
    # Others, of whom the tables tell.
    author = world.things["author"] = UserFactory(full_name="Zoe Zqautrice", **pro)
    joining_organisations.join(author, ours)
    asker = world.things["asker"] = UserFactory(full_name="Ines Demandeuse", email="zqadresse@example.org")
    world.things["join"] = JoinRequest.objects.create(
        user=asker, organisation=ours, commune_id="77288", message="zqdemande"
    )
    found = world.things["found"] = UserFactory(full_name="Alix Zqtrouvable", **pro)
    Profile.objects.create(
        user=found, is_findable=True, trade="zqmetier", about="zqphrase", phone="zqtelephone"
    )
    hidden = UserFactory(full_name="Zqintrouvable", **pro)
    Profile.objects.create(user=hidden, trade="zqmetiercache", about="zqphrasecachee")
    world.things["colleague"] = UserFactory(full_name="Autre Prefecture", is_staff=True)
    Invitation.objects.create(user=found, organisation=ours, invited_by=people["REF"])
    world.things["funding"] = Funding.objects.create(organisation=ours, funder="zqfinanceur")
    world.things["membership"] = people["MEM"].organisation_memberships.get()
    world.things["label"] = Label.objects.create(organisation=ours, name="Zqlabel")
    past = timezone.localdate() - timedelta(days=400)
    Agreement.objects.create(organisation=ours, partner="Zqpartenairepasse", until=past)
    coming = world.things["agreement"] = Agreement.objects.create(
        organisation=ours,
        partner="Zqpartenairefutur",
        state=AgreementState.PROPOSED,
        asked=people["AMB"],
    )
    world.things["step"] = coming.steps.create(state=coming.state, by=people["REF"], comment="zqavis")
    version = world.things["charter"] = charter.publish("Zqcharte : je dis vrai.", people["ADM"])
    for user in filter(None, people.values()):
        charter.accept(user, version)
    world.things["domain"] = TrustedDomain.objects.create(domain="zqdomaine.example.org")
    world.things["body"] = governance.make_body({"nom": "Comité d'essai", "rank": 1}, [], people["ADM"])
    world.things["governance act"] = Act.objects.latest("pk")
    world.things["taxonomy"] = taxonomies.make("Champs d'essai", "", people["ADM"])
    said = {"label": "Vivre", "thematiques": ["sante--acces-aux-soins"]}
    world.things["taxonomy field"] = taxonomies.add_field(world.things["taxonomy"].pk, said, people["ADM"])
    world.things["taxonomy act"] = Act.objects.latest("pk")
    empty = Source.objects.create(code="vide", nom="Vide", url="https://vide.example.org/a.csv")
    world.things["lesson"] = FileProfile.objects.create(nom="Vide", source=empty, signature="a")
    world.things["local word"] = LocalWord.objects.create(
        word="Tisserie", folded="tisserie", parameter="public", value="femmes", language="fr"
    )
    world.things["named"] = NamedTerritory.objects.create(slug="essai", nom="Essai", communes=["77288"])


def _structures(world: World) -> None:
    ours = world["ours"]
    here = {"position_precision": PositionPrecision.ADDRESS, "organisation": ours}

    def made(name: str, word: str, place: tuple[float, float], commune: str = "77288", **fields: Any) -> None:
        one = StructureFactory(
            nom=word, position=point(*place), commune_id=commune,
            **{"adresse": "3 place publique", "courriel": "accueil@example.org", **here, **fields},
        )  # fmt: skip
        service = ServiceFactory(structure=one, thematiques=[FRENCH_LESSONS], nom=f"Cours de {word}")
        world.things |= {name: one, f"{name} service": service}

    def confidential(word: str) -> dict[str, Any]:
        """Everything that would give the place away says the word."""
        return {
            "adresse": f"7 rue {word}", "complement_adresse": f"porte {word}", "source_id": word,
            "lien_source": f"https://example.org/{word}", "accessibilite_lieu": f"https://acces.example.org/{word}",
        }  # fmt: skip

    made("open", "Zqouverte", (LAT, LON), description="Des cours, zqdescription.")
    pro = {"address_visibility": Visibility.PROFESSIONALS}
    made("pro house", "Maison des pros", PRO_POINT, **confidential("zqruepro"), **pro)
    kept = {"address_visibility": Visibility.OWNERS}
    made("staff house", "Maison secrete", STAFF_POINT, **confidential("zqruepref"), **kept)
    made("draft", "Zqinedit", (LAT, LON), status=Status.DRAFT)
    made("closed", "Zqfermee", (LAT, LON))
    made("closed and kept", "Zqgardee", (LAT, LON))
    made("kept", "Maison gardee", (LAT, LON))
    made("locked", "Maison verrouillee", (LAT, LON))
    made("far", "Maison lointaine", (45.76, 4.83), "69123")
    made("left", "Maison de Meaux", (48.96, 2.88), "77284")
    made("theirs house", "Maison des voisins", (LAT, LON), organisation=world["theirs"])
    staff = world.people["STA"]
    with acting(Cause.EDIT, staff):
        for name in ("closed", "closed and kept"):
            writing.change(world[name], {"status": Status.CLOSED}, staff)
    protection.protect(world["kept"], Guard.KEEPERS, staff, "zqgarde")
    protection.protect(world["locked"], Guard.STAFF, staff, "zqverrou")
    protection.protect(world["closed and kept"], Guard.STAFF, staff, "Fermeture contestée.")
    epci = world["left"].commune.epci_code
    world.things["rule"] = protection.leave_to_owners(TerritoryKind.EPCI, epci, staff, "zqreserve")
    for name in ("open", "pro house", "staff house"):
        Service.objects.filter(pk=world[f"{name} service"].pk).update(
            zone_polygon=circle(world[name].position, 3_000), zone_origin="place"
        )
    for name in ("open", "staff house"):
        world.things[f"{name} review"] = PositionReview.objects.create(
            structure=world[name], fingerprint="x", state="waiting", line="two-streets", reason="zqdoute"
        )
    pairs = {"pair": ("open", "kept"), "secret pair": ("pro house", "staff house"),
             "draft pair": ("open", "draft"), "closed pair": ("open", "closed")}  # fmt: skip
    for name, both in pairs.items():
        first, second = sorted(world[one].pk for one in both)
        world.things[name] = Duplicate.objects.create(first_id=first, second_id=second, score=0.8)


def _contacts(world: World) -> None:
    only_staff = {f"{name}_visibility": Visibility.OWNERS for name in CONTACT_FIELDS}
    for_all = {f"{name}_visibility": Visibility.PUBLIC for name in CONTACT_FIELDS}
    audiences: dict[str, tuple[str, dict[str, Any]]] = {
        "public contact": ("zqpourtous", for_all),
        "pros' contact": ("zqpourpros", {}),
        "organisation's contact": (
            "zqpournous", only_staff | {f"{name}_organisation": world["ours"] for name in CONTACT_FIELDS},
        ),
        "group's contact": (
            "zqpourgroupe", only_staff | {f"{name}_group": world["group"] for name in CONTACT_FIELDS},
        ),
        "staff's contact": ("zqpourpref", only_staff),
    }  # fmt: skip
    for name, (word, rules) in audiences.items():
        world.things[name] = ContactFactory(
            structure=world["open"], nom=f"Camille {word}", fonction=f"Fonction {word}",
            courriel=f"{word}@example.org", telephone="", **rules,
        )  # fmt: skip


def _photos(world: World) -> None:
    photos = {
        "open": "zqphoto",
        "pro house": "zqphotopro",
        "staff house": "zqphotopref",
        "draft": "zqphotobrouillon",
    }
    for name, word in photos.items():
        file = File.objects.create(name=f"{word}.jpg", media_type="image/jpeg", size=3, width=4, height=3)
        for which in Content.Size:
            Content.objects.create(file=file, which=which, content=word.encode())
        photo = Photo.objects.create(structure=world[name], file=file, description=word, consent=True)
        world.things[f"{name} photo"] = photo


def _history(world: World) -> None:
    """Edits by the member, whose values before are said by the history alone."""
    member, staff = world.people["MEM"], world.people["STA"]

    def act(name: str, record: Any, values: dict[str, Any], by: User, note: str = "") -> None:
        with acting(Cause.EDIT, by, note=note):
            writing.change(record, values, by, note=note)
        act = Act.objects.order_by("-pk").first()
        world.things |= {name: act, f"{name} event": Event.objects.filter(act=act).order_by("pk").first()}

    kept = world["staff house"]
    act("old street", kept, {"adresse": "9 rue zqjadis"}, staff)
    act("new street", kept, {"adresse": "7 rue zqruepref"}, staff, "zqdemenage")
    contact = world["organisation's contact"]
    act("old detail", contact, {"fonction": "Fonction zqautrefois"}, staff)
    act("new detail", contact, {"fonction": "Fonction zqpournous"}, staff)
    act("staff's own", world["open"], {"site_web": "https://www.example.org/"}, staff)
    act("old text", world["open"], {"description": "Des cours, zqancienne."}, world["author"])
    act("edit", world["open"], {"description": "Des cours, zqdescription."}, member, "zqmotif")


def _around(world: World) -> None:
    """What is written about the directory: reports, campaigns, requests, imports, notices."""
    about = {"about": ReportAbout.HOURS, "language": "fr"}
    world.things["report"] = Report.objects.create(
        structure=world["open"], text="zqsignalement", reply_to="zqecrivain@example.org", **about
    )
    done = {"state": ReportState.DONE, "answered_at": timezone.now(), "answer": "zqreponse"}
    world.things["answered report"] = Report.objects.create(
        structure=world["open"], text="zqrepondu", **about, **done
    )
    world.things["far report"] = Report.objects.create(structure=world["far"], text="zqloin", **about)
    world.things["missing report"] = Report.objects.create(
        about=ReportAbout.MISSING, name="Zqmanquante", text="zqmanque", language="fr"
    )
    common = {"blocks": [Block.HOURS.value], "structures": [world["open"].pk], "site": "https://example.org"}
    world.things["campaign"] = Campaign.objects.create(title="zqrelance", by=world.people["STA"], **common)
    world.things["our campaign"] = Campaign.objects.create(
        title="zqnotrerelance", by=world.people["REF"], organisation=world["ours"], **common
    )
    world.things["widget"] = Widget.objects.create(
        partner="zqintegration",
        origins=["https://partenaire.example"],
        accent="#7d003b",
        search="departement=77",
        by=world.people["MEM"],
        organisation=world["ours"],
    )
    token, digest = links.new_token()
    world.things["link"] = token
    _surveys(world)
    (world.things["visit code"],) = codes.make(world["open"].pk, 1)
    for question in ("partenaire", "accueil", "trouve", "recommande"):
        ToldAnswers.objects.create(
            structure=world["open"],
            question=question,
            answers=["rien"],
            n=9,
            first="2026-10-01",
            last="2026-10-01",
        )
    ConfirmationRequest.objects.create(
        campaign=world["campaign"], structure=world["open"], blocks=common["blocks"],
        state=RequestState.SENT, token_digest=digest, expires_at=links.expiry(),
    )  # fmt: skip
    now = timezone.now()
    for name, state in (("batch", BatchState.DONE), ("stopped batch", BatchState.STOPPED)):
        world.things[name] = Batch.objects.create(
            account=world.people["MEM"], since=now, until=now, by=world.people["STA"], why="zqlot",
            state=state, records=1, ended_at=now,
        )  # fmt: skip
    today = timezone.localdate()
    world.things["notice"] = MomentNotice.objects.create(
        text="zqgrandfroid", first_day=today, last_day=today, structures=[world["open"].pk]
    )
    world.things["holding"] = HoldingRequest.objects.create(
        structure=world["open"], organisation=world["theirs"], user=world.people["OTH"], message="zqtenir"
    )
    world.things["geocoding"] = Run.objects.create(title="zqgeocodage")
    source = Source.objects.create(code="essai", nom="Essai")
    run = world.things["run"] = ImportRun.objects.create(
        user=world.people["STA"], state=RunState.REHEARSED, counts={"create": 1}, source=source
    )
    ImportRow.objects.create(
        run=run, number=1, kind="structure", key="x", payload={"nom": "zqimport"}, action=Action.CREATE
    )


def _sheets(world: World) -> None:
    """Sheets of the network: for everyone, for professionals, withdrawn; what belongs to each."""
    common = {"themes": ["droits"], "territory_kind": "departement", "territory_code": "77"}
    member = world.people["MEM"]
    for name, word, more in (
        ("sheet", "zqfiche", {}),
        ("pros' sheet", "zqreservee", {"audience": Audience.PROFESSIONALS}),
        ("withdrawn sheet", "zqenlevee", {"state": State.WITHDRAWN}),
    ):
        with acting(Cause.EDIT, member):
            sheet = Resource.objects.create(
                title=f"Fiche {word}",
                text=f"Texte {word}",
                link=f"https://{word}.example.org/",
                **common,
                **more,
            )
            world.things[f"{name} translation"] = Translation.objects.create(
                resource=sheet, language="en", title=f"Sheet {word}", of=stands_for(sheet)
            )
            file = File.objects.create(name=f"{word}.pdf", media_type="application/pdf", size=3)
            Content.objects.create(file=file, content=word.encode())
            # Called so for `acts.number`, which asks for the file of what ends in « photo ».
            world.things[f"{name} photo"] = world.things[f"{name} file"] = Attachment.objects.create(
                resource=sheet, file=file, label=f"Pièce {word}"
            )
        world.things[name] = sheet
        with acting(Cause.EDIT, member):
            writing.change(sheet, {"fact_cost": "225 €"}, member)
        event = Event.objects.filter(root=sheet.pk, kind=20).order_by("-pk").first()
        made = Event.objects.filter(root=sheet.pk, kind=20).order_by("pk").first()
        world.things |= {f"{name} event": event, f"{name} act": event.act, f"{name} made": made}


def _groups(world: World) -> None:
    """What is a group's alone; a group that is listed, who asks to come into it, who is invited."""
    asker, author = world["found"], world["author"]
    listed = world.things["listed group"] = Group.objects.create(
        name="Groupe ouvert à tous", summary="zqliste", joining=Group.Joining.ON_REQUEST, is_listed=True
    )
    listed.memberships.create(user=author, role=Membership.As.REFERENT)
    world.things["group request"] = GroupRequest.objects.create(
        group=listed, user=asker, message="Bonjour zqentrer"
    )
    world.things["group invitation"] = GroupInvitation.objects.create(
        group=world["group"], email="zqinvitee@example.org", invited_by=author
    )
    alone = {"group": world["group"], "audience": Audience.MEMBERS, "themes": ["droits"]}
    with acting(Cause.EDIT, world.people["GRP"]):
        world.things["group's sheet"] = Resource.objects.create(
            title="Fiche zqseule", text="zqseule", **alone
        )
        world.things["group's event"] = Gathering.objects.create(
            title="Rencontre zqentrenous", start_day=timezone.localdate() + timedelta(days=2), **alone
        )
        world.things["group's news"] = News.objects.create(
            title="Nouvelle zqentresoi", ends_on=timezone.localdate() + timedelta(days=9), **alone
        )
        topic = world.things["group's topic"] = Topic.objects.create(
            title="Une question entre nous", text="Qui sait ?", asks=True, by=world.people["GRP"], **alone
        )
        world.things["group's post"] = Post.objects.create(
            topic=topic, by=world.people["GRP"], text="Personne."
        )
        world.things["group's proposal"] = Topic.objects.create(
            title="Une proposition entre nous", text="Deux par an.", proposes=True, **alone
        )
        pad = world.things["group's notepad"] = Notepad.objects.create(title="Bloc-notes zqensemble", **alone)
        world.things["group's section"] = Section.objects.create(
            notepad=pad, title="Une section", text="zqensemble"
        )
        Section.objects.create(notepad=pad, rank=1, title="Une autre")
        file = File.objects.create(name="plan.pdf", media_type="application/pdf", size=3)
        world.things["notepad file"] = Attachment.objects.create(notepad=pad, file=file, label="Plan")
        world.things["group's outreach"] = Outreach.objects.create(
            title="Partenaire zqdemarche", next_words="Rappeler", by=world.people["GRP"], **alone
        )


def _fields_of_groups(world: World) -> None:
    """Fields of groups, and what an open structure says in them: the members' alone, of a group that is in no
    list; and of one that is listed, for professionals and for everyone."""
    group, listed = world["group"], world.things["listed group"]
    for thing, held, word, audience in (
        ("group's field", group, "desmembres", GroupField.Audience.MEMBERS),
        ("pros' field", listed, "dumetier", GroupField.Audience.PROFESSIONALS),
        ("public field", listed, "dechacun", GroupField.Audience.PUBLIC),
    ):
        field = world.things[thing] = GroupField.objects.create(
            group=held, name=f"Champ zqchamp{word}", audience=audience, rank=len(word)
        )
        GroupValue.objects.create(structure=world["open"], field=field, text=f"zqvaleur{word}")
    world.things["group's other field"] = GroupField.objects.create(
        group=group, name="Champ vide", audience=GroupField.Audience.MEMBERS
    )
    world.things["group's old field"] = GroupField.objects.create(
        group=group, name="Champ retiré", retired_at=timezone.now()
    )


def _bulletins(world: World) -> None:
    """Bulletins that were sent, for everyone and for professionals, and a draft: each tells of everything,
    whoever may read it."""
    month = timezone.localdate().replace(day=1)
    sent = {"state": State.PUBLISHED, "sent_at": timezone.now(), "handed_at": timezone.now()}
    every = [
        *(("nouvelle", name) for name in ("open", "pro house", "staff house", "draft")),
        *(("changee", name) for name in ("open", "draft")),
        *(("actualite", name) for name in ("news", "pros' news", "ended news", "group's news")),
        *(("rendez-vous", name) for name in ("event", "pros' event", "withdrawn event", "group's event")),
        *(("fiche", name) for name in ("sheet", "pros' sheet", "withdrawn sheet", "group's sheet")),
        *(("annonce", name) for name in ("offer", "pros' offer")),
    ]
    for name, word, audience, more in (
        ("bulletin", "zqmensuel", Audience.PUBLIC, sent),
        ("pros' bulletin", "zqmensuelpro", Audience.PROFESSIONALS, sent),
        ("draft bulletin", "zqmensuelprepare", Audience.PUBLIC, {"state": State.WITHDRAWN}),
    ):
        # The draft corrects the one that was sent.
        corrects = world["bulletin"] if name == "draft bulletin" else None
        held = world.things[name] = Bulletin.objects.create(
            title=f"Bulletin {word}",
            territory_kind="departement",
            territory_code="77",
            month=month,
            audience=audience,
            corrects=corrects,
            **more,
        )
        for rank, (source, of) in enumerate(every):
            BulletinItem.objects.create(bulletin=held, source=source, number=world[of].pk, rank=rank)


def _pictures(world: World) -> None:
    """Photographs of galleries: of a place that everyone sees, of a house for professionals, of a group; one
    that somebody asked to remove. A name that ends by « photo » stands for the file of one."""
    alone = {"group": world["group"], "audience": Audience.MEMBERS, "by": world.people["GRP"]}
    agreed = {"recognisable": True, "consent_who": "zqaccordee"}
    for name, word, more in (
        ("open picture", "zqgalerie", {"structure": world["open"], **agreed}),
        ("pros' picture", "zqgaleriepro", {"structure": world["pro house"]}),
        ("group's picture", "zqgaleriecercle", alone),
        ("asked picture", "zqgaleriemasquee", {"structure": world["open"], "state": "asked"}),
    ):
        file = File.objects.create(name=f"{word}.jpg", media_type="image/jpeg", size=3, width=4, height=3)
        for which in Content.Size:
            Content.objects.create(file=file, which=which, content=word.encode())
        said = {"state": "shown", "recognisable": False, "alt": word, "legend": f"Légende {word}"}
        with acting(Cause.EDIT, world.people["GRP"]):
            held = GalleryPhoto.objects.create(file=file, **said | more)
        world.things[name] = held
        world.things[name.replace("picture", "gallery photo")] = held


def _editions(world: World) -> None:
    """Editions of the printed directory: one that is prepared, one that is published, one under way."""
    common = {"territory_kind": "departement", "territory_code": "77"}
    for name, word, more in (
        ("edition", "zqlivre", {}),
        ("public edition", "zqparu", {"published_at": timezone.now()}),
    ):
        held = world.things[name] = Edition.objects.create(title=f"Annuaire {word}", **common)
        done = {"state": PrintingState.DONE, "pages": 12, "entries_count": 1, "made_at": timezone.now()}
        made = world.things[name.replace("edition", "book")] = Printing.objects.create(
            edition=held,
            title=held.title,
            paper="a5",
            scope=scope_of(held),
            read_on=timezone.localdate(),
            **(done | more),
        )
        for which in PrintedFile.Which:
            content = f"%PDF {word}.".encode()
            PrintedFile.objects.create(printing=made, which=which, size=len(content), content=content)
    asked = world["public edition"]
    world.things["book under way"] = Printing.objects.create(edition=asked, title=asked.title, paper="a5")
    # A month is told, so that there are pages and files of it.
    UseCell.objects.create(month="2026-10-01", outcome="appel", n=5)
    _judged(world["open"].pk)
    world.things["recipient"] = Recipient.objects.create(
        edition=world["edition"], name="Mairie zqdestinataire", street="1 rue zqdestinataire", copies=10
    )
    file = File.objects.create(name="embleme.jpg", media_type="image/jpeg", size=3)
    for rank, name in enumerate(("", "second ")):
        world.things[f"{name}chapter"] = EditionChapter.objects.create(
            edition=world["edition"], position=rank, title="Page zqlivre"
        )
        world.things[f"{name}emblem"] = EditionEmblem.objects.create(
            edition=world["edition"], position=rank, file=file, alt="Emblème zqlivre"
        )


def _told(world: World) -> None:
    """News and events: for everyone, for professionals, told no longer."""
    today = timezone.localdate()
    tomorrow = today + timedelta(days=1)
    pros = {"audience": Audience.PROFESSIONALS}
    for name, word, ends_on, more in (
        ("news", "zqnouvelle", tomorrow, {"is_spotlight": True}),
        ("pros' news", "zqinterne", tomorrow, {"is_spotlight": True, **pros}),
        ("ended news", "zqfinie", today - timedelta(days=1), {}),
    ):
        with acting(Cause.EDIT, world.people["MEM"]):
            world.things[name] = News.objects.create(
                title=f"Nouvelle {word}",
                themes=["droits"],
                starts_on=today - timedelta(days=9),
                ends_on=ends_on,
                **more,
            )
    for name, word, more in (("offer", "zqannonce", {}), ("pros' offer", "zqprete", pros)):
        with acting(Cause.EDIT, world.people["MEM"]):
            world.things[name] = News.objects.create(
                title=f"Salle {word}",
                side="offre",
                what="salle",
                consent=True,
                organisation=world["ours"],
                ends_on=tomorrow,
                **more,
            )
    world.things["reply"] = Reply.objects.create(
        news=world["offer"],
        user=UserFactory(is_professional=True, full_name="Personne zqrepondante"),
        organisation=world["ours"],
        message="Un mot zqrepartie",
        first_day=today + timedelta(days=20),
        last_day=today + timedelta(days=21),
    )
    for name, word, more in (
        ("event", "zqrencontre", {}),
        ("pros' event", "zqreunion", pros),
        ("withdrawn event", "zqsupprimee", {"state": State.WITHDRAWN}),
    ):
        with acting(Cause.EDIT, world.people["MEM"]):
            event = world.things[name] = Gathering.objects.create(
                title=f"Forum {word}",
                start_day=tomorrow,
                registering="here",
                organisation=world["ours"],
                **more,
            )
            file = File.objects.create(name=f"{word}.pdf", media_type="application/pdf", size=3)
            Content.objects.create(file=file, content=word.encode())
            world.things[f"{name} photo"] = world.things[f"{name} file"] = Attachment.objects.create(
                event=event, file=file, label=f"Programme {word}"
            )
    for name, word, more in (("weekly event", "zqhebdo", {}), ("pros' weekly event", "zqinterneheb", pros)):
        moved = Moved(today + timedelta(days=7), today + timedelta(days=8), place=f"Salle {word}lieu")
        rule = Recurrence(Frequency.DAILY, interval=2, since=tomorrow)
        with acting(Cause.EDIT, world.people["MEM"]):
            world.things[name] = Gathering.objects.create(
                title=f"Permanence {word}",
                start_day=tomorrow,
                recurrence=rule.to_json(),
                moved_days=[str(moved)],
                organisation=world["ours"],
                position=Point(2.67, 48.545, srid=4326),
                position_precision="address",
                **more,
            )
    world.things["registration"] = Registration.objects.create(
        event=world["event"],
        day=tomorrow,
        organisation=world["ours"],
        name="Personne zqinscrite",
        email="zqinscrite@example.org",
        state="seated",
    )


def _signs_in(world: World, role: str, user: User) -> None:
    client = Client()
    client.force_login(user)
    if role in ("STA", "ADM"):
        session = client.session
        session["account_authentication_methods_user"] = str(user.pk)
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": "totp", "at": 1}]
        session.save()
    world.cookies[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
    world.tokens[role] = token_for(user, may_import=True)


def body(answer: Any) -> bytes:
    """What an answer holds; a file that is written piece by piece is read once."""
    if answer.streaming and not hasattr(answer, "whole"):
        answer.whole = b"".join(answer)
    return answer.whole if answer.streaming else answer.content


def words_of(answer: Any) -> str:
    """What an answer says, in small letters: a workbook unpacked, a PDF read, and its headers, as where it
    leads to."""
    content = body(answer)
    if content.startswith(b"%PDF-1.7\n%\x80"):
        content = "\n".join(pages_of(content)).replace("\N{ZERO WIDTH SPACE}", "").encode()
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"\n".join(archive.read(name) for name in sorted(archive.namelist()))
    return (content.decode("utf-8", "replace") + " ".join(answer.headers.values())).lower()


def _surveys(world: World) -> None:
    """Surveys of a colleague: a draft, of everyone, of a member and a structure, one that is shown."""
    for name, of in (
        ("draft survey", {"whom": Whom.PUBLIC, "state": SurveyState.DRAFT}),
        ("survey of everyone", {"whom": Whom.PUBLIC}),
        ("survey of members", {"whom": Whom.MEMBERS}),
        ("closed survey", {"whom": Whom.PUBLIC}),
    ):
        held = Survey.objects.create(
            author=world["colleague"], title=name, **{"state": SurveyState.OPEN, **of}
        )
        world.things[name] = held
        asked = SurveyQuestion.objects.create(survey=held, position=1, kind="ouinon", label="Venez-vous ?")
        written = SurveyQuestion.objects.create(survey=held, position=2, kind="texte", label="Pourquoi ?")
        if name == "draft survey":
            world.things["survey question"] = asked
        if name == "closed survey":
            for _n in range(6):
                kept.answer(held, {asked.code: "oui", written.code: "zqreponse"})
            kept.close(held)
            Survey.objects.filter(pk=held.pk).update(is_shown=True)
    members = world["survey of members"]
    Invited.objects.create(survey=members, user=world.people["MEM"])
    house = Invited.objects.create(survey=members, structure=world["open"])
    world.things["survey letter"] = survey_links.answer_link(house).split("/")[-2]


def _judged(structure: int) -> None:
    """A structure that has the quality label and judged itself anew; the next charter is being written."""
    today = timezone.localdate()
    charter = Charter.objects.create(number=1, title="Charte", published_on=today)
    criterion = Criterion.objects.create(charter=charter, section="Accueillir", text="On écoute.")
    Charter.objects.create(number=2, title="Charte zqapreparer")
    before = Assessment.objects.create(
        structure_id=structure, charter=charter, state="decidee", opened_on=today - timedelta(days=9)
    )
    Decision.objects.create(
        assessment=before,
        outcome="acceptee",
        reasons="zqraison",
        day=today - timedelta(days=8),
        ends_on=today + timedelta(days=300),
    )
    now = Assessment.objects.create(
        structure_id=structure, charter=charter, state="envoyee", opened_on=today, sent_on=today
    )
    Answer.objects.create(assessment=now, criterion=criterion, level="tenu", words="zqautoevaluation")
    Visit.objects.create(assessment=now, day=today - timedelta(days=60), who="zqvisite")


_MAY_WRITE = re.compile(r"\b(?:INSERT|UPDATE|DELETE|COPY|TRUNCATE)\b|history_current_act|_defer")
_WRITTEN = [
    "accounts_user", "accounts_organisation", "accounts_organisationmembership", "accounts_ambassadorof",
    "accounts_joinrequest", "accounts_invitation", "accounts_trusteddomain", "accounts_label",
    "accounts_agreement", "accounts_agreementstep", "accounts_group", "accounts_groupmembership",
    "accounts_grouprequest", "accounts_groupinvitation", "network_topic", "network_post",
    "network_vote", "network_notepad", "network_section", "network_outreach", "network_rhythm",
    "network_quiethours", "network_bulletin", "network_bulletinitem", "network_subscription",
    "network_galleryphoto", "network_photoremoval",
    "accounts_funding", "accounts_profile", "accounts_charterversion",
    "accounts_charteracceptance", "accounts_apitoken", "places_namedterritory",
    "mapping_structure", "mapping_service", "mapping_contact", "mapping_session", "mapping_temporaryclosure",
    "mapping_photo", "mapping_positionreview", "mapping_report", "mapping_campaign",
    "mapping_confirmationrequest", "mapping_reviewcadence", "mapping_momentnotice", "mapping_holdingrequest",
    "mapping_protection", "mapping_ownersonly", "mapping_blockseen", "mapping_changesletter",
    "mapping_practice",
    "history_act", "history_event", "history_patrol", "history_block", "history_batch",
    "mapping_governance", "mapping_governingbody", "mapping_governingseat", "search_localword",
    "mapping_taxonomy", "mapping_taxonomyfield", "evaluation_openmonth", "evaluation_usecell",
    "evaluation_weeknumber", "evaluation_ownline", "evaluation_reminder", "evaluation_visitcode",
    "evaluation_openanswers", "evaluation_partner", "evaluation_showntoall", "evaluation_toldanswers",
    "evaluation_survey", "evaluation_surveyquestion", "evaluation_invited", "evaluation_pace",
    "evaluation_sealedanswers", "evaluation_namedanswer", "evaluation_keptdraft", "evaluation_charter",
    "evaluation_criterion", "evaluation_assessment", "evaluation_answer", "evaluation_piece",
    "evaluation_visit", "evaluation_decision",
    "mapping_groupfield", "mapping_groupvalue",
    "geocoding_run", "data_importrun", "data_importrow", "data_storedfile", "data_duplicate", "data_source",
    "data_profile",
    "data_source_watchers", "files_file",
    "network_resource", "network_translation", "network_attachment", "network_news", "network_event",
    "network_registration", "network_reply", "network_minutes", "network_invitation", "network_diary",
    "common_mail",
    "publishing_edition", "publishing_editionchapter", "publishing_editionemblem", "publishing_printing",
    "publishing_printedfile", "publishing_printedentry", "publishing_recipient",
    "territory_demandcolumn", "territory_scenario", "usersessions_usersession", "publishing_widget",
]  # fmt: skip


def fingerprint() -> dict[str, str]:
    """What each table holds that people write in, as a digest: nothing was written where it stays."""
    each = " UNION ALL ".join(
        f"SELECT '{table}', coalesce(md5(string_agg(md5(t::text), '' ORDER BY t::text)), '') FROM {table} t"
        for table in _WRITTEN
    )
    with connection.cursor() as cursor:
        cursor.execute(each)
        return dict(cursor.fetchall())


@contextlib.contextmanager
def watched() -> Iterator[list[str]]:
    """The statements of the block that may write, but for sessions; most acts that are refused have none."""
    found: list[str] = []

    def note(execute: Any, statement: Any, values: Any, many: bool, context: Any) -> Any:
        text = str(statement)
        if _MAY_WRITE.search(text) and "django_session" not in text:
            found.append(text)
        return execute(statement, values, many, context)

    with connection.execute_wrapper(note):
        yield found
