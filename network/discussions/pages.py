# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/reseau/discussions/`: the discussions that a professional reads; one of them; where a message stands."""

from dataclasses import replace
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import at_least, signed_in
from accounts.groups import read_by
from accounts.memberships import groups_of
from accounts.models import Group
from accounts.roles import Role
from history.models import Event as Noted
from mapping.editing.blocks import Editor
from mapping.editing.told import said_with
from mapping.presentation import short_name
from mapping.vocabulary import THEME_BY_CODE, THEMES
from network import policy
from network.discussions import asking, following, rules, searching, told, voting
from network.discussions.desk import post_of, topic_of
from network.discussions.forms import PostForm
from network.discussions.naming import marked, proposed, who_may_be
from network.discussions.paths import anchor_of
from network.group_choice import may_begin
from network.inside_found import found_inside
from network.listed import PAGE
from network.models import Attachment, Audience, Post, Resource, State, Topic
from network.models.common import eyes_of
from network.models.discussion import said_of_topics
from network.paths import path_of
from network.resources.sheet import given
from network.text.rendering import rendered

PER_PAGE, POSTS_PER_PAGE = 20, 50


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def listing(request: HttpRequest) -> HttpResponse:
    """The discussions that the reader reads and that the address asks for, those spoken of last first."""
    user = signed_in(request)
    asked = asking.read(request.GET)
    topics = asked.among(Topic.objects.seen_by(eyes_of(user)))
    words: frozenset[str] = frozenset()
    if asked.words:
        understood = searching.understand(asked.words)
        topics, words = searching.saying(topics, understood), understood.words
    page = Paginator(told.counted(topics.order_by("-last_at", "-pk")), PER_PAGE).get_page(
        request.GET.get(PAGE)
    )
    held = list(page.object_list)
    found_in = [one.said_in for one in held if getattr(one, "said_in", None)]
    group = read_by(user).filter(pk=asked.group).first() if asked.group else None
    about = _about(asked, user)
    query, path = asked.query(), reverse("topics")
    context = {
        "asked": asked,
        "lines": told.lines(held, user, searching.snippets(found_in, words)),
        "page": page,
        "chips": [
            (chip.label, f"{path}?{chip.query}" if chip.query else path)
            for chip in replace(
                asked, group_name=group.name if group else "", about_name=about.name if about else ""
            ).chips()
        ],
        "pages_query": f"{query}&" if query else "",
        "groups": groups_of(user).filter(archived_at__isnull=True).order_by("name", "pk"),
        "themes": THEMES,
        "inside": found_inside(asked.words, user) if asked.words else [],
        "new_url": _new_url(asked, group, user),
    }
    return render(request, "network/discussions/list.html", context)


def _about(asked: asking.Asked, user: Any) -> told.About | None:
    if asked.about is None:
        return None
    name, number = asked.about
    return told.about_of(Topic(**{f"{name}_id": number}), user)


