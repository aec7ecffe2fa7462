// SPDX-License-Identifier: AGPL-3.0-or-later
// A menu that is open closes on Escape, which gives the keyboard back to its button, and when something else is pressed.
const MENUS = "details.menu[open], details.send[open]";

document.addEventListener("pointerdown", ({ target }) => {
  for (const menu of document.querySelectorAll(MENUS)) if (!menu.contains(target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  for (const menu of document.querySelectorAll(MENUS)) {
    // No part of leaving the page quickly: it closed this.
    event.preventDefault();
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
