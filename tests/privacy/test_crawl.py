"""The whole site, walked as each reader from the home page by whatever leads on, tells nobody what is
not theirs.

What is hidden is sown as words that stand nowhere else. A page is visited for each kind of
address (the numbers in its path put together, and the names of what it asks), so that the walk ends and no
kind is left out.
"""

import re
from collections import Counter, deque
from html import unescape
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Group, GroupRequest, Organisation
from accounts.roles import Role
from files.models import File
from mapping.models import GroupField, GroupValue, PositionPrecision, Status, Structure, Visibility
from mapping.models.contact import CONTACT_FIELDS
from network.groups.paths import group_path
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
    Resource,
    Section,
    Topic,
)
from network.paths import path_of
from tests.factories import ContactFactory, ServiceFactory, StructureFactory, UserFactory, point

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

_LINK = re.compile(r"""(?:href|src|action)=["']([^"'<>]+)""")
_ADDRESS_IN_TEXT = re.compile(r""""(/[a-z][^"\s]*)\"""")
# Enough for every kind of page; a walk that does not end would say so here.
_MOST_PAGES = 1_400
# Two of a kind: the first that is met may be empty.
_EACH = 2
# Of one path, with whatever it is asked.
_EACH_PATH = 8
_STARTS = ("/", "/?lat=48.54&lon=2.66&theme=francais", "/?departement=77", "/plan-du-site/")
# What leads out of the session, or is no page of the site's own.
_SHARED = (Resource, Event, News, Topic, Post, Notepad, Outreach, Bulletin, GalleryPhoto)
_LEFT_OUT = re.compile(r"^/(static|deconnexion|[a-z]{2}/|admin/jsi18n|langue)")

# By word, the least role that may read it; None: an organisation's members alone, and staff.
SOWN: dict[str, Role | None] = {
    "zqpourpros": Role.PROFESSIONAL,
    "zqpourlapref": Role.STAFF,
    "zqbrouillon": Role.STAFF,
    "zqferme": Role.STAFF,
    "zqdenotremaison": None,
    "zqdeleurgroupe": Role.STAFF,
    "zqducercle": Role.STAFF,
    "zqdisauxpros": Role.PROFESSIONAL,
    "zqretiredela": Role.STAFF,
    # Who agreed to be seen in a photograph that everyone sees; one that waits to be described, in the cercle.
    "zqaccordde": Role.STAFF,
}


def sow() -> tuple[Organisation, list[int]]:
    """A directory in which each hidden thing holds its word; the organisation that is told one, and the
    numbers of the structures."""
    ours = Organisation.objects.create(name="Notre maison")
    group = Group.objects.create(name="Leur groupe")
    here = {"position_precision": PositionPrecision.ADDRESS, "commune_id": "77288"}
    structures = []
    for at, (word, level) in enumerate(
        [
            ("rien", Visibility.PUBLIC),
            ("zqpourpros", Visibility.PROFESSIONALS),
            ("zqpourlapref", Visibility.OWNERS),
        ]
    ):
        one = StructureFactory(
            nom=f"Maison {at}", adresse=f"1 rue {word}", complement_adresse=word, lien_source=f"https://example.org/{word}",
            position=point(48.54 + at / 1000, 2.66), address_visibility=level, **here,
        )  # fmt: skip
        service = ServiceFactory(
            structure=one, thematiques=["lecture-ecriture-calcul--maitriser-le-francais"]
        )
        for who, who_level in (("zqpourpros", Visibility.PROFESSIONALS), ("zqpourlapref", Visibility.OWNERS)):
            ContactFactory(
                structure=one, service=service, nom=f"Nom {who}", fonction=f"Fonction {who}",
                courriel=f"{who}@example.org", telephone="",
                **{f"{name}_visibility": who_level for name in CONTACT_FIELDS},
            )  # fmt: skip
        kept = {f"{name}_visibility": Visibility.OWNERS for name in CONTACT_FIELDS}
        ContactFactory(structure=one, nom="Nom zqdenotremaison", telephone="", nom_organisation=ours, **kept)
        ContactFactory(structure=one, nom="Nom zqdeleurgroupe", telephone="", nom_group=group, **kept)
        structures.append(one.pk)
    for word, status in (("zqbrouillon", Status.DRAFT), ("zqferme", Status.CLOSED)):
        hidden = StructureFactory(nom=f"Maison {word}", position=point(48.541, 2.661), status=status, **here)
        ServiceFactory(structure=hidden, nom=f"Atelier {word}")
        structures.append(hidden.pk)
    sow_groups()
    sow_bulletin(structures)
    sow_photos(structures)
    return ours, structures


