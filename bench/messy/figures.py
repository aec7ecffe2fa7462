"""The figures of the messy workbooks: unattended, then once the questions are answered."""

from collections.abc import Sequence

from bench.messy.hours import Reading
from bench.messy.score import Outcome, Score, by_shape, median_questions, together, worst
from bench.report import Row

COMMAND = "make bench-messy"
# What every import must keep, of the data cells of all files.
WRONG, LOST, RIGHT_AFTER = "<= 0.1", "<= 0", ">= 95"
QUESTIONS_MEDIAN, QUESTIONS_MOST = "<= 6", "<= 15"


def rows(before: Sequence[Score], after: Sequence[Score]) -> list[Row]:
    """The rows of a run: `before` without any answer, `after` with the questions answered from the truth."""
    unattended, answered = together("all", before), together("all", after)
    cells = unattended.data
    lines = [
        _share("cells right, unattended", unattended, Outcome.RIGHT),
        _share("cells asked, unattended", unattended, Outcome.ASKED),
        _share("cells kept as text, unattended", unattended, Outcome.KEPT),
        _share("cells told as not taken, unattended", unattended, Outcome.TOLD),
        _share("cells wrong, unattended", unattended, Outcome.WRONG, must=WRONG),
        _share("cells lost without a word, unattended", unattended, Outcome.LOST, must=LOST),
        _share("cells right, questions answered", answered, Outcome.RIGHT, must=RIGHT_AFTER),
        _share("cells wrong, questions answered", answered, Outcome.WRONG, must=WRONG),
        _share("cells lost without a word, questions answered", answered, Outcome.LOST, must=LOST),
        Row("values invented", unattended.invented, "values", "<= 0", samples=cells, command=COMMAND),
        Row("details of persons made public", unattended.exposed, "values", "<= 0", command=COMMAND),
        _questions("questions per file, median", median_questions(unattended), QUESTIONS_MEDIAN, before),
        _questions("questions per file, most", max(unattended.questions), QUESTIONS_MOST, before),
        _told(f"the worst file: {worst(before).name}", worst(before)),
    ]
    return lines + [_told(f"class: {name}", score) for name, score in by_shape(before).items()]


def hours_rows(counts: dict[Reading, int]) -> list[Row]:
    """The rows of the hours: right, kept as text where there was a week, wrong."""
    total = sum(counts.values())
    return [
        Row("hours wrong", counts.get(Reading.WRONG, 0), "signs", "<= 0", samples=total, command=COMMAND),
        Row(
            "hours kept as text",
            100 * counts.get(Reading.KEPT, 0) / total,
            "%",
            "<= 10",
            samples=total,
            command=COMMAND,
        ),
    ]


def _share(figure: str, score: Score, outcome: Outcome, must: str | None = None) -> Row:
    return Row(figure, 100 * score.share(outcome), "%", must, samples=score.data, command=COMMAND)


def _questions(figure: str, value: float, must: str, scores: Sequence[Score]) -> Row:
    return Row(figure, float(value), "questions", must, samples=len(scores), command=COMMAND)


def _told(figure: str, score: Score) -> Row:
    """A class, or a file: its share right, and the others in words."""
    others = ", ".join(
        f"{outcome.value} {100 * score.share(outcome):.2f}"
        for outcome in (Outcome.ASKED, Outcome.KEPT, Outcome.TOLD, Outcome.WRONG, Outcome.LOST)
    )
    return Row(
        figure,
        100 * score.share(Outcome.RIGHT),
        "% right",
        samples=score.data,
        absolute=others,
        command=COMMAND,
    )
