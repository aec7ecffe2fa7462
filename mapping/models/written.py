# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a field of the directory may hold that its type does not say: one place for whoever writes through the
models (the administration, the API, pages)."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

# Before there was anything to keep true on a computer.
FIRST_DAY = date(1990, 1, 1)
_DIGITS = re.compile(r"\d")


def one_line(text: str) -> None:
    """Refuse line ends and other control characters, and a text in which nothing is to be seen."""
    if any(unicodedata.category(one) in ("Cc", "Zl", "Zp") for one in text):
        raise ValidationError(_("une seule ligne est attendue, sans caractère de commande."))
    if text and all(unicodedata.category(one)[0] in "CZ" for one in text):
        raise ValidationError(_("des lettres ou des chiffres sont attendus."))


def telephone(text: str) -> None:
    """Refuse what has not the two digits of the shortest number there is."""
    one_line(text)
    if text and len(_DIGITS.findall(text)) < 2:
        raise ValidationError(_("un numéro de téléphone est attendu, par exemple 01 64 00 00 00."))


def past(day: date) -> None:
    """Refuse a day (or the day of a time) that is to come, or before `FIRST_DAY`."""
    day = day.date() if isinstance(day, datetime) else day
    last = timezone.now().date() + timedelta(days=1)
    if not FIRST_DAY <= day <= last:
        raise ValidationError(
            _("une date entre le %(first)s et aujourd'hui est attendue.") % {"first": f"{FIRST_DAY:%d/%m/%Y}"}
        )


RULES: dict[str, Callable[[Any], None]] = {
    "nom": one_line,
    "telephone": telephone,
    "date_maj": past,
    "verified_at": past,
}


def refused(record: models.Model, exclude: Iterable[str]) -> dict[str, list[ValidationError]]:
    """What is wrong of the fields of a record that have a rule here and are not left out, by field."""
    errors: dict[str, list[ValidationError]] = {}
    for name, rule in RULES.items():
        value = getattr(record, name, None)
        if name in exclude or value in (None, ""):
            continue
        try:
            rule(value)
        except ValidationError as error:
            errors[name] = [error]
    return errors


class Written(models.Model):
    """A record whose fields are held against `RULES` with the rest of its validation."""

    class Meta:
        abstract = True

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Raise ValidationError, by field, for what the types of the fields or the rules refuse."""
        super().clean_fields(exclude=exclude)
        if errors := refused(self, set(exclude or ())):
            raise ValidationError(errors)
