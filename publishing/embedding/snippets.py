# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a partner copies into a page: a link, a frame, an element."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html

from publishing.embedding.asked import KEY
from publishing.embedding.models import Widget

# The same address from one version of the site to the next: partners write it once, where a page of ours
# names a file by its content.
SCRIPT = "js/reperes-carte.js"
# The height of a frame that nobody tells another: some four cards, under their map where it comes first; the
# card of a structure as it is on a telephone, with its languages.
HEIGHT_PX = 700
_WITH_MAP_HEIGHT_PX = 1000
STRUCTURE_HEIGHT_PX = 580


@dataclass(frozen=True, slots=True)
class Snippets:
    """HTML for a partner's page. `address` is what the frame shows; `policy` what the policy of the partner's
    own pages has to allow, where they have one."""

    address: str
    link: str
    frame: str
    element: str
    policy: str


def _written(html: str, *values: object) -> str:
    """HTML with values escaped in it, as a plain text: pages show it, and must escape it in their turn."""
    return str.__add__(format_html(html, *values), "")


def link_to(url: str, text: str) -> str:
    """A plain link."""
    return _written('<a href="{}">{}</a>', url, text)


def of_widget(widget: Widget, site: str, url: str, text: str, structure: int | None = None) -> Snippets:
    """The ways to show a widget of the site at `site` (« https://reperes.example.fr »), or one structure in
    its name; `url` is the page that they lead to without a frame, `text` what it is about."""
    path = (
        reverse("embedded-structure", args=[structure])
        if structure
        else reverse("embedded", args=[widget.key])
    )
    address = f"{site}{path}?{KEY}={widget.key}" if structure else f"{site}{path}"
    number = format_html(' structure="{}"', structure) if structure else ""
    return Snippets(
        address=address,
        link=link_to(url, text),
        frame=frame(address, text, STRUCTURE_HEIGHT_PX if structure else height_of(widget)),
        element=_written(
            '<script defer src="{}"></script>\n<reperes-carte cle="{}"{}><a href="{}">{}</a></reperes-carte>',
            *(f"{site}{settings.STATIC_URL}{SCRIPT}", widget.key, number, url, text),
        ),
        policy=f"script-src {site}; frame-src {site}",
    )


def height_of(widget: Widget) -> int:
    """The height of the frame of a widget, in pixels."""
    return _WITH_MAP_HEIGHT_PX if widget.shows == Widget.Shows.MAP else HEIGHT_PX


def frame(address: str, title: str, height_px: int, width: str = "100%") -> str:
    """A frame that says to the site nothing of the page that it is in.

    Its border is taken off by an attribute: a partner's policy may refuse the style that would.
    """
    return _written(
        '<iframe src="{}" title="{}" width="{}" height="{}" frameborder="0"'
        ' loading="lazy" referrerpolicy="no-referrer"></iframe>',
        *(address, title, width, height_px),
    )
