# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/professionnels/conventions/`: the circuit of an agreement, step by step, and those that wait for the
reader."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import agreement_steps
from accounts.access import at_least, signed_in
from accounts.agreement_steps import Move, MovedMeanwhile
from accounts.models import Agreement, User
from accounts.organisation_facts import AgreementState
from accounts.roles import Role
from common.limits import Limit
from common.outbox import Purpose
from desk.joining import mails, texts
from desk.joining.texts import Letter
from desk.people.forms import PeopleForm
from desk.people.pages import shown

ASKED = Purpose("convention qui attend", Limit("agreements by address", 20, 86_400))
_SHOWN = 200


class StepForm(PeopleForm):
    """The next step of an agreement: which, what is said of it, and who is asked afterwards."""

    etape = forms.ChoiceField(
        label="Ce que vous décidez",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez ce que vous décidez.",
            "invalid_choice": "Choisissez l’une des étapes proposées.",
        },
    )
    commentaire = forms.CharField(
        label="Commentaire",
        help_text="Lu par la préfecture, les référents de l’organisation et la personne à qui c’est demandé.",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": "Raccourcissez : %(limit_value)d caractères au plus."},
    )
    demande_a = forms.ChoiceField(
        label="Demandé ensuite à",
        required=False,
        widget=forms.Select(attrs={"class": "select"}),
        error_messages={"invalid_choice": "Choisissez une personne de la liste."},
    )
    # What the circuit said when the page was shown.
    vue = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *given: Any, moves: list[Move], people: list[User], **named: Any) -> None:
        super().__init__(*given, **named)
        self.moves = {move.to.value: move for move in moves}
        self.people = {str(one.pk): one for one in people}
        step, asked = self.fields["etape"], self.fields["demande_a"]
        if isinstance(step, forms.ChoiceField) and isinstance(asked, forms.ChoiceField):
            step.choices = [(move.to.value, move.verb) for move in moves]
            named_people = [(key, _named(one)) for key, one in self.people.items()]
            asked.choices = [("", "Choisir une personne"), *named_people]

    def clean(self) -> dict[str, Any]:
        """Asks for what the step needs: why, or who is next."""
        given = super().clean() or {}
        move = self.moves.get(given.get("etape", ""))
        if move and move.needs_comment and not given.get("commentaire", "").strip():
            self.add_error("commentaire", "Écrivez pourquoi, ou quel est l’avis.")
        if move and move.goes_on and "demande_a" not in self.errors and not given.get("demande_a"):
            self.add_error("demande_a", "Dites à qui c’est demandé ensuite.")
        return given


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def listing(request: HttpRequest) -> HttpResponse:
    """The agreements that wait for the reader, the others under way whose circuit they read, those signed."""
    user = signed_in(request)
    mine = agreement_steps.waiting_for(user).select_related("organisation", "asked")
    read = agreement_steps.readable(user).select_related("organisation", "asked")
    under_way = read.exclude(state=AgreementState.SIGNED).exclude(pk__in=mine.order_by().values("pk"))
    context = {
        "mine": list(mine[:_SHOWN]),
        "under_way": list(under_way[:_SHOWN]),
        "signed": list(read.filter(state=AgreementState.SIGNED)[:_SHOWN]),
    }
    return shown(request, "people/agreements.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """The circuit of one agreement, and its next step by who may take it. 404 for who does not read it."""
    user = signed_in(request)
    held = get_object_or_404(agreement_steps.readable(user).select_related("organisation", "asked"), pk=pk)
    moves = agreement_steps.moves(user, held)
    people = agreement_steps.may_be_asked(held.organisation) if moves else []
    form = StepForm(
        request.POST if request.method == "POST" else None,
        moves=moves,
        people=people,
        initial={"vue": _seen(held)},
    )
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                return _moved(request, held, form, user)
            except MovedMeanwhile:
                held.refresh_from_db()
                return _overtaken(request, held)
    context = {
        "agreement": held,
        "steps": list(held.steps.select_related("by", "asked")),
        "moves": moves,
        "form": form,
    }
    return shown(request, "people/agreement.html", context, status)


def _moved(request: HttpRequest, held: Agreement, form: StepForm, user: User) -> HttpResponse:
    """Take the step, and tell who is asked next. Raises MovedMeanwhile."""
    given = form.cleaned_data
    if given["vue"] != _seen(held):
        raise MovedMeanwhile
    move = form.moves[given["etape"]]
    asked = form.people.get(given["demande_a"])
    step = agreement_steps.move(held, move, user, given["commentaire"].strip(), asked)
    said = f"C’est noté : la convention est {step.get_state_display()}."
    if step.asked and step.asked.pk != user.pk:
        url = request.build_absolute_uri(reverse("people-agreement", args=[held.pk]))
        sent = mails.tell(ASKED, step.asked.email, _letter(url))
        said += f" {_named(step.asked)} " + (
            "reçoit un courriel." if sent else "la trouvera dans son espace."
        )
    messages.success(request, said)
    if agreement_steps.readable(user).filter(pk=held.pk).exists():
        return redirect("people-agreement", held.pk)
    return redirect("people-agreements")


def _overtaken(request: HttpRequest, held: Agreement) -> HttpResponse:
    """Back to the circuit as it is now: nothing was decided."""
    messages.warning(
        request,
        "Quelqu’un a fait avancer cette convention entre-temps : rien n’est noté. Relisez, puis décidez.",
    )
    return redirect("people-agreement", held.pk)


def _letter(url: str) -> Letter:
    """That an agreement waits, and not a word of what was written."""
    return texts.letter(
        "Une convention vous attend",
        "Bonjour,",
        "Une convention attend votre décision dans votre espace :",
        url,
    )


def _seen(held: Agreement) -> str:
    """What stands for the circuit as it is: its last step."""
    last = held.steps.order_by("-pk").values_list("pk", flat=True).first()
    return f"{held.state}-{last or 0}"


def _named(user: User) -> str:
    """Somebody by their name, and as what they are asked; no address."""
    name = user.full_name or "sans nom"
    return f"{name} (préfecture)" if user.is_staff else name
