# SPDX-License-Identifier: AGPL-3.0-or-later
"""One or several, as French counts: nobody and one and a half are singular.

The territory's pages are in French alone, and gettext has English's rule for what no catalogue holds.
"""

from django.utils import translation


def ngettext(singular: str, plural: str, count: float) -> str:
    """The form of a text for a count: « 0 commune », « 1 commune », « 2 communes »."""
    return translation.ngettext(singular, plural, int(abs(count)) if abs(count) >= 2 else 1)
