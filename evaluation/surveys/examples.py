# SPDX-License-Identifier: AGPL-3.0-or-later
"""The surveys that the first run of a try shows: one that its professionals may answer, one that is open to
everyone, one that is closed and whose results everyone reads. A survey has an author: where the site is no
try, there is nobody to be it, and none is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.models import Group, User
from demonstration import people
from demonstration.examples import MARK
from demonstration.scope import Scope
from evaluation.questions import NO, YES, Kind
from evaluation.surveys import kept
from evaluation.surveys.models import Invited, State, Survey, SurveyQuestion, Whom
from evaluation.surveys.targets import people as asked_people

_LEFT = "professionnelle@"


@dataclass(frozen=True, slots=True)
class _Question:
    """A question; `options` are its answers with how often each is drawn, of a hundred; `texts` are what was
    written, each once, where it is answered in words; `likely` is how often it is answered."""

    kind: Kind
    label: str
    options: tuple[tuple[str, str, int], ...] = ()
    texts: tuple[str, ...] = ()
    is_required: bool = False
    numbers: tuple[int, int] = (0, 0)
    likely: float = 0.95


_HOURS = (
    _Question(
        Kind.CHOICE,
        "Quand pouvez-vous venir le plus facilement ?",
        (
            ("matin", "Le matin", 30),
            ("apres-midi", "L’après-midi", 24),
            ("soir", "Après 18 h", 32),
            ("samedi", "Le samedi", 14),
        ),
        is_required=True,
    ),
    _Question(
        Kind.SEVERAL,
        "Comment venez-vous ?",
        (("pied", "À pied", 45), ("bus", "En bus ou en train", 50), ("voiture", "En voiture", 30)),
    ),
    _Question(
        Kind.SCALE,
        "L’accueil est-il facile à trouver ?",
        (("1", "", 4), ("2", "", 9), ("3", "", 22), ("4", "", 38), ("5", "", 27)),
    ),
    _Question(
        Kind.YES_NO,
        "Avez-vous déjà renoncé à venir à cause des horaires ?",
        ((YES, "", 42), (NO, "", 58)),
    ),
    _Question(
        Kind.SHORT,
        "Que faudrait-il changer en premier ?",
        texts=(
            "Ouvrir un soir par semaine",
            "Un panneau à l’arrêt de bus",
            "Répondre au téléphone le midi",
            "Une salle pour les enfants",
            "Dire à l’avance quand c’est fermé",
        ),
        likely=0.3,
    ),
)
_NETWORK = (
    _Question(
        Kind.CHOICE,
        "À quel rythme vous réunir avec les autres structures ?",
        (
            ("mois", "Chaque mois", 25),
            ("deux-mois", "Tous les deux mois", 50),
            ("trimestre", "Chaque trimestre", 25),
        ),
        is_required=True,
    ),
    _Question(
        Kind.SEVERAL,
        "De quoi parler en premier ?",
        (
            ("interprete", "L’interprétariat", 60),
            ("domicile", "Les personnes sans adresse", 50),
            ("vendredi", "Le vendredi après-midi", 40),
        ),
    ),
    _Question(
        Kind.SCALE,
        "L’annuaire vous aide-t-il à orienter ?",
        (("3", "", 30), ("4", "", 50), ("5", "", 20)),
    ),
    _Question(
        Kind.NUMBER,
        "Combien de personnes orientez-vous vers une autre structure, en une semaine ?",
        numbers=(4, 25),
    ),
    _Question(
        Kind.LONG,
        "Une réussite à raconter aux autres ?",
        texts=("Nous appelons la structure devant la personne : elle y va plus souvent.",),
        likely=0.6,
    ),
)
_DIGITAL = (
    _Question(
        Kind.CHOICE,
        "Quelle démarche en ligne vous a posé le plus de difficultés ?",
        (
            ("sejour", "Le titre de séjour", 34),
            ("caf", "La CAF", 26),
            ("emploi", "France Travail", 20),
            ("sante", "L’Assurance maladie", 12),
            ("autre", "Une autre", 8),
        ),
        is_required=True,
    ),
    _Question(
        Kind.SEVERAL,
        "Qui vous a aidé ?",
        (
            ("structure", "Une structure d’ici", 55),
            ("famille", "La famille ou des amis", 40),
            ("mairie", "La mairie", 22),
            ("personne", "Personne", 15),
        ),
    ),
    _Question(
        Kind.SCALE,
        "Êtes-vous à l’aise avec un ordinateur ou un téléphone ?",
        (("1", "", 18), ("2", "", 24), ("3", "", 27), ("4", "", 20), ("5", "", 11)),
    ),
    _Question(
        Kind.YES_NO,
        "Avez-vous fini la démarche ?",
        ((YES, "", 71), (NO, "", 29)),
    ),
    _Question(
        Kind.NUMBER,
        "Combien de fois a-t-il fallu revenir ?",
        numbers=(0, 5),
        likely=0.8,
    ),
)


@dataclass(frozen=True, slots=True)
class _Survey:
    """A survey: since how many days, until how many days from now (before today where it is closed)."""

    title: str
    introduction: str
    questions: Sequence[_Question]
    opened: int
    ends: int
    answers: int
    group: str = ""


_SURVEYS = (
    _Survey(
        f"Les démarches en ligne : où est-ce difficile ? {MARK}",
        "Une minute, sans nom. Vos réponses disent où ouvrir un accueil numérique.",
        _DIGITAL,
        opened=75,
        ends=-15,
        answers=41,
    ),
    _Survey(
        f"Nos horaires vous conviennent-ils ? {MARK}",
        "Cinq questions courtes, sans nom. Elles serviront à changer les horaires d’accueil.",
        _HOURS,
        opened=12,
        ends=30,
        answers=14,
    ),
    _Survey(
        f"Préparer la prochaine rencontre du réseau {MARK}",
        "Cinq questions pour que la rencontre serve à chacun.",
        _NETWORK,
        opened=6,
        ends=21,
        answers=2,
        group=people.GROUP,
    ),
)


@transaction.atomic
def fill(scope: Scope, today: date) -> int:
    """Write the surveys of a try, unless one is written already; how many were."""
    if not settings.DEBUG or Survey.objects.exists():
        return 0
    author = people.account("prefecture")
    random = Random(f"surveys/{scope.code}")
    return sum(_survey(told, author, today, random) for told in _SURVEYS)


def remove() -> int:
    """Delete the surveys of the examples, with what was answered; how many went."""
    gone = Survey.objects.filter(title__in=[told.title for told in _SURVEYS])
    count = gone.count()
    gone.delete()
    return count


def _survey(told: _Survey, author: User, today: date, random: Random) -> bool:
    group = Group.objects.filter(name=told.group, is_example=True).first() if told.group else None
    if told.group and group is None:
        return False
    survey = Survey.objects.create(
        author=author,
        title=told.title,
        introduction=told.introduction,
        whom=Whom.MEMBERS if group else Whom.PUBLIC,
        group=group,
        opens_on=today - timedelta(days=told.opened),
        # One takes answers until it ends: that which is over is dated once it has them.
        closes_on=today + timedelta(days=max(told.ends, 0)),
        reminds=False,
        state=State.OPEN,
    )
    questions = [_question(survey, one, place) for place, one in enumerate(told.questions, 1)]
    asked = _invite(survey) if group else [None] * told.answers
    for number, invited in enumerate(asked[: told.answers]):
        answers = {
            question.code: value
            for question, one in zip(questions, told.questions, strict=True)
            if (value := _answer(one, number, random)) not in (None, [])
        }
        kept.answer(survey, answers, invited)
    if told.ends < 0:
        kept.close(survey)
        Survey.objects.filter(pk=survey.pk).update(closes_on=today + timedelta(days=told.ends), is_shown=True)
    return True


def _question(survey: Survey, one: _Question, place: int) -> SurveyQuestion:
    offered = one.kind in (Kind.CHOICE, Kind.SEVERAL)
    return SurveyQuestion.objects.create(
        survey=survey,
        position=place,
        kind=one.kind,
        label=one.label,
        options=[[code, words, 0] for code, words, _often in one.options] if offered else [],
        is_required=one.is_required,
    )


def _invite(survey: Survey) -> list[Invited]:
    """Ask the members of its group that are accounts of a try, and nobody else who may be there by now; the
    last of them is the professional, who is left to answer."""
    members = sorted(
        asked_people(survey).filter(is_example=True), key=lambda one: one.email.startswith(_LEFT)
    )
    return [Invited.objects.create(survey=survey, user=one) for one in members]


def _answer(one: _Question, number: int, random: Random) -> Any:
    """What the `number`-th says to a question; None, or an empty list, for nothing."""
    if not one.is_required and random.random() > one.likely:
        return None
    if one.texts:
        return one.texts[number] if number < len(one.texts) else None
    if one.kind == Kind.NUMBER:
        return random.randint(*one.numbers)
    often: Mapping[str, int] = {code: weight for code, _words, weight in one.options}
    if one.kind == Kind.SEVERAL:
        return [code for code, weight in often.items() if random.random() * 100 < weight]
    return random.choices(list(often), list(often.values()))[0]
