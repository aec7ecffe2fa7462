// SPDX-License-Identifier: AGPL-3.0-or-later
// Copy a link, send it, print, and go back to the very list one came from.
import { say } from "./words.js";

/** The link of a search says how the map is looked at now, which the server could not know. */
function present(button) {
  return button.dataset.copy === "" ? location.href : button.dataset.copy;
}

async function copy(button) {
  const status = button.closest("[data-share]").querySelector("[data-copy-status]");
  const url = present(button);
  try {
    await navigator.clipboard.writeText(url);
    status.textContent = say("copied");
  } catch {
    status.textContent = say("copyFailed", { url });
  }
}

document.addEventListener("click", (event) => {
  const target = event.target.closest?.("[data-copy], [data-print], [data-back]");
  if (target?.matches("[data-copy]")) copy(target);
  else if (target?.matches("[data-print]")) print();
  else if (target && !event.defaultPrevented && cameFrom(target.href)) {
    event.preventDefault();
    history.back();
  }
});

/** Whether the page before was `url`, whatever its query: a list, with the criteria that one had chosen. */
function cameFrom(url) {
  const from = document.referrer && new URL(document.referrer);
  return Boolean(from) && from.origin === location.origin && from.pathname === new URL(url).pathname;
}

/** What nothing would answer before this script is there is off until then. */
function ready() {
  for (const button of document.querySelectorAll("[data-copy], [data-print]")) button.disabled = false;
}

document.addEventListener("answered", ready);
ready();
