# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a discussion is opened, answered, edited, withdrawn, locked; an answer kept, a sheet made of it."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import at_least, signed_in
from accounts.roles import Role
from common.deadlocks import again_after_deadlock
from common.numbers import number_in
from history.context import acting, current_act
from history.models import Cause
from mapping import writing
from mapping.editing import told
from mapping.editing.blocks import Editor
from mapping.editing.frame import answer, refused
from network.discussions import asking, following, rules, voting
from network.discussions.desk import (
    JOINS,
    PostDesk,
    TopicDesk,
    desk_of,
    desk_of_either,
    desk_of_new,
    post_of,
    topic_of,
)
from network.discussions.forms import POST, TOPIC
from network.discussions.told import about_of
from network.group_choice import begun_in
from network.models import Audience, Post, Resource, ResourceKind, State, Topic
from network.paths import path_of

_FAQ_SUMMARY = 300
# What an address that begins a discussion says of one that is voted.
VOTE = "proposition"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def new(request: HttpRequest) -> HttpResponse:
    """Open a discussion, in the group and about what the address names where the reader sees it."""
    topic = Topic(**({"audience": Audience.PROFESSIONALS} | begun_in(request, Topic)))
    about = asking.about_in(request.GET)
    if about is not None:
        setattr(topic, f"{about[0]}_id", about[1])
        if about_of(topic, request.user) is None:
            raise Http404(_("Cette page n’existe pas, ou n’est plus publiée."))
    topic.proposes = VOTE in request.GET
    begun = asking.Asked(group=topic.group_id or 0, about=about).query()
    begun += f"&{VOTE}=oui" if topic.proposes else ""
    return answer(request, desk_of_new(request, topic, begun), replace(TOPIC, title="Ouvrir une discussion"))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit what opens a discussion."""
    return answer(request, desk_of(request, pk), replace(TOPIC, title="Modifier la discussion"))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def say(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a topic, or the message that the address names (`a`); of a reply, what that one answers."""
    topic = topic_of(request, pk)
    reply_to = None
    if number := number_in(request.GET.get("a", "")):
        reply_to = Post.objects.filter(topic=topic, pk=number, state=State.PUBLISHED).first()
        if reply_to is None:
            raise Http404(_("Cette page n’existe pas, ou n’est plus publiée."))
        reply_to = reply_to.reply_to or reply_to
    post = Post(topic=topic, reply_to=reply_to)
    desk = PostDesk(post, Editor.of(signed_in(request)), joins=JOINS in request.POST)
    return answer(request, desk, replace(POST, title="Répondre"))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def edit_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit a message."""
    desk = PostDesk(post_of(request, pk), Editor.of(signed_in(request)))
    return answer(request, desk, replace(POST, title="Modifier le message"))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether a topic or a message goes from what is read, or comes back to it; then do it."""
    desk = desk_of_either(request, pk)
    if refusal := desk.refusal():
        return refused(request, desk, refusal)
    comes_back = desk.seen.state == State.WITHDRAWN
    if request.method != "POST":
        context = {"desk": desk, "comes_back": comes_back, "is_topic": isinstance(desk, TopicDesk)}
        return render(request, "network/discussions/withdraw.html", context)
    # Sent from a page that somebody else made old: what was asked stays asked.
    if comes_back != ("remettre" in request.POST):
        return redirect(desk.path)
    values = (
        {"state": State.PUBLISHED, "withdrawn_by": None}
        if comes_back
        else {"state": State.WITHDRAWN, "withdrawn_by": signed_in(request)}
    )
    said = "C’est en ligne." if comes_back else "C’est retiré : qui l’a écrit et qui modère le voient encore."
    told.tell(request, said, _changed(request, desk.seen, values))
    return redirect(desk.path)


@require_POST
@never_cache
@at_least(Role.PROFESSIONAL)
def lock(request: HttpRequest, pk: int) -> HttpResponse:
    """Have nobody answer a topic any more; or open it again."""
    desk = desk_of(request, pk)
    if not rules.moderates(request.user, desk.seen):
        return refused(request, desk, "Qui modère ici verrouille les discussions.")
    if refusal := desk.refusal():
        return refused(request, desk, refusal)
    opens = "rouvrir" in request.POST
    if opens == desk.seen.is_locked:
        act = _changed(request, desk.seen, {"locked_at": None if opens else timezone.now()})
        said = "La discussion est rouverte." if opens else "La discussion est verrouillée : on la lit encore."
        told.tell(request, said, act)
    return redirect(desk.path)