def _new_url(asked: asking.Asked, group: Group | None, user: Any) -> str:
    """Where one opens a discussion like those that are asked for."""
    kept = asking.Asked(group=group.pk if group and may_begin(user, group) else 0, about=asked.about).query()
    return f"{reverse('topic-new')}?{kept}" if kept else reverse("topic-new")


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def one(request: HttpRequest, pk: str, slug: str = "") -> HttpResponse:
    """A discussion: what opened it, and a page of what is said of it."""
    topic = topic_of(request, pk)
    if slug != topic.slug:
        return HttpResponsePermanentRedirect(path_of(topic))
    user = signed_in(request)
    moderating = rules.moderates(user, topic)
    refusal = rules.why_not_say(user, topic)
    posts = said_of_topics(Post.objects.filter(topic=topic)).select_related("by")
    page = Paginator(posts, POSTS_PER_PAGE).get_page(request.GET.get(PAGE))
    texts = [topic.text, *(each.text for each in page.object_list)]
    people = who_may_be(topic, user) if any("@" in each for each in texts) else []
    said = told.said(topic, page.object_list, user, moderating, people)
    kept = _kept(topic, said, user, moderating)
    form = None if refusal else PostForm(record=Post(topic=topic), editor=Editor.of(user))
    following.mark_read(user, topic)
    context = {
        "topic": topic,
        "title": short_name(topic.title, topic.is_example),
        "by": told.name_of(topic.by),
        "organisation": told.organisations_of({topic.by_id} if topic.by_id else set()).get(
            topic.by_id or 0, ""
        ),
        "text": marked(rendered(topic.text), people),
        "edited": told.edits_of([topic]).get(topic.pk),
        "is_followed": _is_followed(topic, user),
        "files": [given(each) for each in Attachment.objects.filter(topic=topic).select_related("file")],
        "themes": [THEME_BY_CODE[code] for code in topic.themes if code in THEME_BY_CODE],
        "territory": topic.territory,
        "about": told.about_of(topic, user),
        "of_group": policy.group_told(user, topic),
        "is_for_members": topic.audience == Audience.MEMBERS,
        "is_withdrawn": topic.state == State.WITHDRAWN,
        "page": page,
        "posts": said,
        "kept": kept,
        "tally": voting.tally(topic, user) if topic.proposes else None,
        "vote_is_over": voting.is_over(topic),
        "faq": _faq(topic, user),
        "refusal": refusal,
        "form": form,
        "names": proposed(topic, user) if form else [],
        "moderates": moderating,
        "may_edit": not rules.why_not_edit(user, topic, moderating=moderating),
        "may_keep": rules.may_keep(user, topic, moderating=moderating),
        "may_make_faq": kept is not None and not refusal,
        "pages_query": "",
        "history_url": reverse("shared-history", args=[topic.pk]),
        "report_url": f"{reverse('write')}?page={path_of(topic)}",
        "said": list(said_with(request, lambda act: _undo_of(topic, act))),
    }
    return render(request, "network/discussions/one.html", context)


def _is_followed(topic: Topic, user: Any) -> bool | None:
    """Whether the reader is told by mail of what is answered; None for who wrote nothing here, and is not."""
    if not following.has_written(user, topic):
        return None
    return following.told_of_answers(topic).filter(pk=user.pk).exists()


def _kept(topic: Topic, said: list[told.Said], user: Any, moderating: bool) -> told.Said | None:
    """The message that was kept as the answer, while it is published; it may be on another page."""
    if topic.answer_id is None:
        return None
    here = next((one for one in said if one.is_kept), None)
    if here is None:
        far = Post.objects.filter(pk=topic.answer_id, topic=topic).select_related("by")
        here = next(iter(told.said(topic, far, user, moderating)), None)
    return None if here is None or here.is_withdrawn else here


def _faq(topic: Topic, user: Any) -> tuple[str, str, bool] | None:
    """The sheet made of a topic, for who may know of it: its title, its page, whether it is online."""
    if topic.faq_id is None:
        return None
    held = Resource.objects.known_to(eyes_of(user)).filter(pk=topic.faq_id).first()
    return (held.title, path_of(held), held.state == State.PUBLISHED) if held is not None else None


def _undo_of(topic: Topic, act: str) -> str:
    """Where an act of the reader's on a topic or on one of its messages is taken back."""
    root = (
        Noted.objects.filter(act=int(act), root__isnull=False).order_by("pk").values_list("root", flat=True)
    )
    return reverse("shared-undo", args=[root.first() or topic.pk, act])


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def where(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to where a message stands in its topic."""
    post = post_of(request, pk)
    thread = post.reply_to_id or post.pk
    before = Post.objects.filter(topic=post.topic_id).annotate(thread=Coalesce("reply_to", "pk"))
    place = before.filter(Q(thread__lt=thread) | Q(thread=thread, pk__lt=post.pk)).count()
    number = place // POSTS_PER_PAGE + 1
    query = f"?{PAGE}={number}" if number > 1 else ""
    return redirect(f"{path_of(post.topic)}{query}#{anchor_of(post.pk)}")
