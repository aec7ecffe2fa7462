# SPDX-License-Identifier: AGPL-3.0-or-later
"""In which group something is written, and whether its members alone read it: two fields of a form of what is
shared."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.groups import known_to, read_by
from accounts.memberships import groups_of
from accounts.models import Group
from mapping.editing.forms import RecordForm
from network.models.common import Audience, Shared

# What an address that begins something new says of the group it is for.
PARAMETER = "groupe"


def group_field() -> forms.ModelChoiceField:
    """The field `group` of a form; `offer` says which groups."""
    return forms.ModelChoiceField(
        label=gettext_lazy("dans le groupe"),
        help_text=gettext_lazy("Le groupe qui le tient. Qui le lit se dit plus haut."),
        queryset=Group.objects.none(),
        required=False,
        empty_label=gettext_lazy("aucun"),
        widget=forms.Select(attrs={"class": "select"}),
        error_messages={"invalid_choice": gettext_lazy("choisissez un de vos groupes.")},
    )


def audiences(of_a_group: bool) -> list[tuple[int, Any]]:
    """Who may be said to read something: the members of a group where there is one."""
    return [one for one in Audience.choices if of_a_group or one[0] != Audience.MEMBERS]


def offer(form: RecordForm) -> None:
    """Have a form offer the groups of the editor that are written. What is in a group already stays in it:
    what its members wrote among themselves is not another group's to read, nor its history."""
    record: Shared = form.instance
    audience = form.fields["audience"]
    assert isinstance(audience, forms.ChoiceField)
    if "group" not in form.fields or (record.group_id and record.pk is not None):
        form.fields.pop("group", None)
        audience.choices = audiences(record.group_id is not None)
        return
    field = form.fields["group"]
    assert isinstance(field, forms.ModelChoiceField)
    user = form.editor.user
    mine = Q(pk__in=groups_of(user).order_by().values("pk")) | Q(pk=record.group_id or 0)
    field.queryset = read_by(user).filter(mine, archived_at__isnull=True).order_by("name", "pk")
    if field.queryset.exists():
        audience.choices = audiences(True)
    else:
        del form.fields["group"]
        audience.choices = audiences(False)


def check(form: RecordForm, given: dict[str, Any]) -> None:
    """Say of the audience of a form that it names the members of no group."""
    if given.get("audience") != Audience.MEMBERS or form.instance.group_id:
        return
    if not given.get("group") and "group" in form.fields:
        is_sent = form.is_new or form.is_touched("group")
        form.add_error("group" if is_sent else "audience", "dites de quel groupe.")


def may_begin(user: Any, group: Group) -> bool:
    """Whether something new is begun by somebody in a group: by its members, until it is archived."""
    return not group.is_archived and groups_of(user).filter(pk=group.pk).exists()


def begun_in(request: HttpRequest, model: type[Shared]) -> dict[str, Any]:
    """What something new of a model, that an address begins in a group of the reader's, says: the group, that
    its members read it, its themes and its territory; nothing where no group is named.

    Raises Http404 for a group that the reader may not know of, and PermissionDenied, with words for them, for
    one in which they may not write: it is never left out in silence."""
    number = request.GET.get(PARAMETER, "")
    if not (number.isascii() and number.isdigit()) or len(number) > 18:
        return {}
    held = known_to(request.user).filter(pk=int(number)).first()
    if held is None:
        raise Http404(_("Cette page n’existe pas, ou n’est plus publiée."))
    if not groups_of(request.user).filter(pk=held.pk).exists():
        raise PermissionDenied("Ses membres écrivent dans ce groupe : entrez-y d’abord, par sa page.")
    if held.is_archived:
        raise PermissionDenied("Ce groupe est archivé : on le lit encore, et rien n’y est plus écrit.")
    values = {"group": held, "audience": Audience.MEMBERS}
    # What is said of a group is said of what is written there, until its author says otherwise.
    known = {field.name for field in model._meta.get_fields()}
    carried = ("themes", "territory_kind", "territory_code")
    return values | {name: getattr(held, name) for name in carried if name in known and getattr(held, name)}
