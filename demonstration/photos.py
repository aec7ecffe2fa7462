# SPDX-License-Identifier: AGPL-3.0-or-later
"""The photographs that a first run shows, of its groups and some events: drawn here, marked « exemple »."""

import math
from collections.abc import Callable
from datetime import date, timedelta

from django.utils import timezone
from PIL import Image, ImageDraw

from accounts.models import Group
from files import pictures
from history.models import Cause
from history.models import Event as Noted
from mapping.writing import create
from network.kinds import PHOTO
from network.models import Audience, Event, GalleryPhoto, PhotoState

_WIDTH, _HEIGHT = 1200, 900
_EVENTS = 3
Drawn = Callable[[ImageDraw.ImageDraw], None]


def _room(on: ImageDraw.ImageDraw) -> None:
    """A round table and the chairs around it."""
    on.rectangle((0, 0, _WIDTH, 520), fill="#f3e9d8")
    on.rectangle((0, 520, _WIDTH, _HEIGHT), fill="#b98a5a")
    on.rectangle((120, 90, 460, 400), fill="#a9d0e8", outline="#ffffff", width=16)
    on.rectangle((760, 120, 1060, 360), fill="#ffffff", outline="#6b4f34", width=10)
    for n in range(4):
        on.line((800, 170 + 45 * n, 1020 - 40 * (n % 2), 170 + 45 * n), fill="#6a6af4", width=10)
    for n in range(8):
        angle = 2 * math.pi * n / 8
        x, y = 600 + 400 * math.cos(angle), 660 + 150 * math.sin(angle)
        on.rounded_rectangle((x - 50, y - 40, x + 50, y + 40), 16, fill="#c94f3d" if n % 2 else "#2f6d8c")
    on.ellipse((300, 560, 900, 760), fill="#e8d3b0", outline="#8a633c", width=8)
    for x in (430, 560, 700):
        on.rectangle((x, 620, x + 80, 680), fill="#ffffff", outline="#8a633c", width=3)


