# SPDX-License-Identifier: AGPL-3.0-or-later
"""When the desk of a structure is open."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from mapping.editing.blocks import Block
from mapping.editing.forms import RecordForm
from mapping.editing.hours_apart import apart_of
from mapping.editing.hours_field import HoursField
from mapping.models import Structure, TemporaryClosure, VisibleService


class HoursForm(RecordForm):
    """The opening hours of the structure."""

    horaires_accueil = HoursField(label=gettext_lazy("horaires de l'accueil"), saves=True)

    class Meta:
        model = Structure
        fields = ("horaires_accueil",)

    def context(self, seen: Any) -> dict[str, Any]:
        """How many closures there are, which are told beside the hours and edited elsewhere. Where the desk
        has no hours of its own, also the services whose hours the page shows, with where they are edited;
        where it has, those that they contradict."""
        told = VisibleService.objects.seen_by(self.editor.role).filter(structure=seen.id)
        services = [
            (name, reverse("edit-one", args=[seen.id, seen.slug, "services", number]))
            for number, name in told.exclude(horaires_accueil="").order_by("nom").values_list("id", "nom")
        ]
        return {
            "closures": TemporaryClosure.objects.filter(structure=self.instance.pk).count(),
            "apart": apart_of(seen, self.editor.role),
            "services": [] if self.instance.horaires_accueil else services,
        }


HOURS = Block(
    name="horaires",
    title=gettext_lazy("Horaires de l'accueil"),
    about=gettext_lazy("La semaine, les vacances, les jours fériés, les dates particulières."),
    form=HoursForm,
    template="mapping/edit/hours_block.html",
)
