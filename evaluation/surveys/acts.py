# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the buttons of a survey do: what each refuses, in which words it asks once more, and what became of
it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from common import outbox
from common.dates import in_words
from common.numbers import counted
from evaluation.surveys import kept, mailing, reach, targets
from evaluation.surveys.models import State, Survey, SurveyQuestion, Whom


@dataclass(frozen=True, slots=True)
class Sure:
    """What is asked once more before an act: its title, what is to be known, the words of the button."""

    title: str
    said: list[str]
    button: str


@dataclass(frozen=True, slots=True)
class Act:
    """A button: why it is refused now (empty where it is not), what it does and then says, what it asks
    before."""

    refusal: Callable[[Survey], str]
    do: Callable[[Survey], str]
    sure: Callable[[Survey], Sure] | None = None


def _not_launched(held: Survey) -> str:
    if held.state != State.DRAFT:
        return "Cette enquête est déjà lancée."
    if not held.questions.exists():
        return "Ajoutez d’abord une question."
    if held.closes_on and held.closes_on < timezone.localdate():
        return "Son dernier jour est passé : changez-le d’abord."
    if held.whom != Whom.PUBLIC and not reach.recipients(held):
        return "Personne ne répond à ce choix : élargissez le territoire ou le thème."
    return ""


def _sure_to_launch(held: Survey) -> Sure:
    said = []
    if held.whom == Whom.PUBLIC:
        said.append("Tout le monde pourra répondre, par un lien et un code QR.")
    else:
        found = reach.reach(held)
        said.append("Invités : " + ", ".join(found.kinds) + ".")
        said.append("Comment : " + " ; ".join(f"{way} : {n}" for way, n in found.ways) + ".")
        if not found.reached:
            said.append("Rien ne les atteint : personne ne pourra répondre.")
        elif outbox.is_configured():
            said.append("Les courriels partent dès maintenant, ou le jour où l’enquête commence.")
    said.append("Une fois lancée, ni ses questions ni ceux qu’elle interroge ne changent plus.")
    return Sure(f"Lancer « {held.title} » ?", said, "Lancer l’enquête")


@transaction.atomic
def _launch(held: Survey) -> str:
    targets.invite(held)
    held.state = State.OPEN
    held.save(update_fields=["state"])
    written = mailing.write_of(held)
    return (
        f"L’enquête est lancée ; {counted(written, 'courriel part', 'courriels partent')}."
        if written
        else ("L’enquête est lancée.")
    )


def _not_open(held: Survey) -> str:
    return "" if held.state == State.OPEN else "Cette enquête n’est pas ouverte."


def _sure_to_close(held: Survey) -> Sure:
    said = ["Plus personne ne répondra ; ce qui est commencé sans être envoyé est effacé."]
    said.append(
        "Vous pourrez l’ouvrir à nouveau tant que ses résultats ne sont pas montrés à tous."
        if held.is_named
        else "Vous pourrez l’ouvrir à nouveau tant que personne n’aura lu ses résultats."
    )
    if held.target and held.whom != Whom.PUBLIC:
        answered = held.invited.filter(has_answered=True).count()
        said.insert(0, f"{counted(answered, 'réponse', 'réponses')}, sur {held.target} visées.")
    return Sure(f"Clore « {held.title} » ?", said, "Clore l’enquête")


def _close(held: Survey) -> str:
    kept.close(held)
    return "L’enquête est close."


def _not_to_reopen(held: Survey) -> str:
    if held.state != State.CLOSED:
        return "Cette enquête n’est pas close."
    if not held.may_open_again:
        return "Ses résultats ont été lus ou montrés : elle ne s’ouvre plus. Refaites-en une."
    return ""


def _reopen(held: Survey) -> str:
    kept.reopen(held)
    return "L’enquête est ouverte à nouveau."


def _not_to_read(held: Survey) -> str:
    return "" if held.state == State.CLOSED else "Les résultats se lisent une fois l’enquête close."


def _read(held: Survey) -> str:
    Survey.objects.filter(pk=held.pk).update(is_told=True)
    return "Voici les résultats."


def _not_to_remind(held: Survey) -> str:
    if not outbox.is_configured():
        return "Ce site n’envoie pas de courriel."
    if not held.is_answered_now:
        return "Cette enquête n’est pas ouverte aujourd’hui."
    if not mailing.would_remind(held):
        day = mailing.next_days(held)[1]
        if day is None:
            return "Il n’y a plus personne à relancer par courriel."
        return f"Personne n’est à relancer aujourd’hui : le prochain rappel peut partir le {in_words(day)}."
    return ""


def _sure_to_remind(held: Survey) -> Sure:
    reached = mailing.would_remind(held)
    said = [
        f"{counted(reached, 'courriel part', 'courriels partent')} à qui n’a pas répondu et n’a"
        f" reçu aucun courriel d’enquête depuis {mailing.BY_HAND_EVERY.days} jours.",
        f"Personne n’en reçoit plus de {mailing.MOST} pour une enquête, ni après avoir demandé"
        " de ne plus en recevoir.",
    ]
    return Sure("Relancer maintenant ?", said, "Relancer")


def _remind(held: Survey) -> str:
    return f"{counted(mailing.remind(held), 'rappel part', 'rappels partent')}."


def _not_to_show(held: Survey) -> str:
    return "" if held.state == State.CLOSED else "Les résultats se montrent une fois l’enquête close."


def _show(held: Survey) -> str:
    Survey.objects.filter(pk=held.pk).update(is_shown=True, is_told=True)
    return "Tout le monde peut lire les résultats, sans les textes."


def _hide(held: Survey) -> str:
    Survey.objects.filter(pk=held.pk).update(is_shown=False)
    return "Les résultats ne sont plus montrés."


def _sure_to_delete(held: Survey) -> Sure:
    return Sure(f"Effacer « {held.title} » ?", ["Avec ses réponses, pour de bon."], "Effacer l’enquête")


def _delete(held: Survey) -> str:
    held.delete()
    return "L’enquête et ses réponses sont effacées."


def _never(_held: Survey) -> str:
    return ""


def _up(one: SurveyQuestion) -> None:
    before = SurveyQuestion.objects.filter(survey=one.survey_id, position__lt=one.position)
    other = before.order_by("-position").first()
    if other:
        SurveyQuestion.objects.filter(pk=one.pk).update(position=other.position)
        SurveyQuestion.objects.filter(pk=other.pk).update(position=one.position)


def _out(one: SurveyQuestion) -> None:
    one.delete()


ACTS = {
    "lancer": Act(_not_launched, _launch, _sure_to_launch),
    "clore": Act(_not_open, _close, _sure_to_close),
    "rouvrir": Act(_not_to_reopen, _reopen),
    "lire": Act(_not_to_read, _read),
    "relancer": Act(_not_to_remind, _remind, _sure_to_remind),
    "montrer": Act(_not_to_show, _show),
    "cacher": Act(_never, _hide),
    "effacer": Act(_never, _delete, _sure_to_delete),
}
ON_QUESTIONS = {"monter": _up, "retirer": _out}
