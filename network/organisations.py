# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which organisations a form of the network offers to hold what it writes."""

from django import forms
from django.db.models import Q

from accounts.memberships import nameable_organisations, organisations_of
from accounts.models import Organisation
from mapping.editing.forms import RecordForm


def offer(form: RecordForm, name: str = "organisation") -> None:
    """Have a field offer the organisations of the editor, any to staff, and at once the only one that the
    editor belongs to for what is new; whichever holds it already stays."""
    field, record = form.fields[name], form.instance
    assert isinstance(field, forms.ModelChoiceField)
    offered = nameable_organisations(form.editor.user).values("pk")
    field.queryset = Organisation.objects.filter(
        Q(pk__in=offered) | Q(pk=record.organisation_id or 0)
    ).order_by("name", "pk")
    own = list(organisations_of(form.editor.user).values_list("pk", flat=True)[:2])
    if record.pk is None and len(own) == 1:
        form.initial[name] = own[0]