def sow_photos(structures: list[int]) -> None:
    """Photographs: of each structure, whose address they would give away; of a group, by word."""
    circle = Group.objects.get(name="Cercle")
    inside = {"group": circle, "audience": Audience.MEMBERS}
    of = [
        ("zqpourpros", {"structure_id": structures[1]}),
        ("zqpourlapref", {"structure_id": structures[2]}),
        ("zqpourpros", {"structure_id": structures[0], "audience": Audience.PROFESSIONALS}),
        ("zqbrouillon", {"structure_id": structures[3]}),
        ("zqpourlapref", {"structure_id": structures[0], "state": "asked"}),
        ("zqducercle", inside),
        ("zqducercle", {**inside, "state": "draft"}),
        ("rien", {"structure_id": structures[0], "recognisable": True, "consent_who": "zqaccordde"}),
    ]
    for word, more in of:
        file = File.objects.create(name=f"{word}.jpg", media_type="image/jpeg", size=3, width=3, height=3)
        said = {"state": "shown", "alt": word, "legend": word, "credit": word, "recognisable": False}
        GalleryPhoto.objects.create(file=file, **said | more)


def sow_groups() -> None:
    """A group that nobody is told of, with what is written in it for its members alone; what is said to every
    professional, and what was taken out of that."""
    word, by = "zqducercle", UserFactory(full_name="Nom zqducercle", is_professional=True)
    circle = Group.objects.create(name="Cercle", summary=word, about=word)
    circle.memberships.create(user=by, role="referent")
    GroupRequest.objects.create(group=circle, user=by, message=word)
    listed = Group.objects.create(name="Liste", joining="demande", is_listed=True)
    for held, sown, audience in (
        (circle, word, GroupField.Audience.MEMBERS),
        (circle, word, GroupField.Audience.PUBLIC),
        (listed, word, GroupField.Audience.MEMBERS),
        (listed, "zqdisauxpros", GroupField.Audience.PROFESSIONALS),
    ):
        field = GroupField.objects.create(group=held, name=f"Champ {sown} {audience}", audience=audience)
        for one in Structure.objects.all():
            GroupValue.objects.create(structure=one, field=field, text=sown)
    inside = {"group": circle, "audience": Audience.MEMBERS, "text": word, "summary": word}
    sheet = Resource.objects.create(title="Fiche du cercle", kind="faq", **inside)
    Event.objects.create(title="Rencontre du cercle", start_day=timezone.localdate(), **inside)
    News.objects.create(title="Nouvelle du cercle", ends_on=timezone.localdate(), **inside)
    topic = Topic.objects.create(title="Question du cercle", asks=True, by=by, **inside)
    topic.answer = Post.objects.create(topic=topic, text=word, by=by)
    topic.save(update_fields=["answer"])
    pad = Notepad.objects.create(title="Bloc du cercle", **inside)
    Section.objects.create(notepad=pad, title=f"Section {word}", text=word)
    Outreach.objects.create(title="Partenaire du cercle", next_words=word, by=by, **inside)
    file = File.objects.create(name=f"{word}.pdf", media_type="application/pdf", size=3)
    for one in ({"resource": sheet}, {"topic": topic}, {"post": topic.answer}):
        Attachment.objects.create(file=file, label=word, **one)
    said = Topic.objects.create(title="Question", text="zqdisauxpros", audience=Audience.PROFESSIONALS)
    Post.objects.create(topic=said, text="Réponse zqdisauxpros")
    Post.objects.create(topic=said, text="Réponse zqretiredela", state="withdrawn")


