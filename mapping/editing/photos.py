# SPDX-License-Identifier: AGPL-3.0-or-later
"""Photographs of a structure: given one at a time, each with what it shows in words."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mapping.editing.blocks import Block, Editor, Line
from mapping.editing.forms import RecordForm, text
from mapping.models import Photo, VisibleStructure

SHOWS = gettext_lazy("ce que l'on voit")
SHOWS_HINT = gettext_lazy(
    "Lu à qui ne voit pas la photo : « L'entrée, une porte bleue à droite de la mairie »."
)
CREDIT = gettext_lazy("auteur de la photo")


class PhotoForm(RecordForm):
    """What is said of a photograph; the photograph itself is removed, and another given."""

    description = text(SHOWS, SHOWS_HINT, max_length=200)
    credit = text(CREDIT, max_length=100)

    class Meta:
        model = Photo
        fields = ("description", "credit")


def lines(structure: int, editor: Editor) -> Iterator[Line]:
    """The photographs of a structure, oldest first."""
    for photo in Photo.objects.filter(structure=structure):
        yield Line(photo.pk, photo.description, (photo.credit,) if photo.credit else ())


def _hidden(structure: VisibleStructure, editor: Editor) -> str:
    if structure.position_masked:
        return _(
            "Les photos d'un lieu confidentiel le montreraient : qui ne voit pas son adresse ne les voit pas."
        )
    return ""


PHOTOS = Block(
    name="photos",
    title=gettext_lazy("Photos"),
    about=gettext_lazy("La porte, pour qu'on la trouve ; l'accueil, pour qu'on ose entrer."),
    form=PhotoForm,
    of="structure",
    one=gettext_lazy("une photo"),
    lines=lines,
    why_not=_hidden,
)
