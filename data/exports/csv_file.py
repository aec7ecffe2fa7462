# SPDX-License-Identifier: AGPL-3.0-or-later
"""One line a structure: the services that the search found, joined, and its other services, named.

UTF-8 with its mark, so that Excel reads the accents.
"""

import csv
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from data.exports import columns
from data.exports.notice import notice
from data.exports.offered import Format
from data.exports.reading import entries
from data.exports.selection import Selection
from mapping.group_fields import files


class Echo:
    """What a csv writer writes to, giving each line back."""

    def write(self, line: str) -> str:
        """The line itself, which `csv` hands back to who writes a row."""
        return line


def lines(selection: Selection) -> Iterator[str]:
    """The file, line by line. Where it holds private details, its last column says so on each line."""
    writer = csv.writer(Echo(), delimiter=";")
    private = selection.role is not Role.VISITOR
    # Which of several themes a structure was found for.
    needs = [columns.NEEDS] if selection.themes else []
    told = list(columns.of_services([]))
    fields = columns.names_of_fields()
    of_groups = files.told_to(selection.reader)
    names = [name for name, _read in columns.STRUCTURE] + [
        *needs,
        "services",
        "autres_services",
        *told,
        *fields,
        *of_groups,
    ]
    names += ["contacts", "diffusion"] if private else []
    yield "\ufeff" + writer.writerow([columns.safe(name) for name in names])
    for entry in entries(selection, of_groups.values()):
        services = entry.services
        row = columns.cells(columns.STRUCTURE, entry.structure)
        if needs:
            row.append(selection.needs_met(services))
        row += [
            " | ".join(service.nom for service in services),
            " | ".join(service.nom for service in entry.other_services),
            *columns.of_services(services).values(),
            *(columns.fields_told(services) if fields else []),
            *columns.told_in(of_groups, entry),
        ]
        if private:
            row += [columns.people(entry), notice(selection.role, of_groups.values())]
        yield writer.writerow([columns.safe(columns.plain(cell)) for cell in row])


FORMAT = Format(
    "csv",
    "CSV",
    1,
    "csv",
    "text/csv; charset=utf-8",
    lines,
    about=_("Une ligne par structure, ses services réunis. Corrigé dans un tableur, il peut être importé."),
)
