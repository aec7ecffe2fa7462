# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms that anyone may send, kept from robots without asking people to prove anything.

A field that nobody sees must stay empty, and a signed token says that the page was open for a moment before
it was sent, and not since yesterday. Whoever is taken for a robot wrongly is told, loses nothing of what they
typed, and may send it again. The browser answers a challenge meanwhile (`common.proof`), and may then be as
quick as it likes; without scripts, the form may be sent less often.
"""

import time
import uuid
from typing import Any, cast

from django import forms
from django.core import signing
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common import proof
from common.limits import TooMany

_SALT = "common.robots"
# Nobody reads a form and writes in it in less; a page left open for longer is from another day.
QUICKEST_S, LONGEST_S = 3, 86_400


def now() -> float:
    """Seconds since 1970."""
    return time.time()


def new_token() -> str:
    """A token for a form that is shown now."""
    return signing.dumps([uuid.uuid4().hex, int(now())], salt=_SALT)


class TrappedForm(forms.Form):
    """A form with the three fields; once valid, `key` names this one sending of it, however often it comes,
    and `is_proven` says whether the browser answered the challenge.

    `jeton`, `preuve` and `site_internet` are written by the template (`includes/robots.html`), the last where
    nobody sees it.
    """

    jeton = forms.CharField(required=False, widget=forms.HiddenInput)
    preuve = forms.CharField(required=False, widget=forms.HiddenInput)
    site_internet = forms.CharField(
        required=False,
        label=_("Laissez ce champ vide"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    key: uuid.UUID
    is_proven = False

    def __init__(self, data: QueryDict | dict | None = None, **options: Any) -> None:
        super().__init__(data if data is None else data.copy(), **options)
        self.initial.setdefault("jeton", new_token())
        # Another form's answer is none of this one's.
        self.fields["preuve"].widget.attrs["data-form"] = type(self).__name__

    def clean(self) -> dict[str, Any]:
        """What was typed; refuses what was sent by a robot, too soon or too late."""
        given = super().clean() or {}
        self.is_proven = self._is_answered(given)
        message = self._refusal(given)
        if message:
            self.add_error(None, message)
            # Where the form has another token by now, the answer is none to it.
            self.is_proven = self._is_answered(given)
        if self.is_bound and not self.is_proven:
            self._typed["preuve"] = ""
        return given

    def _is_answered(self, given: dict[str, Any]) -> bool:
        challenge = f"{type(self).__name__} {self._typed.get('jeton', '')}"
        return proof.holds(challenge, given.get("preuve", ""))

    def refuse(self, refused: TooMany) -> None:
        """Say that it cannot be sent now; and where the browser answered no challenge, that this is why it
        may be sent less often."""
        self.add_error(None, str(refused))
        if not self.is_proven:
            self.add_error(
                None,
                gettext(
                    "Sans JavaScript, ce formulaire s’envoie moins souvent : c’est ce qui le protège des"
                    " robots. Rien n’est perdu de ce que vous avez écrit."
                ),
            )

    def _refusal(self, given: dict[str, Any]) -> str:
        try:
            name, shown_at = signing.loads(given.get("jeton", ""), salt=_SALT)
            self.key = uuid.UUID(name)
        except (signing.BadSignature, TypeError, ValueError):
            return self._anew(
                gettext("Cette page n’a pas pu être vérifiée. Rien n’est perdu : envoyez de nouveau.")
            )
        if given.get("site_internet"):
            self._typed["site_internet"] = ""
            return self._anew(
                gettext(
                    "Un champ caché a été rempli, comme par un robot. Rien n’est perdu : envoyez de nouveau."
                )
            )
        if now() - shown_at > LONGEST_S:
            return self._anew(
                gettext("Cette page est restée ouverte longtemps. Rien n’est perdu : envoyez de nouveau.")
            )
        # A browser that fills a form in for its reader is quick too, and has answered the challenge.
        if now() - shown_at < QUICKEST_S and not self.is_proven:
            return gettext("C’est parti trop vite pour nous. Relisez, puis envoyez de nouveau.")
        return ""

    def _anew(self, message: str) -> str:
        """The message, once the form has a token with which it may be sent again, not answered yet."""
        self._typed["jeton"] = new_token()
        self.is_proven = False
        return message

    @property
    def _typed(self) -> dict[str, Any]:
        return cast(dict[str, Any], self.data)
