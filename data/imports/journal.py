# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the acts of imports are called where a record tells who changed it."""

from django.utils.translation import gettext as _

from data.models import ImportRun
from history.models import Act, Cause


def name_of_import(act: Act) -> str:
    """« l'import “…” », or that it was taken back; empty for an act that is no import's."""
    if act.run is None or act.cause not in (Cause.IMPORT, Cause.UNDO):
        return ""
    run = ImportRun.objects.select_related("source").filter(pk=act.run).first()
    words = _("l’import annulé « %(name)s »") if act.cause == Cause.UNDO else _("l’import « %(name)s »")
    return words % {"name": (run and run.source) or run or act.run}
