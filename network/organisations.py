# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which organisations a form of the network offers to hold what it writes."""

from django import forms

from accounts.memberships import nameable_organisations, organisations_of
from accounts.models import Organisation
from mapping.editing.forms import RecordForm


def offer(form: RecordForm, name: str = "organisation") -> None:
    """Have a field offer the organisations of the editor, the only one at once for what is new; whichever
    holds it already stays."""
    field, record = form.fields[name], form.instance
    assert isinstance(field, forms.ModelChoiceField)
    own = nameable_organisations(form.editor.user) & organisations_of(form.editor.user)
    numbers = list(own.values_list("pk", flat=True))
    offered = {*numbers, record.organisation_id or 0}
    field.queryset = Organisation.objects.filter(pk__in=offered).order_by("name", "pk")
    if record.pk is None and len(numbers) == 1:
        form.initial[name] = numbers[0]
