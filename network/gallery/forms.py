# SPDX-License-Identifier: AGPL-3.0-or-later
"""The forms of photographs: several sent at once, what each shows, who agreed to be seen in it."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from files import pictures
from mapping.editing.blocks import Block, Editor
from mapping.editing.forms import RecordForm, ShownAgain
from mapping.editing.forms import text as one_line
from network.gallery import rules
from network.gallery.holders import Holder, holder_of_photo
from network.gallery.shown import line
from network.models import Audience, GalleryPhoto, PhotoState
from network.models.gallery import ALT_MOST, CREDIT_MOST, LEGEND_MOST, WHO_MOST

# So many at once: each is made anew while one waits.
AT_ONCE = 10
NOBODY, AGREED = "non", "oui"
# What begins the names of what is said of all photographs at once.
TOGETHER = "toutes"
_AGREED = ("recognisable", "consent_who", "consent_until", "for_print", "for_social")
_RECOGNISABLE = [
    (NOBODY, "personne n’y est reconnaissable"),
    (AGREED, "des personnes y sont reconnaissables, et chacune a donné son accord"),
]
ALT_HINT = "Lu à qui ne voit pas la photo : « Douze personnes autour d’une table, un livre ouvert »."
WHO_HINT = (
    "Par exemple « les deux bénévoles, accord signé le 12 mars, gardé à l’accueil ». Lu par qui tient la"
    " photo seulement."
)
# What is said of who agreed, and who sees: for who keeps the photograph.
OF_KEEPERS = frozenset(
    {"audience", "recognisable", "consent_who", "consent_until", "for_print", "for_social"}
)


class SeveralInput(forms.FileInput):
    """Where several files are chosen at once."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """All the files that were sent under a name."""
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class SeveralFiles(forms.FileField):
    """Several files; a list of what was sent, each as it came."""

    widget = SeveralInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The files that were sent. Raises ValidationError for none, and for too many."""
        given = [one for one in (data if isinstance(data, list | tuple) else [data]) if one]
        if not given:
            raise ValidationError(self.error_messages["required"], code="required")
        return given


class SendForm(ShownAgain, forms.Form):
    """Several photographs, sent at once."""

    photos = SeveralFiles(
        label="photos",
        help_text=(
            "Dix au plus à la fois : JPEG, PNG ou WebP, 12 Mo chacune. Le lieu et la date que votre appareil"
            " y a inscrits sont retirés. Rien n’est montré avant que vous ayez dit, photo par photo, ce que"
            " l’on y voit."
        ),
        widget=SeveralInput(attrs={"accept": pictures.ACCEPTED, "class": "input"}),
        error_messages={"required": "choisissez une ou plusieurs photos."},
    )


def _recognisable() -> forms.TypedChoiceField:
    """Whether somebody is recognisable, which one press says."""
    return forms.TypedChoiceField(
        label="les personnes",
        choices=_RECOGNISABLE,
        coerce=lambda value: value == AGREED,
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"required": "dites si quelqu’un est reconnaissable."},
    )


class _Agreement(ShownAgain, forms.Form):
    """Who is recognisable and how they agreed, by whom and when it was made, who sees it."""

    credit = one_line("auteur de la photo", max_length=CREDIT_MOST)
    taken_on = forms.DateField(
        label="prise le",
        required=False,
        widget=forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d"),
    )
    audience = forms.TypedChoiceField(
        label="qui la voit", coerce=int, widget=forms.Select(attrs={"class": "select"})
    )
    recognisable = _recognisable()
    consent_who = one_line("qui, et comment chacun a donné son accord", WHO_HINT, max_length=WHO_MOST)
    consent_until = forms.DateField(
        label="accord jusqu’au",
        help_text="Ce jour passé, la photo n’est plus montrée. Vide : sans fin.",
        required=False,
        widget=forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d"),
    )
    for_print = forms.BooleanField(label="aussi sur le papier", required=False)
    for_social = forms.BooleanField(label="aussi sur les réseaux sociaux", required=False)


