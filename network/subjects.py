# SPDX-License-Identifier: AGPL-3.0-or-later
"""Subjects of mails about something of the network."""

# What the outbox takes.
_MOST = 200


def titled(subject: str, title: str) -> str:
    """A subject with the title of what it is about, on one line: « Repères : une réponse – Salle à prêter ».
    For professionals alone: who is helped may have their telephone read over their shoulder."""
    return " ".join(f"{subject} – {title}".split())[:_MOST]
