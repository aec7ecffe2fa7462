# SPDX-License-Identifier: AGPL-3.0-or-later
"""Coming into a group, being let in, inviting, leaving, saying who leads it: one press each."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import groups
from accounts.access import at_least, signed_in
from accounts.models import Group, GroupInvitation, GroupMembership, GroupRequest, Membership
from accounts.requests import Decided
from accounts.roles import Role
from common import limits, outbox
from common.limits import Limit, TooMany
from mapping.editing.frame import refused
from network.groups import mails
from network.groups.desk import desk_of, group_of
from network.groups.forms import AskForm, ForForm, InviteForm, WordForm
from network.groups.pages import shown
from network.groups.paths import group_path

BY_ACCOUNT = Limit("requests to come into groups by account", 20, 3600)
# As many lists in a day as of invitations to events.
BY_INVITER = Limit("invitations into groups by one person", 30, 86_400)
_LAST = "Nommez d’abord un(e) autre référent(e) : le groupe n’en aurait plus."
_NAMED = {
    Membership.As.REFERENT: "est maintenant référent(e)",
    Membership.As.MEMBER: "n’est plus référent(e), et reste membre",
}
_ARCHIVED = "Ce groupe est archivé : on n’y entre plus, et rien n’y est écrit."


@require_POST
@never_cache
@at_least(Role.PROFESSIONAL)
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Come into an open group, or ask to come into another."""
    group, user = group_of(request, pk), signed_in(request)
    if groups.membership_of(user, group):
        messages.info(request, "Vous êtes déjà dans ce groupe.")
        return redirect(group_path(group))
    asks = groups.must_ask(user, group)
    form = AskForm(request.POST, user=user) if asks else ForForm(request.POST, user=user)
    if not form.is_valid():
        return shown(request, group, form, status=422)
    try:
        limits.take(BY_ACCOUNT, f"account {user.pk}")
        if asks:
            words = form.cleaned_data["message"].strip()
            made, is_new = groups.ask(group.pk, user, form.organisation, words)
            if is_new:
                mails.asked(made)
            messages.success(request, "Votre demande est envoyée : un(e) référent(e) vous répondra.")
        else:
            groups.enter(group.pk, user, form.organisation)
            messages.success(request, f"Vous êtes dans « {group} ».")
    except TooMany as many:
        form.add_error(None, str(many))
        return shown(request, group, form, status=429)
    except groups.NotOpen:
        messages.error(request, "Ce groupe ne laisse plus entrer ainsi : relisez sa page.")
    return redirect(group_path(group))


