# SPDX-License-Identifier: AGPL-3.0-or-later
"""Something new that bears the title of what there is already: told before it is written, never refused."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.readers import Reader
from mapping.editing.forms import UNDERSTOOD, RecordForm
from network.models.common import Shared, eyes_of
from network.paths import path_of
from network.resources.fields import written
from places.folding import fold

# As many as are shown.
_SHOWN = 3


def alike(model: type[Shared], title: str, who: Reader) -> list[Shared]:
    """What bears the same title, whatever its accents, dashes and case, of what a reader may know of; the
    last written first. One query."""
    words = written(title)
    every = model._default_manager.all().known_to(who)
    found = every.filter(title__iregex=f"^[^[:alnum:]]*{words}[^[:alnum:]]*$") if words else every.none()
    return [one for one in found.order_by("-pk")[: 4 * _SHOWN] if fold(one.title) == fold(title)][:_SHOWN]


class TitledForm(RecordForm):
    """The form of something with a title. Of something new, what has that title already is shown once, with
    its address; sent again with the same title, it is written."""

    beside = frozenset({"titre_vu"})

    titre_vu = forms.CharField(required=False, widget=forms.HiddenInput)

    same_title: list[tuple[str, str]]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.same_title = []

    def tell_same_title(self, given: Mapping[str, Any]) -> None:
        """Have the form shown again where its title is taken and its writer was not told so."""
        title = given.get("title") or ""
        if not self.is_new or not title or given.get("titre_vu") == title:
            return
        found = alike(type(self.instance), title, eyes_of(self.editor.user))
        if not found:
            return
        self.same_title = [(path_of(one), one.title) for one in found]
        sent = cast(QueryDict, self.data).copy()
        sent["titre_vu"] = title
        self.data = sent
        said = _("ce titre existe déjà : regardez. Pour publier quand même, enregistrez de nouveau.")
        self.add_error("title", ValidationError(said, code=UNDERSTOOD))
