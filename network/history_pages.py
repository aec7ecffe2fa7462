# SPDX-License-Identifier: AGPL-3.0-or-later
"""The history of what is shared, and the way back: the same words and rules as for a structure."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import at_least, signed_in
from accounts.roles import Role, role_of
from common.deadlocks import again_after_deadlock
from history import undoing
from history.models import Act, Cause
from history.recent import Asked
from mapping.changes.listing import Item, listing, moment_of
from mapping.editing import told
from mapping.patrol.restoring import Root, field_put_back, version_asked
from network import policy
from network.changes import known_as
from network.models import Bulletin, GalleryPhoto, PhotoState, Post, Topic
from network.models.common import Audience, Shared, State, eyes_of
from network.paths import path_of
from network.registering.following import NotTheirs, following

_OF_A_PAGE = (Cause.EDIT, Cause.UNDO)


def record_of(number: int, user: Any) -> Shared | Post | GalleryPhoto:
    """The resource, event, news, topic or message of a number. Raises Http404 for one that the reader may not
    know of."""
    for model in policy.ROOTS:
        if (held := policy.known(model, eyes_of(user), {number}).first()) is not None:
            return held
    raise Http404(_("Cette page n’existe pas, ou n’est plus publiée."))


@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """All that was done of it, the last first, as the reader may know it."""
    record = record_of(pk, request.user)
    # Of what is its members' alone, or was taken out of a discussion, the history, which knows roles, tells
    # staff; and here who was found to know of it.
    is_inside = record.audience == Audience.MEMBERS or _is_taken_out(record)
    inside = Role.STAFF if is_inside else None
    before = moment_of(request.GET.get("avant", ""))
    page = listing(Asked(root=pk), request.user, before, inside=inside)
    may_write = not policy.why_not(request.user, record)
    context = {
        "record": known_as(record),
        "page": page,
        "is_first": before is None,
        # What its author takes back by the door that their page offers at once (`undo`).
        "own": {item.act.pk for item in page.items if may_write and _is_theirs(item, request.user)},
        # What is put back is foreseen by role: a member takes their own back where they wrote it.
        "may_restore": may_write and (inside is None or role_of(request.user) is Role.STAFF),
    }
    return render(request, "network/history.html", context)


def _is_theirs(item: Item, user: Any) -> bool:
    """Whether an act is an edit of somebody's own, that was not taken back and made nothing."""
    is_edit = item.act.by_id == user.pk and item.act.cause in _OF_A_PAGE and not item.is_undone
    return is_edit and not any(entry.is_made for entry in item.entries)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def restore_field(request: HttpRequest, pk: int) -> HttpResponse:
    """What putting a field back to what it was before an act would show, and doing it."""
    record = _record_to_write(request, pk)
    return _followed(request, pk, lambda: field_put_back(request, _root(record)))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def version(request: HttpRequest, pk: int, id: int) -> HttpResponse:
    """What going back to it as it was after an event would change, and doing it."""
    record = _record_to_write(request, pk)
    return _followed(request, pk, lambda: version_asked(request, _root(record), id))


@require_POST
@at_least(Role.PROFESSIONAL)
def undo(request: HttpRequest, pk: int, act: int) -> HttpResponse:
    """Take back what the person themselves did of it; what others changed since stays."""
    user = signed_in(request)
    mine = Act.objects.filter(by=user, cause__in=_OF_A_PAGE, events__root=pk).distinct()
    done = get_object_or_404(mine, pk=act)
    held = _held(pk)
    if held is not None and _is_closed_to(user, held):
        raise Http404(_("Cette page n’existe pas, ou n’est plus publiée."))
    topic = held.topic if isinstance(held, Post) else None
    try:
        with following(pk, user):
            undone = again_after_deadlock(lambda: undoing.undo(done, user))
    except NotTheirs as refused:
        return _not_theirs(request, pk, refused)
    text = _("Annulé, sauf ce que quelqu'un d'autre a changé depuis.") if undone.left else _("C'est annulé.")
    try:
        record = record_of(pk, user)
    except Http404:
        told.tell(request, text)
        return redirect(path_of(topic) if topic is not None else "network")
    told.tell(request, text, undone.act.pk if undone.act else None, again=True)
    return redirect(path_of(record))


def _held(number: int) -> Shared | Post | GalleryPhoto | None:
    """What a number is that of, whoever may know of it."""
    every = (model._default_manager.filter(pk=number).first() for model in policy.ROOTS)
    return next((one for one in every if one is not None), None)


def _is_closed_to(user: Any, held: Shared | Post | GalleryPhoto) -> bool:
    """Whether something is of a group that somebody left, or that is archived, or is said where they may say
    nothing more: nothing of it is theirs to write, what they wrote themselves either."""
    if held.group_id is None and not isinstance(held, Topic | Post | Bulletin | GalleryPhoto):
        return False
    known = policy.known(type(held), eyes_of(user), {held.pk})
    of_few = held.audience == Audience.MEMBERS or isinstance(held, GalleryPhoto)
    is_left = of_few and not known.exists()
    return is_left or bool(policy.why_not(user, held))


def _is_taken_out(record: Shared | Post | GalleryPhoto) -> bool:
    if isinstance(record, Post):
        return State.WITHDRAWN in (record.state, record.topic.state)
    if isinstance(record, GalleryPhoto):
        return record.state != PhotoState.SHOWN
    return isinstance(record, Topic) and record.state == State.WITHDRAWN


def _record_to_write(request: HttpRequest, pk: int) -> Shared | Post | GalleryPhoto:
    """What a number is that of, for who may write in it. Raises Http404 for the others, as for none."""
    record = record_of(pk, signed_in(request))
    if policy.why_not(request.user, record):
        raise Http404(_("Cette page n’existe pas, ou n’est plus publiée."))
    return record


def _root(record: Shared | Post | GalleryPhoto) -> Root:
    return Root(record.pk, record._meta.db_table, record.title, _history_path(record.pk))


def _followed(request: HttpRequest, pk: int, done: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer to what is put back, once who registered is told of it."""
    try:
        with following(pk, signed_in(request)):
            return done()
    except NotTheirs as refused:
        return _not_theirs(request, pk, refused)


def _not_theirs(request: HttpRequest, pk: int, refused: NotTheirs) -> HttpResponse:
    # What was said to be done is not.
    list(messages.get_messages(request))
    messages.error(request, str(refused))
    return redirect(_history_path(pk))


def _history_path(pk: int) -> str:
    return reverse("shared-history", args=[pk])
