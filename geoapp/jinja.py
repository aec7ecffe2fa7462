# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every page's template may name: Jinja2, strict about names that nothing was given for.

Django's own templates remain for the packages that bring theirs (the administration, the API's pages).
"""

from datetime import datetime
from typing import Any, cast

from django.template import defaultfilters
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import json_script
from django.utils.timezone import is_aware, localtime
from django.utils.translation import get_language, get_language_bidi, gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, StrictUndefined

from common.dates import first_of_month
from common.icons import icon, theme_icon, theme_number
from data.exports.offered import formats
from desk.emergency import FIRST
from desk.highlight import highlight
from layers.map_overlays import map_overlays
from territory import words

# Filters of Django's own that are used here, under their names.
_DJANGO = (
    *("capfirst", "floatformat", "linebreaks", "linebreaksbr", "pluralize", "stringformat"),
    *("truncatechars", "urlencode"),
)


EXTENSIONS = ["jinja2.ext.i18n", "jinja2.ext.do"]


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The path of a page, as Django's `reverse` gives it."""
    return reverse(name, args=args, kwargs=kwargs)


def local_date(value: Any, form: str | None = None) -> str:
    """Django's `date`, of a moment by the clock of here, as Django's templates tell it but for « 1er »."""
    is_moment = isinstance(value, datetime) and is_aware(value)
    return first_of_month(defaultfilters.date(localtime(value) if is_moment else value, form))


def environment(**options: Any) -> Environment:
    """The environment of `templates/`."""
    # What indents a block is not sent: a tenth of a page.
    # Every template is kept once compiled: there are a few more than the four hundred that Jinja would keep.
    options |= {
        "undefined": StrictUndefined, "extensions": EXTENSIONS, "lstrip_blocks": True, "cache_size": -1,
    }  # fmt: skip
    made = Environment(**options)
    made.policies["ext.i18n.trimmed"] = True
    # The extension gives the environment this method.
    cast(Any, made).install_gettext_callables(
        gettext, ngettext, newstyle=False, pgettext=pgettext, npgettext=npgettext
    )
    # The extension's own `_` looks `gettext` up in the page at each word.
    made.globals["_"] = gettext
    made.globals |= {
        "url": url,
        "static": static,
        "icon": icon,
        "theme_icon": theme_icon,
        "theme_number": theme_number,
        "get_language": get_language,
        "get_language_bidi": get_language_bidi,
        "emergency_numbers": FIRST,
        "map_overlays": map_overlays,
        "export_formats": lambda: list(formats().values()),
    }
    # As they are registered: `linebreaks` is also the name of a function that marks nothing as safe.
    made.filters |= {name: defaultfilters.register.filters[name] for name in _DJANGO}
    made.filters["date"] = local_date
    made.filters |= {"json_script": json_script, "highlight": highlight} | words.FILTERS
    return made
