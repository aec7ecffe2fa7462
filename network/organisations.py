# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which organisations a form of the network offers to hold what it writes."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from accounts.memberships import nameable_organisations, organisations_of
from accounts.models import Organisation
from accounts.roles import Role, role_of
from accounts.standing import communes_answered_for
from mapping.editing.forms import RecordForm
from mapping.models import VisibleStructure
from mapping.organisations import holding


def offered_to(user: Any) -> QuerySet[Organisation]:
    """The organisations that `user` may say hold what they write: staff any, professionals their own, and an
    ambassador those that have a structure, which they see, in their territory."""
    own = Q(pk__in=nameable_organisations(user).values("pk"))
    role = role_of(user)
    if role is Role.PROFESSIONAL:
        here = VisibleStructure.objects.seen_by(role).filter(commune__in=communes_answered_for(user))
        own |= Q(pk__in=holding(here).values("pk"))
    return Organisation.objects.filter(own)


def offer(form: RecordForm, name: str = "organisation") -> None:
    """Have a field offer the organisations of the editor, any to staff, and at once the only one that the
    editor belongs to for what is new; whichever holds it already stays. Who has none is told where to join or
    make one, beside what they write."""
    field, record = form.fields[name], form.instance
    assert isinstance(field, forms.ModelChoiceField)
    held = Organisation.objects.filter(pk=record.organisation_id or 0)
    field.queryset = (offered_to(form.editor.user) | held).order_by("name", "pk")
    own = list(organisations_of(form.editor.user).values_list("pk", flat=True)[:2])
    if record.pk is None and len(own) == 1:
        form.initial[name] = own[0]
    if not own and role_of(form.editor.user) is Role.PROFESSIONAL:
        field.help_text = format_html(
            '{} <a href="{}" target="_blank" rel="noopener">{}</a>',
            field.help_text,
            reverse("people-organisations"),
            _(
                "La vôtre manque ? Rejoignez-la ou créez-la, dans un autre onglet : ce que vous écrivez reste"
                " ici, et la liste la propose dès que vous enregistrez."
            ),
        )
