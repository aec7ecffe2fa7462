"""A rehearsal tells nothing of what who sent the file may not see: neither by a word, nor by a difference."""

import json
import re
from dataclasses import dataclass, replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.models import Group, Organisation
from accounts.readers import Reader, reader_of
from accounts.roles import Role
from data.imports import ownership, runs
from data.imports.sight import ADDRESS_FIELDS, ALL, hidden_fields
from data.imports.tables import CONTACTS, SERVICES, STRUCTURES
from data.models import Duplicate, ImportRow, ImportRun, Link, Source
from data.models.run import Action
from data.pages.forms import YES
from mapping.models import Contact, Service, Status, Structure, Visibility, VisibleContact, VisibleStructure
from places.models import Commune
from tests.amounts import amount
from tests.data.samples import csv_bytes, received
from tests.data.test_data_inclusion import SERVICE, STRUCTURE
from tests.factories import ContactFactory, ServiceFactory, StructureFactory, UserFactory, point

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

MELUN, MEAUX = "77288", "77284"
NAMES = ["Refuge des Tilleuls", "Refuge du Tilleul", "Maison Louise", "Accueil de jour"]
ADDRESSES = ["", "12 rue du Port", "3 quai de la Courtille", "8 allée des Glycines"]
SIRETS = ["", "13000548100010", "21770288800013", "19770922100013"]
PHONES = ["", "01 64 52 89 00", "01 60 56 00 11"]
PEOPLE = ["Camille Essai", "Dominique Exemple"]
# Metres apart, tens of metres, and far: what a grid of guesses would be.
POINTS = [(48.5400, 2.6600), (48.5403, 2.6602), (48.5410, 2.6600), (48.5613, 2.7010), (48.9600, 2.8800)]
KEYS = ["k1", "k2", "k3", "k4"]


@dataclass(frozen=True)
class Hidden:
    """A record that a professional may not see, or not whole; `nom` is public unless it is a draft."""

    nom: str
    status: str
    siret: str
    adresse: str
    place: tuple[float, float]
    source_id: str
    contact: str
    contact_phone: str
    linked: str
    hanging: bool = False
    precision: str = "address"
    audience: str = ""


@dataclass(frozen=True)
class Secrets:
    """Other values for what is hidden."""

    nom: str
    siret: str
    adresse: str
    place: tuple[float, float]
    source_id: str
    contact: str
    contact_phone: str
    hanging: bool
    precision: str = "address"
    audience: str = ""


secrets = st.builds(
    Secrets,
    nom=st.sampled_from(NAMES),
    siret=st.sampled_from(SIRETS),
    adresse=st.sampled_from(ADDRESSES),
    place=st.sampled_from(POINTS[:4]),
    source_id=st.sampled_from(KEYS),
    contact=st.sampled_from(PEOPLE),
    contact_phone=st.sampled_from(PHONES[1:]),
    hanging=st.booleans(),
    precision=st.sampled_from(["address", "commune"]),
    # For whom else the contact is: others than who imports.
    audience=st.sampled_from(["", "organisation", "group", "organisation group"]),
)
hiddens = st.builds(
    Hidden,
    nom=st.sampled_from(NAMES),
    status=st.sampled_from([Status.DRAFT, Status.PUBLISHED]),
    siret=st.sampled_from(SIRETS),
    adresse=st.sampled_from(ADDRESSES),
    place=st.sampled_from(POINTS[:4]),
    source_id=st.sampled_from(KEYS),
    contact=st.sampled_from(PEOPLE),
    contact_phone=st.sampled_from(PHONES[1:]),
    linked=st.sampled_from(["", *KEYS]),
    hanging=st.booleans(),
    precision=st.sampled_from(["address", "commune"]),
    # For whom else the contact is: others than who imports.
    audience=st.sampled_from(["", "organisation", "group", "organisation group"]),
)
lines = st.fixed_dictionaries(
    {
        "id": st.sampled_from(KEYS),
        "nom": st.sampled_from(NAMES),
        "adresse": st.sampled_from(ADDRESSES),
        "commune": st.sampled_from(["Melun", "Meaux"]),
        "siret": st.sampled_from(SIRETS),
        "place": st.sampled_from([None, *POINTS]),
        "telephone": st.sampled_from(PHONES),
        "service": st.sampled_from(["Permanence", "Hébergement"]),
        "contact": st.sampled_from(["", *PEOPLE]),
        "tel contact": st.sampled_from(PHONES),
    }
)


