"""Editors, imports, undoings and restores of one structure, all by the forms of their pages, whose steps take
turns: nothing that anybody typed or wrote is lost.

What each round does is drawn from its number. Four by default; `REPERES_INTERLEAVINGS=200` for as many as one
wants. `test_interleavings` has them all write at the same instant, by the door behind the pages.
"""

import html
import os
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from data.models import ImportRun
from data.models.run import RunState
from history.kinds import Kind
from history.models import Event
from mapping.changes.pages import history_path
from mapping.kinds import CONTACT, SERVICE, STRUCTURE
from mapping.models import Contact, Service, Structure
from tests.data.samples import applied, csv_bytes, row
from tests.factories import ContactFactory, ServiceFactory
from tests.mapping.editing.conftest import signed_in
from tests.mapping.editing.sending import read, send

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("places")]

ROUNDS = int(os.environ.get("REPERES_INTERLEAVINGS", "4"))
EDITS = 2
# What the author of an event was shown of a field of its record: one value, or theirs and the other's.
Knew = Callable[[Event, str], set[str]]
_BACK = re.compile(r'class="change__back">.*?href="([^"]+)"', re.DOTALL)
_HIDDEN = re.compile(r'<input type="hidden" name="(evenement|champs|vu)" value="([^"]*)">')


@dataclass(frozen=True, slots=True)
class Block:
    """A page that edits, and those of its fields that are typed over here."""

    path: str
    kind: Kind
    model: type[Structure | Contact | Service]
    number: int
    fields: tuple[str, ...]

    def held(self) -> dict[str, str]:
        """What the fields say now."""
        record = self.model.objects.get(pk=self.number)
        return {name: getattr(record, name) for name in self.fields}


@dataclass
class Round:
    """One structure, what is drawn, and what was found."""

    chance: random.Random
    structure: Structure
    line: dict
    blocks: list[Block]
    run: ImportRun | None = None
    counts: Counter = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    # What the source last said, which an import may write over.
    source: dict[str, str] = field(default_factory=dict)

    def after(self, seen: int, knew: Knew) -> list[Event]:
        """Judge what was written since an event: its author knew of whatever they wrote over."""
        fields = {(block.kind.number, block.number): block.fields for block in self.blocks}
        events = list(Event.objects.filter(pk__gt=seen, operation="U").select_related("act").order_by("pk"))
        for event in events:
            for name in fields.get((event.kind, event.object), ()):
                if name in event.before and event.before[name] not in (known := knew(event, name)):
                    self.lost.append(
                        f"{event.act.cause}: {name} « {event.before[name]} » was written over by who"
                        f" knew of {sorted(known)}"
                    )
        return events


def last() -> int:
    return Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def value_of(name: str, chance: random.Random) -> str:
    """Something that nobody else says."""
    number = f"{chance.randrange(10**8):08d}"
    if name == "telephone":
        return "01 " + " ".join(number[n : n + 2] for n in range(0, 8, 2))
    return f"v{number}@exemple.fr" if name == "courriel" else f"Valeur {number}"


def edits(found: Round, client: Client) -> Iterator[None]:
    """Open a block, type, send; where somebody else wrote, choose; sometimes take it back."""
    for _turn in range(EDITS):
        chance = found.chance
        (block,) = chance.choices(found.blocks, weights=(4, 4, 1, 1))
        answer = client.get(block.path)
        first = block.held()
        theirs, shown = dict(first), read(answer)[1]
        assert {name: shown[name] for name in block.fields} == {name: [first[name]] for name in block.fields}
        yield
        mine = {name: value_of(name, chance) for name in chance.sample(block.fields, chance.randint(1, 2))}
        typed, given_up = dict(mine), set()
        while True:
            before = last()
            answer = send(client, answer, **typed)
            if answer.status_code != 409:
                break
            found.counts["conflicts told"] += 1
            held, told = block.held(), read(answer)[1]
            for name, value in mine.items():
                if told[name] != [value]:
                    found.lost.append(f"{name} « {value} » was typed, and is not on the page of the conflict")
            typed = {}
            for name in told["conflit"]:
                for value in (held[name], mine[name]):
                    if html.escape(value) not in answer.content.decode():
                        found.lost.append(f"{name} « {value} » is not told on the page of the conflict")
                theirs[name] = held[name]
                typed[f"choix_{name}"] = chance.choice(["mienne", "leur"])
                (given_up.add if typed[f"choix_{name}"] == "leur" else given_up.discard)(name)
            if chance.random() < 0.5:
                yield
        assert answer.status_code == 302, answer.content.decode()
        events = found.after(before, lambda _event, name, knew=(first, theirs): {one[name] for one in knew})
        written = {(event.object, name, value) for event in events for name, value in event.after.items()}
        for name, value in mine.items():
            if name in given_up:
                found.counts["given up for the other's"] += 1
            elif (block.number, name, value) in written:
                found.counts["accepted"] += 1
            else:
                found.lost.append(f"{name} « {value} » was accepted and is not written")
        if chance.random() < 0.2 and events:
            page = client.get(answer.url).content.decode()
            undo = f"{answer.url}modifier/annuler/{events[0].act_id}/"
            assert f'action="{undo}"' in page
            yield
            # What is kept against somebody, and the rest, are two writings of one act.
            before, left = last(), {name: value for event in events for name, value in event.after.items()}
            assert client.post(undo).status_code == 302
            found.after(
                before,
                lambda _event, name, left=left: {left.get(name)},
            )
            found.counts["undone"] += 1
        yield


