# SPDX-License-Identifier: AGPL-3.0-or-later
"""Results of a survey as tables to take away."""

from typing import Any

from evaluation.surveys.models import NamedAnswer, Survey
from evaluation.surveys.told import Results
from mapping.presentation import short_name


def shares(found: Results) -> list[list]:
    """A line for each offered answer, and for each mean; bounds are equal where the number is exact."""
    lines: list[list] = [["Question", "Réponse", "Au moins", "Au plus", "Sur", "Part", "Moyenne"]]
    for one in found.questions:
        lines += [
            [one.label, share.label, share.least, share.most, share.of, share.text, ""]
            for share in one.shares
        ]
        if one.mean is not None:
            lines.append([one.label, "", "", "", one.n, "", round(one.mean, 1)])
    return lines


def texts(found: Results) -> list[list]:
    """A line for each text, in alphabetical order."""
    return [["Question", "Texte"], *([one.label, text] for one in found.questions for text in one.texts)]


def named(survey: Survey) -> list[list]:
    """A line for each who answered a survey with names, a column for each question."""
    questions = list(survey.questions.all())
    words = {one.code: {code: text for code, text, _most in one.options} for one in questions}
    held = NamedAnswer.objects.filter(survey=survey).select_related("user", "structure")
    return [
        ["Qui", *(one.label for one in questions)],
        *(
            [_who(one), *(_text(one.answers.get(each.code), words[each.code]) for each in questions)]
            for one in held
        ),
    ]


def _who(one: NamedAnswer) -> str:
    if one.structure is not None:
        return short_name(one.structure.nom, one.structure.is_example)
    return str(one.user.full_name or one.user.email) if one.user else ""


def _text(value: Any, words: dict[str, str]) -> Any:
    if isinstance(value, list):
        return ", ".join(str(words.get(one, one)) for one in value)
    return words.get(value, value) if isinstance(value, str) else value
