# SPDX-License-Identifier: AGPL-3.0-or-later
"""A person's exercise: a structure that is ready made, what a colleague did to it, and how it goes away."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

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
# What belongs to a structure of the room, by the column that says so; the history last.
_PARTS = (
    ("mapping_session", "service_id IN (SELECT id FROM {room}.mapping_service WHERE structure_id = %(n)s)"),
    *(
        (f"mapping_{name}", "structure_id = %(n)s")
        for name in (
            *("service", "contact", "temporaryclosure", "photo", "positionreview", "protection", "blockseen"),
            *("shownchange", "reviewcadence"),
        )
    ),
    ("mapping_structure", "id = %(n)s"),
    ("history_patrol", "act_id IN (SELECT act_id FROM {room}.history_event WHERE root = %(n)s)"),
    ("history_act", "id IN (SELECT act_id FROM {room}.history_event WHERE root = %(n)s)"),
    ("history_event", "root = %(n)s"),
)


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
        for table, which in _PARTS:
            cursor.execute(
                f"DELETE FROM {room.SCHEMA}.{table} WHERE {which.format(room=room.SCHEMA)}",
                {"n": held.structure},
            )
        cursor.execute("SET LOCAL search_path TO DEFAULT")
        held.delete()


def forget() -> int:
    """Take away the exercises that were begun two weeks ago, and those of accounts that are closed; how many."""
    past = Practice.objects.filter(Q(begun_at__lt=timezone.now() - KEPT) | Q(owner__is_active=False))
    return sum(1 for held in past if erase(held) is None)


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
