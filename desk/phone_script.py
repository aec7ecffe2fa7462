# SPDX-License-Identifier: AGPL-3.0-or-later
"""What to say on the phone: a few sentences to read out, about what the directory does not know."""

from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from desk.sheet import Sheet
from mapping.hours import State


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence in the reader's language, and in French to be read out: empty where both are one."""

    text: str
    french: str


def script(sheet: Sheet) -> list[Line]:
    """The sentences for a call to a structure: a greeting, then what the caller has to find out. None where
    only a professional may ask."""
    if sheet.services and all(service.by_referral for service in sheet.services):
        return []
    here = _sentences(sheet)
    if get_language() == "fr":
        return [Line(sentence, "") for sentence in here]
    with translation.override("fr"):
        return [Line(*pair) for pair in zip(here, _sentences(sheet), strict=True)]


def _sentences(sheet: Sheet) -> list[str]:
    theme = str(sheet.themes[0].nom).lower() if len(sheet.themes) == 1 else ""
    lines = [
        _("Bonjour, je cherche de l'aide : %(theme)s.") % {"theme": theme}
        if theme
        else _("Bonjour, je cherche de l'aide."),
        _("J'habite à … Est-ce que vous pouvez m'accueillir ?"),
    ]
    if sheet.now and sheet.now.state is State.UNKNOWN:
        lines.append(_("Quels jours et à quelle heure est-ce que je peux venir ?"))
    else:
        lines.append(_("Est-ce qu'il faut un rendez-vous ? Quand est-ce possible ?"))
    known = {fact.key for service in sheet.services for fact in service.facts if not fact.muted}
    if "a_apporter" not in known:
        lines.append(_("Quels papiers est-ce que je dois apporter ?"))
    if "cout" not in known:
        lines.append(_("Est-ce que c'est gratuit ?"))
    if not sheet.is_located:
        lines.append(_("À quelle adresse est-ce que je dois aller ?"))
    return lines
