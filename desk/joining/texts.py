# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mails of coming in: to whoever asked, in the language of the page; the others, in French."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.joining import Asked

_RECEIVED = _("Votre demande est arrivée")
_SAID = {
    Asked.WAITS: (
        _RECEIVED,
        _(
            "Nous avons reçu votre demande de compte. Quelqu’un de votre organisation, de votre territoire ou"
            " de la préfecture la lit, et vous recevez la réponse à cette adresse."
        ),
    ),
    Asked.OPENED: (
        _("Votre compte est ouvert"),
        _("Votre compte est ouvert : connectez-vous avec cette adresse."),
    ),
    Asked.KNOWN: (
        _("Vous avez déjà un compte"),
        _("Un compte a été demandé avec cette adresse, qui en a déjà un : connectez-vous."),
    ),
    Asked.CLOSED: (
        _RECEIVED,
        _(
            "Un compte a été demandé avec cette adresse, dont le compte est fermé. Pour le rouvrir, écrivez à"
            " l’équipe du site."
        ),
    ),
}
_LEADS_TO_SIGNING_IN = {Asked.OPENED, Asked.KNOWN}


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to send."""

    subject: str
    text: str


def to_who_asked(outcome: Asked, sign_in: str) -> Letter:
    """What becomes of a request: this mail alone says it, the page answers everybody alike."""
    subject, text = _SAID[outcome]
    paragraphs = [gettext("Bonjour,"), str(text)]
    if outcome is Asked.WAITS:
        paragraphs.append(_who_answers())
    if outcome in _LEADS_TO_SIGNING_IN:
        paragraphs.append(sign_in)
    paragraphs.append(
        gettext(
            "Vous n’avez rien demandé ? Ne faites rien : rien ne s’ouvre sans cette adresse électronique."
        )
    )
    return letter(str(subject), *paragraphs)


def _who_answers() -> str:
    """The operator by its name, and within how long only where the site says so."""
    said = gettext("Si personne n’y a de compte, répond : %(operator)s.") % {
        "operator": settings.SITE_OPERATOR or gettext("l’équipe du site")
    }
    days = settings.REGISTRATION_ANSWER_DAYS
    if days:
        within = ngettext("D’habitude sous %(n)d jour.", "D’habitude sous %(n)d jours.", days) % {"n": days}
        said = f"{said} {within}"
    return said


def accepted(sign_in: str, organisation: str) -> Letter:
    """An account is open, or belongs to one organisation more."""
    where = f", pour {organisation}" if organisation else ""
    return letter(
        "Votre compte est ouvert",
        "Bonjour,",
        f"Votre compte est ouvert{where} : connectez-vous avec cette adresse.",
        sign_in,
    )


def refused(what: str, reason: str) -> Letter:
    """A request was refused, and why."""
    why = [f"Motif : {reason}"] if reason else []
    return letter(
        "Votre demande n’est pas acceptée",
        "Bonjour,",
        f"Votre demande ({what}) n’est pas acceptée.",
        *why,
        "C’est une erreur ? Écrivez à l’équipe du site.",
    )


def invited(by: str, organisation: str, sign_in: str) -> Letter:
    """Somebody opened an account for the reader."""
    where = f", pour {organisation}" if organisation else ""
    return letter(
        "Une invitation pour vous",
        "Bonjour,",
        f"{by} vous a ouvert un compte sur {settings.SITE_NAME}{where} : l’annuaire des structures qui"
        " accueillent et accompagnent, tenu par celles et ceux qui y travaillent.",
        "Connectez-vous avec cette adresse :",
        sign_in,
        "Vous ne connaissez pas cette personne ? Ne faites rien.",
    )


def holding_accepted(structure: str, organisation: str, page: str) -> Letter:
    """An organisation holds a structure from now on."""
    return letter(
        "Vous tenez une fiche de plus",
        "Bonjour,",
        f"{organisation} tient maintenant la fiche « {structure} » :",
        page,
    )


def waiting(count: int, page: str) -> Letter:
    """Requests wait for the reader."""
    what = "Une demande vous attend" if count == 1 else f"{count} demandes vous attendent"
    return letter(
        what,
        "Bonjour,",
        f"{what} dans votre espace : une personne veut entrer, ou tenir une fiche. Il suffit d’accepter ou de"
        " refuser.",
        page,
    )


def letter(subject: str, *paragraphs: str) -> Letter:
    """A mail of the site, signed with its name."""
    site = settings.SITE_NAME
    return Letter(f"{site} – {subject}"[:200], "\n\n".join([*paragraphs, site]))
