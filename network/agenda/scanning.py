# SPDX-License-Identifier: AGPL-3.0-or-later
"""A sentence of a recurrence read piece after piece, from its beginning to its end."""

import re

from django.utils.translation import gettext as _

from network.agenda.pieces import EXCEPTED, PIECES, RANGE, Piece, Said
from network.agenda.refusal import Refused, not_understood

_NOT = re.compile(
    r"(?:et )?(?:sauf|hors|excepte(?:e?s?)?|a l'exception|a l'exclusion|en dehors)\b(?: (?:de|des)\b)?"
)
# What comes again, as a poster says it first: « Permanence tous les mardis ».
_HEADING = re.compile(r"(?:permanences?|accueil|cours|ateliers?|rencontres?|reunions?|seances?)\b")
_BETWEEN = re.compile(r"[\s,;:.()]+|- ")
_AND = re.compile(r"(?:et|&|puis)\b ?")
_ALSO = re.compile(r"(?:et )?(?:ainsi que|aussi|plus|et aussi|mais aussi)\b ?")


def scanned(text: str) -> Said:
    """What a folded text says, piece after piece. Raises Refused for what belongs to none."""
    return _Scanner(text).read()


class _Scanner:
    """Reads a text from its beginning: what stands between two pieces says whether the second goes on an
    exception (« sauf le 14 juillet et le 15 août ») or a rule (« sauf jours fériés, le mardi »)."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.said = Said()
        self.excepting = ""  # the kind of the exception that was read last

    def read(self) -> Said:
        """What the pieces say. Raises Refused for what belongs to none."""
        if heading := _HEADING.match(self.text):
            self.at = heading.end()
        while True:
            joined, marks = self._between()
            if self.at >= len(self.text):
                if joined:
                    raise not_understood(joined)
                break
            if match := _NOT.match(self.text, self.at):
                self.at = match.end()
                self._between()
                self._except_first()
            elif self.excepting and self._goes_on(joined, marks):
                pass
            else:
                self._rule(joined, marks)
        if not self.said.order:
            raise Refused(_("La phrase ne dit pas quand."))
        return self.said

    def _between(self) -> tuple[str, str]:
        """What joins the next piece to the one before: « et », « ainsi que », or marks alone."""
        marks, joined = "", ""
        while self.at < len(self.text):
            if match := _BETWEEN.match(self.text, self.at):
                marks += match[0]
            elif not joined and (match := _ALSO.match(self.text, self.at)):
                joined = "ainsi que"
            elif not joined and (match := _AND.match(self.text, self.at)):
                joined = "et"
            else:
                break
            self.at = match.end()
        return joined, marks.strip()

    def _except_first(self) -> None:
        if not self._take(EXCEPTED, excepting=True):
            raise self._unknown()

    def _goes_on(self, joined: str, marks: str) -> bool:
        """Whether the next piece is an exception too. Raises Refused where it may be one."""
        before, start = self.excepting, self.at
        if joined == "ainsi que":
            return False
        if not self._take(EXCEPTED, excepting=True, dry=True):
            return False
        kind = self.excepting
        self.excepting = before
        if joined == "et":
            return self._take(EXCEPTED, excepting=True)
        if kind == "days" or not marks:
            # « sauf jours fériés, le mardi »: the rule.
            return False
        if kind == "holidays":
            return self._take(EXCEPTED, excepting=True)
        is_range = re.compile(RANGE).match(self.text, start) is not None
        if before == "holidays" and is_range:
            return False
        if before == "dates" and not is_range:
            return self._take(EXCEPTED, excepting=True)
        words = self.text[start : start + 40]
        question = _(
            "Répétez « sauf » devant chaque exception, et dites les dates de début et de fin avant elle."
        )
        raise Refused(_("« %(words)s » : est-ce une exception ?") % {"words": words}, question)

    def _rule(self, joined: str, marks: str) -> None:
        before, start = self.excepting, self.at
        self.excepting = ""
        if not self._take(PIECES):
            raise self._unknown()
        order = self.said.order
        if order[-1] in ("hours", "part") and (
            (before in ("dates", "days") and not marks) or order[-2:-1] == ["also"]
        ):
            # « sauf le 14 avril à 14h », « ainsi que le 15 mars à 14h »: hours of that day alone?
            question = _(
                "Dites les heures juste après les jours : « tous les mardis à 14h, sauf le 14 avril »."
            )
            words = self.text[start : self.at]
            raise Refused(_("« %(words)s » : de quels jours sont ces heures ?") % {"words": words}, question)
        others = {"days", "through", "working", "ranked", "unit"}
        if order[-1] == "dates" and joined and others & set(order[:-1]):
            self.said.also.append(self.said.dates.pop())
            order[-1] = "also"
        elif joined == "ainsi que":
            raise not_understood(self.text[start : self.at])

    def _take(
        self,
        pieces: list[Piece],
        *,
        excepting: bool = False,
        dry: bool = False,
    ) -> bool:
        for kind, pattern, handler in pieces:
            match = pattern.match(self.text, self.at)
            if match is None or not match[0] or not _ends_a_word(self.text, match.end()):
                continue
            if excepting:
                self.excepting = kind
            if not dry:
                handler(self.said, match)
                self.said.order.append("except" if excepting else kind)
                self.at = match.end()
            return True
        return False

    def _unknown(self) -> Refused:
        """The words from here to where something is understood again."""
        end = self.at
        while end < len(self.text) and self.text[end] not in ",;.()\n":
            following = re.compile(r"\S+\s*").match(self.text, end)
            end = following.end() if following else len(self.text)
            if any(pattern.match(self.text, end) for _kind, pattern, _handler in PIECES) or _NOT.match(
                self.text, end
            ):
                break
        return not_understood(self.text[self.at : end] or self.text[self.at :])


def _ends_a_word(text: str, at: int) -> bool:
    return at >= len(text) or not (text[at].isalnum() and text[at - 1].isalnum())
