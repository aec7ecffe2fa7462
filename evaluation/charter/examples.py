# SPDX-License-Identifier: AGPL-3.0-or-later
"""The quality charter that a first run shows, that of a network of French workshops, and three example
structures that judged themselves by it: one has the label, one was visited and waits, one has just sent its
answers. All of it goes with the examples (`evaluation.charter.examples.remove`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import ProtectedError

from accounts.models import User
from demonstration import people
from demonstration.examples import MARK
from demonstration.scope import Scope
from demonstration.teaching import teaching
from evaluation.charter import acts, labels
from evaluation.charter.models import Assessment, Charter, Level, Outcome, Visit

TITLE = f"Charte des ateliers de français {MARK}"
_INTRODUCTION = (
    "Cette charte réunit les ateliers qui enseignent le français aux adultes. Elle dit ce que chacun peut"
    " attendre d’un atelier, où qu’il pousse la porte.\n\n"
    "Cette charte est un exemple : la préfecture et son réseau écrivent la leur."
)
_MONTHS = 36
_PUBLISHED_DAYS_AGO = 420
_WELCOME, _TEACHING = "Accueillir et orienter", "Enseigner"
_TEAM, _PROGRESS = "Faire équipe", "Évaluer et progresser"
CRITERIA = [
    {
        "section": _WELCOME,
        "text": "Chaque personne est reçue à un premier entretien, et son niveau est évalué à l’oral et à"
        " l’écrit avant l’entrée dans un groupe.",
        "evidence": "la grille du premier entretien",
        "is_required": True,
    },
    {
        "section": _WELCOME,
        "text": "Qui ne peut pas être inscrit ici repart avec l’adresse d’un autre atelier, vérifiée dans"
        " l’annuaire.",
        "evidence": "",
        "is_required": True,
    },
    {
        "section": _TEACHING,
        "text": "Les groupes sont faits par niveau ou par objectif, de quinze personnes au plus.",
        "evidence": "le planning des groupes",
        "is_required": True,
    },
    {
        "section": _TEACHING,
        "text": "Les séances partent de la vie de tous les jours : la santé, l’école, le logement, le"
        " travail, les démarches.",
        "evidence": "trois fiches de séance",
        "is_required": True,
    },
    {
        "section": _TEACHING,
        "text": "Les horaires tiennent compte du travail, de la garde des enfants et des transports.",
        "evidence": "",
        "is_required": False,
    },
    {
        "section": _TEAM,
        "text": "Chaque personne qui anime, bénévole ou salariée, a suivi une formation dans les deux ans.",
        "evidence": "les attestations",
        "is_required": True,
    },
    {
        "section": _PROGRESS,
        "text": "Les progrès sont évalués deux fois par an et dits à chacun, avec les niveaux du cadre"
        " européen (CECRL).",
        "evidence": "une grille d’évaluation remplie",
        "is_required": True,
    },
    {
        "section": _PROGRESS,
        "text": "L’avis des participants est demandé chaque année, et la fiche de l’annuaire est relue tous"
        " les six mois.",
        "evidence": "le dernier bilan",
        "is_required": False,
    },
]
_VISITORS = "La préfecture et deux ateliers du réseau"
_TO_COMPLETE = (
    "L’accueil et les groupes répondent à la charte. Il manque les attestations de formation de deux"
    " bénévoles : la formation du printemps les donne."
)


@dataclass(frozen=True, slots=True)
class _Story:
    """What a structure said of each criterion, in their order, and when: days ago. `visited`, `decided` are
    None where that has not come; `returned` is when it was first asked to complete its answers."""

    said: Sequence[tuple[Level, str]]
    opened: int
    sent: int
    visited: int | None = None
    remarks: str = ""
    returned: int | None = None
    sent_again: int | None = None
    decided: int | None = None


_LABELLED = _Story(
    (
        (Level.MET, "Entretien de trente minutes le mardi et le jeudi, grille commune du réseau."),
        (Level.MET, "Nous cherchons avec la personne dans l’annuaire, et nous appelons pour elle."),
        (Level.MET, "Quatre groupes de douze, affichés à l’entrée."),
        (Level.MET, "Une séance sur deux se passe dehors : pharmacie, mairie, gare."),
        (Level.PART, "Deux groupes sur quatre sont le soir ; rien encore le samedi."),
        (Level.MET, "Attestations de la formation du printemps, vues le jour de la visite."),
        (Level.MET, "En janvier et en juin, avec les repères du CECRL."),
        (Level.MET, "Bilan de juin, lu avec les participants."),
    ),
    opened=330,
    sent=312,
    visited=290,
    remarks="Deux séances suivies, un entretien avec l’équipe. Le planning est clair et tenu.",
    returned=284,
    sent_again=246,
    decided=232,
)
_VISITED = _Story(
    (
        (Level.MET, "Sur rendez-vous, le mercredi après-midi."),
        (Level.MET, ""),
        (Level.MET, "Trois groupes : débutants, A1, A2. Quatorze personnes au plus."),
        (Level.PART, "Fiches prêtes pour la santé et l’école ; le logement est en cours."),
        (Level.MET, "Le matin pendant l’école, et le jeudi à 19 h."),
        (Level.PART, "Cinq bénévoles sur sept ; les deux autres sont inscrits en janvier."),
        (Level.MET, "Grille remplie avec chacun, en décembre et en juin."),
        (Level.NOT, "Prévu pour la fin de l’année."),
    ),
    opened=58,
    sent=40,
    visited=9,
    remarks="Accueil très attentif. À voir : la formation des deux bénévoles, le bilan annuel.",
)
_SENT = _Story(
    (
        (Level.MET, "À chaque rentrée, et toute l’année sur demande."),
        (Level.MET, ""),
        (Level.PART, "Un groupe de dix-huit personnes, que nous partageons en janvier."),
        (Level.MET, "Fiches faites avec la bibliothèque."),
        (Level.NOT_CONCERNED, "Nos ateliers sont pour les parents, pendant l’école."),
        (Level.MET, "Attestations classées au bureau."),
        (Level.PART, "Une fois par an pour l’instant."),
        (Level.MET, "Questionnaire en images, en juin."),
    ),
    opened=16,
    sent=5,
)
_STORIES = (_LABELLED, _VISITED, _SENT)


@transaction.atomic
def fill(scope: Scope, today: date) -> int:
    """Write the charter and the three stories, unless a charter is written already; of structures that come
    anew with a load, their stories again. How many records were written."""
    own = Charter.objects.exclude(title=TITLE)
    if own.exists():
        return 0
    charter = Charter.objects.filter(title=TITLE).first()
    written = 0
    if charter is None:
        charter = _charter(today)
        written = 1 + len(CRITERIA)
    for structure, story in zip(_structures(scope), _STORIES, strict=False):
        if not Assessment.objects.filter(structure=structure).exists():
            written += _assessed(structure, story, today)
    return written


def remove() -> int:
    """Delete what examples said of themselves, and the charter where no structure is judged by it; how many
    assessments and charters went."""
    gone = Assessment.objects.filter(structure__is_example=True)
    count = gone.count()
    gone.delete()
    labels.changed()
    for charter in Charter.objects.filter(title=TITLE):
        try:
            charter.delete()
        except ProtectedError:
            continue
        count += 1
    return count


def _charter(today: date) -> Charter:
    charter = acts.start(TITLE, CRITERIA)
    charter.introduction, charter.months = _INTRODUCTION, _MONTHS
    charter.save(update_fields=["introduction", "months"])
    acts.publish(charter)
    Charter.objects.filter(pk=charter.pk).update(published_on=today - timedelta(days=_PUBLISHED_DAYS_AGO))
    return charter


def _structures(scope: Scope) -> list[int]:
    """The first examples that teach French and that nobody runs: nobody is written to of what is decided."""
    return list(teaching(scope).filter(organisation=None).values_list("pk", flat=True)[: len(_STORIES)])


def _assessed(structure: int, story: _Story, today: date) -> int:
    """One story, act after act as structures and staff do; how many records were written. An act says the day
    on which it is done: each is dated as it is told here."""

    def ago(days: int) -> date:
        return today - timedelta(days=days)

    assessment = acts.open_for(structure)
    criteria = assessment.charter.criteria.all()
    said = {one.pk: acts.Said(level, words) for one, (level, words) in zip(criteria, story.said, strict=True)}
    acts.write(assessment, said, None, seen=assessment.version)
    acts.send(assessment)
    sent = story.sent
    if story.visited is not None:
        Visit.objects.create(
            assessment=assessment, day=ago(story.visited), who=_VISITORS, remarks=story.remarks
        )
    if story.returned is not None and story.sent_again is not None:
        acts.decide(assessment, Outcome.TO_COMPLETE, _TO_COMPLETE, ago(story.returned), None, _staff())
        acts.send(assessment)
        sent = story.sent_again
    if story.decided is not None:
        day = ago(story.decided)
        end = labels.usual_end(assessment.charter, day)
        acts.decide(assessment, Outcome.ACCEPTED, "", day, end, _staff())
    Assessment.objects.filter(pk=assessment.pk).update(opened_on=ago(story.opened), sent_on=ago(sent))
    parts = (assessment.visits, assessment.decisions)
    return 1 + len(said) + sum(part.count() for part in parts)


def _staff() -> User | None:
    """Who decides, where the site is a try; nobody's name elsewhere."""
    return people.account("prefecture") if settings.DEBUG else None
