# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two groups of a territory side by side: two intercommunalités, or two groups of staff's own."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from mapping import presentation
from territory import words
from territory.groups import Group
from territory.report import Report


@dataclass(frozen=True, slots=True)
class Compared:
    """The groups that may be compared, and the two that are: none, or both. `wrong` says which code names no
    group here."""

    offered: list[Group]
    chosen: list[Group]
    wrong: list[str]

    @property
    def lines(self) -> list[tuple[str, list[str]]]:
        """(what it is, of one and of the other), for a table."""
        return [
            (_("Habitants"), [words.number(each.totals.people_known) for each in self.chosen]),
            (_("Trop loin"), [words.number(each.totals.beyond_known) for each in self.chosen]),
            (_("Part"), [words.percent(each.totals.share_beyond) for each in self.chosen]),
            (
                _("Communes trop loin"),
                [
                    words.communes_text(each.totals.communes_beyond, each.totals.communes)
                    for each in self.chosen
                ],
            ),
            (_("Distance moyenne"), [words.kilometres(each.totals.mean_m) for each in self.chosen]),
            (
                _("Commune la plus loin"),
                [f"{words.kilometres(each.highest_m)} ({each.farthest})" for each in self.chosen],
            ),
        ]

    def is_chosen(self, group: Group, place: int) -> bool:
        """Whether a group is the first (0) or the second (1) of those compared."""
        return len(self.chosen) > place and self.chosen[place].code == group.code


def read(codes: Sequence[str], report: Report) -> Compared:
    """The two groups that an address names by their codes; one alone is not compared."""
    offered = [group for group in report.groups if group.code]
    by_code = {group.code: group for group in offered}
    named = [by_code[code] for code in dict.fromkeys(codes) if code in by_code]
    expected = _("%(value)s : ce n’est aucun des groupes de ce territoire.")
    wrong = [expected % {"value": presentation.quoted(code)} for code in codes if code not in by_code]
    chosen = named[:2] if len(named) > 1 else []
    return Compared(sorted(offered, key=lambda group: group.name), chosen, wrong)
