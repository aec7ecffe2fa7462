# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a bulletin is begun, written, looked at, sent and corrected."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import at_least, signed_in
from accounts.models import User
from accounts.roles import Role, role_of
from accounts.standing import ambassador_in
from common.deadlocks import again_after_deadlock
from common.limits import TooMany
from common.mail_pages import shown
from history.context import acting, current_act
from history.models import Cause
from history.versions import last_event
from mapping import writing
from mapping.editing import told
from network import policy, tasks
from network.bulletins import mails, sending, subscribing
from network.bulletins.content import anchor_of, content_of
from network.bulletins.facts import Key
from network.bulletins.forms import ComposeForm, NewForm
from network.bulletins.gathering import MOST, add, candidates, correction_of, make
from network.bulletins.pages import bulletin_of, own_place
from network.bulletins.rules import may_make, may_make_of
from network.models import Bulletin, BulletinItem
from network.models.bulletin import ITEMS_MOST
from network.paths import path_of
from network.said import said_of

_NOT_THEIRS = "Les bulletins sont faits par la préfecture et par les ambassadeurs de chaque territoire."
_SOMEBODY_ELSE = (
    "Quelqu’un d’autre a changé ce bulletin pendant que vous écriviez. Ce que vous avez saisi est gardé :"
    " relisez les champs signalés, puis enregistrez de nouveau."
)


# What a press of the editor leads to, once what was typed is kept.
_NEXT = {
    "page": "bulletin-short",
    "courriel": "bulletin-mail",
    "texte": "bulletin-text",
    "pdf": "bulletin-pdf",
    "essai": "bulletin-compose",
    "envoyer": "bulletin-send",
}
# The presses that are about a whole sort of lines.
_OF_A_SORT = ("oter", "garder", "suivantes")


class _Meanwhile(Exception):
    """Somebody else wrote the same fields, by the name of each in the form: what they wrote."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__()
        self.fields = fields


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def new(request: HttpRequest) -> HttpResponse:
    """Begin a bulletin: one press makes the draft of a territory and a month."""
    user = signed_in(request)
    if not may_make(user):
        return _refused(request, _NOT_THEIRS, reverse("bulletins"))
    form = NewForm(request.POST if request.method == "POST" else None, user=user, place=_place_of(user))
    if form.is_bound and form.is_valid():
        begun = form.made()
        if (held := _same(begun)) is not None:
            messages.info(request, "Ce bulletin est déjà commencé, ou déjà parti : le voici.")
            return redirect("bulletin-compose" if held.is_draft else "bulletin-short", held.pk)
        made = make(begun, user)
        said = f"Brouillon fait : {made.items.count()} lignes, {MOST} au plus de chaque sorte."
        messages.success(request, f"{said} Relisez, choisissez, puis envoyez.")
        return redirect("bulletin-compose", made.pk)
    return render(request, "network/bulletins/new.html", {"form": form}, status=422 if form.is_bound else 200)


def _place_of(user: User) -> Any:
    """What an ambassador answers for first; the site's own département for staff."""
    if role_of(user) is Role.STAFF:
        return own_place().get("territoire")
    return next(((one.kind, one.code) for one in ambassador_in(user)), None)


