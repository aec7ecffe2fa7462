# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/professionnels/invitations/`: opening accounts for colleagues, one by one or from a list of members.

A list is read first: each line says what would become of it. What is confirmed then is what was shown.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import joining, member_list
from accounts.access import at_least, signed_in
from accounts.joining import Invited
from accounts.member_list import Line, UnreadableList
from accounts.models import Invitation, Organisation, User
from accounts.roles import Role
from accounts.standing import refers_for
from common import limits, outbox
from common.limits import Limit, TooMany
from desk.joining import mails, texts
from desk.people.forms import PeopleForm
from desk.people.pages import shown

# Lists, of five hundred people at most.
BY_INVITER = Limit("lists of invitations by one person", 30, 86_400)
_SHOWN = 30
ORGANISATION, CONFIRM = "organisation", "confirmer"


@dataclass(frozen=True, slots=True)
class Answered:
    """A line of the list, and what became of it, in French; `kind` is that of a badge."""

    line: Line
    said: str
    kind: str


class InvitationForm(PeopleForm):
    """An organisation, and who to invite: lines of text, or a file of them."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Organisation",
        required=False,
        empty_label="Aucune",
        error_messages={"invalid_choice": "Choisissez une organisation de la liste."},
    )
    liste = forms.CharField(
        label="Qui inviter ?",
        help_text="Une par ligne : son adresse, puis son nom. « c.martin@exemple.fr ; Camille Martin »",
        required=False,
        max_length=member_list.MAX_BYTES,
        widget=forms.Textarea(attrs={"rows": 6, "class": "input", "spellcheck": "false"}),
    )
    fichier = forms.FileField(
        label="Ou un fichier",
        help_text="CSV : une adresse et un nom par ligne, 500 au plus.",
        required=False,
        widget=forms.FileInput(attrs={"class": "upload", "accept": ".csv,.txt,.tsv"}),
    )

    def __init__(self, user: User, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        anywhere = joining.may_invite_anywhere(user)
        mine = Organisation.objects.filter(pk__in=refers_for(user))
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Organisation.objects.all() if anywhere else mine
        if not anywhere:
            field.required, field.empty_label = True, None
            field.error_messages["required"] = "Choisissez une de vos organisations."
        self.lines: list[Line] = []

    def clean(self) -> dict[str, Any]:
        """The lines of the file, else of the text, each read."""
        given = super().clean() or {}
        file = given.get("fichier")
        try:
            text = member_list.decoded(file.read()) if file else given.get("liste", "")
            self.lines = member_list.read(text)
            given["texte"] = text
        except UnreadableList as error:
            self.add_error("fichier" if file else "liste", str(error))
        return given


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def invite(request: HttpRequest) -> HttpResponse:
    """Invite: read the list and show what would become of it; then, confirmed, do it."""
    user = signed_in(request)
    if not joining.may_invite(user):
        raise PermissionDenied(
            "Invitent : les référents d’une organisation, les ambassadeurs d’un territoire et la préfecture."
        )
    form = InvitationForm(
        user,
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        # From the page of an organisation one invites into it.
        initial={"organisation": request.GET.get(ORGANISATION, "")},
    )
    status, read, answered = 200, [], []
    if form.is_bound:
        if not form.is_valid():
            status = 422
        elif not outbox.is_configured():
            status = 503
            form.add_error(None, "Le site n’a pas de serveur de messagerie : personne n’a été invité.")
        elif _is_asked_to_leave(request.POST.get(CONFIRM, ""), form.lines):
            try:
                answered = _invite(request, user, form)
            except TooMany as refused:
                status = refused.status
                form.add_error(None, str(refused))
        else:
            read = form.lines
    if answered and all(one.kind == "ok" for one in answered) and len(answered) == 1:
        messages.success(request, f"{answered[0].line.email} : {answered[0].said}.")
        return redirect(_back(form))
    context = {
        "form": form,
        "read": read,
        "text": form.cleaned_data.get("texte", "") if read else "",
        "organisation": form.cleaned_data.get("organisation") if form.is_bound and form.is_valid() else None,
        "sound": sum(1 for one in read if not one.wrong),
        "answered": answered,
        "again_url": _back(form),
        "sent": _sent(user),
    }
    return shown(request, "people/invite.html", context, status)


def _is_asked_to_leave(pressed: str, lines: list[Line]) -> bool:
    """Whether the press asks that invitations leave: that of the list that was read, or the first of one
    sound line. Who asks to read the list again has it read, however short it is."""
    if pressed:
        return pressed == "oui"
    return len(lines) == 1 and not lines[0].wrong


def _back(form: InvitationForm) -> str:
    """The page again, for the same organisation."""
    path = reverse("people-invite")
    chosen = form.cleaned_data.get("organisation") if form.is_bound and form.is_valid() else None
    return f"{path}?{ORGANISATION}={chosen.pk}" if chosen else path


def _sent(user: User) -> list[Invitation]:
    """The last people that `user` invited."""
    mine = Invitation.objects.filter(invited_by=user).select_related("user", "organisation")
    return list(mine.order_by("-at", "-pk")[:_SHOWN])


def _invite(request: HttpRequest, user: User, form: InvitationForm) -> list[Answered]:
    """Invite each line that can be read, and say of each what became of it. Raises TooMany, before any."""
    organisation = form.cleaned_data["organisation"]
    limits.take(BY_INVITER, f"invites {user.pk}")
    answered = []
    for line in form.lines:
        if line.wrong:
            answered.append(Answered(line, f"pas invitée : {line.wrong}", "stop"))
            continue
        outcome, invited = joining.invite(user, line.email, line.name, organisation)
        answered.append(_answer(request, user, line, outcome, invited, organisation))
    return answered


def _answer(
    request: HttpRequest,
    user: User,
    line: Line,
    outcome: Invited,
    invited: User,
    organisation: Organisation | None,
) -> Answered:
    if outcome is Invited.MEMBER:
        return Answered(line, "fait déjà partie de l’organisation", "")
    if outcome is Invited.CLOSED:
        return Answered(line, "pas invitée : demandez à la préfecture", "stop")
    letter = texts.invited(
        user.full_name or user.email, organisation.name if organisation else "", mails.sign_in_url(request)
    )
    if not mails.tell(mails.INVITATION, invited.email, letter):
        return Answered(line, "compte ouvert, mais trop de courriels à cette adresse : prévenez-la", "doubt")
    return Answered(line, "invitée, un courriel part", "ok")
