# SPDX-License-Identifier: AGPL-3.0-or-later
"""A bulletin as a mail, in text and in HTML: the same for all but the link that ends it."""

import re
from collections.abc import Iterator

from django.conf import settings
from django.template.loader import render_to_string

from common.sites import site_url
from network.bulletins.content import Content
from network.text.rendering import rendered
from network.text.words import spaced

_PICTURE = re.compile(r'<img\b[^>]*?\balt="([^"]*)"[^>]*>')


def subject_of(content: Content, *, is_trial: bool = False) -> str:
    """« Repères : Bulletin de novembre 2026 – Seine-et-Marne »; « [Essai] » before it in what its writers
    send to themselves, which nothing else tells from what leaves."""
    said = " ".join(f"{settings.SITE_NAME} : {content.title}".split())
    return f"[Essai] {said}"[:200] if is_trial else said[:200]


def html_of(content: Content, stop_url: str) -> str:
    """The mail in HTML; pictures are told by their words, so that nobody learns when it is read."""
    intro = _PICTURE.sub(r"\1", str(rendered(content.intro, level=2)))
    intro = intro.replace('href="/', f'href="{site_url()}/')
    context = {"content": content, "intro": intro, "stop_url": stop_url}
    context |= {"site": settings.SITE_NAME, "home_url": site_url()}
    return render_to_string("network/bulletins/mail.html", context)


def text_of(content: Content, stop_url: str) -> str:
    """The mail in words alone."""
    return "\n".join(_lines(content, stop_url)) + "\n"


def _lines(content: Content, stop_url: str) -> Iterator[str]:
    yield from (settings.SITE_NAME, "", content.title)
    yield " – ".join(part for part in (content.place, content.month) if part)
    if content.is_for_professionals:
        yield "Pour les professionnels."
    if content.intro.strip():
        yield ""
        yield spaced(content.intro.replace("](/", f"]({site_url()}/"))
    for part in content.parts:
        yield from ("", part.title.upper() + (f" ({part.told})" if part.told else ""))
        for line in part.lines:
            yield from ("", f"- {line.title}")
            if line.words:
                yield f"  {line.words}"
            if line.url:
                yield f"  {line.url}"
        if part.all_url:
            yield from ("", f"{part.all_title} : {part.all_url}")
    yield from ("", "--", f"Lire ce bulletin sur le site : {content.url}")
    yield f"L’imprimer (PDF) : {content.pdf_url}"
    yield f"Ne plus le recevoir : {stop_url}"