@require_POST
@never_cache
@at_least(Role.PROFESSIONAL)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own request back."""
    group = group_of(request, pk)
    done = groups.withdraw(group.pk, signed_in(request))
    messages.success(request, "Votre demande est retirée." if done else "Votre demande ne tenait déjà plus.")
    return redirect(group_path(group))


@require_POST
@never_cache
@at_least(Role.PROFESSIONAL)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Come in where one is invited, or decline."""
    group, user = group_of(request, pk), signed_in(request)
    form = ForForm(request.POST, user=user)
    comes = "accepter" in request.POST
    if comes and not form.is_valid():
        return shown(request, group, form, status=422)
    try:
        waited = groups.answer(group.pk, user, form.organisation if comes else None, comes=comes)
    except groups.NotOpen:
        waited = False
    if not waited:
        messages.warning(request, "Cette invitation ne tient plus.")
    elif comes:
        messages.success(request, f"Vous êtes dans « {group} ».")
        return redirect(group_path(group))
    else:
        messages.success(request, "Invitation déclinée.")
    return redirect("groups")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether one leaves a group; then leave it."""
    group, user = group_of(request, pk), signed_in(request)
    if groups.membership_of(user, group) is None:
        messages.info(request, "Vous n’êtes pas dans ce groupe.")
        return redirect("groups")
    if request.method != "POST":
        return render(request, "network/groups/leave.html", {"group": group, "path": group_path(group)})
    try:
        groups.leave(group.pk, user)
    except groups.LastReferent:
        messages.error(request, _LAST)
        return redirect(f"{group_path(group)}#membres")
    messages.success(request, "Vous avez quitté le groupe : rien de ce qui s’y écrit ne vous parvient plus.")
    return redirect("groups")


@require_POST
@never_cache
@at_least(Role.PROFESSIONAL)
def decide(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Let in who asks, or refuse, in some words."""
    group = _led(request, pk)
    asked = GroupRequest.objects.filter(pk=number, group=group).exclude(state=Decided.State.REFUSED).first()
    form = WordForm(request.POST, auto_id=f"mot_{number}")
    if asked is None:
        messages.warning(request, "Cette demande ne tient plus : elle a été retirée, ou une réponse donnée.")
        return redirect(group_path(group))
    if not form.is_valid():
        return shown(request, group, wrong=(number, form), status=422)
    lets_in = "accepter" in request.POST
    try:
        words = form.cleaned_data["mot"].strip()
        groups.decide(asked, signed_in(request), lets_in=lets_in, words=words)
    except groups.AlreadyDecided:
        messages.warning(request, "Quelqu’un d’autre venait de répondre, ou la demande a été retirée.")
    except groups.NotOpen:
        messages.error(request, _ARCHIVED)
    else:
        # As it was settled, under the lock.
        asked.refresh_from_db()
        mails.decided(asked)
        said = "Entrée acceptée" if lets_in else "Demande refusée"
        messages.success(request, f"{said} : la personne est prévenue.")
    return redirect(f"{group_path(group)}#demandes")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite people by their name or address: whether an address has an account changes no word said here."""
    group, by = _led(request, pk), signed_in(request)
    desk = desk_of(request, pk)
    if group.is_archived:
        return refused(request, desk, _ARCHIVED)
    form = InviteForm(request.POST if request.method == "POST" else None, by=by)
    status = 200
    if form.is_bound and form.is_valid():
        if not outbox.is_configured():
            form.add_error(None, "Ce site n’a pas de serveur de messagerie : rien ne peut partir.")
        else:
            try:
                limits.take(BY_INVITER, str(by.pk))
            except TooMany as refusal:
                form.add_error(None, str(refusal))
                status = refusal.status
            else:
                _invited(request, group, form.addresses())
                return redirect(f"{group_path(group)}#invitations")
    status = 422 if form.errors and status == 200 else status
    return render(request, "network/groups/invite.html", {"desk": desk, "form": form}, status=status)


def _invited(request: HttpRequest, group: Group, addresses: list[str]) -> None:
    """Invite these addresses, and say how many were."""
    by = signed_in(request)
    sent = members = 0
    for address in addresses:
        done, made = groups.invite_into(group.pk, by, address)
        if made is None:
            members += 1
        elif done is groups.Invited.INVITED or made.invited_by_id == by.pk:
            sent += mails.invited(made, by)
    messages.success(request, f"Invitations envoyées : {sent} sur {len(addresses)}.")
    if members:
        messages.info(request, f"Déjà membres : {members}.")


@require_POST
@never_cache
@at_least(Role.PROFESSIONAL)
def uninvite(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Take an invitation back."""
    group = _led(request, pk)
    gone, _by_model = GroupInvitation.objects.filter(pk=number, group=group).delete()
    messages.success(request, "Invitation retirée." if gone else "Cette invitation ne tenait déjà plus.")
    return redirect(f"{group_path(group)}#invitations")


@require_POST
@never_cache
@at_least(Role.PROFESSIONAL)
def member(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Make a member a referent or no longer one, or take them out."""
    group = _led(request, pk)
    held = GroupMembership.objects.filter(pk=number, group=group).select_related("user").first()
    if held is None:
        messages.warning(request, "Cette personne n’est plus dans le groupe.")
        return redirect(f"{group_path(group)}#membres")
    act, who = request.POST.get("acte", ""), held.user.full_name or "Cette personne"
    try:
        if act == "sortir":
            done = groups.exclude(group.pk, held.user, by=signed_in(request))
            if done and held.user != request.user:
                mails.taken_out(held.user)
            said = f"{who} n’est plus dans le groupe, et n’en lit plus rien."
        elif act in ("referent", "membre"):
            role = Membership.As.REFERENT if act == "referent" else Membership.As.MEMBER
            done = groups.name(group.pk, held.user, role)
            if done and role == Membership.As.REFERENT and held.user != request.user:
                mails.named(group, held.user)
            said = f"{who} {_NAMED[role]}."
        else:
            done, said = False, ""
    except groups.LastReferent:
        messages.error(request, _LAST)
    else:
        messages.success(request, said if done else "Rien à changer : c’était déjà ainsi.")
    if not groups.known_to(request.user).filter(pk=group.pk).exists():
        return redirect("groups")
    return redirect(f"{group_path(group)}#membres")


@require_POST
@never_cache
@at_least(Role.PROFESSIONAL)
def stand_for(request: HttpRequest, pk: int) -> HttpResponse:
    """Say for which of one's organisations one is in the group."""
    group, user = group_of(request, pk), signed_in(request)
    form = ForForm(request.POST, user=user)
    if groups.membership_of(user, group) is None:
        raise PermissionDenied("Vous n’êtes pas dans ce groupe.")
    if form.is_valid():
        groups.stand_for(group.pk, user, form.organisation)
        messages.success(request, "C’est enregistré.")
    else:
        messages.error(request, "Choisissez une de vos organisations, ou vous-même.")
    return redirect(f"{group_path(group)}#membres")


def _led(request: HttpRequest, pk: int) -> Group:
    """The group of an address. Raises Http404 where who asks may not know of it, and PermissionDenied where
    they do not lead it."""
    group = group_of(request, pk)
    if not groups.leads(request.user, group):
        raise PermissionDenied("Les référents du groupe et la préfecture décident de qui y est.")
    return group
