# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cutting a text into clauses: where one ends, and of which of them what stands between is said."""

from collections.abc import Sequence

from mapping.opening.french.clause import Clause, mentions_meeting
from mapping.opening.french.times import pairs_of
from mapping.opening.tokens import Kind, NotUnderstood, Token


def clauses_of(said: Sequence[Token]) -> list[Clause]:
    """Cut into clauses, a new one where days come again after times.

    Where the text begins with times, days follow their times.
    """
    return _Cutting(said).clauses()


class _Cutting:
    """Clauses as they are cut: the last one is open, and takes what comes."""

    def __init__(self, said: Sequence[Token]):
        self.said = said
        first = next(
            (t.kind for t in said if t.kind in (Kind.DAY, Kind.GROUP, Kind.CLOSED, Kind.TIME, Kind.EXCEPT)),
            None,
        )
        self.days_first = first is not Kind.TIME
        self.done: list[Clause] = []
        self.open = Clause(after_break=True)
        self.excluding = False
        self.before: Token | None = None  # the last that is no mark
        self.marks: list[Token] = []  # those since
        self.heads = False  # an appointment is the first word
        self.everywhere: bool | None = None  # an appointment that is said of the whole text

    def clauses(self) -> list[Clause]:
        """The clauses, in order. Raises NotUnderstood."""
        for index, token in enumerate(self.said):
            if token.kind in (Kind.MARK, Kind.BREAK, Kind.TO):
                self.marks.append(token)
                self._mark(token, self.said[index + 1] if index + 1 < len(self.said) else None)
                continue
            getattr(self, f"_{token.kind.value}")(token, index)
            self.before, self.marks = token, []
        self._close()
        self._settle()
        return self.done

    def _close(self) -> None:
        one = self.open
        if self.excluding and not one.excepted:
            raise NotUnderstood
        if one.days or one.excepted or one.said or one.closed:
            self.done.append(one)
        elif one.places or one.meeting is not None:
            raise NotUnderstood
        after_and = any(mark.raw == "et" for mark in self.marks) and not any(m.raw == "," for m in self.marks)
        self.open = Clause(after_break=self._broken(), after_and=after_and)
        self.excluding = False

    def _broken(self) -> bool:
        return any(mark.kind is Kind.BREAK for mark in self.marks)

    def _parted(self) -> bool:
        return any(mark.kind is Kind.BREAK or mark.raw in (",", "et", "/", " / ") for mark in self.marks)

    def _is(self, *kinds: Kind) -> bool:
        return self.before is not None and self.before.kind in kinds

    def _mark(self, token: Token, following: Token | None) -> None:
        one = self.open
        if token.raw in ("a", "au"):
            # « À » between no two days and no two times is of something else: « cours A », « à Melun ».
            both = {self.before.kind if self.before else None, following.kind if following else None}
            if not (both <= {Kind.DAY, Kind.GROUP} or both == {Kind.TIME}):
                raise NotUnderstood
        if self._is(Kind.DAY, Kind.GROUP):
            if token.kind is Kind.TO:
                if following and following.kind in (Kind.DAY, Kind.GROUP):
                    self._put(token)
            elif token.kind is Kind.MARK and token.raw not in "():":
                self._put(token)
            if token.kind is Kind.BREAK and one.closed and self.days_first:
                self._close()
                self.open.after_break = True
        elif self._is(Kind.TIME, Kind.PART, Kind.MEETING) and one.has_times and token.raw not in "():":
            one.said.append(token)

    def _put(self, token: Token) -> None:
        (self.open.excepted if self.excluding else self.open.days).append(token)

    def _day(self, token: Token, _index: int) -> None:
        one = self.open
        complete = one.has_times and (self.days_first or one.closed)
        shut = one.is_pause or (one.closed and one.days and self._is(Kind.CLOSED) and self.days_first)
        if (not self.excluding and (complete or shut)) or (self.excluding and self._broken()):
            self._close()
        elif self._is_unfit_for_a_day():
            raise NotUnderstood
        self._put(token)

    _group = _day

    def _is_unfit_for_a_day(self) -> bool:
        """Whether another day here would leave without hours what was said of those before."""
        one = self.open
        if self._is(Kind.DAY, Kind.GROUP):
            # « Lundi : (nothing), mardi : 9h-12h », on two lines.
            return self._broken()
        if self._is(Kind.PART, Kind.MEETING):
            return bool(one.days) and not one.has_times
        return not self.days_first and bool(one.days) and not self._is(Kind.TIME, Kind.EXCEPT)

    def _time(self, token: Token, _index: int) -> None:
        one = self.open
        begins = not one.has_times or bool(one.days) or self._is(Kind.CLOSED)
        if self.excluding and one.has_times:
            # « 9h-17h sauf vendredi 9h-16h »: a day of its own hours, where nothing else can be meant.
            if not one.excepted or self._parted() or not self.days_first or len(pairs_of(one.said)) > 1:
                raise NotUnderstood
            own = [t for t in one.excepted if t.kind is not Kind.MARK]
            self._close()
            self.open.days = own
        elif self.excluding:
            # « Tous les jours sauf lundi, mardi 9h-12h »: is Tuesday open?
            if not one.excepted or not one.days or any(mark.raw == "," for mark in one.excepted):
                raise NotUnderstood
            self.excluding = False
        elif one.closed and not one.days and self.done and len(self.done) == 1 and not self._broken():
            self.done[-1].without.append(int(token.value))
            one.is_pause = True
            return
        elif begins and (one.closed or (not self.days_first and one.days)):
            self._close()
        self.open.said.append(token)

    def _part(self, token: Token, _index: int) -> None:
        one = self.open
        if self.excluding:
            raise NotUnderstood
        if one.closed:
            if one.days or not self.done or not self._is(Kind.CLOSED):
                raise NotUnderstood
            self.done[-1].closed_parts.append(str(token.value))
            one.is_pause = True
            return
        one.said.append(token)

    def _closed(self, _token: Token, _index: int) -> None:
        one = self.open
        if not (self.days_first and one.days) or one.has_times or one.closed:
            self._close()
        if self.open.said:
            raise NotUnderstood
        self.open.closed = True

    def _except(self, _token: Token, _index: int) -> None:
        if self.excluding:
            raise NotUnderstood
        self.excluding = True

    def _place(self, token: Token, _index: int) -> None:
        if self.open.has_times and (self.days_first or self.open.days):
            self._close()
        self.open.places.add(str(token.value))

    def _meeting(self, token: Token, index: int) -> None:
        one = self.open
        rest = [t.kind for t in self.said[index + 1 :]]
        more = Kind.DAY in rest or Kind.GROUP in rest or Kind.TIME in rest
        asked = bool(token.value)
        if self.before is None or (not self.done and not one.days and not one.has_times):
            # At the head: of all where a colon or a line says so, or where there is but one clause.
            heads = index + 1 < len(self.said) and (
                self.said[index + 1].kind is Kind.BREAK or self.said[index + 1].raw == ":"
            )
            if heads:
                self._of_all(asked)
            else:
                one.meeting, self.heads = asked, True
        elif not one.has_times and one.days:
            one.meeting = asked
        elif one.has_times and not self.excluding and not self._parted():
            if self._is(Kind.TIME, Kind.PART) and not (one.days and not self.days_first):
                one.said.append(token)
            elif one.meeting is None:
                one.meeting = asked
            else:
                raise NotUnderstood
        elif more:
            if not self._broken():
                raise NotUnderstood
            self._close()
            self.open.meeting = asked
        else:
            # At the end, after a comma: of all, where that can be but one.
            if not self._broken() and len(self.done) + bool(one.has_times) > 1:
                raise NotUnderstood
            self._of_all(asked)

    def _of_all(self, asked: bool) -> None:
        if self.everywhere is not None:
            raise NotUnderstood
        self.everywhere = asked

    def _settle(self) -> None:
        """What is said of the whole text, and what may be said of more than where it stands."""
        done = self.done
        opening = [one for one in done if one.opens]
        said = [one for one in opening if one.meeting is not None or mentions_meeting(one)]
        if self.everywhere is not None:
            if said:
                raise NotUnderstood
            for one in opening:
                one.meeting = self.everywhere
        elif self.heads and len(said) == 1 and all(one.after_and for one in opening[1:]):
            # « Sur rdv le mardi 9h-12h et le jeudi 14h-17h »: of both.
            for one in opening:
                one.meeting = opening[0].meeting
        elif len(opening) > 1 and len(said) == 1:
            edge = said[0] is opening[0] if said[0].meeting is not None else said[0] is opening[-1]
            following = opening[1] if said[0] is opening[0] else opening[-1]
            if edge and not following.after_break:
                raise NotUnderstood
        places = [one.places for one in done if one.has_times]
        named = set().union(*places) if places else set()
        if len(named) > 1 or (named and not places[0]):
            raise NotUnderstood
