# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a structure is told to a reader: distances, addresses, hours and links, in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, urlencode

import phonenumbers
from django.urls import reverse
from django.utils import formats
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from mapping import hours
from mapping.models import TemporaryClosure
from mapping.models.address import PositionPrecision
from mapping.models.structure import slug_of
from mapping.vocabulary import THEMES

# People walk 1.34 times the straight line, the mean detour of European street networks
# (doi 10.1177/23998083231168870), at 4.8 km/h.
DETOUR = 1.34
METRES_PER_MINUTE = 80
# Beyond an hour on foot, nobody asks how long it takes.
MAX_WALK_MINUTES = 60
# Nearer than this, a distance in figures would pretend to be exact.
NEXT_DOOR_M = 50
# Of what stands at the point of its commune, nobody knows that it is nearer.
APPROXIMATE_M = 1000
# As many letters of what a stranger wrote in a link as a sentence repeats.
_REPEATED = 40

_VOWELS = "aeiouàâäéèêëîïôöùûüœæ"


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number as people read it, and as the address of a `tel:` link."""

    text: str
    href: str


def _rounded(number: float, digits: int) -> str:
    # Django's number_format cuts decimals off: 0.996 would be « 0,9 ».
    return formats.number_format(round(number, digits), digits)


def distance_text(metres: float, *, located: bool = True) -> str:
    """« moins de 50 m », « 850 m », « 2,3 km », « 34 km »; spaces do not break. Of what is not `located`, and
    stands at the point of its commune: « environ 2 km », never less than one."""
    if not located:
        about = told_metres(metres, located=False) / 1000
        return _("environ %(distance)s") % {"distance": _kilometres(_rounded(about, 0))}
    if metres < NEXT_DOOR_M:
        return _("moins de %(n)d\N{NO-BREAK SPACE}m") % {"n": NEXT_DOOR_M}
    if metres < 995:
        return _("%(n)s\N{NO-BREAK SPACE}m") % {"n": f"{round(metres, -1):.0f}"}
    digits = 1 if metres < 9_950 else 0
    return _kilometres(_rounded(metres / 1000, digits))


def told_metres(metres: float, *, located: bool) -> float:
    """The distance that a reader is told, in metres: of what stands at the point of its commune, a kilometre
    at least. What is nearest first is in this order, which is the one that they can check."""
    return metres if located else max(metres, APPROXIMATE_M)


def map_themes() -> list[dict[str, str]]:
    """Each theme as the map's scripts draw it."""
    return [
        {
            "code": theme.code,
            "nom": str(theme.nom),
            "couleur": theme.colour,
            "pictogramme": theme.pictogram,
        }
        for theme in THEMES
    ]


def short_name(name: str, is_example: bool) -> str:
    """The name without the « (exemple) » that the badge beside it already says."""
    return name.removesuffix("(exemple)").rstrip() or name if is_example else name


def kilometres_text(kilometres: float) -> str:
    """A radius: « 10 km », « 2,5 km »."""
    digits = 0 if kilometres == int(kilometres) else 1
    return _kilometres(_rounded(kilometres, digits))


def _kilometres(number: str) -> str:
    return _("%(n)s\N{NO-BREAK SPACE}km") % {"n": number}


def repeated(text: str) -> str:
    """As much of what a stranger wrote in a link as a sentence repeats."""
    return text.strip()[:_REPEATED]


def quoted(text: str) -> str:
    """What a link says, as a sentence repeats it: « abc »."""
    return _("« %(words)s »") % {"words": repeated(text)}


def unknown_text(parameters: Iterable[str]) -> str:
    """What to say of the parameters of a link that mean nothing on a page; empty without any."""
    names = listed(map(quoted, parameters))
    if not names:
        return ""
    return _(
        "Ce lien contient un réglage que nous ne connaissons pas (%(names)s) ; il n’a pas été pris en compte."
    ) % {"names": names}


def listed(words: Iterable[object]) -> str:
    """« a, b, c »."""
    return pgettext("entre les mots d'une liste", ", ").join(str(word) for word in words)


def walk_text(metres: float, *, short: bool = False) -> str:
    """« environ 38 min à pied », « 38 min à pied »; empty next door and beyond an hour."""
    if metres < NEXT_DOOR_M:
        return ""
    minutes = max(1, round(metres * DETOUR / METRES_PER_MINUTE))
    if minutes > MAX_WALK_MINUTES:
        return ""
    text = (
        ngettext("%(num)d min à pied", "%(num)d min à pied", minutes)
        if short
        else ngettext("environ %(num)d min à pied", "environ %(num)d min à pied", minutes)
    )
    return text % {"num": minutes}