@require_POST
@never_cache
@at_least(Role.PROFESSIONAL)
def vote(request: HttpRequest, pk: int) -> HttpResponse:
    """Vote on a proposal (`choix`), or take one's vote back where nothing is said."""
    topic, choice = topic_of(request, pk), request.POST.get("choix", "")
    try:
        refusal = voting.vote(topic, signed_in(request), choice)
    except ValueError:
        raise Http404(_("Cette page n’existe pas, ou n’est plus publiée.")) from None
    if refusal:
        return refused(request, desk_of(request, pk), refusal)
    told.tell(request, "Votre vote est compté." if choice else "Votre vote n’est plus compté.")
    return redirect(f"{path_of(topic)}#vote")


@require_POST
@never_cache
@at_least(Role.PROFESSIONAL)
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Be told by mail of what is answered where one wrote, or no longer (`arreter`)."""
    topic, user = topic_of(request, pk), signed_in(request)
    is_told = "arreter" not in request.POST
    following.follow(user, topic, is_told=is_told)
    if not is_told:
        said = "Vous ne recevrez plus les réponses de cette discussion."
    elif following.told_of_answers(topic).filter(pk=user.pk).exists():
        said = "Vous recevrez un courriel à chaque réponse."
    else:
        said = (
            "Vous avez arrêté les courriels de toutes les réponses :"
            " « Courriels », dans « Groupes », les remet."
        )
    told.tell(request, said)
    return redirect(path_of(topic))


@require_POST
@never_cache
@at_least(Role.PROFESSIONAL)
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a message as the answer to its question; or no longer."""
    post = post_of(request, pk)
    topic, user = post.topic, signed_in(request)
    if not rules.may_keep(user, topic, moderating=rules.moderates(user, topic)):
        return refused(
            request,
            desk_of(request, topic.pk),
            "Qui a posé la question et qui modère retiennent une réponse.",
        )
    goes = "oublier" in request.POST
    if goes and topic.answer_id == post.pk:
        told.tell(request, "Aucune réponse n’est plus retenue.", _changed(request, topic, {"answer": None}))
    elif not goes and post.state == State.PUBLISHED and topic.answer_id != post.pk:
        told.tell(request, "Réponse retenue.", _changed(request, topic, {"answer": post}))
    return redirect(path_of(post))


@require_POST
@never_cache
@at_least(Role.PROFESSIONAL)
def make_faq(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a sheet of a question and its answer, not published yet, and lead to its form; to the sheet, where
    one was made."""
    topic, user = topic_of(request, pk), signed_in(request)
    if refusal := rules.why_not_say(user, topic):
        return refused(request, desk_of(request, pk), refusal)
    kept = Post.objects.filter(pk=topic.answer_id or 0, state=State.PUBLISHED).first()
    if kept is None:
        told.refuse(request, "Retenez d’abord une réponse : la fiche sera faite de la question et d’elle.")
        return redirect(path_of(topic))

    def whole() -> int:
        with acting(Cause.EDIT, user):
            held = Topic.objects.select_for_update(no_key=True).get(pk=topic.pk)
            if held.faq_id is not None:
                return held.faq_id
            sheet = writing.create(_sheet_of(held, kept), user, Cause.EDIT)
            writing.change(held, {"faq": sheet}, user, Cause.EDIT)
            return sheet.pk

    number = again_after_deadlock(whole)
    return redirect(reverse("resource-edit", args=[number]))


def _sheet_of(topic: Topic, kept: Post) -> Resource:
    """The question and its answer as a sheet that those who read them read, without the names of anybody."""
    question = f"{topic.text.strip()}\n\n" if topic.text.strip() else ""
    return Resource(
        kind=ResourceKind.FAQ,
        title=topic.title,
        text=f"{question}## Réponse\n\n{kept.text.strip()}\n",
        themes=topic.themes,
        publics=topic.publics,
        territory_kind=topic.territory_kind,
        territory_code=topic.territory_code,
        structures=[topic.structure_id] if topic.structure_id else [],
        group=topic.group,
        audience=topic.audience,
        state=State.WITHDRAWN,
    )


def _changed(request: HttpRequest, record: Topic | Post, values: dict[str, Any]) -> int | None:
    """Write values of a topic or a message, by the one door: the act; None where nothing changed."""
    user = signed_in(request)

    def whole() -> int | None:
        with acting(Cause.EDIT, user):
            done = writing.change(record, values, user, Cause.EDIT)
            return current_act() if isinstance(done, writing.Written) and done.fields else None

    return again_after_deadlock(whole)