def other(hidden: Hidden, values: Secrets) -> Hidden:
    """The same record with other values where they are hidden."""
    nom = values.nom if hidden.status == Status.DRAFT else hidden.nom
    return replace(hidden, **{**values.__dict__, "nom": nom})


def others() -> dict[str, Organisation | Group]:
    """Those of which nobody who imports is a member."""
    return {
        "organisation": Organisation.objects.get_or_create(name="Une autre")[0],
        "group": Group.objects.get_or_create(name="Un autre")[0],
    }


def sow(worlds: list[Hidden], source: Source) -> None:
    for number, hidden in enumerate(worlds, start=1):
        structure = StructureFactory(
            pk=900_000 + number,
            nom=hidden.nom,
            status=hidden.status,
            siret=hidden.siret,
            adresse=hidden.adresse,
            position=point(*hidden.place),
            position_precision=hidden.precision,
            commune=Commune.objects.get(code=MELUN),
            commune_nom="Melun",
            source=f"refuges-{number}",
            source_id=hidden.source_id,
            address_visibility=Visibility.OWNERS if hidden.status != Status.DRAFT else Visibility.PUBLIC,
        )
        service = ServiceFactory(pk=910_000 + number, structure=structure, nom="Permanence")
        ContactFactory(
            pk=920_000 + number,
            structure=structure,
            service=service if hidden.hanging else None,
            nom=hidden.contact,
            telephone=hidden.contact_phone,
            nom_visibility=Visibility.OWNERS,
            telephone_visibility=Visibility.OWNERS,
            **{
                f"{name}_{kind}": one
                for name in ("nom", "telephone")
                for kind, one in others().items()
                if kind in hidden.audience
            },
        )
        linked = hidden.linked
        if linked and not Link.objects.filter(source=source, kind="structure", key=linked).exists():
            given = {"nom": NAMES[0], "adresse": ADDRESSES[1], "siret": SIRETS[1]}
            for kind, pk, said in (
                ("structure", structure.pk, given),
                ("service", service.pk, {"nom": "Permanence"}),
                ("contact", 920_000 + number, {"nom": PEOPLE[0], "telephone": PHONES[1]}),
            ):
                Link.objects.create(source=source, kind=kind, key=linked, object_id=pk, given=said)


def file_of(rows: list[dict]) -> bytes:
    flat = []
    for row in rows:
        line = dict(row)
        lat, lon = line.pop("place") or ("", "")
        flat.append({**line, "latitude": lat, "longitude": lon, "theme": "Cours de français"})
    return csv_bytes(flat)


