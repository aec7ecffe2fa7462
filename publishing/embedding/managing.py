# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/integrer/…`: a widget made, changed, switched off and on again, by its owners and by staff."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import at_least, signed_in
from accounts.models import User
from accounts.roles import Role
from files import pictures
from publishing.embedding import counting, policy, snippets
from publishing.embedding.asked import query_in
from publishing.embedding.choosing import site_of
from publishing.embedding.forms import WidgetForm, initial_of
from publishing.embedding.models import Widget
from publishing.embedding.told import in_words

# More is a mistake, or a program.
MOST = 200


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def new(request: HttpRequest) -> HttpResponse:
    """A widget to make; its search is the one that the address asks (`recherche`)."""
    user = signed_in(request)
    held = Widget(search=query_in(request.GET.get("recherche", "")[:2000]))
    form = _form(request, held, user)
    if request.method == "POST" and form.is_valid():
        if Widget.objects.filter(by=user).count() >= MOST:
            form.add_error(None, f"Vous avez déjà {MOST} intégrations : modifiez-en une.")
        else:
            held.by = user
            _write(held, form, user)
            messages.success(request, "C’est prêt : copiez un des codes ci-dessous dans votre page.")
            return redirect("widget", held.pk)
    context = {"form": form, "widget": None}
    return render(request, "embedding/widget.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A widget: what to copy, how often it is loaded, and its form."""
    user = signed_in(request)
    held = _held(request, pk)
    form = _form(request, held, user)
    if request.method == "POST" and form.is_valid():
        _write(held, form, user)
        messages.success(request, "C’est enregistré : les pages qui l’affichent le montrent déjà.")
        return redirect("widget", held.pk)
    site = site_of(request)
    # What is not valid is in the form alone: the rest of the page tells what is in service.
    kept = _held(request, pk)
    told = in_words(kept.search)
    path = f"{reverse('home')}?{kept.search}" if kept.search else reverse("home")
    days = counting.last_days(kept)
    context = {
        "form": form,
        "widget": kept,
        "told": told,
        "search_link": path,
        "preview_link": reverse("embedded", args=[kept.key]),
        "snippets": snippets.of_widget(kept, site, f"{site}{path}", told),
        "days": [(day, loads) for day, loads in days if loads],
        "weeks": counting.weeks(days),
        "total": sum(loads for _day, loads in days),
        "shown_days": counting.SHOWN_DAYS,
    }
    return render(request, "embedding/widget.html", context, status=422 if form.errors else 200)


@require_POST
@at_least(Role.PROFESSIONAL)
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch a widget off, or on again (`etat`)."""
    held = _held(request, pk)
    on = request.POST.get("etat") == "marche"
    if held.is_active != on:
        held.is_active = on
        held.save(update_fields=["is_active", "changed_at"])
    messages.success(
        request,
        "L’intégration est de nouveau en service."
        if on
        else "L’intégration est arrêtée : les pages qui l’affichaient le disent.",
    )
    return redirect("widget", held.pk)


def _held(request: HttpRequest, pk: int) -> Widget:
    """A widget that the reader looks after. Raises Http404 for any other."""
    found = policy.manageable_by(request.user).select_related("logo", "organisation", "by")
    held = found.filter(pk=pk).distinct().first()
    if held is None:
        raise Http404("Cette intégration n’existe pas, ou n’est pas la vôtre.")
    return held


def _form(request: HttpRequest, held: Widget, user: User) -> WidgetForm:
    if request.method == "POST":
        return WidgetForm(request.POST, request.FILES or None, held=held, user=user)
    return WidgetForm(initial=initial_of(held), held=held, user=user)


@transaction.atomic
def _write(widget: Widget, form: WidgetForm, user: User) -> None:
    """Write a valid form, and its logo."""
    values: dict[str, Any] = form.values
    if form.picture is not None:
        values["logo"] = pictures.store(form.picture, "logo.jpg", user)
    elif form.cleaned_data.get("sans_logo"):
        values["logo"] = None
    for name, value in values.items():
        setattr(widget, name, value)
    widget.save()
