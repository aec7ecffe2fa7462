# SPDX-License-Identifier: AGPL-3.0-or-later
"""The emergency numbers, in one place: every page, sheet and error that tells them reads them here.

All are free and, unless said otherwise, answered day and night. Sources: service-public.gouv.fr (F33954,
A14455), solidaritefemmes.org, 3114.fr, as of November 2026.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_ALWAYS = _("gratuit, jour et nuit")


@dataclass(frozen=True, slots=True)
class Number:
    """One number: `short` says in a few words what it is for, `who` for whom it is, `when` when it answers,
    `more` what else helps to call it. `href` dials it, or begins a message where nobody speaks."""

    shown: str
    short: str | Promise
    who: str | Promise
    when: str | Promise = _ALWAYS
    more: str | Promise = ""
    is_message: bool = False

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
    "17", _("police et gendarmerie"), _("Police ou gendarmerie : on vous menace, on vous attaque.")
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
)
MEDICAL = Number(
    "15", _("urgence médicale"), _("Samu : malaise, blessure grave, médicament ou produit dangereux avalé.")
)
FIRE = Number("18", _("pompiers"), _("Pompiers : incendie, accident, personne en péril."))
SHELTER = Number(
    "115",
    _("hébergement d’urgence, gratuit, jour et nuit"),
    _("Pour qui n’a nulle part où dormir, seul ou en famille, avec ou sans papiers."),
    more=_("L’attente peut être longue : ne raccrochez pas, rappelez."),
)
WOMEN = Number(
    "3919",
    _("violences faites aux femmes, anonyme et gratuit"),
    _("Pour les femmes que l’on frappe, menace, force ou enferme, et pour leurs proches."),
    more=_(
        "Anonyme, invisible sur les factures. À certaines heures aussi en arabe, anglais, dari, persan, turc…"
    ),
)
CHILDREN = Number(
    "119",
    _("enfant en danger"),
    _("Pour un enfant ou un jeune en danger, et pour qui s’inquiète pour lui."),
    more=_("Confidentiel, invisible sur les factures."),
)
SUICIDE = Number(
    "3114", _("idées de suicide"), _("Pour qui pense à mourir, et pour ses proches. Des soignants répondent.")
)
VICTIMS = Number(
    "116 006",
    _("aide aux victimes"),
    _("Pour toute victime, avec ou sans papiers : travail forcé, prostitution forcée, papiers confisqués."),
    _("gratuit, tous les jours, en journée"),
)

# What every page tells.
FIRST = (SHELTER, EUROPE, WOMEN, CHILDREN)
SITUATIONS = (
    Situation(_("Vous êtes en danger maintenant"), (POLICE, EUROPE, BY_MESSAGE)),
    Situation(_("Vous n’avez nulle part où dormir ce soir"), (SHELTER,)),
    Situation(_("On vous frappe, on vous menace ou on vous force"), (WOMEN, POLICE)),
    Situation(_("Un enfant est en danger"), (CHILDREN,)),
    Situation(_("Quelqu’un est malade, blessé ou empoisonné"), (MEDICAL, FIRE)),
    Situation(_("Vous pensez à mourir"), (SUICIDE,)),
    Situation(_("On vous fait travailler de force ou on garde vos papiers"), (VICTIMS, POLICE)),
)
