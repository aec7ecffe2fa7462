// SPDX-License-Identifier: AGPL-3.0-or-later
// What is only needed once somebody acts is loaded then.
const form = document.querySelector("form[role=search]");
const kept = () => {
  try {
    return localStorage.length > 0;
  } catch {
    return false;
  }
};

// The form itself stays, and each answer to a search brings all that is in it.
const suggestIn = (field) => { if (field?.matches("[data-suggest]")) import("./suggest.js"); };
form.addEventListener("focusin", ({ target }) => suggestIn(target));
// A page that asks for the place again gives the field its focus, which may be before this.
suggestIn(document.activeElement);
// Without numbers every choice is still there.
const count = (question) => import("./facets.js").then((facets) => facets.count(question), () => {});
const open = form.querySelector(".ask[open]");
if (open) count(open);
form.addEventListener("toggle", ({ target }) => {
  if (!target.open) return;
  count(target);
  // Who opens the first question is about to write a place; where the page has opened it, it says what is next.
  if (target.id === "ou" && form.dataset.question !== "ou") target.querySelector("input[type=search]").focus();
}, true);
form.addEventListener("change", ({ target }) => import("./unsent.js").then(({ tell }) => tell(target), () => {}));
form.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-locate]");
  if (button) import("./locate.js").then(({ locate }) => locate(button));
});
document.addEventListener("toggle", ({ target }) => { if (target.matches("[data-share]")) import("./share.js"); }, true);
document.addEventListener("click", ({ target }) => { if (target.closest?.("[data-print-list]")) print(); });
document.addEventListener("change", ({ target }) => {
  if (!target.matches("input[name=id][form=selection]")) return;
  const { checked } = target;
  import("./basket.js").then(({ choose }) => choose(Number(target.value), target.dataset.name, checked));
});
if (kept()) import("./basket.js");

// What was put aside elsewhere in the meantime.
addEventListener("pageshow", ({ persisted }) => { if (persisted && kept()) import("./basket.js"); });
