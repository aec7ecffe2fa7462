// SPDX-License-Identifier: AGPL-3.0-or-later
// The home page: what is only needed once somebody acts is loaded then.
const form = document.getElementById("recherche");
const suggestIn = (field) => { if (field?.matches("[data-suggest]")) import("./suggest.js"); };

form.addEventListener("focusin", ({ target }) => suggestIn(target));
suggestIn(document.activeElement);
form.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-locate]");
  if (button) import("./locate.js").then(({ locate }) => locate(button));
});
// What was set aside is there to be found again.
try {
  if (localStorage.getItem("selection")) import("./basket.js");
} catch {
  // Nothing may be kept in this browser.
}