def without_numbers(page: str) -> str:
    """A page without what differs from one request to the next whatever the directory holds."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)
    page = re.sub(r'nonce="[^"]*"', "", page)
    page = re.sub(r"/structures/\d+", "/structures/N", page)
    page = re.sub(r"\d+ \w+ \d{4}, \d\d:\d\d", "", page)
    page = re.sub(r"/geocodages/\d+/", "/geocodages/N/", page)
    page = re.sub(r"/doublons/\d+/", "/doublons/N/", page)
    page = re.sub(r"\?import=\d+", "?import=N", page)
    page = re.sub(r"n°\s\d+", "n° N", page)
    return re.sub(r"/imports/\d+/", "/imports/N/", page)


def told(client: Client, content: bytes, source: Source, *, whole: bool) -> list[str]:
    """All that an import's pages tell its sender, what its rows hold, and what is seen of it once applied."""
    answer = client.post(
        reverse("imports"), {"fichier": SimpleUploadedFile("annuaire.csv", content), "source": source.pk}
    )
    run = ImportRun.objects.get(pk=int(re.search(r"\d+", answer.url)[0]))
    pages = [client.get(answer.url).content.decode()]
    chosen = {f"colonne-{n}": column["target"] for n, column in enumerate(run.settings["columns"])}
    # What the file leaves in doubt is answered as proposed.
    chosen |= {
        f"question-{n}": YES for n, column in enumerate(run.settings["columns"]) if column.get("proposal")
    }
    if kind := run.settings.get("rows", {}).get("proposal"):
        chosen["lignes"] = kind
    if whole:
        chosen["complet"] = "on"
    answer = client.post(answer.url, {**chosen, "source": source.nom})
    for tab in [*Action.values, "doutes", "gardees", "ressemblantes"]:
        pages.append(client.get(f"{answer.url}?lignes={tab}").content.decode())
    run.refresh_from_db()
    rows = ImportRow.objects.filter(run=run).order_by("kind", "number", "key", "parent")
    held = [
        [r.kind, r.key, r.action, r.match, r.target, r.candidate, r.score, r.changes, r.kept, r.reason]
        for r in rows
    ]
    pages.append(json.dumps([run.counts, run.notes, run.told, run.held_because, held], default=str))
    answer = client.post(reverse("import-apply", args=[run.pk]), follow=True)
    pages += [answer.content.decode(), client.get(reverse("imports")).content.decode()]
    pages.append(client.get(reverse("duplicates")).content.decode())
    made = Structure.objects.filter(source=source.code).order_by().values("pk")
    seen = VisibleStructure.objects.seen_by(Role.PROFESSIONAL).filter(pk__in=made)
    fields = ("source_id", "nom", "adresse", "siret", "telephone", "position_masked")
    pages.append(repr(sorted(seen.order_by().values_list(*fields))))
    return [without_numbers(page) for page in pages]


@pytest.fixture
def professional(client):
    user = UserFactory(is_professional=True)
    client.force_login(user)
    return user


@pytest.fixture
def mine(professional):
    values = {"code": "mon-annuaire", "nom": "Mon annuaire"}
    if any(field.name == "owner" for field in Source._meta.fields):
        values["owner"] = professional
    return Source.objects.create(**values)


class Undo(Exception):
    """Leaves a transaction without its writes."""


def told_in(worlds: list[Hidden], client: Client, content: bytes, source: Source, whole: bool) -> list[str]:
    try:
        with transaction.atomic():
            StructureFactory(pk=899_999, nom="Accueil de jour", siret="", position=point(*POINTS[2]))
            sow(worlds, source)
            pages = told(client, content, source, whole=whole)
            raise Undo
    except Undo:
        return pages


REFUGE = Hidden(
    NAMES[0], Status.PUBLISHED, SIRETS[1], ADDRESSES[1], POINTS[3], "k1", PEOPLE[0], PHONES[1], ""
)
FAR = Secrets(NAMES[0], SIRETS[2], ADDRESSES[2], POINTS[0], "k2", PEOPLE[1], PHONES[2], False)
GUESS = {
    "id": "k4",
    "nom": NAMES[0],
    "adresse": "",
    "commune": "Melun",
    "siret": "",
    "place": POINTS[3],
    "telephone": "",
    "service": "Permanence",
    "contact": "",
    "tel contact": "",
}