def _shelf(on: ImageDraw.ImageDraw) -> None:
    """Books on shelves."""
    on.rectangle((0, 0, _WIDTH, _HEIGHT), fill="#e6efe4")
    colours = ("#c94f3d", "#2f6d8c", "#e0a526", "#4f8a4b", "#6a6af4", "#8c4a7c")
    for row in range(3):
        bottom = 280 + 270 * row
        on.rectangle((60, bottom, _WIDTH - 60, bottom + 24), fill="#8a633c")
        x = 90
        for n in range(17):
            width, height = 36 + (n * 7 + row * 5) % 28, 130 + (n * 31 + row * 17) % 90
            on.rectangle((x, bottom - height, x + width, bottom), fill=colours[(n + row) % len(colours)])
            on.line(
                (x + width // 2, bottom - height + 20, x + width // 2, bottom - 30), fill="#ffffff", width=3
            )
            x += width + 6


def _door(on: ImageDraw.ImageDraw) -> None:
    """A house with a blue door and flowers."""
    on.rectangle((0, 0, _WIDTH, 700), fill="#cfe4f2")
    on.rectangle((0, 700, _WIDTH, _HEIGHT), fill="#b9b4a8")
    on.rectangle((180, 240, 1020, 760), fill="#f2dcb8")
    on.polygon(((120, 250), (600, 60), (1080, 250)), fill="#b5563f")
    on.rectangle((520, 430, 700, 760), fill="#2f6d8c", outline="#ffffff", width=10)
    on.ellipse((660, 590, 684, 614), fill="#e0a526")
    for x in (260, 800):
        on.rectangle((x, 360, x + 150, 520), fill="#a9d0e8", outline="#ffffff", width=12)
        on.rectangle((x - 10, 530, x + 160, 570), fill="#8a633c")
        for n in range(6):
            on.ellipse((x + 26 * n - 6, 500, x + 26 * n + 26, 532), fill="#c94f3d" if n % 2 else "#e0a526")


def _two(on: ImageDraw.ImageDraw) -> None:
    """Two people, each a round and a rounded square, on either side of a table with a book."""
    on.rectangle((0, 0, _WIDTH, 620), fill="#e6efe4")
    on.rectangle((0, 620, _WIDTH, _HEIGHT), fill="#b98a5a")
    for x, coat, face in ((330, "#2f6d8c", "#c98f63"), (870, "#c94f3d", "#7a4f32")):
        on.rounded_rectangle((x - 150, 400, x + 150, 760), 70, fill=coat)
        on.ellipse((x - 95, 190, x + 95, 400), fill=face)
        on.arc((x - 45, 290, x + 45, 360), 20, 160, fill="#ffffff", width=8)
    on.rounded_rectangle((420, 620, 780, 700), 20, fill="#e8d3b0", outline="#8a633c", width=8)
    on.polygon(((500, 620), (600, 590), (600, 650), (500, 670)), fill="#ffffff", outline="#8a633c")
    on.polygon(((700, 620), (600, 590), (600, 650), (700, 670)), fill="#ffffff", outline="#8a633c")


_OF_GROUPS: tuple[tuple[Drawn, str, str], ...] = (
    (
        _room,
        "Dessin : une table ronde et huit chaises vides, un tableau au mur",
        "La salle de nos rencontres",
    ),
    (_shelf, "Dessin : trois étagères de livres de toutes les couleurs", "La bibliothèque partagée"),
    (_door, "Dessin : une maison à la porte bleue, des fleurs aux fenêtres", "Là où nous nous retrouvons"),
)
# One in which people would be recognised, with what says that they agreed.
_AGREED: tuple[Drawn, str, str] = (
    _two,
    "Dessin : deux personnes assises face à face, un livre ouvert entre elles",
    "Un premier entretien",
)
_CONSENT = "Amina et Paul, sur le dessin : accord écrit, le jour de la rencontre"
_AGREED_DAYS = 365


def fill(today: date) -> int:
    """Write the photographs of the example groups and of the first example events, unless one is or ever was
    written; how many were."""
    if Noted.objects.filter(kind=PHOTO.number).exists():
        return 0
    written = 0
    for group in Group.objects.filter(is_example=True).order_by("pk"):
        for rank, (drawn, alt, legend) in enumerate(_OF_GROUPS):
            _write(GalleryPhoto(group=group, audience=Audience.MEMBERS, rank=rank), drawn, alt, legend, today)
            written += 1
        agreed = GalleryPhoto(group=group, audience=Audience.MEMBERS, rank=len(_OF_GROUPS))
        _write(agreed, *_AGREED, today, consent=_CONSENT)
        written += 1
    events = Event.objects.filter(is_example=True, group=None, audience=Audience.PUBLIC).order_by(
        "start_day", "pk"
    )
    for n, event in enumerate(events[:_EVENTS]):
        one, consent = (_AGREED, _CONSENT) if n == 0 else (_OF_GROUPS[n % len(_OF_GROUPS)], "")
        _write(GalleryPhoto(event=event, audience=Audience.PUBLIC), *one, today, consent=consent)
        written += 1
    return written


def _write(
    photo: GalleryPhoto, drawn: Drawn, alt: str, legend: str, today: date, *, consent: str = ""
) -> None:
    image = Image.new("RGB", (_WIDTH, _HEIGHT), "#ffffff")
    drawn(ImageDraw.Draw(image))
    photo.file = pictures.store(pictures.of_image(image), "photo.jpg")
    photo.alt, photo.legend = alt, legend
    photo.credit, photo.taken_on = "dessin d’exemple", today - timedelta(days=20)
    photo.state, photo.recognisable, photo.is_example = PhotoState.SHOWN, bool(consent), True
    if consent:
        photo.consent_who, photo.for_print = consent, True
        photo.consent_until = today + timedelta(days=_AGREED_DAYS)
        photo.consent_noted_at = timezone.now()
    create(photo, cause=Cause.DEMO)
