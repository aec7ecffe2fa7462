// SPDX-License-Identifier: AGPL-3.0-or-later
// What opens over the page closes on Escape, back to its button, and when something else is pressed.
const OPEN = "details:is(.menu, .send, .ask)[open]";

/** A part of the page itself stays, or what is pressed next would move away from the finger. */
function* over() {
  for (const menu of document.querySelectorAll(OPEN)) {
    if (getComputedStyle(menu.lastElementChild).position !== "static") yield menu;
  }
}

document.addEventListener("pointerdown", ({ target }) => {
  for (const menu of over()) if (!menu.contains(target)) menu.open = false;
});
// What the act before did, which stays in sight where the address leads further down.
document.addEventListener("click", ({ target }) => target.closest("[data-close-told]")?.parentElement.remove());
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  for (const menu of over()) {
    // No part of leaving the page quickly: it closed this.
    event.preventDefault();
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
