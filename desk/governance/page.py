# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/gouvernance/`: who decides, how quality is watched, who pays, the charter: for everyone."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import charter
from accounts.roles import Role, role_of
from desk.governance.figures import CHANGES_DAYS, figures
from desk.joining.organisation_page import organisation_path
from mapping import governance
from mapping.freshness.blocks import TO_CHECK_DAYS


@require_safe
def governance_page(request: HttpRequest) -> HttpResponse:
    """What staff wrote of the governance, and what the site knows by itself where they wrote nothing."""
    context: dict[str, Any] = {
        "governance": governance.written(),
        "bodies": [
            {
                "record": one.record,
                "functions": one.functions,
                "organisations": [
                    {"name": held.name, "url": organisation_path(held)} for held in one.organisations
                ],
            }
            for one in governance.bodies()
        ],
        "figures": figures(),
        "changes_days": CHANGES_DAYS,
        "to_check_days": TO_CHECK_DAYS,
        "charter": charter.current(),
        "last_change": governance.last_change(),
        "is_staff": role_of(request.user) is Role.STAFF,
    }
    return render(request, "governance/page.html", context)
