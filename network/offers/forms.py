# SPDX-License-Identifier: AGPL-3.0-or-later
"""The forms of announcements: what is offered or asked for; an answer, and what is answered to it."""

from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.memberships import organisations_of
from accounts.models import Organisation
from common.dates import in_words
from mapping.editing.blocks import Block
from mapping.models import VisibleStructure
from network import organisations
from network.choices import LENT
from network.events.fields import StructureField, day
from network.models import Audience, News, OfferKind, OfferSide
from network.news.forms import NewsForm
from places.commune_field import CommuneField

# How far ahead one borrows, and for how long at most.
AHEAD, LONGEST = timedelta(days=366), timedelta(days=183)


class OfferForm(NewsForm):
    """What somebody offers or asks for. A group may hold it; its mails say which it is, and so it is never
    for the members of one alone."""

    may_be_members_alone = False

    side = forms.ChoiceField(
        label=gettext_lazy("offre ou demande"), choices=OfferSide.choices, widget=forms.RadioSelect
    )
    what = forms.ChoiceField(
        label=gettext_lazy("quoi"),
        choices=[("", gettext_lazy("choisissez")), *OfferKind.choices],
        widget=forms.Select(attrs={"class": "select"}),
        error_messages={"required": gettext_lazy("choisissez ce qui est proposé ou demandé.")},
    )
    structure = StructureField(
        label=gettext_lazy("dans une structure de l’annuaire"),
        help_text=gettext_lazy(
            "Où est la salle, le matériel : le nom de la structure, ou son numéro (« n° 123 »)."
        ),
    )
    commune = CommuneField(
        label=gettext_lazy("commune"),
        help_text=gettext_lazy("Si ce n’est pas dans une structure de l’annuaire."),
        required=False,
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    lent_from = day(
        gettext_lazy("prêté à partir du"),
        gettext_lazy(
            "D’une salle, de matériel, d’une exposition : les jours où on peut l’emprunter. L’annonce, elle,"
            " paraît du… au… ci-dessus. Vide : aucun jour n’est exclu."
        ),
    )
    lent_until = day(gettext_lazy("prêté jusqu’au"))
    organisation = forms.ModelChoiceField(
        label=gettext_lazy("tenue par"),
        help_text=gettext_lazy(
            "Ses membres lisent les réponses, et eux seuls avec les ambassadeurs et l’État. Personne : vous."
        ),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=gettext_lazy("personne en particulier"),
        widget=forms.Select(attrs={"class": "select"}),
    )

    class Meta(NewsForm.Meta):
        fields = (
            "side", "what", "title", "summary", "text", "structure", "commune", "starts_on", "ends_on",
            "lent_from", "lent_until",
            "audience", "group", "organisation", "consent", "link", "themes", "publics",
        )  # fmt: skip
        help_texts: ClassVar = {
            "consent": gettext_lazy("Une personne, ou votre organisation : l’annonce paraît avec son accord.")
        }

    def __init__(self, data: Any = None, *, record: Any, editor: Any, hidden: Any = ()) -> None:
        super().__init__(data, record=record, editor=editor, hidden=hidden)
        self._placed: dict[str, Any] = {}
        named = self.fields["structure"]
        assert isinstance(named, StructureField)
        named.role = editor.role
        organisations.offer(self)

    def clean(self) -> dict[str, Any]:
        """The values; an announcement appears with the consent of whom it is about, and says one place."""
        cleaned = super().clean()
        if not cleaned.get("consent") and self._is_sent("consent"):
            self.add_error(
                "consent",
                _(
                    "une annonce paraît avec l’accord de qui propose ou demande :"
                    " cochez-le, ou ne la publiez pas."
                ),
            )
        self._check_loan(cleaned)
        if cleaned.get("structure") and self._is_sent("structure", "commune", "audience"):
            self._in_structure(cleaned)
        return cleaned

    def _check_loan(self, cleaned: dict[str, Any]) -> None:
        names = ("lent_from", "lent_until")
        first, last = (cleaned.get(name) for name in names)
        if first and last and last < first and self._is_sent(*names):
            touched = self.is_new or self.is_touched("lent_until")
            self.add_error("lent_until" if touched else "lent_from", _("le prêt finit avant de commencer."))
        is_lent = cleaned.get("side") == OfferSide.OFFER and cleaned.get("what") in LENT
        if (first or last) and not is_lent and self._is_sent(*names, "side", "what"):
            sent = next(name for name in (*names, "side", "what") if self.is_new or self.is_touched(name))
            self.add_error(
                sent,
                _("on n’emprunte qu’une salle, du matériel ou une exposition : videz les jours de prêt."),
            )

    def _in_structure(self, cleaned: dict[str, Any]) -> None:
        number = getattr(cleaned["structure"], "pk", cleaned["structure"])
        audience = Audience(int(cleaned.get("audience") or 0)).shown_as
        seen = VisibleStructure.objects.seen_by(audience).filter(pk=number).first()
        if seen is None:
            if VisibleStructure.objects.seen_by(self.editor.role).filter(pk=number).exists():
                said = _("tout le monde ne voit pas cette structure : réservez l’annonce aux professionnels.")
                names = [name for name in ("structure", "audience") if self.is_new or self.is_touched(name)]
                self.add_error(names[0] if names else None, said)
            return
        typed = cleaned.get("commune")
        if typed and typed != seen.commune and (self.is_new or self.is_touched("commune")):
            self.add_error(
                "commune", _("ce n’est pas celle de la structure : videz ce champ, ou la structure.")
            )
            return
        self._placed = {"commune": seen.commune}

    def values(self) -> dict[str, Any]:
        """What to write, with the commune of the structure."""
        return super().values() | self._placed

    def made(self) -> News:
        """The announcement to write."""
        made = super().made()
        for name, value in self._placed.items():
            setattr(made, name, value)
        return made


OFFER = Block(
    name="annonce",
    title=gettext_lazy("Annonce"),
    about=gettext_lazy("Ce que l’on propose, ou cherche."),
    form=OfferForm,
    template="network/news/form.html",
)


class ReplyForm(forms.Form):
    """A professional's answer to an announcement: a few words; the days, of what is lent; whether they ask
    for the same training."""

    envie = forms.ChoiceField(
        label=gettext_lazy("Votre réponse"),
        choices=[
            ("aussi", gettext_lazy("nous sommes intéressés aussi")),
            ("donner", gettext_lazy("nous pouvons y répondre")),
        ],
        initial="aussi",
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choisissez une des deux réponses.")},
    )
    du = day(gettext_lazy("Du"), required=True)
    au = day(gettext_lazy("Au"), gettext_lazy("Le dernier jour, compris."), required=True)
    pour = forms.ModelChoiceField(
        label=gettext_lazy("Au nom de"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=gettext_lazy("moi-même"),
        widget=forms.Select(attrs={"class": "select"}),
    )
    message = forms.CharField(
        label=gettext_lazy("Votre message"),
        help_text=gettext_lazy("Court : ce dont vous avez besoin, comment vous joindre."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"class": "input input--short", "rows": 3}),
    )

    def __init__(self, data: QueryDict | None = None, *, offer: News, user: Any) -> None:
        super().__init__(data, auto_id="champ_%s")
        asks_training = offer.side == OfferSide.REQUEST and offer.what == OfferKind.FORMATION
        if not asks_training:
            del self.fields["envie"]
        self._lent_from, self._lent_until = offer.lent_from, offer.lent_until
        if not offer.is_lent:
            del self.fields["du"], self.fields["au"]
        own = organisations_of(user).order_by("name", "pk")
        field = self.fields["pour"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = own
        if (first := own.first()) is not None:
            field.initial = first.pk
        else:
            del self.fields["pour"]

    def clean_du(self) -> date:
        """A day to come, within a year. Raises ValidationError for another."""
        first, today = self.cleaned_data["du"], timezone.localdate()
        if not today <= first <= today + AHEAD:
            raise ValidationError(_("Un jour à venir, dans l’année."))
        if self._lent_from and first < self._lent_from:
            said = _("C’est prêté à partir du %(day)s.")
            raise ValidationError(said % {"day": in_words(self._lent_from, "j F Y")})
        return first

    def clean(self) -> dict[str, Any]:
        """The days follow each other, and are not too many."""
        given = super().clean() or {}
        first, last = given.get("du"), given.get("au")
        if first and last and last < first:
            self.add_error("au", _("Le dernier jour est avant le premier."))
        elif first and last and last - first > LONGEST:
            self.add_error("au", _("Six mois au plus à la fois."))
        elif last and self._lent_until and last > self._lent_until:
            said = _("C’est prêté jusqu’au %(day)s.")
            self.add_error("au", said % {"day": in_words(self._lent_until, "j F Y")})
        return given


class WordForm(forms.Form):
    """What who holds an announcement answers to an answer."""

    mot = forms.CharField(
        label=gettext_lazy("Un mot avec votre réponse"),
        help_text=gettext_lazy("Comment vous joindre, où venir."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"class": "input input--short", "rows": 2}),
    )
