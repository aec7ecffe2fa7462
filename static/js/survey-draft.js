// SPDX-License-Identifier: AGPL-3.0-or-later
// What somebody typed in a survey is kept by the site when they leave the page without sending it.

const form = document.querySelector("form[data-draft]");
let typed = false;

form?.addEventListener("input", () => {
  typed = true;
});
form?.addEventListener("submit", () => {
  typed = false;
});

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "hidden" || !typed) return;
  const answers = new FormData(form);
  answers.append("quitte", "oui");
  navigator.sendBeacon(form.dataset.draft, answers);
});
