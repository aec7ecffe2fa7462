# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/reseau/groupes/courriels/`: how often one is told what is new in each group; the end of it by a link."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.access import at_least, signed_in
from accounts.models import GroupMembership
from accounts.roles import Role
from common.keyed_pages import keyed
from mapping.presentation import short_name
from network.digests import links
from network.models import QuietHours, Rhythm

_HOURS = [(hour, f"{hour} h") for hour in range(24)]


class RhythmForm(forms.Form):
    """The pace of each of some groups (`rythme_<number>`), the quiet hours of their member, and what they are
    told at once."""

    first = forms.TypedChoiceField(
        label="Rien après", choices=_HOURS, coerce=int, widget=forms.Select(attrs={"class": "select"})
    )
    last = forms.TypedChoiceField(
        label="Rien avant", choices=_HOURS, coerce=int, widget=forms.Select(attrs={"class": "select"})
    )
    rests = forms.BooleanField(label="Rien le samedi ni le dimanche", required=False)
    tells_answers = forms.BooleanField(
        label="Les réponses dans les discussions où j’ai écrit", required=False
    )
    tells_names = forms.BooleanField(label="Quand on me nomme dans une discussion (@)", required=False)

    def __init__(self, data: Any, memberships: list[GroupMembership], quiet: QuietHours) -> None:
        initial = {name: getattr(quiet, name) for name in self.base_fields}
        super().__init__(data, auto_id="champ_%s", initial=initial)
        self.quiet = quiet
        for one in memberships:
            held = getattr(one, "rhythm", None)
            self.fields[f"rythme_{one.pk}"] = forms.ChoiceField(
                label=short_name(one.group.name, one.group.is_example),
                choices=Rhythm.Pace.choices,
                initial=held.pace if held else Rhythm.Pace.WEEKLY,
                widget=forms.Select(attrs={"class": "select"}),
            )

    def paces(self) -> list[forms.BoundField]:
        """The fields of the groups."""
        return [self[name] for name in self.fields if name.startswith("rythme_")]

    @transaction.atomic
    def save(self) -> None:
        """Keep what was said."""
        quiet = self.quiet
        for name in self.base_fields:
            setattr(quiet, name, self.cleaned_data[name])
        quiet.save()
        for name, pace in self.cleaned_data.items():
            if name.startswith("rythme_"):
                held, _new = Rhythm.objects.get_or_create(membership_id=int(name.removeprefix("rythme_")))
                if held.pace == Rhythm.Pace.NEVER != pace:
                    # What was written while nothing was asked for is not told at once.
                    held.told_until = timezone.now()
                held.pace = pace
                held.save(update_fields=["pace", "told_until"])


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def mine(request: HttpRequest) -> HttpResponse:
    """How often one is told what is new in each of one's groups, and when never; a POST keeps it."""
    user = signed_in(request)
    memberships = GroupMembership.objects.filter(user=user).select_related("group", "rhythm")
    quiet = QuietHours.objects.filter(user=user).first() or QuietHours(user=user)
    form = RhythmForm(request.POST or None, list(memberships.order_by("group__name", "pk")), quiet)
    if form.is_valid():
        form.save()
        messages.success(request, "C’est enregistré.")
        return redirect("group-mails")
    return render(request, "network/digests/mine.html", {"form": form}, status=422 if form.is_bound else 200)


# A mail programme presses for its reader, without any page of ours (RFC 8058): the signed key is their right.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether the mails that a link names end; a POST ends them. No group is named: whoever holds the
    link may have left it."""
    found = links.ending(token)
    if found is None:
        raise Http404(_("Ce lien n’ouvre plus rien."))
    ending, key = found
    is_done = request.method == "POST"
    if is_done:
        ending.ends(key)
    return keyed(render(request, "network/digests/stop.html", {"ending": ending, "is_done": is_done}))