@settings(
    # Two whole imports each, beside those that are named below.
    max_examples=amount(5, 60),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    worlds=st.lists(st.tuples(hiddens, secrets), min_size=1, max_size=3),
    rows=st.lists(lines, min_size=1, max_size=5),
    whole=st.booleans(),
    # To something, and to none of those that see more.
    belongs=st.booleans(),
)
# A point near the refuge; its SIRET; a draft's; a contact of one's own record that staff keep to themselves.
@example(worlds=[(REFUGE, FAR)], rows=[GUESS], whole=False, belongs=False)
@example(
    worlds=[(REFUGE, FAR)], rows=[{**GUESS, "place": None, "siret": SIRETS[1]}], whole=False, belongs=True
)
@example(
    worlds=[(replace(REFUGE, status=Status.DRAFT), FAR)],
    rows=[{**GUESS, "place": None, "siret": SIRETS[1]}],
    whole=False,
    belongs=False,
)
# A file that says one identifier of several structures, and so is asked what its lines are.
@example(
    worlds=[(REFUGE, FAR)],
    rows=[
        {**GUESS, "id": "k1", "place": None, "nom": NAMES[1], "service": "Hébergement"},
        {
            **GUESS,
            "id": "k1",
            "place": None,
            "nom": NAMES[1],
            "service": "Hébergement",
            "telephone": PHONES[1],
        },
    ],
    whole=False,
    belongs=False,
)
@example(
    worlds=[(replace(REFUGE, linked="k1"), replace(FAR, audience="organisation group"))],
    rows=[{**GUESS, "id": "k1", "contact": PEOPLE[0], "tel contact": PHONES[1]}],
    whole=True,
    belongs=True,
)
def test_other_hidden_values_change_no_byte_of_what_a_professional_is_told(
    client, professional, mine, belongs, worlds, rows, whole
):
    professional.organisation_memberships.all().delete()
    if belongs:
        professional.organisation_memberships.create(organisation=Organisation.objects.create(name="La leur"))
    content = file_of(rows)
    first = told_in([hidden for hidden, _values in worlds], client, content, mine, whole)
    second = told_in([other(hidden, values) for hidden, values in worlds], client, content, mine, whole)
    assert first == second


@pytest.mark.parametrize("role", [Role.PROFESSIONAL, Role.STAFF])
def test_what_an_import_hides_is_what_readers_are_not_shown(role):
    """The views of readers and the sight of imports say the same of the same records."""
    for status in Status.values:
        for visibility in Visibility.values:
            structure = StructureFactory(status=status, address_visibility=visibility, siret=SIRETS[1])
            ServiceFactory(structure=structure)
            ContactFactory(structure=structure, nom_visibility=visibility)

    def numbers(model):
        return model.objects.order_by("pk").values_list("pk", flat=True)

    hidden = hidden_fields(STRUCTURES, numbers(Structure), Reader(role))
    seen = VisibleStructure.objects.seen_by(role).in_bulk()
    for structure in Structure.objects.exclude(status=Status.CLOSED).order_by("pk"):
        if structure.pk not in seen:
            # Staff see drafts where they work on them.
            assert role is Role.STAFF or hidden[structure.pk] == {ALL}
            continue
        masked = seen[structure.pk].position_masked
        assert hidden.get(structure.pk, frozenset()) == (ADDRESS_FIELDS if masked else frozenset())
        replaced = {
            name for name in ("adresse", "siret", "source_id") if not getattr(seen[structure.pk], name)
        }
        assert replaced <= hidden.get(structure.pk, frozenset())
    contacts = hidden_fields(CONTACTS, numbers(Contact), Reader(role))
    shown = VisibleContact.objects.seen_by(Reader(role)).exclude(nom="").in_bulk()
    for contact in Contact.objects.filter(structure__status=Status.PUBLISHED).order_by("pk"):
        assert ("nom" in contacts.get(contact.pk, ())) == (contact.pk not in shown)
    services = hidden_fields(SERVICES, numbers(Service), Reader(role))
    for service in Service.objects.order_by("pk"):
        assert services.get(service.pk, ()) == hidden.get(service.structure_id, ())


