# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where photographs are sent, described, edited, put in order and removed."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import at_least, signed_in
from accounts.models import User
from accounts.roles import Role
from common.costly import UPLOAD, costly
from common.deadlocks import again_after_deadlock
from files import pictures
from history import record_rows
from history.context import acting
from history.models import Cause
from mapping import writing
from mapping.editing.frame import answer, refused
from network.gallery import removing, rules
from network.gallery.desk import desk_of, photo_of
from network.gallery.forms import AT_ONCE, PHOTO, Consent, SendForm, Together, with_together
from network.gallery.holders import Holder, holder_of, holder_of_photo
from network.gallery.pages import why_not_add
from network.gallery.shown import line
from network.models import GalleryPhoto, PhotoState
from network.models.common import eyes_of
from network.paths import path_of

UP, DOWN, COVER = "monter", "descendre", "couverture"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
@costly(UPLOAD, methods=("POST",))
def add(request: HttpRequest, of: str, pk: int) -> HttpResponse:
    """Send several photographs: each that is one waits to be described, each that is refused is named."""
    user = signed_in(request)
    holder = holder_of(user, of, pk)
    if refusal := why_not_add(user, holder):
        return _refused(request, holder, refusal)
    form = SendForm(request.POST or None, request.FILES or None, auto_id="champ_%s")
    wrong: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        kept, wrong = _received(form.cleaned_data["photos"], holder, user)
        if kept:
            for name, why in wrong:
                messages.error(request, f"« {name} » n’est pas gardée : {why}")
            return redirect("photos-describe", holder.of.value, holder.number)
    context = {"holder": holder, "form": form, "wrong": wrong, "at_once": AT_ONCE}
    is_wrong = form.is_bound and (form.errors or wrong)
    return render(request, "network/gallery/add.html", context, status=422 if is_wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def describe(request: HttpRequest, of: str, pk: int) -> HttpResponse:
    """Say of each photograph that one sent what it shows and who agreed: those that are whole are shown, the
    others wait, and what was typed stays."""
    user = signed_in(request)
    holder = holder_of(user, of, pk)
    if refusal := why_not_add(user, holder):
        return _refused(request, holder, refusal)
    drafts = list(_drafts(holder, user))
    if not drafts:
        return redirect(holder.url)
    data = with_together(request.POST, holder, drafts) if request.method == "POST" else None
    forms = [Consent(data, holder=holder, photo=one, user=user) for one in drafts]
    if data is None:
        return _described(request, holder, forms)
    shown = [form for form in forms if not form.is_blank and form.is_valid()]
    for form in shown:
        _show(form, user)
    left = [form for form in forms if form not in shown]
    if shown:
        said = "Une photo est en ligne." if len(shown) == 1 else f"{len(shown)} photos sont en ligne."
        messages.success(request, said)
    if not left:
        return redirect(holder.url)
    if all(form.is_blank for form in left):
        if shown:
            return redirect("photos-describe", holder.of.value, holder.number)
        messages.error(request, "Rien n’est dit encore : décrivez au moins une photo.")
    fresh = [Consent(None, holder=holder, photo=f.photo, user=user) if f.is_blank else f for f in left]
    return _described(request, holder, fresh, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit what is said of a photograph that is shown, or was."""
    desk = desk_of(request, pk)
    if desk.seen.state == PhotoState.DRAFT:
        holder = holder_of_photo(desk.editor.user, desk.seen)
        return redirect("photos-describe", holder.of.value, holder.number)
    return answer(request, desk, PHOTO)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether a photograph goes for good; then remove it."""
    user = signed_in(request)
    held = photo_of(user, pk)
    holder = holder_of_photo(user, held)
    if not rules.keeps(user, held):
        return _refused(
            request,
            holder,
            "Retirer cette photo est l’affaire de qui l’a mise, de qui tient la page et de l’État."
            " Si vous y êtes, demandez son retrait depuis sa page.",
        )
    if request.method != "POST":
        context = {"holder": holder, "photo": held, "line": line(held), "path": path_of(held)}
        return render(request, "network/gallery/remove.html", context)
    was_draft = held.state == PhotoState.DRAFT
    removing.remove(held, user)
    messages.success(request, "La photo est retirée, et son fichier effacé.")
    if was_draft and _drafts(holder, user).exists():
        return redirect("photos-describe", holder.of.value, holder.number)
    return redirect(holder.url)


@require_POST
@never_cache
@at_least(Role.PROFESSIONAL)
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a photograph change places with the one before it (`monter`) or after it (`descendre`), or be the
    cover of its gallery (`couverture`)."""
    desk = desk_of(request, pk)
    if refusal := desk.refusal():
        return refused(request, desk, refusal)
    user, holder = desk.editor.user, holder_of_photo(desk.editor.user, desk.seen)
    if not {UP, DOWN, COVER} & request.POST.keys():
        raise Http404
    again_after_deadlock(lambda: _placed(holder, pk, user, request.POST.keys()))
    return redirect(f"{holder.url}#photo-{pk}")


def _placed(holder: Holder, pk: int, user: User, asked: object) -> None:
    with acting(Cause.EDIT, user):
        shown = GalleryPhoto.objects.of(**holder.where).exclude(state=PhotoState.DRAFT)
        record_rows.lock(GalleryPhoto._meta.db_table, shown.order_by().values_list("pk", flat=True))
        order = list(shown)
        at = next((n for n, one in enumerate(order) if one.pk == pk), None)
        if at is None:
            return
        if COVER in asked:  # type: ignore[operator]
            for one in order:
                if one.is_cover != (one.pk == pk):
                    writing.change(one, {"is_cover": one.pk == pk}, user, Cause.EDIT)
            return
        # What stands at the place of who asks is what they see, not what is hidden from them.
        seen = set(
            GalleryPhoto.objects.known_to(eyes_of(user)).filter(**holder.where).values_list("pk", flat=True)
        )
        step = -1 if UP in asked else 1  # type: ignore[operator]
        to = at + step
        while 0 <= to < len(order) and (order[to].pk not in seen or order[to].is_cover):
            to += step
        if not 0 <= to < len(order) or order[at].is_cover:
            return
        order.insert(to, order.pop(at))
        for rank, one in enumerate(order):
            if one.rank != rank:
                writing.change(one, {"rank": rank}, user, Cause.EDIT)


def _drafts(holder: Holder, user: User):
    return (
        GalleryPhoto.objects.filter(**holder.where, state=PhotoState.DRAFT, by=user)
        .select_related("file")
        .order_by("pk")
    )


def _received(
    given: list[UploadedFile], holder: Holder, user: User
) -> tuple[list[GalleryPhoto], list[tuple[str, str]]]:
    """Keep the photographs that were sent, each in a transaction of its own: those that are, and the names of
    those that are not, each with why."""
    kept: list[GalleryPhoto] = []
    wrong: list[tuple[str, str]] = []
    for n, one in enumerate(given):
        name = one.name or "sans nom"
        if n >= AT_ONCE:
            wrong.append((name, f"{AT_ONCE} photos au plus à la fois ; envoyez-la ensuite."))
            continue
        try:
            kept.append(_kept(pictures.read(one), holder, user))
        except ValidationError as error:
            wrong.append((name, " ".join(error.messages)))
    return kept, wrong


def _kept(picture: pictures.Picture, holder: Holder, user: User) -> GalleryPhoto:
    """A photograph that waits to be described. Raises ValidationError where the gallery holds enough."""

    def whole() -> GalleryPhoto:
        with transaction.atomic(), acting(Cause.EDIT, user):
            every = GalleryPhoto.objects.filter(**holder.where)
            held = every.aggregate(rank=Max("rank"), size=Sum("file__size"))
            if every.count() >= rules.MOST:
                raise ValidationError(f"il y a déjà {rules.MOST} photos ici : retirez-en une d’abord.")
            if (held["size"] or 0) + len(picture.whole) > rules.MOST_BYTES:
                most = rules.MOST_BYTES // 1024**2
                raise ValidationError(f"les photos d’ici pèsent déjà {most} Mo : retirez-en une d’abord.")
            # No word of the name that it had is kept: it may be somebody's.
            file = pictures.store(picture, "photo.jpg", user)
            rank = 0 if held["rank"] is None else held["rank"] + 1
            made = GalleryPhoto(
                **holder.where,
                file=file,
                rank=rank,
                audience=holder.first_audience,
                by=user,
                is_example=False,
            )
            return writing.create(made, user, Cause.EDIT)

    return again_after_deadlock(whole)


def _show(form: Consent, user: User) -> None:
    def whole() -> None:
        with acting(Cause.EDIT, user):
            writing.change(form.photo, form.values(), user, Cause.EDIT)

    again_after_deadlock(whole)


def _described(request: HttpRequest, holder: Holder, forms: list[Consent], status: int = 200) -> HttpResponse:
    context = {
        "holder": holder,
        "together": Together(holder, request.POST) if len(forms) > 1 else None,
        "forms": [(form, line(form.photo)) for form in forms],
        "is_wrong": any(form.errors for form in forms),
    }
    return render(request, "network/gallery/describe.html", context, status=status)


def _refused(request: HttpRequest, holder: Holder, refusal: str) -> HttpResponse:
    context = {
        "holder": holder,
        "refusal": refusal,
        "back": reverse("gallery", args=[holder.of.value, holder.number]),
    }
    return render(request, "network/gallery/refused.html", context, status=403)
