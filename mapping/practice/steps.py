# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Premiers pas »: what is learnt in an exercise, ticked by what its history says was done."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.models import User
from accounts.readers import Reader, reader_of
from accounts.roles import Role
from history.models import Cause, Event, Operation
from mapping.kinds import CONTACT, STRUCTURE
from mapping.models import VisibleContact
from mapping.presentation import slug_of


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: `url` is where, by a press of a button where it `is_pressed`; `seen` are lines that
    say what came of it."""

    code: str
    title: str
    what: str
    url: str
    link: str
    is_done: bool
    is_pressed: bool = False
    seen: tuple[str, ...] = ()


def steps(user: User, number: int, name: str) -> list[Step]:
    """The five steps of an exercise, in order. Meant for the room."""
    mine = Event.objects.filter(root=number, act__by=user)
    page = [number, slug_of(name)]
    return [
        Step(
            "horaires",
            "Corriger les horaires",
            "La Maison des Tilleuls ouvre aussi le vendredi matin, de 9 h à 12 h. Ajoutez-le dans la grille,"
            " puis enregistrez : en vrai, ce serait en ligne aussitôt.",
            reverse("edit", args=[*page, "horaires"]),
            "Modifier les horaires",
            mine.filter(
                act__cause=Cause.EDIT, kind=STRUCTURE.number, after__has_key="horaires_accueil"
            ).exists(),
        ),
        Step(
            "contact",
            "Ajouter une ligne directe, et voir qui la voit",
            "Ajoutez un contact avec un téléphone pour les professionnels seulement. Revenez ensuite ici :"
            " vous lirez ce qu’en voit un visiteur.",
            reverse("edit-add", args=[*page, "contacts"]),
            "Ajouter un contact",
            _contacts(mine).exists(),
            seen=_who_sees(user, mine),
        ),
        Step(
            "historique",
            "Lire l’historique, et revenir en arrière",
            "Quelqu’un a remplacé la présentation par « fermé lol ». Retrouvez cette modification"
            " et annulez-la.",
            reverse("structure-history", args=page),
            "Ouvrir l’historique",
            mine.filter(
                act__cause__in=(Cause.UNDO, Cause.RESTORE),
                kind=STRUCTURE.number,
                before__has_key="description",
            ).exists(),
        ),
        Step(
            "confirmer",
            "Dire que c’est toujours exact",
            "Rien à changer dans une partie de la fiche ? « Toujours exact » le dit à qui la lit, avec la"
            " date du jour.",
            f"{reverse('structure', args=page)}#horaires",
            "Ouvrir la fiche",
            mine.filter(act__cause=Cause.CONFIRM).exists(),
        ),
        Step(
            "a-deux",
            "Écrire à deux en même temps",
            "Ouvrez le formulaire et changez le téléphone. Pendant ce temps, un collègue inventé en écrit un"
            " autre : à l’enregistrement, vous verrez les deux. Gardez le vôtre.",
            reverse("practice-together", args=[number]),
            "Modifier le téléphone, à deux",
            _won(mine, number),
            is_pressed=True,
        ),
    ]


def _contacts(mine: QuerySet[Event]) -> QuerySet[Event]:
    return mine.filter(kind=CONTACT.number, operation=Operation.CREATED)


def _won(mine: QuerySet[Event], number: int) -> bool:
    """Whether the person wrote a telephone in spite of the colleague's."""
    phone = Q(kind=STRUCTURE.number, before__has_key="telephone")
    theirs = Event.objects.filter(phone, root=number, act__by=None).order_by("-pk").first()
    return theirs is not None and mine.filter(phone, act__cause=Cause.EDIT, pk__gt=theirs.pk).exists()


def _who_sees(user: User, mine: QuerySet[Event]) -> tuple[str, ...]:
    """Of the contact that was added last, what is read of it and by whom, as the one policy says."""
    number = _contacts(mine).order_by("-pk").values_list("object", flat=True).first()
    readers = (
        ("Un visiteur", Reader(Role.VISITOR)),
        ("Un professionnel", Reader(Role.PROFESSIONAL)),
        ("Vous", reader_of(user)),
    )
    return tuple(f"{who} lit : {_read(number, reader)}" for who, reader in readers) if number else ()


def _read(number: int, reader: Reader) -> str:
    found = VisibleContact.objects.seen_by(reader).filter(pk=number).first()
    details = (found.nom, found.fonction, found.telephone, found.courriel) if found else ()
    return ", ".join(filter(None, details)) or "rien de ce contact"