def imports(found: Round, client: Client) -> Iterator[None]:
    """Send a new edition of the file, see what it would do, apply it; again where the directory moved."""
    for _turn in range(2):
        found.line = found.line | {name: value_of(name, found.chance) for name in ("telephone", "nom")}
        file = SimpleUploadedFile("annuaire.csv", csv_bytes([found.line]))
        said = {"fichier": file, "source": found.run.source.pk}
        answer = client.post(reverse("imports"), said)
        run = ImportRun.objects.latest("pk")
        columns = {f"colonne-{n}": one["target"] for n, one in enumerate(run.settings["columns"])}
        client.post(answer.url, {**columns, "source": run.source.nom})
        yield
        for _again in range(5):
            client.get(reverse("import", args=[run.pk]))
            before = last()
            client.post(reverse("import-apply", args=[run.pk]), {"accepter": "oui"})
            run.refresh_from_db()
            found.after(before, lambda _event, name: {found.source[name]})
            if run.state == RunState.APPLIED:
                found.counts["imports applied"] += 1
                found.source |= {name: found.line[name] for name in ("telephone", "nom")}
                break
            found.counts["imports rehearsed again"] += 1
            yield
        yield


def restores(found: Round, client: Client) -> Iterator[None]:
    """Put a field back, or the whole of a version, from what the history's page offers."""
    while not Event.objects.filter(root=found.structure.pk, operation="U").exists():
        yield
    for _turn in range(2):
        history = history_path(found.structure.pk, found.structure.nom)
        page = client.get(history, follow=True).content.decode()
        knew = {(block.kind.number, block.number): block.held() for block in found.blocks}
        back = _BACK.findall(page)
        versions = re.findall(r'href="([^"]+/version/\d+/)"', page)
        whole = versions and found.chance.random() < 0.4
        if whole:
            path = found.chance.choice(versions)
            said = {"vu": re.search(r'name="vu" value="(\d+)"', client.get(path).content.decode())[1]}
        elif back:
            path = html.unescape(found.chance.choice(back))
            said = dict(_HIDDEN.findall(client.get(path, follow=True).content.decode()))
        else:
            yield
            continue
        yield
        before = last()
        answer = client.post(path, said, follow=True).content.decode()
        found.after(before, lambda event, name, knew=knew: {knew[event.kind, event.object][name]})
        if "Quelqu’un vient de" in answer:
            found.counts["restores refused and told"] += 1
        elif last() > before:
            found.counts["restored"] += 1
        yield


def one_round(number: int) -> Round:
    chance = random.Random(number)
    line = row(number, id=f"n{number}", courriel="avant@exemple.fr", description="Avant")
    run = applied(csv_bytes([line]))
    structure = Structure.objects.get(source_id=f"n{number}")
    contact = ContactFactory(structure=structure, telephone="06 39 98 00 12")
    service = ServiceFactory(structure=structure, description="Un atelier.")
    at = f"/structures/{structure.pk}-{structure.slug}/modifier/"
    blocks = [
        Block(f"{at}presentation/", STRUCTURE, Structure, structure.pk, ("nom", "description")),
        Block(f"{at}coordonnees/", STRUCTURE, Structure, structure.pk, ("telephone", "courriel")),
        Block(f"{at}contacts/{contact.pk}/", CONTACT, Contact, contact.pk, ("nom", "telephone")),
        Block(f"{at}services/{service.pk}/", SERVICE, Service, service.pk, ("nom", "description")),
    ]
    found = Round(chance, structure, line, blocks, run)
    found.source = {"telephone": line["telephone"], "nom": line["nom"]}
    doings = [
        edits(found, signed_in(full_name="Samira B.")),
        edits(found, signed_in(full_name="Paul D.")),
        edits(found, signed_in(full_name="Nadia K.")),
        imports(found, signed_in(is_staff=True)),
        restores(found, signed_in(is_staff=True)),
    ]
    while doings:
        doing = chance.choice(doings)
        if next(doing, "over") == "over":
            doings.remove(doing)
    found.lost += gaps(found)
    return found


def gaps(found: Round) -> Iterator[str]:
    """What a field said that no event tells of: each begins where the one before ended, and the last is what
    is held."""
    for block in found.blocks:
        held = block.held()
        events = Event.objects.filter(kind=block.kind.number, object=block.number, operation="U").order_by(
            "pk"
        )
        for name in block.fields:
            chain = [event for event in events if name in event.before]
            for earlier, event in zip(chain, [*chain[1:], None], strict=False):
                then = held[name] if event is None else event.before[name]
                if earlier.after[name] != then:
                    yield f"{name}: « {earlier.after[name]} », then « {then} »"


def test_no_field_is_lost_by_the_forms_of_the_pages():
    counts: Counter = Counter()
    for number in range(ROUNDS):
        found = one_round(number)
        assert found.lost == [], f"round {number}"
        counts += found.counts
    print(f"{ROUNDS} rounds: " + ", ".join(f"{n} {what}" for what, n in sorted(counts.items())) + ", 0 lost")
    assert min(counts[one] for one in ("accepted", "conflicts told", "imports applied", "restored")) > 0
