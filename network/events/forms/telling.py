# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a form of an event says does not hold: beside the field that whoever edits touched."""

from network.titles import TitledForm


class TellingForm(TitledForm):
    """The form of something with a title, several fields of which may not hold together."""

    def _is_sent(self, *names: str) -> bool:
        return self.is_new or any(self.is_touched(name) for name in names if name in self.fields)

    def _say_of(self, message: str, *names: str) -> None:
        """Note what does not hold, beside the first of these fields that was sent."""
        if self._is_sent(*names):
            sent = (name for name in names if name in self.fields)
            self.add_error(next(name for name in sent if self.is_new or self.is_touched(name)), message)
