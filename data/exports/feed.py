# SPDX-License-Identifier: AGPL-3.0-or-later
"""Atom (RFC 4287): the structures of a search whose data are newest, with a link to each."""

from collections.abc import Callable
from datetime import UTC, datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from accounts.roles import Role
from data.exports.selection import Selection
from mapping.models import ShownChange, VisibleStructure
from mapping.presentation import structure_path

LATEST = 50
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class _Feed(Atom1Feed):
    """A feed in which nothing is said stays the same until something is: readers ask again and again."""

    def latest_post_date(self) -> datetime:
        """When its newest entry changed."""
        return super().latest_post_date() if self.items else _NEVER


def document(selection: Selection, title: str, url: str, page: str, absolute: Callable[[str], str]) -> str:
    """The latest changes among the structures that anyone may see, whatever the reader's role, of what anyone
    may see of them.

    `url` is the feed's own address, `page` that of the search for people. An entry is known by the number of
    its structure, which stays when it is renamed.
    """
    ids = selection.structures
    latest = ShownChange.objects.filter(structure__in=ids).order_by("-at", "-structure")
    dates = dict(latest.values_list("structure", "at")[:LATEST])
    feed = _Feed(title=title, link=page, feed_url=url, description="", language="fr")
    seen = VisibleStructure.objects.seen_by(Role.VISITOR).filter(id__in=dates).in_bulk()
    for number, changed in dates.items():
        structure = seen.get(number)
        if structure is None:
            continue
        link = absolute(structure_path(structure.id, structure.nom))
        place = f" – {structure.commune_nom}" if structure.commune_nom else ""
        feed.add_item(
            title=f"{structure.nom}{place}",
            link=link,
            unique_id=absolute(reverse("structure-short", args=[structure.id])),
            description=structure.description[:500] or _("Fiche mise à jour."),
            updateddate=changed,
            pubdate=_published(structure, changed),
        )
    return feed.writeString("utf-8")


def _published(structure: VisibleStructure, changed: datetime) -> datetime:
    if structure.date_maj is None:
        return changed
    return timezone.make_aware(datetime.combine(structure.date_maj, time.min))
