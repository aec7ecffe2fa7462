"""What the pages of professionals and staff are about, made for as long as the audit looks, and taken away
after it: an event of theirs with who comes, an announcement with its answers, an import with its questions,
an edition with its recipients, a table of who does what, a structure that they answer for."""

import contextlib
import csv
import io
import secrets
from collections.abc import Iterator, Sequence
from datetime import time, timedelta

from django.utils import timezone

from accounts.models import Organisation, OrganisationMembership, User
from bench.audit.states import PROFESSIONAL, STAFF
from data.imports import runs
from data.models import ImportRun, Source
from mapping.models import Status, Structure
from network.agenda.sentence import understood
from network.models import (
    Diary,
    Event,
    HeldAs,
    Invitation,
    Minutes,
    News,
    Registering,
    Registration,
    RegistrationState,
    Reply,
    ReplyState,
    Resource,
    ResourceKind,
)  # fmt: skip
from network.registering.links import invitation_url, token_of
from publishing.editions.models import Edition
from publishing.recipients.models import Recipient

_ABOUT = "Essai des pages"
_HERE = {"territory_kind": "departement", "territory_code": "77"}
_FILE_COLUMNS = ("Nom", "Adresse", "CP", "Ville", "Téléphone", "Type", "Accueil", "Observations")
_KINDS = ("association", "CCAS", "association", "mairie", "association", "CCAS", "mairie", "association")


@contextlib.contextmanager
def made(readers: dict[str, User]) -> Iterator[dict[str, str]]:
    """What the addresses of the states leave open of these things, by name; `readers` hold them."""
    made_here: list = []
    try:
        holder = Organisation.objects.create(name=f"{_ABOUT} {secrets.token_hex(4)}")
        made_here.append(holder)
        OrganisationMembership.objects.create(user=readers[PROFESSIONAL], organisation=holder)
        held = _held(holder)
        made_here.append(held)
        event = _event(holder)
        made_here.append(event)
        coming, invited, refused = _who_comes(event, readers)
        offer = _offer(holder, readers)
        made_here.append(offer)
        table = _table(holder)
        made_here.append(table)
        edition = _edition()
        made_here.append(edition)
        with _imported(readers[STAFF]) as imported:
            minuted = Minutes.objects.filter(event=event).values_list("day", flat=True)[0]
            yield {
                "held": str(held.pk),
                "event": str(event.pk),
                "minuted": minuted.isoformat(),
                "registration": token_of(coming),
                "invitation": _token(invited),
                "refused": _token(refused),
                "offer": str(offer.pk),
                "acts": str(table.pk),
                "edition": str(edition.pk),
                "recipient": str(edition.recipients.earliest("pk").pk),
                **imported,
            }
    finally:
        for one in reversed(made_here):
            one.delete()


def _held(holder: Organisation) -> Structure:
    """A structure of an organisation, where another one is."""
    other = Structure.objects.filter(status=Status.PUBLISHED, commune__isnull=False).earliest("pk")
    return Structure.objects.create(
        nom=f"{_ABOUT}, tenue par un professionnel",
        source="audit",
        source_id=secrets.token_hex(8),
        commune=other.commune,
        position=other.position,
        position_precision=other.position_precision,
        organisation=holder,
        status=Status.PUBLISHED,
    )


def _event(holder: Organisation) -> Event:
    """What comes again each week, since three weeks ago."""
    first = timezone.localdate() - timedelta(days=21)
    rule = understood("chaque semaine", first)
    event = Event.objects.create(
        title="Lire et écrire les courriers de l’administration : échanges entre bénévoles",
        summary="Une heure et demie, une fois par semaine, pour parler de ce qui bloque.",
        text="Apportez un courrier, **sans nom**.",
        start_day=first,
        start_time=time(18),
        end_time=time(19, 30),
        recurrence_words="chaque semaine",
        recurrence=rule.to_json(),
        organisation=holder,
        place_name="Maison des associations, salle du premier étage",
        held_as=HeldAs.BOTH,
        online_link="https://visio.example.org/salle",
        registering=Registering.HERE,
        seats=2,
        asks_opinion=True,
        remind_days=2,
        themes=["droits"],
        **_HERE,
    )
    Minutes.objects.create(
        event=event,
        day=first,
        text="## Les courriers\n\n- les accusés de réception arrivent tard\n- un modèle de réponse est joint",
    )
    return event


