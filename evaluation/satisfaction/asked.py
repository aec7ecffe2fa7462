# SPDX-License-Identifier: AGPL-3.0-or-later
"""The three questions, in short words, each with three answers; which of them is the good one."""

from django.utils.translation import gettext_lazy as _

from evaluation.questions import Kind, Option, Question

WELCOME, FOUND, RECOMMENDED = "accueil", "trouve", "recommande"
# Who sent the visitor here, counted as a fourth that nobody is asked.
PARTNER = "partenaire"
# What was left empty.
UNSAID = "rien"

GOOD = {WELCOME: "content", FOUND: "oui", RECOMMENDED: "oui"}
FACES = ("face-happy", "face-neutral", "face-sad")

QUESTIONS = (
    Question(
        WELCOME,
        Kind.CHOICE,
        _("Comment s’est passée votre visite ?"),
        (
            Option("content", _("Bien")),
            Option("moyen", _("Moyen")),
            Option("mecontent", _("Mal")),
        ),
    ),
    Question(
        FOUND,
        Kind.CHOICE,
        _("Avez-vous eu l’aide que vous cherchiez ?"),
        (
            Option("oui", _("Oui")),
            Option("partie", _("En partie")),
            Option("non", _("Non")),
        ),
    ),
    Question(
        RECOMMENDED,
        Kind.CHOICE,
        _("Diriez-vous à un ami de venir ici ?"),
        (
            Option("oui", _("Oui")),
            Option("peutetre", _("Peut-être")),
            Option("non", _("Non")),
        ),
    ),
)
# What the good answer says of somebody, as figures tell it.
SAID = {
    WELCOME: _("satisfaits de leur visite"),
    FOUND: _("ont eu l’aide cherchée"),
    RECOMMENDED: _("recommanderaient le lieu"),
}


def options(code: str) -> list[str]:
    """The answers to a question, by code, with what was left empty last."""
    (question,) = (one for one in QUESTIONS if one.code == code)
    return [*(one.code for one in question.options), UNSAID]


def to_send(name: str) -> tuple[str, str]:
    """What goes with a code that is sent, in the language of whoever gets it: its subject, and its text
    without the link. `name` is the structure's."""
    said = {"name": name}
    subject = _("Votre avis : %(name)s") % said
    return str(subject), str(
        _("Votre avis sur %(name)s : trois questions, une minute, sans votre nom.") % said
    )
