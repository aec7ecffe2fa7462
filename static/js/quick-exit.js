// SPDX-License-Identifier: AGPL-3.0-or-later
// Leave at once, without a way back through the history: a click, or Escape twice within a second.
const link = document.querySelector("[data-quick-exit]");

/** Nothing that this site keeps in the browser stays behind: the selection, above all. */
function forget() {
  try {
    localStorage.clear();
    sessionStorage.clear();
  } catch {
    // Storage that is switched off holds nothing.
  }
}

function leave() {
  // Covered before the other site answers.
  document.body.hidden = true;
  document.title = "";
  forget();
  location.replace(link.href);
}

if (link) {
  let last = -Infinity;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  document.addEventListener("keydown", (event) => {
    // One that closed something else asked for that.
    if (event.key !== "Escape" || event.repeat || event.defaultPrevented) return;
    if (event.timeStamp - last < 1000) leave();
    last = event.timeStamp;
  });
}
