# SPDX-License-Identifier: AGPL-3.0-or-later
"""What participants are asked about an event afterwards, shown to who organises it before it leaves."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import at_least, signed_in
from accounts.roles import Role
from mapping.editing.frame import refused
from mapping.presentation import short_name
from network.events.editing_pages import desk_of
from network.models import Registration, RegistrationState
from network.registering import mails
from network.registering.forms import OpinionForm
from network.week import hours_of, place_of, when_of


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.VISITOR)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The mail that asks for an opinion, and the page that it leads to, as a participant meets them. What is
    sent is judged and answered as theirs would be, and counted nowhere."""
    desk = desk_of(request, pk)
    if refusal := desk.refusal():
        return refused(request, desk, refusal)
    event, user = desk.seen, signed_in(request)
    # Written nowhere: a participant as any other.
    somebody = Registration(
        event=event,
        day=event.start_day,
        user=user,
        state=RegistrationState.SEATED,
        language=request.LANGUAGE_CODE,
    )
    form = OpinionForm(request.POST if request.method == "POST" else None, auto_id="champ_%s")
    is_given = form.is_bound and form.is_valid()
    subject, text = mails.thanks_as_sent(somebody, _("(l’adresse de son inscription, propre à chacun)"))
    once = when_of(event).held_on(event.start_day)
    context = {
        "desk": desk,
        "event": event,
        "registration": somebody,
        "title": short_name(event.title, event.is_example),
        "hours": hours_of(once),
        "place": once.place or place_of(event),
        "subject": subject,
        "text": text,
        "form": form,
        "said": _("Merci : votre avis est compté.") if is_given else "",
    }
    status = 422 if form.errors else 200
    return render(request, "network/events/opinion_preview.html", context, status=status)
