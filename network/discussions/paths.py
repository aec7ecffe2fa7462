# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a discussion is read, beside `network.paths.path_of`."""

from django.urls import reverse


def short_path(number: int) -> str:
    """A topic without its title, as mails have it: who reads it no more reads no title in them."""
    return reverse("topic-short", args=[number])


def anchor_of(number: int) -> str:
    """The `id` of a message in the page of its topic."""
    return f"message-{number}"