def _same(begun: Bulletin) -> Bulletin | None:
    names = ("territory_kind", "territory_code", "month", "audience")
    return Bulletin.objects.filter(corrects=None, **{name: getattr(begun, name) for name in names}).first()


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def compose(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a draft: its title, its word of introduction, its lines; the same press keeps all of it, and
    moves a line or adds one."""
    held = bulletin_of(request, pk)
    if refusal := policy.why_not(request.user, held):
        return _refused(request, refusal, path_of(held))
    user = signed_in(request)
    items = _items(held, user)
    version = last_event(pk)
    form = ComposeForm(
        request.POST if request.method == "POST" else None, bulletin=held, items=items, version=version
    )
    if form.is_bound and form.is_valid():
        try:
            act = _kept(request, form, user)
        except _Meanwhile as meanwhile:
            for name, theirs in meanwhile.fields.items():
                form.add_error(name, f"quelqu’un d’autre vient d’écrire : « {theirs or 'rien'} ».")
            form.add_error(None, _SOMEBODY_ELSE)
            data = request.POST.copy()
            data["version"] = str(version)
            form.data = data
        except ValidationError as error:
            form.add_error(None, error)
        else:
            goes_on = request.POST.get("puis", "")
            if act or goes_on not in _NEXT:
                told.tell(request, "C’est enregistré." if act else "Rien n’a changé.", act)
            if goes_on == "essai":
                _try_out(request, held, user)
            return redirect(_after(request, form, held))
    context = {
        "bulletin": held,
        "form": form,
        "sections": form.sections(_rest(held, user), request.GET.get("rubrique", "")),
        "most": MOST,
        "receivers": len(subscribing.receivers(held)),
        "said": said_of(request, pk),
    }
    return render(request, "network/bulletins/compose.html", context, status=422 if form.is_bound else 200)


def _items(bulletin: Bulletin, user: User) -> list[BulletinItem]:
    """The lines that somebody may choose: what no page tells of structures that closed is staff's."""
    held = bulletin.items.all()
    return list(held if role_of(user) is Role.STAFF else held.exclude(source=BulletinItem.Source.CLOSED))


def _rest(bulletin: Bulletin, user: User) -> dict[str, int]:
    """How many more lines of each sort there are than those of a bulletin."""
    return {source: len(keys) for source, keys in _not_held(bulletin, user).items() if keys}


def _not_held(bulletin: Bulletin, user: User) -> dict[str, list[Key]]:
    held = set(bulletin.items.values_list("source", "number"))
    every = candidates(bulletin, with_closed=role_of(user) is Role.STAFF)
    return {source: [key for key in keys if key not in held] for source, keys in every.items()}


def _after(request: HttpRequest, form: ComposeForm, held: Bulletin) -> str:
    """Where the press leads that kept what was typed: on to what it asks for, else back to the line, or the
    sort, that it was about."""
    page = _NEXT.get(request.POST.get("puis", ""))
    if page is not None:
        return reverse(page, args=[held.pk])
    editor = reverse("bulletin-compose", args=[held.pk])
    moved = request.POST.get("monter") or request.POST.get("descendre") or ""
    source = next((one.source for one in form.items if str(one.pk) == moved), "")
    if source:
        return f"{editor}?rubrique={source}#ligne-{moved}"
    source = next((request.POST[name] for name in _OF_A_SORT if name in request.POST), "")
    if source in BulletinItem.Source.values:
        return f"{editor}?rubrique={source}#{anchor_of(source)}"
    return editor


def _try_out(request: HttpRequest, held: Bulletin, user: User) -> None:
    try:
        sending.send_trial(held, user)
    except (sending.NotReady, TooMany) as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request, f"Un essai part vers {user.email} : vous seul le recevez, il ne compte pour rien."
        )


def _kept(request: HttpRequest, form: ComposeForm, user: User) -> int | None:
    """Write what was typed, in one act: its number, None where nothing changed. Raises _Meanwhile, and writes
    nothing."""
    seen = form.cleaned_data["version"]

    def whole() -> int | None:
        with transaction.atomic(), acting(Cause.EDIT, user):
            bulletin = form.bulletin
            theirs: dict[str, str] = {}
            own = {name: form.cleaned_data[name] for name in ("title", "text")}
            changed = _written(bulletin, own, {name: name for name in own}, user, seen, theirs)
            for one in form.items:
                fields = {"is_kept": f"garde_{one.pk}", "sentence": f"phrase_{one.pk}"}
                changed |= _written(one, form.values_of(one), fields, user, seen, theirs)
            if theirs:
                raise _Meanwhile(theirs)
            changed |= _moved(request, form, user)
            if (key := form.cleaned_data["adresse"]) is not None:
                changed |= bool(add(bulletin, [key], user))
            if source := request.POST.get("suivantes"):
                room = min(MOST, max(ITEMS_MOST - bulletin.items.count(), 0))
                changed |= bool(add(bulletin, _not_held(bulletin, user).get(source, [])[:room], user))
            return current_act() if changed else None

    return again_after_deadlock(whole)


def _written(
    record: Bulletin | BulletinItem,
    values: dict[str, Any],
    fields: dict[str, str],
    user: User,
    seen: int | None,
    theirs: dict[str, str],
) -> bool:
    """Write values of a record; whether anything changed. What somebody else wrote goes to `theirs`, by the
    name of its field in the form. A line that somebody took out meanwhile is passed over."""
    try:
        done = writing.change(record, values, user, Cause.EDIT, seen)
    except BulletinItem.DoesNotExist:
        return False
    if isinstance(done, writing.Conflicts):
        for name, both in done.fields.items():
            if name in fields:
                theirs[fields[name]] = _in_words(both.theirs)
        return False
    return bool(done.fields - {"about"})


def _in_words(value: Any) -> str:
    return {True: "dans le bulletin", False: "hors du bulletin"}.get(value, str(value))


