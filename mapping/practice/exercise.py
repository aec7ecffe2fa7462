# SPDX-License-Identifier: AGPL-3.0-or-later
"""A person's exercise: a structure that is ready made, what a colleague did to it, and how it goes away."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from psycopg import sql

from accounts.models import User
from history.context import acting
from history.models import Cause
from mapping import writing
from mapping.models import Contact, Practice, Service, Session, Structure, Visibility
from mapping.practice import room
from places.models import Commune

KEPT = timedelta(days=14)
NAME = "Exercice – La Maison des Tilleuls"
DESCRIPTION = (
    "Un lieu d’accueil ouvert à toutes et à tous : on y écoute, on y explique les démarches, on y apprend le"
    " français et on y trouve un ordinateur. Cette fiche est inventée : essayez tout, rien ne compte."
)
SPOILT = "fermé lol"
_COLLEAGUE = "Un collègue inventé pour l’exercice"
_PHONES = ("01 99 00 00 22", "01 99 00 00 23")
_OLD = timedelta(days=400)
# What belongs to a structure of the room, in an order that leaves nothing behind; the history last.
_SESSIONS = "service_id IN (SELECT id FROM {room}.mapping_service WHERE structure_id = %(n)s)"
_ACTS = "IN (SELECT act_id FROM {room}.history_event WHERE root = %(n)s)"
_OF_STRUCTURE = "structure_id = %(n)s"
_PARTS = {
    "mapping_session": _SESSIONS,
    "mapping_service": _OF_STRUCTURE,
    "mapping_contact": _OF_STRUCTURE,
    "mapping_temporaryclosure": _OF_STRUCTURE,
    "mapping_photo": _OF_STRUCTURE,
    "mapping_positionreview": _OF_STRUCTURE,
    "mapping_protection": _OF_STRUCTURE,
    "mapping_reviewcadence": _OF_STRUCTURE,
    "mapping_structure": "id = %(n)s",
    "mapping_blockseen": _OF_STRUCTURE,
    "mapping_shownchange": _OF_STRUCTURE,
    "history_patrol": f"act_id {_ACTS}",
    "history_act": f"id {_ACTS}",
    "history_event": "root = %(n)s",
}
_GONE = [
    sql.SQL("DELETE FROM {} WHERE ").format(sql.Identifier(room.SCHEMA, table))
    + sql.SQL(which).format(room=sql.Identifier(room.SCHEMA))
    for table, which in _PARTS.items()
]


def of(user: User) -> Practice | None:
    """The exercise of a person; None where they have none."""
    return Practice.objects.filter(pk=user.pk).first()


def begin(user: User) -> Practice:
    """Give a person an exercise, or the one that they have."""
    with room.opened(), transaction.atomic():
        # Two presses are one exercise.
        User.objects.select_for_update().get(pk=user.pk)
        if held := of(user):
            return held
        with acting(Cause.DEMO):
            structure = _made()
        held = Practice.objects.create(owner=user, structure=structure.pk)
        spoilt = {"description": SPOILT, "verified_at": structure.verified_at}
        writing.change(structure, spoilt, None, Cause.EDIT, note=_COLLEAGUE)
    return held


def colleague_writes(number: int) -> None:
    """Have somebody else write a telephone in the exercise, just now. Meant for the room."""
    structure = Structure.objects.get(pk=number)
    phone = next(one for one in _PHONES if one != structure.telephone)
    writing.change(structure, {"telephone": phone}, None, Cause.EDIT, note=_COLLEAGUE)


def erase(held: Practice) -> None:
    """Take an exercise away with all that was done in it."""
    with acting(Cause.DEMO), connection.cursor() as cursor:
        # Deleting a record notes it in the history of where it is: there too, before that goes.
        cursor.execute("SELECT set_config('search_path', %s, true)", [f"{room.SCHEMA}, public"])
        for statement in _GONE:
            cursor.execute(statement, {"n": held.structure})
        cursor.execute("SET LOCAL search_path TO DEFAULT")
        held.delete()


def forget() -> int:
    """Take away the exercises that were begun two weeks ago, and those of accounts that are closed; how
    many."""
    past = Practice.objects.filter(Q(begun_at__lt=timezone.now() - KEPT) | Q(owner__is_active=False))
    found = list(past)
    for held in found:
        erase(held)
    return len(found)


def _made() -> Structure:
    """A structure as there are many, seen to long ago."""
    commune = _commune()
    long_ago = timezone.now() - _OLD
    where = {
        "code_postal": commune.postcodes[0] if commune and commune.postcodes else "",
        "commune_nom": commune.nom if commune else "",
        "commune": commune,
    }
    at = {"position": commune.point, "position_precision": "commune"} if commune and commune.point else {}
    structure = Structure.objects.create(
        source=settings.SITE_NAME[:50],
        source_id=str(uuid.uuid4()),
        nom=NAME,
        description=DESCRIPTION,
        adresse="12 rue des Tilleuls",
        telephone="01 99 00 00 21",
        courriel="accueil@tilleuls.example.org",
        horaires_accueil="Mo-Th 09:00-12:00,14:00-17:00",
        verified_at=long_ago,
        is_example=True,
        **where,
        **at,
    )
    said = {"structure": structure, "source": structure.source}
    french = Service.objects.create(
        **said,
        source_id=str(uuid.uuid4()),
        nom="Ateliers de français",
        description="Deux fois par semaine, en petits groupes, à tout niveau.",
        thematiques=["lecture-ecriture-calcul--maitriser-le-francais"],
        frais="gratuit",
        horaires_accueil="Tu,Th 14:00-16:00",
        capacite=12,
        places_restantes=3,
        places_restantes_le=timezone.localdate() - _OLD,
    )
    first_day = timezone.localdate() + timedelta(days=30)
    Session.objects.create(service=french, first_day=first_day, last_day=first_day + timedelta(days=90))
    Service.objects.create(
        **said,
        source_id=str(uuid.uuid4()),
        nom="Aide aux démarches en ligne",
        description="Un ordinateur, et quelqu’un à côté.",
        thematiques=["numerique--acceder-a-des-services-en-ligne"],
        frais="gratuit",
    )
    Contact.objects.create(
        structure=structure,
        nom="Camille Exemple",
        fonction="Accueil",
        telephone="01 99 00 00 24",
        telephone_visibility=Visibility.PROFESSIONALS,
    )
    return structure


def _commune() -> Commune | None:
    """A town of the site's département, the largest."""
    found = Commune.objects.filter(postcodes__len__gt=0)
    if settings.DEPARTEMENT != "all":
        found = found.filter(departement_code=settings.DEPARTEMENT)
    return found.order_by(F("population").desc(nulls_last=True), "code").first()
