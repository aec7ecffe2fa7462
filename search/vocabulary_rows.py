# SPDX-License-Identifier: AGPL-3.0-or-later
"""The vocabulary as rows that SQL can join, brought up to date after every `migrate`; the search's follow."""

from data_inclusion.schema import v1
from django.db import connection, transaction
from django.db.models import Q

from mapping import vocabulary
from mapping.models import Thematique, Theme
from search import derived, tags
from search.models import Tag


@transaction.atomic
def bring_up_to_date() -> None:
    """Make the vocabulary's tables say what the code says, and the search's rows again where anything moved.

    All or nothing: rows that say the old vocabulary would find what was not asked for.
    """
    # Before as well as after: a vocabulary that somebody changed in the tables was followed by the edits
    # made since, and is put right here.
    moved = derived.is_stale()
    sync_vocabulary()
    if moved or derived.is_stale():
        derived.rebuild()


@transaction.atomic
def sync_vocabulary() -> None:
    """Make the three tables say what `mapping.vocabulary` and the installed schema say, and nothing more.

    The search's rows do not follow: whoever calls makes them again.
    """
    _follow_at_once(False)
    Theme.objects.bulk_create(
        [
            Theme(id=t.id, code=t.code, nom=str(t.nom), colour=t.colour, pictogram=t.pictogram)
            for t in vocabulary.THEMES
        ],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["code", "nom", "colour", "pictogram"],
    )
    Thematique.objects.bulk_create(
        [
            Thematique(code=member.value, nom=member.label, theme_id=vocabulary.theme_of(member.value).id)
            for member in v1.Thematique
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["nom", "theme"],
    )
    Thematique.objects.exclude(code__in=vocabulary.values(v1.Thematique)).delete()
    Theme.objects.exclude(id__in=[t.id for t in vocabulary.THEMES]).delete()
    known = dict(Tag.objects.values_list("key", "number"))
    changed = {key: number for key, number in tags.TAGS.items() if known.get(key) != number}
    # Two words may have exchanged their numbers, and the number of one that is gone may be another's now.
    Tag.objects.filter(~Q(key__in=tags.TAGS) | Q(key__in=changed) | Q(number__in=changed.values())).delete()
    Tag.objects.bulk_create([Tag(key=key, number=number) for key, number in changed.items()])
    _follow_at_once(True)


def _follow_at_once(yes: bool) -> None:
    """Whether, in this transaction, the rows follow each change of these tables (`vocabulary.sql`)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('mapping.rows_made_at_the_end', %s, true)", ["" if yes else "yes"])
