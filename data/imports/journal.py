# SPDX-License-Identifier: AGPL-3.0-or-later
"""What imports changed of a record, as its page tells it."""

from django.utils.translation import gettext as _

from data.models import Change, ImportRun
from data.models.run import RunState
from data.models.source import Kind
from mapping.trace import Told


def last_change_of_service(service_id: int, columns: tuple[str, ...]) -> Told | None:
    """The last import that wrote one of these columns of a service that it had not made, or took it back."""
    runs = ImportRun.objects.filter(
        what=ImportRun.What.IMPORT,
        state__in=[RunState.APPLIED, RunState.UNDONE],
        pk__in=Change.objects.filter(
            kind=Kind.SERVICE, object_id=service_id, before__has_any_keys=list(columns)
        ).values("run"),
    ).select_related("source")
    dated = [(run.undone_at or run.applied_at, run) for run in runs]
    told = [Told(at, _said_of(run)) for at, run in dated if at]
    return max(told, key=lambda one: one.at, default=None)


def _said_of(run: ImportRun) -> str:
    words = _("l’import annulé « %(name)s »") if run.undone_at else _("l’import « %(name)s »")
    return words % {"name": run.source or run}
