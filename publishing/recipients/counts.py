# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many copies of an edition are for somebody, beside how many are printed."""

from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from publishing.editions.models import Edition


@dataclass(frozen=True, slots=True)
class Counts:
    """`recipients`, and copies: `given` to them, `delivered` of these, `printed` (None where the edition does
    not say)."""

    recipients: int
    given: int
    delivered: int
    printed: int | None

    @property
    def left(self) -> int | None:
        """Copies printed that are for nobody; negative where too few are, None where it is not said."""
        return None if self.printed is None else self.printed - self.given

    @property
    def to_deliver(self) -> int:
        """Copies that are for somebody who has not got them."""
        return self.given - self.delivered


def counts_of(edition: Edition) -> Counts:
    """The copies of an edition, counted."""
    told = edition.recipients.order_by().aggregate(
        recipients=Count("pk"),
        given=Sum("copies", default=0),
        delivered=Sum("copies", default=0, filter=Q(delivered_on__isnull=False)),
    )
    return Counts(told["recipients"], told["given"], told["delivered"], edition.copies)
