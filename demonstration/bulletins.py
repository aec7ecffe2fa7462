# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two bulletins of the département of a first run: that of the month that is over, which left, and that of
this month, a draft. They tell of the demonstration's agenda, sheets and structures: examples as these are."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from demonstration import people
from demonstration.scope import ALL, Scope
from demonstration.teaching import teaching
from history.models import Cause
from history.models import Event as Noted
from mapping.writing import create, remove
from network.bulletins.facts import Key, read
from network.bulletins.forms import months, title_of
from network.bulletins.gathering import gathered
from network.kinds import BULLETIN
from network.models import Audience, Bulletin, BulletinItem
from places.territories import TerritoryKind

Source = BulletinItem.Source
# So many lines of each sort: a short bulletin is read whole.
_EACH, _STRUCTURES = 5, 4
_INTRO = (
    "Bonjour,\n\nVoici ce qui est nouveau près de chez vous : les rendez-vous, les fiches pratiques et"
    " quelques structures à connaître.\n\n*Ce bulletin est un exemple.*"
)
_SENTENCE = "On peut y entrer toute l’année : appelez, un premier entretien est proposé dans la semaine."


def fill(scope: Scope, today: date) -> int:
    """Write both bulletins, unless one is or ever was written; how many were. Those that nobody touched are
    written again, of the structures that a load has just replaced."""
    if scope.code == ALL:
        return 0
    if not _remove_untouched(scope) and Noted.objects.filter(kind=BULLETIN.number).exists():
        return 0
    this, last = months(today)[:2]
    # Sent two days before the end of its month, as they are made.
    sent = timezone.make_aware(datetime.combine(this - timedelta(days=2), time(9, 30)))
    made = [_write(scope, last, sent), _write(scope, this, None)]
    return sum(one is not None for one in made)


def _remove_untouched(scope: Scope) -> int:
    """Take out the examples of a département that nobody edited, sent nor corrected; how many went."""
    held = Bulletin.objects.filter(
        is_example=True, territory_kind=TerritoryKind.DEPARTEMENT.value, territory_code=scope.code
    )
    touched = Noted.objects.filter(root__in=held.values("pk")).exclude(act__cause=Cause.DEMO)
    gone = list(held.exclude(pk__in=touched.order_by().values("root")).filter(corrections=None))
    for one in gone:
        remove(one, cause=Cause.DEMO)
    return len(gone)


def _write(scope: Scope, month: date, sent: datetime | None) -> Bulletin | None:
    """The bulletin of a month; None where there is one. One that left is handed over: nobody receives an
    example."""
    bulletin = Bulletin(
        territory_kind=TerritoryKind.DEPARTEMENT.value,
        territory_code=scope.code,
        month=month,
        audience=Audience.PUBLIC,
        text=_INTRO,
        state="published" if sent else "withdrawn",
        sent_at=sent,
        handed_at=sent,
        by=people.account("ambassadrice") if settings.DEBUG else None,
        is_example=True,
    )
    bulletin.title = title_of(bulletin)
    if Bulletin.objects.filter(
        territory_kind=bulletin.territory_kind,
        territory_code=bulletin.territory_code,
        month=month,
        audience=bulletin.audience,
        corrects=None,
    ).exists():
        return None
    create(bulletin, cause=Cause.DEMO)
    known = [(Source.KNOWN.value, one.pk) for one in teaching(scope)[:_STRUCTURES]]
    keys = [*_first_of_each(gathered(bulletin)), *known]
    facts = read(bulletin, keys)
    for rank, (source, number) in enumerate(key for key in keys if key in facts):
        item = BulletinItem(bulletin=bulletin, source=source, number=number, rank=rank)
        if [(source, number)] == known[:1]:
            item.sentence, item.about = _SENTENCE, facts[source, number].words
        create(item, cause=Cause.DEMO)
    return bulletin


def _first_of_each(keys: Iterable[Key]) -> list[Key]:
    """The first of each sort, in the order in which they come."""
    kept: dict[str, list[Key]] = defaultdict(list)
    for key in keys:
        kept[key[0]].append(key)
    return [key for of in kept.values() for key in of[:_EACH]]
