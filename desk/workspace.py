# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Mon espace »: what waits for a professional, their structures and how fresh each block of them is."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import agreement_steps, groups
from accounts.access import at_least, signed_in
from accounts.models import Group, User
from accounts.roles import Role, role_of
from data.pages import merge
from desk import my_structures
from desk.awaited import Awaited, awaited
from desk.campaigns import pages as campaigns
from desk.my_structures import Mine
from desk.people.pages import standing_of
from desk.reports.answering import Line, lines_of
from geocoding import runs
from mapping import permissions, protection, review
from mapping.changes.listing import Item
from mapping.models import Block
from mapping.patrol import letters
from mapping.reports import inbox
from network.groups import unseen

RUNS_SHOWN = 20
# Of each sort, as many as are done at once; the others are a link away.
_WAITING_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a person: the first few, and how many there are of each sort."""

    to_check: list[Mine]
    to_check_count: int
    reports: list[Line]
    report_count: int
    positions: int
    duplicates: int
    to_call: int
    requests: int
    agreements: int
    # Groups in which requests wait, with how many; those that they are invited into.
    in_groups: list[tuple[Group, int]]
    invited: list[Group]
    changes: list[Item]
    change_count: int
    # Of other rooms; some only tell.
    others: list[Awaited]

    @property
    def count(self) -> int:
        """How many things wait, all in all."""
        kept = self.to_check_count + self.report_count + self.positions + self.duplicates + self.to_call
        in_groups = len(self.invited) + sum(number for _group, number in self.in_groups)
        others = sum(one.count for one in self.others)
        return kept + self.requests + self.agreements + in_groups + self.change_count + others


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def workspace(request: HttpRequest) -> HttpResponse:
    """Where professionals start: what waits for them, their structures, what they may do."""
    user = signed_in(request)
    mine = my_structures.mine(user)
    is_staff = role_of(user) is Role.STAFF
    followed = permissions.followed(user)
    people = standing_of(user)
    context = {
        "organisation": user.organisation,
        "mine": mine[: my_structures.SHOWN],
        "mine_count": len(mine),
        "held_count": sum(one.is_held for one in mine),
        "edited_count": sum(not one.is_held for one in mine),
        "towns": list(dict.fromkeys(one.town for one in mine if one.is_held and one.town)),
        "blocks": list(Block),
        "waiting": _waiting(request, user, mine, people.waiting),
        "oldest": my_structures.oldest_of_the_territory(user) if is_staff else [],
        "runs": [{"run": run, "counts": runs.counts(run)} for run in followed[:RUNS_SHOWN]],
        "is_staff": is_staff,
        "people": people,
        "watches": protection.watches(user),
        "links": _links(user),
        "groups": unseen.mine(user),
    }
    return render(request, "desk/workspace.html", context)


def _waiting(request: HttpRequest, user: User, mine: list[Mine], requests: int) -> Waiting:
    to_check = [one for one in mine if one.is_held and one.is_to_check]
    reports = inbox.waiting_for(user)
    changed = letters.unseen_by(user)
    return Waiting(
        to_check=to_check[:_WAITING_SHOWN],
        to_check_count=len(to_check),
        reports=lines_of(reports[:_WAITING_SHOWN], user),
        report_count=reports.count(),
        positions=review.waiting_for(request).count(),
        duplicates=merge.waiting_for(user),
        to_call=len(campaigns.to_call(user)),
        requests=requests,
        agreements=agreement_steps.waiting_for(user).count(),
        in_groups=groups.waiting_for(user),
        invited=list(groups.invited_into(user)),
        changes=changed[:_WAITING_SHOWN],
        change_count=len(changed),
        others=awaited(user, [one.id for one in mine if one.is_held]),
    )


def _links(user: User) -> dict[str, str]:
    """The pages of other rooms that « Mon espace » leads to; empty for what the user may not do."""
    names = ("structure-new", "changes", "people-requests", "campaigns")
    found = {name.replace("-", "_"): reverse(name) for name in names}
    return found if campaigns.may_ask(user) else found | {"campaigns": ""}
