# SPDX-License-Identifier: AGPL-3.0-or-later
"""What visitors said, as reports tell it: of a structure to who answers for it, of many to staff."""

from evaluation.periods import Period
from evaluation.reports.beside import About
from evaluation.reports.content import Table
from evaluation.satisfaction.models import ToldAnswers
from evaluation.satisfaction.told import tell


def reported(about: About, period: Period) -> list[Table]:
    """One table, of the numbers whose last month is of the period; none where there are none, or where its
    reader reads no such numbers."""
    if not about.exact:
        return []
    rows = ToldAnswers.objects.filter(last__gte=period.first, last__lte=period.last)
    if about.structure:
        rows = rows.filter(structure=about.structure)
    if about.epci:
        rows = rows.filter(structure__commune__epci_code=about.epci)
    if about.departement:
        rows = rows.filter(structure__commune__departement_code=about.departement)
    told = tell(list(rows))
    if told is None:
        return []
    lines = tuple((share.label, share.text, share.counts) for share in told.good.values())
    note = f"{told.n} avis, {told.when}. Un reste de moins de cinq avis n’est dit qu’entre deux bornes."
    return [Table("Ce que disent les visiteurs", "Satisfaction", ("Question", "Part", "Avis"), lines, note)]