class Together(_Agreement):
    """The same, said once for all the photographs that are described together: of each, what is said of it
    alone stands before."""

    def __init__(self, holder: Holder, data: Any = None) -> None:
        """`data` is what was typed, to be shown again: what is wrong of it is told of each photograph."""
        said = {name: data.get(f"{TOGETHER}-{name}", "") for name in self.base_fields} if data else {}
        super().__init__(prefix=TOGETHER, auto_id="champ_%s", initial=said)
        for field in self.fields.values():
            field.required = False
        audience = self.fields["audience"]
        assert isinstance(audience, forms.ChoiceField)
        audience.choices = [("", "ce que dit chaque photo"), *holder.audiences]

    @property
    def says(self) -> bool:
        """Whether anything was said of all of them."""
        return any(self.initial.values())


def with_together(data: Any, holder: Holder, photos: Iterable[GalleryPhoto]) -> Any:
    """What was sent, what was said of all photographs put where one says nothing of its own."""

    def said(prefix: str, name: str) -> str:
        return str(data.get(f"{prefix}-{name}", "")).strip()

    whole = data.copy()
    for one in photos:
        own = f"p{one.pk}"
        agreed = [] if said(own, "recognisable") or said(own, "consent_who") else _AGREED
        names = [name for name in ("credit", "taken_on") if not said(own, name)] + list(agreed)
        if said(own, "audience") == str(holder.first_audience):
            names.append("audience")
        # A photograph of which nothing is said waits, whatever is said of all.
        if said(own, "alt"):
            whole.update({f"{own}-{name}": said(TOGETHER, name) for name in names if said(TOGETHER, name)})
    return whole


class Consent(_Agreement):
    """What is said of a photograph before it is shown: a line of several."""

    field_order = ("alt", "legend", "credit")

    alt = forms.CharField(
        label="ce que l’on voit",
        help_text=ALT_HINT,
        max_length=ALT_MOST,
        widget=forms.TextInput(attrs={"class": "input"}),
        error_messages={"required": "dites en quelques mots ce que l’on voit."},
    )
    legend = one_line("légende", max_length=LEGEND_MOST)

    def __init__(self, data: Any = None, *, holder: Holder, photo: GalleryPhoto, user: Any) -> None:
        self.photo, self.user = photo, user
        super().__init__(
            data,
            prefix=f"p{photo.pk}",
            auto_id="champ_%s",
            initial={"audience": holder.first_audience, "alt": photo.alt, "legend": photo.legend},
        )
        audience = self.fields["audience"]
        assert isinstance(audience, forms.ChoiceField)
        audience.choices = holder.audiences

    @property
    def is_blank(self) -> bool:
        """Whether nothing was said of it yet: it waits for another time."""
        said = ("alt", "legend", "credit", "taken_on", "recognisable", "consent_who", "consent_until")
        return not any(str(self.data.get(self.add_prefix(name), "")).strip() for name in said)

    def clean(self) -> dict[str, Any]:
        """The values; who agreed is said where somebody is recognisable."""
        given = super().clean() or {}
        for name, message in wrong(given, given.get("recognisable")):
            self.add_error(name, message)
        return given

    def values(self) -> dict[str, Any]:
        """What to write of the photograph, which is shown from then on."""
        given = self.cleaned_data
        return {**given, **consented(given, self.user), "state": PhotoState.SHOWN}


def wrong(given: dict[str, Any], recognisable: Any) -> Iterable[tuple[str, str]]:
    """What is wrong of what is said of who agreed, by field."""
    taken, until = given.get("taken_on"), given.get("consent_until")
    if isinstance(taken, date) and taken > timezone.localdate():
        yield "taken_on", "cette date est à venir."
    if not recognisable:
        return
    if not str(given.get("consent_who") or "").strip():
        yield "consent_who", "dites qui est reconnaissable, et que chacun a donné son accord."
    if isinstance(until, date) and until < timezone.localdate():
        yield "consent_until", "cet accord est déjà fini : la photo ne serait pas montrée."