def of(name: str) -> str:
    """« de Melun », « d'Avon », « du Mée-sur-Seine », « des Lilas », as after a distance."""
    return pgettext("après une distance", "de %(place)s") % {"place": name} if _elsewhere() else _of(name)


def within(name: str) -> str:
    """« de Seine-et-Marne », as after what is to be found there."""
    if _elsewhere():
        return pgettext("après ce qui s’y trouve", "de %(place)s") % {"place": name}
    return _of(name)


def inhabitants_of(name: str) -> str:
    """« les habitants de Melun »."""
    if _elsewhere():
        return _("les habitants de %(place)s") % {"place": name}
    return f"les habitants {_of(name)}"


def near(name: str) -> str:
    """« près de Melun », « près d'Avon »."""
    return _("près de %(place)s") % {"place": name} if _elsewhere() else f"près {_of(name)}"


def _elsewhere() -> bool:
    """Whether the reader's language is another than French, whose contractions a catalogue cannot tell."""
    return (get_language() or "fr").split("-")[0] != "fr"


def _of(name: str) -> str:
    for article, contracted in (("Le ", "du "), ("Les ", "des ")):
        if name.startswith(article):
            return contracted + name.removeprefix(article)
    return f"d'{name}" if name[:1].lower() in _VOWELS else f"de {name}"


@lru_cache(maxsize=4096)
def phone_of(number: str) -> Phone | None:
    """A number to show and to dial; None without one. What is not a known number is left as written."""
    if not number.strip():
        return None
    try:
        parsed = phonenumbers.parse(number, "FR")
    except phonenumbers.NumberParseException:
        dialled = "".join(character for character in number if character in "+0123456789")
        return Phone(number, f"tel:{dialled}")
    national = parsed.country_code == 33
    shape = phonenumbers.PhoneNumberFormat
    text = phonenumbers.format_number(parsed, shape.NATIONAL if national else shape.INTERNATIONAL)
    if phonenumbers.is_valid_number(parsed):
        return Phone(text, "tel:" + phonenumbers.format_number(parsed, shape.E164))
    return Phone(number, "tel:" + "".join(c for c in number if c in "+0123456789"))


def structure_path(structure_id: int, name: str) -> str:
    """The canonical path of a structure's page, in the reader's language."""
    return _structure_path(structure_id, name, get_language())


# A list writes twenty, and the same structures are found again and again.
@lru_cache(maxsize=4096)
def _structure_path(structure_id: int, name: str, language: str | None) -> str:
    return reverse("structure", args=[structure_id, slug_of(name)])


def address_line(adresse: str, complement: str, code_postal: str, commune: str) -> str:
    """« 16 rue Paul-Doumer, bâtiment B, 77000 Melun », without what is not known."""
    return ", ".join(part for part in (adresse, complement, f"{code_postal} {commune}".strip()) if part)


def place_note(masked: bool, precision: str, has_street: bool, confidential: bool = False) -> str:
    """What a reader must know of the point, empty when it is where it says. `confidential` says that others
    may not see it."""
    if masked:
        return _("adresse confidentielle : distance au centre de la commune")
    if confidential:
        return _("adresse confidentielle : ne la donnez qu’à la personne qui s’y rend")
    if precision == PositionPrecision.COMMUNE and has_street:
        return _("position approximative : centre de la commune")
    if precision == PositionPrecision.COMMUNE:
        return _("adresse non renseignée : centre de la commune")
    return ""


def is_located(masked: bool, precision: str) -> bool:
    """Whether the point is the place itself, so that one may walk to it."""
    return not masked and precision not in ("", PositionPrecision.COMMUNE)


def closures_of(structure_id: int) -> list[hours.Closure]:
    """The closures of a structure that the reader was already given, in one query."""
    rows = TemporaryClosure.objects.filter(structure_id=structure_id).order_by("first_day", "pk")
    return [hours.Closure(row.first_day, row.last_day, row.reason) for row in rows]


def sms_link(lines: Iterable[str]) -> str:
    """A link that opens the phone's messages with a text ready, and nobody to send it to yet."""
    return "sms:?&body=" + quote("\n".join(line for line in lines if line))


def mail_link(subject: str, lines: Iterable[str]) -> str:
    """A link that opens the mail program with a message ready."""
    body = "\r\n".join(line for line in lines if line)
    return "mailto:?" + urlencode({"subject": subject, "body": body}, quote_via=quote)
