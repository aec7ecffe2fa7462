"""Whatever is hidden from a role may change: not one byte of what it is answered does.

Two answers to one question differ by their tokens and by the version of the data, which moves at each edit
of anything; nothing else may.
"""

import io
import json
import random
import re
import zipfile

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import settings

from accounts.models import Organisation, User
from accounts.roles import Role
from data.models import Duplicate, ImportRow, ImportRun
from data.models.run import Action, RunState
from mapping.models import (
    AreaOrigin,
    Contact,
    PositionPrecision,
    PositionReview,
    Service,
    Session,
    Status,
    Structure,
    Visibility,
)
from mapping.service_area import circle
from mapping.writing import change
from tests.factories import ContactFactory, ServiceFactory, StructureFactory, UserFactory, point
from tests.forms import sent_by
from tests.privacy.outlets import ROUTES, About, addresses, route_names

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

# Worlds a role; `make test ARGS="--hypothesis-profile=thorough tests/privacy"` tries ten times as many.
SEEDS = max(2, settings().max_examples // 50)
# Around Melun.
LAT, LON = 48.54, 2.66
_NOISE = re.compile(
    rb'(?:csrfmiddlewaretoken" value|nonce|csrf-token" content|data-version)="[^"]*"|[?&]v=-?\d+'
    rb'|"version": ?"?-?\d+"?|"data_version": ?-?\d+|DTSTAMP:\w+|<dcterms:(?:created|modified)[^<]*'
    # A feed without entries says that it was made now.
    rb"|<updated>[^<]*</updated></feed>"
)
_HEADERS_THAT_MOVE = {"ETag", "Set-Cookie", "Content-Security-Policy", "Last-Modified", "Date", "Expires"}


def test_every_route_is_asked():
    assert route_names() - ROUTES.keys() == set()


class World:
    """A small directory where every sort of record has something hidden, and the dice to change it."""

    def __init__(self, chance: random.Random):
        self.chance = chance
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
            runs=(self.run.pk,),
            pairs=(pair.pk,),
        )

    def row(self) -> dict:
        return {"nom": self.word(), "adresse": f"{self.chance.randrange(10**6)} rue {self.word()}"}

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
        )  # fmt: skip
        PositionReview.objects.create(
            structure=one, fingerprint="x", state="waiting", line="two-streets", reason="Deux rues."
        )
        return one

    def save_the_area_as_the_page_shows_it(self, one: Structure) -> None:
        page = f"/professionnels/services/{one.services.get().pk}/zone/"
        assert self.staff.post(page, sent_by(self.staff.get(page).content, "zone")).status_code == 302

    def write(self, record, values: dict) -> None:
        """By a road of the site, or straight into the tables, as scripts do: each tells when in its way."""
        if isinstance(record, Structure) and self.chance.random() < 0.3:
            self.write_by_the_api(record, values)
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

    def change_what_is_hidden_from(self, role: Role) -> None:
        """Every value that this role may not see becomes another, by roads of all sorts."""
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
        self.run.rows.update(payload=self.row(), key=self.word())
        for one in Structure.objects.exclude(status=Status.PUBLISHED).order_by("pk"):
            self.write(one, self.address() | {"nom": self.word(), "description": self.word()})
            one.services.update(nom=self.word(), horaires_accueil="Mo 08:00-09:00", publics=["femmes"])
        # Who runs an open structure, professionals may read.
        run = (
            Structure.objects.all()
            if role is Role.VISITOR
            else Structure.objects.filter(address_visibility__gt=role)
        )
        run.update(organisation=Organisation.objects.create(name=self.word()))
        for contact in Contact.objects.order_by("pk"):
            number = f"06 {self.chance.randrange(10**8)}"
            values = {
                "telephone": number,
                "courriel": f"x{self.chance.randrange(10**6)}@example.org",
                "fonction": self.word(),
            }
            held = {
                name: value for name, value in values.items() if getattr(contact, f"{name}_visibility") > role
            }
            self.write(contact, held)


def answers(role: Role, about: About, asked: list[str]) -> dict[str, tuple]:
    """Everything that a role is answered, without what moves from one time to the next."""
    cache.clear()
    client = Client(raise_request_exception=False)
    if role is Role.PROFESSIONAL:
        client.force_login(User.objects.get(is_professional=True))
    found = {}
    for address in asked:
        answer = client.get(address)
        body = b"".join(answer) if answer.streaming else answer.content
        headers = {name: value for name, value in answer.headers.items() if name not in _HEADERS_THAT_MOVE}
        found[address] = (answer.status_code, headers, _NOISE.sub(b"", readable(address, body)))
    return found


def readable(address: str, body: bytes) -> bytes:
    """A workbook is an archive, which says when it was made: what is in it instead."""
    if "/exports/xlsx" not in address or not body.startswith(b"PK"):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return b"\n".join(archive.read(name) for name in sorted(archive.namelist()))


def first_difference(one: tuple, other: tuple) -> str:
    """Where two answers begin to differ, for who has to find out why."""
    texts = [
        f"{status} {headers} {body.decode('utf-8', 'backslashreplace')}"
        for status, headers, body in (one, other)
    ]
    place = next((n for n, (a, b) in enumerate(zip(*texts, strict=False)) if a != b), min(map(len, texts)))
    return " / ".join(text[max(0, place - 60) : place + 60] for text in texts)


@pytest.mark.parametrize("role", [Role.VISITOR, Role.PROFESSIONAL])
@pytest.mark.parametrize("seed", range(SEEDS))
def test_changing_what_is_hidden_changes_no_byte(role, seed):
    chance = random.Random(f"{role} {seed}")
    world = World(chance)
    UserFactory(is_professional=True)
    asked = addresses(world.about)
    before = answers(role, world.about, asked)
    assert before == answers(role, world.about, asked), "the same question twice"
    world.change_what_is_hidden_from(role)
    after = answers(role, world.about, asked)
    assert {
        address: first_difference(before[address], after[address])
        for address in asked
        if before[address] != after[address]
    } == {}