def _who_comes(event: Event, readers: dict[str, User]) -> tuple[Registration, Invitation, Invitation]:
    """Who comes to its next dates, in person and online, and who waits: a registration. Who was invited: one
    who did not answer, and one who does not come."""
    day = event.start_day + timedelta(days=28)
    common = {"event": event, "organisation": event.organisation}
    seated, waiting = RegistrationState.SEATED, RegistrationState.WAITING
    mine = Registration.objects.create(
        **common, day=day, user=readers[PROFESSIONAL], state=seated, is_online=True
    )
    Registration.objects.create(**common, day=day, user=readers[STAFF], state=seated, is_online=False)
    Registration.objects.create(
        **common, day=day, name="Aïcha Essai", email="aicha@audit.invalid", state=waiting, is_online=False
    )
    Registration.objects.create(
        **common, day=day - timedelta(days=14), user=readers[PROFESSIONAL], state=seated, is_online=False
    )
    Diary.objects.create(user=readers[PROFESSIONAL])
    Invitation.objects.create(**common, user=readers[STAFF])
    declined = Invitation.objects.create(
        **common, email="une-adresse-assez-longue-pour-deborder@audit.invalid", declined_at=timezone.now()
    )
    return mine, Invitation.objects.create(**common, email="invite@audit.invalid"), declined


def _token(invitation: Invitation) -> str:
    return invitation_url(invitation).rstrip("/").rpartition("/")[2]


def _offer(holder: Organisation, readers: dict[str, User]) -> News:
    """A room to lend, with days that are taken and days that are asked for."""
    today = timezone.localdate()
    offer = News.objects.create(
        title="Salle de trente places avec vidéoprojecteur, près de la gare",
        summary="Le soir et le samedi, hors vacances.",
        side="offre",
        what="salle",
        consent=True,
        ends_on=today + timedelta(days=120),
        lent_from=today + timedelta(days=7),
        lent_until=today + timedelta(days=90),
        organisation=holder,
        themes=["francais"],
        **_HERE,
    )
    for start, state in ((10, ReplyState.ACCEPTED), (20, ReplyState.WAITING)):
        Reply.objects.create(
            news=offer,
            user=readers[STAFF],
            organisation=holder,
            message="Pour une réunion des familles, l’après-midi.",
            first_day=today + timedelta(days=start),
            last_day=today + timedelta(days=start + 2),
            state=state,
        )
    return offer


def _table(holder: Organisation) -> Resource:
    """Who does what, of a structure of the directory, of an organisation, of nobody."""
    structure = Structure.objects.filter(status=Status.PUBLISHED).earliest("pk")
    return Resource.objects.create(
        kind=ResourceKind.QUI_FAIT_QUOI,
        title="Qui accompagne les familles qui arrivent",
        tasks=(
            f"Ouvrir les droits : {structure.nom}, {holder.name}\n"
            f"Trouver un cours de français : {holder.name}\n"
            "Garder les enfants pendant les cours :"
        ),
        organisation=holder,
        structures=[structure.pk],
        themes=["droits"],
        **_HERE,
    )


def _edition() -> Edition:
    edition = Edition.objects.create(title=_ABOUT, period="Automne", copies=100, **_HERE)
    today = timezone.localdate()
    Recipient.objects.create(
        edition=edition, kind=Recipient.Kind.TOWN_HALL, name="Mairie de Melun", street="16 rue Paul Doumer",
        postcode="77000", town="Melun", copies=60, delivered_on=today,
    )  # fmt: skip
    Recipient.objects.create(
        edition=edition, kind=Recipient.Kind.ASSOCIATION, copies=70, town="Saint-Fargeau-Ponthierry",
        name="Association intercommunale pour l’accueil et l’accompagnement des familles",
        note="À l’étage, sonner deux fois",
    )  # fmt: skip
    return edition


@contextlib.contextmanager
def _imported(user: User) -> Iterator[dict[str, str]]:
    """An edition of a file that was answered of, and the next one, with its questions."""
    source = Source.objects.create(code=f"audit-{secrets.token_hex(4)}", nom=_ABOUT, owner=user)
    try:
        for number in (1, 2):
            run = runs.receive(f"annuaire-{number}.csv", iter([_file(number)]), source, user)
            chosen = {one["name"]: one["target"] for one in run.settings["columns"] if one["target"]}
            runs.save_mapping(run, chosen | {"Accueil": "publics"}, source)
            runs.rehearse(run)
        new = runs.receive("nouveau.csv", iter([_file(3, ("Structure", *_FILE_COLUMNS[1:]))]), None, user)
        yield {"import": str(run.pk), "new_import": str(new.pk), "source": source.code}
    finally:
        for run in ImportRun.objects.filter(user=user):
            runs.forget(run)
        source.delete()


def _file(edition: int, columns: Sequence[str] = _FILE_COLUMNS) -> bytes:
    """A directory of eight rows: a commune typed wrong, kinds of holders under « Type », words that no
    vocabulary has, remarks of which it must be said who reads them."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(columns)
    for number, kind in enumerate(_KINDS, start=1):
        writer.writerow(
            [
                f"Maison des familles {number}",
                f"{number} rue Saint-Ayoul",
                "77160",
                "Prvins" if number < 4 else "Provins",
                f"01 64 00 0{edition} 0{number}",
                kind,
                "Publics fragiles" if number % 2 else "Tout public",
                "Demander Mme Essai, de préférence le matin" if number % 3 else "",
            ]
        )
    return out.getvalue().encode()