def consented(given: dict[str, Any], user: Any) -> dict[str, Any]:
    """Who agreed, as it is kept: nothing of it where nobody is recognisable; who noted it, and now."""
    noted = {"consent_noted_by": user, "consent_noted_at": timezone.now()}
    if given["recognisable"]:
        names = ("consent_who", "consent_until", "for_print", "for_social")
        return {"recognisable": True, **{name: given[name] for name in names}, **noted}
    empty = {"consent_who": "", "consent_until": None, "for_print": False, "for_social": False}
    return {"recognisable": False, **empty, **noted}


class PhotoForm(RecordForm):
    """What a photograph shows, and for who keeps it, who sees it and who agreed, which no message repeats."""

    alt = one_line("ce que l’on voit", ALT_HINT, required=True, max_length=ALT_MOST)
    legend = one_line("légende", max_length=LEGEND_MOST)
    credit = one_line("auteur de la photo", max_length=CREDIT_MOST)
    recognisable = _recognisable()
    consent_who = one_line("qui, et comment chacun a donné son accord", WHO_HINT, max_length=WHO_MOST)

    is_private: ClassVar[bool] = True

    class Meta:
        model = GalleryPhoto
        fields: tuple[str, ...] = (
            *("alt", "legend", "credit", "taken_on", "audience", "recognisable", "consent_who"),
            *("consent_until", "for_print", "for_social"),
        )
        widgets: ClassVar = {
            "taken_on": forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d"),
            "consent_until": forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d"),
            "audience": forms.RadioSelect,
        }
        help_texts: ClassVar = {
            "consent_until": "Ce jour passé, la photo n’est plus montrée. Vide : sans fin.",
        }

    def __init__(self, data: Any = None, *, record: Any, editor: Any, hidden: Any = ()) -> None:
        super().__init__(data, record=record, editor=editor, hidden=hidden)
        if "recognisable" in self.fields:
            self.initial["recognisable"] = AGREED if record.recognisable else NOBODY
        if (audience := self.fields.get("audience")) is not None:
            assert isinstance(audience, forms.ChoiceField)
            offered = holder_of_photo(editor.user, record).audiences
            audience.choices = [
                one for one in Audience.choices if one in offered or one[0] == record.audience
            ]

    def clean(self) -> dict[str, Any]:
        """The values; who agreed is said where somebody is recognisable."""
        given = super().clean()
        agreement = OF_KEEPERS & self.fields.keys() - {"audience"}
        is_judged = any(map(self.is_touched, agreement))
        for name, message in wrong(given, is_judged and given.get("recognisable")):
            if is_judged or self.is_touched(name):
                forms.ModelForm.add_error(self, name, message)
        return given

    def values(self) -> dict[str, Any]:
        """What to write; a new agreement is noted by who wrote it, and has the photograph shown again where
        the last one had ended."""
        values, agreement = super().values(), OF_KEEPERS - {"audience"}
        # Of a form that is refused too, whose values are laid beside what others wrote.
        if not set(values) & agreement or not agreement <= self.cleaned_data.keys():
            return values
        values |= consented(self.cleaned_data, self.editor.user)
        if self.instance.state == PhotoState.ENDED:
            values["state"] = PhotoState.SHOWN
        return values

    def context(self, seen: Any) -> dict[str, Any]:
        """The photograph, to look at."""
        return {"line": line(seen)}


def _hides(editor: Editor, photo: Any) -> frozenset[str]:
    return frozenset() if rules.keeps(editor.user, photo) else OF_KEEPERS


PHOTO = Block(
    name="photo",
    title="Modifier ce qui est dit de la photo",
    about="",
    form=PhotoForm,
    template="network/gallery/form.html",
    hides=_hides,
)
