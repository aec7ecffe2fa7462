# SPDX-License-Identifier: AGPL-3.0-or-later
"""What imports changed of a record, as its page tells it."""

from django.utils.translation import gettext as _

from data.models import ImportRun
from history.models import Cause, Event, Operation
from mapping.kinds import SERVICE
from mapping.trace import Told


def last_change_of_service(service_id: int, columns: tuple[str, ...]) -> Told | None:
    """The last import that wrote one of these columns of a service that it had not made, or took it back."""
    events = Event.objects.filter(
        kind=SERVICE.number,
        object=service_id,
        operation=Operation.CHANGED,
        before__has_any_keys=list(columns),
        act__cause__in=[Cause.IMPORT, Cause.UNDO],
        act__run__isnull=False,
    )
    event = events.select_related("act").order_by("-id").first()
    if event is None:
        return None
    run = ImportRun.objects.select_related("source").filter(pk__in=[event.act.run]).first()
    undone = event.act.cause == Cause.UNDO
    words = _("l’import annulé « %(name)s »") if undone else _("l’import « %(name)s »")
    return Told(event.act.at, words % {"name": (run and run.source) or run or event.act.run})
