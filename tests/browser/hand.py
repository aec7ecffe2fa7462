"""One person at a page, by the keyboard alone or by touch alone, and what it costs them."""

import time
from dataclasses import dataclass, field
from typing import Self

from playwright.sync_api import Locator, Page, expect

# What a hand takes, in seconds, for a key, for a point that it aims at, and to think before an act: Card,
# Moran and Newell, "The keystroke-level model for user performance time with interactive systems", 1980.
KEY_S, AIM_S, THOUGHT_S = 0.28, 1.1, 1.35
_HAS_FOCUS = "one => one === document.activeElement"
_SAME_GROUP = """one => document.activeElement?.type === "radio" && document.activeElement.name === one.name
  && document.activeElement.form === one.form"""
_CHOSEN = "one => one.selectedOptions[0].label.trim()"
_MIDDLE = "one => one.scrollIntoView({ block: 'center' })"
# Further than that nobody goes with the Tab key.
_MOST_TABS = 200
_BETWEEN_TAPS_MS = 400


@dataclass
class Hand:
    """Does what a person does, and counts it.

    By touch every act is a tap; by keyboard, keys that act (Enter, Space, arrows), and Tab to get there. What
    is typed is counted apart, what is wiped out with it. A list of choices costs two taps: to open it, to
    choose.
    """

    page: Page
    touches: bool
    taps: int = 0
    keys: int = 0
    tabs: int = 0
    typed: int = 0
    seconds: float = 0
    _began: float = field(default_factory=time.monotonic)

    def ends(self) -> Self:
        """The clock stops."""
        self.seconds = time.monotonic() - self._began
        return self

    @property
    def by_hand(self) -> float:
        """Seconds that the acts would take a person, without what they read."""
        acts = self.taps * (AIM_S + THOUGHT_S) + self.keys * (KEY_S + THOUGHT_S)
        return acts + (self.tabs + self.typed) * KEY_S

    def act(self, locator: Locator) -> None:
        """Press a link or a button."""
        if self.touches:
            self._tap(locator)
        else:
            self.reach(locator)
            self._press("Enter")

    def tick(self, box: Locator) -> None:
        """Tick a box, or choose one of several answers."""
        if self.touches:
            self._tap(box)
        else:
            self._tick_by_keys(box)
        expect(box).to_be_checked()

    def write(self, box: Locator, text: str) -> None:
        """Write in a field, over what it holds."""
        expect(box).to_be_editable()
        if self.touches:
            if not box.evaluate(_HAS_FOCUS):
                self._tap(box, at_its_end=True)
                # What a tap does, a browser does a moment later.
                expect(box).to_be_focused()
            self._wipe(box)
        else:
            self.reach(box)
        self.page.keyboard.type(text)
        self.typed += len(text)
        expect(box).to_have_value(text)

    def choose(self, menu: Locator, label: str) -> None:
        """Choose in a list of choices."""
        if self.touches:
            self._tap(menu)
            menu.select_option(label=label)
            self.taps += 1
            # The list that a tap opened.
            self.page.keyboard.press("Escape")
        else:
            self.reach(menu)
            begins = next((n for n, letter in enumerate(label) if not letter.isascii()), len(label))
            self.page.keyboard.type(label[:begins])
            self.typed += begins
            while menu.evaluate(_CHOSEN) != label:
                self._press("ArrowDown")
        assert menu.evaluate(_CHOSEN) == label

    def send(self, button: Locator) -> None:
        """Send the form that was written in: Enter where the writing was, or its button."""
        in_text = "document.activeElement.matches('input:not([type=radio], [type=checkbox])')"
        if not self.touches and self.page.evaluate(in_text):
            self._press("Enter")
        else:
            self.act(button)

    def reach(self, locator: Locator) -> None:
        """Go to a control with the Tab key."""
        expect(locator).to_be_visible()
        wanted = locator.element_handle()
        for _tab in range(_MOST_TABS):
            if wanted.evaluate(_HAS_FOCUS):
                return
            self._tab()
        raise AssertionError(f"{locator} is not within {_MOST_TABS} tabs")

    def _tick_by_keys(self, box: Locator) -> None:
        if box.get_attribute("type") != "radio":
            self.reach(box)
            self._press("Space")
            return
        wanted = box.element_handle()
        for _tab in range(_MOST_TABS):
            if wanted.evaluate(_SAME_GROUP):
                break
            self._tab()
        for _arrow in range(20):
            if box.evaluate(_HAS_FOCUS):
                break
            self._press("ArrowDown")
        if not box.is_checked():
            self._press("Space")

    def _wipe(self, box: Locator) -> None:
        for _letter in box.input_value():
            self.page.keyboard.press("Backspace")
            self.typed += 1

    def _tap(self, locator: Locator, *, at_its_end: bool = False) -> None:
        expect(locator).to_be_visible()
        # Two taps at once are one gesture, which nobody means.
        self.page.wait_for_timeout(_BETWEEN_TAPS_MS)
        # Between the bars that stay above and below.
        locator.evaluate(_MIDDLE)
        box = locator.bounding_box()
        locator.tap(position={"x": box["width"] - 6, "y": box["height"] / 2} if at_its_end else None)
        self.taps += 1

    def _press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.keys += 1

    def _tab(self) -> None:
        self.page.keyboard.press("Tab")
        self.tabs += 1