def _moved(request: HttpRequest, form: ComposeForm, user: User) -> bool:
    """Put lines where their editor wants them among those of their sort: at the place that was typed, then
    one step up or down; whether anything moved."""
    before = list(BulletinItem.objects.filter(bulletin=form.bulletin).order_by("rank", "pk"))
    of: dict[str, list[BulletinItem]] = {}
    for one in before:
        of.setdefault(one.source, []).append(one)
    wanted = form.moved()
    for held in of.values():
        moving = sorted((wanted[one.pk], held.index(one), one) for one in held if one.pk in wanted)
        for _place, _at, one in moving:
            held.remove(one)
        for place, _at, one in moving:
            held.insert(place - 1, one)
        _step(request, held)
    # Each sort keeps the ranks that it had.
    turns = {source: iter(held) for source, held in of.items()}
    after = [next(turns[one.source]) for one in before]
    if after == before:
        return False
    for rank, one in enumerate(after):
        if one.rank != rank:
            writing.change(one, {"rank": rank}, user, Cause.EDIT)
    return True


def _step(request: HttpRequest, held: list[BulletinItem]) -> None:
    """Have the line that a press names change places with its neighbour."""
    way = -1 if "monter" in request.POST else 1
    number = request.POST.get("monter") or request.POST.get("descendre") or ""
    at = next((place for place, one in enumerate(held) if str(one.pk) == number), None)
    if at is not None and 0 <= at + way < len(held):
        held[at], held[at + way] = held[at + way], held[at]


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def as_html(request: HttpRequest, pk: int) -> HttpResponse:
    """The mail that would leave today, in HTML; the link that ends it leads to one's own subscriptions."""
    held = bulletin_of(request, pk)
    if not may_make_of(request.user, held.territory_kind, held.territory_code):
        return _refused(request, _NOT_THEIRS, path_of(held))
    stop_url = request.build_absolute_uri(reverse("bulletins-mine"))
    return shown(mails.html_of(content_of(held), stop_url))


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def as_text(request: HttpRequest, pk: int) -> HttpResponse:
    """The same mail in words alone."""
    held = bulletin_of(request, pk)
    if not may_make_of(request.user, held.territory_kind, held.territory_code):
        return _refused(request, _NOT_THEIRS, path_of(held))
    said = mails.text_of(content_of(held), request.build_absolute_uri(reverse("bulletins-mine")))
    return HttpResponse(said, content_type="text/plain; charset=utf-8")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Say to how many a bulletin goes, and what of it does not; a POST sends it, or tries it on oneself."""
    held = bulletin_of(request, pk)
    if refusal := policy.why_not(request.user, held):
        return _refused(request, refusal, path_of(held))
    if request.method == "POST" and "essai" in request.POST:
        _try_out(request, held, signed_in(request))
        return redirect("bulletin-send", pk)
    if request.method == "POST":
        try:
            sending.send(held, signed_in(request))
        except sending.NotReady as refused:
            messages.error(request, str(refused))
            return redirect("bulletin-compose", pk)
        tasks.ask_bulletins()
        messages.success(request, "Le bulletin est parti. Il est publié, avec son PDF.")
        return redirect(path_of(held))
    content = content_of(held)
    context = {
        "bulletin": held,
        "content": content,
        "receivers": len(subscribing.receivers(held)),
        "count": sum(len(part.lines) for part in content.parts),
        "left_out": len(sending.left_out(held)),
        "refusal": sending.why_not_yet(held),
    }
    return render(request, "network/bulletins/send.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether a draft goes; then delete it."""
    held = bulletin_of(request, pk)
    if refusal := policy.why_not(request.user, held):
        return _refused(request, refusal, path_of(held))
    if request.method == "POST":
        writing.remove(held, signed_in(request))
        messages.success(request, "Le brouillon est supprimé.")
        return redirect("bulletins")
    return render(request, "network/bulletins/remove.html", {"bulletin": held})


@require_POST
@never_cache
@at_least(Role.PROFESSIONAL)
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the correction of a bulletin that was sent; one that is begun already is opened."""
    held = bulletin_of(request, pk)
    if not may_make_of(request.user, held.territory_kind, held.territory_code):
        return _refused(request, _NOT_THEIRS, path_of(held))
    if held.is_draft:
        return redirect("bulletin-compose", pk)
    made = correction_of(held, signed_in(request))
    return redirect("bulletin-compose", made.pk)


def _refused(request: HttpRequest, why: str, back: str) -> HttpResponse:
    return render(request, "network/bulletins/refused.html", {"why": why, "back": back}, status=403)