@pytest.mark.parametrize("joined", ["", "organisation", "group", "organisation group"])
def test_what_an_import_hides_of_a_contact_is_what_its_members_are_not_shown(joined):
    audiences, user = others(), UserFactory(is_professional=True)
    for kind in joined.split():
        getattr(user, f"{kind}_memberships").create(**{kind: audiences[kind]})
    for level in Visibility.values:
        for of in ("", "organisation", "group", "organisation group"):
            ContactFactory(
                telephone="06", telephone_visibility=level, nom_visibility=Visibility.OWNERS,
                **{f"telephone_{kind}": audiences[kind] for kind in of.split()},
                **({"nom_group": audiences["group"]} if of else {}),
            )  # fmt: skip
    reader = reader_of(user)
    hidden = hidden_fields(CONTACTS, Contact.objects.values_list("pk", flat=True), reader)
    for contact in Contact.objects.all():
        shown = VisibleContact.objects.seen_by(reader).filter(pk=contact.pk).first()
        for name in ("nom", "telephone"):
            is_shown = shown is not None and getattr(shown, name) != ""
            assert (name in hidden.get(contact.pk, ())) == (not is_shown), (
                name,
                contact.telephone_visibility,
            )


@pytest.mark.parametrize("kind", ["organisation", "group"])
def test_a_rehearsal_knows_what_its_reader_belongs_to(professional, mine, kind):
    """A contact for the members is compared by a member's import, and by nobody else's."""
    audience = others()[kind]
    line = {**GUESS, "id": "k1", "place": None, "contact": PEOPLE[0], "tel contact": PHONES[1]}
    brought(professional, mine, [line])
    contact = Contact.objects.get()
    Contact.objects.update(
        nom_visibility=Visibility.OWNERS, telephone_visibility=Visibility.OWNERS, telephone="06 99 98 97 96",
        **{f"nom_{kind}": audience, f"telephone_{kind}": audience},
    )  # fmt: skip

    def rehearsal() -> tuple[ImportRun, str]:
        run = received(file_of([line | {"tel contact": PHONES[2]}]), source=mine)
        run.user = professional
        run.save()
        runs.save_mapping(run, {c["name"]: c["target"] for c in run.settings["columns"] if c["target"]}, mine)
        runs.rehearse(run)
        told = run.rows.filter(kind="contact").values_list("action", "target", "changes", "kept")
        return run, json.dumps(list(told), default=str)

    run, told = rehearsal()
    assert "06 99 98 97 96" not in told
    assert (run.seen_with_organisations, run.seen_with_groups) == ([], [])
    membership = getattr(professional, f"{kind}_memberships").create(**{kind: audience})
    run, told = rehearsal()
    assert "06 99 98 97 96" in told
    assert getattr(run, f"seen_with_{kind}s") == [audience.pk]
    assert ownership.readable(professional).filter(pk=run.pk).exists()
    # Who has left reads no more what they saw as a member, nor does a colleague who is none.
    colleague = UserFactory(is_professional=True)
    organisation = Organisation.objects.create(name="Leur source")
    for user in (professional, colleague):
        user.organisation_memberships.create(organisation=organisation)
    Source.objects.filter(pk=mine.pk).update(organisation=organisation)
    assert not ownership.readable(colleague).filter(pk=run.pk).exists()
    getattr(colleague, f"{kind}_memberships").create(**{kind: audience})
    assert ownership.readable(colleague).filter(pk=run.pk).exists()
    membership.delete()
    assert not ownership.readable(professional).filter(pk=run.pk).exists()
    assert rehearsal()[1].count("06 99 98 97 96") == 0
    assert Contact.objects.get(pk=contact.pk).telephone == "06 99 98 97 96"


@pytest.fixture
def refuge():
    return StructureFactory(
        nom=NAMES[0],
        siret=SIRETS[1],
        adresse=ADDRESSES[1],
        position=point(*POINTS[3]),
        commune=Commune.objects.get(code=MELUN),
        address_visibility=Visibility.OWNERS,
    )