def sow_bulletin(structures: list[int]) -> None:
    """A bulletin for everyone that was made to tell of all of it."""
    held = Bulletin.objects.create(
        title="Bulletin",
        territory_kind="departement",
        territory_code="77",
        month=timezone.localdate().replace(day=1),
        state="published",
        sent_at=timezone.now(),
    )
    every = [("nouvelle", number) for number in structures] + [("changee", number) for number in structures]
    for source, model in (("fiche", Resource), ("rendez-vous", Event), ("actualite", News)):
        every += [(source, one.pk) for one in model.objects.all()]
    for rank, (source, number) in enumerate(every):
        BulletinItem.objects.create(bulletin=held, source=source, number=number, rank=rank)


def kind_of(address: str) -> str:
    """What an address has in common with those that lead to the same kind of page."""
    parts = urlsplit(address)
    path = re.sub(r"\d+(-[^/]*)?", "0", parts.path)
    return f"{path}?{'&'.join(sorted({name for name, _value in parse_qsl(parts.query)}))}"


def links(text: str, at: str) -> list[str]:
    """The addresses of this site that a page leads to, its scripts' too."""
    found = [*_LINK.findall(text), *_ADDRESS_IN_TEXT.findall(text)]
    whole = (urldefrag(urljoin(f"http://testserver{at}", unescape(one)))[0] for one in found)
    return [
        f"{parts.path}?{parts.query}" if parts.query else parts.path
        for parts in map(urlsplit, whole)
        if parts.netloc == "testserver" and parts.scheme == "http"
    ]


def walk(client: Client, starts: list[str]):
    """Each address that is met from the starts, with its status and its words."""
    waiting, met = deque(starts), Counter()
    visited: set[str] = set()
    while waiting:
        address = waiting.popleft()
        kind = kind_of(address)
        path = kind.partition("?")[0]
        enough = met[kind] >= _EACH or met[path] >= _EACH_PATH
        if address in visited or (enough and address not in starts) or _LEFT_OUT.match(address):
            continue
        visited.add(address)
        met.update((kind, path))
        assert len(visited) <= _MOST_PAGES, "the walk does not end"
        answer = client.get(address)
        body = (b"".join(answer) if answer.streaming else answer.content).decode("utf-8", "replace")
        yield address, answer.status_code, body
        waiting.extend(links(body, address))
        if answer.status_code in (301, 302):
            waiting.append(answer["Location"].removeprefix("http://testserver"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("account", "role"),
    [
        (None, Role.VISITOR),
        ({}, Role.VISITOR),
        ({"is_professional": True}, Role.PROFESSIONAL),
        ({"is_professional": True, "joins": True}, Role.PROFESSIONAL),
        ({"is_staff": True}, Role.STAFF),
        ({"is_staff": True, "is_superuser": True}, Role.STAFF),
    ],
    ids=["visitor", "account without a role", "professional", "member", "staff", "administrator"],
)
def test_nobody_finds_what_they_may_not_read(account, role):
    ours, structures = sow()
    client = Client(raise_request_exception=False)
    joins = False
    if account is not None:
        fields = dict(account)
        joins = fields.pop("joins", False)
        user = UserFactory(**fields)
        if joins:
            user.organisation_memberships.create(organisation=ours)
        client.force_login(user)
    not_theirs = [
        word
        for word, least in SOWN.items()
        if (not joins and role < Role.STAFF if least is None else role < least)
    ]
    starts = [*_STARTS, *(f"/structures/{number}/" for number in structures)]
    starts += [path_of(one) for model in _SHARED for one in model.objects.all()]
    starts += [group_path(one) for one in Group.objects.all()]
    starts += [f"/reseau/discussions/?mots={word}" for word in SOWN]
    starts += [f"/?q={word}" for word in SOWN] + [f"/api/v1/suggestions?q={word}" for word in SOWN]
    told, broken, found = [], [], set()
    for address, status, body in walk(client, starts):
        if status >= 500:
            broken.append(address)
        # What was asked is said again, and is no secret.
        said = body.replace(address, "")
        for word in SOWN:
            if word in said and word not in address:
                found.add(word)
                if word in not_theirs:
                    told.append((address, word))
    assert told == []
    assert broken == []
    # The walk would have met what is theirs: it reads what the site shows.
    assert {word for word in SOWN if word not in not_theirs} - found <= {
        "zqbrouillon",
        "zqferme",
        "zqdeleurgroupe",
    }
