// SPDX-License-Identifier: AGPL-3.0-or-later
// Shows how far a job is without being asked, and its page once it is over.
const EVERY_MS = 2000;
let shown = document.querySelector("[data-underway]");

async function look() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("[data-underway]");
    if (!now) {
      location.reload();
      return;
    }
    // Left alone while a button in it has the focus.
    if (!shown.contains(document.activeElement)) {
      shown.replaceWith(now);
      shown = now;
    }
  } catch {
    // The network is away: the next look may find it back.
  }
  setTimeout(look, EVERY_MS);
}

setTimeout(look, EVERY_MS);
