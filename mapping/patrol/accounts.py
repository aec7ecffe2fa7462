# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an account did, for the prefecture's staff: block it, and take back what it did over a period."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import formats, timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from accounts.access import at_least, signed_in
from accounts.models import User
from accounts.roles import Role
from history import batches
from history.models import Batch, BatchState
from history.recent import Asked
from history.taken_back import taken_back
from mapping import trace
from mapping.changes.listing import listing
from mapping.patrol import blocking, tasks
from mapping.patrol.doing import doings
from mapping.patrol.reasons import reasons, reasons_of

_REASONS_SHOWN = 50
REFRESH_SECONDS = 3


class PeriodForm(forms.Form):
    """From when to when, both days included."""

    du = forms.DateField(
        label="Du", widget=forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d")
    )
    au = forms.DateField(
        label="Au", widget=forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d")
    )

    def clean(self) -> dict[str, Any]:
        """The two days. Raises ValidationError where they are not in order."""
        said = super().clean() or self.cleaned_data
        if said.get("du") and said.get("au") and said["du"] > said["au"]:
            raise ValidationError({"au": "Une date après « Du » est attendue."})
        return said

    def period(self) -> tuple[datetime, datetime]:
        """The first and the last moment of the days."""
        start, end = self.cleaned_data["du"], self.cleaned_data["au"]
        midnight = datetime.combine(end + timedelta(days=1), time.min) - timedelta(microseconds=1)
        return timezone.make_aware(datetime.combine(start, time.min)), timezone.make_aware(midnight)


@require_safe
@never_cache
@at_least(Role.STAFF)
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """What an account did lately, whether it is blocked, and what can be done about it."""
    person = get_object_or_404(User, pk=pk)
    user = signed_in(request)
    today = timezone.localdate()
    page = listing(Asked(code="", by=pk), user)
    context = {
        "person": person,
        "name": trace.name_of(person),
        "page": page,
        "gone": taken_back(item.act.pk for item in page.items),
        "blocks": list(blocking.blocks_of(person)[:20]),
        "refused": blocking.why_not_blocked(person, user),
        "is_blocked": person.blocks.filter(lifted=None).exists(),
        "form": PeriodForm(initial={"du": today - timedelta(days=7), "au": today}),
        "batches": list(Batch.objects.filter(account=person)[:10]),
    }
    return render(request, "mapping/patrol/account.html", context)


@require_GET
@at_least(Role.STAFF)
def find(request: HttpRequest) -> HttpResponse:
    """The page of the account of an address."""
    typed = request.GET.get("courriel", "").strip()
    person = User.objects.filter(email__iexact=typed).first() if typed else None
    if person is None:
        messages.error(request, f"Aucun compte n’a l’adresse « {typed[:80]} ».")
        return redirect("patrol")
    return redirect("account-changes", person.pk)


@require_POST
@at_least(Role.STAFF)
def set_blocked(request: HttpRequest, pk: int) -> HttpResponse:
    """Block an account, or give it back."""
    person = get_object_or_404(User, pk=pk)
    why = request.POST.get("why", "").strip()[:300]
    if request.POST.get("action") == "debloquer":
        if blocking.unblock(person, signed_in(request), why):
            messages.success(
                request, "Le compte est débloqué. La personne se reconnecte ; ses jetons sont à refaire."
            )
        else:
            messages.info(request, "Ce compte n’était plus bloqué.")
        return redirect("account-changes", pk)
    if not why:
        messages.error(request, "Pourquoi : une phrase est attendue, la préfecture la relira.")
        return redirect("account-changes", pk)
    try:
        blocking.block(person, signed_in(request), why)
    except blocking.NotBlocked as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Le compte est bloqué : ses sessions sont fermées, ses jetons révoqués.")
    return redirect("account-changes", pk)