def brought(user, source: Source, rows: list[dict]) -> ImportRun:
    run = received(file_of(rows), source=source)
    run.user = user
    run.save()
    mapping = {c["name"]: c["target"] for c in run.settings["columns"] if c["target"]}
    runs.save_mapping(run, mapping, source)
    runs.rehearse(run)
    return runs.apply(run)


def test_what_may_be_a_refuge_is_created_apart_and_staff_are_asked(client, professional, mine, refuge):
    before = Structure.objects.filter(pk=refuge.pk).values().get()
    brought(professional, mine, [{**GUESS, "siret": SIRETS[1], "telephone": PHONES[2]}])
    made = Structure.objects.get(source="mon-annuaire")
    assert Structure.objects.filter(pk=refuge.pk).values().get() == before
    pair = Duplicate.objects.get()
    assert {pair.first_id, pair.second_id} == {made.pk, refuge.pk}
    assert NAMES[0] not in client.get(reverse("duplicates")).content.decode()
    assert client.get(reverse("duplicate", args=[pair.pk])).status_code == 404
    client.force_login(UserFactory(is_staff=True))
    assert NAMES[0] in client.get(reverse("duplicates")).content.decode()


def test_undoing_takes_the_pair_back_too(professional, mine, refuge):
    run = brought(professional, mine, [GUESS])
    assert Duplicate.objects.exists()
    runs.undo(run.pk)
    assert not Duplicate.objects.exists()
    assert list(Structure.objects.order_by("pk")) == [refuge]


def test_a_schedule_or_a_command_finds_what_staff_would(refuge):
    run = received(file_of([{**GUESS, "siret": SIRETS[1]}]))
    runs.rehearse(run)
    assert run.rows.get(kind="structure").target == refuge.pk


def test_a_pair_with_a_draft_is_shown_to_staff_alone(client, professional):
    one, draft = StructureFactory(), StructureFactory(status=Status.DRAFT, nom="Brouillon")
    pair = Duplicate.objects.create(first_id=one.pk, second_id=draft.pk, score=0.9)
    assert "Brouillon" not in client.get(reverse("duplicates")).content.decode()
    assert client.get(reverse("duplicate", args=[pair.pk])).status_code == 404
    client.force_login(UserFactory(is_staff=True))
    assert "Brouillon" in client.get(reverse("duplicates")).content.decode()


def data_inclusion(user, source: Source, services: list[dict]) -> ImportRun:
    said = {**STRUCTURE, "telephone": "01 64 52 89 00"}
    content = json.dumps({"structures": [said], "services": services}).encode()
    run = received(content, "export.json", source)
    run.user = user
    run.save()
    runs.rehearse(run)
    return runs.apply(run)


def test_nobody_writes_in_another_producers_name(professional, mine):
    """A file that names another's source in its own cells does not write as that source."""
    theirs = StructureFactory(source="dora", source_id="1", telephone="01 99 00 00 01")
    data_inclusion(professional, mine, [])
    theirs.refresh_from_db()
    assert theirs.telephone == "01 99 00 00 01"


def test_a_contact_that_is_not_known_of_stays_when_its_service_goes(professional, mine):
    data_inclusion(professional, mine, [SERVICE, {**SERVICE, "id": "dora--s2", "nom": "Autre"}])
    service = Service.objects.get(nom="Autre")
    kept = ContactFactory(structure=service.structure, service=service, nom_visibility=Visibility.OWNERS)
    run = data_inclusion(professional, mine, [SERVICE])
    assert not Service.objects.filter(pk=service.pk).exists()
    assert Contact.objects.get(pk=kept.pk).structure == service.structure
    runs.undo(run.pk)
    assert Contact.objects.get(pk=kept.pk).service == service
