# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the mails say that readers write by the site.

The team and the structures read them, in French, whatever the language of the page; what was typed stays as
it was typed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language, override

from desk.letters.forms import SUBJECTS, Reply
from desk.letters.offers import Addressee

_SUBJECTS = dict(SUBJECTS)
_LANGUAGES = dict(settings.LANGUAGES)


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that is ready: its subject, without a word that was typed, and its text."""

    subject: str
    text: str


def to_team(given: dict, about: str) -> Letter:
    """A message to the team. `about` says which page it is about, if any."""
    reader = get_language()
    with override(settings.LANGUAGE_CODE):
        subject = str(_SUBJECTS[given["sujet"]])
    lines: list[str | None] = [
        f"Sujet : {subject}",
        f"À propos de : {about}" if about else None,
        f"De : {given['nom'] or 'sans nom'}",
        _how_to_answer(given["reponse"]),
        _language(reader),
    ]
    return Letter(f"{settings.SITE_NAME} : {subject.lower()}", _laid_out(lines, given["message"]))


def to_structure(given: dict, to: Addressee, site: str) -> Letter:
    """A message to a structure, sent by the site whose address is `site`."""
    whom = f"« {to.name} »" + (f", service « {to.service} »" if to.service else "")
    lines: list[str | None] = [
        "Bonjour,",
        "",
        f"Quelqu’un vous écrit par le site {settings.SITE_NAME} ({site}), au sujet de {whom}.",
        "",
        f"De : {given['nom'] or 'sans nom'}",
        _how_to_answer(given["reponse"]),
        _language(get_language()),
    ]
    if to.is_hidden:
        lines.append(
            "Le lieu de cette structure est confidentiel : par le site, on n’en connaît que la commune."
        )
    end = ["Le site ne garde pas ce message. Il n’a pas vérifié qui l’écrit."]
    if settings.SITE_CONTACT:
        end.append(f"Un abus, ou ne plus recevoir de messages par le site : {settings.SITE_CONTACT}")
    subject = f"{settings.SITE_NAME} : un message pour vous"
    return Letter(subject, _laid_out(lines, given["message"], end))


def _how_to_answer(reply: Reply) -> str:
    if reply.email:
        return f"Pour répondre : {reply.email} (répondez simplement à ce courriel : votre adresse sera vue)"
    return f"Pour répondre : téléphone {reply.phone}" if reply.phone else "Aucune réponse n’est attendue."


def _language(code: str | None) -> str | None:
    if not code or code == settings.LANGUAGE_CODE:
        return None
    return f"Langue dans laquelle cette personne lisait le site : {_LANGUAGES[code]}"


def _laid_out(lines: list[str | None], message: str, end: Sequence[str] = ()) -> str:
    """The lines that say something; then what was typed, between rules."""
    told = [line for line in lines if line is not None]
    rule = "-" * 40
    return "\n".join([*told, "", rule, message.strip(), rule, *end]) + "\n"
