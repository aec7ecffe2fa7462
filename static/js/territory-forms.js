// SPDX-License-Identifier: AGPL-3.0-or-later
// The page's address is the question: a page that the browser had kept says again what its figures answer.
addEventListener("pageshow", ({ persisted }) => {
  if (!persisted) return;
  for (const form of document.querySelectorAll("form[method=get]")) form.reset();
});
