# SPDX-License-Identifier: AGPL-3.0-or-later
"""The emergency numbers, in one place: every page, sheet and error that tells them reads them here.

All are free and, unless said otherwise, answered day and night. Sources: service-public.gouv.fr (F33954,
A14455), solidaritefemmes.org, 3114.fr, as of November 2026.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mapping.models import VisibleService
from search import registry
from search.question import Search

_ALWAYS = _("gratuit, jour et nuit")


@dataclass(frozen=True, slots=True)
class Number:
    """One number: `short` says in a few words what it is for, `word` in one, `who` for whom it is, `when`
    when it answers, `more` what else helps to call it. `href` dials it, or begins a message where nobody
    speaks."""

    shown: str
    short: str | Promise
    who: str | Promise
    when: str | Promise = _ALWAYS
    more: str | Promise = ""
    is_message: bool = False
    word: str | Promise = ""

    @property
    def href(self) -> str:
        """The link that calls, or writes."""
        return f"{'sms' if self.is_message else 'tel'}:{self.shown.replace(' ', '')}"


@dataclass(frozen=True, slots=True)
class Situation:
    """What happens to somebody, in words of theirs, and whom to call."""

    title: str | Promise
    numbers: tuple[Number, ...]


POLICE = Number(
    "17",
    _("police et gendarmerie"),
    _("Police ou gendarmerie : on vous menace, on vous attaque."),
    word=_("police"),
)
EUROPE = Number(
    "112",
    _("danger immédiat, dans toute l’Europe"),
    _("Tous les secours, dans toute l’Europe, même sans crédit sur le téléphone."),
)
BY_MESSAGE = Number(
    "114",
    _("secours par SMS"),
    _("Par SMS, si vous ne pouvez pas parler ou si vous n’entendez pas."),
    is_message=True,
    word=_("par SMS"),
)
MEDICAL = Number(
    "15",
    _("urgence médicale"),
    _("Samu : malaise, blessure grave, médicament ou produit dangereux avalé."),
    word=_("Samu"),
)
FIRE = Number("18", _("pompiers"), _("Pompiers : incendie, accident, personne en péril."))
SHELTER = Number(
    "115",
    _("hébergement d’urgence, gratuit, jour et nuit"),
    _("Pour qui n’a nulle part où dormir, seul ou en famille, avec ou sans papiers."),
    more=_("L’attente peut être longue : ne raccrochez pas, rappelez."),
    word=_("abri"),
)
WOMEN = Number(
    "3919",
    _("violences faites aux femmes, anonyme et gratuit"),
    _("Pour les femmes que l’on frappe, menace, force ou enferme, et pour leurs proches."),
    more=_(
        "Anonyme, invisible sur les factures. À certaines heures aussi en arabe, anglais, dari, persan, turc…"
    ),
    word=_("violences"),
)
CHILDREN = Number(
    "119",
    _("enfant en danger"),
    _("Pour un enfant ou un jeune en danger, et pour qui s’inquiète pour lui."),
    more=_("Confidentiel, invisible sur les factures."),
    word=_("enfants"),
)
SUICIDE = Number(
    "3114",
    _("idées de suicide"),
    _("Pour qui pense à mourir, et pour ses proches. Des soignants répondent."),
    word=_("suicide"),
)
VICTIMS = Number(
    "116 006",
    _("aide aux victimes"),
    _("Pour toute victime, avec ou sans papiers : travail forcé, prostitution forcée, papiers confisqués."),
    _("gratuit, tous les jours, en journée"),
)

# What every page tells.
FIRST = (POLICE, MEDICAL, SHELTER, EUROPE, WOMEN, CHILDREN)
SITUATIONS = (
    Situation(_("Vous êtes en danger maintenant"), (POLICE, EUROPE, BY_MESSAGE)),
    Situation(_("Vous n’avez nulle part où dormir ce soir"), (SHELTER,)),
    Situation(_("On vous frappe, on vous menace ou on vous force"), (WOMEN, POLICE)),
    Situation(_("Un enfant est en danger"), (CHILDREN,)),
    Situation(_("Quelqu’un est malade, blessé ou empoisonné"), (MEDICAL, FIRE)),
    Situation(_("Vous pensez à mourir"), (SUICIDE,)),
    Situation(_("On vous fait travailler de force ou on garde vos papiers"), (VICTIMS, POLICE)),
)

# The standard has one topic for who separates and for who is hit: only words tell them apart.
VIOLENCE = "famille--surmonter-conflits-separation-violence"
URGENT = "personnes-en-situation-durgence"
# In the address of a page: « yes, somebody is in danger », as the guide was told.
IN_DANGER = "secours"

# As people write it, without accents nor apostrophes, in the languages of the site.
_SAYS_VIOLENCE = re.compile(
    r"violen|\bviols?\b|\bviole[ers]*\b|frapp|\bbattue?s?\b|menac|agress|maltrait|harcel|sequestr|enferm"
    r"|mariage force|marie[er]? de force|excis|prostitu|proxenet|\btraite d|victime|\bcoups\b|feminicide|3919"
    r"|en danger|tape dessus|(?:\bme|\bse fait|\bnous|\bla) (?:bat|bats|battre|tape|taper|cogne|cogner)\b"
    r"|\bme (?:gifle|force|insulte|viole)\b"
    r"|fait (?:peur|du mal)|pas en securite"
    r"|abus(?:ed|ive|er|e)?\b|\bbeat|\b(?:hit|hits|hurts?) me\b|\braped?\b|threat|\bdanger|unsafe|not safe"
    r"|assault|forced marriage|harass"
    r"|عنف|عنيف|ضرب|اغتصاب|تحرش|يهدد|خطر|قسري"
    r"|насил|\bбє\b|погрож|зґвалт|згвалт|ґвалту|небезпе|знуща|домаган|\bбьет\b|угрожа"
)
_SAYS_SEPARATION = re.compile(
    r"mediation|separation|separe|divorc|pension alim|garde altern|custody|child support|طلاق|انفصال|نفق"
    r"|розлуч|алімент|медіац"
)
_SAYS_CHILD = re.compile(
    r"\benfants?\b|\bfil(?:s|les?)\b|\bbebes?\b|mineure?s?\b|\bchild|\bkids?\b|\bdaughter"
    r"|طفل|اطفال|ابن|дитин|діт[ие]"
)
_SAYS_DYING = re.compile(
    r"suicid|\bmourir\b|me tuer|en finir|kill myself|want to die|انتحار|самогуб|суіцид|не хочу жити"
)
_SAYS_HURT = re.compile(
    r"urgence medicale|\bsamu\b|malaise|saigne|overdose|empoison|intoxi|\bblesse|inconscient|ambulance"
    r"|unconscious|bleeding|اسعاف|швидк[ау]"
)


def of_question(asked: Search, said: str = "", *, in_danger: bool = False) -> tuple[Number, ...]:
    """Whom to call before anything else is read, the most urgent first: where a question, the words that it
    was made of or the guide say violence or danger. None for any other question."""
    words = _plain(f"{said} {asked.criteria.q}")
    everything = [asked.criteria, *(need.criteria for need in asked.own)]
    told: list[Number] = []
    if _SAYS_DYING.search(words):
        told += [SUICIDE, MEDICAL]
    if _SAYS_HURT.search(words):
        told += [MEDICAL]
    is_violence = is_about_violence(asked, said)
    if is_violence or in_danger or any(URGENT in one.publics for one in everything):
        told += [POLICE, BY_MESSAGE, *([WOMEN] if is_violence or in_danger else []), SHELTER]
        if _SAYS_CHILD.search(words):
            told.append(CHILDREN)
    return tuple(dict.fromkeys(told))


def is_about_violence(asked: Search, said: str = "") -> bool:
    """Whether a question says violence: in words, or by the topic, where no word says that it is about a
    separation alone."""
    words = _plain(f"{said} {asked.criteria.q}")
    if _SAYS_VIOLENCE.search(words):
        return True
    everything = [asked.criteria, *(need.criteria for need in asked.own)]
    return any(VIOLENCE in one.thematiques for one in everything) and not _SAYS_SEPARATION.search(words)


def without_mediation(query: QueryDict, said: str) -> QueryDict:
    """The question of words that were just sent: where they say violence, without what hears both together.
    The page shows it as any condition, which may be taken back."""
    words = _plain(said)
    if not _SAYS_VIOLENCE.search(words) or "mediation" in words:
        return query
    asked = query.copy()
    asked[registry.SANS_MEDIATION.parameter] = registry.SANS_MEDIATION.code
    return asked


def is_for_victims(services: Iterable[VisibleService | None]) -> bool:
    """Whether one of the services of a place is meant for who is in danger: it says so, and not only its
    topic, which is that of separations too."""
    return any(
        URGENT in service.publics
        or (VIOLENCE in service.thematiques and _SAYS_VIOLENCE.search(_plain(service.nom)))
        for service in services
        if service is not None
    )


def _plain(text: str) -> str:
    """Small letters without marks nor apostrophes, in any alphabet."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(letter for letter in bare if not unicodedata.combining(letter) and letter not in "'’ʼ`")
    return " ".join(re.sub(r"[-_]", " ", kept).split())