@require_safe
@never_cache
@at_least(Role.STAFF)
def rehearse_undoing(request: HttpRequest, pk: int) -> HttpResponse:
    """What taking back all that an account did over a period would do; nothing is written."""
    person = get_object_or_404(User, pk=pk)
    form = PeriodForm(request.GET)
    if not form.is_valid():
        for name, said in form.errors.items():
            messages.error(request, f"{form.fields[name].label} : {' '.join(map(str, said))}")
        return redirect("account-changes", pk)
    since, until = form.period()
    return _rehearsed(request, person, since, until)


def _rehearsed(request: HttpRequest, person: User, since: datetime, until: datetime) -> HttpResponse:
    user = signed_in(request)
    rehearsal = batches.rehearse(batches.acts_of(person, since, until), user)
    left = reasons_of(rehearsal.outcome, Role.STAFF) if rehearsal.outcome else []
    context = {
        "person": person,
        "name": trace.name_of(person),
        "rehearsal": rehearsal,
        "doings": doings(rehearsal.changing, user),
        "left": left[:_REASONS_SHOWN],
        "left_count": len(left),
        "since": since,
        "until": until,
    }
    return render(request, "mapping/patrol/rehearsal.html", context)


@require_POST
@at_least(Role.STAFF)
def undo_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back all that an account did over a period: what was rehearsed, and no act since."""
    person = get_object_or_404(User, pk=pk)
    form = PeriodForm(request.POST)
    why = request.POST.get("why", "").strip()[:300]
    if not form.is_valid() or not why:
        messages.error(request, "Une période et un motif sont attendus : rien n’est annulé.")
        return redirect("account-changes", pk)
    since, until = form.period()
    acts = batches.acts_of(person, since, until)
    if str(len(acts)) != request.POST.get("actes", ""):
        messages.warning(
            request, "Ce compte a agi depuis l’essai à blanc : voici ce qu’il en est maintenant."
        )
        return _rehearsed(request, person, since, until)
    batch = batches.ask(person, since, until, acts, signed_in(request), why)
    tasks.start(batch)
    return redirect("batch", batch.pk)


@require_safe
@never_cache
@at_least(Role.STAFF)
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a batch is, and what it left."""
    found = get_object_or_404(Batch.objects.select_related("account", "by", "redoes"), pk=pk)
    left = reasons([(kind, number, why, columns) for kind, number, why, columns in found.left], Role.STAFF)
    is_over = found.state in (BatchState.DONE, BatchState.STOPPED)
    undone = found.steps.filter(undone__isnull=False).values_list("act", flat=True)
    is_redone = Batch.objects.filter(redoes=found).exists()
    context = {
        "batch": found,
        "name": trace.name_of(found.account) if found.account else "un compte qui n’existe plus",
        "doings": doings(list(undone), signed_in(request)),
        "left": left[:_REASONS_SHOWN],
        "left_count": len(left),
        "is_over": is_over,
        "is_stopped": found.state == BatchState.STOPPED,
        "may_redo": found.state == BatchState.DONE and not is_redone and found.records > 0,
        "refresh": None if is_over else REFRESH_SECONDS,
    }
    return render(request, "mapping/patrol/batch.html", context)


@require_POST
@at_least(Role.STAFF)
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with a batch that an error stopped."""
    tasks.start(get_object_or_404(Batch, pk=pk, state=BatchState.STOPPED))
    return redirect("batch", pk)


@require_POST
@at_least(Role.STAFF)
def redo(request: HttpRequest, pk: int) -> HttpResponse:
    """Do again what a batch took back."""
    found = get_object_or_404(Batch, pk=pk, state=BatchState.DONE)
    if Batch.objects.filter(redoes=found).exists():
        messages.info(request, "C’est déjà refait.")
        return redirect("batch", pk)
    asked_at = formats.date_format(timezone.localtime(found.asked_at), "j F Y, H:i")
    why = f"Ce qui avait été annulé le {asked_at} est refait"
    done = batches.ask(
        found.account, found.since, found.until, batches.acts_done(found), signed_in(request), why, found
    )
    tasks.start(done)
    return redirect("batch", done.pk)
