# SPDX-License-Identifier: AGPL-3.0-or-later
"""Recipients added to an edition: those of a text, and the structures of a search of the directory."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.http import QueryDict

from accounts.readers import VISITOR
from data.exports.selection import select
from desk.address_bar import read
from mapping.models import VisibleStructure
from publishing.editions.gathering import search_of
from publishing.editions.models import Edition
from publishing.recipients.lines import longest, same
from publishing.recipients.models import Recipient

MOST = 3000
_NAMES = {name: longest(name) for name in ("name", "street", "town")}


class TooMany(Exception):
    """There would be more recipients than an edition may have; the message says so, in French."""


@dataclass(frozen=True, slots=True)
class Added:
    """How many recipients were added, and how many were there already."""

    added: int
    known: int


@transaction.atomic
def add(edition: Edition, given: Iterable[Recipient], kind: str) -> Added:
    """Add recipients to an edition, but for those that it has: of one structure, or of one name in one town.

    Raises TooMany, and adds none then.
    """
    # Two people who add at once wait for each other, so that nobody is there twice.
    Edition.objects.select_for_update().get(pk=edition.pk)
    held = list(edition.recipients.all())
    names = {same(one) for one in held}
    numbers = {one.structure for one in held if one.structure is not None}
    fresh, known = [], 0
    for one in given:
        if same(one) in names or one.structure in numbers:
            known += 1
            continue
        names.add(same(one))
        one.edition, one.kind = edition, kind
        fresh.append(one)
    if len(held) + len(fresh) > MOST:
        raise TooMany(
            f"{MOST} destinataires au plus : il y en a {len(held)}, et {len(fresh)} seraient ajoutés."
        )
    Recipient.objects.bulk_create(fresh)
    return Added(len(fresh), known)


def of_the_directory(edition: Edition, query: str, copies: int) -> list[Recipient]:
    """The structures of a search (a query string), unsaved, so many copies each; without a search, those that
    the edition tells of. They are read as visitors see them: a confidential address is left out.

    Raises TooMany.
    """
    search = read(QueryDict(query)).search if query else search_of(edition)
    numbers = select(search, VISITOR).structures
    if len(numbers) > MOST:
        raise TooMany(f"{MOST} destinataires au plus : cette recherche trouve {len(numbers)} structures.")
    return [_recipient(one, copies) for one in _structures(numbers)]


def _structures(numbers: Iterable[int]) -> Iterable[VisibleStructure]:
    found = VisibleStructure.objects.seen_by(VISITOR.role).filter(id__in=list(numbers))
    return found.order_by("nom", "id")


def _recipient(seen: VisibleStructure, copies: int) -> Recipient:
    hidden = seen.position_masked or seen.address_is_confidential
    street = "" if hidden else ", ".join(filter(None, (seen.adresse, seen.complement_adresse)))
    told = {"name": seen.nom, "street": street, "town": seen.commune_nom}
    cut = {name: " ".join(text.split())[: _NAMES[name]] for name, text in told.items()}
    return Recipient(
        **cut, postcode="" if hidden else seen.code_postal[:10], copies=copies, structure=seen.id
    )
